"""Drawing lines of runs: formulas and arithmetic, wrapped to a width."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QStaticText

from convstudio.painting.cells import colour, reads_dark
from convstudio.painting.cells.texts import DARK_INK, LIGHT_INK
from convstudio.painting.inks import ink, pen
from convstudio.painting.palette import Look
from convstudio.painting.typeface import laid_out, stressed
from convstudio.scene.layout import Rect
from convstudio.scene.matrix import Scale
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.words.breaks import is_han, pieces
from convstudio.scene.words.text_runs import Line, Run

CHIP_ROOM, OUT = 4.0, 2  # pixels between a chip's edge and its number; and by which its outline extends beyond it, at most
CHIPS = ("value", "weight", "padding")  # the meanings of runs that are numbers in a frame
_PLACE = re.compile(r"(?<![\d.,])(\d\d+)(?![\d.])")  # the number of a row or column, or another whole number
_COMMA = re.compile(r"(?<=[^\]], )")  # behind which something else may change
SENTENCE, HAN_SENTENCE = 24, 10  # characters from which a text is broken between its words
Scales = dict[MatrixId, Scale]
Span = tuple[float, float]
EVERYWHERE: Sequence[Span] = ((-math.inf, math.inf),)
NOWHERE: Span = (math.inf, math.inf)
OVER = 3  # pixels by which a letter may extend beyond its place


class Clause(Struct, frozen=True, eq=False):
    """A part of a text: laid out, or None (see `laid_out`); how far its baseline lies below its top; and its width."""

    text: str
    static: QStaticText | None
    ascent: float
    width: float


class Placed(Struct, frozen=True):
    """A run with the place where it is drawn."""

    run: Run
    rect: Rect
    baseline: float


def place(lines: tuple[Line, ...], font: str, width: float) -> tuple[list[Placed], float]:
    """All runs at their places in an area of some width, and the height that they take. `font` is the key of a QFont.

    Sentences wrap like text, sums before a plus; only what is wider than the area is broken anywhere.
    """
    metrics = _measures(font)["plain"]
    height, ascent = metrics.height() + 8, metrics.ascent()
    placed: list[Placed] = []
    y = 0.0
    for line in lines:
        x, row = 0.0, len(placed)  # where the row begins
        for whole in line:
            advance = _advance(whole, font)
            words = [(run, _advance(run, font)) for run in _words(whole)] if x + advance > width else ((whole, advance),)
            for run, advance in words:
                while x and x + advance > width:
                    end = _end_of_row(placed, row, run.text)
                    start = placed[end].rect.left if end < len(placed) else x
                    placed[end:] = [_moved(item, -start, height) for item in placed[end:]]
                    x, y, row = x - start, y + height, end
                placed.append(Placed(run, Rect(x, y, advance, height), y + 4 + ascent))
                x += advance
        y += height
    return placed, y


def _end_of_row(placed: list[Placed], row: int, text: str) -> int:
    """How many runs of those that are placed remain, of a row that begins at `row`, if `text` has no room behind them."""
    following = text
    for end in range(len(placed), row, -1):
        before = placed[end - 1].run.text
        if _may_break(before, following):
            return end
        following = before
    return len(placed)  # all of it is one piece


def _may_break(before: str, text: str) -> bool:
    """Whether a line may end between two texts: at a space, but not behind an operator; in Chinese anywhere."""
    return text.startswith(" ") or (before.endswith(" ") and not before.startswith(" ")) or is_han(before) or is_han(text)


def _moved(item: Placed, right: float, down: float) -> Placed:
    left, top, wide, high = item.rect
    return Placed(item.run, Rect(left + right, top + down, wide, high), item.baseline + down)


def _words(run: Run) -> tuple[Run, ...]:
    """A sentence word by word; anything shorter, and every chip, as one piece."""
    long = len(run.text) >= (HAN_SENTENCE if is_han(run.text) else SENTENCE)
    if not long or run.meaning in CHIPS:
        return (run,)
    words = pieces(run.text) if is_han(run.text) else re.findall(r"\s*\S+\s*", run.text)
    return tuple(replace(run, text=word) for word in words)


def draw_runs(
    painter: QPainter, placed: list[Placed], font: str, look: Look, scales: Scales, seen: Sequence[Span] = EVERYWHERE
) -> None:
    """Draw runs that are placed in a font, and of texts what is `seen`; chips have the colour that their number has in its
    matrix.
    """
    current, fonts, ratio = "", _fonts(font), painter.device().devicePixelRatioF()
    for item in placed:
        kind = kind_of(item.run)
        if kind != current:
            current = kind
            painter.setFont(fonts[kind])
        if item.run.meaning == "padding":
            _draw_dashed(painter, item, font, look)
            continue
        if item.run.matrix is not None and is_chip(item.run, scales):
            _draw_chip(painter, item, font, look, scales[item.run.matrix], ratio)
            continue
        painter.setPen(_ink(item.run.meaning, look))
        drop = 3.0 if kind == "sub" else 0.0
        draw_text(painter, item.run.text, font, item.rect.left, item.baseline + drop, kind, seen)


def is_chip(run: Run, scales: Scales) -> bool:
    """Whether a run is drawn in a frame, rather than as text."""
    return run.meaning == "padding" or (run.meaning in CHIPS and run.matrix in scales)


def draw_text(
    painter: QPainter,
    text: str,
    font: str,
    left: float,
    baseline: float,
    kind: str = "plain",
    seen: Sequence[Span] = EVERYWHERE,
) -> None:
    """Write a text in the painter's font, which is one for a kind of runs; `font` is the key of the plain one.

    Only those parts are written that are `seen` from some x to another; these spans begin in rising order.
    """
    spans = iter(seen)
    start, end = next(spans, NOWHERE)
    for clause in _laid_out(text, kind, font)[0]:
        right = left + clause.width
        while end <= left - OVER:
            start, end = next(spans, NOWHERE)
        if start < right + OVER:
            if clause.static is None:
                painter.drawText(QPointF(left, baseline), clause.text)
            else:
                painter.drawStaticText(QPointF(left, baseline - clause.ascent), clause.static)
        left = right


def differing(before: str, after: str, font: str, kind: str = "plain") -> list[Span]:
    """From where to where two texts look different, in pixels from their left edge; once their parts are not equally wide,
    from there to their ends.
    """
    (was, was_wide), (now, wide) = _laid_out(before, kind, font), _laid_out(after, kind, font)
    found: list[Span] = []
    left = 0.0
    for old, new in zip_longest(was, now):
        if old is None or new is None or old.width != new.width:
            return [*found, (left - OVER, max(was_wide, wide) + OVER)]
        if old.text != new.text:
            start = found.pop()[0] if found and found[-1][1] >= left - OVER else left - OVER
            found.append((start, left + new.width + OVER))
        left += new.width
    return found


def sides(rects: Iterable[QRect]) -> list[Span]:
    """From where to where some rectangles reach, in rising order."""
    return sorted([(rect.left(), rect.right() + 1) for rect in rects])


@lru_cache(maxsize=2048)  # most numbers of a line were in the one before
def _laid_out(text: str, kind: str, key: str) -> tuple[tuple[Clause, ...], float]:
    """The clauses of a text, most of which are known if the text is new, and its width."""
    clauses = tuple(_clause(clause, kind, key) for clause in _clauses(text))
    return clauses, sum(clause.width for clause in clauses)


def _clauses(text: str) -> list[str]:
    """A text in parts: the words between the numbers of rows and columns, which stay the same from cell to cell, and the
    digits of these, which are equally wide in this typeface: so no number has to be laid out.
    """
    parts = _PLACE.split(text)  # by turns words and a number
    found = [piece for place, part in enumerate(parts) for piece in (part if place % 2 else _COMMA.split(part)) if piece]
    return found or [""]


@lru_cache(maxsize=2048)
def _clause(text: str, kind: str, font: str) -> Clause:
    static, ascent = laid_out(text, _fonts(font)[kind])
    return Clause(text, static, ascent, _measures(font)[kind].horizontalAdvance(text))


def _draw_chip(painter: QPainter, item: Placed, key: str, look: Look, scale: Scale, ratio: float) -> None:
    left, top = round(item.rect.left + 1), round(item.rect.top + 2)  # whole pixels, so that its edges are sharp
    size = round(item.rect.right - 1) - left, round(item.rect.bottom - 2) - top
    frame, number_ink = _chip(*size, item.run.number, scale, look, now=item.run.now, ratio=ratio)
    painter.drawImage(QPointF(left - OUT, top - OUT), frame)
    painter.setPen(number_ink)
    draw_text(painter, item.run.text, key, item.rect.left + CHIP_ROOM + 1, item.baseline)


@lru_cache(maxsize=512)  # a sum asks for all of its chips again wherever one points
def _chip(wide: int, high: int, number: float, scale: Scale, look: Look, *, now: bool, ratio: float) -> tuple[QImage, QColor]:
    """The frame of a number, and the colour in which the number reads well on it."""
    frame = _frame(wide, high, colour(look, scale, number), look, now=now, ratio=ratio)
    return frame, DARK_INK if reads_dark(look, scale, number) else LIGHT_INK


@lru_cache(maxsize=512)  # a sum has dozens, most of which were there before: to draw one anew takes five times as long
def _frame(wide: int, high: int, ground: int, look: Look, *, now: bool, ratio: float) -> QImage:
    """A chip without its number, with room for its outline around it."""
    frame = QImage(
        math.ceil((wide + 2 * OUT) * ratio), math.ceil((high + 2 * OUT) * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    frame.setDevicePixelRatio(ratio)
    frame.fill(0)
    with QPainter(frame) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_edge(now, look))
        painter.setBrush(ink(ground))
        painter.drawRoundedRect(QRectF(OUT + 0.5, OUT + 0.5, wide - 1, high - 1), 4, 4)
    return frame


def _draw_dashed(painter: QPainter, item: Placed, key: str, look: Look) -> None:
    """Draw the value of a padding cell: a chip that is pale and dashed, like the cell itself."""
    painter.setPen(_edge(True, look) if item.run.now else QPen(QColor(look.muted), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(*item.rect).adjusted(1, 2, -1, -2), 4, 4)
    painter.setPen(QColor(look.muted))
    draw_text(painter, item.run.text, key, item.rect.left + CHIP_ROOM + 1, item.baseline)


def _edge(now: bool, look: Look) -> QPen:
    """The pen of a chip's outline, which is as strong as the mark in the matrix while its term is the current one."""
    return pen(look.product, 3.0) if now else pen(look.border)


