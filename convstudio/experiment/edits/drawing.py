"""The cells covered by a line, a rectangle, an ellipse, a brush or a fill. A cell is (row, column), an area is a mask."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from convstudio.layers import Array

Cell = tuple[int, int]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

LARGEST_BRUSH = 64


def line(start: Cell, end: Cell) -> list[Cell]:
    """The cells of a straight line from one cell to another, both included.

    J. E. Bresenham, "Algorithm for computer control of a digital plotter", IBM Systems Journal 4 (1965).
    """
    rows, columns = end[0] - start[0], end[1] - start[1]
    steps = max(abs(rows), abs(columns), 1)
    return [(start[0] + _nearest(rows * step, steps), start[1] + _nearest(columns * step, steps)) for step in range(steps + 1)]


def rectangle(a: Cell, b: Cell) -> list[Cell]:
    """The outline of the rectangle with two opposite corners."""
    top, bottom, left, right = _box(a, b)
    level = [(row, column) for row in {top, bottom} for column in range(left, right + 1)]
    upright = [(row, column) for row in range(top + 1, bottom) for column in {left, right}]
    return level + upright


def ellipse(a: Cell, b: Cell) -> list[Cell]:
    """The outline of the ellipse that touches the four sides of the rectangle with two opposite corners."""
    top, bottom, left, right = _box(a, b)
    cells: set[Cell] = set()
    for column in range(left, right + 1):
        row = _rim(column, left, right, top, bottom)
        cells |= {(row, column), (top + bottom - row, column)}
    for row in range(top, bottom + 1):
        column = _rim(row, top, bottom, left, right)
        cells |= {(row, column), (row, left + right - column)}
    return sorted(cells)


def snapped(start: Cell, end: Cell) -> Cell:
    """The cell nearest to `end` for which the line from `start` is horizontal, vertical or diagonal."""
    rows, columns = end[0] - start[0], end[1] - start[1]
    if abs(rows) > 2 * abs(columns):
        return end[0], start[1]
    if abs(columns) > 2 * abs(rows):
        return start[0], end[1]
    return squared(start, end)


def squared(start: Cell, end: Cell) -> Cell:
    """The cell near `end` that spans a square with `start`."""
    rows, columns = end[0] - start[0], end[1] - start[1]
    side = max(abs(rows), abs(columns))
    return start[0] + (side if rows >= 0 else -side), start[1] + (side if columns >= 0 else -side)


def stamp(mask: Mask, cells: Iterable[Cell], size: int) -> None:
    """Press a square brush of `size` × `size` onto some cells of a mask; an even one extends farther to the bottom right."""
    before, after = (size - 1) // 2, size // 2 + 1
    for row, column in cells:
        mask[max(row - before, 0) : max(row + after, 0), max(column - before, 0) : max(column + after, 0)] = True


def stamped(shape: tuple[int, int], cells: Iterable[Cell], size: int = 1) -> Mask:
    """The area that a brush covers when pressed onto some cells. The cells may lie outside; only what falls inside counts."""
    mask = np.zeros(shape, dtype=np.bool_)
    stamp(mask, cells, size)
    return mask


def flood(values: Array, start: Cell) -> Mask:
    """The connected area of cells around `start` that have its value; cells are connected by their sides.

    Rows are cut into runs of the value; runs that touch in neighbouring rows are joined by hooking each root to a smaller one
    and then shortening all paths, as in Y. Shiloach and U. Vishkin, "An O(log n) parallel connectivity algorithm", Journal of
    Algorithms 3 (1982): a few passes over arrays, even for a maze.
    """
    same = values == values[start]
    labels = _run_labels(same)
    touching = _first_of_runs(same[:-1] & same[1:])
    roots = _joined(int(labels[-1, -1]) + 1, labels[:-1][touching], labels[1:][touching])
    filled: Mask = same & (roots[labels] == roots[labels[start]])
    return filled


def _run_labels(same: Mask) -> Labels:
    """Label every cell with the number of its run, a stretch of equal cells in a row; numbers go on from row to row."""
    begins = np.ones(same.shape, dtype=np.bool_)
    np.not_equal(same[:, 1:], same[:, :-1], out=begins[:, 1:])
    labels: Labels = np.cumsum(begins.ravel(), dtype=np.int32).reshape(same.shape) - 1
    return labels


def _first_of_runs(mask: Mask) -> Mask:
    first = mask.copy()
    first[:, 1:] &= ~mask[:, :-1]
    return first


def _joined(number: int, a: Labels, b: Labels) -> Labels:
    """The root of each of `number` runs, where run a[i] is joined to b[i]."""
    roots = np.arange(number, dtype=np.int32)
    while True:
        a, b = roots[a], roots[b]
        apart = a != b
        if not apart.any():
            return roots
        a, b = a[apart], b[apart]
        roots[np.maximum(a, b)] = np.minimum(a, b)
        roots = _shortened(roots)


def _shortened(roots: Labels) -> Labels:
    while True:
        shorter = roots[roots]
        if np.array_equal(shorter, roots):
            return roots
        roots = shorter


def _box(a: Cell, b: Cell) -> tuple[int, int, int, int]:
    return min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])


def _rim(place: int, first: int, last: int, low: int, high: int) -> int:
    """The lower edge, at `place` of first…last on one axis, of an ellipse that spans low…high on the other."""
    across, along = (high - low) / 2, (last - first) / 2
    off = (place - (first + last) / 2) / along if along else 0.0
    return math.floor((low + high) / 2 - across * math.sqrt(max(1 - off * off, 0.0)) + 0.5)


def _nearest(numerator: int, denominator: int) -> int:
    """The quotient rounded, halves away from zero, so that a line and its mirror image agree."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded
