"""The beam from a window to its output. Its edges run behind the numbers and words that they meet, so that all can be read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from convstudio.painting.cells.texts import CellTexts
from convstudio.painting.inks import HOLLOW, SMOOTH
from convstudio.painting.palette import Look
from convstudio.painting.typeface import font_of, origin
from convstudio.scene.layout import Beam, Drawing, Matrix, Point, Rect, Style, Words
from convstudio.scene.matrix.focus import PanelId
from convstudio.scene.words.text_runs import plain_text

BEAM_STRENGTH = 0.20
BEAM_WIDTH = 1.5
CLEAR, CLOSE = 2.5, 1.5  # pixels between an edge and a number, or words, that it runs behind

Cell = tuple[int, int]
Edge = tuple[Point, Point]
Texts = dict[PanelId, CellTexts]  # kept from one time to the next, as preparing them takes longer than drawing


def draw_beam(painter: QPainter, beam: Beam, look: Look, behind: Drawing, scale: float, texts: Texts) -> None:
    """Draw a beam; `behind` are the matrices and the words that it meets, in type of some scale."""
    soft = QColor(look.highlight)
    soft.setAlphaF(BEAM_STRENGTH)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.setRenderHint(SMOOTH, False)  # its sides lie below the edges; to smooth them takes four times as long
    for gutter in beam.gutters:
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in gutter]))
    painter.setRenderHint(SMOOTH)
    painter.setBrush(HOLLOW)
    painter.setPen(QPen(QColor(look.highlight), BEAM_WIDTH, c=Qt.PenCapStyle.FlatCap))
    parts = [part for edge in beam.edges for part in seen_parts(edge, written_at(edge, behind, scale, texts))]
    painter.drawLines([QLineF(*a, *b) for a, b in parts])


def seen_parts(edge: Edge, hiding: Iterable[Rect]) -> list[Edge]:
    """The parts of an edge outside of some rectangles, in their order."""
    parts, start = [], 0.0
    for enters, leaves in sorted(filter(None, (within(edge, rect) for rect in hiding))):
        if enters > start:
            parts.append((start, enters))
        start = max(start, leaves)
    if start < 1:
        parts.append((start, 1.0))
    return [(_point_at(edge, first), _point_at(edge, last)) for first, last in parts]


def within(edge: Edge, rect: Rect) -> tuple[float, float] | None:
    """From where to where an edge lies within a rectangle, as shares of its length; None if it misses it.

    Clipping by Liang and Barsky, "A New Concept and Method for Line Clipping", ACM TOG 3 (1), 1984.
    """
    (x, y), (to_x, to_y) = edge
    left, top, width, height = rect
    across, down, enters, leaves = to_x - x, to_y - y, 0.0, 1.0
    if across:
        near, far = (left - x) / across, (left + width - x) / across
        first, last = (near, far) if across > 0 else (far, near)
        enters, leaves = first if first > 0 else 0.0, last if last < 1 else 1.0  # `max` and `min` take twice as long
    elif not left <= x <= left + width:
        return None
    if down:
        near, far = (top - y) / down, (top + height - y) / down
        first, last = (near, far) if down > 0 else (far, near)
        enters, leaves = first if first > enters else enters, last if last < leaves else leaves
    elif not top <= y <= top + height:
        return None
    return (enters, leaves) if enters < leaves else None


def written_at(edge: Edge, behind: Drawing, scale: float, texts: Texts) -> Iterator[Rect]:
    """The rectangles of the numbers and words that an edge may meet, with the room kept free around them."""
    for item in behind.items:
        if isinstance(item, Matrix):
            if within(edge, item.outer):
                yield from _numbers(edge, item, texts.setdefault(item.panel, CellTexts()))
        elif isinstance(item, Words) and within(edge, item.rect):
            yield _letters(item, scale)


def _numbers(edge: Edge, item: Matrix, texts: CellTexts) -> Iterator[Rect]:
    """The rectangles of the numbers that an edge may meet in the cells that it crosses; of those that are not hidden."""
    scene, size = item.scene, item.cell
    if not texts.fit(scene, size, font_of("plain")):
        return
    (rows, columns), around, veil, values = scene.shape, scene.surround, scene.veil, scene.values
    start, top, high = item.left - CLEAR, item.top + texts.rise - CLEAR, texts.capitals + 2 * CLEAR
    for row, column, upper, lower in _passed(edge, item):
        if 0 <= row < rows and 0 <= column < columns:
            value = None if veil is not None and veil.hides(row, column) else values.item(row, column)
        else:
            value = around.value_at(row, column) if around and around.padded is not None else None
        prepared = None if value is None else texts.prepared(value)
        if prepared:
            _text, right, below = prepared
            above = top + row * size + below
            if above <= lower and above + high >= upper:  # else the edge passes above the number, or below it
                yield Rect(start + column * size + right, above, size - 2 * (right - CLEAR), high)


def _letters(item: Words, scale: float) -> Rect:
    """The rectangle of a line's letters, which are far smaller than their type for signs, with the room kept around them."""
    (x, y), (left, top, width, height) = origin(item, scale), _measured(plain_text(item.line), item.style, scale)
    return Rect(x + left - CLOSE, y + top - CLOSE, width + 2 * CLOSE, height + 2 * CLOSE)


@lru_cache(maxsize=256)
def _measured(text: str, style: Style, scale: float) -> Rect:
    """The rectangle of a text's letters, from the beginning of its baseline."""
    tight = QFontMetricsF(font_of(style, scale)).tightBoundingRect(text)
    return Rect(tight.left(), tight.top(), tight.width(), tight.height())


def crossed(edge: Edge, item: Matrix) -> Iterator[Cell]:
    """The cells of a matrix, with those of its padding, that an edge crosses."""
    return ((row, column) for row, column, _upper, _lower in _passed(edge, item))


def _passed(edge: Edge, item: Matrix) -> Iterator[tuple[int, int, float, float]]:
    """The cells that an edge crosses, with the upper and the lower end of the edge in the column of each."""
    (rows, columns), (above, below, left, right) = item.scene.shape, item.scene.margins
    size, ((x, y), (to_x, to_y)) = item.cell, sorted(edge)
    slope = (to_y - y) / (to_x - x) if to_x > x else 0.0
    start, end = math.floor((x - item.left) / size), math.floor((to_x - item.left) / size)
    for column in range(max(start, -left), min(end, columns + right - 1) + 1):
        near, far = item.left + column * size, item.left + (column + 1) * size
        one, other = y, to_y
        if slope:
            one, other = y + (max(near, x) - x) * slope, y + (min(far, to_x) - x) * slope
        upper, lower = (one, other) if one < other else (other, one)
        first, last = math.floor((upper - item.top) / size), math.floor((lower - item.top) / size)
        for row in range(max(first, -above), min(last, rows + below - 1) + 1):
            yield row, column, upper, lower


def _point_at(edge: Edge, share: float) -> Point:
    (x, y), (to_x, to_y) = edge
    return Point(x + share * (to_x - x), y + share * (to_y - y))
