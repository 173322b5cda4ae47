"""Which kinds of numbers a map holds, found once for all views of it.

Maps are read-only and shared from one evaluation to the next. Where only some cells changed, only those are looked at again.
"""

from __future__ import annotations

import weakref

import numpy as np

from convstudio.experiment import Change
from convstudio.layers import Array
from convstudio.scene.few import FEW
from convstudio.scene.words.formats import Kinds, kinds

MOST_MEASURED = 8192  # of a larger map, only so many cells, spread over it
MOST_KNOWN = 256


class Measured:
    """What is known about a map: the kind of each number, which kinds there are, and how many numbers of each."""

    __slots__ = ("counts", "dust", "kinds", "map", "numbers", "present")

    def __init__(self, values: Array, found: Kinds, counts: dict[int, int], dust: float) -> None:
        self.map, self.kinds, self.counts, self.dust = weakref.ref(values), found, counts, dust
        self.present = tuple(sorted(code for code, number in counts.items() if number))
        self.numbers = tuple(counts[code] for code in self.present)


_known: dict[int, Measured] = {}


def measured(values: Array, change: Change | None = None, dust: float = 0.0) -> Measured:
    """The kinds of numbers in a map (C, H, W); `change` says how it came from another one, `dust` what counts as 0."""
    known = _look_up(values, dust)
    if known is None:
        known = Measured(values, *_found(values, change, dust), dust)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        if not values.flags.writeable:
            _known[id(values)] = known
    return known


def _found(values: Array, change: Change | None, dust: float) -> tuple[Kinds, dict[int, int]]:
    """The kind of each number, and how many there are of each."""
    if values.size > MOST_MEASURED:
        return _counted(kinds(values.ravel()[:: -(-values.size // MOST_MEASURED)], dust))
    before = _look_up(change.base, dust) if change else None
    if change is None or before is None:
        return _counted(kinds(values, dust))
    cells = ..., slice(change.rows[0], change.rows[1] + 1), slice(change.columns[0], change.columns[1] + 1)
    old, new = before.kinds[cells], kinds(values[cells], dust)
    after = before.kinds.copy()
    after[cells] = new
    if new.size > FEW:
        return _counted(after)
    counts = dict(before.counts)
    for code in old.ravel().tolist():
        counts[code] -= 1
    for code in new.ravel().tolist():
        counts[code] = counts.get(code, 0) + 1
    return after, counts


def _counted(found: Kinds) -> tuple[Kinds, dict[int, int]]:
    return found, {code: number for code, number in enumerate(np.bincount(found.ravel()).tolist()) if number}


def _look_up(values: Array, dust: float) -> Measured | None:
    entry = _known.get(id(values))
    return entry if entry and entry.map() is values and entry.dust == dust else None
