"""The view of the reach as a value: the marked area, what it can reach, and what changes when its values change."""

from __future__ import annotations

from collections.abc import Mapping

from convstudio.experiment import Evaluation
from convstudio.experiment.moving.reach import Area, seen
from convstudio.layers import Array
from convstudio.scene.cards.card import Card
from convstudio.scene.cards.display import Display
from convstudio.scene.matrix import Scale, scale_to, signed_scale
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import INPUT, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, Role
from convstudio.scene.state import State
from convstudio.scene.workspaces.shift.lab import Signs, SquareScene, card_of, input_card, output_matrix
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, OF_MOVED, STILL
from convstudio.scene.workspaces.shift.part import NAME, part
from convstudio.scene.workspaces.shift.reach import words
from convstudio.scene.workspaces.shift.reach.report import ReachReport, marked, reported
from convstudio.scene.workspaces.shift.words import obstacle
from convstudio.words import Text, tr, translated

HELP: Mapping[MatrixId, Text] = {
    INPUT: "The input. Click a pixel, or drag over several: they are marked. Type over a cell to change it.",
    MOVED_INPUT: "The input with the marked pixels inverted. It goes through the same layers.",
    OF_MOVED: "What the layers make of the changed input.",
    DIFFERENCE: "By how much each output has changed.",
    STILL: "Which outputs the marked pixels can reach through all layers: 1, they can; 0, never.",
}
OUTPUT_HELP: Text = "What the layers make of the input. What the marked pixels can reach is outlined."


class ReachScene(SquareScene, frozen=True, eq=False, kw_only=True):
    """A marked area and its reach; `report` is None if there is no output."""

    report: ReachReport | None = None


def build(state: State) -> ReachScene:
    """Build the screen of a state."""
    last = state.screens.get(NAME)
    before = last.report if isinstance(last, ReachScene) else None
    own, evaluation, spot = part(state), state.evaluation, state.focus.spot
    area = marked(state)
    report = reported(evaluation, area, before)
    if report is None:
        return ReachScene(
            part=own, evaluation=evaluation, focus=state.focus, selected=state.selected,
            cards=(_input(evaluation, _marks(INPUT, area, "window")),), conclusion=(obstacle(evaluation),),
        )  # fmt: skip
    marks = _all_marks(report, spot)
    inverted = translated(HELP[MOVED_INPUT])
    changed = input_card(MOVED_INPUT, tr("Changed input"), "C X", report.changed.experiment, marks, inverted)
    signs = Signs("C", tr("inverted there"), None, tr("the output as it was"), report.largest, words.note(report))
    return ReachScene(
        part=own, evaluation=evaluation, focus=state.focus, selected=state.selected, report=report, signs=signs,
        conclusion=words.conclusion(report, spot),
        cards=(_input(evaluation, marks), changed, *_outputs(report, marks, state.display)),
        spoken=words.spoken(report, spot) if spot else "",
    )  # fmt: skip


def _input(evaluation: Evaluation, marks: tuple[Mark, ...]) -> Card:
    return input_card(INPUT, tr("Input"), "X", evaluation.experiment, marks, translated(HELP[INPUT]))


def _outputs(report: ReachReport, marks: tuple[Mark, ...], display: Display) -> tuple[Card, ...]:
    scale = scale_to(max(largest_magnitude(report.output), largest_magnitude(report.of_changed)), display)
    own = signed_scale(report.difference, display)
    return (
        _card(output_matrix(report.evaluation), tr("Output"), "L X", report.output, scale, marks),
        _card(STILL, tr("Reach"), tr("1: can change"), report.map, Scale("grey", 0.0, 1.0), marks),
        _card(OF_MOVED, tr("Output of the changed input"), "L C X", report.of_changed, scale, marks),
        _card(DIFFERENCE, tr("Difference"), "L C X − L X", report.difference, own, marks),
    )


def _all_marks(report: ReachReport, spot: Spot | None) -> tuple[Mark, ...]:
    """Mark the area and what it reaches; for an output in focus, also all that it can see."""
    found = [*_marks(INPUT, report.area, "window"), *_marks(MOVED_INPUT, report.area, "window")]
    outputs = (output_matrix(report.evaluation), OF_MOVED, DIFFERENCE, STILL)
    for matrix in outputs:
        found += _marks(matrix, report.reach[-1], "fed")
    if spot and spot.matrix in outputs:
        cell = Area((spot.panel.channel,), (spot.row,), (spot.column,))
        field = seen(report.evaluation, cell)
        found += [mark for matrix in (INPUT, MOVED_INPUT) for mark in _marks(matrix, field, "field")]
        found += [mark for matrix in outputs for mark in _marks(matrix, cell, "focus")]
    return tuple(found)


def _marks(matrix: MatrixId, area: Area, role: Role) -> tuple[Mark, ...]:
    if not area.rows or not area.columns:
        return ()
    return tuple(Mark(PanelId(matrix, channel), role, area.rows, area.columns) for channel in area.channels)


def _card(matrix: MatrixId, title: str, symbol: str, values: Array, scale: Scale, marks: tuple[Mark, ...]) -> Card:
    return card_of(matrix, title, symbol, values, scale, marks, translated(HELP.get(matrix, OUTPUT_HELP)))
