"""The loss over two weights, and the paths of the runs over it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPolygonF, QTransform, QWheelEvent
from PySide6.QtWidgets import QWidget

from convstudio.painting.palette import Look
from convstudio.scene.learn.pictures import LandscapePicture, View
from convstudio.scene.words.numbers import short
from convstudio.studio.learn.curves.plots import Plot, run_number, run_pen
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr

SHADES = 8
HEAD, LEAST_ARROW = 11, 0.03  # pixels of an arrow's head; a shorter arrow, as a share of the height, has none
NAME_GAP = 6.0  # pixels between the optimum and its name
ZOOM, NOTCH = 1.25, 120  # factor for each notch of the wheel; Qt's units in a notch
SMALLEST_VIEW, LARGEST_VIEW = 1e-9, 1e9


class NameItem(pyqtgraph.TextItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A text on a ground that lies where the text does on any device: pyqtgraph’s knows the screen alone."""

    def paint(self, painter: QPainter, *_rest: object) -> None:
        before, device = self.sceneTransform(), painter.transform()
        self.updateTransform()  # as pyqtgraph does: nobody says that the view has changed
        painter.setTransform(self.sceneTransform() * before.inverted()[0] * device)
        painter.setPen(self.border)
        painter.setBrush(self.fill)
        painter.drawPolygon(self.textItem.mapToParent(self.textItem.boundingRect()))


