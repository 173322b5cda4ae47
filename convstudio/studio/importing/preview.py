"""The input that a picture would become, drawn as the program draws inputs; and the picture itself, small."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.experiment import Experiment, evaluate
from convstudio.experiment.importing.fit import Pixels
from convstudio.experiment.model import frozen
from convstudio.layers import Array
from convstudio.painting.drawing import draw_placed, draw_words
from convstudio.painting.palette import Look
from convstudio.painting.thumbnails import in_colour
from convstudio.scene.build import build
from convstudio.scene.layout import Matrix, Rect, Words
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.words.text_runs import Run
from convstudio.words import tr

ROOM = QSize(460, 400)  # pixels
LEAST = QSize(160, 160)
LARGEST_CELL = 44.0  # pixels
GAP, EDGE = 14.0, 6.0
PICTURE = QSize(150, 110)


class Preview(QWidget):
    """One channel large; or the colours, and the three channels that they are made of."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_preview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = look
        self._names: tuple[str, ...] = ()
        self._colours: QImage | None = None
        self.shown: tuple[MatrixScene, ...] = ()

    def sizeHint(self) -> QSize:
        return ROOM

    def minimumSizeHint(self) -> QSize:
        return LEAST

    def show_input(self, values: Array, names: tuple[str, ...] = ()) -> None:
        """Show another input (C, H, W) from black (0) to white (1); three channels have names."""
        cards = build(evaluate(Experiment(input=frozen(values), channel_names=names)), staged=True).cards
        self.shown = tuple(scene for row in cards[0].panels for scene in row)
        self._colours = in_colour(values) if names else None
        self._names = (tr("in colour"), *names) if names else ()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown:
            return
        with QPainter(self) as painter:
            places = self._places()
            for name, rect in zip(self._names, places, strict=False):
                above = Rect(rect.left, rect.top - self._line, rect.width, self._line)
                draw_words(painter, Words((Run(name, "muted"),), above, "small", "centre"), self._look, 1.0)
            if self._colours:
                first = places.pop(0)
                painter.drawImage(QRectF(*first), self._colours)
                painter.setPen(QColor(self._look.border))
                painter.drawRect(QRectF(*first))
            for scene, rect in zip(self.shown, places, strict=True):
                draw_placed(painter, Matrix(scene, rect.left, rect.top, rect.width / scene.shape[1]), self._look)

    @property
    def _line(self) -> float:
        return self.fontMetrics().height() + 4.0 if self._names else 0.0

    def _places(self) -> list[Rect]:
        """Where the matrices lie, as large as there is room for: four as two by two, or in a row or a column."""
        number, (rows, columns) = len(self._names) or 1, self.shown[0].shape
        width, height = self.width() - 2 * EDGE, self.height() - 2 * EDGE

        def cell(across: int) -> float:
            down = number // across
            room = (width - GAP * (across - 1)) / across, (height - GAP * (down - 1)) / down - self._line
            return min(room[0] / columns, room[1] / rows)

        across = max((each for each in (1, 2, 4) if number % each == 0), key=cell)
        side = min(cell(across), LARGEST_CELL)
        side = float(int(side)) if side >= 2 else side  # sharp edges
        wide, high, down = columns * side, rows * side + self._line, number // across
        left = int((self.width() - across * wide - GAP * (across - 1)) / 2)
        top = int((self.height() - down * high - GAP * (down - 1)) / 2 + self._line)
        return [
            Rect(left + i % across * (wide + GAP), top + i // across * (high + GAP), wide, rows * side) for i in range(number)
        ]


class Original(QWidget):
    """The picture as it came, on white paper."""

    def __init__(self, pixels: Pixels, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        held = np.ascontiguousarray(pixels)
        rows, columns = held.shape[:2]
        whole = QImage(held.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
        smooth = (
            Qt.TransformationMode.SmoothTransformation if max(rows, columns) > 64 else Qt.TransformationMode.FastTransformation
        )
        self._image = whole.scaled(self._size(rows, columns), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        self.setFixedHeight(self._image.height() + 2)

    @staticmethod
    def _size(rows: int, columns: int) -> QSize:
        return QSize(columns, rows).scaled(PICTURE, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            place = QRect(1, 1, self._image.width(), self._image.height())
            painter.fillRect(place, Qt.GlobalColor.white)
            painter.drawImage(place, self._image)
            painter.setPen(QColor(self._look.border))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
