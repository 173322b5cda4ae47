"""The rulers above and beside a map: where the next layer's window stops, what is left over, or why it does not fit at all."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from convstudio.engine.geometry import Axis
from convstudio.painting.cells.grid import Grid
from convstudio.painting.inks import pen
from convstudio.painting.palette import Look
from convstudio.scene.matrix import MatrixScene, Surround
from convstudio.words import tr

RULER = 15.0  # pixels that the ruler takes above and at the left
CLOSEST_TICKS = 3.0
TICK = 5.0
ABOVE = -4.0  # pixels from the first row or column to the ruler's line


def draw_rulers(painter: QPainter, scene: MatrixScene, surround: Surround, grid: Grid, look: Look, area: QRectF) -> None:
    """Draw both rulers of a map: that of the columns above it and, turned, that of the rows at its left."""
    if area.isEmpty() or grid.outer.contains(area):
        return
    window = next((mark for mark in scene.marks if mark.role == "window"), None)
    corner = grid.outer.topLeft()
    painter.save()
    painter.translate(corner)
    seen = area.left() - corner.x(), area.right() - corner.x()
    _draw(painter, surround.columns, grid.cell, look, window.columns if window else (), seen, mirrored=False)
    painter.rotate(90)
    painter.scale(1, -1)
    seen = area.top() - corner.y(), area.bottom() - corner.y()
    _draw(painter, surround.rows, grid.cell, look, window.rows if window else (), seen, mirrored=True)
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
    cell: float,
    look: Look,
    window: tuple[int, ...],
    seen: tuple[float, float],
    *,
    mirrored: bool,
) -> None:
    """Draw the ruler of an axis above the painter's origin, of the rows if `mirrored`; of its ticks those that are `seen`."""
    end, step = axis.padded * cell, axis.stride * cell
    painter.setPen(pen(look.border))
    painter.drawLine(QLineF(0, ABOVE, end, ABOVE))
    if not axis.count:
        _draw_misfit(painter, axis, cell, look, mirrored)
        return
    if step >= CLOSEST_TICKS:
        painter.setPen(pen(look.muted))
        painter.drawLines(_ticks(step, axis.count)[max(ceil((seen[0] - 1) / step), 0) : max(floor(seen[1] / step) + 1, 0)])
    if axis.remainder:
        painter.setPen(pen(look.unread, 3, flat=True))
        painter.drawLine(QLineF(end - axis.remainder * cell + 1, ABOVE, end, ABOVE))
    if window:
        first = (window[0] + axis.before) * cell
        painter.setPen(pen(look.highlight, 3, flat=True))
        painter.drawLine(QLineF(first, ABOVE, first + axis.span * cell, ABOVE))


@lru_cache(maxsize=32)
def _ticks(step: float, count: int) -> list[QLineF]:
    """Where the window stops."""
    return [QLineF(stop * step + 0.5, ABOVE - TICK, stop * step + 0.5, ABOVE) for stop in range(count)]


def _draw_misfit(painter: QPainter, axis: Axis, cell: float, look: Look, mirrored: bool) -> None:
    """Draw the window as a line that is longer than the padded input, and the reason in words."""
    if mirrored:
        why = tr("window {h} high, padded input {n} high", h=axis.span, n=axis.padded)
    else:
        why = tr("window {w} wide, padded input {n} wide", w=axis.span, n=axis.padded)
    painter.setPen(pen(look.warning, 3, flat=True))
    painter.drawLine(QLineF(0, ABOVE, axis.span * cell, ABOVE))
    font = painter.font()
    font.setPixelSize(10)
    length = max(axis.padded * cell, 60)
    words = why if QFontMetricsF(font).horizontalAdvance(why) <= length else f"{axis.span} > {axis.padded}"
    painter.save()
    painter.setFont(font)
    painter.translate(0, ABOVE - 2)
    if mirrored:
        painter.scale(1, -1)
        painter.translate(0, 13)
    painter.drawText(QRectF(0, -13, length, 13), Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()
