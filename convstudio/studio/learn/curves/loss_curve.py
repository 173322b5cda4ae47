"""The loss of every run over its epochs, on a linear or logarithmic scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from convstudio.layers import Array
from convstudio.painting.palette import Look
from convstudio.scene.learn.pictures import Curve, LossPicture
from convstudio.scene.words.numbers import short
from convstudio.studio.learn.curves.plots import Plot, run_number, run_pen
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr

SMALLEST = 1e-30  # where a logarithmic scale shows a loss of 0
APART = 0.08  # between the numbers of two runs, as a share of the length of a curve
AXIS, MARGIN = 8, 22  # pixels: height of the lower axis, which has no numbers; room at the right, for the last kernel below
MOST_DOTS = 60  # epochs of a curve with a dot at each
SPAN = 1e18  # ratio of the largest to the smallest loss that a logarithmic scale shows


class LossCurve(Plot):
    """The curves of the loss; a click, a drag and the arrow keys pick an epoch."""

    moved = Signal()  # the epochs have other places on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("loss_curve", tr("Loss of every epoch"), parent)
        set_tooltip(self, tr("Loss over epochs; click or drag to go to an epoch"))
        self.logarithmic = True
        self.picture: LossPicture | None = None
        self._curves: list[Any] = []
        self._numbers: list[Any] = []
        self._marker = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self._point = pyqtgraph.ScatterPlotItem(size=9)
        self._least = pyqtgraph.InfiniteLine(angle=0, movable=False)
        for item in (self._least, self._marker, self._point):
            self.item.addItem(item, ignoreBounds=True)
        axis = self.item.getAxis("bottom")
        axis.setStyle(showValues=False)  # the kernels below the curve have the numbers of the epochs
        axis.setHeight(AXIS)
        self.item.layout.setContentsMargins(1, 6, MARGIN, 0)
        self.item.vb.sigResized.connect(lambda *_: self.moved.emit())
        self.item.vb.sigXRangeChanged.connect(lambda *_: self.moved.emit())

    def place_of(self, epoch: float) -> float:
        """The x of an epoch, in pixels of this widget."""
        inside = self.mapFromScene(self.item.vb.mapViewToScene(QPointF(epoch, 0.0)))
        return float(self.contentsRect().x() + inside.x())  # PySide never frees a view that is asked for its viewport

    def set_logarithmic(self, on: bool) -> None:
        """Change to a logarithmic scale, or to a linear one."""
        self.logarithmic = on
        if self.picture:
            self.show_picture(self.picture, self.look)

    def show_picture(self, picture: LossPicture, look: Look) -> None:
        """Show other losses, or the same at another epoch."""
        same = self.picture is not None and self._outline(picture, look) == self._drawn
        self.picture = picture
        if not same:
            self._draw(picture, look)
        self._mark(picture)

    _drawn: object = None

    def _outline(self, picture: LossPicture, look: Look) -> object:
        curves = [
            (c.name, c.chosen, c.stopped, len(c.epochs), c.losses[-1:].tobytes(), c.losses[:2].tobytes())
            for c in picture.curves
        ]
        return curves, picture.epochs, picture.least, look.name, self.logarithmic

    def _draw(self, picture: LossPicture, look: Look) -> None:
        self._drawn = self._outline(picture, look)
        self.dress(look)
        curves = sorted(picture.curves, key=lambda c: c.chosen)
        self._draw_curves(curves, look)
        for number in self._numbers:
            self.item.removeItem(number)
        long = [curve for curve in curves if len(curve.epochs)] if len(curves) > 1 else []
        self._numbers = [self._number(curve, look, 1 - APART * rank) for rank, curve in enumerate(reversed(long))]
        self.item.setLogMode(False, False)
        self.item.getAxis("left").setLogMode(self.logarithmic)
        losses = np.concatenate([self.shown(c.losses) for c in picture.curves if len(c.losses)] or [np.zeros(1)])
        low, high = float(losses.min()), float(losses.max())
        if not self.logarithmic:
            low = min(low, 0.0)
        room = max(high - low, 1e-9 if not self.logarithmic else 0.5) * 0.06
        last = max([float(c.epochs[-1]) for c in picture.curves if len(c.epochs)] + [float(picture.epochs), 1.0])
        self.item.setXRange(0, last, padding=0.03)
        self.item.setYRange(low - room, high + room, padding=0)
        least = picture.least if picture.least is not None and (picture.least > 0 or not self.logarithmic) else None
        self._least.setVisible(least is not None)
        if least is not None:
            self._least.setPos(float(self.shown(np.array([least]))[0]))

    def _dress(self, look: Look) -> None:
        super()._dress(look)
        self._least.setPen(pyqtgraph.mkPen(look.muted, style=Qt.PenStyle.DotLine))
        self._marker.setPen(pyqtgraph.mkPen(look.highlight, width=2))
        self._point.setBrush(QColor(look.highlight))
        self._point.setPen(pyqtgraph.mkPen(look.card, width=1.5))

    def _draw_curves(self, curves: list[Curve], look: Look) -> None:
        """Draw the curves, the last one on top, with the items of the ones before: making one takes 5 ms."""
        for item in self._curves[len(curves) :]:
            self.item.removeItem(item)
        made = [pyqtgraph.PlotDataItem(antialias=True) for _ in curves[len(self._curves) :]]
        self._curves = self._curves[: len(curves)] + made
        for item, curve in zip(self._curves, curves, strict=True):
            pen = run_pen(look, curve.index, curve.chosen)
            dots = "o" if curve.chosen and len(curve.epochs) <= MOST_DOTS else None
            item.setData(
                curve.epochs, self.shown(curve.losses), pen=pen, name=curve.name,
                symbol=dots, symbolSize=5, symbolBrush=pen.color(), symbolPen=None,
            )  # fmt: skip
        for item in made:
            self.item.addItem(item)

    def _number(self, curve: Curve, look: Look, part: float) -> Any:
        """Add the number of a run to its curve, at this part of its length, so that numbers do not overlap."""
        epoch = float(curve.epochs[0] + (curve.epochs[-1] - curve.epochs[0]) * max(part, 0.0))
        loss = float(np.interp(epoch, curve.epochs, self.shown(curve.losses)))
        made = run_number(look, curve.index, curve.chosen, epoch, loss)
        self.item.addItem(made, ignoreBounds=True)
        return made

    def shown(self, losses: Array) -> Array:
        """Losses as they are plotted: on a logarithmic scale their logarithms, with 0 raised to the lower end."""
        if not self.logarithmic:
            return losses
        top = float(losses.max(initial=SMALLEST))
        return np.asarray(np.log10(np.maximum(losses, max(SMALLEST, top / SPAN))))

    def _mark(self, picture: LossPicture) -> None:
        self._marker.setPos(picture.epoch)
        known = [curve for curve in picture.curves if curve.chosen and len(curve.losses)]
        text = tr("epoch {n} · loss {loss}", n=picture.epoch, loss=short(picture.loss))
        self.setAccessibleDescription(text)
        level = float(self.shown(np.array([picture.loss]))[0]) if known and np.isfinite(picture.loss) else None
        self._point.setData([picture.epoch] if level is not None else [], [level] if level is not None else [])

    def pick_at(self, point: QPointF) -> None:
        """Pick the epoch at a point, up to the last of the chosen run."""
        if self.picture:
            chosen = [float(c.epochs[-1]) for c in self.picture.curves if c.chosen and len(c.epochs)]
            last = max(chosen, default=0.0)
            self.picked.emit(round(min(max(point.x(), 0.0), last)))

    def pick_next(self, by: int) -> None:
        """Pick the epoch that is `by` after the present one."""
        if self.picture:
            self.picked.emit(max(self.picture.epoch + by, 0))
