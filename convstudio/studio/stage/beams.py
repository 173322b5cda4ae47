"""The beams of a drawing, over everything that is only looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from math import ceil, floor

from PySide6.QtCore import QEasingCurve, QRect, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from convstudio.painting.beam import Texts
from convstudio.painting.drawing import draw_over
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.layout import Beam, Box, Drawing, Point
from convstudio.studio.widgets.look import motion

GLIDE, LEAST = 140, 60  # milliseconds that a beam takes to its next place; where it has less, it does not glide

Pieces = tuple[Beam | Box, ...]


class Beams(QWidget):
    """Lies over the stage, and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("beams")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._look = LIGHT
        self._shown: Pieces = ()
        self._from: Pieces = ()
        self._to: Pieces = ()
        self._behind = Drawing(0, 0, ())  # whose numbers the edges run behind
        self._scale = 1.0
        self._texts: Texts = {}
        self.glide = QVariantAnimation(self)
        self.glide.setDuration(GLIDE)
        self.glide.setStartValue(0.0)
        self.glide.setEndValue(1.0)
        self.glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.glide.valueChanged.connect(self._go)

    @property
    def shown(self) -> Pieces:
        """The beams as they are painted now, in between while they glide."""
        return self._shown

    def show_drawing(self, drawing: Drawing, look: Look, scale: float, *, glides: bool = False) -> None:
        """Show the beams of another drawing, in type of some scale: at once, or on their way from where they are."""
        after, self._behind, self._scale = _beams(drawing), drawing, scale
        self._texts = {item.panel: self._texts[item.panel] for item in drawing.matrices if item.panel in self._texts}
        if look != self._look:
            self._look = look
            self.update()
        if after == self._to:
            return
        in_a_hurry = self.glide.state() == QVariantAnimation.State.Running and self.glide.currentTime() < LEAST
        self.glide.stop()
        self._from, self._to = self._shown, after
        if glides and not in_a_hurry and motion.is_seen() and _alike(self._from, after):
            self.glide.start()
        else:
            self._show(after)

    def _go(self, part: float) -> None:
        if self._to:
            self._show(self._to if part >= 1 else tuple(map(partial(_on_the_way, part), self._from, self._to)))

    def _show(self, after: Pieces) -> None:
        before, self._shown = self._shown, after
        self.update(_touched([piece for piece in (*before, *after) if piece not in before or piece not in after]))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            draw_over(painter, self._shown, self._look, self._behind, self._scale, self._texts)


def _alike(before: Pieces, after: Pieces) -> bool:
    """Whether the pieces correspond one to one, so that each can glide."""
    return len(before) == len(after) and all(
        isinstance(a, Beam)
        and isinstance(b, Beam)
        and list(map(len, a.gutters)) == list(map(len, b.gutters))
        and len(a.edges) == len(b.edges)
        for a, b in zip(before, after, strict=True)
    )


def _on_the_way(part: float, a: Beam | Box, b: Beam | Box) -> Beam | Box:
    """A piece between its old place and its new one."""
    if not (isinstance(a, Beam) and isinstance(b, Beam)):
        return b
    gutters = tuple(tuple(map(partial(_part, part), g, h)) for g, h in zip(a.gutters, b.gutters, strict=True))
    edges = tuple((_part(part, p, r), _part(part, q, s)) for (p, q), (r, s) in zip(a.edges, b.edges, strict=True))
    return Beam(gutters, edges)


def _part(part: float, a: Point, b: Point) -> Point:
    return Point(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y))


def _beams(drawing: Drawing) -> Pieces:
    over = (item for item in drawing.items if isinstance(item, Beam | Box))
    return tuple(item for item in over if isinstance(item, Beam) or item.style == "misfit")


def _touched(beams: Iterable[Beam | Box]) -> QRegion:
    region = QRegion()
    for beam in beams:
        if isinstance(beam, Box):
            region += QRegion(QRectF(*beam.rect).toAlignedRect().adjusted(-3, -3, 3, 3))
            continue
        for line in (*beam.gutters, *beam.edges):
            region += _covering(line)
    return region


def _covering(points: Sequence[Point]) -> QRect:
    """The pixels that lines between points touch, however they are smoothed."""
    xs, ys = [point.x for point in points], [point.y for point in points]
    left, top = floor(min(xs)) - 2, floor(min(ys)) - 2
    return QRect(left, top, ceil(max(xs)) + 2 - left, ceil(max(ys)) + 2 - top)
