"""How long the longest number of a map is as text, found once for all views of it.

Maps are read-only and shared from one evaluation to the next. Where only some cells changed, only those are written again.
"""

from __future__ import annotations

import weakref
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from convstudio.experiment import Change
from convstudio.layers import Array
from convstudio.scene.numbers import exact

MOST_CHARACTERS = 6  # longer numbers are rounded rather than written ever smaller
MOST_MEASURED = 8192  # cells beyond which numbers get the room of the longest
MOST_KNOWN = 256

Lengths = NDArray[np.uint8]
_known: dict[int, tuple[weakref.ref[Array], Lengths, int]] = {}  # of each cell, and the most


def longest(values: Array, change: Change | None = None) -> int:
    """Characters of the longest exact number, up to `MOST_CHARACTERS`; `change` says how `values` came from another array."""
    if values.size > MOST_MEASURED:
        return MOST_CHARACTERS
    known = _look_up(values)
    return known[1] if known else _found(values, change)


def _found(values: Array, change: Change | None) -> int:
    lengths = _after(values, change) if change else None
    lengths = _measured(values) if lengths is None else lengths
    most = int(lengths.max(initial=1))
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    if not values.flags.writeable:
        _known[id(values)] = weakref.ref(values), lengths, most
    return most


def _look_up(values: Array) -> tuple[Lengths, int] | None:
    entry = _known.get(id(values))
    return entry[1:] if entry and entry[0]() is values else None


def _after(values: Array, change: Change) -> Lengths | None:
    before = _look_up(change.base)
    if before is None:
        return None
    cells = ..., slice(change.rows[0], change.rows[1] + 1), slice(change.columns[0], change.columns[1] + 1)
    after = before[0].copy()
    after[cells] = _measured(values[cells])
    return after


def _measured(values: Array) -> Lengths:
    found = np.fromiter(map(_length, values.ravel().tolist()), np.uint8, values.size)
    return found.reshape(values.shape)


@lru_cache(maxsize=20_000)
def _length(value: float) -> int:
    return min(len(exact(value)), MOST_CHARACTERS)
