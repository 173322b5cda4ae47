"""The interactive area over the plot of all shifts, which is itself part of the drawing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.layout import Rect
from convstudio.scene.words.numbers import exact, short
from convstudio.scene.workspaces.shift.every.build import EveryScene
from convstudio.scene.workspaces.shift.every.layout import shift_at
from convstudio.scene.workspaces.shift.every.profile import Profile
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.workspaces.shift.mover import Mover
from convstudio.words import tr

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}


class ShiftPlot(QWidget):
    """A transparent widget over the bars: a click, a drag and the arrow keys go to a shift. `unit` gives its pixels per unit
    of the drawing.
    """

    def __init__(self, mover: Mover, unit: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shift_plot")
        self.setAccessibleName(tr("Largest difference for every shift"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        set_tooltip(self, tr("Click or drag to go to a shift; the arrow keys go to the next one"))
        self._mover, self._unit, self._look = mover, unit, LIGHT
        self._profile: Profile | None = None
        self._at = 0

    def show_scene(self, scene: EveryScene, look: Look) -> None:
        """Take the profile and the present shift of a scene."""
        self._profile, self._look = scene.profile, look
        if scene.profile:
            along = scene.profile.part.along
            self._at = scene.part.columns if along == "columns" else scene.part.rows
            point = scene.profile.shown.get(self._at)
            largest = short(point.largest) if point else tr("computing …")
            self.setAccessibleDescription(tr("shift {by}: largest difference {n}", by=exact(self._at), n=largest))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, most = Qt.Key(event.key()), self._profile.most if self._profile else 0
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in STEPS:
            self._go(self._at + STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(-most if key == Qt.Key.Key_Home else most)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(self._look.accent), 1.5))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _pick(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton) and self._profile:
            unit = self._unit()
            plot = Rect(0, 0, self.width() / unit, self.height() / unit)
            self._go(shift_at(plot, self._profile.most, event.position().x() / unit))

    def _go(self, by: int) -> None:
        if self._profile:
            self._mover.pause()
            self._mover.move_to(**{self._profile.part.along: by})
