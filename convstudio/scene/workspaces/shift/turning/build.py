"""The view of a turn as a value: input and turned input, the outputs of both, and their difference."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from convstudio.engine.turning import turn, turned_cells, undone
from convstudio.experiment import Evaluation
from convstudio.layers import Array
from convstudio.scene.cards.card import Card
from convstudio.scene.cards.display import Display
from convstudio.scene.matrix import Scale, scale_to, signed_scale
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import INPUT, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark
from convstudio.scene.state import State
from convstudio.scene.workspaces.shift.lab import Signs, SquareScene, card_of, input_card, output_matrix
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, both_ways
from convstudio.scene.workspaces.shift.part import NAME, part
from convstudio.scene.workspaces.shift.turning import words
from convstudio.scene.workspaces.shift.turning.report import TurnReport, reported
from convstudio.scene.workspaces.shift.words import obstacle
from convstudio.words import Text, tr, translated

HELP: Mapping[MatrixId, Text] = {
    INPUT: "The input as it is. Paint on it, or type over a cell.",
    MOVED_INPUT: "The input, turned or mirrored. It goes through the same layers.",
    MOVED_OUTPUT: "The output, turned or mirrored as the input is.",
    OF_MOVED: "What the layers make of the turned input.",
    DIFFERENCE: "What the layers make of the turned input, minus the turned output.",
}
OUTPUT_HELP: Text = "What the layers make of the input."


class TurnScene(SquareScene, frozen=True, eq=False, kw_only=True):
    """A turn, computed both ways: before the layers, and after them. `report` is None if there is nothing to compare."""

    report: TurnReport | None = None


def build(state: State) -> TurnScene:
    """Build the screen of a state."""
    last = state.screens.get(NAME)
    before = last.report if isinstance(last, TurnScene) else None
    own, evaluation, focus = part(state), state.evaluation, state.focus
    report = reported(evaluation, own.turn, before)
    if report is None:
        return TurnScene(
            part=own, evaluation=evaluation, focus=focus, cards=(_input(evaluation, ()),),
            conclusion=(obstacle(evaluation),), selected=state.selected,
        )  # fmt: skip
    marks = _links(report, focus.spot)
    turned = translated(HELP[MOVED_INPUT])
    made = input_card(MOVED_INPUT, tr("Turned input"), "T X", report.turned.experiment, marks, turned)
    done = words.done(own.turn)
    signs = Signs("T", done, done, tr("the turned output"), report.largest)
    return TurnScene(
        part=own, evaluation=evaluation, focus=focus, selected=state.selected, report=report, signs=signs,
        cards=(_input(evaluation, marks), made, *_outputs(report, marks, state.display)),
        conclusion=words.conclusion(report), spoken=words.spoken(report, focus.spot) if focus.spot and marks else "",
    )  # fmt: skip


def _input(evaluation: Evaluation, marks: tuple[Mark, ...]) -> Card:
    return input_card(INPUT, tr("Input"), "X", evaluation.experiment, marks, translated(HELP[INPUT]))


def _outputs(report: TurnReport, marks: tuple[Mark, ...], display: Display) -> tuple[Card, ...]:
    scale = scale_to(max(largest_magnitude(report.output), largest_magnitude(report.of_turned)), display)
    output, dust = output_matrix(report.evaluation), report.tolerance
    made = [
        _card(output, tr("Output"), "L X", report.output, scale, marks, dust=dust),
        _card(MOVED_OUTPUT, tr("Turned output"), "T L X", report.compared, scale, marks, dust=dust),
        _card(OF_MOVED, tr("Output of the turned input"), "L T X", report.of_turned, scale, marks, dust=dust),
    ]
    if report.difference is not None:
        own = signed_scale(report.difference, display, dust=dust)
        made.append(_card(DIFFERENCE, tr("Difference"), "L T X − T L X", report.difference, own, marks, dust=dust))
    return tuple(made)


def _links(report: TurnReport, spot: Spot | None) -> tuple[Mark, ...]:
    """All marks of a cell in focus: it and its turned counterpart, with what both reach or read."""
    if spot is None:
        return ()
    evaluation, turned = report.evaluation, report.turned
    output = output_matrix(evaluation)
    at_input = spot.matrix in (INPUT, MOVED_INPUT)
    matrix, copy = (INPUT, MOVED_INPUT) if at_input else (output, OF_MOVED)
    shapes = report.shapes(at_input)
    original = spot.matrix in (INPUT, output)
    here = spot if original else _at(spot, matrix, shapes[1], report, back=True)
    there = _at(spot, copy, shapes[0], report, back=False) if original else Spot(PanelId(copy, *spot.panel[1:]), *spot[1:])
    found = both_ways(evaluation, turned, here, there)
    of_turned = [mark for mark in found if mark.panel.matrix == OF_MOVED]
    found += [Mark(PanelId(DIFFERENCE, m.panel.channel), m.role, m.rows, m.columns, m.weights) for m in of_turned]
    found += [_carried(mark, report) for mark in found if mark.panel.matrix == output]
    return tuple(mark for mark in found if mark.rows and mark.columns)


def _at(spot: Spot, matrix: MatrixId, shape: tuple[int, int], report: TurnReport, *, back: bool) -> Spot:
    how = undone(report.how) if back else report.how
    (row,), (column,) = turned_cells((spot.row,), (spot.column,), shape, how)
    return Spot(PanelId(matrix, spot.panel.channel), row, column)


def _carried(mark: Mark, report: TurnReport) -> Mark:
    """A mark on the output, turned to lie on the turned output."""
    rows, columns = turned_cells(mark.rows, mark.columns, report.shapes(False)[0], report.how)
    weights = None if mark.weights is None else turn(np.asarray(mark.weights), report.how)
    return Mark(PanelId(MOVED_OUTPUT, mark.panel.channel), mark.role, rows, columns, weights)


def _card(
    matrix: MatrixId, title: str, symbol: str, values: Array, scale: Scale, marks: tuple[Mark, ...], dust: float = 0.0
) -> Card:
    help_ = translated(HELP.get(matrix, OUTPUT_HELP))
    return card_of(matrix, title, symbol, values, scale, marks, help_, dust=dust)
