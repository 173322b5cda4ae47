"""The rulers above and beside a map: where the next layer's window stops, what is left over, or why it does not fit at all."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from convstudio.engine.geometry import Axis
from convstudio.painting.cells.grid import Grid
from convstudio.painting.inks import pen
from convstudio.painting.palette import Look
from convstudio.scene.matrix import MatrixScene, Surround
from convstudio.words import tr

RULER = 15.0  # pixels that the ruler takes above and at the left
CLOSEST_TICKS = 3.0
TICK = 5.0


def draw_rulers(painter: QPainter, scene: MatrixScene, surround: Surround, grid: Grid, look: Look, area: QRectF) -> None:
    """Draw both rulers of a map: that of the columns above it and, turned, that of the rows at its left."""
    if area.isEmpty() or grid.outer.contains(area):
        return
    window = next((mark for mark in scene.marks if mark.role == "window"), None)
    outer = grid.outer
    across = tr("window {w} wide, padded input {n} wide", w=surround.columns.span, n=surround.columns.padded)
    seen = area.left(), area.right()
    _draw(painter, surround.columns, outer.topLeft(), grid.cell, look, window.columns if window else (), across, seen)
    painter.save()
    painter.translate(outer.topLeft())
    painter.rotate(90)
    painter.scale(1, -1)
    down = tr("window {h} high, padded input {n} high", h=surround.rows.span, n=surround.rows.padded)
    seen = area.top() - outer.top(), area.bottom() - outer.top()
    _draw(painter, surround.rows, QPointF(0, 0), grid.cell, look, window.rows if window else (), down, seen, mirrored=True)
    painter.restore()


def window_stretches(scene: MatrixScene, grid: Grid) -> tuple[QRectF, ...]:
    """The stretches of the rulers that show the lit window; () if none is lit."""
    window = next((mark for mark in scene.marks if mark.role == "window"), None)
    if scene.surround is None or window is None or not window.rows or not window.columns:
        return ()
    corner, rows, columns = grid.outer.topLeft(), scene.surround.rows, scene.surround.columns
    first = grid.rect(window.rows[0], window.columns[0], rows.span, columns.span)
    return (
        QRectF(first.left(), corner.y() - RULER, first.width(), RULER),
        QRectF(corner.x() - RULER, first.top(), RULER, first.height()),
    )


def _draw(
    painter: QPainter,
    axis: Axis,
    corner: QPointF,
    cell: float,
    look: Look,
    window: tuple[int, ...],
    why: str,
    seen: tuple[float, float],
    *,
    mirrored: bool = False,
) -> None:
    y = corner.y() - 4
    end = corner.x() + axis.padded * cell
    painter.setPen(pen(look.border))
    painter.drawLine(QLineF(corner.x(), y, end, y))
    if not axis.count:
        _draw_misfit(painter, axis, corner, cell, look, why, mirrored)
        return
    if axis.stride * cell >= CLOSEST_TICKS:
        painter.setPen(pen(look.muted))
        stops = (corner.x() + output * axis.stride * cell for output in range(axis.count))
        painter.drawLines([QLineF(x + 0.5, y - TICK, x + 0.5, y) for x in stops if seen[0] - 1 <= x <= seen[1]])
    if axis.remainder:
        painter.setPen(QPen(QColor(look.unread), 3, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(QLineF(end - axis.remainder * cell + 1, y, end, y))
    if window:
        first = corner.x() + (window[0] + axis.before) * cell
        painter.setPen(QPen(QColor(look.highlight), 3, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(QLineF(first, y, first + axis.span * cell, y))


def _draw_misfit(painter: QPainter, axis: Axis, corner: QPointF, cell: float, look: Look, why: str, mirrored: bool) -> None:
    """Draw the window as a line that is longer than the padded input, and the reason in words."""
    y = corner.y() - 4
    painter.setPen(QPen(QColor(look.warning), 3, c=Qt.PenCapStyle.FlatCap))
    painter.drawLine(QLineF(corner.x(), y, corner.x() + axis.span * cell, y))
    font = painter.font()
    font.setPixelSize(10)
    length = max(axis.padded * cell, 60)
    words = why if QFontMetricsF(font).horizontalAdvance(why) <= length else f"{axis.span} > {axis.padded}"
    painter.save()
    painter.setFont(font)
    painter.translate(corner.x(), y - 2)
    if mirrored:
        painter.scale(1, -1)
        painter.translate(0, 13)
    painter.drawText(QRectF(0, -13, length, 13), Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()
