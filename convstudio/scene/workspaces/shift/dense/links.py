"""Which cells correspond: those of the matrix, of the flattened input and output, and of input, kernel and output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct

from convstudio.engine.toeplitz import NONE
from convstudio.scene.matrix.focus import MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, Role, map_id
from convstudio.scene.workspaces.shift.dense.matrix import Dense

MATRIX, ROW, COLUMN, PRODUCT = (MatrixId("derived", number) for number in range(10, 14))  # ROW: the input; COLUMN: the output
MOST_MARKED = 600  # cells of the matrix that are marked for one weight


class Place(Struct, frozen=True):
    """What a cell in focus stands for: a row of the matrix (an output), a column (a cell of the input), a weight."""

    row: int | None = None
    column: int | None = None
    weight: int | None = None


def place_of(dense: Dense, spot: Spot | None) -> Place | None:
    """What a cell of any matrix of this view stands for; None if it stands for nothing in the dense matrix.

    A cell in focus may be one that a setting, or another layer, took away.
    """
    if spot is None:
        return None
    matrix, (channel, row, column) = spot.matrix, (spot.panel.channel, spot.row, spot.column)
    input_, kernel = map_id(dense.index - 1), MatrixId("kernel", dense.index)
    rows, columns = dense.which.shape
    shapes = {
        MATRIX: (1, rows, columns), ROW: (1, 1, columns), COLUMN: (1, rows, 1),
        input_: dense.part.shape, PRODUCT: dense.sums.shape, kernel: (len(dense.layer.kernel), *dense.layer.kernel.shape[2:]),
    }  # fmt: skip
    shape = shapes.get(matrix)
    if shape is None or not all(0 <= at < size for at, size in zip((channel, row, column), shape, strict=True)):
        return None
    if matrix == MATRIX:
        weight = int(dense.which[row, column])
        return Place(row, column, weight if weight >= 0 else None)
    if matrix == kernel:
        there = 0 <= spot.panel.slice < dense.layer.kernel.shape[1]
        return Place(weight=dense.weight_at(channel, spot.panel.slice, row, column)) if there else None
    index = int(np.ravel_multi_index((channel, row, column), shape))
    return Place(column=index) if matrix in (ROW, input_) else Place(row=index)


def marks(dense: Dense, place: Place | None) -> tuple[Mark, ...]:
    """All marks for a place; none without one."""
    if place is None:
        return ()
    found: list[Mark] = []
    if place.row is not None:
        found += _of_row(dense, place.row, alone=place.column is None)
    if place.column is not None:
        found += _of_column(dense, place.column, alone=place.row is None)
    if place.weight is not None:
        found += _of_weight(dense, place.weight, alone=place.row is None)
    if place.row is not None and place.column is not None:
        found.append(Mark(PanelId(MATRIX), "focus", (place.row,), (place.column,)))
    return tuple(found)


def _of_row(dense: Dense, row: int, *, alone: bool) -> Iterator[Mark]:
    """Mark an output and its row of the matrix; if no column is in focus as well (`alone`), also all that it reads."""
    channel, i, j = dense.output_cell(row)
    yield Mark(PanelId(PRODUCT, channel), "focus", (i,), (j,))
    yield Mark(PanelId(COLUMN), "focus", (row,), (0,))
    reads = np.flatnonzero(dense.which[row] != NONE).tolist()
    if alone and reads:
        yield Mark(PanelId(MATRIX), "window", (row,), tuple(reads))
        yield Mark(PanelId(ROW), "window", (0,), tuple(reads))
        yield from _singles(map_id(dense.index - 1), map(dense.input_cell, reads), "window")
        weights = {int(w) for w in dense.which[row, reads] if w >= 0}
        yield from _weights(dense, weights, "weight")


def _of_column(dense: Dense, column: int, *, alone: bool) -> Iterator[Mark]:
    """Mark a cell of the input and its column of the matrix; if no row is in focus (`alone`), also all outputs that read it."""
    channel, i, j = dense.input_cell(column)
    yield Mark(PanelId(map_id(dense.index - 1), channel), "focus", (i,), (j,))
    yield Mark(PanelId(ROW), "focus", (0,), (column,))
    readers = np.flatnonzero(dense.which[:, column] != NONE).tolist()
    if alone and readers:
        yield Mark(PanelId(MATRIX), "reader", tuple(readers), (column,))
        yield Mark(PanelId(COLUMN), "reader", tuple(readers), (0,))
        yield from _singles(PRODUCT, map(dense.output_cell, readers), "reader")


def _of_weight(dense: Dense, weight: int, *, alone: bool) -> Iterator[Mark]:
    """Mark a weight in the kernel and wherever it occurs in the matrix; if `alone`, also the cells that it connects."""
    yield from _weights(dense, {weight}, "focus")
    places = np.argwhere(dense.which == weight)[:MOST_MARKED].tolist()
    for row, column in places:
        yield Mark(PanelId(MATRIX), "pair", (row,), (column,))
    if alone:
        yield from _singles(map_id(dense.index - 1), (dense.input_cell(column) for _row, column in places), "pair")
        yield from _singles(PRODUCT, (dense.output_cell(row) for row, _column in places), "reader")


def _weights(dense: Dense, weights: set[int], role: Role) -> Iterator[Mark]:
    for weight in sorted(weights):
        out, slice_, i, j = dense.weight_cell(weight)
        yield Mark(PanelId(MatrixId("kernel", dense.index), out, slice_), role, (i,), (j,))


def _singles(matrix: MatrixId, cells: Iterable[tuple[int, int, int]], role: Role) -> Iterator[Mark]:
    """Marks that cover some cells (channel, row, column), as few as possible: rows with the same columns share one."""
    rows: dict[tuple[int, int], list[int]] = {}
    for channel, row, column in cells:
        rows.setdefault((channel, row), []).append(column)
    blocks: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for (channel, row), columns in rows.items():
        blocks.setdefault((channel, tuple(sorted(set(columns)))), []).append(row)
    for (channel, columns_), rows_ in blocks.items():
        yield Mark(PanelId(matrix, channel), role, tuple(sorted(rows_)), columns_)
