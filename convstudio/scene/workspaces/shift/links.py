"""Which cells light up in the Shift lab: corresponding cells of the input and the moved input, with their outputs."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.experiment.moving.following import Cells
from convstudio.scene.matrix.focus import INPUT, Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, links, map_id

MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, DIFFERENCE, STILL = (MatrixId("derived", number) for number in range(5))


def shift_links(evaluation: Evaluation, moved: Evaluation, by: Cells, out_by: Cells, spot: Spot | None) -> tuple[Mark, ...]:
    """All marks of a cell in focus, in all matrices; none without one.

    `by` is the shift of the input, `out_by` that of the output that is compared with, both (rows, columns).
    """
    if spot is None:
        return ()
    output = map_id(len(evaluation.results) - 1)
    if spot.matrix in (INPUT, MOVED_INPUT):
        here = spot if spot.matrix == INPUT else _at(spot, INPUT, _minus(by))
        there = spot if spot.matrix == MOVED_INPUT else _at(spot, MOVED_INPUT, by)
    else:
        here = _at(spot, output, (0, 0) if spot.matrix == output else _minus(out_by))
        there = _at(spot, OF_MOVED, out_by if spot.matrix == output else (0, 0))
    shape = moved.shape(len(moved.results) - 1)
    found = both_ways(evaluation, moved, here, there)
    left = [mark for mark in found if mark.panel.matrix == output]
    of_moved = [mark for mark in found if mark.panel.matrix == OF_MOVED]
    found += [_copied(mark, {OF_MOVED: copy}) for copy in (DIFFERENCE, STILL) for mark in of_moved]
    found += [_carried(mark, out_by, shape[1:] if shape else (0, 0)) for mark in left]
    return tuple(mark for mark in found if mark.rows and mark.columns)


def both_ways(evaluation: Evaluation, moved: Evaluation, here: Spot, there: Spot) -> list[Mark]:
    """The marks of a cell of the input or the output, and those of its counterpart in the moved input or its output."""
    output = map_id(len(evaluation.results) - 1)
    left = _lit(evaluation, here) if _is_there(evaluation, here) else ()
    inside = _at(there, INPUT if there.matrix == MOVED_INPUT else output, (0, 0))
    right = _lit(moved, inside) if _is_there(moved, inside) else ()
    return [*left, *(_copied(mark, {INPUT: MOVED_INPUT, output: OF_MOVED}) for mark in right)]


def _lit(evaluation: Evaluation, spot: Spot) -> tuple[Mark, ...]:
    """The marks of a cell on the input and on the last output."""
    ends = INPUT, map_id(len(evaluation.results) - 1)
    return tuple(mark for mark in links(evaluation, Focus(spot)) if mark.panel.matrix in ends)


def _is_there(evaluation: Evaluation, spot: Spot) -> bool:
    shape = evaluation.shape(spot.matrix.layer)
    if shape is None or spot.panel.channel >= shape[0]:
        return False
    return 0 <= spot.row < shape[1] and 0 <= spot.column < shape[2]


def _at(spot: Spot, matrix: MatrixId, by: Cells) -> Spot:
    """The cell of another matrix that is shifted by (rows, columns)."""
    return Spot(PanelId(matrix, spot.panel.channel), spot.row + by[0], spot.column + by[1])


def _minus(by: Cells) -> Cells:
    return -by[0], -by[1]


def _copied(mark: Mark, matrices: dict[MatrixId, MatrixId]) -> Mark:
    """The same mark on the matrix that `matrices` gives for its own, if any."""
    panel = mark.panel
    return replace(mark, panel=PanelId(matrices.get(panel.matrix, panel.matrix), panel.channel))


def _carried(mark: Mark, by: Cells, shape: tuple[int, ...]) -> Mark:
    """A mark on the output, moved to the moved output of size `shape`; cells that leave it are dropped."""
    rows, columns = (
        [(at, at + step) for at in cells if 0 <= at + step < size]
        for cells, step, size in zip((mark.rows, mark.columns), by, shape, strict=True)
    )
    weights = mark.weights
    if weights is not None:
        kept = np.ix_([mark.rows.index(at) for at, _to in rows], [mark.columns.index(at) for at, _to in columns])
        weights = weights[kept]
    places = tuple(to for _at, to in rows), tuple(to for _at, to in columns)
    return Mark(PanelId(MOVED_OUTPUT, mark.panel.channel), mark.role, *places, weights)
