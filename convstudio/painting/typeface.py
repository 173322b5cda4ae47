"""The bundled typeface, with which the program and its figures look the same on every machine.

Inter has figures of equal width. A few characters that it lacks come from a small font of their own, all others from the
system's fonts. The licences of both are beside them, in resources/fonts.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import ClassVar

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QStaticText

from convstudio import resources
from convstudio.scene.layout import Rect, Style, Words
from convstudio.scene.words.text_runs import Line, Run

FAMILIES = ["Inter", "ConvStudio Symbols"]
BASE = 13.0  # pixels of plain text
SIZES: dict[Style, float] = {
    "heading": 1.3, "title": 1.15, "caption": 1.0, "sign": 1.75, "star": 3.0, "number": 1.25, "plain": 1.0, "small": 0.88,
    "problem": 1.1,
}  # fmt: skip
PLAIN = Qt.TextFormat.PlainText  # to find it each time takes as long as to measure a short text
STRONG = QFont.Weight.DemiBold  # the typeface comes in this weight and the normal one; Qt would smear letters for any bolder
WEIGHTS: dict[Style, QFont.Weight] = {"caption": STRONG, "heading": STRONG}


@lru_cache(1)
def load() -> None:
    """Make the fonts known to Qt. A QGuiApplication must exist."""
    for name in resources.names("fonts", ".otf") + resources.names("fonts", ".ttf"):
        QFontDatabase.addApplicationFont(str(resources.root().joinpath("fonts", name)))


def family() -> QFont:
    """The plain font, in its ordinary size."""
    load()
    font = QFont(FAMILIES)
    font.setPixelSize(round(BASE))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def replacing(usual: QFont) -> QFont:
    """The typeface in the size of the system's font, which supplies the characters that it lacks."""
    load()
    font = QFont(usual)
    font.setFamilies([*FAMILIES, usual.family()])
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=256)
def font_of(style: Style, scale: float = 1.0, strong: bool = False) -> QFont:
    """The font of a style; `scale` enlarges all styles, `strong` is for what is stressed in a line."""
    font = family()
    font.setPixelSize(max(round(BASE * SIZES[style] * scale), 6))
    font.setWeight(STRONG if strong else WEIGHTS.get(style, QFont.Weight.Normal))
    return font


def stressed(font: QFont, strong: bool = True) -> QFont:
    """The font in the strong weight, or in the normal one."""
    found = QFont(font)
    found.setWeight(STRONG if strong else QFont.Weight.Normal)
    return found


def leaning(font: QFont) -> QFont:
    """The font in italics, with the same width."""
    found = QFont(font)
    found.setItalic(True)
    return found


class Typeset(Struct, frozen=True):
    """The `Measure` of a drawing with this typeface, in units of some pixels."""

    usual: ClassVar[float] = BASE  # pixels of plain text at scale 1
    scale: float = 1.0
    unit: float = 1.0

    def width(self, line: Line, style: Style) -> float:
        """Of a line, in units."""
        return sum(advance(run, style, self.scale) for run in line) / self.unit

    def height(self, style: Style) -> float:
        """Of a line, in units."""
        return _metrics(style, self.scale, False).height() / self.unit


@lru_cache(maxsize=4096)
def _width(text: str, style: Style, scale: float, strong: bool) -> float:
    return _metrics(style, scale, strong).horizontalAdvance(text)


def advance(run: Run, style: Style, scale: float) -> float:
    """The width of a run, in pixels."""
    return _width(run.text, "small" if run.meaning == "sub" else style, scale, run.meaning == "strong")


def origin(item: Words, scale: float) -> tuple[float, float]:
    """Where a line of words begins, on its baseline, in pixels."""
    spare = item.rect.width - sum(advance(run, item.style, scale) for run in item.line)
    metrics = _metrics(item.style, scale, False)
    left = item.rect.left + {"left": 0.0, "centre": spare / 2, "right": spare}[item.align]
    return left, item.rect.top + (item.rect.height - metrics.height()) / 2 + metrics.ascent()


def spread(item: Words, scale: float) -> Rect:
    """The rectangle of the letters of a line, which may be narrower than its place, or longer."""
    wide = sum(advance(run, item.style, scale) for run in item.line)
    return Rect(origin(item, scale)[0], item.rect.top, wide, item.rect.height)


def laid_out(text: str, font: QFont) -> tuple[QStaticText | None, float]:
    """A text that is laid out, and so drawn ten times as fast, and how far its baseline lies below its top.

    None instead, if that would move it because characters of another font move its baseline.
    """
    static, metrics = QStaticText(text), QFontMetricsF(font)
    static.setTextFormat(PLAIN)
    static.prepare(font=font)
    moved = static.size().height() != math.ceil(metrics.height())
    return None if moved else static, metrics.ascent()


@lru_cache(maxsize=256)
def _metrics(style: Style, scale: float, strong: bool) -> QFontMetricsF:
    return QFontMetricsF(font_of(style, scale, strong))
