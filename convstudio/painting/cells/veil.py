"""Drawing cells that are not reached yet as pale and hatched, without numbers, and those to be filled in as empty."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.marks import runs_of
from convstudio.painting.fill import fill
from convstudio.painting.palette import Look
from convstudio.scene.matrix.veil import Flags, Veil


def draw_veil(painter: QPainter, veil: Veil, grid: Grid, rows: range, columns: range, look: Look) -> None:
    """Cover the hidden cells of a block."""
    hatch = QBrush(QColor(look.border), Qt.BrushStyle.FDiagPattern)
    for rect in _blocks(veil, grid, rows, columns):
        fill(painter, rect, QColor(look.card if veil.blank else look.sunken))
        if not veil.blank:
            fill(painter, rect, hatch)


def _blocks(veil: Veil, grid: Grid, rows: range, columns: range) -> Iterator[QRectF]:
    for row_flags, column_flags in veil.parts:
        for top, bottom in runs_of(_set(row_flags, rows)):
            for left, right in runs_of(_set(column_flags, columns)):
                yield grid.rect(top, left, bottom - top + 1, right - left + 1)


def _set(flags: Flags, within: range) -> tuple[int, ...]:
    return tuple(i for i in within if flags[i])
