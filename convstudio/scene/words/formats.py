"""How the numbers of a matrix are written in its cells: all that are not whole get the same number of decimals.

A matrix is measured once, by the kinds of numbers in it: their size, their sign, the decimals that they need. From these
follows the format, which is the same for every cell, so that equal numbers look the same: as many decimals as all numbers have
room for, at least one, and enough that no number becomes 0 that is not small beside the others. If there is not even room for
that, no numbers are shown. A number that is far larger than the others may lose its decimals, or be written as a power of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.layers import Array
from convstudio.scene.few import looked_up
from convstudio.scene.words.numbers import CERTAIN_DIGITS, MINUS, NEAR_ZERO, exact, keeps_size, power, powers, rounded, snapped

DECIMALS = 4  # at most, in a cell
MOST_MISFITS = 100  # one number, and one more for every so many, may not fit into the format
SAYING_MORE = 2  # up to so many decimals, the last one says more than the 0 before the point
SHORT_POWER = 5  # characters up to which a tiny number is written exactly: "1e−7"
POWERS_FROM = 1000.0  # smaller numbers are rather left out than written as "1e2"

_STEPS = np.array([*(10.0**decimals for decimals in range(DECIMALS + 1)), 0.0])  # the last fits if no other does
_DUST = 0.5 * 10.0 ** (1 - CERTAIN_DIGITS)
_NOT_FINITE = 255

# Sizes of numbers: from each bound on, one more digit is written, or one less is lost, with some number of decimals.
_SIZES = np.array([
    1e-99, 1e-9, 5e-5, 5e-4, 5e-3, 5e-2, 0.95, 0.995, 0.9995, 0.99995, 9.95, 99.95, 999.95, 9999.95, 99999.95, 9.95e9, 9.95e99
])  # fmt: skip
_TENTHS, _NEARLY_ONE, _ONE, _LARGE = 6, 7, 10, 15  # from 0.05, 0.95, 1 and 100000 on

Kinds = NDArray[np.uint8]  # the size, sign and decimals of each number in one code


class Kind(NamedTuple):
    """A kind of number: its index in `_SIZES`, whether it is negative, and the decimals that it needs (more than 4: 5)."""

    size: int
    negative: bool
    decimals: int


class Format(NamedTuple):
    """How the numbers of a matrix are written.

    `decimals` are those of all numbers that are not whole; `zero` says whether a 0 is written before the point. Numbers too
    large for the format are written as powers of ten with `power` decimals; if `small`, so are all that are not whole. Values
    up to `dust` are 0.
    """

    decimals: int
    zero: bool = True
    power: int = 0
    small: bool = False
    dust: float = 0.0


class Widths(NamedTuple):
    """The widths of characters, in pixels: of a digit, the point, the minus, the e of powers, and "≈"."""

    digit: float
    point: float
    minus: float
    e: float
    about: float


def kinds(values: Array, dust: float = 0.0) -> Kinds:
    """The kind of each number, in the array's shape."""
    return looked_up(values, _known(dust), lambda numbers: _kinds(numbers, dust))


@lru_cache(maxsize=8)
def _known(dust: float) -> dict[float, int]:
    """The kinds of numbers that were asked for before."""
    return {}


def _kinds(values: Array, dust: float) -> Kinds:
    sizes = np.abs(values)
    if dust:
        values = np.where(sizes <= dust, 0.0, values)
        sizes = np.abs(values)
    with np.errstate(all="ignore"):
        steps = sizes[..., None] * _STEPS
        off = np.rint(steps)
        off -= steps
        steps *= _DUST
        decimals = (np.abs(off, out=off) <= steps).argmax(axis=-1)
    found = _SIZES.searchsorted(sizes, side="right")
    found *= 12
    found += decimals
    found[values < 0] += 6
    finite = np.isfinite(sizes)
    if not finite.all():
        found[~finite] = _NOT_FINITE
    return found.astype(np.uint8)