def _ink(meaning: str, look: Look) -> QColor:
    inks = {"muted": look.muted, "warning": look.warning}
    return ink(inks.get(meaning, look.text))


def fonts_of(font: QFont) -> dict[str, QFont]:
    """The fonts for the kinds of runs."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.75)
    return {"plain": font, "strong": stressed(font), "sub": small}


@lru_cache(maxsize=8)
def _fonts(key: str) -> dict[str, QFont]:
    font = QFont()
    font.fromString(key)
    return fonts_of(font)


@lru_cache(maxsize=8)
def _measures(key: str) -> dict[str, QFontMetricsF]:
    return {kind: QFontMetricsF(own) for kind, own in _fonts(key).items()}


def text_width(text: str, font: str, kind: str = "plain") -> float:
    """The width of a text in pixels, in the font for a kind of runs; `font` is the key of the plain one."""
    return _laid_out(text, kind, font)[1]


def kind_of(run: Run) -> str:
    """The kind of a run, which has a font of its own."""
    return run.meaning if run.meaning in ("strong", "sub") else "plain"


def _advance(run: Run, key: str) -> float:
    room = 2 * CHIP_ROOM + 2 if run.meaning in CHIPS else 0.0
    return text_width(run.text, key, kind_of(run)) + room


def line_width(line: Line, font: str) -> float:
    """The width of a line, unwrapped, in pixels. `font` is the key of a QFont."""
    return sum(_advance(run, font) for run in line)
