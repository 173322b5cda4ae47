"""What every layer kind answers, and the values that it answers with.

A kind is a frozen value in a file of its own. It says its parameters and its window; what follows from the window alone
(sizes, readers, recomputing a patch) is said once, here.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from msgspec import Struct, StructMeta
from numpy.typing import NDArray

from convstudio.engine import activation, axes
from convstudio.engine.geometry import Axis, PaddingMode
from convstudio.layers.parameters import IntPair, Padding, Parameter
from convstudio.words import count, tr

Array = NDArray[np.float64]
Shape = tuple[int, int, int]
Cell = tuple[int, int, int]  # (channel, row, column)
Span = tuple[int, int]  # first and last, both included


class Problem(Struct, frozen=True):
    """Why a layer has no result: which parameter, what it was, and what would do."""

    parameter: str
    was: str
    remedy: str


class Term(Struct, frozen=True):
    """One cell that an output reads. (row, column) is a position: outside the input it is padding.

    `source` is the input cell whose value stands there (itself, or the one that padding copies), None for padding's zero.
    `weight` is None where nothing multiplies (a maximum, an activation); `wins` marks what a maximum takes.
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


class Readers(Struct, frozen=True):
    """The outputs that read one position: rows × columns in each of `channels`.

    `weights` (channels, rows, columns) is what the position's value counts for in each of them.
    """

    channels: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    weights: Array


class Pairs(Struct, frozen=True):
    """Where one weight is used: at tap positions rows × columns of an input channel, for every cell of an output channel."""

    in_channel: int
    out_channel: int
    rows: range
    columns: range


class LayerMeta(ABCMeta, StructMeta):
    """Lets a value have abstract methods."""


class Layer(Struct, frozen=True, eq=False, kw_only=True, metaclass=LayerMeta):
    """A step of the strip. Compared by identity: the same object on the same input gives the same result."""

    name: str = ""
    enabled: bool = True

    kind: ClassVar[str]
    title: ClassVar[str]
    help: ClassVar[str]
    parameters: ClassVar[tuple[Parameter, ...]]

    # What the window slides with; a kind that has the parameter has a field of that name instead.

    @property
    def stride(self) -> IntPair:
        """By how much the window moves, (down, across)."""
        return 1, 1

    @property
    def padding(self) -> Padding:
        """What stands around the input: "valid", "same", "full", or cells for each side."""
        return "valid"

    @property
    def dilation(self) -> IntPair:
        """How far apart the taps of the window are, (down, across)."""
        return 1, 1

    @property
    def ceil_mode(self) -> bool:
        """Whether the last window may hang over the edge."""
        return False

    @property
    def padding_mode(self) -> PaddingMode:
        """Where the values of the padding come from."""
        return "zeros"

    @property
    def label(self) -> str:
        """What the layer is called where no name is given."""
        return tr(self.title)

    @property
    def detail(self) -> str:
        """What stands behind the label where there is room: a pooling's window."""
        return ""

    @property
    @abstractmethod
    def window(self) -> IntPair:
        """Taps of the window, (height, width)."""

    @abstractmethod
    def forward(self, x: Array) -> Array:
        """The output (C, H, W) for an input (C, H, W)."""

    @abstractmethod
    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        """The gradient with respect to the input, and to each of the layer's arrays by name."""

    @abstractmethod
    def terms(self, x: Array, cell: Cell) -> Terms:
        """What one output cell is made of."""

    @abstractmethod
    def readers(self, x: Array, cell: Cell) -> Readers:
        """Every output that reads an input cell, also through copies of it in the padding; or that reads a padding cell."""

    def pairs(self, shape: Shape, weight: tuple[int, int, int, int]) -> Pairs:
        """Where a weight (C_out, C_in/groups, row, column) is used. Raises TypeError for a layer without weights."""
        raise TypeError(f"a {self.kind} layer has no weights")

    def problem(self, shape: Shape) -> Problem | None:
        """Why an input of this shape has no output, or None."""
        return window_problem(self, shape)

    def axes(self, shape: Shape) -> tuple[Axis, Axis]:
        """How the window slides over the rows and the columns of an input (C, H, W)."""
        return axes(shape[1:], self.window, self.stride, self.padding, self.dilation, self.ceil_mode)

    @property
    def padding_counts(self) -> bool:
        """Whether padding has a value: not for a maximum, where it never wins, nor in a mean that leaves it out."""
        return True

    def out_channels(self, channels: int) -> int:
        """Channels out for channels in."""
        return channels

    def in_channels_read(self, out_channel: int, channels: int) -> range:
        """The input channels that one output channel reads."""
        return range(out_channel, out_channel + 1)

    def output_shape(self, shape: Shape) -> Shape:
        """The output's (C, H, W) for an input's; a size is 0 where the window does not fit."""
        rows, columns = self.axes(shape)
        return self.out_channels(shape[0]), rows.count, columns.count

    def cells_beside(self, shape: Shape) -> int:
        """Numbers that are held beside input and output while an output is computed: the padded input."""
        rows, columns = self.axes(shape)
        high, wide = rows.padded + rows.overhang, columns.padded + columns.overhang
        return 0 if (high, wide) == shape[1:] else shape[0] * high * wide

    def cells_written_out(self, shape: Shape) -> int:
        """Numbers that are copied while an output is computed, because it is faster to compute with them."""
        return 0

    def applies(self, parameter: str) -> bool:
        """Whether a parameter matters with the layer's other settings; its control is hidden if not."""
        return parameter != "negative_slope" or activation(getattr(self, "activation", "none")).has_slope

    def weight_count(self) -> int:
        """Numbers that the layer learns."""
        return 0

    def patch(self, x: Array, rows: Span, columns: Span) -> Array:
        """The part of `forward(x)` in some rows and columns (first and last), computed from the cells that it reads."""
        height, width = self.axes((x.shape[0], x.shape[1], x.shape[2]))
        return self.forward_crop(x, Crop(height, *rows), Crop(width, *columns))

    @abstractmethod
    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        """`forward` of consecutive outputs only, bit for bit the same."""


