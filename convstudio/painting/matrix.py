"""Draws a matrix: its exposed cells only, whatever the device."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from convstudio.painting.cells import CellImage, colour
from convstudio.painting.grid import Grid
from convstudio.painting.marks import draw_mark
from convstudio.painting.palette import Look
from convstudio.painting.ruler import draw_rulers
from convstudio.painting.texts import CellTexts, draw_texts
from convstudio.painting.veil import draw_veil
from convstudio.scene.matrix import MatrixScene, Surround

GAPS_FROM = 9.0  # cell size from which the cells stand apart
DIMMED = 0.3
PADDING_STRENGTH = 0.12


def draw_matrix(
    painter: QPainter, scene: MatrixScene, grid: Grid, image: CellImage, texts: CellTexts, look: Look, area: QRectF
) -> None:
    """The part of a matrix that lies in `area`: padding, cells, numbers, unread cells, marks."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if scene.surround and any(scene.margins):
        _draw_padding(painter, scene, scene.surround, grid, texts, look, area)
    painter.setOpacity(DIMMED if scene.dimmed else 1.0)
    _draw_cells(painter, scene, grid, image, texts, look, area)
    painter.setOpacity(1.0)
    if scene.surround:
        _draw_unread(painter, scene.surround, grid, look)
        draw_rulers(painter, scene, scene.surround, grid, look, area)
    for mark in scene.marks:
        draw_mark(painter, mark, grid, look)


def _draw_cells(
    painter: QPainter, scene: MatrixScene, grid: Grid, image: CellImage, texts: CellTexts, look: Look, area: QRectF
) -> None:
    rows, columns = grid.exposed(area)
    if not rows or not columns:
        return
    target = grid.rect(rows.start, columns.start, len(rows), len(columns))
    _draw_non_finite(painter, image, target, rows, columns, look)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, grid.cell < 1)
    painter.drawImage(target, image.image, QRectF(columns.start, rows.start, len(columns), len(rows)))
    if scene.veil:
        draw_veil(painter, scene.veil, grid, rows, columns, look)
    if grid.cell >= GAPS_FROM:
        _draw_gaps(painter, grid, rows, columns, look)
    else:
        painter.setPen(QPen(QColor(look.border), 1))
        painter.drawRect(grid.inner.adjusted(-0.5, -0.5, 0.5, 0.5))
    if texts.fit(scene, grid.cell, painter.font()):
        draw_texts(painter, scene, texts, image.dark_text(rows, columns), grid, (rows, columns))


def _draw_gaps(painter: QPainter, grid: Grid, rows: range, columns: range, look: Look) -> None:
    area = grid.rect(rows.start, columns.start, len(rows), len(columns))
    left, top, right, bottom, cell = area.left(), area.top(), area.right(), area.bottom(), grid.cell
    lines = [QLineF(left + c * cell, top, left + c * cell, bottom) for c in range(len(columns) + 1)]
    lines += [QLineF(left, top + r * cell, right, top + r * cell) for r in range(len(rows) + 1)]
    painter.setPen(QPen(QColor(look.border), 1))
    painter.drawLines(lines)


def _draw_non_finite(painter: QPainter, image: CellImage, target: QRectF, rows: range, columns: range, look: Look) -> None:
    """A hatch shines through where the picture is transparent: cells that are not finite numbers."""
    block = image.bytes[rows.start : rows.stop, columns.start : columns.stop]
    if (block == 0).any():
        painter.fillRect(target, QBrush(QColor(look.warning), Qt.BrushStyle.DiagCrossPattern))


def _draw_padding(
    painter: QPainter, scene: MatrixScene, surround: Surround, grid: Grid, texts: CellTexts, look: Look, area: QRectF
) -> None:
    """The ghost cells around a map: pale, dashed, with the value that stands in each."""
    painter.fillRect(grid.outer, QColor(look.sunken))
    if surround.padded is not None and grid.cell >= 3:
        _draw_ghosts(painter, scene, surround, grid, texts, look, area)
    painter.setPen(QPen(QColor(look.muted), 1, Qt.PenStyle.DashLine))
    painter.drawRect(grid.outer)


def _draw_ghosts(
    painter: QPainter, scene: MatrixScene, surround: Surround, grid: Grid, texts: CellTexts, look: Look, area: QRectF
) -> None:
    assert surround.padded is not None
    above, _below, left, _right = surround.margins
    readable = texts.fit(scene, grid.cell, painter.font())
    painter.setFont(texts.font)
    painter.setPen(QColor(look.muted))
    for row, column in () if grid.inner.contains(area) else _ghosts(grid):
        rect = grid.rect(row, column)
        if not rect.intersects(area):
            continue
        value = float(surround.padded[row + above, column + left])
        painter.setOpacity(PADDING_STRENGTH)
        painter.fillRect(rect.adjusted(1, 1, -1, -1), QColor.fromRgba(colour(look, scene.scale, value)))
        painter.setOpacity(1.0)
        prepared = texts.prepared(value) if readable else None
        if prepared:
            text, right, below = prepared
            painter.drawStaticText(rect.topLeft() + QPointF(right, below), text)


def _ghosts(grid: Grid) -> Iterator[tuple[int, int]]:
    """The padding cells around a matrix."""
    above, below, left, right = grid.margins
    outside = [*range(-left, 0), *range(grid.columns, grid.columns + right)]
    for row in range(-above, grid.rows + below):
        columns = outside if 0 <= row < grid.rows else range(-left, grid.columns + right)
        yield from ((row, column) for column in columns)


def _draw_unread(painter: QPainter, surround: Surround, grid: Grid, look: Look) -> None:
    """Rows and columns that no window reads, hatched."""
    hatch = QBrush(_pale(look.warning), Qt.BrushStyle.BDiagPattern)
    hatch_origin = grid.outer.topLeft()
    painter.setBrushOrigin(QPointF(hatch_origin))
    for row in surround.unread_rows:
        painter.fillRect(grid.rect(row, 0, 1, grid.columns), hatch)
    for column in surround.unread_columns:
        painter.fillRect(grid.rect(0, column, grid.rows, 1), hatch)


def _pale(colour: str) -> QColor:
    pale = QColor(colour)
    pale.setAlphaF(0.6)
    return pale
