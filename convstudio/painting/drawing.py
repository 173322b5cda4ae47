"""Paints a drawing on any device: the stage on the screen, a figure, a frame of an animation, a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QRegion, QStaticText

from convstudio.painting.beam import BEAM_WIDTH, Texts, draw_beam
from convstudio.painting.cells import CellImage, strip
from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.marks import draw_mark, ends_of, reach
from convstudio.painting.cells.matrix import draw_image, draw_matrix, is_vector
from convstudio.painting.cells.texts import CellTexts
from convstudio.painting.fill import fill
from convstudio.painting.inks import HOLLOW, SMOOTH, pen
from convstudio.painting.palette import Look
from convstudio.painting.typeface import Typeset, advance, family, font_of, laid_out, leaning, origin, spread
from convstudio.scene.layout import (
    Arrow,
    Badge,
    Bar,
    Beam,
    Box,
    Drawing,
    Item,
    Legend,
    Matrix,
    Photo,
    Rect,
    Slot,
    Style,
    Thumbnail,
    Words,
)
from convstudio.scene.layout.wrap import LINE_SPACING, wrapped
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import PanelId
from convstudio.scene.words.numbers import short
from convstudio.scene.words.text_runs import Line, Run

THUMB_RADIUS = 2.0
HEAD, LIT_HEAD, LIT_WIDTH = 9.0, 1.25, 2.5  # pixels of an arrow's head, the factor for a lit one, and the width of its line
RULE, PALE_GROUND = 0.8, "#f3f4f6"  # the width of a line to write on; the colour of a ground on paper, where the look has none
RADII = {"misfit": 0.0, "lit": 5.0, "ghost": 2.0, "tick": 1.5, "asked": 0.0, "pale": 4.0}
LOWERED = 0.2  # the share of the line's height by which a subscript is lower
PALE = 0.28  # the strength of a pale bar's colour
BREAK, BREAK_FROM_END = 7.0, 26.0  # pixels of the gap in a bar that breaks, and from it to the bar's end
DIMMED = 0.3  # the strength of an output that no longer exists


Ground = Words | Thumbnail | Box | Bar | Arrow  # what lies below the widgets of a screen
GROUND = get_args(Ground)
BEYOND = 4  # pixels by which lines and arrowheads extend beyond a piece
Images = dict[PanelId, CellImage]  # pictures kept from before, which are made again only where they changed


def draw_drawing(painter: QPainter, drawing: Drawing, look: Look, scale: float = 1.0) -> None:
    """Draw all pieces of a drawing, as on paper: a field on the screen becomes a number in a frame."""
    painter.setRenderHint(SMOOTH)
    for item in drawing.items:
        if isinstance(item, Beam):
            draw_beam(painter, item, look, drawing, scale, {})
        else:
            draw_item(painter, item, look, scale, {})


def ground_of(drawing: Drawing) -> tuple[Ground, ...]:
    """What lies below the widgets of a screen: words, frames, small pictures."""
    return tuple(item for item in drawing.items if isinstance(item, GROUND))


def draw_ground(painter: QPainter, ground: Iterable[Ground], look: Look, scale: float, asked: QRegion, images: Images) -> None:
    """Draw what lies below the widgets of a screen, as far as a region touches it."""
    painter.setRenderHint(SMOOTH)
    box = asked.boundingRect()
    top, bottom = box.top(), box.bottom() + 1
    for item in ground:
        if isinstance(item, Thumbnail):
            part = asked.intersected(with_marks(item, look)).boundingRect()
            if not part.isEmpty():
                painter.save()
                # Qt enlarges slowly in many rectangles at once; a pixel more, as its own clip may end between two of the screen
                painter.setClipRect(part.adjusted(-1, -1, 1, 1), Qt.ClipOperation.IntersectClip)
                _draw_thumbnail(painter, item, look, images)
                painter.restore()
            continue
        _left, y, _wide, high = item.rect
        if y - BEYOND >= bottom or y + high + BEYOND <= top:
            continue  # as for most pieces of a rail: to ask the region takes ten times as long
        if asked.intersects(touched(item, scale)):
            draw_item(painter, item, look, scale, images)


def draw_over(painter: QPainter, pieces: Iterable[Item], look: Look, behind: Drawing, scale: float, texts: Texts) -> None:
    """Draw what lies over the matrices of the drawing `behind`: the beams, and a window that does not fit."""
    painter.setRenderHint(SMOOTH)
    for item in pieces:
        if isinstance(item, Beam):
            draw_beam(painter, item, look, behind, scale, texts)
        elif isinstance(item, Box) and item.style == "misfit":
            _draw_box(painter, item, look)


def draw_item(painter: QPainter, item: Item, look: Look, scale: float, images: Images) -> None:
    """Draw one piece that lies for itself; a beam runs behind others."""
    match item:
        case Words():
            draw_words(painter, item, look, scale)
        case Matrix():
            draw_placed(painter, item, look)
        case Thumbnail():
            _draw_thumbnail(painter, item, look, images)
        case Legend():
            draw_legend(painter, item, look, scale)
        case Box():
            _draw_box(painter, item, look)
        case Bar():
            draw_bar(painter, item, look)
        case Arrow():
            draw_arrow(painter, item, look)
        case Badge():
            draw_badge(painter, item, look, scale)
        case Slot():
            _draw_slot(painter, item, look, scale)
        case Photo():
            _draw_photo(painter, item, look, scale)
        case _:
            pass


def touched(item: Ground, scale: float) -> QRect:
    """The pixels that a piece may touch, without the marks of a small picture."""
    rect, out = (spread(item, scale), 2) if isinstance(item, Words) else (item.rect, BEYOND)
    return _around(rect, out)


def _around(rect: Rect, out: int) -> QRect:
    return qrect(rect).adjusted(-out, -out, out, out).toAlignedRect()


def with_marks(item: Thumbnail, look: Look) -> QRect:
    """The pixels of a small picture, with the marks that extend into the padding, which it does not show."""
    around, (rows, columns) = _around(item.rect, BEYOND), item.scene.shape
    for mark in item.scene.marks:
        if _leaves(mark.rows, rows) or _leaves(mark.columns, columns):
            around |= reach(mark, thumb_grid(item.scene, qrect(item.rect)), look).toAlignedRect()
    return around


def _leaves(places: tuple[int, ...], size: int) -> bool:
    """Whether some of the rows or columns of a mark are not among those of a matrix."""
    if not places:
        return False
    first, last = ends_of(places)
    return first < 0 or last >= size


def qrect(rect: Rect) -> QRectF:
    """A rectangle as Qt's type."""
    return QRectF(*rect)


