"""Arrays as values in a file: small ones as rows of numbers, large ones packed. Every value is checked, none is guessed."""

from __future__ import annotations

import base64
import math
import operator
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from convstudio.experiment.fileproblem import FileProblem, quoted
from convstudio.experiment.limits import LARGEST_VALUE
from convstudio.experiment.model import frozen
from convstudio.layers import Array
from convstudio.words import count, tr

MOST_WRITTEN_OUT = 4096  # cells; more are packed
PACKED = ("shape", "float64")
NUMBERS = frozenset((int, float))
PACKED_TYPE = np.dtype("<f8")

Shape = tuple[int, ...]
ShapeCheck = Callable[[Shape], str | None]  # what the shape should have been; None if it is acceptable


def array_value(array: Array, place: str) -> Any:
    """Return the form that an array has in a file. Raises FileProblem if it has a value that no file may hold."""
    _check_values(array, place)
    if array.size <= MOST_WRITTEN_OUT:
        return array.tolist()
    packed = base64.b64encode(array.astype(PACKED_TYPE).tobytes())
    return {"shape": list(array.shape), "float64": packed.decode("ascii")}


def array_of(value: object, place: str, rank: int, check_shape: ShapeCheck) -> Array:
    """Return the array that a value in a file stands for. Raises FileProblem if it is not an array."""
    read = _unpacked if isinstance(value, dict) else _from_rows
    array = frozen(read(value, place, rank, check_shape))
    _check_values(array, place)
    return array


def _from_rows(value: object, place: str, rank: int, check_shape: ShapeCheck) -> Array:
    shape = _first_shape(value, place, rank)
    _check_shape(shape, place, check_shape)
    return np.array(_cells(value, shape, place), dtype=np.float64).reshape(shape)


def _unpacked(value: Any, place: str, rank: int, check_shape: ShapeCheck) -> Array:
    if set(value) != set(PACKED):
        raise FileProblem(tr("{place}: rows of numbers are needed, or “shape” and “float64”.", place=place))
    shape = tuple(value["shape"]) if isinstance(value["shape"], list) else ()
    if len(shape) != rank or any(type(size) is not int for size in shape):
        wanted = count(rank, "{n} whole number is needed", "{n} whole numbers are needed")
        raise FileProblem(f"{place}.shape: {wanted}.")
    _check_shape(shape, place, check_shape)
    content = _bytes(value["float64"], PACKED_TYPE.itemsize * math.prod(shape), f"{place}.float64")
    return np.frombuffer(content, dtype=PACKED_TYPE).reshape(shape)


def _bytes(packed: object, size: int, place: str) -> bytes:
    characters = 4 * math.ceil(size / 3)
    if not isinstance(packed, str) or len(packed) != characters:
        raise FileProblem(tr("{place}: {n} characters of base64 are needed.", place=place, n=characters))
    try:
        content = base64.b64decode(packed, validate=True)
    except ValueError:
        content = b""
    if len(content) != size:
        raise FileProblem(tr("{place}: this is not base64 text of {n} bytes.", place=place, n=size))
    return content


def _first_shape(value: object, place: str, rank: int) -> Shape:
    """The shape given by the first item at each depth; whether the others agree is not checked here."""
    sizes: list[int] = []
    item = value
    for depth in range(rank):
        if not isinstance(item, list):
            at = place_of(place, (0,) * depth, rank)
            wanted = count(rank, "{n} list is needed", "{n} lists inside one another are needed")
            raise FileProblem(tr("{at}: {value} is not a list; {wanted}.", at=at, value=quoted(item), wanted=wanted))
        sizes.append(len(item))
        item = item[0] if item else []
    return tuple(sizes)


def _check_shape(shape: Shape, place: str, check_shape: ShapeCheck) -> None:
    wanted = check_shape(shape)
    if wanted:
        size = " × ".join(map(str, shape))
        raise FileProblem(tr("{place}: a size of {size} is not possible; {wanted}.", place=place, size=size, wanted=wanted))


def _cells(value: object, shape: Shape, place: str) -> list[Any]:
    """All cells of nested lists, in order. Raises FileProblem if a list has the wrong length, or a cell is not a number.

    The lists are checked depth by depth, so that however many items there are, their types are compared in one step.
    """
    items: list[Any] = [value]
    is_list = partial(operator.is_, list)
    for depth, size in enumerate(shape):
        if set(map(type, items)) != {list}:
            at, item = _first(items, shape[:depth], map(is_list, map(type, items)))
            raise FileProblem(tr("{at}: {value} is not a list.", at=place_of(place, at, len(shape)), value=quoted(item)))
        if set(map(len, items)) != {size}:
            at, item = _first(items, shape[:depth], map(size.__eq__, map(len, items)))
            given = count(len(item), "{n} value", "{n} values")
            raise FileProblem(tr("{at}: {given} instead of {n}.", at=place_of(place, at, len(shape)), given=given, n=size))
        items = list(chain.from_iterable(items))
    if not set(map(type, items)) <= NUMBERS:  # isinstance would take true for 1
        at, item = _first(items, shape, map(NUMBERS.__contains__, map(type, items)))
        raise FileProblem(tr("{at}: {value} is not a number.", at=place_of(place, at, len(shape)), value=quoted(item)))
    return items


def _first(items: list[Any], shape: Shape, good: Iterable[bool]) -> tuple[Shape, Any]:
    """The indices of the first item that is not good, and the item; `items` are in order, in an array of this shape."""
    number = list(good).index(False)
    return tuple(int(index) for index in np.unravel_index(number, shape)) if shape else (), items[number]


def _check_values(array: Array, place: str) -> None:
    good = np.abs(array) <= LARGEST_VALUE  # false for NaN too
    if not good.all():
        at = tuple(int(index) for index in np.argwhere(~good)[0])
        raise FileProblem(
            tr("{at}: {value:g} is not possible; values go up to ±{most:g}.",
               at=place_of(place, at, array.ndim), value=array[at], most=LARGEST_VALUE)
        )  # fmt: skip


def place_of(place: str, at: Shape, rank: int) -> str:
    """The place of a cell or a part of an array: "input.channels[0], row 2, column 3", counted from 0 as on the screen."""
    if rank < 2:
        return place + "".join(f"[{index}]" for index in at)
    leading = "".join(f"[{index}]" for index in at[: rank - 2])
    words = (tr("row {n}"), tr("column {n}"))
    cell = "".join(f", {word.format(n=index)}" for word, index in zip(words, at[rank - 2 :], strict=False))
    return place + leading + cell
