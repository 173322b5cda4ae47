"""What is looked up for few numbers is what is found for all of them at once."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import frozen
from convstudio.scene.few import FEW, MOST_KNOWN, looked_up
from convstudio.scene.matrix.measured import measured
from convstudio.scene.words.formats import kinds
from tests.scene.links.painted import Block, in_turn

VALUES = st.sampled_from([0.0, -0.0, 0.5, -0.25, 1 / 3, 12.0, -700.0, 1e-20, 1e12, math.inf, -math.inf, math.nan])


@given(st.lists(st.lists(VALUES, min_size=1, max_size=9), max_size=6))
def test_numbers_that_were_there_before_are_not_asked_about_again(asked: list[list[float]]) -> None:
    known: dict[float, int] = {}
    new: list[float] = []

    def find(numbers: np.ndarray) -> np.ndarray:
        new.extend(numbers.ravel().tolist())
        return np.where(np.isnan(numbers), 7, np.clip(numbers, 0, 255)).astype(np.uint8)

    for numbers in asked:
        values = np.array([numbers])
        before = len(new)
        found = looked_up(values, known, find)
        assert found.shape == values.shape
        assert found.dtype == np.uint8
        assert found.tolist() == [[7 if math.isnan(one) else int(min(max(one, 0), 255)) for one in numbers]]
        assert len(new) - before <= len(numbers)
        assert looked_up(values, dict(known), find).tolist() == found.tolist()
    finite = [one for one in new if not math.isnan(one)]
    assert set(finite) == {one for numbers in asked for one in numbers if not math.isnan(one)}


def test_many_numbers_are_found_at_once_and_not_kept() -> None:
    known: dict[float, int] = {}
    looked_up(np.arange(FEW + 1.0), known, lambda numbers: numbers.astype(np.uint8))
    assert not known


def test_what_is_kept_is_bounded() -> None:
    known: dict[float, int] = {}
    for first in range(0, 4 * MOST_KNOWN, FEW):
        found = looked_up(np.arange(first, first + FEW) / 7, known, lambda numbers: (numbers % 100).astype(np.uint8))
        assert found.tolist() == [int(one / 7 % 100) for one in range(first, first + FEW)]
        assert len(known) <= MOST_KNOWN + FEW


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9), st.lists(VALUES, min_size=1)), max_size=8))
def test_the_kinds_of_a_map_after_changes_are_those_of_all_its_cells(changes: list[Block]) -> None:
    values = frozen(np.arange(200.0).reshape(2, 10, 10) % 7 / 4 - 1)
    measured(values)
    for painted, change in in_turn(values, changes):
        found = measured(painted, change)
        codes, counts = np.unique(kinds(painted), return_counts=True)
        assert (found.present, found.numbers) == (tuple(codes.tolist()), tuple(counts.tolist()))