def grid_of(item: Matrix) -> Grid:
    """Where the cells of a placed matrix lie."""
    rows, columns = item.scene.shape
    return Grid(rows, columns, item.cell, item.left, item.top, item.scene.margins)


def draw_placed(painter: QPainter, item: Matrix, look: Look) -> None:
    """Draw a matrix in its place, as on the screen."""
    image = CellImage()
    image.show(item.scene, look)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(family())
    draw_matrix(painter, item.scene, grid_of(item), image, CellTexts(), look, qrect(item.whole).adjusted(-4, -4, 4, 4))
    painter.restore()


def draw_words(painter: QPainter, item: Words, look: Look, scale: float) -> None:
    """Draw a line of text, run by run."""
    x, baseline = origin(item, scale)
    as_text = is_vector(painter) or painter.deviceTransform().isScaling()  # as what is laid out is not spaced for it
    for part in _laid_out(item.line, item.style, scale):
        painter.setFont(part.font)
        painter.setPen(_ink(part.run, item.style, look))
        if as_text or part.static is None:
            painter.drawText(QPointF(x + part.left, baseline + part.below), part.text)
        else:
            painter.drawStaticText(QPointF(x + part.left, baseline + part.below - part.ascent), part.static)


class _Part(Struct, frozen=True, eq=False):
    """A run of a line, from its left edge and its baseline: as text, and laid out (see `laid_out`)."""

    run: Run
    text: str
    font: QFont
    left: float
    below: float
    static: QStaticText | None
    ascent: float


@lru_cache(maxsize=512)  # a sign or a name is painted again wherever a beam passes over it
def _laid_out(line: Line, style: Style, scale: float) -> tuple[_Part, ...]:
    found: list[_Part] = []
    left, high = 0.0, QFontMetricsF(font_of(style, scale)).height()
    for run in line:
        lowered = run.meaning == "sub"
        font = font_of("small" if lowered else style, scale, run.meaning == "strong")
        font = leaning(font) if run.meaning == "emphasis" else font
        bare = replace(run, text=run.text.lstrip())  # some viewers of figures drop a space before a text
        wide, below = advance(run, style, scale), LOWERED * high if lowered else 0.0
        static, ascent = laid_out(bare.text, font)
        found.append(_Part(run, bare.text, font, left + wide - advance(bare, style, scale), below, static, ascent))
        left += wide
    return tuple(found)


def _ink(run: Run, style: Style, look: Look) -> QColor:
    """The colour of a text; a faint one is as weak as a dimmed matrix."""
    muted = run.meaning in ("muted", "faint") or style in ("sign", "star")
    ink = QColor(look.warning if run.meaning == "warning" else look.muted if muted else look.text)
    if run.meaning == "faint":
        ink.setAlphaF(DIMMED)
    return ink


