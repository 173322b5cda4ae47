"""The Learn workspace as a value: what is pointed at, where it has gone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, Run, Training, edits, frozen
from convstudio.experiment.edits import channel_edits, training_edits
from convstudio.experiment.learning import Learnt, advance, learn
from convstudio.layers import Activation, Conv2d, MaxPool2d
from convstudio.scene import INPUT, NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.learn.build import LearnScene, build
from convstudio.scene.learn.cards import matrices
from convstudio.scene.learn.moment import PHASES, WHOLE, Moment
from convstudio.scene.learn.words import _largest
from convstudio.scene.matrix.focus import BIAS

Change = Callable[[Experiment], Experiment]


def strip(seed: int = 0) -> Experiment:
    """A convolution with two channels in and out, a stride and padding, ReLU and a max pool behind it; two pictures."""
    random = np.random.default_rng(seed)
    x, other = (frozen(random.integers(-4, 5, (2, 7, 6)) / 4) for _ in range(2))
    kernel = frozen(random.integers(-4, 5, (2, 2, 2, 3)) / 4)
    layer = Conv2d(kernel=kernel, bias=frozen([0.5, -0.25]), stride=(1, 2), padding=((1, 0), (1, 1)))
    training = Training(until=2, noise=0.5, learn_bias=True, pictures=(other,), runs=(Run(seed=3, length=4),))
    return Experiment(input=x, layers=(layer, Activation(), MaxPool2d(stride=(1, 1))), training=training)


def learnt(experiment: Experiment, before: Learnt | None = None) -> Learnt:
    found = learn(experiment, before)
    while not found.done:
        found = advance(found, 10.0)
    return found


def last_cells(scene: LearnScene) -> list[Spot]:
    """The last cell of every matrix that is shown, and one of the padding around it."""
    panels = [m for card in scene.cards for row in card.panels for m in row]
    cells = [Spot(m.panel, m.shape[0] - 1, m.shape[1] - 1) for m in panels]
    return cells + [Spot(m.panel, m.shape[0], m.shape[1]) for m in panels if m.surround]


def is_shown(scene: LearnScene, spot: Spot) -> bool:
    """Whether a cell is on the screen, in a matrix or in the padding around it."""
    panel = next((m for card in scene.cards for row in card.panels for m in row if m.panel == spot.panel), None)
    if panel is None:
        return False
    _above, below, _left, right = panel.margins
    return spot.row < panel.shape[0] + below and spot.column < panel.shape[1] + right


SMALL = Conv2d(kernel=frozen([[[[1.0]]]]), bias=frozen([0.0]))
CHANGES: dict[str, Change] = {
    "a larger stride": lambda e: edits.set_parameter(e, 0, "stride", (3, 3)).after,
    "a smaller kernel": lambda e: edits.set_parameter(e, 0, "kernel_size", (1, 1)).after,
    "no padding": lambda e: edits.set_parameter(e, 0, "padding", "valid").after,
    "a smaller picture": lambda e: edits.resize_input(e, 4, 4).after,
    "one output": lambda e: channel_edits.set_outputs(e, 0, 1).after,
    "one channel": lambda e: channel_edits.remove_channel(e, 1).after,
    "no layer behind": lambda e: training_edits.set_task(e, "until", 0).after,
    "no bias": lambda e: training_edits.set_task(e, "learn_bias", False).after,
    "one picture": lambda e: training_edits.remove_picture(e, 1).after,
    "a layer before": lambda e: edits.add_layer(e, Activation(), 0).after,
    "a drawn kernel": lambda e: training_edits.set_task(e, "target", "drawn").after,
    "a painted target": lambda e: training_edits.set_task(e, "target", "painted").after,
    "all else": lambda _e: Experiment(input=frozen(np.ones((1, 2, 2))), layers=(SMALL,)),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("number", [0, 1])
def test_what_is_pinned_may_have_gone(name: str, number: int) -> None:
    """Then nothing lights up and nothing is said, in every phase; what is still there is told of."""
    before = learnt(strip())
    after = learnt(CHANGES[name](before.experiment), before)
    now = build(after, number=number)
    assert {card.matrix for card in now.cards} == (matrices(now.shown) if now.shown else set())
    seen = build(after, NOWHERE, Moment(2, WHOLE), number).shown  # computed once for all that is pointed at, as in the window
    for spot in last_cells(build(before, number=number)):
        for phase in (WHOLE, *PHASES):
            scene = build(after, Focus(spot), Moment(2, phase), number, seen=seen)
            lit = [m for card in scene.cards for row in card.panels for m in row if any(k.role == "focus" for k in m.marks)]
            if is_shown(scene, spot):
                assert scene.spoken.startswith(f"row {spot.row}, column {spot.column}".replace("-", "−")), spot
                assert [m.panel for m in lit] == [spot.panel]
            else:
                assert scene.spoken == "", spot
                assert lit == []


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 6))
def test_the_largest_are_those_that_come_first(values: list[int], most: int) -> None:
    sizes = np.array(values, dtype=float)
    order = np.argsort(-sizes, kind="stable")[:most]
    assert _largest(sizes, most) == sorted(int(i) for i in order if sizes[i])


def test_places_that_never_were_are_nowhere() -> None:
    found = learnt(strip())
    for panel in (
        PanelId(INPUT, 9), PanelId(MatrixId("map", 0), 0), PanelId(MatrixId("learned", 0), 0, 7), PanelId(MatrixId("step", 4)),
        PanelId(MatrixId("gradient", 0), 0, BIAS), PanelId(MatrixId("picture", 5)), PanelId(MatrixId("target", 3)),
        PanelId(MatrixId("pull", 0), 6), PanelId(MatrixId("seen", 0)), PanelId(MatrixId("compare", 0)),
    ):  # fmt: skip
        for cell in ((0, 99), (99, 0), (-7, 0)):
            assert build(found, Focus(Spot(panel, *cell))).spoken == ""
