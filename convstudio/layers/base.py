"""What each kind of layer answers.

A kind is a frozen value in a file of its own. It declares its parameters and its window; what follows from the window alone
(sizes, readers, recomputing a patch) is here.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, Self

from msgspec import Struct, StructMeta
from msgspec.structs import replace

from convstudio.engine import activation, axes
from convstudio.engine.geometry import AnyAxis, Axis, PaddingMode
from convstudio.layers.crop import Crop
from convstudio.layers.facts import (
    Array,
    AtWork,
    Cell,
    Combination,
    Growth,
    Pairs,
    Problem,
    Readers,
    Reads,
    Shape,
    Span,
    Spans,
    Terms,
)
from convstudio.layers.formula import Meant, SizeFormula, window_formula, window_meaning
from convstudio.layers.parameters import IntPair, Padding, Parameter
from convstudio.words import Text, count, tr, translated


class LayerMeta(ABCMeta, StructMeta):
    """Lets a Struct have abstract methods."""


class Layer(Struct, frozen=True, eq=False, kw_only=True, metaclass=LayerMeta):
    """A step of the strip. Layers are compared by identity: the same object on the same input gives the same result."""

    name: str = ""
    enabled: bool = True

    kind: ClassVar[str]
    title: ClassVar[Text]
    help: ClassVar[Text]
    parameters: ClassVar[tuple[Parameter, ...]]
    combination: ClassVar[Combination]  # how the terms of a cell make its value

    @classmethod
    def fresh(cls, channels: int) -> Self:
        """A layer with its defaults, as it is added behind a map of `channels`."""
        return cls()

    # What the window slides with; a kind that has the parameter has a field of that name instead.

    @property
    def stride(self) -> IntPair:
        """How far the window moves from one output to the next, (down, across)."""
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
        return translated(self.title)

    @property
    def detail(self) -> str:
        """What is shown behind the label if there is room, such as a pooling's window."""
        return ""

    @property
    @abstractmethod
    def window(self) -> IntPair:
        """Taps of the window, (height, width); (1, 1) for a window that always covers the whole input."""

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
        """The outputs that read an input cell, copies of it in the padding included; or those that read a padding cell."""

    def pairs(self, shape: Shape, weight: tuple[int, int, int, int]) -> Pairs:
        """Where a weight (C_out, C_in/groups, row, column) is used. Raises TypeError for a layer without weights."""
        raise TypeError(f"a {self.kind} layer has no weights")

    def reads(self, shape: Shape, cell: Cell) -> Reads:
        """What an output cell reads of each of its channels."""
        down, across = (axis.taps(output) for axis, output in zip(self.axes(shape), cell[1:], strict=True))
        rows, tap_rows = zip(*down, strict=True) if down else ((), ())
        columns, tap_columns = zip(*across, strict=True) if across else ((), ())
        return Reads(rows, columns, tap_rows, tap_columns)

    def term_count(self, shape: Shape, cell: Cell) -> int | None:
        """How many terms an output cell has, if that is known without computing them; else None."""
        return None

    def problem(self, shape: Shape) -> Problem | None:
        """Why an input of this shape has no output, or None."""
        return window_problem(self, shape)

    def axes(self, shape: Shape) -> tuple[AnyAxis, AnyAxis]:
        """How the window slides over the rows and the columns of an input (C, H, W), or how its cells are pressed."""
        return axes(shape[1:], self.window, self.stride, self.padding, self.dilation, self.ceil_mode)

    def taps(self, shape: Shape) -> IntPair:
        """Taps of the window on an input (C, H, W), (height, width)."""
        rows, columns = self.axes(shape)
        return rows.window, columns.window

    def growth(self, shape: Shape | None) -> Growth:
        """What the layer does to a receptive field; for an input of unknown shape, as far as it can be said."""
        (high, wide), (down, across), (stride, step) = self.window, self.dilation, self.stride
        return Growth(((high - 1) * down + 1, (wide - 1) * across + 1), (Fraction(stride), Fraction(step)))

    def formula(self, shape: Shape) -> tuple[SizeFormula, SizeFormula] | None:
        """The size formulas of rows and columns with their numbers; None if the size does not change."""
        rows, columns = self.sliding_axes(shape)
        mode = self.padding_mode
        return window_formula(rows, rows.unread(mode)), window_formula(columns, columns.unread(mode))

    def meaning(self, letter: str, axis: AnyAxis, across: AnyAxis) -> tuple[Meant, ...]:
        """What a letter of the formula of an axis means in the matrices; `across` is the other axis."""
        assert isinstance(axis, Axis)
        assert isinstance(across, Axis)
        return window_meaning(letter, axis, across)

    def sliding_axes(self, shape: Shape) -> tuple[Axis, Axis]:
        """`axes` of a layer whose window slides."""
        rows, columns = self.axes(shape)
        assert isinstance(rows, Axis)
        assert isinstance(columns, Axis)
        return rows, columns

    @property
    def padding_counts(self) -> bool:
        """Whether padding has a value. It has none for a maximum, where it never wins, nor in a mean that leaves it out."""
        return True

    @property
    def kernel_at_work(self) -> Array | None:
        """The weights (C_out, C_in/groups, k_h, k_w), tap by tap as they are laid on the input; None without weights."""
        return None

    def kernel_taps(self, reads: Reads) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows and columns of the kernel that are used at the taps of some reads."""
        return reads.tap_rows, reads.tap_columns

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
        """How many further numbers are in memory while an output is computed, beside input and output: the padded input."""
        rows, columns = self.sliding_axes(shape)
        high, wide = rows.padded + rows.overhang, columns.padded + columns.overhang
        return 0 if (high, wide) == shape[1:] else shape[0] * high * wide

    def cells_written_out(self, shape: Shape) -> int:
        """How many numbers are copied while an output is computed, because computing with the copy is faster."""
        return 0

    def applies(self, parameter: str) -> bool:
        """Whether a parameter matters, given the layer's other settings. If not, its control is hidden."""
        return parameter != "negative_slope" or activation(getattr(self, "activation", "none")).has_slope

    def with_setting(self, name: str, value: object, channels: int) -> Self:
        """The layer with another value of a parameter, on a map of `channels`. What belongs together follows."""
        return replace(self, **{name: value})

    def weight_count(self) -> int:
        """How many numbers the layer learns."""
        return 0

    def multiplications(self, shape: Shape) -> int:
        """How many multiplications one input (C, H, W) takes, those with padding's zeros included."""
        return 0

    def at_work(self, shape: Shape | None) -> AtWork:
        """What the layer uses for an input (C, H, W), None if there is none. While it is switched off its weights rest."""
        if not self.enabled:
            return AtWork(0, 0, None if shape is None else 0)
        weights = 0 if self.kernel_at_work is None else int(self.kernel_at_work.size)
        return AtWork(weights, self.weight_count() - weights, None if shape is None else self.multiplications(shape))

    def effort(self, shape: Shape) -> float:
        """Roughly how many products the output for (C, H, W) takes; reading a cell counts as `READ_EFFORT` of them."""
        channels, height, width = self.output_shape(shape)
        high, wide = self.taps(shape)
        return READ_EFFORT * channels * height * width * high * wide

    def extremes(self, low: float, high: float) -> tuple[float, float] | None:
        """The lowest and the highest output for the lowest and the highest input, if they are known from these alone."""
        return None

    def affected(self, shape: Shape, rows: Span, columns: Span) -> Spans | None:
        """The smallest block of outputs, (rows, columns), that holds all readers of some input cells; None without any."""
        height, width = self.axes(shape)
        down, across = height.touched(*rows, self.padding_mode), width.touched(*columns, self.padding_mode)
        return (down, across) if down and across else None

    def patch(self, x: Array, rows: Span, columns: Span) -> Array:
        """The part of `forward(x)` in some rows and columns (first and last), computed alone and the same to the last bit."""
        height, width = self.sliding_axes((x.shape[0], x.shape[1], x.shape[2]))
        return self.forward_crop(x, Crop(height, *rows), Crop(width, *columns))

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        """`forward` for some consecutive outputs of a sliding window only, the same to the last bit."""
        raise NotImplementedError(f"a {self.kind} layer patches its outputs in a way of its own")


READ_EFFORT = 4  # products of a convolution that take as long as one cell read by a pooling or a function


def window_problem(layer: Layer, shape: Shape) -> Problem | None:
    """The problem of a window that does not fit into the padded input, in height, in width or in both; None if it fits."""
    rows, columns = layer.sliding_axes(shape)
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
