"""Painting a matrix for tests, and reading its pixels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from convstudio.experiment import frozen
from convstudio.painting.cells import CellImage
from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.grounds import Wash
from convstudio.painting.cells.matrix import draw_matrix
from convstudio.painting.cells.texts import CellTexts
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import MatrixId, MatrixScene, PanelId, Scale

PLACE = 20  # pixels at the left of a matrix, and above it


class NoTexts(CellTexts):
    """A matrix without its numbers."""

    def fit(self, scene: MatrixScene, cell: float, font: QFont) -> bool:
        return False


def pixels(image: QImage) -> np.ndarray:
    """The colours of an image of 32 bits, a number for each pixel, (rows, columns)."""
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def signed(values: object, colours: str = "red_blue", dust: float = 0.0) -> MatrixScene:
    """A matrix on a scale from −1 to 1."""
    array = frozen(np.asarray(values, dtype=np.float64))
    return MatrixScene(PanelId(MatrixId("map", 0)), "Y", array, array, Scale("signed", -1.0, 1.0, colours), dust=dust)


def placed(scene: MatrixScene, cell: float) -> Grid:
    """Where the cells lie, beside the padding."""
    above, _below, left, _right = scene.margins
    return Grid(*scene.shape, cell, PLACE + left * cell, PLACE + above * cell, scene.margins)


def painted(
    scene: MatrixScene, grid: Grid, look: Look = LIGHT, texts: CellTexts | None = None, over: tuple[Wash, ...] = ()
) -> np.ndarray:
    """The pixels 0xAARRGGBB of a matrix."""
    outer = grid.outer
    size = int(outer.right()) + PLACE, int(outer.bottom()) + PLACE
    canvas, image = QImage(*size, QImage.Format.Format_ARGB32), CellImage()
    canvas.fill(int("ff" + look.card[1:], 16))
    image.show(scene, look)
    with QPainter(canvas) as painter:
        draw_matrix(painter, scene, grid, image, texts or CellTexts(), look, QRectF(0, 0, *size), over)
    return np.frombuffer(canvas.constBits(), np.uint32).reshape(canvas.height(), canvas.width()).copy()


def part(pixels: np.ndarray, grid: Grid, row: int, column: int, inset: int = 0) -> np.ndarray:
    """The pixels of a cell."""
    rect = grid.rect(row, column).toRect().adjusted(inset, inset, -inset, -inset)
    return pixels[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