class Landscape(Plot):
    """The plot of a landscape. Clicking or dragging near the path picks an epoch; the wheel, + and − zoom, and 0 or a double
    click shows all again.
    """

    zoomed = Signal(object)  # to a View, or None for all
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("landscape", tr("Loss over two weights"), parent)
        set_tooltip(
            self,
            tr("The loss over two weights, darker where it is larger; click near the path to go to an epoch. "
               "The dashed arrow is −η∇L, at right angles to the contour. "
               "The wheel, + and − zoom; 0 or a double click shows all again.")
        )  # fmt: skip
        self.picture: LandscapePicture | None = None
        self._paths: list[Any] = []
        self._lines = pyqtgraph.PlotCurveItem(antialias=True)
        self._image = pyqtgraph.ImageItem(axisOrder="row-major")
        self._here = pyqtgraph.ScatterPlotItem(size=12)
        self._star = pyqtgraph.TextItem("★", anchor=(0.5, 0.5))
        self._name = NameItem("")
        self._arrow = pyqtgraph.PlotCurveItem(antialias=True)
        self._head = pyqtgraph.ScatterPlotItem(size=HEAD, pen=None)
        self.item.addItem(self._image, ignoreBounds=True)
        self._image.setZValue(-10)
        self.item.addItem(self._lines, ignoreBounds=True)
        self._lines.setZValue(-5)
        for item in (self._here, self._star, self._name, self._arrow, self._head):
            self.item.addItem(item, ignoreBounds=True)
        self._here.setZValue(10)
        for item in (self._star, self._name):
            item.setZValue(5)
        for item in (self._arrow, self._head):
            item.setZValue(9)
        self.item.vb.sigResized.connect(self._follow_size)

    @property
    def aspect(self) -> float:
        """Width / height of the plotting area."""
        box = self.item.vb.rect()
        return float(box.width() / box.height()) if box.height() > 1 else 1.0

    def show_picture(self, picture: LandscapePicture, look: Look) -> None:
        """Show another landscape; draw only what differs from the one before."""
        before, same_look = self.picture, not self.dress(look)
        self.picture = picture
        if before is None or before.key != picture.key or not same_look:
            self._show_ground(picture, look)
        if before is None or (before.x_range, before.y_range) != (picture.x_range, picture.y_range):
            self.item.setXRange(*picture.x_range, padding=0)
            self.item.setYRange(*picture.y_range, padding=0)
        if before is None or not same_look or _ends(before) != _ends(picture):
            self._show_paths(picture, look)
        self._place_name()
        self._here.setData([picture.here[0]], [picture.here[1]])
        self._show_descent(picture)
        x, y = picture.here
        words = tr("{a} {x}, {b} {y}", a=picture.names[0], x=short(x), b=picture.names[1], y=short(y))
        best = tr("; optimum {x}, {y}", x=short(picture.optimum[0]), y=short(picture.optimum[1])) if picture.optimum else ""
        self.setAccessibleDescription(words + best)

    def _dress(self, look: Look) -> None:
        super()._dress(look)
        self._lines.setPen(pyqtgraph.mkPen(look.muted, width=1))
        self._here.setBrush(QColor(look.highlight))
        self._here.setPen(pyqtgraph.mkPen(look.card, width=2))
        self._star.setColor(QColor(look.text))
        self._name.setColor(QColor(look.text))
        ground = QColor(look.card)
        ground.setAlphaF(0.75)
        self._name.fill = pyqtgraph.mkBrush(ground)
        self._arrow.setPen(pyqtgraph.mkPen(look.text, width=1.6, style=Qt.PenStyle.DashLine))
        self._head.setBrush(QColor(look.text))

    def _show_descent(self, picture: LandscapePicture) -> None:
        """Show −η∇L as an arrow from the present point; a very short one has no head, one that is not finite is not drawn."""
        (x, y), (to_x, to_y) = picture.here, picture.descent
        far = all(np.isfinite((to_x, to_y)))
        self._arrow.setData([x, to_x] if far else [], [y, to_y] if far else [])
        apart = float(np.hypot(to_x - x, to_y - y)) if far else 0.0
        long = apart > LEAST_ARROW * _length(picture.y_range)
        self._head.setData(
            [to_x] if long else [], [to_y] if long else [], symbol=_pointing(to_x - x, to_y - y) if long else "o"
        )

    def _show_ground(self, picture: LandscapePicture, look: Look) -> None:
        """Show what lies below the paths: the values, the contours and the optimum."""
        self._show_values(picture, look)
        contours = [contour for contour in picture.contours if len(contour)]
        points = np.concatenate(contours) if contours else np.empty((0, 2))
        joined = [np.append(np.ones(len(contour) - 1, dtype=np.int32), np.int32(0)) for contour in contours]
        self._lines.setData(points[:, 0], points[:, 1], connect=np.concatenate(joined) if joined else "all")
        self._star.setVisible(picture.optimum is not None)
        if picture.optimum:
            self._star.setPos(*picture.optimum)
            x, y = picture.optimum
            set_tooltip(self._star, tr("least-squares optimum {x}, {y}", x=short(x), y=short(y)))
            self._name.setPos(x, y)
        else:
            self._name.setVisible(False)

    def _follow_size(self) -> None:
        self._place_name()
        self.resized.emit()

    def _place_name(self) -> None:
        """Place the optimum's name beside its star, without its numbers if it does not fit; failing that, hide it.

        The star's tooltip tells the numbers in any case.
        """
        if self.picture is None or self.picture.optimum is None:
            return
        (x, y), box = self.picture.optimum, self.item.vb.rect()
        right = (x - self.picture.x_range[0]) / _length(self.picture.x_range) * box.width()
        down = (self.picture.y_range[1] - y) / _length(self.picture.y_range) * box.height()
        self._name.setVisible(False)
        for words in (self.picture.optimum_name, self.picture.optimum_name.partition(" [")[0]):
            self._name.setText(words)
            name = self._name.boundingRect()
            at = _beside((right, down), (name.width(), name.height()), (box.width(), box.height()))
            if at:
                self._name.setAnchor(((right - at[0]) / name.width(), (down - at[1]) / name.height()))
                self._name.setVisible(True)
                return

    def _show_values(self, picture: LandscapePicture, look: Look) -> None:
        values = picture.values
        self._image.setVisible(bool(values.size))
        if not values.size:
            return
        heights = np.sqrt(np.clip(np.nan_to_num(values, posinf=1e300) - float(np.nanmin(values)), 0, 1e300))
        top = float(heights.max()) or 1.0
        bands = np.floor(heights / top * (SHADES - 1e-9)) / (SHADES - 1)
        low, high = QColor(look.card), QColor(look.accent_soft)
        table = np.array([_between(low, high, n / 255) for n in range(256)], dtype=np.ubyte)
        self._image.setImage(bands, levels=(0.0, 1.0), lut=table)
        (left, right), (bottom, upper) = picture.ground
        self._image.setRect(QRectF(left, bottom, right - left, upper - bottom))

    def _show_paths(self, picture: LandscapePicture, look: Look) -> None:
        for item in self._paths:
            self.item.removeItem(item)
        self._paths = []
        for path in sorted(picture.paths, key=lambda path: path.chosen):
            x, y, pen = path.points[:, 0], path.points[:, 1], run_pen(look, path.index, path.chosen)
            line = pyqtgraph.PlotCurveItem(x, y, pen=pen, antialias=True)
            dots = pyqtgraph.ScatterPlotItem(x, y, size=5 if path.chosen else 3, brush=pen.color(), pen=None)
            self._paths += [line, dots]
            if len(picture.paths) > 1:
                at = min(int(np.searchsorted(path.epochs, path.first + 1)), len(x) - 1)  # runs may share their start
                self._paths.append(run_number(look, path.index, path.chosen, float(x[at]), float(y[at])))
        for item in self._paths:
            self.item.addItem(item, ignoreBounds=True)

    # Zooming

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        if event.angleDelta().y():
            place = self.item.vb.mapSceneToView(self.mapToScene(event.position().toPoint()))
            self._zoom(ZOOM ** (-event.angleDelta().y() / NOTCH), (place.x(), place.y()))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoomed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        factor = {Qt.Key.Key_Plus: 1 / ZOOM, Qt.Key.Key_Equal: 1 / ZOOM, Qt.Key.Key_Minus: ZOOM}.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif factor and self.picture:
            self._zoom(factor, self.picture.here)
        elif event.key() == Qt.Key.Key_0:
            self.zoomed.emit(None)
        else:
            super().keyPressEvent(event)

    def _zoom(self, factor: float, around: tuple[float, float]) -> None:
        if self.picture:
            spans = self.picture.x_range, self.picture.y_range
            x, y = (_scaled(span, factor, place) for span, place in zip(spans, around, strict=True))
            if all(SMALLEST_VIEW < _length(span) < LARGEST_VIEW for span in (x, y)):
                self.zoomed.emit(View(x, y))

    def pick_at(self, point: QPointF) -> None:
        """Pick the epoch of the chosen run whose point is nearest on the screen."""
        chosen = next((path for path in self.picture.paths if path.chosen), None) if self.picture else None
        if chosen is None or self.picture is None:
            return
        scale = np.array([_length(self.picture.x_range), _length(self.picture.y_range)])
        away = (chosen.points - np.array([point.x(), point.y()])) / scale
        self.picked.emit(int(chosen.epochs[int((away**2).sum(axis=1).argmin())]))

    def pick_next(self, by: int) -> None:
        """Pick the epoch of the dot that is `by` dots further along the chosen path."""
        chosen = next((path for path in self.picture.paths if path.chosen), None) if self.picture else None
        if chosen is None or self.picture is None:
            return
        here = int(((chosen.points - np.array(self.picture.here)) ** 2).sum(axis=1).argmin())
        self.picked.emit(int(chosen.epochs[min(max(here + by, 0), len(chosen.epochs) - 1)]))


