"""Maps that change block by block, as the evaluations of a stroke do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from convstudio.experiment import Change, frozen
from convstudio.layers import Array

Block = tuple[int, int, int, list[float]]  # first row and column, the number of both, and the numbers


def in_turn(values: Array, changes: Iterable[Block]) -> Iterator[tuple[Array, Change]]:
    """The map (C, H, W) after each change, with what says how it came from the one before."""
    for row, column, size, numbers in changes:
        painted = values.copy()
        block = painted[:, row : row + size, column : column + size]
        block[...] = np.resize(numbers, block.shape)
        rows, columns = values.shape[1:]
        ends = (row, min(row + size, rows) - 1), (column, min(column + size, columns) - 1)
        change, values = Change(values, *ends), frozen(painted)
        yield values, change
