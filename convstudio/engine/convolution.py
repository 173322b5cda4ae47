"""Two-dimensional convolution as in deep learning (cross-correlation), and its gradients.

The definition of an output is the sum of its terms in row-major order, channel by channel, then the bias:
y[o, h, w] = Σ_c Σ_i Σ_j kernel[o, c, i, j] · x̂[c, h·s + i·d, w·s + j·d] + bias[o], x̂ being the padded input.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from convstudio.engine.arguments import (
    INPUT,
    KERNEL,
    OUTPUT,
    Array,
    PaddingLike,
    Pair,
    Slide,
    axes,
    common,
    fixed,
    must_fit,
    must_have_shape,
    numeric,
    padding_mode,
    whole,
)
from convstudio.engine.geometry import NO_SIDES, PaddingMode, Sides
from convstudio.engine.interrupt import checkpoint
from convstudio.engine.padding import must_reach, padded, unpadded
from convstudio.engine.sums import Sums, best_sums, windows


class _Plan(NamedTuple):
    """Everything that follows from the shapes and parameters alone."""

    slide: Slide
    sides: Sides | None
    mode: PaddingMode
    groups: int
    sums: Sums


def conv2d(
    x: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Pair = 1,
    padding: PaddingLike = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """Cross-correlation of `x` (C, H, W) with `kernel` (C_out, C_in/groups, k_h, k_w), plus `bias` (C_out,).

    Returns (C_out, H', W') with H' = ⌊(H + top + bottom − (k_h − 1)·dilation − 1) / stride⌋ + 1, and W' likewise. An int
    stands for both axes, a pair for (height, width); padding also takes ((top, bottom), (left, right)), "valid", "same" and
    "full". Integers and booleans become float64; the result has the widest type of the arrays. Complex arrays are
    allowed, for derivatives by complex step.

    Raises TypeError for arrays that do not hold numbers, ValueError for shapes and sizes that do not fit; both name the
    argument, say what it was, and what would do.

    >>> x = [[[0, 1, 2], [3, 4, 5], [6, 7, 8]]]
    >>> conv2d(x, [[[[0, 1], [2, 3]]]]).tolist()
    [[[19.0, 25.0], [37.0, 43.0]]]
    >>> conv2d(x, [[[[1, 1]]]], bias=[0.5], padding="same").tolist()
    [[[1.5, 3.5, 2.5], [7.5, 9.5, 5.5], [13.5, 15.5, 8.5]]]
    """
    x, kernel = _operands(x, kernel)
    if bias is not None:
        x, kernel, bias = _with_bias(x, kernel, bias)
    plan = _plan(x.shape, kernel.shape, x.itemsize, *fixed(stride, padding, dilation, groups, padding_mode))
    if plan.sides is not None:
        x = padded(x, plan.sides, plan.mode)
    out = plan.sums(x, kernel)
    if bias is not None:
        with np.errstate(all="ignore"):
            out += bias[:, None, None]
    return out


def conv2d_backward(
    x: ArrayLike,
    kernel: ArrayLike,
    grad_output: ArrayLike,
    *,
    stride: Pair = 1,
    padding: PaddingLike = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
) -> tuple[Array, Array, Array]:
    """Return the gradients of a loss with respect to `x`, `kernel` and `bias`, given that with respect to the output.

    Arguments and errors are those of `conv2d`; `grad_output` has the shape of its output, (C_out, H', W').

    >>> x, kernel = [[[1, 2, 3]]], [[[[10, 20]]]]
    >>> grad_x, grad_kernel, grad_bias = conv2d_backward(x, kernel, grad_output=[[[1, 1]]])
    >>> grad_x.tolist(), grad_kernel.tolist(), grad_bias.tolist()
    ([[[10.0, 30.0, 20.0]]], [[[[3.0, 5.0]]]], [2.0])
    """
    x, kernel = _operands(x, kernel)
    plan = _plan(x.shape, kernel.shape, x.itemsize, *fixed(stride, padding, dilation, groups, padding_mode))
    grad = numeric("grad_output", grad_output, OUTPUT)
    shape = (kernel.shape[0], plan.slide.rows, plan.slide.columns)
    must_have_shape("grad_output", grad, shape, "as the shape of the output")
    x, kernel, grad = common(x, kernel, grad)
    sides = plan.sides or NO_SIDES
    with np.errstate(all="ignore"):
        grad_padded, grad_kernel = _gradients(padded(x, sides, plan.mode), kernel, grad, plan)
        return unpadded(grad_padded, sides, plan.mode), grad_kernel, grad.sum(axis=(1, 2))


def _gradients(x: Array, kernel: Array, grad: Array, plan: _Plan) -> tuple[Array, Array]:
    grad_x, grad_kernel = np.zeros_like(x), np.empty_like(kernel)
    outputs, depth, high, wide = kernel.shape
    each = outputs // plan.groups
    for group in range(plan.groups):
        chosen, channels = slice(group * each, (group + 1) * each), slice(group * depth, (group + 1) * depth)
        flat = grad[chosen].reshape(each, -1)
        reads = windows(x[channels], (high, wide), plan.slide)
        writes = windows(grad_x[channels], (high, wide), plan.slide)
        for i, j in np.ndindex(high, wide):
            read = reads[:, i, j]
            grad_kernel[chosen, :, i, j] = flat @ read.reshape(depth, -1).T
            writes[:, i, j] += (kernel[chosen, :, i, j].T @ flat).reshape(read.shape)
            checkpoint(2 * flat.size * depth)
    return grad_x, grad_kernel


def _operands(x: ArrayLike, kernel: ArrayLike) -> tuple[Array, Array]:
    image, weights = numeric("x", x, INPUT), numeric("kernel", kernel, KERNEL)
    if image.dtype is not weights.dtype:
        image, weights = common(image, weights)
    return image, weights


def _with_bias(x: Array, kernel: Array, bias: ArrayLike) -> tuple[Array, ...]:
    added = numeric("bias", bias, ("C_out",))
    must_have_shape("bias", added, (kernel.shape[0],), "for as many output channels as the kernel has")
    return common(x, kernel, added)


@lru_cache(maxsize=512, typed=True)
def _plan(
    x_shape: tuple[int, int, int],
    kernel_shape: tuple[int, int, int, int],
    itemsize: int,
    stride: Pair,
    padding: PaddingLike,
    dilation: Pair,
    groups: int,
    mode: PaddingMode,
) -> _Plan:
    groups, mode = whole("groups", groups, 1), padding_mode(mode)
    _check_channels(x_shape[0], kernel_shape[0], kernel_shape[1], groups)
    rows, columns = axes(x_shape[1:], kernel_shape[2:], stride, padding, dilation)
    sides = ((rows.before, rows.after), (columns.before, columns.after))
    must_reach(rows.size, columns.size, sides, mode)
    must_fit("kernel", rows, columns)
    slide = Slide(rows.count, columns.count, (rows.stride, columns.stride), (rows.dilation, columns.dilation))
    sums = best_sums((x_shape[0], rows.padded, columns.padded), kernel_shape, slide, groups, itemsize)
    return _Plan(slide, None if sides == NO_SIDES else sides, mode, groups, sums)


def _check_channels(channels: int, outputs: int, depth: int, groups: int) -> None:
    if channels != depth * groups:
        raise ValueError(
            f"kernel has {depth} channels for {groups} groups, but x has {channels}; "
            "the kernel's second side times groups must be the channels of x"
        )
    if outputs % groups:
        raise ValueError(f"groups is {groups}; it must divide the kernel's {outputs} output channels")
