"""The values that a layer answers with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from convstudio.layers.parameters import IntPair
from convstudio.words import Forms, Text, count, count_of, tr

Array = NDArray[np.float64]
Shape = tuple[int, int, int]
Cell = tuple[int, int, int]  # (channel, row, column)
Span = tuple[int, int]  # first and last, both included
Spans = tuple[Span, Span]  # of rows, and of columns


class Problem(Struct, frozen=True):
    """Why a layer has no result: which parameter, what it was, and what would do.

    `hides`: it could have one, which is kept back on purpose.
    """

    parameter: str
    was: str
    remedy: str
    hides: bool = False

    @property
    def told(self) -> str:
        """That there is no result, and why, as a sentence."""
        return tr("The output is hidden.") if self.hides else tr("Not possible: {was}.", was=self.was)

    def told_of(self, layer: str) -> str:
        """The same about a layer by its name."""
        return self.told if self.hides else tr("{name} is not possible: {was}.", name=layer, was=self.was)

    @property
    def short(self) -> str:
        """That there is no result, where there is no room to say why."""
        return tr("hidden") if self.hides else tr("not possible")


def _itself(value: Any) -> Any:
    return value


def _divided(total: Fraction, number: int) -> Fraction:
    return total / number


class Combination(Struct, frozen=True):
    """How the terms of a cell make its value, and the words that say so.

    "sum" adds the products up (and a bias), "pick" takes one of them by `best`, as max(1, 2) does, "function" passes a single
    one through. "total" adds up what `of` makes of each value, be it a float or a fraction; `result` makes the cell's value of
    the exact total and the divisor, a fraction where it is one. `each` and `whole` are how these are written, and `spread` is
    how large an error of 1 in each of n values may get in the result.

    `to_come` counts the terms that are still to be taken, if other words than the usual ones do; `of_many` stands where there
    are too many to write, `so_far` before what is known in the middle of them, `nothing` where none of them counts. Words for a
    number are for one and for several.
    """

    kind: Literal["sum", "total", "pick", "function"]
    word: str = ""
    of_many: Forms = ("", "")
    so_far: Text = ""
    nothing: Text = ""
    best: Callable[[Iterable[float]], float] | None = None
    to_come: Forms | None = None
    of: Callable[[Any], Any] = _itself
    result: Callable[[Fraction, int], Fraction | float] = _divided
    each: str = "{value}"
    whole: str = "({terms}) ÷ {n}"
    spread: Callable[[int], float] = float

    def remaining(self, number: int) -> str:
        """How many terms are still to be taken, in words."""
        if self.to_come:
            return count_of(number, self.to_come)
        if self.kind == "pick":
            return count(number, "{n} value to compare", "{n} values to compare")
        return count(number, "{n} value to add up", "{n} values to add up")


SUM = Combination("sum")
MEAN = Combination("total", "", ("mean of {n} value", "mean of {n} values"), spread=lambda _: 1.0)
FUNCTION = Combination("function")
LARGEST = Combination(
    "pick", "max", ("largest of {n} value", "largest of {n} values"), "largest so far", "none, padding never wins", max
)


class Term(Struct, frozen=True):
    """One cell that an output reads. (row, column) is a position: outside the input it is padding.

    `source` is the input cell whose value stands there (itself, or the one that padding copies), None for padding's zero.
    `weight` is None where nothing multiplies (a maximum, an activation); `wins` marks what is picked.
    """

    channel: int
    row: int
    column: int
    source: IntPair | None
    value: float
    weight: float | None = None
    weight_cell: tuple[int, int, int, int] | None = None
    wins: bool = False

    @property
    def product(self) -> float:
        """What the term adds: value · weight."""
        return self.value if self.weight is None else self.value * self.weight


class Terms(Struct, frozen=True):
    """All that one output cell is made of: terms, then bias or divisor, then activation.

    `total` is the value before the activation, `output` the one after it; both are the engine's.
    """

    cell: Cell
    terms: tuple[Term, ...]
    total: float
    output: float
    bias: float | None = None
    divisor: int | None = None
    activation: str = "none"


class Reads(Struct, frozen=True):
    """What one output cell reads of each channel: rows × columns of positions, with the taps that read them."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    tap_rows: tuple[int, ...]
    tap_columns: tuple[int, ...]


class Readers(Struct, frozen=True):
    """The outputs that read one position: rows × columns in each of `channels`.

    `weights` (channels, rows, columns) is what the position's value counts for in each of them.
    """

    channels: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    weights: Array


class Pairs(Struct, frozen=True):
    """Where one weight is used: at positions rows × columns of an input channel, for as many cells of an output channel."""

    in_channel: int
    out_channel: int
    rows: range
    columns: range
    out_rows: range
    out_columns: range


class Growth(Struct, frozen=True):
    """What a layer does to a receptive field far from the edges: cells that a window spans, (down, across), and by how many
    cells of the input neighbouring outputs lie apart: the stride, or its inverse where stamps are pressed.
    """

    span: IntPair
    jump: tuple[Fraction, Fraction]


class AtWork(NamedTuple):
    """What a layer uses: learned weights, learned biases, and multiplications for one input, None if there is none."""

    weights: int
    biases: int
    multiplications: int | None


def frozen(values: ArrayLike) -> Array:
    """A read-only, C-contiguous float64 array of `values`; itself if it is one already.

    A view of a read-only array cannot be made writeable again, so nobody can change a document by accident.
    """
    array = np.asarray(values, dtype=np.float64)
    if not array.flags.writeable and array.flags.c_contiguous and array.base is None:
        return array
    copy = np.array(array, dtype=np.float64, order="C")
    copy.setflags(write=False)
    return copy


def owned(array: Array) -> Array:
    """`array` itself, made read-only: for a fresh array that nobody else holds."""
    array.setflags(write=False)
    return array
