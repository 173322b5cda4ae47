"""The numbers in the cells: their texts and sizes, each text prepared once.

A matrix has one format and one size of text, which follow from the kinds of its numbers and the widths of the font's
characters. A text keeps a distance of at least `free` pixels from each side of its cell. `QStaticText` keeps the layout of a
text: 784 cells cost 2.2 ms instead of the 4.6 ms of drawText.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from convstudio.painting import palette
from convstudio.painting.cells import colour
from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.grounds import Grounds, Paint, Wash, ghost_ground, paints_at
from convstudio.painting.fill import fill
from convstudio.painting.inks import ink
from convstudio.painting.palette import Look
from convstudio.scene.matrix import MatrixScene, Surround
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.measured import measured
from convstudio.scene.words.formats import MOST_MISFITS, Format, Widths, candidates, has_powers, texts, width
from convstudio.scene.words.formats import kinds as kinds_of
from convstudio.scene.words.numbers import MINUS

SMALLEST_CELL = 14.0  # logical pixels below which numbers cannot be read
LARGEST_TEXT, SMALLEST_TEXT, NARROW = 20, 8, 87  # pixels of height; and percent of width, if a number has no room otherwise
TEXT_SHARE, LARGE_SHARE = 0.42, 0.32  # the share of the cell, and of a cell in which the largest text would look lost
READABLE_TEXT, READABLE_SHARE = 10, 0.6  # pixels, or the share of the largest text, that a rounded number seldom falls below
FREE, FREE_SHARE = 2.0, 0.06  # pixels, or the share of the cell, kept free on each side of a number
COMFORT = 1.5  # times as many, if that costs only text size, or a decimal that is rounded anyway
PADDING_STRENGTH = 0.12  # the strength of a padding cell's colour
DARK_INK, LIGHT_INK = QColor(palette.DARK_INK), QColor(palette.LIGHT_INK)
SMALL_BESIDE = 30.0  # a scale that reaches so many times as far as the numbers makes them next to nothing
FEWEST_REMEMBERED = 500  # texts; more if a matrix has more than half as many cells

Prepared = tuple[QStaticText, float, float]


class Type(NamedTuple):
    """The type of the numbers of a matrix: a family of fonts, its size in pixels, its width in percent."""

    family: str
    pixels: int
    stretch: int = 100

    @property
    def font(self) -> QFont:
        """The font, with figures of equal width and without kerning."""
        font = QFont(self.family)
        font.setPixelSize(self.pixels)
        font.setStretch(self.stretch)
        font.setKerning(False)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font


Laid = tuple[Format, Type]  # the format and the type of a matrix's numbers


class CellTexts:
    """The prepared texts of one matrix view, in the ways in which it was written last."""

    def __init__(self) -> None:
        self._cell, self._family = 0.0, ""
        self._laid: Laid | None = None
        self._asked: tuple[MatrixScene, float, str] | None = None  # what `_found` was found for
        self._found: Laid | None = None
        self._by_value: dict[float, Prepared | None] = {}
        self._by_way: dict[tuple[float, Laid], dict[float, Prepared | None]] = {}
        # In a way, and in all others: a text takes a kilobyte, and each epoch of training has new ones.
        self._most = FEWEST_REMEMBERED
        self.font = QFont()
        self.above = 0.0  # pixels of a cell that are free above its number, and below it
        self.capitals = self.rise = 0.0  # pixels of a digit's height, and from the top of its line of text to the digit's

    def fit(self, scene: MatrixScene, cell: float, font: QFont) -> bool:
        """Prepare for a matrix at a cell size in a font. False if its numbers have no room in the cells."""
        if cell < SMALLEST_CELL:
            return False
        self._most = max(FEWEST_REMEMBERED, 2 * scene.values.size)
        family = font.family()
        laid = self._find(scene, cell, family)
        if laid is None:
            self._family, self._laid = family, None  # numbers that fit again are all to be written again
            return False
        if (cell, laid) != (self._cell, self._laid):
            self._cell, self._family, self._laid = cell, family, laid
            self.font = laid[1].font
            metrics = QFontMetricsF(self.font)
            self.above = max((cell - metrics.height()) / 2 - 1, 0.0)
            self.capitals, self.rise = metrics.capHeight(), metrics.ascent() - metrics.capHeight()
            self._by_value = self._remembered((cell, laid))
        return True

    def _remembered(self, way: tuple[float, Laid]) -> dict[float, Prepared | None]:
        """The texts for a way of writing: small products are written in this way and that from one cell to the next."""
        found = self._by_way.pop(way, {})
        self._by_way[way] = found
        while len(self._by_way) > 1 and sum(map(len, self._by_way.values())) > self._most:
            del self._by_way[next(iter(self._by_way))]  # the one last asked for longest ago
        return found

    def suits(self, scene: MatrixScene, cell: float) -> bool:
        """Whether a matrix is written in the same way as the last one. If not, all its numbers must be painted again."""
        return cell < SMALLEST_CELL or self._find(scene, cell, self._family) == self._laid

    def _find(self, scene: MatrixScene, cell: float, family: str) -> Laid | None:
        """How a matrix is written; computed once for all that ask about the same scene."""
        asked = self._asked
        if asked is None or asked[0] is not scene or asked[1:] != (cell, family):
            self._asked, self._found = (scene, cell, family), _laid(scene, cell, family)
        return self._found

    def text(self, value: float) -> str:
        """The text of a number in a cell; "" if no true one fits."""
        assert self._laid
        form, kind = self._laid
        room = self._cell - 2 * free(self._cell)
        return next((text for text in texts(value, form) if advance(text, kind) <= room), "")

    def prepared(self, value: float) -> Prepared | None:
        """The laid-out text of a number, and how far to the right and down it begins in a cell; None if nothing fits."""
        try:
            return self._by_value[value]
        except KeyError:
            if len(self._by_value) >= self._most:
                self._by_value.clear()
            found = self._by_value[value] = self._prepare(self.text(value))
            return found

    def _prepare(self, text: str) -> Prepared | None:
        if not text:
            return None
        static = QStaticText(text)
        static.setTextFormat(Qt.TextFormat.PlainText)
        static.prepare(font=self.font)
        size = static.size()
        return static, (self._cell - size.width()) / 2, (self._cell - size.height()) / 2


def free(cell: float, times: float = 1.0) -> float:
    """The pixels kept free on each side of a number."""
    return times * max(FREE, FREE_SHARE * cell)


def advance(text: str, kind: Type) -> float:
    """The width of a text, in pixels."""
    return sum(_advance(character, kind) for character in text)


def _laid(scene: MatrixScene, cell: float, family: str) -> Laid | None:
    if cell < SMALLEST_CELL:
        return None
    found = measured(scene.whole, scene.change, scene.dust)
    laid = _all_fitting(found.present, cell, family) or _most_fitting(found.present, found.numbers, cell, family)
    if laid is None and largest_magnitude(scene.whole, scene.change) * SMALL_BESIDE <= scene.scale.high:
        laid = _beside(found.present, int(kinds_of(np.array([scene.scale.high]))[0]), cell, family)
    return laid and (laid[0]._replace(dust=scene.dust), laid[1])


@lru_cache(maxsize=1024)
def _all_fitting(codes: tuple[int, ...], cell: float, family: str) -> Laid | None:
    """The format and the type in which all numbers fit; None if there are none.

    To be exact, numbers may become small and narrow; numbers that are rounded anyway rather lose a digit.
    """
    options = candidates(codes)
    good = [form for form, _exact in options if form.power or not has_powers(codes, form)]
    exactly = [form for form, exact in options if exact and form in good]
    readable, legible = ([Type(family, pixels) for pixels in sizes] for sizes in _sizes(cell))
    narrow = [Type(family, SMALLEST_TEXT, NARROW)]
    ways = [(legible, COMFORT), (legible, 1.0), (narrow, 1.0)]
    tries = [(form, kinds, times) for kinds, times in ways for form in exactly]
    tries += [(form, kinds, times) for kinds, times in [(readable, COMFORT), *ways] for form in good]
    tries += [(form, kinds, times) for kinds, times in ways for form, _exact in options]
    for form, kinds, times in tries:
        for kind in kinds:
            if _fits(codes, form, cell, kind, times):
                return form, kind
    return None


def _sizes(cell: float) -> tuple[range, range]:
    """The text sizes in a cell that are easy to read, and all that are readable, both from the largest on."""
    largest = max(min(int(cell * TEXT_SHARE), max(LARGEST_TEXT, int(cell * LARGE_SHARE))), SMALLEST_TEXT)
    readable = max(min(largest, max(READABLE_TEXT, int(largest * READABLE_SHARE))), SMALLEST_TEXT)
    return range(largest, readable - 1, -1), range(largest, SMALLEST_TEXT - 1, -1)


@lru_cache(maxsize=256)
def _beside(codes: tuple[int, ...], end: int, cell: float, family: str) -> Laid | None:
    """The same for numbers that are next to nothing beside the end of their scale: faded errors are "≈0", and not left out."""
    kind = Type(family, SMALLEST_TEXT)
    forms = [form for form, _exact in candidates((*codes, end)) if not form.small]
    return next(((form, kind) for form in (*forms, Format(1)) if _fits(codes, form, cell, kind)), None)


@lru_cache(maxsize=256)
def _most_fitting(codes: tuple[int, ...], numbers: tuple[int, ...], cell: float, family: str) -> Laid | None:
    """The same if very few numbers are far larger than the others: these lose their decimals, or are not written."""
    most, kind = max(1, sum(numbers) // MOST_MISFITS), Type(family, SMALLEST_TEXT)
    for form, _exact in candidates(codes):
        fits = (_fits((code,), form, cell, kind) for code in codes)
        if sum(number for number, fit in zip(numbers, fits, strict=True) if not fit) <= most:
            return form, kind
    return None


def _fits(codes: tuple[int, ...], form: Format, cell: float, kind: Type, times: float = 1.0) -> bool:
    room, widths = cell - 2 * free(cell, times), _widths(kind)
    return all(width(code, form, widths) <= room for code in codes)


@lru_cache(maxsize=256)
def _widths(kind: Type) -> Widths:
    digit = max(_advance(character, kind) for character in "0123456789")
    return Widths(digit, *(_advance(character, kind) for character in (".", MINUS, "e", "≈")))


@lru_cache(maxsize=4096)
def _advance(character: str, kind: Type) -> float:
    return QFontMetricsF(kind.font).horizontalAdvance(character)


def draw_texts(
    painter: QPainter,
    scene: MatrixScene,
    texts: CellTexts,
    below: Grounds,
    hatched: NDArray[np.bool_] | None,
    grid: Grid,
    block: tuple[range, range],
) -> None:
    """Write the numbers of a block of cells, first the dark and then the light ones; no hatch runs through them."""
    rows, columns = block
    cell, left, top = grid.cell, grid.left + columns.start * grid.cell, grid.top + rows.start * grid.cell
    laid = [[texts.prepared(value) for value in row] for row in scene.values[_slice(rows), _slice(columns)].tolist()]
    if scene.veil is not None:
        for i, j in _cells(scene.veil.mask(_slice(rows), _slice(columns))):
            laid[i][j] = None
    painter.setFont(texts.font)
    if hatched is not None:
        for i, j in _cells(hatched):
            prepared = laid[i][j]
            if prepared:
                fill(painter, _plate(prepared, left + j * cell, top + i * cell), ink(0xFF000000 | below.colour(i, j)))
    dark = below.dark.tolist()  # without NumPy, which would take longer for the few cells that mostly change
    for pen, wanted in ((DARK_INK, True), (LIGHT_INK, False)):
        painter.setPen(pen)
        for i, row in enumerate(dark):
            for j, is_dark in enumerate(row):
                if is_dark is wanted and (prepared := laid[i][j]):
                    text, right, under = prepared
                    painter.drawStaticText(QPointF(left + j * cell + right, top + i * cell + under), text)


def draw_ghost_texts(
    painter: QPainter,
    scene: MatrixScene,
    texts: CellTexts,
    surround: Surround,
    ghosts: tuple[tuple[int, int], ...],
    grid: Grid,
    look: Look,
    washes: tuple[Wash, ...],
) -> None:
    """Write the values of padding cells, as faint as is still readable."""
    painter.setFont(texts.font)
    for row, column in ghosts:
        value = surround.value_at(row, column)
        prepared = texts.prepared(value)
        if prepared:
            text, right, below = prepared
            painter.setPen(_ghost_ink(look, colour(look, scene.scale, value), paints_at(washes, row, column)))
            painter.drawStaticText(grid.rect(row, column).topLeft() + QPointF(right, below), text)


@lru_cache(maxsize=4096)
def _ghost_ink(look: Look, own: int, paints: tuple[Paint, ...]) -> QColor:
    ground = ghost_ground(look, own, PADDING_STRENGTH, paints)
    inks = (look.muted, look.text, palette.DARK_INK, palette.LIGHT_INK)
    return QColor(next(ink for ink in inks if palette.contrast(int(ink[1:], 16), ground) >= palette.READABLE))


def _plate(prepared: Prepared, left: float, top: float) -> QRectF:
    """The rectangle of the ground behind a number in a hatched cell."""
    text, right, below = prepared
    size = text.size()
    return QRectF(left + right - 1, top + below + 1, size.width() + 2, size.height() - 2)


def _cells(chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The row and the column of each cell that is chosen."""
    down, across = chosen.nonzero()
    return zip(down.tolist(), across.tolist(), strict=True)


def _slice(cells: range) -> slice:
    return slice(cells.start, cells.stop)