def candidates(codes: Iterable[int]) -> list[tuple[Format, bool]]:
    """The possible formats for the kinds of a matrix, the best first, and whether each shows all numbers exactly (except those
    written as powers of ten).
    """
    own = [kind for kind in map(_kind, codes) if kind]
    parts = [kind for kind in own if kind.decimals and kind.size < _LARGE]
    digits = (2, 1, 0) if any(kind.size >= _LARGE for kind in own) else (0,)
    if not parts:
        return [(Format(0, power=power), True) for power in digits]
    most = min(max(kind.decimals for kind in parts), DECIMALS)
    least = next((decimals for decimals in range(1, most + 1) if _none_lost(own, parts, decimals)), None)
    if least is None:
        return [(Format(DECIMALS, power=power, small=True), False) for power in (2, 1, 0)]
    exactly = all(kind.decimals <= DECIMALS for kind in parts)
    return [
        (Format(decimals, zero, power), exactly and decimals == most)
        for power in digits
        for decimals in range(most, least - 1, -1)
        for zero in (True, False)
        if zero or decimals <= SAYING_MORE or (exactly and decimals == most)
    ]


def has_powers(codes: Iterable[int], form: Format) -> bool:
    """Whether some numbers are written as powers of ten."""
    return form.small or any(is_power(code) for code in codes)


def width(code: int, form: Format, widths: Widths) -> float:
    """The pixels that the widest number of a kind takes in a format."""
    kind = _kind(code)
    if kind is None:
        return 0.0
    minus = widths.minus if kind.negative else 0.0
    if is_power(code) or (form.small and kind.decimals):
        return minus + _power_width(kind.size, form.power, widths)
    if not kind.decimals:
        return minus + max(kind.size - _ONE + 1, 1) * widths.digit
    if kind.size < _kept_from(form.decimals):
        return widths.about + widths.digit
    before = _digits(kind.size, form.decimals) or int(form.zero)
    return minus + widths.point + (before + form.decimals) * widths.digit


def is_power(code: int) -> bool:
    """Whether the numbers of a kind are so large that they are written as powers of ten."""
    kind = _kind(code)
    return kind is not None and kind.size >= _LARGE


def texts(value: float, form: Format) -> Iterator[str]:
    """The texts that may represent a number in a cell, best first: the first that fits is shown, or none."""
    clean = snapped(value)
    if abs(clean) <= form.dust:
        yield "0"
    elif not np.isfinite(value) or clean == int(clean):
        yield exact(clean)
        yield from _powers(clean, form)
    elif form.small:
        yield power(clean, form.power)
    else:
        yield from _with_decimals(clean, form)


def _with_decimals(value: float, form: Format) -> Iterator[str]:
    near = rounded(value, form.decimals)
    if not keeps_size(near, value):
        whole = exact(value)
        yield from (whole,) if "e" in whole and len(whole) <= SHORT_POWER else ()
        yield NEAR_ZERO
        return
    yield near if form.zero else without_zero(near)
    shorter = (rounded(value, decimals) for decimals in range(form.decimals - 1, 0, -1))
    yield from (text for text in shorter if keeps_size(text, value))
    yield from _powers(value, form)


def _powers(value: float, form: Format) -> list[str]:
    return powers(value, form.power) if np.isfinite(value) and abs(value) >= POWERS_FROM else []


def without_zero(text: str) -> str:
    """ ".25" for "0.25"."""
    return text.replace("0.", ".", 1) if text.removeprefix(MINUS).startswith("0.") else text


def _kind(code: int) -> Kind | None:
    return None if code == _NOT_FINITE else Kind(code // 12, code % 12 >= 6, code % 6)


def _none_lost(own: list[Kind], parts: list[Kind], decimals: int) -> bool:
    """Whether, with so many decimals, only numbers of at most a tenth of the largest magnitude are written as 0."""
    kept = _kept_from(decimals)
    largest = max(kind.size for kind in own)
    return largest >= (_NEARLY_ONE if decimals == 1 else kept + 1) or all(kind.size >= kept for kind in parts)


def _kept_from(decimals: int) -> int:
    """The smallest magnitude that is not written as 0 with so many decimals."""
    return _TENTHS + 1 - decimals


def _digits(size: int, decimals: int) -> int:
    """Digits before the decimal point after rounding: a number just below 1 has one if it is rounded up to 1."""
    return max(size - _ONE + 1, int(_TENTHS < size < _ONE and decimals <= size - _TENTHS))


def _power_width(size: int, decimals: int, widths: Widths) -> float:
    """The pixels of "1.2e7" or "1.2e−7", without the sign in front."""
    exponent = size - _LARGE + 1 if size >= _LARGE else max(3 - size, 1)
    mantissa = widths.point + (decimals + 1) * widths.digit if decimals else widths.digit
    return mantissa + widths.e + exponent * widths.digit + (0.0 if size >= _LARGE else widths.minus)
