"""What the plots of Learn share: pyqtgraph in the program's colours, without the controls that would not work here."""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.painting.typeface import STRONG, stressed
from convstudio.scene.learn.log_ticks import log_ticks
from convstudio.scene.words.numbers import MINUS

LABEL_OVERHANG = 10  # pixels that a number may reach beyond the lower axis, so that the last epoch keeps its number
SMALL = 200  # pixels of width that a plot asks for; it fills the width there is
LEAST_LINES, LOW_LINES = 4, 3  # least height of a plot with its axes, in lines of text: as a rule, and in low windows
LEAST_AXIS, LONGEST_NUMBER, AXIS_GAP = 46, f"{MINUS}0.00", 8  # left axis: least pixels, number that fits, gap
USUAL_HEIGHT = 18  # pixels of the text height for which pyqtgraph chooses the number of ticks
LONGEST_POWER = 4  # largest power of ten that a logarithmic axis writes out
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}

STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
WIDTHS = (1.3, 2.4)  # of the line of a run: any but the chosen one, and the chosen one


def run_pen(look: Look, index: int, chosen: bool) -> QPen:
    """The pen of a run, the same in all plots: its colour, and another pattern each time the colours repeat."""
    round_, place = divmod(index, len(look.runs))
    pen = QPen(QColor(look.runs[place]), WIDTHS[chosen], STYLES[round_ % len(STYLES)])
    pen.setCosmetic(True)
    return pen


def run_number(look: Look, index: int, chosen: bool, x: float, y: float) -> Any:
    """The number of a run, at a point of its line: colour alone does not identify it."""
    pen = run_pen(look, index, chosen)
    text = pyqtgraph.TextItem(str(index + 1), color=pen.color(), anchor=(1.2, 1.0))
    text.setFont(stressed(text.textItem.font(), chosen))
    text.setPos(x, y)
    text.setZValue(8)
    return text


class Axis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis that writes numbers as the rest of the program does.

    In a `figure` it draws itself directly, instead of the picture of it that pyqtgraph keeps for the screen.
    """

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
        """Ticks at 1, 2 and 5 times each power of ten, as far as there is room (see `log_ticks`)."""
        return [(None, log_ticks(low, high, size))]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write numbers out while they are short, else as powers of ten."""
        return [self._written(value, scale) for value in values]

    def _written(self, power: float, scale: float) -> str:
        if abs(power) <= LONGEST_POWER:
            return f"{10.0**power * scale:.6g}"
        (text,) = super().logTickStrings([power], scale, 1.0)
        return str(text)


class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """A plot in which the mouse picks the epoch at a point, and the arrow keys the one before or after."""

    picked = Signal(int)
    _high = LEAST_LINES
    _dressed = False
    fineness = 1.0  # device pixels for each pixel of the plot

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        axes = {side: Axis(side) for side in ("left", "bottom")}
        super().__init__(parent, axisItems=axes, enableMenu=False)  # now: a menu that is made first has a hundred widgets
        self.setObjectName(name)
        for part in (self, self.viewport()):
            part.setAccessibleName(title)
        self.look = LIGHT
        self.item: Any = self.getPlotItem()
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
                item.setFont(stressed(self.font(), item.textItem.font().weight() == STRONG))

    def _make_room_for_numbers(self) -> None:
        """Make the axes large enough for their numbers, with fewer ticks in large type: pyqtgraph assumes small type."""
        letters = self.fontMetrics()
        left, bottom = (self.item.getAxis(side) for side in ("left", "bottom"))
        left.setWidth(max(LEAST_AXIS, letters.horizontalAdvance(LONGEST_NUMBER) + AXIS_GAP))
        if bottom.style["showValues"]:
            bottom.setHeight(letters.height() + AXIS_GAP / 2)
        left.setTickDensity(min(USUAL_HEIGHT / letters.height(), 1.0))

    def set_low(self, low: bool) -> None:
        """Ask for less height, or for the usual one."""
        self._high = LOW_LINES if low else LEAST_LINES
        self.updateGeometry()

    def pick_at(self, point: QPointF) -> None:
        """Pick the epoch at a point, given in the plot's coordinates."""
        raise NotImplementedError

    def pick_next(self, by: int) -> None:
        """Pick the epoch that is `by` places further on."""
        raise NotImplementedError

    def dress(self, look: Look) -> bool:
        """Use the colours of a look. Return False if they were in use already."""
        if look is self.look and self._dressed:
            return False
        self.look, self._dressed = look, True
        self._dress(look)
        return True

    def _dress(self, look: Look) -> None:
        """Give everything its colours."""
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
        """Leave the wheel to the scroll area around the plot."""
        event.ignore()
