"""What layers with a kernel share: weights, bias and activation, however the kernel meets the input.

Every such layer is a cross-correlation, `conv2d`, of what it lays out (`laid_out`: the input itself, or the stretched one) with
its weights as they are laid on it (`laid`: perhaps turned). So sums, gradients and least squares are said once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from convstudio.engine import activate, activate_backward
from convstudio.engine.geometry import AnyAxis
from convstudio.layers.activation import ACTIVATION_OPTIONS, SLOPE
from convstudio.layers.base import Layer
from convstudio.layers.facts import SUM, Array, Cell, Combination, Pairs, Problem, Readers, Shape, Term, Terms
from convstudio.layers.parameters import Choice, Parameter, Weights
from convstudio.words import count, tr

OF_KERNELS: tuple[Parameter, ...] = (
    Choice("activation", "Activation", "A function applied to every output.", options=ACTIVATION_OPTIONS),
    SLOPE,
    Weights("kernel", "Kernel K", "The weights.", rank=4),
    Weights("bias", "Bias", "A number added to every cell of an output channel.", rank=1),
)  # the parameters that all such layers have, whatever they slide with


class KernelLayer(Layer, frozen=True, eq=False, kw_only=True):
    """One stack of kernels per output channel, plus bias, then an activation.

    `kernel` is (C_out, C_in/groups, k_h, k_w), `bias` (C_out,).
    """

    kernel: Array
    bias: Array
    groups: int = 1
    activation: str = "none"
    negative_slope: float = 0.01

    combination: ClassVar[Combination] = SUM

    # How the kernel meets the input

    @property
    def turns(self) -> bool:
        """Whether the kernel is turned by 180° before it is laid on what `laid_out` gives."""
        return False

    def laid(self, kernel: Array) -> Array:
        """A kernel as it is laid on what `laid_out` gives; laid twice it is itself."""
        return kernel[:, :, ::-1, ::-1] if self.turns else kernel

    def laid_out(self, x: Array) -> Array:
        """What the kernel slides over, for an input (C, H, W)."""
        return x

    @property
    def slide(self) -> dict[str, Any]:
        """How it slides over that, as keyword arguments of `conv2d`."""
        raise NotImplementedError

    # What follows

    @property
    def window(self) -> tuple[int, int]:
        return self.kernel.shape[2], self.kernel.shape[3]

    @property
    def kernel_size(self) -> tuple[int, int]:
        """Rows and columns of the kernel."""
        return self.window

    @property
    def kernel_remark(self) -> tuple[str, str]:
        """What is special about how the kernel is laid on the input, in a few words and in a sentence; empty if nothing is."""
        return "", ""

    @property
    def sum_help(self) -> str:
        """What the sum of the weights says."""
        return tr("Sum: what a picture of ones alone would give, before the bias. 0 means: even areas become 0.")

    @property
    def is_pointwise(self) -> bool:
        """Whether each output reads a single cell of each channel, so that the layer is a product of matrices."""
        return False

    def out_channels(self, channels: int) -> int:
        return int(self.kernel.shape[0])

    def in_channels_read(self, out_channel: int, channels: int) -> range:
        each = self.kernel.shape[1]
        group = out_channel * self.groups // self.kernel.shape[0]
        return range(group * each, (group + 1) * each)

    def applies(self, parameter: str) -> bool:
        if parameter == "groups":
            return self.groups > 1 or min(self.kernel.shape[0], self.kernel.shape[1]) > 1
        return super().applies(parameter)

    def weight_count(self) -> int:
        return int(self.kernel.size + self.bias.size)

    def weighted_sum(self, x: Array) -> Array:
        """The output before the activation."""
        raise NotImplementedError

    def sum_of_patch(self, x: Array, cell: Cell) -> Array:
        """`weighted_sum` of one cell of every channel, (C_out, 1, 1)."""
        raise NotImplementedError

    def sum_backward(self, x: Array, grad_sum: Array) -> tuple[Array, Array, Array]:
        """The gradients with respect to input, kernel (as the layer writes it) and bias, from the one of the sums."""
        raise NotImplementedError

    def forward(self, x: Array) -> Array:
        return self.activated(self.weighted_sum(x))

    def activated(self, total: Array) -> Array:
        """Apply the activation to sums."""
        return activate(self.activation, total, self.negative_slope)

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        grad_x, grad_kernel, grad_bias = self.sum_backward(x, self.backward_activation(x, grad_output))
        return grad_x, {"kernel": grad_kernel, "bias": grad_bias}

    def backward_activation(self, x: Array, grad_output: Array) -> Array:
        """The gradient with respect to the sums before the activation."""
        if self.activation == "none":
            return grad_output
        return activate_backward(self.activation, self.weighted_sum(x), grad_output, self.negative_slope)

    # Explanations

    @property
    def kernel_at_work(self) -> Array:
        return self.kernel

    def terms(self, x: Array, cell: Cell) -> Terms:
        total = self.sum_of_patch(x, cell)
        return Terms(
            cell=cell,
            terms=tuple(self._terms(x, cell)),
            total=float(total[cell[0], 0, 0]),
            output=float(self.activated(total)[cell[0], 0, 0]),
            bias=float(self.bias[cell[0]]),
            activation=self.activation,
        )

    def term_count(self, shape: Shape, cell: Cell) -> int | None:
        reads = self.reads(shape, cell)
        return int(self.kernel.shape[1]) * len(reads.rows) * len(reads.columns)

    def readers(self, x: Array, cell: Cell) -> Readers:
        channel, row, column = cell
        rows, columns = self.axes((x.shape[0], x.shape[1], x.shape[2]))
        inside = 0 <= row < rows.size and 0 <= column < columns.size
        by_row = _taps_by_output(rows, rows.through_padding(row, self.padding_mode) if inside else (row,))
        by_column = _taps_by_output(columns, columns.through_padding(column, self.padding_mode) if inside else (column,))
        channels = tuple(o for o in range(len(self.kernel)) if channel in self.in_channels_read(o, x.shape[0]))
        return Readers(channels, tuple(by_row), tuple(by_column), self._counts(channel, channels, by_row, by_column))

    def _terms(self, x: Array, cell: Cell) -> list[Term]:
        out_channel = cell[0]
        shape = (x.shape[0], x.shape[1], x.shape[2])
        rows, columns = self.axes(shape)
        mode, reads = self.padding_mode, self.reads(shape, cell)
        at_rows, at_columns = self.kernel_taps(reads)
        down = [(i, r, rows.source(r, mode)) for i, r in zip(at_rows, reads.rows, strict=True)]
        across = [(j, c, columns.source(c, mode)) for j, c in zip(at_columns, reads.columns, strict=True)]
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
        return Term(
            channel,
            row[1],
            column[1],
            source,
            value=float(x[channel, source[0], source[1]]) if source else 0.0,
            weight=float(self.kernel[out_channel, slice_, row[0], column[0]]),
            weight_cell=(out_channel, slice_, row[0], column[0]),
        )

    def _counts(
        self, channel: int, channels: tuple[int, ...], rows: dict[int, list[int]], columns: dict[int, list[int]]
    ) -> Array:
        each, weights = self.kernel.shape[1], self.kernel_at_work
        if all(len(taps) == 1 for taps in (*rows.values(), *columns.values())):
            tap_rows = np.array([taps[0] for taps in rows.values()], dtype=np.intp)[:, None]
            tap_columns = np.array([taps[0] for taps in columns.values()], dtype=np.intp)
            return weights[list(channels), channel % each][:, tap_rows, tap_columns]
        return np.array(
            [
                [[weights[o, channel % each][np.ix_(i, j)].sum() for j in columns.values()] for i in rows.values()]
                for o in channels
            ],
            dtype=np.float64,
        ).reshape(len(channels), len(rows), len(columns))

    def pairs(self, shape: Shape, weight: tuple[int, int, int, int]) -> Pairs:
        out_channel, slice_, *place = weight
        used = [axis.uses(tap) for axis, tap in zip(self.axes(shape), self.taps_of(place[0], place[1]), strict=True)]
        (rows, out_rows), (columns, out_columns) = used
        in_channel = self.in_channels_read(out_channel, shape[0])[slice_]
        return Pairs(in_channel, out_channel, rows, columns, out_rows, out_columns)

    def taps_of(self, row: int, column: int) -> tuple[int, int]:
        """The taps at which a place of the kernel is laid on the input."""
        return row, column

    # What cannot work

    def channel_problem(self, channels: int) -> Problem | None:
        """The problem of a kernel that is for other channels, or for groups that do not divide them."""
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


def _taps_by_output(axis: AnyAxis, places: tuple[int, ...]) -> dict[int, list[int]]:
    """The outputs that read any of some positions, each with the taps that it reads them with."""
    found: dict[int, list[int]] = {}
    for place in places:
        for output, tap in axis.readers(place):
            found.setdefault(output, []).append(tap)
    return dict(sorted(found.items()))
