"""Learn as a figure: the loop, its arithmetic, and below them the loss curve and the landscape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import finalize

import pyqtgraph
from msgspec import Struct
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from convstudio.painting.figure import Figure
from convstudio.painting.palette import Look
from convstudio.painting.typeface import font_of
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.trim import trimmed
from convstudio.scene.layout.values import Drawing, Rect, Words, words
from convstudio.scene.layout.wrap import MARGIN, with_lines
from convstudio.scene.learn.pictures import KernelsPicture, LandscapePicture, LossPicture
from convstudio.scene.words.text_runs import Line
from convstudio.studio.learn.curves.kernel_strip import KernelStrip
from convstudio.studio.learn.curves.landscape import Landscape
from convstudio.studio.learn.curves.loss_curve import LossCurve
from convstudio.studio.learn.curves.plots import Plot
from convstudio.words import tr

LEAST_WIDTH, HIGH, TITLE, GAP = 640.0, 220.0, 26.0, 16.0  # pixels: width of both plots, their height, titles above, gap between


class Seen(Struct, frozen=True, eq=False):
    """What the plots show: the curve with its title, the kernels below it, the landscape, each if any; colours and scale."""

    title: str
    loss: LossPicture | None
    kernels: KernelsPicture | None
    ground: LandscapePicture | None
    look: Look
    logarithmic: bool


class Plots:
    """Copies of the plots in the colours of the figure; together as wide as it is (`width`), with their upper edge at `top`."""

    def __init__(self, seen: Seen, width: float, top: float) -> None:
        self._seen, self._top = seen, top
        both = seen.loss is not None and seen.ground is not None
        wide = (width - 2 * MARGIN - GAP) / 2 if both else width - 2 * MARGIN
        self.lefts = MARGIN, MARGIN + wide + GAP if both else MARGIN
        self._loss = LossCurve()
        self._loss.logarithmic = seen.logarithmic
        self._kernels = KernelStrip(self._loss.place_of)
        if seen.loss:
            strip = self._kernels.sizeHint().height() if seen.kernels else 0
            _lay(self._loss, wide, HIGH - strip)
            self._loss.show_picture(seen.loss, seen.look)
            self._kernels.show_picture(seen.kernels, seen.look)
        self._ground = Landscape() if seen.ground else None
        if self._ground and seen.ground:
            _lay(self._ground, wide, HIGH)
            self._ground.show_picture(seen.ground, seen.look)
        parts = [part for part in (self._loss, self._kernels, self._ground) if part]
        finalize(self, _free, parts).atexit = False

    def titles(self) -> Iterator[Words]:
        """The titles above the plots."""
        top = self._top - TITLE
        if self._seen.loss:
            yield words(self._seen.title, Rect(self.lefts[0], top, 300, TITLE), "heading")
        if self._seen.ground:
            x, y = self._seen.ground.names
            title = tr("Loss landscape  → {x}  ↑ {y}", x=x, y=y)
            yield words(title, Rect(self.lefts[1], top, 300, TITLE), "heading")

    def paint(self, painter: QPainter) -> None:
        """Draw the plots in their places."""
        if self._seen.loss:
            _paint(painter, self._loss, self.lefts[0], self._top)
            painter.save()
            painter.setFont(font_of("plain"))
            painter.translate(self.lefts[0], self._top + self._loss.height())
            self._kernels.paint(painter)
            painter.restore()
        if self._ground:
            _paint(painter, self._ground, self.lefts[1], self._top)


def learning_figure(loop: Drawing, told: tuple[Line, ...], room: Room, seen: Seen | None = None) -> Figure:
    """The loop, with the lines of arithmetic `told` below it, and the plots below these."""
    drawn = trimmed(loop)
    wide = max(drawn.width, LEAST_WIDTH)
    above = with_lines([Drawing(wide, drawn.height, drawn.items)], [told], room.measure)[0]
    if seen is None:
        return Figure(above)
    top = above.height + TITLE
    plots = Plots(seen, wide, top)
    return Figure(Drawing(wide, top + HIGH + MARGIN, (*above.items, *plots.titles())), plots.paint)


def plots_figure(seen: Seen) -> Figure:
    """The plots alone."""
    top = MARGIN + TITLE
    plots = Plots(seen, LEAST_WIDTH, top)
    return Figure(Drawing(LEAST_WIDTH, top + HIGH + MARGIN, tuple(plots.titles())), plots.paint)


def _free(parts: Sequence[QWidget]) -> None:
    """Free what has no parent that would: PySide itself never frees a plot, once it has been asked for its viewport."""
    for part in parts:
        part.deleteLater()


def _lay(plot: Plot, width: float, height: float) -> None:
    """Give a plot its size, and lay it out, without showing a window."""
    plot.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    plot.resize(round(width), round(height))
    for side in ("left", "bottom"):
        axis = plot.item.getAxis(side)
        axis.figure = True
        axis.setTickFont(font_of("small"))
    plot.show()
    plot.hide()  # an invisible open window would keep the program running after the last visible one is closed


def _paint(painter: QPainter, plot: Plot, left: float, top: float) -> None:
    """Draw a plot on a device of any resolution, scaling lines and dots, whose sizes pyqtgraph counts in device pixels."""
    fineness = painter.transform().m11()
    by, plot.fineness = fineness / plot.fineness, fineness
    for item in plot.scene().items():
        if isinstance(item, pyqtgraph.PlotCurveItem):
            item.setPen(_thicker(item.opts["pen"], by))
        elif isinstance(item, pyqtgraph.InfiniteLine):
            item.setPen(_thicker(item.pen, by))
        elif isinstance(item, pyqtgraph.ScatterPlotItem):
            item.setExportMode(True, {"resolutionScale": fineness})
        elif isinstance(item, pyqtgraph.TextItem):
            item.setFont(font_of("plain"))
    for side in ("left", "bottom"):
        axis = plot.item.getAxis(side)
        axis.setPen(_thicker(axis.pen(), by))
    size = plot.viewport().size()
    plot.render(painter, QRectF(left, top, size.width(), size.height()), QRect(0, 0, size.width(), size.height()))


def _thicker(pen: QPen, by: float) -> QPen:
    found = QPen(pen)
    found.setWidthF(max(pen.widthF(), 1.0) * by)
    return found
