"""Which picture came of which, and where alone the two differ, so that a stroke on a large one is not looked for in all of it.

Pictures are read-only, so what is known of one stays true while it lives. A stroke that goes on is drawn anew on the picture
that it began on: two of its states differ at most where either differs from that one.
"""

from __future__ import annotations

import weakref
from typing import NamedTuple

from convstudio.layers import Array
from convstudio.layers.facts import Span

MOST_KNOWN = 64
Area = tuple[Span, Span]  # first and last row, first and last column


class Origin(NamedTuple):
    """The picture that another came of, and the area outside of which they are equal."""

    picture: weakref.ref[Array]
    base: weakref.ref[Array]
    area: Area


_known: dict[int, Origin] = {}


def derive(picture: Array, base: Array, area: Area) -> None:
    """Record that a picture (C, H, W) has the cells of `base` outside an area."""
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[id(picture)] = Origin(weakref.ref(picture), weakref.ref(base), area)


def differ_within(one: Array, other: Array) -> Area | None:
    """An area outside of which two pictures are equal; None if that is not known."""
    first, second = _origin(one), _origin(other)
    if first and first.base() is other:
        return first.area
    if second and second.base() is one:
        return second.area
    if first and second and first.base() is second.base() is not None:
        return _joined(first.area[0], second.area[0]), _joined(first.area[1], second.area[1])
    return None


def _origin(picture: Array) -> Origin | None:
    found = _known.get(id(picture))
    return found if found and found.picture() is picture else None


def _joined(one: Span, other: Span) -> Span:
    return min(one[0], other[0]), max(one[1], other[1])
