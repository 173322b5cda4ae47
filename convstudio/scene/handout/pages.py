"""Putting pieces on pages, one below the other, with a footer on each page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct

from convstudio.scene.handout.paper import EDGE, FOOT, Paper
from convstudio.scene.handout.pieces import Piece
from convstudio.scene.layout.values import Box, Drawing, Measure, Point, Rect, words
from convstudio.words import tr


class Placed(Struct, frozen=True):
    """A drawing with its corner at a place on the page, enlarged by a factor."""

    drawing: Drawing
    at: Point
    scale: float = 1.0


class Page(Struct, frozen=True):
    """A page on some paper."""

    paper: Paper
    placed: tuple[Placed, ...]


def paged(pieces: Sequence[Piece], paper: Paper, title: str, measure: Measure) -> tuple[Page, ...]:
    """Pages with all pieces. A piece that belongs to the next one is not left alone at the foot of a page."""
    found: list[list[Placed]] = [[]]
    y = 0.0
    for group in _groups(pieces):
        high = sum(piece.gap + piece.high for piece in group)
        fresh = group[0].breaks and found[-1]
        if fresh or (found[-1] and y + high > paper.room[1]):
            found.append([])
            y = 0.0
        for piece in group:
            y += piece.gap if found[-1] else 0.0
            if found[-1] and y + piece.high > paper.room[1]:  # pieces that belong together do not fit on one page
                found.append([])
                y = 0.0
            found[-1].append(Placed(piece.drawing, Point(EDGE + piece.left, EDGE + y), piece.scale))
            y += piece.high
    pages = [each for each in found if each]
    return tuple(
        Page(paper, (*placed, Placed(_footer(paper, title, place, len(pages), measure), Point(EDGE, paper.height - EDGE))))
        for place, placed in enumerate(pages, 1)
    )


def without_answers(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces before the pages that begin with the answers."""
    return list(takewhile(lambda piece: not piece.breaks, pieces))


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces, grouped by what belongs together."""
    groups: list[list[Piece]] = []
    holds = False
    for piece in pieces:
        if holds and not piece.breaks:
            groups[-1].append(piece)
        else:
            groups.append([piece])
        holds = piece.holds
    return groups


def _footer(paper: Paper, title: str, page: int, pages: int, measure: Measure) -> Drawing:
    width, high = paper.room[0], measure.height("small")
    number = tr("page {n} of {pages}", n=page, pages=pages)
    line = Box(Rect(0, -6, width, 1), "rule")
    below = Rect(0, 2, width, high)
    return Drawing(
        width, FOOT, (line, words(title, below, "small", muted=True), words(number, below, "small", "right", muted=True))
    )
