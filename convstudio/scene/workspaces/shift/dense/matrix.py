"""A layer as a dense matrix, for as much of its input as fits."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from convstudio.engine.toeplitz import NONE, Indices, connections, dense_matrix
from convstudio.experiment import Evaluation, shape_of
from convstudio.experiment.model import owned
from convstudio.layers import Array, KernelLayer, Shape
from convstudio.scene.matrix.extent import largest_magnitude

MOST_ROWS, MOST_COLUMNS = 144, 200  # of a matrix that is shown
CLOSE = 1e-12  # times the largest number: a difference that another order of summation explains


class Dense(Struct, frozen=True, eq=False):
    """A layer as a `matrix` (outputs, inputs), for the upper left `part` (C, H, W) of its input, `cropped` if that is not all.

    `which` (outputs, inputs) gives the index of the weight of `kernel_at_work` at each entry. `sums` (C', H', W') are the
    layer's values for the part before its activation, `product` (outputs,) is the matrix times the flattened part, plus the
    bias. `whole` gives rows, columns and connections of the matrix for the whole input.
    """

    evaluation: Evaluation
    index: int
    layer: KernelLayer
    part: Array
    cropped: bool
    matrix: Array
    which: Indices
    sums: Array
    product: Array
    whole: tuple[int, int, int]

    @property
    def zeros(self) -> int:
        """How many entries of the matrix are 0 by construction."""
        return int((self.which == NONE).sum())

    @property
    def largest_gap(self) -> float:
        """The largest difference between `product` and `sums`; 0 if rounding explains it."""
        with np.errstate(invalid="ignore"):
            gap = largest_magnitude(self.product - self.sums.ravel())
        return 0.0 if gap <= CLOSE * max(largest_magnitude(self.sums), largest_magnitude(self.part), 1.0) else gap

    def input_cell(self, column: int) -> tuple[int, int, int]:
        """The cell (channel, row, column) of the input to which a column of the matrix belongs."""
        return _cell(column, shape_of(self.part))

    def output_cell(self, row: int) -> tuple[int, int, int]:
        """The cell (channel, row, column) of the output to which a row of the matrix belongs."""
        return _cell(row, shape_of(self.sums))

    def weight_cell(self, weight: int) -> tuple[int, int, int, int]:
        """The position (out, slice, row, column) of a weight in the layer's kernel as the document has it."""
        out, slice_, i, j = (int(n) for n in np.unravel_index(weight, self.layer.kernel.shape))
        return out, slice_, *self.layer.taps_of(i, j)

    def weight_at(self, out: int, slice_: int, row: int, column: int) -> int:
        """The index of the weight at a position in the layer's kernel: the inverse of `weight_cell`."""
        i, j = self.layer.taps_of(row, column)
        return int(np.ravel_multi_index((out, slice_, i, j), self.layer.kernel.shape))


def layer_with_kernel(evaluation: Evaluation, selected: int) -> int | None:
    """The index of the selected layer if it has a kernel and works, else of the next that does, else of the last; else None."""
    able = [
        index
        for index, result in enumerate(evaluation.results)
        if isinstance(result.layer, KernelLayer) and result.layer.enabled and result.output is not None
    ]
    return next((index for index in able if index >= selected), able[-1] if able else None)


def dense_of(evaluation: Evaluation, index: int, before: Dense | None) -> Dense | None:
    """The layer at `index` as a matrix; None if not even a small part of its input fits. `before` is reused."""
    if before and before.evaluation is evaluation and before.index == index:
        return before
    layer, x = evaluation.results[index].layer, evaluation.input_of(index)
    assert isinstance(layer, KernelLayer)
    assert x is not None
    shape = _fitting(layer, shape_of(x))
    if shape is None:
        return None
    part = owned(x[:, : shape[1], : shape[2]].copy())
    same = before is not None and before.layer is layer and before.part.shape == part.shape
    if same and before:
        matrix, which = before.matrix, before.which
    else:
        matrix, which = dense_matrix(layer.kernel_at_work, *layer.axes(shape), layer.groups, layer.padding_mode)
        owned(matrix)
    sums = owned(layer.weighted_sum(part))
    with np.errstate(over="ignore", invalid="ignore"):
        product = owned(matrix @ part.ravel() + np.repeat(layer.bias, sums[0].size))
    return Dense(
        evaluation, index, layer, part, shape != shape_of(x), matrix, which, sums, product, size_of(layer, shape_of(x))
    )


def size_of(layer: KernelLayer, shape: Shape) -> tuple[int, int, int]:
    """Rows, columns and connections (entries that are not 0 by construction) of the matrix for an input (C, H, W)."""
    channels, height, width = layer.output_shape(shape)
    outs, depth, high, wide = (int(n) for n in layer.kernel.shape)
    connected = connections((outs, depth, high, wide), *layer.axes(shape), layer.padding_mode)
    return channels * height * width, shape[0] * shape[1] * shape[2], connected


def _fitting(layer: KernelLayer, shape: Shape) -> Shape | None:
    """The shape of the largest part of an input whose matrix fits, shortening the longer side first; None if none fits."""
    channels, height, width = shape
    while layer.problem((channels, height, width)) is None:
        outs, rows, columns = layer.output_shape((channels, height, width))
        if outs * rows * columns <= MOST_ROWS and channels * height * width <= MOST_COLUMNS:
            return channels, height, width
        if max(height, width) == 1:
            return None
        height, width = (height - 1, width) if height >= width else (height, width - 1)
    return None


def _cell(index: int, shape: Shape) -> tuple[int, int, int]:
    channel, row, column = (int(n) for n in np.unravel_index(index, shape))
    return channel, row, column
