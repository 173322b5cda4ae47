"""An evaluation that stops where it gets expensive, and is finished later, gives what one in one go gives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, edits, evaluate, finish, frozen
from convstudio.layers import Conv2d, MaxPool2d
from tests.scene.strips import evaluations


def same(a: Evaluation, b: Evaluation) -> None:
    assert a.pending is None
    assert b.pending is None
    for one, other in zip(a.results, b.results, strict=True):
        assert one.problem == other.problem
        assert (one.output is None) == (other.output is None)
        if one.output is not None and other.output is not None:
            assert np.array_equal(one.output, other.output, equal_nan=True)


@settings(max_examples=100)
@given(evaluations(most_layers=5), st.floats(0, 3000), st.integers(0, 5))
def test_finished_parts_are_the_whole(whole: Evaluation, most: float, cell: int) -> None:
    experiment = whole.experiment
    partial = evaluate(experiment, None, most)
    same(finish(partial, None), whole)
    row, column = cell % experiment.input.shape[1], cell % experiment.input.shape[2]
    painted = edits.paint(experiment, {(0, row, column): 9.5}).after
    again = evaluate(painted, whole, most)
    if again.pending is not None:
        assert all(result.output is None for result in again.results[again.pending :])
        shown = [result.shown for result in again.results[again.pending :]]
        for result, before in zip(shown, whole.results[again.pending :], strict=True):
            assert result is before.shown
    same(finish(again, whole), evaluate(painted))


def strip() -> Experiment:
    kernel = frozen(np.ones((2, 1, 3, 3)))
    layers = (Conv2d(kernel=kernel, bias=frozen(np.zeros(2)), padding="same"), MaxPool2d())
    return Experiment(input=frozen(np.zeros((1, 8, 8))), layers=layers)


def test_effort_counts_products() -> None:
    experiment = strip()
    assert experiment.layers[0].effort((1, 8, 8)) == 2 * 8 * 8 * 9
    assert experiment.layers[1].effort((2, 8, 8)) == 2 * 4 * 4 * 4 * 4


@pytest.mark.parametrize(("most", "pending"), [(math.inf, None), (2000.0, None), (1152.0, 1), (1151.0, 0)])
def test_it_stops_at_the_first_layer_that_is_too_much(most: float, pending: int | None) -> None:
    assert evaluate(strip(), None, most).pending == pending


def test_nobody_waits_for_what_nobody_wants() -> None:
    partial = evaluate(strip(), None, 0)
    asked: list[bool] = []

    def wanted() -> bool:
        asked.append(not asked)
        return asked[-1]

    stopped = finish(partial, None, wanted)
    assert stopped.pending == 1
    assert stopped.results[0].output is not None


def test_a_painted_cell_is_never_too_much() -> None:
    whole = evaluate(strip())
    assert evaluate(edits.paint(whole.experiment, {(0, 4, 4): 1.0}).after, whole, 0).pending is None
