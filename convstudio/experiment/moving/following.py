"""Whether the output follows when the input is moved: shifting before or after the layers, and how the results differ.

A sliding window does the same everywhere, so moving the picture moves the output along (it is equivariant) as long as no
border takes part. With stride s the output moves by one whole cell for every s cells of the input.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.geometry import AnyAxis, Axis
from convstudio.engine.geometry import Mask as Mask
from convstudio.engine.shifting import Border, shift
from convstudio.experiment.evaluate import Evaluation, evaluate
from convstudio.experiment.model import owned
from convstudio.layers import Array

Cells = tuple[int, int]  # rows, columns


class AxisMove(Struct, frozen=True):
    """How a shift of the input propagates along one axis: its size in cells behind each layer, that of the input first.

    `single` says that a layer reduces a moved axis to one cell, which cannot move.
    """

    steps: tuple[Fraction, ...]
    single: bool = False

    @property
    def whole(self) -> int | None:
        """The number of cells by which the output moves; None if it, or a layer before, does not move by whole cells."""
        fits = not self.single and all(step.denominator == 1 for step in self.steps)
        return int(self.steps[-1]) if fits else None

    @property
    def first_broken(self) -> int | None:
        """The first layer behind which the shift is not a whole number of cells; None if there is none."""
        return next((index - 1 for index, step in enumerate(self.steps) if step.denominator != 1), None)

    @property
    def least(self) -> int:
        """The smallest shift of the input that is whole behind every layer."""
        unit = self.steps[0]
        factors = [step / unit for step in self.steps] if unit else [Fraction(1)]
        return int(np.lcm.reduce([factor.denominator for factor in factors]))


def axis_moves(evaluation: Evaluation, by: Cells) -> tuple[AxisMove, AxisMove]:
    """How a shift of the input propagates through all layers, in rows and in columns. Every layer must have an output."""
    down, across = (_axis_move(evaluation, side, by[side]) for side in (0, 1))
    return down, across


def total_strides(evaluation: Evaluation) -> Cells:
    """The smallest shift of the input, in rows and in columns, for which every layer's output moves by whole cells."""
    rows, columns = axis_moves(evaluation, (1, 1))
    return rows.least, columns.least


def moved_evaluation(
    evaluation: Evaluation, by: Cells, border: Border, before: Evaluation | None = None, most: float = np.inf
) -> Evaluation:
    """All results for the moved input; pending if they take more than `most` products. What `before` has is reused."""
    experiment = evaluation.experiment
    return evaluate(replace(experiment, input=owned(shift(experiment.input, *by, border))), before, most)


def last_output(evaluation: Evaluation) -> Array | None:
    """The output of the last layer (without layers: the input); None if a layer cannot work, or is still to be computed."""
    return evaluation.input_of(len(evaluation.results))


def clear_cells(evaluation: Evaluation, by: Cells) -> tuple[Mask, Mask] | None:
    """The rows and the columns of the output (true) that no border affects; None if the output does not move by whole cells.

    Where both are true, the output of the moved input equals the moved output: in each layer, cell i reads the moved input
    where cell i − shift read the input, and neither reads padding.
    """
    rows, columns = axis_moves(evaluation, by)
    if rows.whole is None or columns.whole is None:
        return None
    return _clear(evaluation, 0, rows), _clear(evaluation, 1, columns)


def difference(a: Array, b: Array) -> Array:
    """The difference a − b. Equal numbers differ by 0, even if they are infinite."""
    with np.errstate(invalid="ignore"):
        return owned(np.where(a == b, 0.0, a - b))


def unchanged(a: Array, b: Array, tolerance: float = 0.0) -> int:
    """How many cells of two maps of the same shape are equal to within a tolerance; NaN equals NaN."""
    return int(stays(a, b, tolerance).sum())


def stays(a: Array, b: Array, tolerance: float = 0.0) -> Array:
    """A map with 1 where two maps of the same shape are equal to within a tolerance, else 0; NaN equals NaN."""
    with np.errstate(invalid="ignore"):
        same = (np.abs(a - b) <= tolerance) | (a == b) | (np.isnan(a) & np.isnan(b))
    return owned(same.astype(np.float64))


def came_in(size: int, by: int) -> Mask:
    """The cells of an axis that are filled from outside when all cells are moved."""
    return np.asarray(~_came_from_inside(size, by))


def _axis_move(evaluation: Evaluation, side: int, by: int) -> AxisMove:
    steps, single = [Fraction(by)], False
    for jump, axis in _passed(evaluation, side):
        steps.append(steps[-1] / jump)
        single = single or (bool(by) and axis.count == 1 < axis.size)
    return AxisMove(tuple(steps), single)


def _passed(evaluation: Evaluation, side: int) -> Iterator[tuple[Fraction, AnyAxis]]:
    """The stride of each layer along an axis, and the axis; a layer that is switched off passes cells on."""
    for index, result in enumerate(evaluation.results):
        shape = evaluation.shape(index - 1)
        assert shape is not None
        layer = result.layer
        if layer.enabled:
            yield Fraction(layer.growth(shape).jump[side]), layer.axes(shape)[side]
        else:
            yield Fraction(1), Axis(shape[1 + side], 1)


def _clear(evaluation: Evaluation, side: int, move: AxisMove) -> Mask:
    size = evaluation.experiment.input.shape[1 + side]
    clear = _came_from_inside(size, int(move.steps[0]))
    for (_jump, axis), step in zip(_passed(evaluation, side), move.steps[1:], strict=True):
        clear = axis.reads_only(clear) & _came_from_inside(axis.count, int(step))
    return clear


def _came_from_inside(size: int, by: int) -> Mask:
    """The cells of an axis that are filled by other cells of it when all are moved."""
    inside = np.zeros(size, dtype=bool)
    inside[max(by, 0) : max(size + min(by, 0), 0)] = True
    return inside
