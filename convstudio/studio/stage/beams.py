"""The beams of a drawing, over everything that is only looked at."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QRegion
from PySide6.QtWidgets import QWidget

from convstudio.painting.drawing import draw_over
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.layout import Beam, Box, Drawing, Point

PIECES = 8  # in which a line is painted anew: less of the matrices below it is touched


class Beams(QWidget):
    """Lies over the stage, and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("beams")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._look = LIGHT
        self._drawing = Drawing(0, 0, ())

    def show_drawing(self, drawing: Drawing, look: Look) -> None:
        """Show the beams of another drawing."""
        before, after = _beams(self._drawing), _beams(drawing)
        other_look, self._look, self._drawing = look != self._look, look, drawing
        if other_look or before != after:
            gone = [beam for beam in (*before, *after) if other_look or beam not in before or beam not in after]
            self.update(_touched(gone))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            draw_over(painter, self._drawing, self._look)


def _beams(drawing: Drawing) -> tuple[Beam | Box, ...]:
    over = (item for item in drawing.items if isinstance(item, Beam | Box))
    return tuple(item for item in over if isinstance(item, Beam) or item.style == "misfit")


def _touched(beams: Iterable[Beam | Box]) -> QRegion:
    region = QRegion()
    for beam in beams:
        if isinstance(beam, Box):
            region += QRegion(QRectF(*beam.rect).toAlignedRect().adjusted(-3, -3, 3, 3))
            continue
        for gutter in beam.gutters:
            outline = QPolygonF([QPointF(*point) for point in gutter])
            region += QRegion(outline.boundingRect().toAlignedRect().adjusted(-2, -2, 2, 2))
        for start, end in beam.edges:
            for piece in range(PIECES):
                a, b = _between(start, end, piece / PIECES), _between(start, end, (piece + 1) / PIECES)
                region += QRegion(QRectF(a, b).normalized().toAlignedRect().adjusted(-2, -2, 2, 2))
    return region


def _between(start: Point, end: Point, part: float) -> QPointF:
    return QPointF(start.x + part * (end.x - start.x), start.y + part * (end.y - start.y))
