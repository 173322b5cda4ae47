"""What is seen moving when one drawing replaces another: matrices to their new places, padding from outside, and chips of a
pixel and its weight into their product.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from convstudio.scene.layout.values import Drawing, Matrix, Rect
from convstudio.scene.matrix.focus import PanelId, Spot

AT_WORK = "product"  # the role of the cells that a step multiplies, and of their product


class Move(Struct, frozen=True):
    """A part of the drawing, with the place where it was and the one where it is now (`end`); one that `appears` is new.

    It is a part of the picture of a `panel`, or of the whole drawing (None).
    """

    start: Rect
    end: Rect
    appears: bool = False
    panel: PanelId | None = None


def moves(before: Drawing, after: Drawing) -> tuple[Move, ...]:
    """How the matrices of a drawing get to their places; () if no matrix that was there before is in another place."""
    places = {item.panel: item for item in before.matrices}
    if not any(_moved(places.get(item.panel), item) for item in after.matrices):
        return ()
    return tuple(move for item in after.matrices for move in _of(places.get(item.panel), item))


def flights(drawing: Drawing, spot: Spot | None) -> tuple[Move, ...]:
    """A pixel and its weight on their way into their product, or into the output cell (`spot`) if no products are shown."""
    lit = [(item, mark.rows[0], mark.columns[0]) for item in drawing.matrices for mark in item.scene.marks
           if mark.role == AT_WORK and len(mark.rows) == len(mark.columns) == 1]  # fmt: skip
    into = [_cell(*cell) for cell in lit if cell[0].panel.matrix.kind == "product"] or _spot_cell(drawing, spot)
    sources = [_cell(*cell) for cell in lit if cell[0].panel.matrix.kind != "product"]
    return tuple(Move(source, into[0]) for source in sources) if into else ()


def _moved(before: Matrix | None, after: Matrix) -> bool:
    return before is not None and before.whole != after.whole


def _of(before: Matrix | None, after: Matrix) -> Iterator[Move]:
    if before is None:
        yield Move(after.whole, after.whole, appears=True, panel=after.panel)
    elif before.scene.margins == after.scene.margins:
        yield Move(before.whole, after.whole, panel=after.panel)
    else:
        yield Move(before.inner, after.inner, panel=after.panel)
        yield from _padding(after)


def _padding(item: Matrix) -> Iterator[Move]:
    """The four strips of padding, each coming from outside by its own thickness."""
    above, below, left, right = (side * item.cell for side in item.scene.margins)
    outer, inner = item.outer, item.inner
    for thick, x, y, strip in (
        (above, 0, -1, Rect(outer.left, outer.top, outer.width, above)),
        (below, 0, 1, Rect(outer.left, inner.bottom, outer.width, below)),
        (left, -1, 0, Rect(outer.left, inner.top, left, inner.height)),
        (right, 1, 0, Rect(inner.right, inner.top, right, inner.height)),
    ):
        if thick:
            outside = Rect(strip.left + x * thick, strip.top + y * thick, strip.width, strip.height)
            yield Move(outside, strip, appears=True, panel=item.panel)


def _spot_cell(drawing: Drawing, spot: Spot | None) -> list[Rect]:
    found = _matrix(drawing, spot.panel) if spot else None
    return [_cell(found, spot.row, spot.column)] if spot and found else []


def _matrix(drawing: Drawing, panel: PanelId) -> Matrix | None:
    return next((item for item in drawing.matrices if item.panel == panel), None)


def _cell(item: Matrix, row: int, column: int) -> Rect:
    return item.block((row, row), (column, column))
