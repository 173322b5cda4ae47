"""What is known of how a picture came about never hides a cell that differs."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convstudio.experiment import Experiment, frozen
from convstudio.experiment.derived import differ_within
from convstudio.experiment.edits import picture_edits
from convstudio.experiment.evaluate import _difference
from convstudio.layers import Array

MASKS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=4)
STROKES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1), MASKS, st.sampled_from([0.0, 0.5, 1.0])), max_size=6)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture counts as a large one."""
    monkeypatch.setattr(picture_edits, "LARGE", 0)


def looked_for(before: Array, after: Array) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The smallest rectangle of all that differs, found by looking at every cell."""
    places = [(row, column) for _channel, row, column in np.argwhere(before != after).tolist()]
    if not places:
        return None
    rows, columns = zip(*places, strict=True)
    return (min(rows), max(rows)), (min(columns), max(columns))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STROKES)
def test_what_changed_is_found_whichever_picture_came_of_which(large: None, strokes: list) -> None:  # type: ignore[type-arg]
    pictures = [Experiment(input=frozen(np.zeros((2, 5, 6))), layers=())]
    for base, channel, cells, value in strokes:
        mask = np.zeros((5, 6), dtype=bool)
        for row, column in cells:
            mask[row, column] = True
        pictures.append(picture_edits.draw(pictures[base % len(pictures)], channel, mask, value).after)
    for one, other in permutations([each.input for each in pictures], 2):
        found = _difference(one, other)
        assert (found and (found.rows, found.columns)) == looked_for(one, other)


@pytest.mark.usefixtures("large")
def test_two_states_of_one_stroke_are_compared_where_it_went() -> None:
    begun = Experiment(input=frozen(np.zeros((1, 50, 60))), layers=())
    states = []
    for until in (3, 5):
        mask = np.zeros((50, 60), dtype=bool)
        mask[10, 2:until] = True
        states.append(picture_edits.draw(begun, 0, mask, 1.0).after.input)
    assert differ_within(*states) == ((10, 10), (2, 4))
    assert differ_within(begun.input, states[0]) == differ_within(states[0], begun.input) == ((10, 10), (2, 2))
    assert differ_within(states[0], frozen(states[1])) is not None  # which is the same array
    assert differ_within(states[0], frozen(states[1].copy())) is None
