"""Where the cells of a matrix lie: converting between (row, column) and points."""

from __future__ import annotations

import math

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

SMALLEST_CELL = 1e-3  # of a matrix in an area without size


class Grid(Struct, frozen=True):
    """`rows` × `columns` cells of `cell` logical pixels, cell (0, 0) with its corner at (`left`, `top`).

    `margins` are the padding cells around it: above, below, left and right.
    """

    rows: int
    columns: int
    cell: float
    left: float = 0.0
    top: float = 0.0
    margins: tuple[int, int, int, int] = (0, 0, 0, 0)

    def rect(self, row: int, column: int, rows: int = 1, columns: int = 1) -> QRectF:
        """The rectangle of a block of cells."""
        return QRectF(self.left + column * self.cell, self.top + row * self.cell, columns * self.cell, rows * self.cell)

    def between(self, rows: tuple[int, int], columns: tuple[int, int]) -> QRectF:
        """The rectangle of the cells from the first to the last row and column, both included."""
        return self.rect(rows[0], columns[0], rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)

    @property
    def inner(self) -> QRectF:
        """The rectangle of the matrix."""
        return self.rect(0, 0, self.rows, self.columns)

    @property
    def outer(self) -> QRectF:
        """The rectangle of the matrix with its padding."""
        above, below, left, right = self.margins
        return self.rect(-above, -left, self.rows + above + below, self.columns + left + right)

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The cell under a point, padding cells included; None if there is none."""
        row = math.floor((point.y() - self.top) / self.cell)
        column = math.floor((point.x() - self.left) / self.cell)
        above, below, left, right = self.margins
        inside = -above <= row < self.rows + below and -left <= column < self.columns + right
        return (row, column) if inside else None

    def nearest(self, point: QPointF) -> tuple[int, int]:
        """The matrix cell nearest to a point."""
        row = math.floor((point.y() - self.top) / self.cell)
        column = math.floor((point.x() - self.left) / self.cell)
        return min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)

    def contains(self, row: int, column: int) -> bool:
        """Whether a cell belongs to the matrix itself."""
        return 0 <= row < self.rows and 0 <= column < self.columns

    def exposed(self, area: QRectF) -> tuple[range, range]:
        """The rows and columns of the matrix that an area touches."""
        first, last = math.floor((area.left() - self.left) / self.cell), math.ceil((area.right() - self.left) / self.cell)
        return self.rows_between(area.top(), area.bottom()), range(max(first, 0), min(last, self.columns))

    def rows_between(self, top: float, bottom: float) -> range:
        """The rows of the matrix that lie, with some part, between two heights."""
        first, last = math.floor((top - self.top) / self.cell), math.ceil((bottom - self.top) / self.cell)
        return range(max(first, 0), min(last, self.rows))


def fitting(width: float, height: float, rows: int, columns: int, margins: tuple[int, int, int, int]) -> Grid:
    """The grid that shows a whole matrix with its padding, centred in an area; cells have whole pixels if there is room."""
    above, below, left, right = margins
    cell = max(min(width / (columns + left + right), height / (rows + above + below)), SMALLEST_CELL)
    if cell >= 2:
        cell = math.floor(cell)
    spare_x = width - cell * (columns + left + right)
    spare_y = height - cell * (rows + above + below)
    return Grid(rows, columns, cell, math.floor(spare_x / 2) + cell * left, math.floor(spare_y / 2) + cell * above, margins)
