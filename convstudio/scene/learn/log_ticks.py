"""The ticks of a logarithmic axis: 1, 2 and 5 times each power of ten, as long as there is room for them."""

from __future__ import annotations

import math
from itertools import count, pairwise

APART = 18.0  # pixels between neighbouring ticks, at least
FEWEST = 2  # ticks that an axis needs to show its scale


def log_ticks(low: float, high: float, pixels: float) -> list[float]:
    """The ticks of an axis from 10**low to 10**high that is `pixels` long: their logarithms (0.301 for 2), ascending.

    They are 1, 2 and 5 times each power of ten if these lie at least `APART` pixels apart, else the powers alone, else every
    second, third, … power. An axis that holds fewer than two of them gets evenly spaced round numbers instead. The list is
    empty if the range or the length is, or a bound is not finite.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or pixels <= 0:
        return []
    fine = _inside(low, high, (1.0, 2.0, 5.0), 1)
    if len(fine) < FEWEST:
        return _between(low, high, pixels)
    if _stand_apart(fine, low, high, pixels):
        return fine
    return next(ticks for step in count(1) if _stand_apart(ticks := _inside(low, high, (1.0,), step), low, high, pixels))


def _inside(low: float, high: float, parts: tuple[float, ...], step: int) -> list[float]:
    """The logarithms of `parts` times every `step`-th power of ten, those that lie on the axis."""
    powers = range(math.floor(low / step) * step, math.ceil(high) + 1, step)
    return [tick for power in powers for part in parts if low <= (tick := power + math.log10(part)) <= high]


def _between(low: float, high: float, pixels: float) -> list[float]:
    """The logarithms of evenly spaced round numbers, as close together as `APART` allows."""
    first, last = 10.0**low, 10.0**high
    finest = math.floor(math.log10((last - first) / pixels)) if last > first else 0
    for power in range(finest, finest + 8):
        for part in (1.0, 2.0, 5.0):
            step = part * 10.0**power
            numbers = range(math.ceil(first / step), math.floor(last / step) + 1)
            ticks = [math.log10(number * step) for number in numbers if number > 0]
            if _stand_apart(ticks, low, high, pixels):
                return ticks
    return []


def _stand_apart(ticks: list[float], low: float, high: float, pixels: float) -> bool:
    return all((b - a) * pixels / (high - low) >= APART for a, b in pairwise(ticks))
