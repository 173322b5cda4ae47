"""How a matrix is laid into its view: fitted, or zoomed in and moved."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QSizeF

from convstudio.painting.cells.grid import Grid, fitting

LARGEST_CELL = 96.0
FACTOR = 1.25


class Camera(Struct, frozen=True):
    """Zoomed to `cell` pixels a cell with the matrix's corner at (`left`, `top`); None fits the whole matrix."""

    cell: float | None = None
    left: float = 0.0
    top: float = 0.0

    def grid(self, size: QSizeF, rows: int, columns: int, margins: tuple[int, int, int, int]) -> Grid:
        """Where the cells lie in a view of some size."""
        fitted = fitting(size.width(), size.height(), rows, columns, margins)
        return fitted if self.cell is None else replace(fitted, cell=self.cell, left=self.left, top=self.top)

    def zoomed(self, grid: Grid, factor: float, at: QPointF, smallest: float) -> Camera:
        """Zoomed around a point, which stays where it is; fitted again when zoomed out far enough."""
        cell = min(grid.cell * factor, LARGEST_CELL)
        if cell <= smallest:
            return Camera()
        if cell > 2:
            cell = round(cell)
        scale = cell / grid.cell
        return Camera(cell, at.x() - (at.x() - grid.left) * scale, at.y() - (at.y() - grid.top) * scale)

    def moved(self, grid: Grid, by: QPointF) -> Camera:
        """Moved by some pixels; a fitted matrix stays."""
        return self if self.cell is None else Camera(self.cell, grid.left + by.x(), grid.top + by.y())
