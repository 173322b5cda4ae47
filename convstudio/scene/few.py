"""What is found for each number of an array, looked up where there are few: a painted cell changes about a dozen of a map.

Each function of NumPy takes as long as some twenty look-ups, and most of these numbers were there a moment ago.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from convstudio.layers import Array

FEW = 64  # numbers
MOST_KNOWN = 512  # of one dictionary

Bytes = NDArray[np.uint8]


def looked_up(values: Array, known: dict[float, int], find: Callable[[Array], Bytes]) -> Bytes:
    """`find(values)`, where `find` says 0…255 for each number by itself; what it says of few numbers is kept in `known`."""
    if values.size > FEW:
        return find(values)
    numbers = values.ravel().tolist()
    if len(known) > MOST_KNOWN:
        known.clear()
    new = [number for number in numbers if number not in known]  # each NaN is one of its own
    if new:
        known.update(zip(new, find(np.array(new)).tolist(), strict=True))
    return np.array([known[number] for number in numbers], dtype=np.uint8).reshape(values.shape)
