"""Sentences about locality: how many outputs an area can reach, and that no other output changes."""

from __future__ import annotations

from convstudio.experiment.moving.reach import Area, seen
from convstudio.scene.matrix.focus import INPUT, Spot
from convstudio.scene.words.numbers import about, told
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, OF_MOVED, STILL
from convstudio.scene.workspaces.shift.reach.report import ReachReport
from convstudio.scene.workspaces.shift.words import share_of, spoken_place, spoken_value
from convstudio.words import count, tr


def note(report: ReachReport) -> Line:
    """How much of the output the area can reach."""
    share = share_of(report.reachable, report.cells)
    return Run(tr("{share} %", share=share), "strong"), Run(
        " " + tr("reached: {n} of {all}", n=report.reachable, all=report.cells), "muted"
    )


def conclusion(report: ReachReport, spot: Spot | None) -> tuple[Line, ...]:
    """What the marked area can and cannot reach; and what an output in focus can see, or how to mark an area."""
    never = report.cells - report.reachable
    area = _area(report.area)
    lead = Run(
        tr(
            "{area} can reach {n} of {all}.",
            area=area,
            n=count(report.reachable, "{n} output", "{n} outputs"),
            all=report.cells,
        ),
        "strong",
    )
    if never:
        rest = tr("Nothing moves at the other {n}: largest difference there {zero}.", n=never, zero=about(report.outside))
    else:
        rest = tr("There is no output that it does not reach.")
    changed = tr("Inverted, it changes {n} of them, by at most {most}.", n=report.moved, most=about(report.largest))
    return (lead, Run(f" {rest} {changed}")), (Run(_seen(report, spot), "muted"),)


def _seen(report: ReachReport, spot: Spot | None) -> str:
    """What an output in focus can see; without one, how to mark an area."""
    if spot is None or spot.matrix in (INPUT, MOVED_INPUT):
        return tr("Click a pixel of the input, or drag over several, to mark them. Point at an output to see what it can see.")
    field = seen(report.evaluation, Area((spot.panel.channel,), (spot.row,), (spot.column,)))
    _channels, height, width = report.evaluation.experiment.input.shape
    return tr(
        "The output at row {r}, column {c} reads {high} × {wide} of the {rows} × {columns} input. What lies elsewhere never "
        "reaches it.",
        r=spot.row, c=spot.column, high=len(field.rows), wide=len(field.columns), rows=height, columns=width,
    )  # fmt: skip


def _area(area: Area) -> str:
    if len(area.rows) == len(area.columns) == 1:
        return tr("The pixel at row {r}, column {c}", r=area.rows[0], c=area.columns[0])
    return tr("The {high} × {wide} area", high=len(area.rows), wide=len(area.columns))


def spoken(report: ReachReport, spot: Spot) -> str:
    """What the status bar says about the cell in focus."""
    if spot.matrix in (INPUT, MOVED_INPUT):
        evaluation = report.evaluation if spot.matrix == INPUT else report.changed
        return spoken_value(spot, evaluation.experiment.input)
    if spot.matrix in (OF_MOVED, DIFFERENCE, STILL):
        cell = spot.panel.channel, spot.row, spot.column
        can = tr("can be reached") if report.map[cell] else tr("never reached")
        return tr("{where}: {can}, difference {d}", where=spoken_place(spot), can=can, d=told(float(report.difference[cell])))
    return spoken_value(spot, report.output)
