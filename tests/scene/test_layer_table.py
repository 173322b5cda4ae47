"""The table of all layers, against counting: terms one by one, and cells whose change comes through."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import Activation, AvgPool2d, Conv2d, KernelLayer, Layer, MaxPool2d
from convstudio.scene.cards.layer_table import cells, layer_table, total_cells
from tests.scene.strips import evaluations


@settings(max_examples=60)
@given(evaluations(most_layers=5))
def test_shapes_and_costs_are_counted(evaluation: Evaluation) -> None:
    table = layer_table(evaluation)
    for row, result in zip(table.rows, evaluation.results, strict=True):
        layer = result.layer
        assert row.shape == (None if result.output is None else result.output.shape)
        learned = layer.weight_count() if layer.enabled else 0
        assert row.weights + row.biases == learned
        x = evaluation.input_of(row.index)
        if row.shape is None or x is None:
            assert row.multiplications is None
        elif not layer.enabled:
            assert row.multiplications == 0
        elif isinstance(layer, Conv2d):
            assert row.multiplications == sum(len(layer.terms(x, c).terms) for c in np.ndindex(*row.shape))
        elif not isinstance(layer, KernelLayer):
            assert row.multiplications == 0
        assert bool(row.problem) == (result.problem is not None)
    assert table.weights == sum(row.weights for row in table.rows)


def ones(window: tuple[int, int], **settings: object) -> Conv2d:
    return Conv2d(kernel=frozen(np.ones((1, 1, *window))), bias=frozen(np.zeros(1)), **settings)  # type: ignore[arg-type]


@st.composite
def strips(draw: st.DrawFn) -> tuple[Layer, ...]:
    """Layers without padding, so that all cells are far from the edges; sums, so that every change comes through."""
    pair = st.tuples(st.integers(1, 3), st.integers(1, 3))
    made: list[Layer] = []
    for kind in draw(st.lists(st.sampled_from(["conv", "avg", "identity"]), min_size=1, max_size=4)):
        if kind == "conv":
            dilation = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
            made.append(ones(draw(pair), stride=draw(st.tuples(st.integers(1, 2), st.integers(1, 2))), dilation=dilation))
        elif kind == "avg":
            made.append(AvgPool2d(kernel_size=draw(pair), stride=draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))))
        else:
            made.append(MaxPool2d(enabled=False))
    return tuple(made)


@settings(max_examples=60)
@given(strips())
def test_receptive_field_and_jump_are_those_of_changed_cells(layers: tuple[Layer, ...]) -> None:
    side = 96
    evaluation = evaluate(Experiment(input=frozen(np.zeros((1, side, side))), layers=layers))
    for row in layer_table(evaluation).rows:
        for axis in (0, 1):
            first, second = _spreads(layers[: row.index + 1], side, axis)
            assert first[-1] - first[0] + 1 == row.field[axis]
            assert second[0] - first[0] == row.jump[axis]


def _spreads(layers: tuple[Layer, ...], side: int, axis: int) -> tuple[list[int], list[int]]:
    """The input rows (or columns) on which the sums of the output's rows (columns) 1 and 2 depend, by changing each."""
    found: tuple[list[int], list[int]] = [], []
    for place in range(side):
        values = np.zeros((1, side, side))
        values[(0, place, slice(None)) if axis == 0 else (0, slice(None), place)] = 1.0
        result = evaluate(Experiment(input=frozen(values), layers=layers)).results[-1].output
        assert result is not None
        for output, places in enumerate(found, 1):
            line = result[0, output, :] if axis == 0 else result[0, :, output]
            if line.any():
                places.append(place)
        if all(places and place - places[-1] > 40 for places in found):
            break
    return found


def test_the_table_as_it_is_written() -> None:
    rng = np.random.default_rng(0)
    first = Conv2d(kernel=frozen(rng.normal(size=(64, 3, 3, 3))), bias=frozen(np.zeros(64)), padding="same")
    second = Conv2d(kernel=frozen(rng.normal(size=(64, 64, 3, 3))), bias=frozen(np.zeros(64)), padding="same")
    layers = (first, Activation(), MaxPool2d(), second)
    table = layer_table(evaluate(Experiment(input=frozen(rng.normal(size=(3, 32, 32))), layers=layers)))
    assert [cells(row) for row in table.rows] == [
        ("1", "Convolution 1", "64 × 32 × 32", "1 728", "64", "1 769 472", "3 × 3", "1 × 1"),
        ("2", "ReLU", "64 × 32 × 32", "0", "0", "0", "3 × 3", "1 × 1"),
        ("3", "Max pool", "64 × 16 × 16", "0", "0", "0", "4 × 4", "2 × 2"),
        ("4", "Convolution 2", "64 × 16 × 16", "36 864", "64", "9 437 184", "8 × 8", "2 × 2"),
    ]
    assert total_cells(table) == ("", "Total", "from 3 × 32 × 32", "38 592", "128", "11 206 656", "8 × 8", "2 × 2")


def test_a_layer_that_is_switched_off_is_marked() -> None:
    layers = (ones((1, 2)), MaxPool2d(enabled=False))
    first, second = layer_table(evaluate(Experiment(input=frozen(np.zeros((1, 6, 8))), layers=layers))).rows
    assert cells(first)[2] == "1 × 6 × 7"
    assert cells(second)[2:6] == ("1 × 6 × 7 · switched off", "0", "0", "0")
