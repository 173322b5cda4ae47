"""The results of a shift: the outputs of both ways, their difference, and how much of the output did not change."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from convstudio.engine.shifting import shift
from convstudio.experiment import Evaluation
from convstudio.experiment.moving.following import (
    AxisMove,
    Cells,
    Mask,
    axis_moves,
    clear_cells,
    difference,
    last_output,
    moved_evaluation,
    unchanged,
)
from convstudio.layers import Array
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.rounding import dust
from convstudio.scene.workspaces.shift.part import ShiftPart

MOST = 2e8  # products of the moved input's evaluation that the window waits for: some 60 ms
CENTS = 2  # maps that are compared, each with rounding errors of its own


class Report(Struct, frozen=True, eq=False):
    """The output, the output of the moved input, and the comparison of both.

    `compared` is the output that `of_moved` is compared with: moved along by `out_by`, or as it was. `clear` are the rows and
    columns of the difference that no border reaches; None if the output is compared as it was.
    """

    part: ShiftPart
    evaluation: Evaluation
    moved: Evaluation
    output: Array
    of_moved: Array
    compared: Array
    difference: Array
    out_by: Cells
    moves: tuple[AxisMove, AxisMove]
    along: bool  # whether `compared` is moved along
    clear: tuple[Mask, Mask] | None
    tolerance: float  # the largest difference that rounding explains
    largest: float  # the largest difference
    same: int  # how many cells do not differ
    same_clear: int  # how many of the cells that no border reaches do not differ
    still: int  # how many cells are as they were before the shift

    @property
    def cells(self) -> int:
        """How many cells the output has."""
        return self.output.size

    @property
    def clear_count(self) -> int:
        """How many cells no border reaches."""
        if self.clear is None:
            return 0
        return len(self.output) * int(self.clear[0].sum()) * int(self.clear[1].sum())


def reported(evaluation: Evaluation, part: ShiftPart, before: Report | None) -> Report | None:
    """The report of a shift; None if a layer has no output, or the moved input would take too long. `before` is reused."""
    output = last_output(evaluation)
    if output is None or not evaluation.results:
        return None
    if before and before.evaluation is evaluation and before.part.settings == part.settings:
        return before
    moved = moved_evaluation(evaluation, part.by, part.border, before.moved if before else None, MOST)
    of_moved = last_output(moved)
    return None if of_moved is None else _compared(evaluation, moved, part, output, of_moved)


def _compared(evaluation: Evaluation, moved: Evaluation, part: ShiftPart, output: Array, of_moved: Array) -> Report:
    moves = axis_moves(evaluation, part.by)
    down, across = (move.whole for move in moves)
    along = part.against == "moved" and down is not None and across is not None
    out_by = (down or 0, across or 0) if along else (0, 0)
    compared = shift(output, *out_by, part.border) if along else output
    clear = clear_cells(evaluation, part.by) if along else None
    index = len(evaluation.results) - 1
    tolerance = CENTS * max(dust(evaluation, index), dust(moved, index))
    compared.setflags(write=False)
    differs = difference(of_moved, compared)
    at = np.ix_(np.arange(len(output)), *(np.flatnonzero(mask) for mask in clear)) if clear else None
    return Report(
        part, evaluation, moved, output, of_moved, compared, differs, out_by, moves, along, clear, tolerance,
        largest_magnitude(differs), unchanged(of_moved, compared, tolerance),
        unchanged(of_moved[at], compared[at], tolerance) if at else 0, unchanged(of_moved, output, tolerance),
    )  # fmt: skip
