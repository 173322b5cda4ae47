"""Other views of the channels of an input: stacked one over the other, or three of them mixed to colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.painting.cells.grid import Grid, fitting
from convstudio.painting.cells.marks import draw_mark
from convstudio.painting.fill import fill
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import Focus, MatrixScene, Spot
from convstudio.studio.document.session import Session
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.tools import tool
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr

ChannelsShown = Literal["side", "stack", "colour"]
STEP_ACROSS = 16  # pixels from one matrix of a stack to the next
EDGE = 4


class ChannelStack(QWidget):
    """Matrices over one another. Of those behind, the name and an edge are seen; a click there brings one to the front."""

    brought = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("channel_stack")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._views: list[MatrixView] = []
        self._front = 0

    @property
    def front(self) -> int:
        """The channel in front."""
        return self._front

    def hold(self, views: Sequence[MatrixView]) -> None:
        """Take the views of all channels."""
        self._views = list(views)
        self._front = min(self._front, len(self._views) - 1)
        for view in self._views:
            view.setParent(self)
            view.show()
            for watched in (view, *view.findChildren(QWidget)):
                watched.installEventFilter(self)
        self.arrange()

    def release(self) -> None:
        """Give the views back."""
        for view in self._views:
            for watched in (view, *view.findChildren(QWidget)):
                watched.removeEventFilter(self)
        self._views = []

    def bring(self, channel: int) -> None:
        """Bring a channel to the front."""
        self._front = channel
        self.arrange()
        self.brought.emit(channel)

    def arrange(self) -> None:
        """Lay the views out: the front one at the bottom left, the others behind it in order."""
        if not self._views:
            return
        number = len(self._views)
        order = [(self._front + place) % number for place in range(number)]
        down = self.fontMetrics().height() + 4
        for place, channel in reversed(list(enumerate(order))):
            self._views[channel].move(place * STEP_ACROSS, (number - 1 - place) * down)
            self._views[channel].raise_()
        width, height = self._views[0].width(), self._views[0].height()
        self.setFixedSize(width + (number - 1) * STEP_ACROSS, height + (number - 1) * down)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a press on a matrix behind bring it to the front, and do nothing else."""
        if event.type() != QEvent.Type.MouseButtonPress:
            return False
        view = watched if isinstance(watched, MatrixView) else watched.parent()
        if view not in self._views or view is self._views[self._front]:
            return False
        self.bring(self._views.index(view))
        return True


class ColourView(QWidget):
    """Three channels as the red, green and blue of one picture, scaled from black to white of the input."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("colour_view")
        self.setAccessibleName(tr("Input X in colour"))
        words = tr(
            "The first channel is drawn red, the second green, the third blue.\n"
            "Click pins a pixel; channels are painted side by side, or in the stack."
        )
        set_tooltip(self, words)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._session, self._look = session, LIGHT
        self._scenes: tuple[MatrixScene, ...] = ()
        self._image = QImage()
        self._bytes = np.zeros((1, 1, 3), dtype=np.uint8)

    def show_scenes(self, scenes: tuple[MatrixScene, ...], look: Look) -> None:
        """Show the panels of three channels."""
        before, self._scenes, self._look = self._scenes, scenes, look
        first = scenes[0]
        if not before or before[0].whole is not first.whole or before[0].scale != first.scale:
            low, high = first.scale.low, first.scale.high
            mixed = np.stack([scene.values for scene in scenes], axis=-1)
            self._bytes = np.ascontiguousarray(np.clip((mixed - low) / (high - low), 0, 1) * 255 + 0.5, dtype=np.uint8)
            rows, columns = first.shape
            self._image = QImage(self._bytes.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        self.update()

    def colour_at(self, row: int, column: int) -> tuple[int, int, int]:
        """Red, green and blue of a pixel, 0 to 255."""
        red, green, blue = self._bytes[row, column].tolist()
        return red, green, blue

    def set_cell_size(self, cell: float) -> None:
        """Take the size that shows the picture with `cell` pixels per cell."""
        rows, columns = self._scenes[0].shape
        self.setFixedSize(QSize(round(columns * cell) + 2 * EDGE, round(rows * cell) + 2 * EDGE))

    def cell_rect(self, row: int, column: int) -> QRectF:
        """The rectangle of a pixel."""
        return self._grid().rect(row, column)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._session.point(self._spot(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._spot(event)
        self._session.look(Focus(pin=spot))
        if spot and tool(self._session.state.brush.tool).kind != "select":
            self._session.complained.emit(
                tr("Here a pixel is three numbers in one. To paint, show the channels side by side, or as a stack.")
            )

    def leaveEvent(self, event: QEvent) -> None:
        self._session.point(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            fill(painter, event.rect(), QColor(self._look.card))
            if not self._scenes:
                return
            grid = self._grid()
            painter.drawImage(grid.inner, self._image)
            painter.setPen(QPen(QColor(self._look.border), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(grid.inner)
            for scene in reversed(self._scenes):
                for mark in scene.marks:
                    draw_mark(painter, mark, grid, self._look)

    def _spot(self, event: QMouseEvent) -> Spot | None:
        cell = self._grid().cell_at(event.position())
        return Spot(self._scenes[0].panel, *cell) if cell and self._scenes else None

    def _grid(self) -> Grid:
        rows, columns = self._scenes[0].shape if self._scenes else (1, 1)
        found = fitting(self.width() - 2 * EDGE, self.height() - 2 * EDGE, rows, columns, (0, 0, 0, 0))
        return replace(found, left=found.left + EDGE, top=found.top + EDGE)
