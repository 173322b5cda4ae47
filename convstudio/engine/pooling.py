"""Maximum and average pooling over sliding windows, channel by channel, and their gradients.

Sizes and values follow torch.nn.functional.max_pool2d and avg_pool2d, with padding for each side as well, and not
limited to half the window.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.engine.arguments import (
    INPUT,
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
)
from convstudio.engine.geometry import NO_SIDES, Axis, Indices, Sides
from convstudio.engine.interrupt import checkpoint
from convstudio.engine.padding import padded
from convstudio.engine.sums import in_order, windows


class _Plan(NamedTuple):
    slide: Slide
    sides: Sides  # with the overhang of ceil_mode
    rows: Axis
    columns: Axis


def max_pool2d(
    x: ArrayLike,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: PaddingLike = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> Array:
    """Return the largest cell of each window of `x` (C, H, W): (C, H', W'). Padding never wins; NaN always does.

    `stride` defaults to the size of the window, and padding is written as in `conv2d`. With `ceil_mode` the last window may
    hang over the edge. Raises TypeError or ValueError, naming the argument; also if a window would lie wholly in the
    padding, where there is no largest cell.

    >>> max_pool2d([[[1, 2, 3, 4], [5, 6, 7, 8]]], 2).tolist()
    [[[6.0, 8.0]]]
    >>> max_pool2d([[[1, 2, 3]]], (1, 2), ceil_mode=True).tolist()
    [[[2.0, 3.0]]]
    """
    array = _real(x)
    plan = _plan(array.shape, *fixed(kernel_size, stride, padding, dilation), bool(ceil_mode))
    _must_read(plan)
    taps = _taps(array, plan, -np.inf)
    out = taps[:, 0, 0].copy()
    with np.errstate(all="ignore"):
        for i, j in np.ndindex(taps.shape[1:3]):
            np.maximum(out, taps[:, i, j], out=out)
            checkpoint(out.size)
    return out


def avg_pool2d(
    x: ArrayLike,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: PaddingLike = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Return the mean of each window of `x` (C, H, W): (C, H', W').

    `stride` defaults to the size of the window, and padding is written as in `conv2d`. Padding counts as zeros in the mean
    unless `count_include_pad` is off; what hangs over the edge with `ceil_mode` never counts. Raises TypeError or
    ValueError, naming the argument; also if no cell of a window counts.

    >>> avg_pool2d([[[1, 2, 3, 4], [5, 6, 7, 8]]], 2).tolist()
    [[[3.5, 5.5]]]
    >>> avg_pool2d([[[4, 8]]], (1, 2), stride=1, padding=(0, 1), count_include_pad=False).tolist()
    [[[4.0, 6.0, 8.0]]]
    """
    array = numeric("x", x, INPUT)
    plan = _plan(array.shape, *fixed(kernel_size, stride, padding), 1, bool(ceil_mode))
    divisor = _divisor(plan, count_include_pad)
    ones = np.ones((len(array), 1, plan.rows.window, plan.columns.window), array.dtype)
    inner = array if plan.sides == NO_SIDES else padded(array, plan.sides, "zeros")
    total = in_order(inner, ones, plan.slide, groups=len(array))
    with np.errstate(all="ignore"):
        total /= divisor.astype(total.dtype)
    return total


