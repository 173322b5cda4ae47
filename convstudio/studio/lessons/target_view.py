"""The output that a challenge wants, as a small picture with its numbers and a frame around each cell that differs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.lessons.goals import Target
from convstudio.painting.palette import dark_text, indices, table
from convstudio.scene.matrix import signed_scale
from convstudio.scene.words.numbers import short
from convstudio.studio.widgets.look import theme
from convstudio.words import tr

LARGEST_CELL, WRITTEN_FROM, SMALLER = 30.0, 19.0, 0.85  # pixels of a cell; of one with room for its number; size of type
EDGE = 1.0


class TargetView(QWidget):
    """The picture of a target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_target")
        self.setAccessibleName(tr("Target"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._target: Target | None = None

    def show_target(self, target: Target | None) -> None:
        """Show a target; None hides the picture."""
        self._target = target
        self.setVisible(target is not None)
        if target:
            rows = ("  ".join(short(float(value)) for value in row) for row in target.values)
            self.setAccessibleDescription("\n".join(rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def heightForWidth(self, width: int) -> int:
        if self._target is None:
            return 0
        return round(self._cell(width) * len(self._target.values) + 2 * EDGE)

    def _cell(self, width: int) -> float:
        assert self._target
        columns = int(self._target.values.shape[1])
        return min((width - 2 * EDGE) / columns, LARGEST_CELL)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._target is None:
            return
        look, values = theme.applied(), self._target.values
        scale = signed_scale(values)
        places = indices(values, scale.low, scale.high)
        colours, dark = table(look, scale.colours), dark_text(look, scale.colours)
        cell = self._cell(self.width())
        with QPainter(self) as painter:
            font = painter.font()
            font.setPointSizeF(font.pointSizeF() * SMALLER)
            painter.setFont(font)
            for (row, column), place in zip(_cells(values.shape), places.ravel(), strict=True):
                box = QRectF(EDGE + column * cell, EDGE + row * cell, cell, cell)
                painter.fillRect(box, QColor.fromRgba(colours[int(place)]))
                painter.setPen(QPen(QColor(look.border), 1))
                painter.drawRect(box)
                if cell >= WRITTEN_FROM:
                    painter.setPen(QColor("#04060a" if dark[int(place)] else "#ffffff"))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short(float(values[row, column])))
            self._frame_what_differs(painter, cell)

    def _frame_what_differs(self, painter: QPainter, cell: float) -> None:
        target = self._target
        if target is None or target.agrees is None:
            return
        painter.setPen(QPen(QColor(theme.applied().highlight), 2, Qt.PenStyle.DotLine))
        for row, column in _cells(target.values.shape):
            if not target.agrees[row, column]:
                painter.drawRect(QRectF(EDGE + column * cell, EDGE + row * cell, cell, cell).adjusted(2, 2, -2, -2))


def _cells(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(row, column) for row in range(shape[0]) for column in range(shape[1])]
