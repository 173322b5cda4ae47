"""The slider of the transport: all output cells of a layer, with a tick for each row."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr

CLOSEST_TICKS = 3.0
RADIUS = 7.0  # of the handle
TRACK = 4.0


class Scrubber(QSlider):
    """Picks a cell by mouse or keys: arrows move by a cell, page keys by a row, Home and End to the ends."""

    picked = Signal(int)
    stepped = Signal(int)  # a phase of the cell, picked on the upper scale

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("scrubber")
        self.setAccessibleName(tr("Output cell"))
        set_tooltip(self, tr("Drag to any output cell; a tick is a row (arrows: a cell, page keys: a row)"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(90)
        self._look, self._channels = LIGHT, 1
        self._showing = self._stepping = False
        self._phases: tuple[int, int, int] | None = None  # the present phase, the number of phases, and how many a channel has
        self.valueChanged.connect(self._pick)

    def show_place(self, window: int, shape: tuple[int, int, int]) -> None:
        """Move to a cell of an output (C, H, W) without reporting it."""
        channels, height, width = shape
        self._showing = True
        self._channels = channels
        self.setRange(0, channels * height * width - 1)
        self.setPageStep(width)
        self.setValue(window)
        self._showing = False

    def show_phases(self, phases: tuple[int, int, int] | None) -> None:
        """Move to a phase of the cell's arithmetic: the phase, the number of phases, and the products of each channel."""
        if phases != self._phases:
            self._phases = phases
            self.update()

    def phase_ticks(self) -> list[float]:
        """The positions of the phases on the upper scale; only the first one of each channel if all would be too close."""
        if not self._phases:
            return []
        _, number, each = self._phases
        close = self._length() / max(number - 1, 1) < CLOSEST_TICKS
        return [self._phase_x(phase) for phase in range(number) if not close or (phase - 1) % each == 0]

    def phase_at(self, x: float) -> int:
        """The phase nearest to a place on the upper scale."""
        number = self._phases[1] if self._phases else 1
        share = (x - RADIUS) / max(self._length(), 1.0)
        return round(min(max(share, 0.0), 1.0) * (number - 1))

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.update()

    def ticks(self) -> list[float]:
        """The positions at which rows begin; none if they would be too close."""
        rows = (self.maximum() + 1) / self.pageStep()
        if rows < 2 or self._length() / rows < CLOSEST_TICKS:
            return []
        return [self._x(row * self.pageStep()) for row in range(int(rows))]

    def sizeHint(self) -> QSize:
        return QSize(260, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() == Qt.MouseButton.LeftButton
            and self._phases
            and event.position().y() < self.height() / 2 - RADIUS / 2
        ):
            self._stepping = True
            self.stepped.emit(self.phase_at(event.position().x()))
        elif event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._stepping:
            self.stepped.emit(self.phase_at(event.position().x()))
        elif self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self._stepping = False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = self.height() / 2
            self._draw_ticks(painter, middle)
            self._draw_phases(painter, middle)
            self._draw_track(painter, middle)

    def _draw_ticks(self, painter: QPainter, middle: float) -> None:
        rows = (self.maximum() + 1) // self.pageStep() // self._channels
        painter.setPen(QPen(QColor(self._look.muted), 1))
        ticks = [(x, 4 if i % rows else 7) for i, x in enumerate(self.ticks())]
        painter.drawLines([QLineF(x, middle + 5, x, middle + 5 + length) for x, length in ticks])

    def _draw_phases(self, painter: QPainter, middle: float) -> None:
        """Draw the upper scale: a tick for each phase, longer where a channel begins; past ones are coloured like the track."""
        if not self._phases:
            return
        at, _, each = self._phases
        for phase, x in ((self.phase_at(x), x) for x in self.phase_ticks()):
            begins = phase > 0 and each > 0 and (phase - 1) % each == 0  # a transposed convolution's cell may have no product
            colour = self._look.product if phase == at else self._look.accent if phase < at else self._look.muted
            painter.setPen(QPen(QColor(colour), 2.5 if phase == at else 1))
            painter.drawLine(QLineF(x, middle - 5, x, middle - (13 if phase == at else 11 if begins else 8)))

    def _phase_x(self, phase: int) -> float:
        number = self._phases[1] if self._phases else 1
        return RADIUS + self._length() * phase / max(number - 1, 1)

    def _draw_track(self, painter: QPainter, middle: float) -> None:
        at, on = self._x(self.value()), self.isEnabled()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.border))
        painter.drawRoundedRect(QRectF(RADIUS, middle - TRACK / 2, self._length(), TRACK), 2, 2)
        painter.setBrush(QColor(self._look.accent if on else self._look.border))
        painter.drawRoundedRect(QRectF(RADIUS, middle - TRACK / 2, at - RADIUS, TRACK), 2, 2)
        painter.setPen(QPen(QColor(self._look.card), 2))
        painter.drawEllipse(QPointF(at, middle), RADIUS, RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._look.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _pick(self, value: int) -> None:
        if not self._showing:
            self.picked.emit(value)

    def _length(self) -> float:
        return self.width() - 2 * RADIUS

    def _x(self, value: int) -> float:
        return RADIUS + self._length() * value / max(self.maximum(), 1)

    def _value_at(self, x: float) -> int:
        return min(max(round((x - RADIUS) / self._length() * self.maximum()), 0), self.maximum())
