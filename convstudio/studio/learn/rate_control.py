"""The learning rate on a scale that shows which rates are stable and which diverge."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.learn.facts import as_fraction
from convstudio.scene.words.numbers import short
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr

BELOW, ABOVE = 100.0, 4.0  # how many times below and above the stable rate the scale reaches
DIGITS = 2  # significant digits of a rate set here
STEP = 1.1
EDGE = 8.0


class RateControl(QWidget):
    """A logarithmic scale around the largest stable rate, with a handle that is dragged or moved by the arrow keys."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_rate_scale")
        self.setAccessibleName(tr("Learning rate on a scale"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rate, self._stable, self._look = 0.0, 1.0, LIGHT
        self._dragged: float | None = None

    def show_rate(self, rate: float, stable: float | None) -> None:
        """Show a rate, and the largest stable rate (None: there is none, and 1 stands in for it)."""
        self._rate, self._stable = rate, stable or 1.0
        text = tr("Stable below {s}; now {r}", s=as_fraction(self._stable), r=short(rate))
        set_tooltip(self, text + "\n" + tr("Drag, or use the arrow keys"))
        self.setAccessibleDescription(text)
        self.update()

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, 22 + self.fontMetrics().height())

    def x_of(self, rate: float) -> float:
        """The x of a rate, in pixels; at an end of the scale if it lies beyond."""
        span = math.log(BELOW * ABOVE)
        place = math.log(max(rate, 1e-300) / (self._stable / BELOW)) / span
        return EDGE + min(max(place, 0.0), 1.0) * (self.width() - 2 * EDGE)

    def rate_at(self, x: float) -> float:
        """The rate at a pixel, rounded to `DIGITS` significant digits."""
        place = min(max((x - EDGE) / (self.width() - 2 * EDGE), 0.0), 1.0)
        return float(f"{self._stable / BELOW * (BELOW * ABOVE) ** place:.{DIGITS}g}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        rate, self._dragged = self._dragged, None
        if rate is not None and rate != self._rate:
            self.chosen.emit(rate)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        factor = {Qt.Key.Key_Right: STEP, Qt.Key.Key_Up: STEP, Qt.Key.Key_Left: 1 / STEP, Qt.Key.Key_Down: 1 / STEP}
        if event.key() in factor:
            self.chosen.emit(float(f"{self._rate * factor[Qt.Key(event.key())]:.{DIGITS}g}"))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        rate = self._rate if self._dragged is None else self._dragged
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, limit, right = 9.0, self.x_of(self._stable), self.width() - EDGE
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._look.border))
            painter.drawRoundedRect(QRectF(EDGE, middle - 2, right - EDGE, 4), 2, 2)
            painter.setBrush(QColor(self._look.warning))
            painter.drawRoundedRect(QRectF(limit, middle - 2, right - limit, 4), 2, 2)
            painter.setPen(QPen(QColor(self._look.text), 1.5))
            painter.drawLine(QPointF(limit, middle - 7), QPointF(limit, middle + 7))
            handle = QPolygonF([QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0)])
            handle.translate(self.x_of(rate), middle)
            painter.setPen(QPen(QColor(self._look.card), 1.5))
            painter.setBrush(QColor(self._look.warning if rate > self._stable else self._look.accent))
            painter.drawPolygon(handle)
            painter.setPen(QColor(self._look.muted))
            words = tr("stable below {r}", r=as_fraction(self._stable)) if self._dragged is None else short(rate)
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(limit - width / 2, 0.0), self.width() - width)
            painter.drawText(QPointF(left, 20 + painter.fontMetrics().ascent()), words)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._look.accent), 1.5))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _drag(self, x: float) -> None:
        self._dragged = self.rate_at(x)
        self.update()
