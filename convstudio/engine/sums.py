"""Sums of products over a sliding window: the inner loops, on arrays that are padded, checked and C-contiguous.

Two ways. `in_order` adds the terms of an output row by row, channel by channel, each product rounded on its own: so an
output has the same bits wherever it lies and however much of the image is given. `by_matrix` leaves the order to BLAS:
faster for many channels, but the last bits of an output may depend on how much of the image is computed with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from convstudio.engine.arguments import Array, Slide
from convstudio.engine.interrupt import checkpoint

Sums: TypeAlias = Callable[..., Array]

BLOCK_BYTES = 1 << 17  # sums stay in the second-level cache while every tap is added to them
MATRIX_CELLS = 1 << 22
MOST_WEIGHTS_BY_ROW = 2048
MOST_WEIGHTS_IN_ORDER = 144


def is_in_order(kernel_shape: tuple[int, int, int, int], groups: int) -> bool:
    """Whether a convolution adds its terms in order, so that a crop has the same bits as the whole output.

    True for one output channel per group, and for up to 144 weights per group (say 4 to 4 channels, 3×3). This depends on
    the kernel only, never on the image.

    >>> is_in_order((4, 4, 3, 3), groups=1), is_in_order((64, 64, 3, 3), groups=1)
    (True, False)
    """
    each = kernel_shape[0] // groups
    return each == 1 or each * kernel_shape[1] * kernel_shape[2] * kernel_shape[3] <= MOST_WEIGHTS_IN_ORDER


def best_sums(
    shape: tuple[int, int, int], kernel_shape: tuple[int, int, int, int], slide: Slide, groups: int, itemsize: int
) -> Sums:
    """The function (x, kernel) -> (C_out, rows, columns) for a padded `x` of this shape."""
    if not is_in_order(kernel_shape, groups):
        return partial(by_matrix, slide=slide, groups=groups)
    small = slide.rows * shape[2] * itemsize <= BLOCK_BYTES and kernel_shape[0] == 1
    if small and slide.stride == (1, 1) and slide.rows * slide.columns > 1:
        return _run(shape, kernel_shape[1:], slide, itemsize)
    return partial(in_order, slide=slide, groups=groups)


def in_order(x: Array, kernel: Array, slide: Slide, groups: int = 1) -> Array:
    """(C_out, rows, columns) sums over padded `x` (C, H, W), terms added in row-major order, channel by channel."""
    if slide.rows == 1 == slide.columns:
        return _lone(x, kernel, slide, groups)
    if slide.stride == (1, 1):
        return _runs(x, kernel, slide, groups)
    return _strided(x, kernel, slide, groups)


def _run(shape: tuple[int, int, int], kernel_shape: tuple[int, ...], slide: Slide, itemsize: int) -> Sums:
    # At stride 1 a tap's values for all outputs are one run of the flat image; what the run holds between the ends of the
    # rows is computed too and cut off. Fortran order makes the run the innermost loop, which is what keeps the terms in
    # order and the loop fast: sums[l] += weight · x[l + offset], tap by tap.
    rows, columns, _stride, (down, across) = slide
    _channels, height, width = shape
    line = width * itemsize
    run = (*kernel_shape, (rows - 1) * width + columns)
    run_strides = (height * line, down * line, across * itemsize, itemsize)
    cut, cut_strides = (1, rows, columns), (line, line, itemsize)
    # Bound once: at 8 × 8 cells, looking names up is a tenth of the time.
    ndarray, einsum = np.ndarray, np.einsum

    def sums(x: Array, kernel: Array, offset: int = 0) -> Array:
        kind = x.dtype
        window: Array = ndarray(run, kind, x, offset, run_strides)
        flat = einsum("cbal,cba->l", window, kernel[0], order="F")
        found: Array = ndarray(cut, kind, flat, 0, cut_strides)
        return found.copy()

    return sums


def _runs(x: Array, kernel: Array, slide: Slide, groups: int) -> Array:
    outputs = len(kernel)
    depth, weights = kernel.shape[1], kernel[0].size
    line = x.shape[2] * x.itemsize
    at_once = BLOCK_BYTES // line or 1
    out = np.empty((outputs, slide.rows, slide.columns), x.dtype)
    for first in range(0, slide.rows, at_once):
        block = slide._replace(rows=min(at_once, slide.rows - first))
        sums = _run(x.shape, kernel.shape[1:], block, x.itemsize)
        for o in range(outputs):
            offset = o * groups // outputs * depth * x.strides[0] + first * line
            out[o, first : first + block.rows] = sums(x, kernel[o : o + 1], offset)[0]
            checkpoint(block.rows * slide.columns * weights)
    return out


def _strided(x: Array, kernel: Array, slide: Slide, groups: int) -> Array:
    rows, columns, _stride, _dilation = slide
    outputs, depth = kernel.shape[:2]
    weights = kernel[0].size
    at_once = max(1, BLOCK_BYTES // (columns * x.itemsize))
    out = np.empty((outputs, rows, columns), x.dtype)
    for first in range(0, rows, at_once):
        count = min(at_once, rows - first)
        for o in range(outputs):
            window = windows(x, kernel.shape[2:], slide, first, count, o * groups // outputs * depth, depth)
            np.einsum("cbahw,cba->wh", window, kernel[o], out=out[o, first : first + count].T, order="F")
            checkpoint(count * columns * weights)
    return out


def _lone(x: Array, kernel: Array, slide: Slide, groups: int) -> Array:
    # A lone sum would be added up in the registers of another loop, in another order: so it gets a neighbour.
    wider = np.zeros((x.shape[0], x.shape[1], x.shape[2] + 1), x.dtype)
    wider[:, :, :-1] = x
    return _runs(wider, kernel, Slide(1, 2, (1, 1), slide.dilation), groups)[:, :, :1].copy()


def written_out(kernel_shape: tuple[int, int, int, int], slide: Slide, groups: int) -> int:
    """How many numbers `by_matrix` copies, so that matrices can be multiplied; 0 where terms are added in order."""
    outputs, depth, high, wide = kernel_shape
    if is_in_order(kernel_shape, groups):
        return 0
    each = depth * wide * (slide.stride[0] if _is_light(outputs // groups, kernel_shape, slide) else high)
    return each * slide.rows * slide.columns * groups


def _is_light(each: int, kernel_shape: tuple[int, ...], slide: Slide) -> bool:
    """Whether the rows of a matrix are also those of the next, so that little is copied."""
    _outputs, depth, high, wide = kernel_shape
    return each * depth * high * wide <= MOST_WEIGHTS_BY_ROW and slide.dilation[0] == 1 and slide.stride[0] < high


def by_matrix(x: Array, kernel: Array, slide: Slide, groups: int = 1) -> Array:
    """(C_out, rows, columns) sums over padded `x` (C, H, W) as matrix products."""
    outputs, depth = kernel.shape[:2]
    each = outputs // groups
    multiply = _rows_by_matrix if _is_light(each, kernel.shape, slide) else _blocks_by_matrix
    out = np.empty((outputs, slide.rows, slide.columns), x.dtype)
    with np.errstate(all="ignore"):
        for group in range(groups):
            chosen = slice(group * each, (group + 1) * each)
            multiply(x[group * depth : (group + 1) * depth], kernel[chosen], slide, out[chosen])
    return out


def _rows_by_matrix(x: Array, kernel: Array, slide: Slide, out: Array) -> None:
    # One product for each row of outputs. The taps that it reads are the rows of a matrix, ordered (tap row, channel, tap
    # column); in the buffer, the matrix of the next row of outputs is the same one some rows further down, so that
    # nothing is copied k_h times.
    outputs, depth, high, wide = kernel.shape
    matrix = kernel.transpose(0, 2, 1, 3).reshape(outputs, -1)
    line = slide.columns * x.itemsize
    down = slide.stride[0]
    lanes = depth * wide
    at_once = max(1, MATRIX_CELLS // (down * lanes * slide.columns))
    for first in range(0, slide.rows, at_once):
        count = min(at_once, slide.rows - first)
        lines = Slide((count - 1) * down + high, slide.columns, (1, slide.stride[1]), slide.dilation)
        reads = windows(x, (1, wide), lines, first * down, lines.rows)[:, 0]
        buffer = np.ascontiguousarray(reads.transpose(2, 0, 1, 3))
        shape, strides = (count, high * lanes, slide.columns), (down * lanes * line, line, x.itemsize)
        columns: Array = np.ndarray(shape, x.dtype, buffer, 0, strides)
        np.matmul(matrix, columns, out=out[:, first : first + count].transpose(1, 0, 2))
        checkpoint(count * slide.columns * kernel.size)


def _blocks_by_matrix(x: Array, kernel: Array, slide: Slide, out: Array) -> None:
    # As few products as memory allows: BLAS splits each over its threads, and waiting for them costs more than copying
    # where something else keeps the processor busy.
    outputs = len(kernel)
    matrix = kernel.reshape(outputs, -1)
    at_once = max(1, MATRIX_CELLS // (matrix.shape[1] * slide.columns))
    for first in range(0, slide.rows, at_once):
        count = min(at_once, slide.rows - first)
        columns = windows(x, kernel.shape[2:], slide, first, count).reshape(matrix.shape[1], -1)
        out[:, first : first + count] = (matrix @ columns).reshape(outputs, count, -1)
        checkpoint(count * slide.columns * kernel.size)
        del columns  # or two of them are held while the next is made


def windows(
    x: Array,
    size: tuple[int, ...],
    slide: Slide,
    first: int = 0,
    count: int | None = None,
    channel: int = 0,
    depth: int | None = None,
) -> Array:
    """A view (C, k_h, k_w, rows, columns): what each tap reads for `count` rows of outputs from `first` on."""
    line, item = x.strides[1:]
    (down, across), (lower, farther) = slide.stride, slide.dilation
    shape = (depth or x.shape[0], *size, slide.rows if count is None else count, slide.columns)
    strides = (x.strides[0], lower * line, farther * item, down * line, across * item)
    offset = channel * x.strides[0] + first * down * line
    return np.ndarray(shape, x.dtype, x, offset, strides)
