"""Max pooling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from convstudio.engine import max_pool2d, max_pool2d_backward
from convstudio.layers.base import Array, Cell, Crop, Problem, Readers, Shape, Terms, window_problem
from convstudio.layers.conv2d import DILATION, PADDING, STRIDE
from convstudio.layers.parameters import IntPair, Parameter
from convstudio.layers.pooling import CEIL, WINDOW, Pooling
from convstudio.words import tr


@dataclass(frozen=True, eq=False, kw_only=True)
class MaxPool2d(Pooling):
    """The largest value in each window. Padding never wins."""

    dilation: IntPair = (1, 1)

    kind: ClassVar[str] = "max_pool2d"
    title: ClassVar[str] = "Max pool"
    help: ClassVar[str] = "Keeps the largest value of each window. Padding never wins."
    parameters: ClassVar[tuple[Parameter, ...]] = (WINDOW, STRIDE, PADDING, DILATION, CEIL)

    def problem(self, shape: Shape) -> Problem | None:
        return window_problem(self, shape) or empty_window(self, shape)

    def forward(self, x: Array) -> Array:
        return max_pool2d(
            x,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            ceil_mode=self.ceil_mode,
        )

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        grad = max_pool2d_backward(
            x,
            grad_output,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            ceil_mode=self.ceil_mode,
        )
        return grad, {}

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return max_pool2d(
            x[:, rows.inside, columns.inside],
            self.kernel_size,
            stride=self.stride,
            padding=(rows.padding, columns.padding),
            dilation=self.dilation,
            ceil_mode=self.ceil_mode,
        )

    def terms(self, x: Array, cell: Cell) -> Terms:
        terms = self.window_terms(x, cell)
        largest = max(term.value for term in terms if term.source)
        marked = tuple(replace(term, wins=term.source is not None and term.value == largest) for term in terms)
        return Terms(cell, marked, largest, largest)

    def readers(self, x: Array, cell: Cell) -> Readers:
        rows, columns = self.reader_spans(x, cell)
        wins = [[self._wins(x, cell, (row, column)) for column in columns] for row in rows]
        return Readers((cell[0],), rows, columns, np.array(wins, dtype=np.float64).reshape(1, len(rows), len(columns)))

    def _wins(self, x: Array, cell: Cell, output: IntPair) -> bool:
        return any(term.wins and term.source == cell[1:] for term in self.terms(x, (cell[0], *output)).terms)


def empty_window(layer: Pooling, shape: Shape) -> Problem | None:
    """The problem of a window that lies wholly in the padding: nothing there to take the largest (or the mean) of."""
    for axis in layer.axes(shape):
        if any(not any(0 <= p < axis.size for p in axis.positions(output)) for output in (0, axis.count - 1)):
            return Problem(
                "padding",
                tr("a window of {window} lies wholly in the padding", window=axis.window),
                tr("Pad less than {span} on each side.", span=axis.span),
            )
    return None
