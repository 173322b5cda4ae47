"""An experiment as a small picture: its input, its first kernel and its maps side by side; or an input alone. No widgets."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.experiment import Experiment, evaluate
from convstudio.experiment.model import frozen
from convstudio.layers import Array
from convstudio.painting.drawing import draw_drawing
from convstudio.painting.palette import Look
from convstudio.scene.build import build
from convstudio.scene.layout.values import Drawing, Rect, Thumbnail
from convstudio.scene.matrix import MatrixScene

EDGE, GAP = 6.0, 9.0  # pixels around all matrices and between two
MOST, LARGEST = 4, 22.0  # matrices, and pixels of a cell
USUAL = 128.0  # pixels of a thumbnail in a folder, for which gaps and edges are meant
COLOURS = 3  # channels that are shown as one colour picture
LEAST = 3.0  # pixels of a side, so that a map of one cell is seen too


def thumbnail(experiment: Experiment, size: QSize, look: Look, ratio: float = 1.0) -> QImage:
    """A picture of some size, with `ratio` device pixels for each of its own."""
    image = _ground(size, look, ratio)
    with QPainter(image) as painter:
        draw_drawing(painter, side_by_side(matrices(experiment), size.width(), size.height()), look)
    return image


def shrunken(experiment: Experiment, side: int, look: Look) -> QImage:
    """A picture whose longer side has `side` pixels, without empty margins."""
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


def _ground(size: QSize, look: Look, ratio: float) -> QImage:
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(look.card))
    return image


def input_thumbnail(values: Array, low: float, high: float, size: QSize, look: Look, ratio: float = 1.0) -> QImage:
    """An input (C, H, W) as a picture of some size: three channels in colour, else the first one."""
    experiment = Experiment(input=frozen(values), low=low, high=high)
    if len(values) != COLOURS:
        return thumbnail(experiment, size, look, ratio)
    image = _ground(size, look, ratio)
    colours = in_colour((values - low) / (high - low))
    room = QSizeF(size.width() - 2 * EDGE, size.height() - 2 * EDGE)
    place = QSizeF(colours.size()).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    with QPainter(image) as painter:
        rect = QRectF((size.width() - place.width()) / 2, (size.height() - place.height()) / 2, place.width(), place.height())
        painter.drawImage(rect, colours)
        painter.setPen(QColor(look.border))
        painter.drawRect(rect)
    return image


def in_colour(values: Array) -> QImage:
    """Three channels (3, H, W) from 0 to 1 as red, green and blue, a pixel for each cell."""
    levels = np.ascontiguousarray(np.moveaxis(np.round(np.clip(values, 0, 1) * 255), 0, 2).astype(np.uint8))
    rows, columns = levels.shape[:2]
    return QImage(levels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()


def matrices(experiment: Experiment) -> list[MatrixScene]:
    """The first channel of the input, of the first kernel and of the maps, as many as there is room for."""
    cards = build(evaluate(experiment), staged=True).cards
    seen = (card for card in cards if card.matrix.kind == "map" or (card.matrix.kind == "kernel" and card.matrix.layer == 0))
    return [row[0] for card in seen for row in card.panels[:1] if row][:MOST]


def side_by_side(shown: list[MatrixScene], width: float, height: float) -> Drawing:
    """All matrices with cells of one size, in the middle of a rectangle."""
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
