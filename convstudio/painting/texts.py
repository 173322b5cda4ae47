"""The numbers in the cells: which text at which size, prepared once a text.

`QStaticText` keeps a text's layout: 784 cells cost 2.2 ms instead of the 4.6 ms of drawText.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText

from convstudio.painting import palette
from convstudio.painting.grid import Grid
from convstudio.painting.lengths import longest
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.numbers import MINUS, fitted

SMALLEST_CELL = 13.0  # logical pixels below which no number can be read
LARGEST_TEXT, SMALLEST_TEXT = 20.0, 8.0
SLACK = 0.35  # of a digit: points are narrower
DARK_INK, LIGHT_INK = QColor(palette.DARK_INK), QColor(palette.LIGHT_INK)
ROOM = 3.0  # pixels left free at the sides of a cell
DECIMALS = 4
MOST_REMEMBERED = 20_000

Prepared = tuple[QStaticText, float, float]


class CellTexts:
    """The prepared texts of one matrix view at one cell size."""

    def __init__(self) -> None:
        self._cell = 0.0
        self._by_value: dict[float, Prepared | None] = {}
        self.font = QFont()

    def fit(self, scene: MatrixScene, cell: float, font: QFont) -> bool:
        """Prepare for a matrix at a cell size in a font; False if cells are too small for any number."""
        if cell < SMALLEST_CELL:
            return False
        pixels = _pixels(cell, font.family(), longest(scene.whole, scene.change))
        if (cell, font.family(), pixels) != (self._cell, self.font.family(), self.font.pixelSize()):
            self._cell = cell
            self.font = QFont(font)
            self.font.setPixelSize(pixels)
            self._by_value = {}
        return True

    def suits(self, scene: MatrixScene, cell: float) -> bool:
        """Whether the prepared size is the one for a matrix; where not, all its numbers are written anew."""
        return cell < SMALLEST_CELL or self.font.pixelSize() == _pixels(
            cell, self.font.family(), longest(scene.whole, scene.change)
        )

    def text(self, value: float) -> str:
        """What stands in a cell for a number; "" if nothing true fits."""
        return fitted_text(value, self._cell, self.font)

    def prepared(self, value: float) -> Prepared | None:
        """The text of a number, laid out, and how far to the right and down it stands in a cell; None where nothing fits."""
        try:
            return self._by_value[value]
        except KeyError:
            if len(self._by_value) > MOST_REMEMBERED:
                self._by_value = {}
            found = self._by_value[value] = self._prepare(self.text(value))
            return found

    def _prepare(self, text: str) -> Prepared | None:
        if not text:
            return None
        static = _static(text, self.font)
        if static.size().width() > self._cell - 1:
            static = _static(drawn(text), self.font)
        size = static.size()
        return static, (self._cell - size.width()) / 2, (self._cell - size.height()) / 2


def _static(text: str, font: QFont) -> QStaticText:
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.prepare(font=font)
    return static


def fitted_text(value: float, cell: float, font: QFont) -> str:
    """The longest true text of a number that a cell has room for: as many characters as digits have room, or one more if it
    is as narrow as they are, for points are narrow, and a minus can be.
    """
    family, pixels = font.family(), font.pixelSize()
    characters, decimals, width = _room(cell, family, pixels)
    longer = fitted(value, characters + 1, decimals)
    if sum(_advance(character, family, pixels) for character in drawn(longer)) <= width:
        return longer
    return fitted(value, characters, decimals)


def drawn(text: str) -> str:
    """A number as it is drawn in a narrow cell: with a dash for the minus, which is the widest character of all."""
    return text.replace(MINUS, "–")


@lru_cache(maxsize=256)
def _pixels(cell: float, family: str, characters: int) -> int:
    """The size of the text: comfortable, or as much smaller as the longest number needs."""
    font = QFont(family)
    font.setPixelSize(100)
    digit = QFontMetricsF(font).horizontalAdvance("0") / 100
    needed = (cell - ROOM) / (max(characters - SLACK, 0.65) * digit)
    return int(max(min(cell * 0.4, LARGEST_TEXT, needed), SMALLEST_TEXT))


@lru_cache(maxsize=64)
def _room(cell: float, family: str, pixels: int) -> tuple[int, int, float]:
    """How many digits fit, how many decimals, and how many pixels they may take."""
    digit = _advance("0", family, pixels)
    return int((cell - ROOM) / digit + SLACK), DECIMALS, cell - ROOM + SLACK * digit


@lru_cache(maxsize=1024)
def _advance(character: str, family: str, pixels: int) -> float:
    font = QFont(family)
    font.setPixelSize(pixels)
    return QFontMetricsF(font).horizontalAdvance(character)


def draw_texts(
    painter: QPainter,
    scene: MatrixScene,
    texts: CellTexts,
    dark: NDArray[np.bool_],
    grid: Grid,
    block: tuple[range, range],
) -> None:
    """Write the numbers of a block of cells, the dark ones and then the light ones."""
    rows, columns = block
    cell, left, top = grid.cell, grid.left + columns.start * grid.cell, grid.top + rows.start * grid.cell
    values = scene.values[rows.start : rows.stop, columns.start : columns.stop].tolist()
    shown = _asked_for(painter, grid, rows, columns)
    if scene.veil is not None:
        shown &= ~scene.veil.mask(_slice(rows), _slice(columns))
    painter.setFont(texts.font)
    for ink, chosen in ((DARK_INK, True), (LIGHT_INK, False)):
        painter.setPen(QPen(ink))
        down, across = ((dark == chosen) & shown).nonzero()
        for i, j in zip(down.tolist(), across.tolist(), strict=True):
            prepared = texts.prepared(values[i][j])
            if prepared:
                text, right, below = prepared
                painter.drawStaticText(QPointF(left + j * cell + right, top + i * cell + below), text)


def _asked_for(painter: QPainter, grid: Grid, rows: range, columns: range) -> NDArray[np.bool_]:
    """Which cells of a block the painter's clip touches: few of many, where a window and rulers far from it are painted."""
    if not painter.hasClipping():
        return np.ones((len(rows), len(columns)), dtype=bool)
    asked = np.zeros((len(rows), len(columns)), dtype=bool)
    for rect in painter.clipRegion():  # type: ignore[attr-defined]  # it is iterable; the stubs do not say so
        down, across = grid.exposed(QRectF(rect))
        first_row, first_column = max(down.start - rows.start, 0), max(across.start - columns.start, 0)
        asked[first_row : max(down.stop - rows.start, 0), first_column : max(across.stop - columns.start, 0)] = True
    return asked


def _slice(cells: range) -> slice:
    return slice(cells.start, cells.stop)