def draw_legend(painter: QPainter, item: Legend, look: Look, scale: float) -> None:
    """Draw a bar of colours, with the numbers at its ends and its middle."""
    bar = QRectF(item.rect.left + 0.5, item.rect.top + 0.5, item.rect.width - 1, 8)
    painter.drawImage(bar, strip(look, "grey" if item.scale.kind == "grey" else item.scale.colours))
    painter.setPen(QPen(QColor(look.border)))
    painter.setBrush(HOLLOW)
    painter.drawRect(bar)
    painter.setPen(QColor(look.muted))
    painter.setFont(font_of("small", scale))
    below = QRectF(item.rect.left, item.rect.top + 9, item.rect.width, max(item.rect.height - 9, 14))
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, short(item.scale.low))
    painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, short(item.scale.high))
    if item.scale.kind == "signed":
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, "0")


def draw_thumb(painter: QPainter, scene: MatrixScene, rect: QRectF, look: Look, image: CellImage) -> QRectF:
    """Draw a matrix without numbers, as large as fits into a rectangle. Return where it lies."""
    image.show(scene, look)
    grid = thumb_grid(scene, rect)
    place = grid.inner
    if scene.dimmed:
        painter.setOpacity(DIMMED)
    draw_image(painter, image, grid, (range(grid.rows), range(grid.columns)), in_parts=False)
    if scene.dimmed:
        painter.setOpacity(1.0)
    painter.setPen(pen(look.border))
    painter.setBrush(HOLLOW)
    painter.setRenderHint(SMOOTH, False)  # a part of a smooth line differs from that of the whole
    painter.drawRect(place)
    painter.setRenderHint(SMOOTH)
    for mark in scene.marks:
        if mark.role not in ("meant", "highlight"):
            draw_mark(painter, mark, grid, look)
    return place


def thumb_grid(scene: MatrixScene, rect: QRectF) -> Grid:
    """Where the cells of a thumbnail lie in a rectangle: as large as possible, horizontally centred, at the top."""
    rows, columns = scene.shape
    cell = min(rect.width() / columns, rect.height() / rows)
    return Grid(rows, columns, cell, rect.left() + (rect.width() - cell * columns) / 2, rect.top())


def _draw_thumbnail(painter: QPainter, item: Thumbnail, look: Look, images: Images) -> None:
    image = images.get(item.scene.panel)
    if image is None:
        image = images[item.scene.panel] = CellImage()
    place = draw_thumb(painter, item.scene, qrect(item.rect), look, image)
    if item.chosen:
        painter.setPen(QPen(QColor(look.accent), 2))
        painter.drawRoundedRect(place.adjusted(-3, -3, 3, 3), THUMB_RADIUS, THUMB_RADIUS)


def _draw_box(painter: QPainter, item: Box, look: Look) -> None:
    rect = qrect(item.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    match item.style:
        case "card":
            painter.setPen(QPen(QColor(look.border), 1))
            painter.setBrush(QColor(look.card))
        case "chosen":
            painter.setPen(QPen(QColor(look.highlight), 1.5))
            painter.setBrush(QColor(look.highlight_soft))
        case "dashed":
            painter.setPen(QPen(QColor(look.muted), 1, Qt.PenStyle.DashLine))
            painter.setBrush(HOLLOW)
        case "misfit":
            painter.setPen(QPen(QColor(look.warning), 2, Qt.PenStyle.DashLine))
            painter.setBrush(HOLLOW)
        case "lit":
            painter.setPen(QPen(QColor(look.highlight), 2))
            painter.setBrush(QColor(look.highlight_soft))
        case "ghost":
            painter.setPen(QPen(QColor(look.muted), 1, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(look.sunken))
        case "chip":
            painter.setPen(QPen(QColor(look.border), 1))
            painter.setBrush(QColor(look.sunken))
        case "asked":
            painter.setPen(QPen(QColor(look.highlight), 2.5))
            painter.setBrush(HOLLOW)
        case "rule":
            painter.setPen(QPen(QColor(look.muted), RULE))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
            return
        case "tick":
            painter.setPen(QPen(QColor(look.text), 1))
            painter.setBrush(HOLLOW)
        case "pale":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(PALE_GROUND if look.name == "print" else look.sunken))
    radius = RADII.get(item.style, 8.0)
    painter.drawRoundedRect(rect, radius, radius)
    painter.setBrush(HOLLOW)


def draw_bar(painter: QPainter, item: Bar, look: Look) -> None:
    """Draw a bar; one that breaks has a gap with slanted edges near its end."""
    rect = qrect(item.rect)
    colours = {
        "accent": look.accent, "soft": look.accent, "muted": look.muted, "lit": look.highlight, "reader": look.reader,
        "dashed": look.muted, "line": look.muted, "card": look.card,
    }  # fmt: skip
    ink = QColor(colours[item.style])
    if item.style in ("soft", "dashed", "muted"):
        painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine if item.style == "dashed" else Qt.PenStyle.SolidLine))
        ink.setAlphaF(PALE if item.style != "dashed" else 0.0)
        painter.setBrush(ink)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        fill(painter, rect, ink)
    painter.setBrush(HOLLOW)
    if item.breaks:
        _draw_break(painter, rect, look)


