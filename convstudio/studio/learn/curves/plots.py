"""What the plots of Learn share: pyqtgraph, dressed as the program is, with nothing on it that does not work."""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.learn.log_ticks import log_ticks
from convstudio.scene.words.numbers import MINUS

LABEL_OVERHANG = 10  # pixels that a number may stand out at the end of the lower axis: the last epoch keeps its own
SMALL = 200  # pixels of width that a plot asks for; it takes what there is
LEAST_LINES, LOW_LINES = 4, 3  # of text that it is high at least, its axes with it; and where there is least room
LEAST_AXIS, LONGEST_NUMBER, AXIS_GAP = 46, f"{MINUS}0.00", 8  # pixels of the axis at the left; what it has room for; around it
USUAL_HEIGHT = 18  # pixels of text for which pyqtgraph chooses how many numbers stand on an axis
LONGEST_POWER = 4  # of ten that is written out on a logarithmic axis
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}

STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
WIDTHS = (1.3, 2.4)  # of the line of a run: of any, and of the chosen one


def run_pen(look: Look, index: int, chosen: bool) -> QPen:
    """The line of a run, everywhere: its colour, and a pattern where colours come again."""
    round_, place = divmod(index, len(look.runs))
    pen = QPen(QColor(look.runs[place]), WIDTHS[chosen], STYLES[round_ % len(STYLES)])
    pen.setCosmetic(True)
    return pen


def run_number(look: Look, index: int, chosen: bool, x: float, y: float) -> Any:
    """The number of a run, at a point of its line: colour alone tells nobody which it is."""
    pen = run_pen(look, index, chosen)
    text = pyqtgraph.TextItem(str(index + 1), color=pen.color(), anchor=(1.2, 1.0))
    font = text.textItem.font()
    font.setBold(chosen)
    text.setFont(font)
    text.setPos(x, y)
    text.setZValue(8)
    return text


class Axis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis whose numbers are written as everywhere; in a `figure` it draws itself, not a picture of itself for a screen."""

    figure = False

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        if not self.figure:
            super().paint(painter, option, widget)
            return
        painter.setFont(self.style["tickFont"])
        specs = self.generateDrawSpecs(painter)
        if specs:
            self.drawPicture(painter, *specs)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        texts: list[str] = super().tickStrings(values, scale, spacing)
        return [text.replace("-", MINUS) for text in texts]

    def logTickValues(self, low: float, high: float, size: float, _usual: Any) -> list[tuple[None, list[float]]]:
        """1, 2 and 5 of each power of ten, as long as they stand apart."""
        return [(None, log_ticks(low, high, size))]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Numbers, not powers, as long as they are short."""
        return [self._written(value, scale) for value in values]

    def _written(self, power: float, scale: float) -> str:
        if abs(power) <= LONGEST_POWER:
            return f"{10.0**power * scale:.6g}"
        (text,) = super().logTickStrings([power], scale, 1.0)
        return str(text)


class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """A plot that picks epochs: by the mouse at a point, by arrows one after the other."""

    picked = Signal(int)
    _high = LEAST_LINES
    fineness = 1.0  # how many pixels of the device that it is drawn on make one of its own

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={side: Axis(side) for side in ("left", "bottom")})
        self.setObjectName(name)
        for part in (self, self.viewport()):
            part.setAccessibleName(title)
        self.look = LIGHT
        self.item: Any = self.getPlotItem()
        self.item.setMenuEnabled(False)
        self.item.hideButtons()
        self.item.setMouseEnabled(x=False, y=False)
        for side in ("left", "bottom"):
            self.item.getAxis(side).enableAutoSIPrefix(False)  # a weight of 0.5 is not 500 thousandths
        self.item.getAxis("bottom").setStyle(hideOverlappingLabels=LABEL_OVERHANG)
        self.item.layout.setContentsMargins(1, 6, LABEL_OVERHANG, 1)
        self._make_room_for_numbers()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.viewport().installEventFilter(self)

    def sizeHint(self) -> QSize:
        return QSize(SMALL, self._high * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALL // 2, self._high * self.fontMetrics().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room_for_numbers()
            self._write_words_anew()

    def _write_words_anew(self) -> None:
        """Words in the plot in the size of those around it."""
        for item in self.item.items:
            if isinstance(item, pyqtgraph.TextItem):
                font = QFont(self.font())
                font.setBold(item.textItem.font().bold())
                item.setFont(font)

    def _make_room_for_numbers(self) -> None:
        """Axes as wide and as high as their numbers, and no more of them than stand apart: pyqtgraph counts on small type."""
        letters = self.fontMetrics()
        left, bottom = (self.item.getAxis(side) for side in ("left", "bottom"))
        left.setWidth(max(LEAST_AXIS, letters.horizontalAdvance(LONGEST_NUMBER) + AXIS_GAP))
        if bottom.style["showValues"]:
            bottom.setHeight(letters.height() + AXIS_GAP / 2)
        left.setTickDensity(min(USUAL_HEIGHT / letters.height(), 1.0))

    def set_low(self, low: bool) -> None:
        """Be content with less height."""
        self._high = LOW_LINES if low else LEAST_LINES
        self.updateGeometry()

    def pick_at(self, point: QPointF) -> None:
        """Choose the epoch at a point of the plot's own numbers."""
        raise NotImplementedError

    def pick_next(self, by: int) -> None:
        """Choose the epoch so many places on."""
        raise NotImplementedError

    def dress(self, look: Look) -> None:
        """Take the colours of a look."""
        self.look = look
        self.setBackground(QColor(look.card))
        for side in ("left", "bottom"):
            axis = self.item.getAxis(side)
            axis.setPen(look.border)
            axis.setTextPen(look.muted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.buttons() & Qt.MouseButton.LeftButton:
            if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove):
                place = self.mapToScene(event.position().toPoint())
                self.pick_at(self.item.vb.mapSceneToView(place))
                self.setFocus()
                return True
        return bool(super().eventFilter(watched, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in KEYS and not event.modifiers():
            self.pick_next(KEYS[key])
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to what is around."""
        event.ignore()
