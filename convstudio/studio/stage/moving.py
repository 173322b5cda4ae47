"""What is seen moving over a drawing for a fifth of a second: the picture of what is there already, on its way to its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from convstudio.painting.drawing import qrect
from convstudio.painting.palette import Look
from convstudio.scene.layout import Rect
from convstudio.scene.layout.moves import Move

OUTLINE = 4  # pixels by which frames stand out of what they surround
LAID_OUT, FLOWN = 180, 220  # milliseconds that a new layout and the chips of a product take


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a picture, in pixels of the screen's own size."""

    picture: QPixmap
    part: Rect

    @property
    def pixels(self) -> QRectF:
        """The part, in the picture's own pixels."""
        ratio = self.picture.devicePixelRatio()
        return QRectF(*(side * ratio for side in self.part))


class Moving(QWidget):
    """Lies over a drawing while something moves, and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("moving")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        self._moves: tuple[Move, ...] = ()
        self._cuts: list[Cut] = []
        self._ground = QPixmap()
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.clock.valueChanged.connect(partial(_paint_again, self))
        self.clock.finished.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether something is on its way."""
        return self.clock.state() == QVariantAnimation.State.Running

    @property
    def moves(self) -> tuple[Move, ...]:
        """What is on its way."""
        return self._moves

    def places(self) -> list[Rect]:
        """Where what moves is seen now."""
        return [_between(move, self._part) for move in self._moves]

    def lay_out(self, moves: tuple[Move, ...], look: Look) -> None:
        """Let all matrices move to their places; what stands around them is there."""
        picture = self._parent().grab()
        ground = QPixmap(picture)
        with QPainter(ground) as painter:
            for move in moves:
                painter.fillRect(qrect(move.end).adjusted(-OUTLINE, -OUTLINE, OUTLINE, OUTLINE), QColor(look.card))
        self._start(moves, [Cut(picture, move.end) for move in moves], ground, LAID_OUT)

    def fly(self, moves: tuple[Move, ...]) -> None:
        """Let the chips of cells fly over the drawing."""
        cuts = [self._parent().grab(qrect(move.start).toAlignedRect()) for move in moves]
        self._start(moves, [Cut(cut, Rect(0, 0, cut.width(), cut.height())) for cut in cuts], QPixmap(), FLOWN)

    def stop(self) -> None:
        """Show what is there."""
        self.clock.stop()
        self._moves = ()
        self._cuts, self._ground = [], QPixmap()
        self.hide()

    def _start(self, moves: tuple[Move, ...], cuts: list[Cut], ground: QPixmap, time: int) -> None:
        self._moves, self._cuts, self._ground = moves, cuts, ground
        self.setGeometry(self._parent().rect())
        self.clock.setDuration(time)
        self.clock.start()
        self.show()
        self.raise_()

    def _parent(self) -> QWidget:
        parent = self.parentWidget()
        assert parent
        return parent

    @property
    def _part(self) -> float:
        return float(self.clock.currentValue() or 0.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if not self._ground.isNull():
                painter.drawPixmap(0, 0, self._ground)
            for move, cut in zip(self._moves, self._cuts, strict=True):
                painter.setOpacity(self._part if move.appears else 1.0)
                painter.drawPixmap(qrect(_between(move, self._part)), cut.picture, cut.pixels)


def _paint_again(widget: QWidget, _part: object) -> None:
    widget.update()


def _between(move: Move, part: float) -> Rect:
    return Rect(*(a + (b - a) * part for a, b in zip(move.start, move.end, strict=True)))
