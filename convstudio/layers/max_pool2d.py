"""Max pooling."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any, ClassVar

import numpy as np
from msgspec.structs import replace

from convstudio.engine import max_pool2d, max_pool2d_backward
from convstudio.layers.base import window_problem
from convstudio.layers.conv2d import DILATION, PADDING
from convstudio.layers.crop import Crop
from convstudio.layers.facts import LARGEST, Array, Cell, Combination, Problem, Readers, Shape, Terms
from convstudio.layers.parameters import IntPair, Parameter
from convstudio.layers.pooling import CEIL, STRIDE, WINDOW, Pooling
from convstudio.words import Text, tr


class MaxPool2d(Pooling, frozen=True, eq=False, kw_only=True):
    """The largest value in each window. Padding never wins."""

    dilation: IntPair = (1, 1)

    kind: ClassVar[str] = "max_pool2d"
    title: ClassVar[Text] = "Max pool"
    help: ClassVar[Text] = "Keeps the largest value of each window. Padding never wins."
    parameters: ClassVar[tuple[Parameter, ...]] = (WINDOW, STRIDE, PADDING, DILATION, CEIL)
    combination: ClassVar[Combination] = LARGEST

    @property
    def slide(self) -> dict[str, Any]:
        return super().slide | {"dilation": self.dilation}

    @property
    def padding_counts(self) -> bool:
        return False

    def problem(self, shape: Shape) -> Problem | None:
        return window_problem(self, shape) or empty_window(self, shape)

    def forward(self, x: Array) -> Array:
        return max_pool2d(x, **self.slide)

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        return max_pool2d_backward(x, grad_output, **self.slide), {}

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return max_pool2d(
            x[:, rows.inside, columns.inside],
            self.kernel_size,
            stride=self.stride,
            padding=(rows.outside, columns.outside),
            dilation=self.dilation,
        )

    def terms(self, x: Array, cell: Cell) -> Terms:
        rows, columns = self.sliding_axes((x.shape[0], x.shape[1], x.shape[2]))
        output = self.forward_crop(x, Crop(rows, cell[1], cell[1]), Crop(columns, cell[2], cell[2]))
        largest = float(output[cell[0], 0, 0])
        marked = (replace(t, wins=t.source is not None and _wins(t.value, largest)) for t in self.window_terms(x, cell))
        return Terms(cell, tuple(marked), largest, largest)

    def readers(self, x: Array, cell: Cell) -> Readers:
        rows, columns = self.reader_spans(x, cell)
        weights = np.zeros((1, len(rows), len(columns)))
        if weights.size and 0 <= cell[1] < x.shape[1] and 0 <= cell[2] < x.shape[2]:
            outputs = self.patch(x[cell[0] : cell[0] + 1], (rows[0], rows[-1]), (columns[0], columns[-1]))[0]
            read = outputs[np.ix_(np.subtract(rows, rows[0]), np.subtract(columns, columns[0]))]
            weights[0] = np.isnan(read) if np.isnan(x[cell]) else read == x[cell]
        return Readers((cell[0],), rows, columns, weights)


def _wins(value: float, largest: float) -> bool:
    return value == largest or (isnan(value) and isnan(largest))


def empty_window(layer: Pooling, shape: Shape) -> Problem | None:
    """The problem of a window that lies wholly in the padding: nothing there to take the largest (or the mean) of."""
    axes = layer.sliding_axes(shape)
    empty = [bool((axis.sources() < 0).all(axis=1).any()) for axis in axes]
    if not any(empty):
        return None
    (height, width), (down, across) = layer.window, layer.dilation
    if all(empty):
        window, less = (
            tr("{h} × {w}", h=height, w=width),
            tr("less than {h} above and below and {w} at the sides", h=height, w=width),
        )
        dilated = max(down, across) > 1
    else:
        side, dilated = (height, down > 1) if empty[0] else (width, across > 1)
        window, less = str(side), tr("less than {window} on each side", window=side)
    nearer = tr("Pad less, or choose a smaller dilation.")
    was = tr("a window of {window} lies wholly in the padding", window=window)
    return Problem("padding", was, nearer if dilated else tr("Pad {less}.", less=less))
