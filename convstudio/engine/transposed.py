"""Transposed convolution: every cell of the input is a stamp that presses the kernel on the output.

The definition of an output is the sum of its terms in row-major order of the input cells, channel by channel, then the bias:
y[o, r, c] = Σ_i Σ_a Σ_b x[i, a, b] · kernel[i, o, r + top − a·s, c + left − b·s] + bias[o], taps `dilation` apart. It is
the adjoint of `conv2d` with the same kernel, stride, padding and dilation, and hence what `conv2d_backward` does to
gradients (Dumoulin and Visin, arXiv 1603.07285, chapter 4). Computed as the convolution of the stretched input with the
turned kernel.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from convstudio.engine.arguments import (
    INPUT,
    PADDING_WORDS,
    Array,
    IntPair,
    PaddingLike,
    Pair,
    common,
    fixed,
    must_have_shape,
    numeric,
    pair,
    resolve_padding,
    whole,
)
from convstudio.engine.convolution import conv2d, conv2d_backward
from convstudio.engine.geometry import NO_SIDES, Sides, StampAxis

KERNEL = ("C_in", "C_out/groups", "k_h", "k_w")


class _Plan(NamedTuple):
    """Everything that follows from the shapes and parameters alone."""

    rows: StampAxis
    columns: StampAxis
    groups: int


def conv_transpose2d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Pair = 1,
    padding: PaddingLike = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Transposed convolution of `x` (C_in, H, W) with `kernel` (C_in, C_out/groups, k_h, k_w), plus `bias` (C_out,).

    Returns (C_out, H', W') with H' = (H − 1)·stride − (top + bottom) + (k_h − 1)·dilation + output_padding + 1, and W'
    likewise: `padding` cuts rows and columns off, `output_padding` adds some at the bottom and at the right. An int stands
    for both axes, a pair for (height, width). Padding also takes ((top, bottom), (left, right)), "valid" (nothing is cut
    off), "full" (all that only part of the stamps can reach) and "same" (H' = H·stride + output_padding, as in Keras).
    Types are those of `conv2d`.

    Raises TypeError for arrays that do not hold numbers, ValueError for shapes and sizes that do not fit; both name the
    argument, say what it was, and what would do.

    >>> conv_transpose2d([[[1, 2]]], [[[[1, 10]]]], stride=2).tolist()
    [[[1.0, 10.0, 2.0, 20.0]]]
    """
    x, kernel = common(numeric("x", x, INPUT), numeric("kernel", kernel, KERNEL))
    plan = _plan(x, kernel, stride, padding, output_padding, groups, dilation)
    outputs = kernel.shape[1] * plan.groups
    if bias is not None:
        added = numeric("bias", bias, ("C_out",))
        must_have_shape("bias", added, (outputs,), "for as many output channels as the kernel has")
        x, kernel, bias = common(x, kernel, added)
    return conv2d(
        stretched(x, plan.rows, plan.columns),
        turned(kernel, plan.groups),
        bias,
        dilation=(plan.rows.dilation, plan.columns.dilation),
        groups=plan.groups,
    )


