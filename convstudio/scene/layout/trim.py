"""Trimming a drawing to what is seen on paper: without fields and buttons that say nothing, and without empty margins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convstudio.scene.layout.values import Beam, Drawing, Hit, Item, Matrix, Point, Rect, Slot, moved

MARGIN = 16.0
BRACKET = "bracket"  # the one slot without words that is drawn


def trimmed(drawing: Drawing, margin: float = MARGIN) -> Drawing:
    """The pieces that are seen, with `margin` pixels around them; what can only be clicked is left out."""
    return trimmed_alike([drawing], margin)[0]


def trimmed_alike(drawings: Sequence[Drawing], margin: float = MARGIN) -> list[Drawing]:
    """Several drawings, cut to what is seen in any of them: the frames of a film."""
    seen = [tuple(item for item in drawing.items if _is_seen(item)) for drawing in drawings]
    rects = [rect for items in seen for item in items for rect in _extent(item)]
    if not rects:
        return [Drawing(2 * margin, 2 * margin, ()) for _ in drawings]
    left, top = min(rect.left for rect in rects), min(rect.top for rect in rects)
    width = max(rect.right for rect in rects) - left + 2 * margin
    height = max(rect.bottom for rect in rects) - top + 2 * margin
    by = Point(margin - left, margin - top)
    return [Drawing(width, height, tuple(moved(item, by) for item in items)) for items in seen]


def _is_seen(item: Item) -> bool:
    if isinstance(item, Slot):
        return bool(item.line) or item.name == BRACKET
    return not isinstance(item, Hit)


def _extent(item: Item) -> Iterator[Rect]:
    """The rectangle that a piece covers."""
    match item:
        case Matrix():
            yield item.whole
        case Beam():
            points = [point for edge in item.edges for point in edge]
            yield from (Rect(point.x, point.y, 0.0, 0.0) for point in points)
        case _:
            yield item.rect
