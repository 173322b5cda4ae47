"""A picture moved by whole cells, and what comes in at the border that it leaves."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Border = Literal["zeros", "wrap", "repeat"]
BORDERS: tuple[Border, ...] = ("zeros", "wrap", "repeat")


def shift(x: Array, rows: int, columns: int, border: Border = "zeros") -> Array:
    """`x` (C, H, W) moved down by some rows and to the right by some columns (negative: up, to the left).

    Where nothing of the picture comes to lie stand zeros, the cells that left at the other side ("wrap"), or the cells nearest
    by ("repeat"). Raises ValueError for another word.

    >>> shift(np.array([[[1.0, 2.0, 3.0]]]), 0, 1)
    array([[[0., 1., 2.]]])
    """
    if border not in BORDERS:
        raise ValueError(f"border was {border!r}; it is one of {', '.join(map(repr, BORDERS))}")
    down, across = (_sources(size, by, border) for size, by in zip(x.shape[1:], (rows, columns), strict=True))
    moved: Array = x[:, np.maximum(down, 0)[:, None], np.maximum(across, 0)]
    moved[:, down < 0, :] = 0.0
    moved[:, :, across < 0] = 0.0
    return moved


def _sources(size: int, by: int, border: Border) -> NDArray[np.intp]:
    """Where the value of each cell of an axis comes from; −1 where it is zero."""
    cells = np.arange(size, dtype=np.intp) - by
    if border == "wrap":
        return cells % size
    if border == "repeat":
        return np.clip(cells, 0, size - 1)
    return np.where((cells >= 0) & (cells < size), cells, -1)
