"""The lines of a grouped convolution: an output and an input that are joined are those whose gradient is not zero."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, evaluate, frozen
from convstudio.layers import Conv2d
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.cards.card import Wire


def grouped(groups: int, each_in: int, each_out: int) -> Experiment:
    rng = np.random.default_rng(0)
    kernel = rng.uniform(1, 2, (groups * each_out, each_in, 2, 2))
    layer = Conv2d(kernel=frozen(kernel), bias=frozen(np.zeros(len(kernel))), groups=groups)
    return Experiment(input=frozen(rng.uniform(1, 2, (groups * each_in, 3, 3))), layers=(layer,))


def wires(experiment: Experiment, focus: Focus | None = None) -> tuple[Wire, ...]:
    layout = build(evaluate(experiment), focus or Focus()).card(MatrixId("kernel", 0)).kernel_layout
    assert layout
    return layout.wires


@given(st.integers(2, 4), st.integers(1, 2), st.integers(1, 2))
def test_a_wire_joins_what_the_gradient_joins(groups: int, each_in: int, each_out: int) -> None:
    experiment = grouped(groups, each_in, each_out)
    layer, x = experiment.layers[0], experiment.input
    joined = set()
    for output in range(groups * each_out):
        slope = np.zeros_like(layer.forward(x))
        slope[output] = 1
        towards_x, _ = layer.backward(x, slope)
        joined |= {(output, channel) for channel in range(len(x)) if towards_x[channel].any()}
    found = wires(experiment)
    assert {(wire.row, wire.column) for wire in found} == joined
    assert all(wire.group == wire.column // each_in == wire.row // each_out for wire in found)
    assert not any(wire.lit for wire in found)


@given(st.integers(2, 4), st.integers(1, 2), st.integers(1, 2), st.data())
def test_the_wires_of_the_output_that_is_pointed_at_are_lit(
    groups: int, each_in: int, each_out: int, data: st.DataObject
) -> None:
    output = data.draw(st.integers(0, groups * each_out - 1))
    focus = Focus(Spot(PanelId(MatrixId("map", 0), output), 1, 0))
    assert {wire.row for wire in wires(grouped(groups, each_in, each_out), focus) if wire.lit} == {output}


def test_without_groups_there_are_none() -> None:
    assert wires(grouped(1, 3, 2)) == ()