class Crop(Struct, frozen=True):
    """The outputs `first`…`last` of an axis, and what they read: one run of positions, and maybe an overhang behind them."""

    axis: Axis
    first: int
    last: int

    @property
    def end(self) -> int:
        """The position behind the last window's last tap."""
        return self.axis.positions(self.last)[-1] + 1

    @property
    def positions(self) -> range:
        """Every position of the padded input from the first window's first tap to the last window's last one."""
        return range(self.axis.positions(self.first)[0], min(self.end, self.axis.size + self.axis.after))

    @property
    def overhang(self) -> int:
        """By how much the last window of `ceil` hangs over the padded input."""
        return self.end - self.positions.stop

    @property
    def inside(self) -> slice:
        """Those of the positions that are input cells."""
        return slice(max(self.positions.start, 0), min(self.positions.stop, self.axis.size))

    @property
    def outside(self) -> Span:
        """By how much the windows reach over the input, before and after: padding and overhang."""
        return max(-self.positions.start, 0), max(self.end - self.axis.size, 0)

    def sources(self, mode: PaddingMode) -> NDArray[np.intp]:
        """The input cell whose value stands at each position; −1 for padding's own zero."""
        found = (self.axis.source(position, mode) for position in self.positions)
        return np.array([-1 if source is None else source for source in found], dtype=np.intp)


def window_problem(layer: Layer, shape: Shape) -> Problem | None:
    """The problem of a window that does not fit the padded input, if it has it: of its height, its width, or both."""
    rows, columns = layer.axes(shape)
    if rows.count and columns.count:
        return None
    more_rows = count(rows.span - rows.padded, "{n} more row", "{n} more rows")
    more_columns = count(columns.span - columns.padded, "{n} more column", "{n} more columns")
    if not rows.count and not columns.count:
        window, padded = f"{rows.span} × {columns.span}", f"{rows.padded} × {columns.padded}"
        both = tr("{rows} and {columns}", rows=more_rows, columns=more_columns)
        return Problem(
            "kernel_size",
            tr("window {window}, padded input {padded}", window=window, padded=padded),
            tr("Make the window at most {padded}, or pad {missing}.", padded=padded, missing=both),
        )
    axis, high, more = (columns, tr("wide"), more_columns) if rows.count else (rows, tr("high"), more_rows)
    return Problem(
        "kernel_size",
        tr("window {span} {high}, padded input {padded} {high}", span=axis.span, padded=axis.padded, high=high),
        tr("Make the window at most {padded} {high}, or pad {missing}.", padded=axis.padded, high=high, missing=more),
    )
