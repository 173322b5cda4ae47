"""How marks are drawn: the look of every role."""

from __future__ import annotations

import math
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from convstudio.layers import Array
from convstudio.painting.cells import colour
from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.grounds import Block, Paint, Wash, draw_wash
from convstudio.painting.fill import fill
from convstudio.painting.inks import ink
from convstudio.painting.palette import Look
from convstudio.scene.matrix import Scale, signed_scale
from convstudio.scene.matrix.links import Mark, Role

HALO, HALOED_FROM = 2.0, 2.0  # a pale line below an outline is so many pixels broader, if the outline has at least so many
HALOED_CELL, TINTED_FROM = 4.0, 6.0  # pixels of a cell
MOST_SINGLE_CELLS = 1500  # a mark of more cells is drawn by its hull only


class Stroke(Struct, frozen=True):
    """How a role is drawn: a wash over its cells, an outline around each run of them, its width, and a dash."""

    colour: str
    width: float
    wash: float = 0.0
    dashed: bool = False
    tinted: bool = False  # an inner frame in the colour of the weight


@lru_cache(maxsize=4)
def strokes(look: Look) -> dict[Role, Stroke]:
    """The look of each role."""
    return {role: replace(stroke, width=stroke.width * look.emphasis) for role, stroke in _strokes(look).items()}


def _strokes(look: Look) -> dict[Role, Stroke]:
    return {
        "field": Stroke(look.highlight, 1.0, wash=0.16),
        "fed": Stroke(look.reader, 1.0, wash=0.18),
        "pair": Stroke(look.highlight, 1.5, wash=0.18),
        "reader": Stroke(look.reader, 2.0, tinted=True),
        "weight": Stroke(look.highlight, 2.5),
        "source": Stroke(look.highlight, 2.0, dashed=True),
        "window": Stroke(look.highlight, 2.5, tinted=True),
        "winner": Stroke(look.highlight, 3.0, wash=0.25),
        "focus": Stroke(look.highlight, 3.0),
        "product": Stroke(look.product, 4.0),
        "meant": Stroke(look.accent, 3.0, wash=0.25),
        "highlight": Stroke(look.accent, 2.5, wash=0.12, dashed=True),
    }


def draw_mark(painter: QPainter, mark: Mark, grid: Grid, look: Look) -> None:
    """Draw all of a mark, on a picture without numbers."""
    wash = wash_of(mark, look)
    if wash:
        draw_wash(painter, wash, grid)
    draw_tints(painter, mark, grid, look)
    draw_outline(painter, mark, grid, look)


def wash_of(mark: Mark, look: Look) -> Wash | None:
    """The wash of a mark over its cells, below their numbers; None if it is only an outline."""
    stroke = strokes(look)[mark.role]
    return Wash(_blocks(mark.rows, mark.columns), Paint(stroke.colour, stroke.wash)) if stroke.wash else None


def draw_tints(painter: QPainter, mark: Mark, grid: Grid, look: Look) -> None:
    """Draw, in each cell of a mark, the colour of the weight that meets it, above and below its number."""
    small = _is_small(mark.rows, mark.columns)
    if strokes(look)[mark.role].tinted and mark.weights is not None and small and grid.cell >= TINTED_FROM:
        _draw_tints(painter, mark, mark.weights, grid, look)


def draw_outline(painter: QPainter, mark: Mark, grid: Grid, look: Look) -> None:
    """Draw an outline around each connected block of a mark's cells."""
    pen, halo = _pens(look, mark.role)
    haloed = strokes(look)[mark.role].width >= HALOED_FROM and grid.cell >= HALOED_CELL
    for top, bottom, left, right in _blocks(mark.rows, mark.columns):
        rect = grid.rect(top, left, bottom - top + 1, right - left + 1)
        if haloed:
            painter.setPen(halo)
            painter.drawRect(rect)
        painter.setPen(pen)
        painter.drawRect(rect)


@lru_cache(maxsize=64)
def _pens(look: Look, role: Role) -> tuple[QPen, QPen]:
    """The pen of a role's outline, and the one of the pale line below it."""
    stroke = strokes(look)[role]
    pen = QPen(QColor(stroke.colour), stroke.width, Qt.PenStyle.DashLine if stroke.dashed else Qt.PenStyle.SolidLine)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen, QPen(QColor(look.card), stroke.width + HALO)


def reach(mark: Mark, grid: Grid, look: Look) -> QRectF:
    """The rectangle that contains all that is drawn of a mark, whose rows and columns rise or fall."""
    if not mark.rows or not mark.columns:
        return QRectF()
    (top, bottom), (first, last) = ends_of(mark.rows), ends_of(mark.columns)
    width = strokes(look)[mark.role].width
    out = math.ceil((width + HALO if width >= HALOED_FROM else width) / 2)
    return grid.between((top, bottom), (first, last)).adjusted(-out, -out, out, out)


def ends_of(places: tuple[int, ...]) -> tuple[int, int]:
    """The lowest and the highest of some rows or columns that rise, or fall, as the taps of a transposed convolution do."""
    return (places[0], places[-1]) if places[0] <= places[-1] else (places[-1], places[0])


def _draw_tints(painter: QPainter, mark: Mark, weights: Array, grid: Grid, look: Look) -> None:
    scale: Scale = signed_scale(weights)
    for row, meet in zip(mark.rows, weights.tolist(), strict=True):
        for column, weight in zip(mark.columns, meet, strict=True):
            tint = ink(colour(look, scale, weight))
            for bar in tint_bars(grid, row, column):
                fill(painter, bar, tint)


def tint_bars(grid: Grid, row: int, column: int) -> tuple[QRectF, QRectF]:
    """Two bars of a cell's full width, one above its number and one below."""
    left, top, inside = grid.left + column * grid.cell + 1, grid.top + row * grid.cell + 1, grid.cell - 2
    high = max(1.5, (grid.cell - 5) * 0.16)
    return QRectF(left, top, inside, high), QRectF(left, top + inside - high, inside, high)


def _is_small(rows: tuple[int, ...], columns: tuple[int, ...]) -> bool:
    return 0 < len(rows) * len(columns) <= MOST_SINGLE_CELLS


def _blocks(rows: tuple[int, ...], columns: tuple[int, ...]) -> tuple[Block, ...]:
    """The connected blocks of a product of rows and columns; only its hull if there would be too many."""
    if not rows or not columns:
        return ()
    small = _is_small(rows, columns)
    row_runs = _runs(rows) if small else (ends_of(rows),)
    column_runs = _runs(columns) if small else (ends_of(columns),)
    return tuple((top, bottom, left, right) for top, bottom in row_runs for left, right in column_runs)


@lru_cache(maxsize=256)  # asked for by the wash and by the outline, and by each part of a matrix that is drawn
def _runs(indices: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return tuple(runs_of(indices))


def runs_of(indices: tuple[int, ...]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive indices."""
    runs: list[tuple[int, int]] = []
    for index in indices:
        if runs and index == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], index
        else:
            runs.append((index, index))
    return runs
