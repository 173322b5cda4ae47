"""An experiment as a small picture: its input, its first kernel and its maps side by side, without a widget."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.experiment import Experiment, evaluate
from convstudio.painting.drawing import draw_drawing
from convstudio.painting.palette import Look
from convstudio.scene.build import build
from convstudio.scene.layout.values import Drawing, Rect, Thumbnail
from convstudio.scene.matrix import MatrixScene

EDGE, GAP = 6.0, 9.0  # pixels around all and between two
MOST, LARGEST = 4, 22.0  # matrices, and pixels of a cell
USUAL = 128.0  # pixels of a thumbnail in a folder, for which gaps and edges are made
LEAST = 3.0  # pixels of a side: a map of one cell is seen, too


def thumbnail(experiment: Experiment, size: QSize, look: Look, ratio: float = 1.0) -> QImage:
    """A picture of some size, with so many pixels for each of its own."""
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(look.card))
    with QPainter(image) as painter:
        draw_drawing(painter, side_by_side(matrices(experiment), size.width(), size.height()), look)
    return image


def shrunken(experiment: Experiment, side: int, look: Look) -> QImage:
    """A picture whose longer side has so many pixels, and which is no larger than what is in it."""
    shown = matrices(experiment)
    across = sum(scene.shape[1] for scene in shown)
    down = max(scene.shape[0] for scene in shown)
    cell = min((USUAL - 2 * EDGE - GAP * (len(shown) - 1)) / across, (USUAL - 2 * EDGE) / down, LARGEST)
    width, height = cell * across + 2 * EDGE + GAP * (len(shown) - 1), cell * down + 2 * EDGE
    ratio = side / max(width, height)
    image = QImage(max(round(width * ratio), 1), max(round(height * ratio), 1), QImage.Format.Format_RGB32)
    image.fill(QColor(look.card))
    with QPainter(image) as painter:
        painter.scale(ratio, ratio)
        draw_drawing(painter, side_by_side(shown, width, height), look)
    return image


def matrices(experiment: Experiment) -> list[MatrixScene]:
    """The first channel of the input, of the first kernel and of the maps, as many as there is room for."""
    cards = build(evaluate(experiment), staged=True).cards
    seen = (card for card in cards if card.matrix.kind == "map" or (card.matrix.kind == "kernel" and card.matrix.layer == 0))
    return [row[0] for card in seen for row in card.panels[:1] if row][:MOST]


def side_by_side(shown: list[MatrixScene], width: float, height: float) -> Drawing:
    """All with cells of one size, in the middle of a rectangle."""
    across = sum(scene.shape[1] for scene in shown)
    room = width - 2 * EDGE - GAP * (len(shown) - 1)
    cell = min(room / across, (height - 2 * EDGE) / max(scene.shape[0] for scene in shown), LARGEST)
    left = (width - across * cell - GAP * (len(shown) - 1)) / 2
    items = []
    for scene in shown:
        rows, columns = (max(side * cell, LEAST) for side in scene.shape)
        items.append(Thumbnail(scene, Rect(left, (height - rows) / 2, columns, rows)))
        left += columns + GAP
    return Drawing(width, height, tuple(items))
