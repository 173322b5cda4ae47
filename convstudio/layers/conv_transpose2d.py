"""Transposed convolution with bias and activation: every input cell presses a stamp."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Self

import numpy as np

from convstudio.engine import StampAxis, conv2d, conv_transpose2d, conv_transpose2d_backward
from convstudio.engine.arguments import Slide
from convstudio.engine.geometry import NO_SIDES, AnyAxis
from convstudio.engine.sums import written_out
from convstudio.engine.transposed import stamp_axes, stretched
from convstudio.layers.conv2d import DILATION, GROUPS, KERNEL_SIZE, LARGEST_PADDING, STRIDE
from convstudio.layers.facts import Array, Cell, Growth, Problem, Shape, Span, frozen
from convstudio.layers.formula import Meant, SizeFormula, stamp_formula, stamp_meaning
from convstudio.layers.kernel import OF_KERNELS, KernelLayer
from convstudio.layers.parameters import IntPair, Padding, PaddingName, PaddingSides, Pair, Parameter
from convstudio.words import Text, tr

NO_NAMES: tuple[PaddingName, ...] = ("valid",)
_stamp_axes = lru_cache(maxsize=512)(stamp_axes)  # each cell that is explained asks three times


class ConvTranspose2d(KernelLayer, frozen=True, eq=False, kw_only=True):
    """Every cell of the input presses the kernel, times its value, on the output; where stamps overlap they add up.

    `padding` cuts rows and columns off the output, `output_padding` adds some at the bottom and at the right. The kernel is
    written (C_out, C_in/groups, k_h, k_w) as a convolution's is; PyTorch's has its first two axes the other way round.
    """

    stride: IntPair = (2, 2)
    padding: Padding = "valid"
    output_padding: IntPair = (0, 0)
    dilation: IntPair = (1, 1)

    kind: ClassVar[str] = "conv_transpose2d"
    title: ClassVar[Text] = "Transposed convolution"
    help: ClassVar[Text] = "Presses the kernel on the output, once for every input cell and times its value: the map grows."
    parameters: ClassVar[tuple[Parameter, ...]] = (
        KERNEL_SIZE,
        STRIDE.saying("How far apart neighbouring stamps are pressed."),
        PaddingSides(
            "padding",
            "Cut off",
            "Rows and columns cut off the output: what PyTorch calls the padding of a transposed convolution.",
            high=LARGEST_PADDING,
            names=NO_NAMES,
        ),
        Pair(
            "output_padding",
            "Added",
            "Rows added at the bottom and columns at the right (output_padding), to reach sizes that the stride skips.",
            low=0,
            high=31,
            section="padding",
        ),
        DILATION,
        GROUPS,
        *OF_KERNELS,
    )

    @classmethod
    def fresh(cls, channels: int) -> Self:
        """A 2 × 2 stamp of ones that doubles the size: each cell becomes a block."""
        return cls(kernel=frozen(np.full((1, channels, 2, 2), 1 / channels)), bias=frozen(np.zeros(1)))

    @property
    def sum_help(self) -> str:
        return tr("Sum: what one cell of 1 adds to the output in all. Uneven overlaps of the stamps show as a checkerboard.")

    @property
    def cut(self) -> tuple[IntPair, IntPair]:
        """((top, bottom), (left, right)) cells that are cut off."""
        return NO_SIDES if isinstance(self.padding, str) else self.padding

    def axes(self, shape: Shape) -> tuple[AnyAxis, AnyAxis]:
        return self.stamp_axes(shape)

    def stamp_axes(self, shape: Shape) -> tuple[StampAxis, StampAxis]:
        """How stamps are pressed along the rows and the columns."""
        return _stamp_axes((shape[1], shape[2]), self.window, self.stride, self.cut, self.output_padding, self.dilation)

    @property
    def turns(self) -> bool:
        return True

    def laid_out(self, x: Array) -> Array:
        return stretched(x, *self.stamp_axes((x.shape[0], x.shape[1], x.shape[2])))

    @property
    def slide(self) -> dict[str, Any]:
        return {"dilation": self.dilation, "groups": self.groups}

    def problem(self, shape: Shape) -> Problem | None:
        return self.channel_problem(shape[0]) or self._added_problem(shape) or self._cut_problem(shape)

    def formula(self, shape: Shape) -> tuple[SizeFormula, SizeFormula]:
        rows, columns = self.stamp_axes(shape)
        return stamp_formula(rows), stamp_formula(columns)

    def meaning(self, letter: str, axis: AnyAxis, across: AnyAxis) -> tuple[Meant, ...]:
        assert isinstance(axis, StampAxis)
        assert isinstance(across, StampAxis)
        return stamp_meaning(letter, axis, across)

    def growth(self, shape: Shape | None) -> Growth:
        spans = ((k - 1) * d + 1 for k, d in zip(self.window, self.dilation, strict=True))
        high, wide = (-(-span // step) for span, step in zip(spans, self.stride, strict=True))
        return Growth((high, wide), (Fraction(1, self.stride[0]), Fraction(1, self.stride[1])))

    def multiplications(self, shape: Shape) -> int:
        return int(self.kernel.size) * shape[1] * shape[2]

    def effort(self, shape: Shape) -> float:
        _channels, height, width = self.output_shape(shape)
        return float(self.kernel.size) * height * width  # the stretched input's zeros are multiplied too

    def cells_beside(self, shape: Shape) -> int:
        # The stretched input; and where a product of matrices computes, for one row of outputs at least, all that it reads.
        rows, columns = self.stamp_axes(shape)
        held = shape[0] * (rows.count + rows.span - 1) * (columns.count + columns.span - 1)
        a_row = int(self.kernel[0].size) * columns.count if self.cells_written_out(shape) else 0
        return held + a_row

    def cells_written_out(self, shape: Shape) -> int:
        rows, columns = self.stamp_axes(shape)
        outs, depth, high, wide = self.kernel.shape
        return written_out((outs, depth, high, wide), Slide(rows.count, columns.count, (1, 1), self.dilation), self.groups)

    def weighted_sum(self, x: Array) -> Array:
        return conv_transpose2d(x, self._by_input, self.bias, **self._press)

    def sum_backward(self, x: Array, grad_sum: Array) -> tuple[Array, Array, Array]:
        grad_x, grad_kernel, grad_bias = conv_transpose2d_backward(x, self._by_input, grad_sum, **self._press)
        return grad_x, by_output(grad_kernel, self.groups), grad_bias

    def patch(self, x: Array, rows: Span, columns: Span) -> Array:
        return self.activated(self._sum_of(x, rows, columns))

    def sum_of_patch(self, x: Array, cell: Cell) -> Array:
        return self._sum_of(x, (cell[1], cell[1]), (cell[2], cell[2]))

    def _sum_of(self, x: Array, rows: Span, columns: Span) -> Array:
        held = stretched(x, *self.stamp_axes((x.shape[0], x.shape[1], x.shape[2])), (rows, columns))
        return conv2d(held, self.laid(self.kernel), self.bias, **self.slide)

    @property
    def _by_input(self) -> Array:
        return by_output(self.kernel, self.groups)

    @property
    def _press(self) -> dict[str, Any]:
        return {
            "stride": self.stride, "padding": self.cut, "output_padding": self.output_padding,
            "groups": self.groups, "dilation": self.dilation,
        }  # fmt: skip

    def _added_problem(self, shape: Shape) -> Problem | None:
        for axis in self.stamp_axes(shape):
            most = max(axis.stride, axis.dilation) - 1
            if axis.extra > most:
                return Problem(
                    "output_padding",
                    tr("{n} added, stride {s}, dilation {d}", n=axis.extra, s=axis.stride, d=axis.dilation),
                    tr("Add at most {most}: less than the stride or the dilation.", most=most),
                )
        return None

    def _cut_problem(self, shape: Shape) -> Problem | None:
        for axis, high in zip(self.stamp_axes(shape), (tr("rows"), tr("columns")), strict=True):
            if axis.count < 1:
                return Problem(
                    "padding",
                    tr("{cut} {rows} cut off, the stamps make {full}", cut=axis.cut_before + axis.cut_after, rows=high,
                       full=axis.full),
                    tr("Cut off at most {most} in all, or use a larger stride or kernel.", most=axis.full - 1),
                )  # fmt: skip
        return None


def by_output(kernel: Array, groups: int) -> Array:
    """Convert a kernel (C_out, C_in/groups, …) to (C_in, C_out/groups, …), as PyTorch writes it, or back."""
    first, second, high, wide = kernel.shape
    own = kernel.reshape(groups, first // groups, second, high, wide).swapaxes(1, 2)
    return np.ascontiguousarray(own).reshape(groups * second, first // groups, high, wide)
