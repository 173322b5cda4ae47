"""Breaking lines of text between words, and putting them below a drawing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from convstudio.scene.layout.values import Drawing, Item, Measure, Rect, Style, Words
from convstudio.scene.words.breaks import pieces
from convstudio.scene.words.text_runs import Line, Run

LINE_SPACING = 1.2
MARGIN, BELOW = 16.0, 10.0  # pixels beside lines below a drawing, and under them


def wrapped(line: Line, width: float, style: Style, measure: Measure) -> list[Line]:
    """A line broken into lines of at most `width` pixels; a wider word stays whole."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for run in line:
        for word in pieces(run.text):
            piece = replace(run, text=word)
            if lines[-1] and used + measure.width((replace(run, text=word.rstrip()),), style) > width:
                lines.append([])
                used, piece = 0.0, replace(run, text=word.lstrip())
            used += measure.width((piece,), style)
            if lines[-1] and lines[-1][-1].meaning == run.meaning:
                piece = replace(piece, text=lines[-1].pop().text + piece.text)
            lines[-1].append(piece)
    return [(*pieces[:-1], replace(pieces[-1], text=pieces[-1].text.rstrip())) if pieces else () for pieces in lines]


def with_lines(drawings: Sequence[Drawing], told: Sequence[Sequence[Line]], measure: Measure) -> list[Drawing]:
    """Drawings of one size with lines below each; all get the height that the one with most lines needs."""
    high = measure.height("plain") * LINE_SPACING
    broken = [
        [piece for line in lines for piece in wrapped(line, drawing.width - 2 * MARGIN, "plain", measure)]
        for drawing, lines in zip(drawings, told, strict=True)
    ]
    most = max(map(len, broken), default=0)
    return [
        Drawing(drawing.width, drawing.height + most * high + BELOW, (*drawing.items, *_below(drawing, lines, high)))
        for drawing, lines in zip(drawings, broken, strict=True)
    ]


def _below(drawing: Drawing, lines: list[Line], high: float) -> list[Item]:
    width = drawing.width - 2 * MARGIN
    return [Words(line, Rect(MARGIN, drawing.height + place * high, width, high)) for place, line in enumerate(lines)]
