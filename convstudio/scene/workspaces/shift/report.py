"""What comes of a shift: both ways round, their difference, and how much of the output did not change."""

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
    last_output,
    moved_evaluation,
    unchanged,
)
from convstudio.layers import Array
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.rounding import dust
from convstudio.scene.workspaces.shift.part import ShiftPart

MOST = 2e8  # products of the moved input's way that the window waits for: some 60 ms
CENTS = 2  # maps that each have dust of their own


class Report(Struct, frozen=True, eq=False):
    """An output and the moved input's output, with what they are compared by.

    `compared` is the output that is compared with: moved along by `out_by`, or as it was. `clear` are the rows and columns of
    the difference that no border reaches, None where the output is compared as it was.
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
    tolerance: float  # a difference that is nothing but rounding
    largest: float
    same: int  # cells of the difference that are 0
    same_clear: int  # of those that no border reaches
    still: int  # cells that are as they were before the shift

    @property
    def cells(self) -> int:
        """Cells of the output."""
        return self.output.size

    @property
    def clear_count(self) -> int:
        """Cells that no border reaches."""
        if self.clear is None:
            return 0
        return len(self.output) * int(self.clear[0].sum()) * int(self.clear[1].sum())


def reported(evaluation: Evaluation, part: ShiftPart, before: Report | None) -> Report | None:
    """The report of a shift; None where a layer has no output, or the moved input takes too long. `before` spares much."""
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
    with np.errstate(invalid="ignore"):
        difference = np.where(of_moved == compared, 0.0, of_moved - compared)
    for array in (compared, difference):
        array.setflags(write=False)
    at = np.ix_(np.arange(len(output)), *(np.flatnonzero(mask) for mask in clear)) if clear else None
    return Report(
        part, evaluation, moved, output, of_moved, compared, difference, out_by, moves, along, clear, tolerance,
        largest_magnitude(difference), unchanged(of_moved, compared, tolerance),
        unchanged(of_moved[at], compared[at], tolerance) if at else 0, unchanged(of_moved, output, tolerance),
    )  # fmt: skip
