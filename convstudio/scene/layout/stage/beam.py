"""The beam: from the edges of the window to the kernel, and on to the cell that comes out.

It is drawn as two lines across the cells, filled only in the gutters between the matrices, never over numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from convstudio.scene.layout.stage.subject import Row, Subject
from convstudio.scene.layout.values import Beam, Item, Matrix, Point, Rect
from convstudio.scene.matrix.links import Mark


def beams(found: Sequence[Item], row: Row, what: Subject) -> list[Beam]:
    """The beam of one channel: through its slice of the chosen output's kernel, or straight to the output."""
    x = _matrix(found, row.x)
    y = _matrix(found, what.y) if what.y else None
    window = _marked(x, "window") if x else None
    if x is None or window is None:
        return []
    slice_ = row.kernels[what.chosen] if row.kernels and what.chosen is not None else None
    kernel = _matrix(found, slice_) if slice_ else None
    cell = _marked(y, "focus") if y else None
    made: list[Beam] = []
    if what.is_off:
        return [_past(window, cell)] if cell else []
    if kernel:
        first = min(k.inner.left for k in (_matrix(found, k) for k in row.kernels) if k)
        made.append(_between(window, x.outer.right, kernel.inner, kernel.inner.left, first))
        if cell and y and len(what.rows) == 1 and what.chosen == len(what.outs) - 1:
            made.append(_between(kernel.inner, kernel.inner.right, cell, y.outer.left))
    elif cell and y:
        made.append(_between(window, x.outer.right, cell, y.outer.left))
    return made


def _matrix(found: Sequence[Item], scene: object) -> Matrix | None:
    return next((item for item in found if isinstance(item, Matrix) and item.scene is scene), None)


def _marked(matrix: Matrix, role: str) -> Rect | None:
    """The rectangle of the cells marked in a role; None if there are none."""
    mark: Mark | None = next((mark for mark in matrix.scene.marks if mark.role == role), None)
    if mark is None or not mark.rows or not mark.columns:
        return None
    return matrix.block((min(mark.rows), max(mark.rows)), (min(mark.columns), max(mark.columns)))


def _between(a: Rect, leaves: float, b: Rect, enters: float, filled_to: float | None = None) -> Beam:
    """A beam from the right edge of one rectangle to the left edge of another, filled between the edges of the two matrices.

    If other matrices are between them, it is filled only up to the first of those.
    """
    enters = enters if filled_to is None else min(enters, filled_to)
    upper = Point(a.right, a.top), Point(b.left, b.top)
    lower = Point(a.right, a.bottom), Point(b.left, b.bottom)
    gutter = _at(*upper, leaves), _at(*upper, enters), _at(*lower, enters), _at(*lower, leaves)
    return Beam((gutter,), (upper, lower))


def _past(a: Rect, b: Rect) -> Beam:
    """Two lines from a cell to the same cell behind a layer that is switched off: past its kernel, and nothing is filled."""
    beam = _between(a, a.right, b, b.left)
    return Beam((), beam.edges)


def _at(start: Point, end: Point, x: float) -> Point:
    if end.x <= start.x:
        return start
    part = min(max((x - start.x) / (end.x - start.x), 0.0), 1.0)
    return Point(start.x + part * (end.x - start.x), start.y + part * (end.y - start.y))
