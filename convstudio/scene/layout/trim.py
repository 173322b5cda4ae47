"""A drawing cut to what is seen on paper: without fields and buttons that say nothing, and without empty room around it."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.scene.layout.values import Beam, Drawing, Hit, Item, Matrix, Point, Rect, Slot, moved

MARGIN = 16.0
BRACKET = "bracket"  # the one slot without words that is drawn


def trimmed(drawing: Drawing, margin: float = MARGIN) -> Drawing:
    """The same pieces with `margin` pixels around them, and nothing that is only clicked."""
    items = tuple(item for item in drawing.items if _is_seen(item))
    rects = [rect for item in items for rect in _extent(item)]
    if not rects:
        return Drawing(2 * margin, 2 * margin, ())
    left, top = min(rect.left for rect in rects), min(rect.top for rect in rects)
    right, bottom = max(rect.right for rect in rects), max(rect.bottom for rect in rects)
    by = Point(margin - left, margin - top)
    return Drawing(right - left + 2 * margin, bottom - top + 2 * margin, tuple(moved(item, by) for item in items))


def _is_seen(item: Item) -> bool:
    if isinstance(item, Slot):
        return bool(item.line) or item.name == BRACKET
    return not isinstance(item, Hit)


def _extent(item: Item) -> Iterator[Rect]:
    """What a piece covers."""
    match item:
        case Matrix():
            yield item.whole
        case Beam():
            points = [point for edge in item.edges for point in edge]
            yield from (Rect(point.x, point.y, 0.0, 0.0) for point in points)
        case _:
            yield item.rect
