"""The numbered badge of a phase on its arrow, as a button."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from convstudio.painting.drawing import draw_badge
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.layout import Badge, Rect
from convstudio.scene.learn.moment import ERROR, FORWARD, GRADIENT, NEW, STEP
from convstudio.studio.stage.drawn import type_scale
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import Text, translated

PHASES: Mapping[int, tuple[Text, Text]] = {
    FORWARD: ("forward", "The kernel slides over the picture. Out comes the prediction Ŷ."),
    ERROR: ("error", "Compare: prediction minus target is what is wrong, E = Ŷ − Y."),
    GRADIENT: ("gradient", "How the loss would change with each weight: the picture correlated with the errors."),
    STEP: ("step", "Downhill: against the gradient, made small by the learning rate η."),
    NEW: ("new kernel", "The kernel plus the step. The next epoch begins with it."),
}


def phase_words(phase: int) -> str:
    """What happens in a phase, in plain words."""
    title, words = PHASES[phase]
    return f"{phase}  {translated(title)}: {translated(words)}"


class PhaseBadge(QToolButton):
    """A button that shows a phase of the step; pressed again, it leaves the phase."""

    def __init__(self, phase: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"phase_{phase}")
        self._phase, self._look = phase, LIGHT
        title, _words = PHASES[phase]
        self.setText(str(phase))
        self.setAccessibleName(f"{phase}  {translated(title)}")
        set_tooltip(self, phase_words(phase))
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_phase(self, now: int, look: Look) -> None:
        """Check the badge if its phase is the present one, `now`."""
        self._look = look
        self.setChecked(now == self._phase)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of the number; the drawing determines the size of the badge around it."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_badge(
                painter,
                Badge(self._phase, Rect(0, 0, self.width(), self.height()), self.isChecked()),
                self._look,
                type_scale(self),
            )
            if self.hasFocus() or self.underMouse():
                painter.setPen(QPen(QColor(self._look.text if self.hasFocus() else self._look.accent), 2))
                painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
