"""Checking and resolving what callers pass: arrays, pairs, padding, sizes.

Every complaint is one sentence: the argument, what it was, and what would do.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.engine.geometry import PADDING_MODES, Axis, PaddingMode, Sides, same_padding

Array: TypeAlias = NDArray[Any]
Pair: TypeAlias = int | Sequence[int]
PaddingLike: TypeAlias = int | str | Sequence[int] | Sequence[Sequence[int]]
IntPair: TypeAlias = tuple[int, int]

FLOATS = frozenset(np.dtype(char) for char in "fdFD")
PADDING_WORDS = ("valid", "same", "full")
INPUT = ("C", "H", "W")
KERNEL = ("C_out", "C_in/groups", "k_h", "k_w")
OUTPUT = ("C_out", "H'", "W'")


class Slide(NamedTuple):
    """How a window goes over an array that is already padded: outputs, steps between them, steps between taps."""

    rows: int
    columns: int
    stride: IntPair
    dilation: IntPair


def numeric(name: str, value: ArrayLike, axes: tuple[str, ...]) -> Array:
    """Return `value` as a C-contiguous array of floats (or complex numbers) with the named `axes`, none of them empty.

    Integers and booleans become float64. Raises TypeError if it does not hold numbers, ValueError if its shape is wrong.
    """
    array = value if type(value) is np.ndarray else _array(name, value)
    if array.dtype not in FLOATS:
        array = _floats(name, array)
    flags = array.flags
    if not (flags.c_contiguous and flags.aligned):
        array = np.array(array, order="C")
    if array.ndim != len(axes) or not array.size:
        wanted = f"({', '.join(axes)})"
        raise ValueError(f"{name} has the shape {array.shape}; it must be {wanted} with at least one cell in each")
    return array


def _array(name: str, value: ArrayLike) -> Array:
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} is {_shown(value)}, which is no array; give rows of equal length") from None


def _floats(name: str, array: Array) -> Array:
    native = array.dtype.newbyteorder("=")
    if native not in FLOATS and array.dtype.kind not in "biu":
        raise TypeError(f"{name} has the type {array.dtype}; it must be float32, float64, integers or booleans")
    return array.astype(native if native in FLOATS else np.float64)


def common(*arrays: Array) -> tuple[Array, ...]:
    """Return the arrays in their common type, the widest of them."""
    kind = np.result_type(*arrays)
    return tuple(array.astype(kind, copy=False) for array in arrays)


def fixed(*values: Any) -> tuple[Any, ...]:
    """Return `values` with lists and arrays turned into tuples, so that they can be keys."""
    try:
        hash(values)
    except TypeError:
        return tuple(_as_tuple(value) for value in values)
    return values


def _as_tuple(value: Any) -> Any:
    if isinstance(value, list | tuple | np.ndarray) and len(value):
        return tuple(_as_tuple(item) for item in value)
    return value


def whole(name: str, value: Any, least: int) -> int:
    """Return `value` as an int. Raises TypeError if it is not whole, ValueError if it is less than `least`."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {_shown(value)}; it must be a whole number")
    if number < least:
        raise ValueError(f"{name} is {number}; it must be at least {least}")
    return number


def pair(name: str, value: Any, least: int = 1) -> IntPair:
    """Return (height, width), given a pair or an int for both."""
    if not _is_pair(value):
        if isinstance(value, tuple | list):
            raise ValueError(f"{name} is {_shown(value)}; it must be a whole number or a pair (height, width)")
        return (whole(name, value, least),) * 2
    return whole(name, value[0], least), whole(name, value[1], least)


def resolve_padding(padding: Any, size: IntPair, window: IntPair, stride: IntPair, dilation: IntPair) -> Sides:
    """Return ((top, bottom), (left, right)), given any way of writing padding."""
    if isinstance(padding, str):
        rows, columns = (_worded(padding, *lengths) for lengths in zip(size, window, stride, dilation, strict=True))
        return rows, columns
    if _is_pair(padding):
        return _both_sides(padding[0]), _both_sides(padding[1])
    if isinstance(padding, tuple | list):
        raise ValueError(
            f"padding is {_shown(padding)}; it must be a whole number, (height, width) or ((top, bottom), (left, right))"
        )
    return (_both_sides(padding),) * 2


def _both_sides(value: Any) -> IntPair:
    return pair("padding", value, 0)


def _worded(word: str, size: int, window: int, stride: int, dilation: int) -> IntPair:
    if word == "valid":
        return 0, 0
    if word == "same":
        return same_padding(size, window, stride, dilation)
    if word == "full":
        return (window - 1) * dilation, (window - 1) * dilation
    raise ValueError(f"padding is {word!r}; as a word it must be one of {', '.join(map(repr, PADDING_WORDS))}")


def axes(
    shape_hw: Sequence[int],
    kernel_size: Pair,
    stride: Pair = 1,
    padding: PaddingLike = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> tuple[Axis, Axis]:
    """How a window slides over the rows and over the columns of an input of (H, W) cells.

    A window that does not fit gives an axis with a `count` of 0. Raises ValueError or TypeError, naming the argument, if one
    of them makes no sense.

    >>> rows, columns = axes((5, 7), kernel_size=3, stride=2, padding="same")
    >>> rows.count, columns.count
    (3, 4)
    >>> list(rows.positions(0))
    [-1, 0, 1]
    """
    return _axes(*fixed(shape_hw, kernel_size, stride, padding, dilation), bool(ceil_mode))


@lru_cache(maxsize=512)
def _axes(shape: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil: bool) -> tuple[Axis, Axis]:
    size, window = pair("shape", shape), pair("kernel_size", kernel_size)
    steps, gaps = pair("stride", stride), pair("dilation", dilation)
    sides = resolve_padding(padding, size, window, steps, gaps)
    rows, columns = (Axis(size[a], window[a], steps[a], sides[a][0], sides[a][1], gaps[a], ceil) for a in (0, 1))
    return rows, columns


def must_fit(name: str, rows: Axis, columns: Axis) -> None:
    """Raise ValueError if the window does not fit into the padded input."""
    for axis, word in ((rows, "rows"), (columns, "columns")):
        if axis.count < 1:
            raise ValueError(
                f"{name} spans {axis.span} {word}, but x with its padding has only {axis.padded}; "
                f"make the window smaller or add {axis.span - axis.padded} {word} of padding"
            )


def padding_mode(mode: Any) -> PaddingMode:
    """Return `mode` if it is a padding mode. Raises ValueError if it is not."""
    for known in PADDING_MODES:
        if mode == known:
            return known
    raise ValueError(f"padding_mode is {mode!r}; it must be one of {', '.join(map(repr, PADDING_MODES))}")


def must_have_shape(name: str, array: Array, shape: tuple[int, ...], why: str) -> None:
    """Raise ValueError unless the array has this shape."""
    if array.shape != shape:
        raise ValueError(f"{name} has the shape {array.shape}; {why} it must be {shape}")


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
