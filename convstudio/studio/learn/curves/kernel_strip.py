"""The kernel over time: small pictures of it, each below its epoch on the axis of the loss curve."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.painting.palette import LIGHT, Look, table
from convstudio.painting.typeface import stressed
from convstudio.scene.learn.pictures import KernelsPicture
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import count, tr

HEIGHT, GAP = 30, 8
WIDEST, NARROWEST = 48, 24  # pixels across a small picture


class KernelStrip(QWidget):
    """Small pictures of the kernel; a click on one emits its epoch. `place` gives the x of an epoch in pixels."""

    picked = Signal(int)

    def __init__(self, place: Callable[[float], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kernel_strip")
        self.setAccessibleName(tr("Kernel over time"))
        set_tooltip(self, tr("The kernel over time; click one to go to its epoch"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.picture: KernelsPicture | None = None
        self._place, self._look = place, LIGHT

    def apart(self, last: int) -> float:
        """How many epochs apart two kernels must at least be, so that their numbers, up to `last`, have room."""
        number = self.fontMetrics().horizontalAdvance(f"{last} ")
        return max(NARROWEST + GAP, number + GAP) / max(self._place(1.0) - self._place(0.0), 1e-9)

    def show_picture(self, picture: KernelsPicture | None, look: Look) -> None:
        """Show other kernels."""
        self.picture, self._look = picture, look
        if picture:
            self.setAccessibleDescription(
                count(
                    len(picture.epochs),
                    "{n} kernel, of epoch {last}",
                    "{n} kernels, from epoch 0 to {last}",
                    last=picture.epochs[-1],
                )
            )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(100, HEIGHT + self.fontMetrics().height())

    def rects(self) -> list[QRectF]:
        """The rectangles of the kernels, in pixels."""
        if self.picture is None:
            return []
        _n, rows, columns = self.picture.kernels.shape
        places = [self._place(float(epoch)) for epoch in self.picture.epochs]
        nearest = min((b - a for a, b in pairwise(places)), default=WIDEST + GAP)
        wide = min(max(nearest - GAP, 1.0), WIDEST)
        cell = min(wide / columns, (HEIGHT - 6) / rows)
        return [QRectF(x - cell * columns / 2, 4, cell * columns, cell * rows) for x in places]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        rects = self.rects()
        if self.picture and rects:
            away = [abs(rect.center().x() - event.position().x()) for rect in rects]
            self.picked.emit(self.picture.epochs[int(np.argmin(away))])

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.paint(painter)

    def paint(self, painter: QPainter) -> None:
        """Draw the strip on any device, with its upper left corner at the origin."""
        picture = self.picture
        if picture is None:
            return
        colours = np.asarray(table(self._look, picture.scale.colours), dtype=np.uint32)
        places = 128 + np.clip(np.round(picture.kernels / picture.scale.high * 127), -127, 127).astype(int)
        here = int(np.abs(np.array(picture.epochs) - picture.epoch).argmin())
        for i, rect in enumerate(self.rects()):
            pixels = np.ascontiguousarray(colours[places[i]])
            height, width = pixels.shape
            painter.drawImage(rect, QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32))
            painter.setPen(QPen(QColor(self._look.highlight if i == here else self._look.border), 2 if i == here else 1))
            painter.drawRect(rect)
            painter.setFont(stressed(painter.font(), i == here))
            painter.setPen(QColor(self._look.text if i == here else self._look.muted))
            below = QRectF(rect.center().x() - 30, HEIGHT - 2, 60, painter.fontMetrics().height() + 2)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(picture.epochs[i]))
