"""Average pooling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from convstudio.engine import avg_pool2d, avg_pool2d_backward
from convstudio.layers.base import Array, Cell, Crop, Problem, Readers, Shape, Terms, window_problem
from convstudio.layers.conv2d import PADDING, STRIDE
from convstudio.layers.max_pool2d import empty_window
from convstudio.layers.parameters import Parameter, Switch
from convstudio.layers.pooling import CEIL, WINDOW, Pooling


@dataclass(frozen=True, eq=False, kw_only=True)
class AvgPool2d(Pooling):
    """The mean of each window. Padding counts as zeros unless `count_include_pad` is off."""

    count_include_pad: bool = True

    kind: ClassVar[str] = "avg_pool2d"
    title: ClassVar[str] = "Average pool"
    help: ClassVar[str] = "Takes the mean of each window."
    parameters: ClassVar[tuple[Parameter, ...]] = (
        WINDOW,
        STRIDE,
        PADDING,
        CEIL,
        Switch(
            "count_include_pad",
            "Count padding",
            "On: padding cells count as zeros in the mean, as in PyTorch. Off: they do not count, as in Keras.",
        ),
    )

    def problem(self, shape: Shape) -> Problem | None:
        return window_problem(self, shape) or (None if self.count_include_pad else empty_window(self, shape))

    def forward(self, x: Array) -> Array:
        return avg_pool2d(
            x,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            ceil_mode=self.ceil_mode,
            count_include_pad=self.count_include_pad,
        )

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        grad = avg_pool2d_backward(
            x,
            grad_output,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            ceil_mode=self.ceil_mode,
            count_include_pad=self.count_include_pad,
        )
        return grad, {}

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        inside = x[:, rows.inside, columns.inside]
        if not inside.size:  # windows wholly in the padding, which counts as zeros
            return np.zeros((len(x), rows.last - rows.first + 1, columns.last - columns.first + 1))
        return avg_pool2d(
            inside,
            self.kernel_size,
            stride=self.stride,
            padding=(rows.padding, columns.padding),
            ceil_mode=self.ceil_mode,
            count_include_pad=self.count_include_pad,
        )

    def terms(self, x: Array, cell: Cell) -> Terms:
        terms = tuple(t for t in self.window_terms(x, cell) if t.source or self.count_include_pad)
        rows, columns = self.axes((x.shape[0], x.shape[1], x.shape[2]))
        output = self.forward_crop(x, Crop(rows, cell[1], cell[1]), Crop(columns, cell[2], cell[2]))
        mean = float(output[cell[0], 0, 0])
        return Terms(cell, terms, sum(term.value for term in terms), mean, divisor=len(terms))

    def readers(self, x: Array, cell: Cell) -> Readers:
        rows, columns = self.reader_spans(x, cell)
        shares = [[1 / (self.terms(x, (cell[0], row, column)).divisor or 1) for column in columns] for row in rows]
        return Readers((cell[0],), rows, columns, np.array(shares, dtype=np.float64).reshape(1, len(rows), len(columns)))
