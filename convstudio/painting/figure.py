"""A drawing as a file: SVG with its text as text, PNG, PDF.

It needs a QGuiApplication, for the typeface, but neither a window nor a display.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from convstudio.painting.drawing import draw_drawing
from convstudio.painting.fill import fill
from convstudio.painting.palette import LOOKS, Look
from convstudio.painting.typeface import FAMILIES
from convstudio.scene.layout import Drawing
from convstudio.words import tr

Format = Literal["svg", "png", "pdf"]
FORMATS: tuple[Format, ...] = ("png", "svg", "pdf")
MOST_PIXELS = 100_000_000
DOTS_PER_INCH = 96  # resolution of a drawing's pixels, as in browsers
FINE = 1200  # dots per inch to which places in a PDF are rounded
Also = Callable[[QPainter], None]  # paints over a drawing what is no piece of it: curves
STAND_INS = ("Helvetica", "Arial", "sans-serif")  # used if the typeface is not installed


class Figure(Struct, frozen=True, eq=False):
    """A drawing, and the function that paints over it."""

    drawing: Drawing
    also: Also | None = None


def figure(
    drawing: Drawing, look: Look, form: Format, *, title: str = "", scale: float = 2.0, also: Also | None = None
) -> bytes:
    """The bytes of a file; `scale` enlarges a PNG, whose pixels are counted, and `title` names an SVG or a PDF.

    Raises ValueError with a sentence for a PNG of too many pixels.
    """
    match form:
        case "svg":
            return _svg(drawing, look, title, also)
        case "png":
            return bytes_of(picture(drawing, look, scale, also))
        case "pdf":
            return _pdf(drawing, look, title, also)


def picture(drawing: Drawing, look: Look, scale: float = 2.0, also: Also | None = None) -> QImage:
    """The drawing in pixels, `scale` of them for one of its own. Raises ValueError with a sentence if there are too many."""
    width, height = max(round(drawing.width * scale), 1), max(round(drawing.height * scale), 1)
    if width * height > MOST_PIXELS:
        raise ValueError(tr("A picture of {w} × {h} is too large; choose a smaller scale.", w=width, h=height))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        _paint(painter, drawing, look, also)
    image.setDotsPerMeterX(round(DOTS_PER_INCH * scale / 0.0254))
    image.setDotsPerMeterY(round(DOTS_PER_INCH * scale / 0.0254))
    return image


def look_of(theme: str) -> Look:
    """The colours of a theme by its name. Raises KeyError if there is none."""
    return LOOKS[theme]


def _svg(drawing: Drawing, look: Look, title: str, also: Also | None) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_PER_INCH)
    generator.setSize(QSize(round(drawing.width), round(drawing.height)))
    generator.setViewBox(QRectF(0, 0, drawing.width, drawing.height))
    generator.setTitle(on_one_line(title) or "ConvStudio")
    generator.setDescription(tr("Drawn by ConvStudio"))
    with QPainter(generator) as painter:
        _paint(painter, drawing, look, also)
    written = bytes(buffer.data().data()).decode("utf-8")
    return re.sub(r'font-family="([^"]*)"', _families, written).encode("utf-8")


def _families(found: re.Match[str]) -> str:
    """The families of the typeface, followed by others, so that no viewer uses one with serifs."""
    return f'font-family="{",".join((*FAMILIES, *STAND_INS))}"'


def _pdf(drawing: Drawing, look: Look, title: str, also: Also | None) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    points = QSizeF(drawing.width, drawing.height) * (72 / DOTS_PER_INCH)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(FINE)
    writer.setTitle(on_one_line(title))
    writer.setCreator("ConvStudio")
    with QPainter(writer) as painter:
        painter.scale(FINE / DOTS_PER_INCH, FINE / DOTS_PER_INCH)
        _paint(painter, drawing, look, also)
    return bytes(buffer.data().data())


def _paint(painter: QPainter, drawing: Drawing, look: Look, also: Also | None) -> None:
    fill(painter, QRectF(0, 0, drawing.width, drawing.height), QColor(look.card))
    draw_drawing(painter, drawing, look)
    if also:
        also(painter)


def bytes_of(image: QImage) -> bytes:
    """The picture as a PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, which it does not take
    return bytes(buffer.data().data())


def on_one_line(text: str) -> str:
    """A text on one line, with only those characters that every file may hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()
