"""The lowest and highest value of a map, found once for each array.

Maps are read-only and shared from one evaluation to the next, so what was found stays true while the array lives. Where only
some cells changed, only those are looked at; if they held an extreme before, another cell that holds it is looked for.
"""

from __future__ import annotations

import math
import weakref

import numpy as np

from convstudio.experiment import Change, Evaluation
from convstudio.layers import Array

Extent = tuple[float, float]

_known: dict[int, tuple[weakref.ref[Array], Extent]] = {}
MOST_KNOWN = 512
TOGETHER = 8192  # cells compared at a time


def extent(values: Array, change: Change | None = None) -> Extent:
    """(lowest, highest) of an array, both NaN if it holds a NaN; `change` says which cells of which array it differs in."""
    if values.flags.writeable:
        return _range(values)
    found = _look_up(values)
    if found is None:
        found = (_after(values, change) if change else None) or _range(values)
        _remember(values, found)
    return found


def _remember(values: Array, found: Extent) -> None:
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[id(values)] = weakref.ref(values), found


def largest_at(evaluation: Evaluation, index: int) -> float:
    """The largest |value|, non-finite ones left out, of the input (−1) or of the output of a layer; 0 if it has none."""
    values = evaluation.input_of(index + 1)
    if values is None:
        return 0.0
    if index >= 0 and not _look_up(values):
        _learn_from_input(evaluation, index, values)
    return largest_magnitude(values, _change_at(evaluation, index))


def _learn_from_input(evaluation: Evaluation, index: int, values: Array) -> None:
    """Take the extremes of an output from those of the layer's input, if the layer knows: no cell has to be looked at."""
    x, layer = evaluation.input_of(index), evaluation.results[index].layer
    if x is None or not layer.enabled or values.flags.writeable:
        return
    found = layer.extremes(*extent(x, _change_at(evaluation, index - 1)))
    if found and all(map(math.isfinite, found)):
        _remember(values, found)


def _change_at(evaluation: Evaluation, index: int) -> Change | None:
    return evaluation.results[index].change if index >= 0 else evaluation.change


def largest_magnitude(values: Array, change: Change | None = None) -> float:
    """The largest |value|, non-finite ones left out."""
    low, high = extent(values, change)
    if not math.isfinite(high - low):
        finite = values[np.isfinite(values)]
        high, low = (float(finite.max()), float(finite.min())) if finite.size else (0.0, 0.0)
    return max(high, -low, 0.0)


def _look_up(values: Array) -> Extent | None:
    entry = _known.get(id(values))
    return entry[1] if entry and entry[0]() is values else None


def _range(values: Array) -> Extent:
    return float(values.min()), float(values.max())


def _after(values: Array, change: Change) -> Extent | None:
    """The extent after a change of some cells; None if all cells have to be looked at."""
    before = _look_up(change.base)
    if before is None or not math.isfinite(before[1] - before[0]):
        return None
    cells = slice(change.rows[0], change.rows[1] + 1), slice(change.columns[0], change.columns[1] + 1)
    (old_low, old_high), (low, high) = _range(change.base[:, *cells]), _range(values[:, *cells])
    if math.isnan(low):
        return None
    if (old_low == before[0] < low and not _is_held(values, before[0])) or (
        old_high == before[1] > high and not _is_held(values, before[1])
    ):
        return None
    return min(before[0], low), max(before[1], high)


def _is_held(values: Array, extreme: float) -> bool:
    """Whether a cell has some value: mostly many do that are black, or white, or 0, and one of the first ones is found."""
    cells = values.reshape(-1)
    return any(bool((cells[first : first + TOGETHER] == extreme).any()) for first in range(0, cells.size, TOGETHER))
