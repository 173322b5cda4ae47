"""What lies over a matrix and is no part of the scene: the selection, and the brush under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.grounds import Paint, Wash
from convstudio.painting.palette import Look
from convstudio.scene import PanelId
from convstudio.studio.document.session import State
from convstudio.studio.matrix_view.tools import tool

WASH = 0.14
DASH = (4.0, 3.0)


def selection_rect(state: State, panel: PanelId, grid: Grid) -> QRectF:
    """Where the selection lies in a panel; empty if it is elsewhere."""
    block = state.selection
    return grid.rect(*block.top_left, *block.shape) if block and block.panel == panel else QRectF()


def brush_rect(state: State, panel: PanelId, grid: Grid) -> QRectF:
    """The cells that a wide brush would cover at the pointer; empty for a brush of one cell."""
    spot, brush = state.focus.pointed, state.brush
    if spot is None or spot.panel != panel or brush.size == 1 or tool(brush.tool).kind not in ("freehand", "shape"):
        return QRectF()
    before = (brush.size - 1) // 2
    return grid.rect(spot.row - before, spot.column - before, brush.size, brush.size) & grid.inner


def selection_wash(state: State, panel: PanelId, look: Look) -> tuple[Wash, ...]:
    """The faint wash below the numbers of the selection; () if it is elsewhere."""
    block = state.selection
    if block is None or block.panel != panel:
        return ()
    (top, left), (rows, columns) = block.top_left, block.shape
    return (Wash(((top, top + rows - 1, left, left + columns - 1),), Paint(look.accent, WASH)),)


def draw_selection(painter: QPainter, rect: QRectF, look: Look) -> None:
    """A dashed outline, readable on light and dark cells."""
    if rect.isEmpty():
        return
    painter.setPen(QPen(QColor(look.card), 3))
    painter.drawRect(rect)
    dashes = QPen(QColor(look.accent), 2)
    dashes.setDashPattern(DASH)
    dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(dashes)
    painter.drawRect(rect)


def draw_brush(painter: QPainter, rect: QRectF, look: Look) -> None:
    """The outline of what a wide brush would cover."""
    if rect.isEmpty():
        return
    painter.setPen(QPen(QColor(look.card), 2.5))
    painter.drawRect(rect)
    painter.setPen(QPen(QColor(look.accent), 1.2))
    painter.drawRect(rect)
