"""What is seen moving over a drawing for a fifth of a second: the picture of what is there already, on its way to its place.

The work of a new layout is spread over frames. The drawing stands still in the frame of the edit; then its matrices move as
they looked before, and in each frame one of them gets the picture of how it looks now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from PySide6.QtCore import QEasingCurve, QRect, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from convstudio.painting.drawing import qrect
from convstudio.scene import PanelId
from convstudio.scene.layout import Drawing, Rect
from convstudio.scene.layout.moves import Move
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.canvas import area_of

LAID_OUT, FLOWN = 180, 220  # milliseconds that a new layout and the chips of a product take


class Cut(Struct, frozen=True):
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
    held = Signal(bool)  # whether the drawing stands still, and will be painted in the next frame

    def __init__(self, parent: QWidget, view: Callable[[PanelId], MatrixView | None]) -> None:
        super().__init__(parent)
        self._view = view
        self.setObjectName("moving")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        self._moves: tuple[Move, ...] = ()
        self._cuts: list[Cut | None] = []  # None: not seen yet
        self._undrawn: list[PanelId] = []
        self._painted = QRegion()
        self._part = 0.0  # of the way
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.clock.valueChanged.connect(self._go_on)
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

    def lay_out(self, moves: tuple[Move, ...], before: Drawing) -> None:
        """Let the pictures of matrices move from where they stood to their places, which are empty meanwhile."""
        known = tuple((move, view) for move in moves if move.panel is not None and (view := self._view(move.panel)))
        places = {item.panel: area_of(item) for item in before.matrices}
        for _move, view in known:
            view.set_away(True)
        self._start(tuple(move for move, _view in known), [_cut_before(*pair, places) for pair in known], LAID_OUT)
        panels = dict.fromkeys(move.panel for move, _view in known if move.panel)
        grown = {move.panel for move in self._moves if move.appears}
        self._undrawn = sorted(panels, key=lambda panel: panel not in grown)
        self._hold(True)

    def fly(self, moves: tuple[Move, ...]) -> None:
        """Let the chips of cells fly over the drawing, if there are any."""
        if not moves:
            return
        cuts = [self._parent().grab(qrect(move.start).toAlignedRect()) for move in moves]
        self._start(moves, [Cut(cut, Rect(0, 0, cut.width(), cut.height())) for cut in cuts], FLOWN)

    def stop(self) -> None:
        """Show what is there."""
        self.clock.stop()
        self._moves, self._cuts, self._undrawn = (), [], []
        self._hold(False)
        self._set_opaque(True)
        self.hide()
        self.stopped.emit()

    def _start(self, moves: tuple[Move, ...], cuts: list[Cut | None], time: int) -> None:
        self._moves, self._cuts = moves, cuts
        self._painted, self._part = QRegion(), 0.0
        self.setGeometry(self._parent().rect())
        self.clock.setDuration(time)
        self.clock.start()
        self.show()
        self.raise_()

    def _hold(self, on: bool) -> None:
        """Let the drawing be seen as it was painted last, or paint all of it again.

        As an opaque widget it would then be painted twice: once by itself, and once below its parts that are not opaque.
        """
        self._set_opaque(on)
        self._parent().setUpdatesEnabled(not on)
        self.held.emit(on)

    def _set_opaque(self, on: bool) -> None:
        self._parent().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, on)

    def _parent(self) -> QWidget:
        parent = self.parentWidget()
        assert parent
        return parent

    def _go_on(self) -> None:
        """Paint where something was and where it is now; after the edit first the drawing, all in its old places."""
        holds = not self._parent().updatesEnabled()
        self._part = 0.0 if holds else float(self.clock.currentValue() or 0.0)
        before, self._painted = self._painted, QRegion()
        for place in self.places():
            self._painted += qrect(place).toAlignedRect().adjusted(-1, -1, 1, 1)
        if holds and self.clock.currentTime():
            self._hold(False)
            return
        self._set_opaque(True)
        if self._part and self._undrawn:
            self._draw(self._undrawn.pop(0))
        self.update(before + self._painted)

    def _draw(self, panel: PanelId) -> None:
        """Let a matrix be seen as it looks now."""
        view = self._view(panel)
        for place, move in enumerate(self._moves):
            if view and move.panel == panel:
                self._cuts[place] = Cut(view.picture(), _within(move.end, view.geometry()))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for place, move, cut in zip(self.places(), self._moves, self._cuts, strict=True):
                if cut:
                    painter.setOpacity(self._part if move.appears else 1.0)
                    painter.drawPixmap(qrect(place), cut.picture, cut.pixels)


def _cut_before(move: Move, view: MatrixView, places: Mapping[PanelId, QRect]) -> Cut | None:
    """How a part of a matrix looked before; None for what was not there."""
    picture, area = view.last_picture(), places.get(view.panel)
    if move.appears or area is None or picture.deviceIndependentSize().toSize() != area.size():
        return None
    return Cut(picture, _within(move.start, area))


def _within(rect: Rect, area: QRect) -> Rect:
    return Rect(rect.left - area.x(), rect.top - area.y(), rect.width, rect.height)


def _between(move: Move, part: float) -> Rect:
    return Rect(*(a + (b - a) * part for a, b in zip(move.start, move.end, strict=True)))
