"""Global average pooling: each channel becomes its mean."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from convstudio.engine.geometry import AnyAxis
from convstudio.layers.avg_pool2d import AvgPool2d
from convstudio.layers.base import Layer
from convstudio.layers.crop import Crop
from convstudio.layers.facts import MEAN, Array, Cell, Combination, Growth, Readers, Shape, Terms
from convstudio.layers.formula import SizeFormula
from convstudio.layers.parameters import IntPair, Parameter
from convstudio.words import Text


class GlobalAvgPool2d(Layer, frozen=True, eq=False, kw_only=True):
    """The mean of all cells of each channel: an average pooling whose window is the whole map."""

    kind: ClassVar[str] = "global_avg_pool2d"
    title: ClassVar[Text] = "Global average pool"
    help: ClassVar[Text] = "Takes the mean of each channel: one number for each, whatever the size of the map."
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    combination: ClassVar[Combination] = MEAN

    @property
    def window(self) -> IntPair:
        return 1, 1

    def axes(self, shape: Shape) -> tuple[AnyAxis, AnyAxis]:
        return _average(shape).axes(shape)

    def growth(self, shape: Shape | None) -> Growth:
        return Growth((shape[1], shape[2]) if shape else (1, 1), (Fraction(1), Fraction(1)))

    def formula(self, shape: Shape) -> tuple[SizeFormula, SizeFormula]:
        return SizeFormula(("1",), 1, 1), SizeFormula(("1",), 1, 1)

    def forward(self, x: Array) -> Array:
        return _average_of(x).forward(x)

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        return _average_of(x).backward(x, grad_output)

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return _average_of(x).forward_crop(x, rows, columns)

    def terms(self, x: Array, cell: Cell) -> Terms:
        return _average_of(x).terms(x, cell)

    def readers(self, x: Array, cell: Cell) -> Readers:
        return _average_of(x).readers(x, cell)


def _average(shape: Shape) -> AvgPool2d:
    return AvgPool2d(kernel_size=(shape[1], shape[2]), stride=(shape[1], shape[2]))


def _average_of(x: Array) -> AvgPool2d:
    return _average((x.shape[0], x.shape[1], x.shape[2]))
