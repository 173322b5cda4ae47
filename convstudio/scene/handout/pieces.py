"""The pieces of a page, one below the other: headings, text, drawings, lines to write on, answers to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.layout.values import Box, Drawing, Item, Measure, Rect, Style, Words
from convstudio.scene.layout.wrap import wrapped
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import tr

LEADING = 1.32  # times the height of a line of text
WRITING = 30.0  # units from one line to write on to the next
TICK, BESIDE_TICK = 11.0, 20.0
INDENT, PAD = 18.0, 8.0
NAME_LINE = 150.0  # units of the line for a name


class Piece(Struct, frozen=True, eq=False):
    """A drawing with a gap before it. If it `holds`, it stays with the next piece; if it `breaks`, it begins a page."""

    drawing: Drawing
    gap: float = 10.0
    holds: bool = False
    left: float = 0.0
    scale: float = 1.0
    breaks: bool = False

    @property
    def high(self) -> float:
        """Its height in units, without the gap."""
        return self.drawing.height * self.scale


def together(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, kept on one page if possible."""
    found = list(pieces)
    yield from (replace(piece, holds=True) for piece in found[:-1])
    yield from (replace(piece, holds=False) for piece in found[-1:])


def text(
    line: Line, width: float, measure: Measure, *, style: Style = "plain", gap: float = 8.0, marker: str = ""
) -> Iterator[Piece]:
    """A paragraph with one piece for each line, so that it can continue on the next page; `marker` comes before it."""
    indent = INDENT if marker else 0.0
    high = measure.height(style) * LEADING
    lines = wrapped(line, width - indent, style, measure)
    for place, part in enumerate(lines):
        items: list[Item] = [Words(part, Rect(indent, 0, width - indent, high), style)]
        if marker and place == 0:
            items.append(Words((Run(marker),), Rect(0, 0, indent, high), style))
        yield Piece(Drawing(width, high, tuple(items)), gap if place == 0 else 0.0, holds=place == 0 and len(lines) > 1)


def heading(title: str, width: float, measure: Measure, *, style: Style = "title", gap: float = 22.0) -> Iterator[Piece]:
    """A title, which stays with the piece after it."""
    high = measure.height(style) * LEADING
    for place, part in enumerate(wrapped((Run(title, "strong"),), width, style, measure)):
        yield Piece(Drawing(width, high, (Words(part, Rect(0, 0, width, high), style),)), 0.0 if place else gap, holds=True)


def set_off(lines: list[Line], width: float, measure: Measure, *, gap: float = 8.0) -> Piece:
    """Lines on a ground of their own, not wrapped."""
    high = measure.height("plain") * LEADING
    drawn = (
        Words(line, Rect(PAD + 4, PAD / 2 + place * high, width - 2 * PAD, high), "plain") for place, line in enumerate(lines)
    )
    whole = Rect(0, 0, width, high * len(lines) + PAD)
    return Piece(Drawing(width, whole.height, (Box(whole, "pale"), *drawn)), gap)


def picture(drawing: Drawing, width: float, *, gap: float = 12.0, holds: bool = True) -> Piece:
    """A drawing, made smaller if it is wider than the page. It has a margin of its own already."""
    return Piece(drawing, gap, holds=holds, scale=min(1.0, width / max(drawing.width, 1.0)))


def to_write(label: Line, width: float, measure: Measure, *, lines: int = 1, share: float = 1.0) -> Piece:
    """A label with lines to write on after and below it, `share` of the width."""
    across = measure.width(label, "plain") + (8.0 if label else 0.0)
    high = measure.height("plain")
    end = width * share
    items: list[Item] = [Words(label, Rect(0, WRITING - high - 1, across, high), "plain")] if label else []
    for place in range(lines):
        left = across if place == 0 else 0.0
        items.append(Box(Rect(left, place * WRITING, max(end - left, 60.0), WRITING), "rule"))
    return Piece(Drawing(width, WRITING * lines + 2, tuple(items)), 2.0)


def to_tick(options: list[Line], width: float, measure: Measure) -> Iterator[Piece]:
    """Answers, each with a box to tick."""
    high = measure.height("plain") * LEADING
    for option in options:
        lines = wrapped(option, width - BESIDE_TICK, "plain", measure)
        tick = Box(Rect(1, (high - TICK) / 2, TICK, TICK), "tick")
        drawn = (Words(line, Rect(BESIDE_TICK, place * high, width, high)) for place, line in enumerate(lines))
        yield Piece(Drawing(width, high * len(lines), (tick, *drawn)), 5.0)


def head(title: str, width: float, measure: Measure) -> Iterator[Piece]:
    """The head of a sheet: its title, and lines for a name and a date."""
    high = measure.height("plain")
    name, date = tr("Name"), tr("Date")
    left = measure.width((Run(name),), "plain") + 8
    middle = width * 0.62
    across = middle + measure.width((Run(date),), "plain") + 8
    yield Piece(Drawing(width, high + 8, (
        Words((Run(name, "muted"),), Rect(0, 0, left, high)), Box(Rect(left, 0, middle - left - 16, high), "rule"),
        Words((Run(date, "muted"),), Rect(middle, 0, across, high)), Box(Rect(across, 0, width - across, high), "rule"),
    )), 0.0)  # fmt: skip
    yield from heading(title, width, measure, style="heading", gap=12.0)
