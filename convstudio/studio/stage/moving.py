"""What is seen moving over a drawing for a fifth of a second: the picture of what is there already, on its way to its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from convstudio.painting.drawing import qrect
from convstudio.scene import PanelId
from convstudio.scene.layout import Rect
from convstudio.scene.layout.moves import Move
from convstudio.studio.matrix_view import MatrixView

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

    stopped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("moving")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        self._moves: tuple[Move, ...] = ()
        self._cuts: list[Cut] = []
        self._painted = QRegion()
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.clock.valueChanged.connect(self._paint_again)
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

    def lay_out(self, moves: tuple[Move, ...], views: Mapping[PanelId, MatrixView]) -> None:
        """Let the pictures of matrices move to their places, which are empty meanwhile."""
        known = [(move, views[move.panel]) for move in moves if move.panel is not None and move.panel in views]
        cuts = [Cut(view.picture(), _within(move.end, view)) for move, view in known]
        for view in views.values():
            view.set_away(True)
        self._start(tuple(move for move, _view in known), cuts, LAID_OUT)

    def fly(self, moves: tuple[Move, ...]) -> None:
        """Let the chips of cells fly over the drawing."""
        cuts = [self._parent().grab(qrect(move.start).toAlignedRect()) for move in moves]
        self._start(moves, [Cut(cut, Rect(0, 0, cut.width(), cut.height())) for cut in cuts], FLOWN)

    def stop(self) -> None:
        """Show what is there."""
        self.clock.stop()
        self._moves, self._cuts = (), []
        self.hide()
        self.stopped.emit()

    def _start(self, moves: tuple[Move, ...], cuts: list[Cut], time: int) -> None:
        self._moves, self._cuts = moves, cuts
        self._painted = QRegion()
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

    def _paint_again(self) -> None:
        """Paint where something was and where it is now."""
        before, self._painted = self._painted, QRegion()
        for place in self.places():
            self._painted += qrect(place).toAlignedRect().adjusted(-1, -1, 1, 1)
        self.update(before + self._painted)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for place, move, cut in zip(self.places(), self._moves, self._cuts, strict=True):
                painter.setOpacity(self._part if move.appears else 1.0)
                painter.drawPixmap(qrect(place), cut.picture, cut.pixels)


def _within(rect: Rect, view: QWidget) -> Rect:
    return Rect(rect.left - view.x(), rect.top - view.y(), rect.width, rect.height)


def _between(move: Move, part: float) -> Rect:
    return Rect(*(a + (b - a) * part for a, b in zip(move.start, move.end, strict=True)))
