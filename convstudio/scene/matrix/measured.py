"""Which kinds of numbers a map holds, found once for all views of it.

Maps are read-only and shared from one evaluation to the next. Where only some cells changed, only those are looked at again.
"""

from __future__ import annotations

import weakref

import numpy as np

from convstudio.experiment import Change
from convstudio.layers import Array
from convstudio.scene.words.formats import Kinds, kinds

MOST_MEASURED = 8192  # of a larger map, only so many cells, spread over it
MOST_KNOWN = 256


class Measured:
    """What is known about a map: the kind of each number, which kinds there are, and how many numbers of each."""

    __slots__ = ("dust", "kinds", "map", "numbers", "present")

    def __init__(self, values: Array, found: Kinds, dust: float) -> None:
        self.map, self.kinds, self.dust = weakref.ref(values), found, dust
        counts = np.bincount(found.ravel())
        self.present: tuple[int, ...] = tuple(counts.nonzero()[0].tolist())
        self.numbers: tuple[int, ...] = tuple(counts[list(self.present)].tolist())


_known: dict[int, Measured] = {}


def measured(values: Array, change: Change | None = None, dust: float = 0.0) -> Measured:
    """The kinds of numbers in a map (C, H, W); `change` says how it came from another one, `dust` what counts as 0."""
    known = _look_up(values, dust)
    if known is None:
        known = Measured(values, _found(values, change, dust), dust)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        if not values.flags.writeable:
            _known[id(values)] = known
    return known


def _found(values: Array, change: Change | None, dust: float) -> Kinds:
    if values.size > MOST_MEASURED:
        return kinds(values.ravel()[:: -(-values.size // MOST_MEASURED)], dust)
    before = _look_up(change.base, dust) if change else None
    if change is None or before is None:
        return kinds(values, dust)
    cells = ..., slice(change.rows[0], change.rows[1] + 1), slice(change.columns[0], change.columns[1] + 1)
    after = before.kinds.copy()
    after[cells] = kinds(values[cells], dust)
    return after


def _look_up(values: Array, dust: float) -> Measured | None:
    entry = _known.get(id(values))
    return entry if entry and entry.map() is values and entry.dust == dust else None
