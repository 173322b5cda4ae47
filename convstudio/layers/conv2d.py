"""Convolution with bias and activation."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from convstudio.engine import conv2d, conv2d_backward
from convstudio.engine.arguments import Slide
from convstudio.engine.geometry import PaddingMode
from convstudio.engine.sums import written_out
from convstudio.layers.base import window_problem
from convstudio.layers.crop import Crop, gathered
from convstudio.layers.facts import Array, Cell, Problem, Reads, Shape, frozen
from convstudio.layers.kernel import OF_KERNELS, KernelLayer
from convstudio.layers.parameters import Choice, IntPair, Padding, PaddingSides, Pair, Parameter, Switch, Whole
from convstudio.words import Text, tr

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
KERNEL_SIZE = Pair("kernel_size", "Kernel", "Rows and columns of the kernel.", stored=False, low=1, high=LARGEST_KERNEL)
GROUPS = Whole("groups", "Groups", "The channels are split into this many groups that do not mix.", low=1, high=MOST_CHANNELS)
PADDING_MODE_OPTIONS: tuple[tuple[str, Text], ...] = (
    ("zeros", "Zeros"),
    ("reflect", "Reflect"),
    ("replicate", "Replicate"),
    ("circular", "Circular"),
)


class Conv2d(KernelLayer, frozen=True, eq=False, kw_only=True):
    """Cross-correlation of the input with one stack of kernels per output channel, plus bias, then an activation.

    `flip` turns the kernel by 180° first: convolution as mathematics defines it.
    """

    stride: IntPair = (1, 1)
    padding: Padding = "valid"
    padding_mode: PaddingMode = "zeros"
    dilation: IntPair = (1, 1)
    flip: bool = False

    kind: ClassVar[str] = "conv2d"
    title: ClassVar[Text] = "Convolution"
    help: ClassVar[Text] = "Slides a kernel over the input: multiply cell by cell, add up, add the bias."
    parameters: ClassVar[tuple[Parameter, ...]] = (
        KERNEL_SIZE,
        STRIDE,
        PADDING,
        Choice(
            "padding_mode",
            "Border",
            "What stands in the padding: zeros, or copies of the input (mirrored, its edge, or its other side).",
            options=PADDING_MODE_OPTIONS,
            section="padding",
        ),
        DILATION,
        GROUPS,
        Switch(
            "flip",
            "Flip kernel",
            "Off: cross-correlation, the kernel laid on the input as it stands:\n"
            "what deep learning computes and calls convolution.\n"
            "On: convolution as mathematics defines it, with the kernel turned by 180° first.\n"
            "A kernel that the turn leaves as it is gives the same either way;\n"
            "a learned one would simply be learned turned.",
        ),
        *OF_KERNELS,
    )

    @classmethod
    def fresh(cls, channels: int) -> Self:
        """A 3 × 3 mean whose output has the size of its input."""
        return cls(kernel=frozen(np.full((1, channels, 3, 3), 1 / 9)), bias=frozen(np.zeros(1)), padding="same")

    @property
    def kernel_remark(self) -> tuple[str, str]:
        if not self.flip:
            return "", ""
        words = tr("“Flip kernel” is on: the kernel is turned by 180° before it slides over the input.")
        return tr("flipped: laid on turned by 180°"), words

    @property
    def is_pointwise(self) -> bool:
        return self.window == (1, 1)

    @property
    def turns(self) -> bool:
        return self.flip

    @property
    def kernel_at_work(self) -> Array:
        """The kernel as it is laid on the input: turned where `flip` says so."""
        return self.laid(self.kernel)

    def kernel_taps(self, reads: Reads) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if not self.flip:
            return reads.tap_rows, reads.tap_columns
        last_row, last_column = self.window[0] - 1, self.window[1] - 1
        return tuple(last_row - i for i in reads.tap_rows), tuple(last_column - j for j in reads.tap_columns)

    def cells_beside(self, shape: Shape) -> int:
        # A product of matrices needs, for one row of outputs at least, all that it reads written out.
        columns = self.sliding_axes(shape)[1]
        _outs, depth, high, wide = self.kernel.shape
        a_row = depth * high * wide * columns.count if self.cells_written_out(shape) else 0
        return super().cells_beside(shape) + a_row

    def cells_written_out(self, shape: Shape) -> int:
        rows, columns = self.sliding_axes(shape)
        outs, depth, high, wide = self.kernel.shape
        return written_out((outs, depth, high, wide), Slide(rows.count, columns.count, self.stride, self.dilation), self.groups)

    def taps_of(self, row: int, column: int) -> tuple[int, int]:
        return (self.window[0] - 1 - row, self.window[1] - 1 - column) if self.flip else (row, column)

    @property
    def slide(self) -> dict[str, Any]:
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
            "padding_mode": self.padding_mode,
        }

    def problem(self, shape: Shape) -> Problem | None:
        return self.channel_problem(shape[0]) or self._border_problem(shape) or window_problem(self, shape)

    def multiplications(self, shape: Shape) -> int:
        _channels, height, width = self.output_shape(shape)
        return int(self.kernel.size) * height * width

    def effort(self, shape: Shape) -> float:
        return self.multiplications(shape)

    def weighted_sum(self, x: Array) -> Array:
        return conv2d(x, self.kernel_at_work, self.bias, **self.slide)

    def sum_backward(self, x: Array, grad_sum: Array) -> tuple[Array, Array, Array]:
        grad_x, grad_kernel, grad_bias = conv2d_backward(x, self.kernel_at_work, grad_sum, **self.slide)
        return grad_x, np.ascontiguousarray(self.laid(grad_kernel)), grad_bias

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return self.activated(self._sum_of_crop(x, rows, columns))

    def sum_of_patch(self, x: Array, cell: Cell) -> Array:
        rows, columns = self.sliding_axes((x.shape[0], x.shape[1], x.shape[2]))
        return self._sum_of_crop(x, Crop(rows, cell[1], cell[1]), Crop(columns, cell[2], cell[2]))

    def _sum_of_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return conv2d(
            gathered(x, rows, columns, self.padding_mode),
            self.kernel_at_work,
            self.bias,
            stride=self.stride,
            dilation=self.dilation,
            groups=self.groups,
        )

    def _border_problem(self, shape: Shape) -> Problem | None:
        reach = {"reflect": -1, "circular": 0}.get(self.padding_mode)
        if reach is None:
            return None
        axes = self.sliding_axes(shape)
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