def _draw_break(painter: QPainter, rect: QRectF, look: Look) -> None:
    """Draw a gap that shows the card below, with a line at each of its edges."""
    right, slant = rect.right() - BREAK_FROM_END, rect.height() / 3
    edges = [(QPointF(x + slant, rect.top() - 2), QPointF(x - slant, rect.bottom() + 2)) for x in (right - BREAK, right)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.card))
    painter.drawPolygon(QPolygonF([edges[0][0], edges[1][0], edges[1][1], edges[0][1]]))
    painter.setBrush(HOLLOW)
    painter.setPen(QPen(QColor(look.text), 1.2))
    painter.drawLines([QLineF(*edge) for edge in edges])


def draw_arrow(painter: QPainter, item: Arrow, look: Look) -> None:
    """Draw a line with a head and slightly rounded corners."""
    ink = QColor(look.highlight if item.lit else look.muted)
    pen = QPen(ink, LIT_WIDTH if item.lit else BEAM_WIDTH, Qt.PenStyle.DashLine if item.dashed else Qt.PenStyle.SolidLine)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    points = [QPointF(*point) for point in item.points]
    last = QLineF(points[-2], points[-1])
    length = HEAD * (LIT_HEAD if item.lit else 1.0)
    base = last.pointAt(max(1 - length / max(last.length(), length), 0.0))
    painter.setPen(pen)
    painter.setBrush(HOLLOW)
    painter.drawPolyline([*points[:-1], base])
    side = last.normalVector().unitVector()
    across = QPointF(side.dx(), side.dy()) * length * 0.5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([points[-1], base + across, base - across]))
    painter.setBrush(HOLLOW)


def draw_badge(painter: QPainter, item: Badge, look: Look, scale: float) -> None:
    """Draw a number in a disc."""
    painter.setPen(QPen(QColor(look.highlight if item.lit else look.accent), 1))
    painter.setBrush(QColor(look.highlight if item.lit else look.accent_soft))
    painter.drawEllipse(qrect(item.rect).adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setBrush(HOLLOW)
    painter.setPen(QColor(look.card if item.lit else look.accent))
    painter.setFont(font_of("small", scale, strong=True))
    painter.drawText(qrect(item.rect), Qt.AlignmentFlag.AlignCenter, str(item.number))


def _draw_slot(painter: QPainter, item: Slot, look: Look, scale: float) -> None:
    """Draw the content of a field in a plain frame; nothing for buttons."""
    if item.name == "bracket":
        draw_bracket(painter, qrect(item.rect), look)
    if not item.line:
        return
    if item.framed:
        painter.setPen(QPen(QColor(look.border), 1))
        painter.setBrush(QColor(look.card))
        painter.drawRoundedRect(qrect(item.rect).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setBrush(HOLLOW)
    if item.framed or sum(advance(run, "small", scale) for run in item.line) <= item.rect.width:
        style: Style = "plain" if item.framed else "small"
        draw_words(painter, Words(item.line, item.rect, style, "centre" if item.framed else "left"), look, scale)
        return
    left, top, width, _height = item.rect
    high = QFontMetricsF(font_of("plain", scale)).height() * LINE_SPACING
    for place, line in enumerate(wrapped(item.line, width, "plain", Typeset(scale))):
        draw_words(painter, Words(line, Rect(left, top + place * high, width, high), "plain"), look, scale)


def _draw_photo(painter: QPainter, item: Photo, look: Look, scale: float) -> None:
    from PySide6.QtGui import QImageReader  # imported late: few drawings have photos

    reader = QImageReader(str(item.path))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        draw_words(painter, Words((Run(item.words, "muted"),), item.rect), look, scale)
        return
    left, top, width, height = item.rect
    size = QSizeF(image.size()).scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRectF(left, top, size.width(), size.height()), image)


def draw_bracket(painter: QPainter, rect: QRectF, look: Look) -> None:
    """Draw the bracket from the input of the layer on the stage to its output."""
    left, top, right, bottom = (round(side) for side in (rect.left(), rect.top(), rect.right(), rect.bottom()))
    for stroke in (
        QRectF(left, top, right - left, 1.5),
        QRectF(left, top, 1.5, bottom - top),
        QRectF(right, top, -1.5, bottom - top),
    ):
        fill(painter, stroke.normalized(), QColor(look.accent))
