"""The lowest and highest value of a map, kept up to date, is what looking at all of it finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.experiment import Change, frozen
from convstudio.scene.matrix.extent import extent

VALUES = st.sampled_from([0.0, 1.0, -1.0, 2.5, -7.0, float("inf"), float("-inf"), float("nan")])


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), VALUES), max_size=8))
def test_the_extent_after_changes_is_that_of_all_cells(changes: list[tuple[int, int, float]]) -> None:
    values = frozen(np.arange(9.0).reshape(1, 3, 3) - 4)
    extent(values)
    for row, column, value in changes:
        painted = values.copy()
        painted[0, row, column] = value
        painted = frozen(painted)
        found = extent(painted, Change(values, (row, row), (column, column)))
        assert np.array_equal(found, (painted.min(), painted.max()), equal_nan=True)
        values = painted
