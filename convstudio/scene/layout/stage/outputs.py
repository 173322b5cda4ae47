"""The output on the stage: one channel large, the others small, and a legend of its colours."""

from __future__ import annotations

from convstudio.scene.layout.stage.inputs import end_of, put_strip
from convstudio.scene.layout.stage.plan import CAPTION, EDGE, GAP, LEAST_LEGEND, NAME, PAGER, PROBLEM, lead_of, problem_width
from convstudio.scene.layout.stage.sheet import Sheet
from convstudio.scene.layout.stage.titles import off_notes, output_title
from convstudio.scene.layout.values import Box, Legend, Rect, words
from convstudio.scene.words.text_runs import Run

SHORTEST_LEGEND = 40.0  # pixels; if there is less room, there is no legend


def put_output(sheet: Sheet, left: float) -> None:
    """Put the output on the sheet, after the words about a problem if the layer has one."""
    what, y = sheet.what, sheet.what.y
    if what.y_card.problem:
        left = _problem(sheet, left)
    if y is None:
        if not what.y_card.problem:
            _waits(sheet, left)
        return
    inner = left + lead_of(y) + y.margins[2] * sheet.cell
    notes = off_notes(what.index) if what.is_off else ()
    sheet.title(left + lead_of(y), output_title(what.evaluation, what.index), y.whole.shape, what.index, notes)
    if y.caption:
        measure = sheet.room.measure
        width = measure.width((Run(y.caption),), "caption") + 1
        sheet.put(words(y.caption, Rect(inner, sheet.head - CAPTION, width, measure.height("caption")), "caption"))
    if what.y_card.pages:
        sheet.slot("outputs", Rect(inner + NAME, sheet.head - CAPTION - 7, PAGER, 26))
    matrix = sheet.put_matrix(y, inner, sheet.top)
    put_strip(sheet, what.others_out, inner, matrix.outer.bottom + 10, max(matrix.outer.right, sheet.room.width - EDGE))
    width = min(max(matrix.inner.width, LEAST_LEGEND), sheet.room.width - inner - 6)
    if width >= SHORTEST_LEGEND:
        sheet.put(Legend(what.y_card.scale, Rect(inner, end_of(matrix, what.others_out) + 8, width, 26.0)))
    _compare(sheet, matrix.outer.right + 2 * GAP)


def _compare(sheet: Sheet, left: float) -> None:
    """Put the output of the snapshot, and the difference, to the right of the present output."""
    measure, bottom = sheet.room.measure, 0.0
    for panel in sheet.what.compared:
        sheet.title(left, panel.caption)
        matrix = sheet.put_matrix(panel, left, sheet.top)
        left, bottom = matrix.inner.right + 2 * GAP, max(bottom, matrix.inner.bottom)
    if sheet.what.compare_note and sheet.what.compared:
        line = (Run(sheet.what.compare_note, "muted"),)
        left = sheet.place_of(sheet.what.compared[0]).inner.left
        sheet.say(line, min(left, sheet.room.width - measure.width(line, "small") - 6), bottom + 14, "small")


def _problem(sheet: Sheet, left: float) -> float:
    """Put the words that say why there is no output, and what would help. Return their right edge."""
    what = sheet.what
    line = (Run(what.y_card.problem, "warning" if what.layer else "plain"), Run(f" {what.y_card.remedy}"))
    if what.y:
        sheet.slot(
            "problem", Rect(left, sheet.top, PROBLEM - 12, max(sheet.room.height - sheet.top - sheet.room.foot, 90.0)), line
        )
        return left + PROBLEM
    sheet.title(left, output_title(what.evaluation, what.index), layer=what.index)
    wide = max(sheet.room.width - EDGE - left, problem_width(what, sheet.room.width) - 20)
    rect = Rect(left, sheet.top, wide, max(sheet.room.height - sheet.top - sheet.room.foot, 60.0))
    sheet.put(Box(rect, "dashed"))
    sheet.slot("problem", rect.inset(12 if wide > PROBLEM - 20 else 4), line)
    return rect.right


def _waits(sheet: Sheet, left: float) -> None:
    """Mark the place of an output that is being computed for the first time."""
    sheet.title(left, output_title(sheet.what.evaluation, sheet.what.index), layer=sheet.what.index)
    sheet.say((Run(sheet.what.y_card.subtitle, "muted"),), left, sheet.middle)