def conv_transpose2d_backward(
    x: ArrayLike,
    kernel: ArrayLike,
    grad_output: ArrayLike,
    *,
    stride: Pair = 1,
    padding: PaddingLike = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> tuple[Array, Array, Array]:
    """Return the gradients of a loss with respect to `x`, `kernel` and `bias`, given that with respect to the output.

    Arguments and errors are those of `conv_transpose2d`; `grad_output` has the shape of its output, (C_out, H', W').

    >>> grad_x, grad_kernel, grad_bias = conv_transpose2d_backward([[[1, 2]]], [[[[1, 10]]]], [[[1, 1, 1]]])
    >>> grad_x.tolist(), grad_kernel.tolist(), grad_bias.tolist()
    ([[[11.0, 11.0]]], [[[[3.0, 3.0]]]], [3.0])
    """
    x, kernel = common(numeric("x", x, INPUT), numeric("kernel", kernel, KERNEL))
    plan = _plan(x, kernel, stride, padding, output_padding, groups, dilation)
    rows, columns = plan.rows, plan.columns
    grad = numeric("grad_output", grad_output, ("C_out", "H'", "W'"))
    shape = (kernel.shape[1] * plan.groups, rows.count, columns.count)
    must_have_shape("grad_output", grad, shape, "as the shape of the output")
    x, kernel, grad = common(x, kernel, grad)
    pressed = resized(
        grad, ((rows.cut_before, rows.cut_after - rows.extra), (columns.cut_before, columns.cut_after - columns.extra))
    )
    slide: dict[str, Any] = {
        "stride": (rows.stride, columns.stride),
        "dilation": (rows.dilation, columns.dilation),
        "groups": plan.groups,
    }
    with np.errstate(all="ignore"):
        _, grad_kernel, _ = conv2d_backward(pressed, kernel, x, **slide)
        return conv2d(pressed, kernel, **slide), grad_kernel, grad.sum(axis=(1, 2))


def stamp_axes(
    shape_hw: IntPair, kernel_size: Pair, stride: Pair, padding: PaddingLike, output_padding: Pair, dilation: Pair
) -> tuple[StampAxis, StampAxis]:
    """How stamps are pressed along the rows and along the columns, for an input of (H, W) cells.

    An output that would have no cell gives an axis with a `count` of 0. Raises ValueError or TypeError, naming the argument,
    if one of them makes no sense.
    """
    window, steps, gaps = pair("kernel_size", kernel_size), pair("stride", stride), pair("dilation", dilation)
    extra = pair("output_padding", output_padding, 0)
    cut, more = _cut(padding, window, steps, gaps)
    rows, columns = (
        StampAxis(shape_hw[a], window[a], steps[a], cut[a][0], cut[a][1], gaps[a], extra[a] + more[a]) for a in (0, 1)
    )
    return rows, columns


def _cut(padding: PaddingLike, window: IntPair, stride: IntPair, dilation: IntPair) -> tuple[Sides, IntPair]:
    """What is cut off on each side, and what "same" adds behind if the stamps do not extend that far."""
    if not isinstance(padding, str):
        return resolve_padding(padding, (1, 1), window, stride, dilation), (0, 0)
    spans = [(taps - 1) * gap + 1 for taps, gap in zip(window, dilation, strict=True)]
    if padding == "valid":
        return NO_SIDES, (0, 0)
    if padding == "full":
        rows, columns = ((span - 1, span - 1) for span in spans)
        return (rows, columns), (0, 0)
    if padding == "same":
        surplus = [max(span - step, 0) for span, step in zip(spans, stride, strict=True)]
        rows, columns = ((cells // 2, cells - cells // 2) for cells in surplus)
        return (rows, columns), (max(stride[0] - spans[0], 0), max(stride[1] - spans[1], 0))
    raise ValueError(f"padding is {padding!r}; as a word it must be one of {', '.join(map(repr, PADDING_WORDS))}")


def stretched(
    x: Array, rows: StampAxis, columns: StampAxis, outputs: tuple[tuple[int, int], tuple[int, int]] | None = None
) -> Array:
    """`x` with stride − 1 zeros between its cells, as the turned kernel slides over it for all outputs, or for some.

    `outputs` are ((first row, last row), (first column, last column)). Returns (C, H, W), H being the outputs' rows and a
    span less one.
    """
    chosen = outputs or ((0, rows.count - 1), (0, columns.count - 1))
    (into_rows, from_rows), (into_columns, from_columns) = (
        _places(axis, *span) for axis, span in zip((rows, columns), chosen, strict=True)
    )
    sizes = (last - first + axis.span for axis, (first, last) in zip((rows, columns), chosen, strict=True))
    held = np.zeros((x.shape[0], *sizes), x.dtype)
    held[:, into_rows, into_columns] = x[:, from_rows, from_columns]
    return held


def _places(axis: StampAxis, first: int, last: int) -> tuple[slice, slice]:
    """Where the input cells stand that outputs `first`…`last` need: in the stretched input, and in the input."""
    start = first + axis.cut_before - axis.span + 1  # of the stretched input, counted from the first cell
    cell = max(-(-start // axis.stride), 0)
    behind = min((last + axis.cut_before) // axis.stride + 1, axis.size)
    at = cell * axis.stride - start
    cells = max(behind - cell, 0)
    return slice(at, at + (cells - 1) * axis.stride + 1 if cells else at, axis.stride), slice(cell, cell + cells)


def turned(kernel: Array, groups: int) -> Array:
    """The kernel (C_in, C_out/groups, …) as the one (C_out, C_in/groups, …) that slides over the stretched input."""
    channels, each, high, wide = kernel.shape
    own = kernel[:, :, ::-1, ::-1].reshape(groups, channels // groups, each, high, wide).swapaxes(1, 2)
    return np.ascontiguousarray(own).reshape(groups * each, channels // groups, high, wide)


def resized(x: Array, sides: Sides) -> Array:
    """`x` (C, H, W) with zeros around it; where a side is negative, with so many cells cut off."""
    (top, bottom), (left, right) = sides
    height, width = x.shape[1], x.shape[2]
    inner = x[:, max(-top, 0) : height - max(-bottom, 0), max(-left, 0) : width - max(-right, 0)]
    grown = [(max(before, 0), max(after, 0)) for before, after in sides]
    return np.ascontiguousarray(np.pad(inner, ((0, 0), *grown)))


def _plan(
    x: Array, kernel: Array, stride: Pair, padding: PaddingLike, output_padding: Pair, groups: int, dilation: Pair
) -> _Plan:
    groups = whole("groups", groups, 1)
    if x.shape[0] != kernel.shape[0]:
        raise ValueError(
            f"kernel is for {kernel.shape[0]} channels, but x has {x.shape[0]}; "
            "the kernel's first side must be the channels of x"
        )
    if x.shape[0] % groups:
        raise ValueError(f"groups is {groups}; it must divide the {x.shape[0]} channels of x")
    steps = fixed(stride, padding, output_padding, dilation)
    rows, columns = stamp_axes((x.shape[1], x.shape[2]), (kernel.shape[2], kernel.shape[3]), *steps)
    for axis, word in ((rows, "rows"), (columns, "columns")):
        if axis.extra and axis.extra >= max(axis.stride, axis.dilation):
            raise ValueError(
                f"output_padding is {axis.extra} {word}; it must be smaller than the stride {axis.stride} "
                f"or the dilation {axis.dilation}"
            )
        if axis.count < 1:
            raise ValueError(
                f"padding cuts {axis.cut_before + axis.cut_after} {word} off, but the stamps make only {axis.full}; "
                f"cut at most {axis.full - 1} {word} off"
            )
    return _Plan(rows, columns, groups)
