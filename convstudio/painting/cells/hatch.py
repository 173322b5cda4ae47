"""The hatch over rows and columns that no window reads: behind the numbers, and visible on every colour."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from convstudio.painting.cells.grid import Grid
from convstudio.painting.fill import fill
from convstudio.painting.palette import Look
from convstudio.scene.matrix import Surround

PERIOD = 8  # pixels from one line to the next
BESIDE = 0.35  # the strength of the line beside each


def draw_unread(painter: QPainter, surround: Surround, grid: Grid, look: Look) -> None:
    """Hatch the rows and columns that are not read."""
    if not surround.unread_rows and not surround.unread_columns:
        return
    painter.setBrushOrigin(grid.outer.topLeft())
    for row in surround.unread_rows:
        fill(painter, grid.rect(row, 0, 1, grid.columns), _brush(look))
    for column in surround.unread_columns:
        fill(painter, grid.rect(0, column, grid.rows, 1), _brush(look))


def unread_cells(surround: Surround, rows: range, columns: range) -> NDArray[np.bool_]:
    """Which cells of a block are hatched."""
    return np.isin(rows, surround.unread_rows)[:, None] | np.isin(columns, surround.unread_columns)


@lru_cache(maxsize=4)
def _brush(look: Look) -> QBrush:
    """Slanting lines, each beside a faint one of the opposite brightness, in case the ground is as dark as the line."""
    tile = QImage(PERIOD, PERIOD, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(0)
    with QPainter(tile) as painter:
        beside = QColor(look.card)
        beside.setAlphaF(BESIDE)
        for colour, shift in ((beside, 1), (QColor(look.unread), 0)):
            painter.setPen(QPen(colour, 1))
            for start in (-PERIOD, 0):
                painter.drawLine(QLineF(start + shift, PERIOD, start + PERIOD + shift, 0))
    return QBrush(tile)
