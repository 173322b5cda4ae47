"""Convolution with bias and activation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from convstudio.engine import activate, activate_backward, conv2d, conv2d_backward
from convstudio.engine.arguments import Slide
from convstudio.engine.geometry import Axis, PaddingMode
from convstudio.engine.sums import written_out
from convstudio.layers.activation import ACTIVATION_OPTIONS, SLOPE
from convstudio.layers.base import Array, Cell, Crop, Layer, Pairs, Problem, Readers, Shape, Term, Terms, window_problem
from convstudio.layers.parameters import Choice, IntPair, Padding, PaddingSides, Pair, Parameter, Switch, Weights, Whole
from convstudio.words import count, tr

LARGEST_KERNEL = 31
LARGEST_STRIDE = 32
LARGEST_PADDING = 64
LARGEST_DILATION = 32
MOST_CHANNELS = 512

STRIDE = Pair("stride", "Stride", "How far the window moves from one output to the next.", low=1, high=LARGEST_STRIDE)
PADDING = PaddingSides(
    "padding",
    "Padding",
    "Rows and columns added around the input. “same” makes ⌈size ÷ stride⌉ outputs, an odd cell goes bottom and right;"
    " “full” lets every overlap count.",
    high=LARGEST_PADDING,
)
DILATION = Pair("dilation", "Dilation", "Distance between neighbouring taps of the window.", low=1, high=LARGEST_DILATION)
PADDING_MODE_OPTIONS = (
    ("zeros", "Zeros"),
    ("reflect", "Reflect"),
    ("replicate", "Replicate"),
    ("circular", "Circular"),
)


class Conv2d(Layer, frozen=True, eq=False, kw_only=True):
    """Cross-correlation of the input with one stack of kernels an output channel, plus bias, then an activation.

    `kernel` is (C_out, C_in/groups, k_h, k_w), `bias` (C_out,). `flip` turns the kernel by 180° first: convolution as
    mathematics defines it.
    """

    kernel: Array
    bias: Array
    stride: IntPair = (1, 1)
    padding: Padding = "valid"
    padding_mode: PaddingMode = "zeros"
    dilation: IntPair = (1, 1)
    groups: int = 1
    flip: bool = False
    activation: str = "none"
    negative_slope: float = 0.01

    kind: ClassVar[str] = "conv2d"
    title: ClassVar[str] = "Convolution"
    help: ClassVar[str] = "Slides a kernel over the input: multiply cell by cell, add up, add the bias."
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Pair("kernel_size", "Kernel", "Rows and columns of the kernel.", stored=False, low=1, high=LARGEST_KERNEL),
        STRIDE,
        PADDING,
        Choice(
            "padding_mode",
            "Border",
            "What stands in the padding: zeros, or copies of the input (mirrored, its edge, or its other side).",
            options=PADDING_MODE_OPTIONS,
        ),
        DILATION,
        Whole(
            "groups",
            "Groups",
            "The channels are split into this many groups that do not mix.",
            low=1,
            high=MOST_CHANNELS,
        ),
        Switch(
            "flip",
            "Flip kernel",
            "Off: cross-correlation, the kernel laid on the input as it stands:\n"
            "what deep learning computes and calls convolution.\n"
            "On: convolution as mathematics defines it, with the kernel turned by 180° first.\n"
            "A kernel that the turn leaves as it is gives the same either way;\n"
            "a learned one would simply be learned turned.",
        ),
        Choice("activation", "Activation", "A function applied to every output.", options=ACTIVATION_OPTIONS),
        SLOPE,
        Weights("kernel", "Kernel K", "The weights.", rank=4),
        Weights("bias", "Bias", "A number added to every cell of an output channel.", rank=1),
    )

    @property
    def window(self) -> IntPair:
        return self.kernel.shape[2], self.kernel.shape[3]

    @property
    def kernel_size(self) -> IntPair:
        """Rows and columns of the kernel."""
        return self.window

    @property
    def weights(self) -> Array:
        """The kernel as it is laid on the input: flipped where `flip` says so."""
        return self.kernel[:, :, ::-1, ::-1] if self.flip else self.kernel

    def out_channels(self, channels: int) -> int:
        return int(self.kernel.shape[0])

    def in_channels_read(self, out_channel: int, channels: int) -> range:
        each = self.kernel.shape[1]
        group = out_channel * self.groups // self.kernel.shape[0]
        return range(group * each, (group + 1) * each)

    def cells_beside(self, shape: Shape) -> int:
        # A product of matrices needs, for one row of outputs at least, all that it reads written out.
        columns = self.axes(shape)[1]
        _outs, depth, high, wide = self.kernel.shape
        a_row = depth * high * wide * columns.count if self.cells_written_out(shape) else 0
        return super().cells_beside(shape) + a_row

    def cells_written_out(self, shape: Shape) -> int:
        rows, columns = self.axes(shape)
        outs, depth, high, wide = self.kernel.shape
        return written_out((outs, depth, high, wide), Slide(rows.count, columns.count, self.stride, self.dilation), self.groups)

    def applies(self, parameter: str) -> bool:
        if parameter == "groups":
            return self.groups > 1 or min(self.kernel.shape[0], self.kernel.shape[1]) > 1
        return super().applies(parameter)

    def weight_count(self) -> int:
        return int(self.kernel.size + self.bias.size)

    def problem(self, shape: Shape) -> Problem | None:
        return self._channel_problem(shape[0]) or self._border_problem(shape) or window_problem(self, shape)

    def forward(self, x: Array) -> Array:
        return self._activate(self.weighted_sum(x))

    def weighted_sum(self, x: Array) -> Array:
        """The output before the activation."""
        return conv2d(
            x,
            self.weights,
            self.bias,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
            padding_mode=self.padding_mode,
        )

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        grad_sum = self.backward_activation(x, grad_output)
        grad_x, grad_kernel, grad_bias = conv2d_backward(
            x,
            self.weights,
            grad_sum,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
            padding_mode=self.padding_mode,
        )
        turned = np.ascontiguousarray(grad_kernel[:, :, ::-1, ::-1]) if self.flip else grad_kernel
        return grad_x, {"kernel": turned, "bias": grad_bias}

    def backward_activation(self, x: Array, grad_output: Array) -> Array:
        """The gradient with respect to the sums before the activation."""
        if self.activation == "none":
            return grad_output
        return activate_backward(self.activation, self.weighted_sum(x), grad_output, self.negative_slope)

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return self._activate(self._sum_of_crop(x, rows, columns))

    def terms(self, x: Array, cell: Cell) -> Terms:
        channel, row, column = cell
        rows, columns = self.axes((x.shape[0], x.shape[1], x.shape[2]))
        crop = self._sum_of_crop(x, Crop(rows, row, row), Crop(columns, column, column))
        total = crop[channel, 0, 0]
        return Terms(
            cell=cell,
            terms=tuple(self._terms(x, cell)),
            total=float(total),
            output=float(self._activate(crop)[channel, 0, 0]),
            bias=float(self.bias[channel]),
            activation=self.activation,
        )

    def readers(self, x: Array, cell: Cell) -> Readers:
        channel, row, column = cell
        rows, columns = self.axes((x.shape[0], x.shape[1], x.shape[2]))
        inside = 0 <= row < rows.size and 0 <= column < columns.size
        by_row = _taps_by_output(rows, rows.through_padding(row, self.padding_mode) if inside else (row,))
        by_column = _taps_by_output(columns, columns.through_padding(column, self.padding_mode) if inside else (column,))
        channels = tuple(o for o in range(len(self.kernel)) if channel in self.in_channels_read(o, x.shape[0]))
        return Readers(channels, tuple(by_row), tuple(by_column), self._counts(channel, channels, by_row, by_column))

    def pairs(self, shape: Shape, weight: tuple[int, int, int, int]) -> Pairs:
        out_channel, slice_, i, j = weight
        if self.flip:
            i, j = self.window[0] - 1 - i, self.window[1] - 1 - j
        rows, columns = self.axes(shape)
        in_channel = self.in_channels_read(out_channel, shape[0])[slice_]
        return Pairs(in_channel, out_channel, rows.tap_positions(i), columns.tap_positions(j))

    def _activate(self, total: Array) -> Array:
        return activate(self.activation, total, self.negative_slope)

    def _sum_of_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return conv2d(
            gathered(x, rows, columns, self.padding_mode),
            self.weights,
            self.bias,
            stride=self.stride,
            dilation=self.dilation,
            groups=self.groups,
        )

    def _terms(self, x: Array, cell: Cell) -> list[Term]:
        out_channel, row, column = cell
        rows, columns = self.axes((x.shape[0], x.shape[1], x.shape[2]))
        mode = self.padding_mode
        down = [(i, r, rows.source(r, mode)) for i, r in enumerate(rows.positions(row))]
        across = [(j, c, columns.source(c, mode)) for j, c in enumerate(columns.positions(column))]
        return [
            self._term(x, (channel, out_channel, slice_), at_row, at_column)
            for slice_, channel in enumerate(self.in_channels_read(out_channel, x.shape[0]))
            for at_row in down
            for at_column in across
        ]

    def _term(
        self,
        x: Array,
        channels: tuple[int, int, int],
        row: tuple[int, int, int | None],
        column: tuple[int, int, int | None],
    ) -> Term:
        channel, out_channel, slice_ = channels
        source = None if row[2] is None or column[2] is None else (row[2], column[2])
        at = (self.window[0] - 1 - row[0], self.window[1] - 1 - column[0]) if self.flip else (row[0], column[0])
        return Term(
            channel,
            row[1],
            column[1],
            source,
            value=float(x[channel, source[0], source[1]]) if source else 0.0,
            weight=float(self.kernel[out_channel, slice_, *at]),
            weight_cell=(out_channel, slice_, *at),
        )

    def _counts(
        self, channel: int, channels: tuple[int, ...], rows: dict[int, list[int]], columns: dict[int, list[int]]
    ) -> Array:
        each = self.kernel.shape[1]
        if all(len(taps) == 1 for taps in (*rows.values(), *columns.values())):
            tap_rows = np.array([taps[0] for taps in rows.values()], dtype=np.intp)[:, None]
            tap_columns = np.array([taps[0] for taps in columns.values()], dtype=np.intp)
            return self.weights[list(channels), channel % each][:, tap_rows, tap_columns]
        return np.array(
            [
                [[self.weights[o, channel % each][np.ix_(i, j)].sum() for j in columns.values()] for i in rows.values()]
                for o in channels
            ],
            dtype=np.float64,
        ).reshape(len(channels), len(rows), len(columns))

    def _channel_problem(self, channels: int) -> Problem | None:
        outs, wanted = self.kernel.shape[0], self.kernel.shape[1] * self.groups
        if outs % self.groups:
            return Problem(
                "groups",
                tr(
                    "{outs} in {groups}",
                    outs=count(outs, "{n} output channel", "{n} output channels"),
                    groups=count(self.groups, "{n} group", "{n} groups"),
                ),
                tr("Choose a number of groups that divides {out}.", out=outs),
            )
        if channels == wanted:
            return None
        return Problem(
            "kernel",
            tr(
                "kernel for {wanted}, input with {channels}",
                wanted=count(wanted, "{n} channel", "{n} channels"),
                channels=count(channels, "{n} channel", "{n} channels"),
            ),
            self._channel_remedy(channels),
        )

    def _channel_remedy(self, channels: int) -> str:
        wanted = count(self.kernel.shape[1] * self.groups, "{n} channel", "{n} channels")
        if channels % self.groups:
            return tr("Give the input {wanted}, or choose a number of groups that divides {n}.", wanted=wanted, n=channels)
        slices = count(channels // self.groups, "{n} slice", "{n} slices")
        return tr("Give the kernel {slices}, or the input {wanted}.", slices=slices, wanted=wanted)

    def _border_problem(self, shape: Shape) -> Problem | None:
        reach = {"reflect": -1, "circular": 0}.get(self.padding_mode)
        if reach is None:
            return None
        axes = self.axes(shape)
        padded = [max(axis.before, axis.after) for axis in axes]
        most = [axis.size + reach for axis in axes]
        wrong = [cells > reached for cells, reached in zip(padded, most, strict=True)]
        if not any(wrong):
            return None
        if all(wrong):
            return Problem(
                "padding_mode",
                tr("{mode} padding of {cells} and {wide}, input of {h} × {w}", mode=self.padding_mode,
                   cells=padded[0], wide=padded[1], h=axes[0].size, w=axes[1].size),
                tr("Pad at most {most} above and below and {wide} at the sides, or choose zeros or replicate.",
                   most=most[0], wide=most[1]),
            )  # fmt: skip
        which = wrong.index(True)
        return Problem(
            "padding_mode",
            tr(
                "{mode} padding of {cells}, input of {size}", mode=self.padding_mode, cells=padded[which], size=axes[which].size
            ),
            tr("Pad at most {most} on each side, or choose zeros or replicate.", most=most[which]),
        )


def gathered(x: Array, rows: Crop, columns: Crop, mode: PaddingMode) -> Array:
    """The cells (C, h, w) at the positions of two crops, padding filled in."""
    r, c = rows.sources(mode), columns.sources(mode)
    if (r >= 0).all() and (c >= 0).all():
        return x[:, r[:, None], c]
    inside_rows, inside_columns = np.flatnonzero(r >= 0)[:, None], np.flatnonzero(c >= 0)
    found = np.zeros((x.shape[0], len(r), len(c)))
    found[:, inside_rows, inside_columns] = x[:, r[inside_rows], c[inside_columns]]
    return found


def _taps_by_output(axis: Axis, places: tuple[int, ...]) -> dict[int, list[int]]:
    """The outputs that read any of some positions, each with the taps that it reads them with."""
    found: dict[int, list[int]] = {}
    for place in places:
        for output, tap in axis.readers(place):
            found.setdefault(output, []).append(tap)
    return dict(sorted(found.items()))
