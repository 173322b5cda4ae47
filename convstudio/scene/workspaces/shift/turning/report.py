"""The results of a turn: the outputs of both ways, their difference, and the layers that prevent equivariance."""

from __future__ import annotations

from msgspec import Struct

from convstudio.engine.turning import Turn, turn
from convstudio.experiment import Evaluation
from convstudio.experiment.moving.following import difference, last_output, unchanged
from convstudio.experiment.moving.turned import Reason, obstructions, turned_evaluation
from convstudio.layers import Array
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.rounding import dust
from convstudio.scene.workspaces.shift.report import CENTS, MOST


class TurnReport(Struct, frozen=True, eq=False):
    """The turned output, and the output of the turned input; `difference` is None if their shapes differ.

    `obstructions` are the layers that prevent equivariance, with the reason.
    """

    how: Turn
    evaluation: Evaluation
    turned: Evaluation
    output: Array
    of_turned: Array
    compared: Array  # the turned output
    difference: Array | None
    tolerance: float
    largest: float
    same: int  # how many cells do not differ
    obstructions: tuple[tuple[int, Reason], ...]

    def shapes(self, at_input: bool) -> tuple[tuple[int, int], tuple[int, int]]:
        """(rows, columns) of the input, or of the output, before and after the turn."""
        a = self.evaluation.experiment.input if at_input else self.output
        b = self.turned.experiment.input if at_input else self.compared
        return (a.shape[1], a.shape[2]), (b.shape[1], b.shape[2])


def reported(evaluation: Evaluation, how: Turn, before: TurnReport | None) -> TurnReport | None:
    """The report of a turn; None if a layer has no output, or the turned input would take too long. `before` is reused."""
    output = last_output(evaluation)
    if output is None or not evaluation.results:
        return None
    if before and before.evaluation is evaluation and before.how == how:
        return before
    turned = turned_evaluation(evaluation, how, before.turned if before and before.how == how else None, MOST)
    of_turned = last_output(turned)
    if of_turned is None:
        return None
    compared = turn(output, how)
    index = len(evaluation.results) - 1
    tolerance = CENTS * max(dust(evaluation, index), dust(turned, index))
    compared.setflags(write=False)
    differs = difference(of_turned, compared) if of_turned.shape == compared.shape else None
    return TurnReport(
        how, evaluation, turned, output, of_turned, compared, differs, tolerance,
        largest_magnitude(differs) if differs is not None else 0.0,
        unchanged(of_turned, compared, tolerance) if differs is not None else 0,
        obstructions(evaluation, how),
    )  # fmt: skip
