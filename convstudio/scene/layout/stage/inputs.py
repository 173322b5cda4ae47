"""The input on the stage: its channels one below the other, or one of them large and the others small."""

from __future__ import annotations

from math import ceil

from convstudio.scene.layout.stage.plan import (
    CAPTION,
    GAP,
    PAGED_INPUT,
    PAGER,
    SIGN,
    SMALL,
    SMALL_GAP,
    lead_of,
    names_width,
    row_cells,
)
from convstudio.scene.layout.stage.sheet import Sheet
from convstudio.scene.layout.stage.subject import reach_of
from convstudio.scene.layout.stage.titles import input_title
from convstudio.scene.layout.values import Box, Hit, Matrix, Rect, Thumbnail, words
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.words.text_runs import Run

MOST_LINES, CLOSE = 3, 3.0  # lines of small channels, and pixels between them when they are close


def put_inputs(sheet: Sheet, left: float) -> float:
    """Put the input channels on the sheet. Return their right edge."""
    what, cell = sheet.what, sheet.cell
    if not what.rows:
        return left
    first, names = what.rows[0].x, names_width(what)
    inner = left + names + lead_of(first) + first.margins[2] * cell
    outer = inner - first.margins[2] * cell
    sheet.title(outer, input_title(what.evaluation, what.index), first.whole.shape, what.index - 1)
    y, right = sheet.top, left
    for number, row in enumerate(what.rows):
        y += row.x.margins[0] * cell if number else 0.0
        matrix = sheet.put_matrix(row.x, inner, y)
        right = max(right, matrix.outer.right)
        if names:
            _name(sheet, row.x, Rect(left, matrix.inner.centre.y - 12, names - 6, 24))
        y = matrix.outer.top + row_cells(what, number) * cell + GAP
    if not names and (what.others_in or first.caption):
        _name(sheet, first, Rect(outer, sheet.head - CAPTION, 110, CAPTION - 2))
    if what.x_card.pages:
        sheet.slot("inputs", Rect(outer + 112, sheet.head - CAPTION - 7, PAGER, 26))
        right = max(right, outer + PAGED_INPUT)
    right += what.overhang[1] * cell
    _misfit(sheet)
    put_strip(sheet, what.others_in, inner, y, right + SIGN - GAP)
    return right


def _name(sheet: Sheet, x: MatrixScene, rect: Rect) -> None:
    """Put the name of a channel on the sheet; those of the input can be edited."""
    if sheet.what.index == 0 and x.caption:
        sheet.slot(f"channel_{x.panel.channel}", rect, (Run(x.caption, "strong"),))
    else:
        sheet.put(words(x.caption, rect, "caption", "left"))


def _misfit(sheet: Sheet) -> None:
    """Draw a window that is larger than the input, hanging over its edge."""
    if sheet.what.layer and any(sheet.what.overhang):
        outer = sheet.place_of(sheet.what.rows[0].x).outer
        high, wide = reach_of(sheet.what.layer)
        sheet.put(Box(Rect(outer.left, outer.top, wide * sheet.cell, high * sheet.cell), "misfit"))


def put_strip(sheet: Sheet, others: tuple[MatrixScene, ...], left: float, top: float, right: float) -> None:
    """Put thumbnails of all channels on the sheet, in several lines and smaller if there is little room."""
    for panel, rect in zip(others, small_places(len(others), left, top, right), strict=True):
        sheet.put(Thumbnail(panel, rect), Hit(rect, panel.panel.matrix.layer, panel.panel.channel))


def small_places(number: int, left: float, top: float, right: float) -> list[Rect]:
    """Squares in lines, together as high as one of full size, none beyond `right` unless there is next to no room."""
    width = max(right - left, SMALL)
    sides = {}
    for lines in range(1, MOST_LINES + 1):
        each = ceil(number / lines)
        sides[lines] = min(
            (SMALL - (lines - 1) * CLOSE) / lines,
            (width + CLOSE) / max(each, 1) - CLOSE,
        )
    lines = max(sides, key=lambda lines: sides[lines])
    side, each = sides[lines], ceil(number / lines)
    gap = min(SMALL_GAP, (width - each * side) / max(each - 1, 1)) if lines == 1 else CLOSE
    places = (divmod(place, each) for place in range(number))
    return [Rect(left + column * (side + gap), top + line * (side + CLOSE), side, side) for line, column in places]


def end_of(matrix: Matrix, others: tuple[MatrixScene, ...]) -> float:
    """The lower edge of a matrix with its strip of thumbnails."""
    return matrix.outer.bottom + (SMALL + 10 if others else 0.0)
