"""The dense matrix that does what a convolution does: doubly blocked Toeplitz, mostly zeros, the same weights again and again.

A convolution is linear in its input: written out as a matrix times the flattened picture, each row holds the kernel where its
window lies (Goodfellow, Bengio and Courville, "Deep Learning", 2016, section 9.1; Dumoulin and Visin, arXiv 1603.07285,
section 4.1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import AnyAxis, PaddingMode

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

NONE, SEVERAL = -1, -2  # in the place of a weight: no weight, a zero by construction; several, which are added up


def dense_matrix(
    kernel: Array, rows: AnyAxis, columns: AnyAxis, groups: int = 1, padding_mode: PaddingMode = "zeros"
) -> tuple[Array, Indices]:
    """The matrix (C_out·H'·W', C_in·H·W) of a kernel (C_out, C_in/groups, k_h, k_w) on the axes of an input (C_in, H, W).

    Beside it, of the same shape, which weight stands in each place: its index in the flattened kernel, `NONE` or `SEVERAL`.
    Bias and activation are not in it.

    >>> from convstudio.engine.geometry import Axis
    >>> dense_matrix(np.array([[[[1.0, -1.0]]]]), Axis(1, 1), Axis(4, 2))[0]
    array([[ 1., -1.,  0.,  0.],
           [ 0.,  1., -1.,  0.],
           [ 0.,  0.,  1., -1.]])
    """
    outs, depth, high, wide = kernel.shape
    shape = (outs, rows.count, columns.count, depth * groups, rows.size, columns.size)
    matrix, which = np.zeros(shape), np.full(shape, NONE, dtype=np.intp)
    down, across = rows.sources(padding_mode), columns.sources(padding_mode)
    for index, (out, slice_, i, j) in enumerate(np.ndindex(outs, depth, high, wide)):
        channel = out * groups // outs * depth + slice_
        r, c = np.flatnonzero(down[:, i] >= 0), np.flatnonzero(across[:, j] >= 0)
        at = (out, r[:, None], c, channel, down[r, i][:, None], across[c, j])
        matrix[at] += kernel[out, slice_, i, j]
        which[at] = np.where(which[at] == NONE, index, SEVERAL)
    size = outs * rows.count * columns.count, depth * groups * rows.size * columns.size
    return matrix.reshape(size), which.reshape(size)


def connections(
    kernel_shape: tuple[int, int, int, int], rows: AnyAxis, columns: AnyAxis, padding_mode: PaddingMode = "zeros"
) -> int:
    """How many places of the matrix are not zero by construction: pairs of an output and an input that it reads.

    >>> from convstudio.engine.geometry import Axis
    >>> connections((1, 1, 1, 2), Axis(1, 1), Axis(4, 2))
    6
    """
    down, across = (_pairs(axis.sources(padding_mode)) for axis in (rows, columns))
    return kernel_shape[0] * kernel_shape[1] * down * across


def _pairs(sources: Indices) -> int:
    """How many different cells the outputs of an axis read, added up over the outputs."""
    return sum(len(set(read.tolist()) - {-1}) for read in sources)
