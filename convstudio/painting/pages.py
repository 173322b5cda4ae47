"""Pages on paper as a PDF, and each page as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter

from convstudio.painting.drawing import draw_drawing
from convstudio.painting.figure import FINE, on_one_line
from convstudio.painting.fill import fill
from convstudio.painting.palette import PRINT, Look
from convstudio.scene.handout import Page, Paper
from convstudio.scene.handout.paper import POINTS

INCH = 72.0  # points


def pages_as_pdf(pages: Sequence[Page], title: str = "", look: Look = PRINT) -> bytes:
    """The bytes of a PDF with all pages, of which there must be at least one."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(_size_of(pages[0].paper))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(FINE)
    writer.setTitle(on_one_line(title))
    writer.setCreator("ConvStudio")
    with QPainter(writer) as painter:
        for place, page in enumerate(pages):
            if place:
                writer.newPage()
            draw_page(painter, page, look, FINE / INCH * POINTS)
    return bytes(buffer.data().data())


def page_picture(page: Page, scale: float, look: Look = PRINT) -> QImage:
    """A page in pixels, `scale` of them per unit."""
    image = QImage(round(page.paper.width * scale), round(page.paper.height * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(look.card))
    with QPainter(image) as painter:
        draw_page(painter, page, look, scale)
    return image


def draw_page(painter: QPainter, page: Page, look: Look, scale: float) -> None:
    """Draw a page on any device, with `scale` device units per unit of the page."""
    painter.save()
    painter.scale(scale, scale)
    fill(painter, QRectF(0, 0, page.paper.width, page.paper.height), QColor(look.card))
    for placed in page.placed:
        painter.save()
        painter.translate(QPointF(*placed.at))
        painter.scale(placed.scale, placed.scale)
        draw_drawing(painter, placed.drawing, look)
        painter.restore()
    painter.restore()


def _size_of(paper: Paper) -> QPageSize:
    return QPageSize(QSizeF(paper.across, paper.down), QPageSize.Unit.Point, paper.name, QPageSize.SizeMatchPolicy.FuzzyMatch)
