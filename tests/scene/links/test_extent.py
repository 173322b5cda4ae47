"""The lowest and highest value of a map, kept up to date, is what looking at all of it finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine import ACTIVATIONS, activation
from convstudio.experiment import Change, Experiment, evaluate, frozen
from convstudio.layers import Activation, Conv2d
from convstudio.scene.matrix import extent as module
from convstudio.scene.matrix.extent import extent, largest_at
from tests.scene.links.painted import Block, in_turn

VALUES = st.sampled_from([0.0, 1.0, -1.0, 2.5, -7.0, float("inf"), float("-inf"), float("nan")])


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(1, 3), st.lists(VALUES, min_size=2)), max_size=8))
def test_the_extent_after_changes_is_that_of_all_cells(changes: list[Block]) -> None:
    values = frozen(np.arange(24.0).reshape(2, 3, 4) % 9 - 4)
    extent(values)
    for painted, change in in_turn(values, changes):
        assert np.array_equal(extent(painted, change), (painted.min(), painted.max()), equal_nan=True)


def test_all_cells_are_looked_at_only_where_no_other_one_holds_an_extreme(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.zeros((1, 5, 6))
    values[0, 1, 2] = values[0, 4, 5] = 9.0
    values = frozen(values)
    extent(values)
    looked: list[int] = []
    found = module._range
    monkeypatch.setattr(module, "_range", lambda part: (looked.append(part.size), found(part))[1])
    for row, column, sizes in ((4, 5, [1, 1]), (1, 2, [1, 1, 30])):
        painted = values.copy()
        painted[0, row, column] = 0.5
        looked.clear()
        after = frozen(painted)
        assert extent(after, Change(values, (row, row), (column, column))) == (0.0, painted.max())
        assert looked == sizes
        values = after


@pytest.mark.parametrize("name", [known.name for known in ACTIVATIONS[1:]])
@pytest.mark.parametrize("enabled", [True, False])
def test_the_largest_behind_a_function_is_what_looking_at_all_of_it_finds(
    monkeypatch: pytest.MonkeyPatch, name: str, *, enabled: bool
) -> None:
    looked: list[int] = []
    found = module._range
    monkeypatch.setattr(module, "_range", lambda part: (looked.append(part.size), found(part))[1])
    values = np.random.default_rng(0).normal(size=(2, 4, 5))
    for number in (0.0, -9.0, 7.0, float("inf"), float("nan")):
        values = values.copy()
        values[1, 2, 3] = number
        layer = Activation(activation=name, enabled=enabled)
        evaluation = evaluate(Experiment(input=frozen(values.copy()), layers=(layer,)))
        looked.clear()
        of_input, of_output = largest_at(evaluation, -1), largest_at(evaluation, 0)
        shown = evaluation.results[0].output
        assert of_input == np.abs(values[np.isfinite(values)]).max()
        assert of_output == np.abs(shown[np.isfinite(shown)]).max()
        known = activation(name).keeps_order and np.isfinite(number)
        assert len(looked) == (1 if known or shown is evaluation.experiment.input else 2)
        assert np.array_equal(extent(shown), (shown.min(), shown.max()), equal_nan=True)


def test_there_is_no_largest_behind_what_has_no_output() -> None:
    nothing = evaluate(Experiment(input=frozen(np.ones((1, 2, 2))), layers=()))
    assert largest_at(nothing, -1) == 1.0
    too_large = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]))
    assert largest_at(evaluate(Experiment(input=frozen(np.ones((1, 2, 2))), layers=(too_large,))), 0) == 0.0
