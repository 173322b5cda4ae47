"""The view of one shift as a value: input and moved input, the outputs of both, and their difference."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from convstudio.experiment import Evaluation
from convstudio.experiment.moving.following import came_in, stays
from convstudio.layers import Array
from convstudio.scene.cards.card import Card
from convstudio.scene.cards.display import Display
from convstudio.scene.matrix import Scale, scale_to, signed_scale
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import INPUT, MatrixId, PanelId
from convstudio.scene.matrix.links import Mark
from convstudio.scene.state import State
from convstudio.scene.workspaces.shift import words
from convstudio.scene.workspaces.shift.lab import Signs, SquareScene, card_of, input_card, output_matrix
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, STILL, shift_links
from convstudio.scene.workspaces.shift.part import NAME, part
from convstudio.scene.workspaces.shift.report import Report, reported
from convstudio.words import Text, tr, translated

HELP: Mapping[MatrixId, Text] = {
    INPUT: "The input as it is. Paint on it, or type over a cell.",
    MOVED_INPUT: "The input, moved: drag it, or move it by the arrow keys. It goes through the same layers. What came in "
    "behind it is dashed.",
    MOVED_OUTPUT: "The output, moved by as many of its cells as the shift of the input is.",
    OF_MOVED: "What the layers make of the moved input.",
    DIFFERENCE: "What the layers make of the moved input, minus the output that it is compared with. Inside the outline no "
    "border takes part.",
    STILL: "Which cells of the output are what they were before the input moved: 1, unchanged; 0, changed.",
}
OUTPUT_HELP: Text = "What the layers make of the input."


class ShiftScene(SquareScene, frozen=True, eq=False, kw_only=True):
    """A shift, computed both ways: moved before the layers, and after them. `report` is None if there is nothing to compare."""

    report: Report | None = None


def build(state: State) -> ShiftScene:
    """Build the screen of a state."""
    last = state.screens.get(NAME)
    before = last.report if isinstance(last, ShiftScene) else None
    own, evaluation = part(state), state.evaluation
    report = reported(evaluation, own, before)
    spot = state.focus.spot
    if report is None:
        return ShiftScene(
            part=own, evaluation=evaluation, focus=state.focus, cards=_inputs(evaluation, None),
            conclusion=(words.obstacle(evaluation),), selected=state.selected,
        )  # fmt: skip
    marks = shift_links(evaluation, report.moved, own.by, report.out_by, spot)
    return ShiftScene(
        part=own, evaluation=evaluation, focus=state.focus, selected=state.selected, report=report, signs=_signs(report),
        cards=(*_inputs(evaluation, report, marks), *_outputs(report, marks, state.display)),
        conclusion=words.conclusion(report), spoken=words.spoken(report, spot) if spot and marks else "",
    )  # fmt: skip


def _signs(report: Report) -> Signs:
    return Signs(
        "S",
        tr("moved {by}", by=words.by_words(report.part.by)),
        tr("moved {by}", by=words.by_words(report.out_by)) if report.along else None,
        tr("the moved output") if report.along else tr("the output as it was"),
        report.largest,
        () if report.along else words.share_line(report),
    )


def _inputs(evaluation: Evaluation, report: Report | None, marks: tuple[Mark, ...] = ()) -> tuple[Card, ...]:
    made = [input_card(INPUT, tr("Input"), "X", evaluation.experiment, marks, translated(HELP[INPUT]))]
    if report:
        moved = report.moved.experiment
        lit = marks or _came_in(MOVED_INPUT, moved.input, report.part.by)
        made.append(input_card(MOVED_INPUT, tr("Moved input"), "S X", moved, lit, translated(HELP[MOVED_INPUT])))
    return tuple(made)


def _outputs(report: Report, marks: tuple[Mark, ...], display: Display) -> tuple[Card, ...]:
    """The cards of the output, of the moved output or the map of unchanged cells, of the moved input's output, and of the
    difference.
    """
    scale = scale_to(max(largest_magnitude(report.output), largest_magnitude(report.of_moved)), display)
    output, dust = output_matrix(report.evaluation), report.tolerance
    made = [_card(output, tr("Output"), "L X", report.output, scale, marks, dust=dust)]
    if report.along:
        lit = marks or _came_in(MOVED_OUTPUT, report.compared, report.out_by)
        made.append(_card(MOVED_OUTPUT, tr("Moved output"), "S L X", report.compared, scale, lit, dust=dust))
    else:
        still = stays(report.of_moved, report.output, dust)
        made.append(_card(STILL, tr("Unchanged"), tr("1: yes"), still, Scale("grey", 0.0, 1.0), marks))
    made.append(_card(OF_MOVED, tr("Output of the moved input"), "L S X", report.of_moved, scale, marks, dust=dust))
    own = signed_scale(report.difference, display, dust=dust)
    symbol = "L S X − S L X" if report.along else "L S X − L X"
    lit = marks or _outlined(report)
    made.append(_card(DIFFERENCE, tr("Difference"), symbol, report.difference, own, lit, dust=dust))
    return tuple(made)


def _came_in(matrix: MatrixId, values: Array, by: tuple[int, int]) -> tuple[Mark, ...]:
    """Marks of the cells that came in at the border when a matrix was moved, for as long as no cell is in focus."""
    down, across = (came_in(size, step) for size, step in zip(values.shape[1:], by, strict=True))
    new_rows, new_columns = (tuple(np.flatnonzero(mask).tolist()) for mask in (down, across))
    kept_rows = tuple(np.flatnonzero(~down).tolist())
    blocks = (new_rows, tuple(range(values.shape[2]))), (kept_rows, new_columns)
    return tuple(
        Mark(PanelId(matrix, channel), "source", rows, columns)
        for channel in range(len(values))
        for rows, columns in blocks
        if rows and columns
    )


def _outlined(report: Report) -> tuple[Mark, ...]:
    """Marks of the cells of the difference that no border reaches, if some cells differ and no cell is in focus."""
    if report.clear is None or report.same == report.cells or not report.clear_count:
        return ()
    rows, columns = (tuple(np.flatnonzero(mask).tolist()) for mask in report.clear)
    return tuple(Mark(PanelId(DIFFERENCE, channel), "window", rows, columns) for channel in range(len(report.difference)))


def _card(
    matrix: MatrixId, title: str, symbol: str, values: Array, scale: Scale, marks: tuple[Mark, ...], dust: float = 0.0
) -> Card:
    help_ = translated(HELP.get(matrix, OUTPUT_HELP))
    return card_of(matrix, title, symbol, values, scale, marks, help_, dust=dust)