def max_pool2d_backward(
    x: ArrayLike,
    grad_output: ArrayLike,
    kernel_size: Pair,
    *,
    stride: Pair | None = None,
    padding: PaddingLike = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> Array:
    """Return the gradient with respect to `x`: that of each output goes to the cell it took, the first one among equals.

    Arguments and errors are those of `max_pool2d`; `grad_output` has the shape of its output.

    >>> max_pool2d_backward([[[1, 2], [2, 0]]], [[[5]]], 2).tolist()
    [[[0.0, 5.0], [0.0, 0.0]]]
    """
    array = _real(x)
    plan = _plan(array.shape, *fixed(kernel_size, stride, padding, dilation), bool(ceil_mode))
    _must_read(plan)
    array, grad = _matched(array, grad_output, plan)
    winner = _winners(array, plan)
    wide = plan.columns.window
    return _scattered(array, plan, lambda i, j: np.where(winner == i * wide + j, grad, grad.dtype.type(0)))


def avg_pool2d_backward(
    x: ArrayLike,
    grad_output: ArrayLike,
    kernel_size: Pair,
    *,
    stride: Pair | None = None,
    padding: PaddingLike = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Return the gradient with respect to `x`: that of each output is shared equally among the cells of its window.

    Arguments and errors are those of `avg_pool2d`; `grad_output` has the shape of its output.

    >>> avg_pool2d_backward([[[1, 2], [2, 0]]], [[[8]]], 2).tolist()
    [[[2.0, 2.0], [2.0, 2.0]]]
    """
    array = numeric("x", x, INPUT)
    plan = _plan(array.shape, *fixed(kernel_size, stride, padding), 1, bool(ceil_mode))
    divisor = _divisor(plan, count_include_pad)
    array, grad = _matched(array, grad_output, plan)
    with np.errstate(all="ignore"):
        share = grad / divisor.astype(grad.dtype)
    return _scattered(array, plan, lambda _i, _j: share)


@lru_cache(maxsize=512, typed=True)
def _plan(
    shape: tuple[int, int, int],
    kernel_size: Pair,
    stride: Pair | None,
    padding: PaddingLike,
    dilation: Pair,
    ceil_mode: bool,
) -> _Plan:
    rows, columns = axes(shape[1:], kernel_size, kernel_size if stride is None else stride, padding, dilation, ceil_mode)
    must_fit("kernel_size", rows, columns)
    sides = ((rows.before, rows.after + rows.overhang), (columns.before, columns.after + columns.overhang))
    slide = Slide(rows.count, columns.count, (rows.stride, columns.stride), (rows.dilation, columns.dilation))
    return _Plan(slide, sides, rows, columns)


def _real(x: ArrayLike) -> Array:
    array = numeric("x", x, INPUT)
    if array.dtype.kind == "c":
        raise TypeError(f"x has the type {array.dtype}; complex numbers have no largest one, give real ones")
    return array


def _matched(x: Array, grad_output: ArrayLike, plan: _Plan) -> tuple[Array, ...]:
    grad = numeric("grad_output", grad_output, OUTPUT)
    must_have_shape("grad_output", grad, (len(x), *plan.slide[:2]), "as the shape of the output")
    return common(x, grad)


def _taps(x: Array, plan: _Plan, fill: float) -> Array:
    inner = x if plan.sides == NO_SIDES else padded(x, plan.sides, "zeros", fill)
    return windows(inner, (plan.rows.window, plan.columns.window), plan.slide)


def _must_read(plan: _Plan) -> None:
    for axis, word in ((plan.rows, "rows"), (plan.columns, "columns")):
        if not _inside(axis).any(axis=0).all():
            raise ValueError(
                f"padding is ({axis.before}, {axis.after}) {word}: a window of {axis.window} lies wholly in it; "
                "pad less, or make kernel_size larger"
            )


def _divisor(plan: _Plan, count_include_pad: bool) -> Indices:
    """(H', W') how many cells count in each mean."""
    if not count_include_pad:
        _must_read(plan)
    return _counted(plan.rows, count_include_pad)[:, None] * _counted(plan.columns, count_include_pad)


@lru_cache(maxsize=256)
def _counted(axis: Axis, count_include_pad: bool) -> Indices:
    if not count_include_pad:
        return np.asarray(_inside(axis).sum(axis=0), dtype=np.intp)
    first = np.arange(axis.count) * axis.stride - axis.before
    return np.asarray(np.minimum(axis.window, axis.size + axis.after - first), dtype=np.intp)


def _inside(axis: Axis) -> NDArray[np.bool_]:
    """(window, count): whether the tap of the output reads a cell of the input."""
    return axis.sources().T >= 0


def _winners(x: Array, plan: _Plan) -> Indices:
    """(C, H', W') the tap, counted row by row, that each output takes."""
    taps = _taps(x, plan, -np.inf)
    rows, columns = _inside(plan.rows), _inside(plan.columns)
    best = np.full(taps[:, 0, 0].shape, -np.inf, x.dtype)
    winner = np.full(best.shape, -1, dtype=np.intp)
    for i, j in np.ndindex(taps.shape[1:3]):
        value = taps[:, i, j]
        wins = (value > best) | np.isnan(value) | ((winner < 0) & rows[i][:, None] & columns[j])
        best[wins], winner[wins] = value[wins], i * plan.columns.window + j
        checkpoint(best.size)
    return winner


def _scattered(x: Array, plan: _Plan, share: Callable[[int, int], Array]) -> Array:
    """The sum of what each tap sends back to the cell that it reads; what it would send to padding is dropped."""
    (top, bottom), (left, right) = plan.sides
    channels, height, width = x.shape
    grad = np.zeros((channels, top + height + bottom, left + width + right), x.dtype)
    taps = windows(grad, (plan.rows.window, plan.columns.window), plan.slide)
    for i, j in np.ndindex(taps.shape[1:3]):
        taps[:, i, j] += share(i, j)
        checkpoint(grad.size)
    return grad[:, top : top + height, left : left + width].copy()