def _pointing(right: float, up: float) -> QPainterPath:
    """An arrowhead that points in a direction, with its tip at the origin."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(0, 0), QPointF(-1, 0.42), QPointF(-1, -0.42), QPointF(0, 0)]))
    return QTransform().rotateRadians(math.atan2(-up, right)).map(path)


def _beside(at: tuple[float, float], size: tuple[float, float], room: tuple[float, float]) -> tuple[float, float] | None:
    """The corner (x, y) of a box of some size below or above a place, else right or left of it; None if it does not fit."""
    (x, y), (wide, high), (width, height) = at, size, room
    if not (0 <= x <= width and 0 <= y <= height and wide <= width and high <= height):
        return None
    for top in (y + NAME_GAP, y - NAME_GAP - high):
        if 0 <= top <= height - high:
            return min(x + NAME_GAP, width - wide), top
    for left in (x + NAME_GAP, x - NAME_GAP - wide):
        if 0 <= left <= width - wide:
            return left, min(max(y - high / 2, 0.0), height - high)
    return None


def _ends(picture: LandscapePicture) -> list[object]:
    """What tells the paths of two pictures apart: which is the chosen one, and their lengths and ends."""
    return [(path.chosen, len(path.points), path.points[:1].tobytes(), path.points[-1:].tobytes()) for path in picture.paths]


def _between(a: QColor, b: QColor, part: float) -> tuple[float, float, float]:
    return (
        a.red() + (b.red() - a.red()) * part,
        a.green() + (b.green() - a.green()) * part,
        a.blue() + (b.blue() - a.blue()) * part,
    )


def _scaled(span: tuple[float, float], factor: float, around: float) -> tuple[float, float]:
    return around + (span[0] - around) * factor, around + (span[1] - around) * factor


def _length(span: tuple[float, float]) -> float:
    return span[1] - span[0]
