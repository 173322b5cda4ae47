"""Average pooling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from convstudio.engine import Axis, avg_pool2d, avg_pool2d_backward
from convstudio.layers.base import window_problem
from convstudio.layers.conv2d import PADDING
from convstudio.layers.crop import Crop, gathered
from convstudio.layers.facts import MEAN, Array, Cell, Combination, Problem, Readers, Shape, Terms
from convstudio.layers.max_pool2d import empty_window
from convstudio.layers.parameters import Parameter, Switch
from convstudio.layers.pooling import CEIL, STRIDE, WINDOW, Pooling, countable
from convstudio.words import Text


class AvgPool2d(Pooling, frozen=True, eq=False, kw_only=True):
    """The mean of each window. Padding counts as zeros unless `count_include_pad` is off."""

    count_include_pad: bool = True

    kind: ClassVar[str] = "avg_pool2d"
    title: ClassVar[Text] = "Average pool"
    help: ClassVar[Text] = "Takes the mean of each window."
    parameters: ClassVar[tuple[Parameter, ...]] = (
        WINDOW,
        STRIDE,
        PADDING,
        CEIL,
        Switch(
            "count_include_pad",
            "Count padding",
            "On: padding cells count as zeros in the mean, as in PyTorch. Off: they do not count, as in Keras.",
            section="padding",
        ),
    )

    combination: ClassVar[Combination] = MEAN

    @property
    def slide(self) -> dict[str, Any]:
        return super().slide | {"count_include_pad": self.count_include_pad}

    @property
    def padding_counts(self) -> bool:
        return self.count_include_pad

    def problem(self, shape: Shape) -> Problem | None:
        return window_problem(self, shape) or (None if self.count_include_pad else empty_window(self, shape))

    def forward(self, x: Array) -> Array:
        return avg_pool2d(x, **self.slide)

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        return avg_pool2d_backward(x, grad_output, **self.slide), {}

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        if self.count_include_pad:  # padding is zeros like any others; only the overhang of ceil_mode does not count
            counted, sides = gathered(x, rows, columns, "zeros"), ((0, rows.overhang), (0, columns.overhang))
        else:
            counted, sides = x[:, rows.inside, columns.inside], (rows.outside, columns.outside)
        return avg_pool2d(counted, self.kernel_size, stride=self.stride, padding=sides, count_include_pad=False)

    def terms(self, x: Array, cell: Cell) -> Terms:
        terms = tuple(t for t in self.window_terms(x, cell) if t.source or self.count_include_pad)
        rows, columns = self.sliding_axes((x.shape[0], x.shape[1], x.shape[2]))
        output = self.forward_crop(x, Crop(rows, cell[1], cell[1]), Crop(columns, cell[2], cell[2]))
        mean = float(output[cell[0], 0, 0])
        return Terms(cell, terms, mean, mean, divisor=len(terms))

    def readers(self, x: Array, cell: Cell) -> Readers:
        outputs = self.reader_spans(x, cell)
        axes = self.sliding_axes((x.shape[0], x.shape[1], x.shape[2]))
        high, wide = (np.array([self._counted(axis, i) for i in each]) for axis, each in zip(axes, outputs, strict=True))
        counts = all(0 <= place < axis.size for axis, place in zip(axes, cell[1:], strict=True)) or self.count_include_pad
        return Readers((cell[0],), *outputs, float(counts) / np.multiply.outer(high, wide)[None])

    def _counted(self, axis: Axis, output: int) -> int:
        """How many places of an output's window count in its mean, along one axis."""
        return len([place for place in countable(axis, output) if self.count_include_pad or 0 <= place < axis.size])
