"""Computing every feature map of an experiment, reusing what did not change.

`evaluate(after, before)` compares the inputs once, cell by cell; from there on a rectangle of changed cells travels through
the strip, and each layer computes only the outputs that read it. An impossible setting is a result with a reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment.budget import NO_COST, Cost, Spent, cost_of, overdrawn
from convstudio.experiment.derived import differ_within
from convstudio.experiment.model import Experiment, owned
from convstudio.layers import Array, Layer, Problem, Shape, Span

__all__ = ["Change", "Evaluation", "Result", "evaluate", "finish", "shape_of"]

SMALL = 8e6  # products: at most a millisecond if computed as matrices; the cells of larger maps are too small to be read


class Change(Struct, frozen=True, eq=False):
    """Which cells of a map differ from those of `base`, an array of the same shape: a rectangle in every channel."""

    base: Array
    rows: Span
    columns: Span


class Result(Struct, frozen=True, eq=False):
    """One layer's part of an evaluation.

    `output` is None if there is a `problem` here, or (then `problem` is None) in a layer before. `last_good` is then the last
    output that this layer had, which is shown dimmed. `change` says which cells of `output` differ from an earlier output, if
    only some do. `cost` is what computing the whole output takes.
    """

    layer: Layer
    output: Array | None
    problem: Problem | None = None
    last_good: Array | None = None
    change: Change | None = None
    cost: Cost = NO_COST

    @property
    def shown(self) -> Array | None:
        """The output to show: the present one, or else the last good one."""
        return self.output if self.output is not None else self.last_good


class Evaluation(Struct, frozen=True, eq=False):
    """The results of all layers of one experiment. `change` is the change of its input.

    `pending` is the first layer that is still to be computed (None: all are done); from there on there are only last good
    outputs.
    """

    experiment: Experiment
    results: tuple[Result, ...]
    change: Change | None = None
    pending: int | None = None

    @property
    def problem(self) -> tuple[int, Problem] | None:
        """The first layer that cannot work, and why."""
        return next(((i, r.problem) for i, r in enumerate(self.results) if r.problem), None)

    def input_of(self, index: int) -> Array | None:
        """The input (C, H, W) of a layer; None if the layer before has no output."""
        return self.results[index - 1].output if index else self.experiment.input

    def shape(self, index: int) -> Shape | None:
        """The output shape of a layer (−1: the input's)."""
        array = self.input_of(index + 1)
        return None if array is None else shape_of(array)

    def is_off(self, index: int) -> bool:
        """Whether a layer has been switched off (−1: the input, which never is)."""
        return index >= 0 and not self.results[index].layer.enabled


def shape_of(array: Array) -> Shape:
    """(C, H, W) of a map."""
    return array.shape[0], array.shape[1], array.shape[2]


def evaluate(
    experiment: Experiment,
    before: Evaluation | None = None,
    most: float = math.inf,
    copied: Callable[[Array], Array] = np.copy,
) -> Evaluation:
    """Evaluate all layers of an experiment, reusing what `before` has already.

    Layers that are computed as a whole may take at most `most` products together (see `Layer.effort`); at the first layer that
    would exceed it the evaluation stops and is `pending`. `copied` copies an output of which only some cells change.
    """
    change = _difference(before.experiment.input, experiment.input) if before else None
    left = most

    def affords(products: float) -> bool:
        nonlocal left
        left -= products
        return left >= 0

    return _evaluated(Evaluation(experiment, (), change), before, Means(affords, copied))


def finish(partial: Evaluation, before: Evaluation | None, wanted: Callable[[], bool] = lambda: True) -> Evaluation:
    """Finish a pending evaluation. It stops between two layers, still pending, when it is not `wanted` any more."""
    return _evaluated(partial, before, Means(lambda _products: wanted(), np.copy))


class Means(Struct, frozen=True):
    """What an evaluation may use: whether it can afford to compute a layer as a whole, and how to copy an output.

    `spent` is the part of the budget that all layers before have taken.
    """

    affords: Callable[[float], bool]
    copied: Callable[[Array], Array]
    spent: Spent = Spent()


def _evaluated(partial: Evaluation, before: Evaluation | None, means: Means) -> Evaluation:
    """Continue `partial` up to the first layer that it cannot afford to compute as a whole."""
    experiment = partial.experiment
    results = list(partial.results[: partial.pending])
    spent = Spent(experiment.input.nbytes)
    for result in results:
        spent = spent.with_layer(result.cost)
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow is a result, which the picture marks
        for index in range(len(results), len(experiment.layers)):
            last = results[-1] if results else None
            found = _result_at(experiment, index, last, partial.change, before, Means(means.affords, means.copied, spent))
            if found is None:
                waiting = (_waiting(layer, place, before) for place, layer in enumerate(experiment.layers))
                return replace(partial, results=(*results, *list(waiting)[index:]), pending=index)
            results.append(found)
            spent = spent.with_layer(found.cost)
    return replace(partial, results=tuple(results), pending=None)


def _result_at(
    experiment: Experiment, index: int, last: Result | None, change: Change | None, before: Evaluation | None, means: Means
) -> Result | None:
    """The result of the layer at `index`. `last` is the result before it; None if that is the input, which has a `change`."""
    layer = experiment.layers[index]
    place = _counterpart(before, index, layer)
    known = before.input_of(place) if before and place is not None else None
    old = before.results[place] if before and place is not None else None
    if last is None:
        return _result(layer, experiment.input, change, known, old, means)
    return _result(layer, last.output, last.change, known, old, means)


def _waiting(layer: Layer, index: int, before: Evaluation | None) -> Result:
    """The result of a layer that is still to be computed: it shows its last output."""
    place = _counterpart(before, index, layer)
    return Result(layer, None, last_good=before.results[place].shown if before and place is not None else None)


def _counterpart(before: Evaluation | None, index: int, layer: Layer) -> int | None:
    """The index that a layer had before: that of the same layer, or else its own if a layer of its kind was there."""
    layers = [result.layer for result in before.results] if before else []
    same = next((place for place, other in enumerate(layers) if other is layer), None)
    alike = index if index < len(layers) and type(layers[index]) is type(layer) else None
    return alike if same is None else same


def _result(
    layer: Layer, x: Array | None, change: Change | None, known: Array | None, old: Result | None, means: Means
) -> Result | None:
    """The result of a layer; None if it would have to be computed as a whole, and that cannot be afforded."""
    last_good = old.shown if old else None
    if x is None:
        return Result(layer, None, last_good=last_good)
    if not layer.enabled:
        return Result(layer, x, change=change)
    shape = shape_of(x)
    old_output = old.output if old and old.layer is layer and known is not None and shape_of(known) == shape else None
    problem, cost = (layer.problem(shape), NO_COST) if old is None or old_output is None else (None, old.cost)
    if problem is None:
        cost = cost if old_output is not None else cost_of(layer, shape)
        problem = overdrawn(means.spent, cost)
    if problem:
        return Result(layer, None, problem, last_good)
    if old_output is not None and known is x:
        return Result(layer, old_output, cost=cost)
    if old_output is not None and change and change.base is known:
        return _patched(layer, x, change, old_output, cost, means)
    return Result(layer, owned(layer.forward(x)), cost=cost) if means.affords(cost.products) else None


def _patched(layer: Layer, x: Array, change: Change, output: Array, cost: Cost, means: Means) -> Result | None:
    """The result of a layer after some cells of its input changed: only the outputs that read them are computed again."""
    affected = layer.affected(shape_of(x), change.rows, change.columns)
    if affected is None:
        return Result(layer, output, cost=cost)
    rows, columns = affected
    readers = (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1)
    if 2 * readers > output.shape[1] * output.shape[2] or _is_better_whole(layer, shape_of(x), cost):
        whole = means.affords(cost.products)
        return Result(layer, owned(layer.forward(x)), change=Change(output, rows, columns), cost=cost) if whole else None
    after = means.copied(output)
    after[:, rows[0] : rows[1] + 1, columns[0] : columns[1] + 1] = layer.patch(x, rows, columns)
    return Result(layer, owned(after), change=Change(output, rows, columns), cost=cost)


def _is_better_whole(layer: Layer, shape: Shape, cost: Cost) -> bool:
    """Whether a map is computed as a whole: it is small, and a part of it might differ in the last bits (see `engine.sums`)."""
    return cost.products <= SMALL and layer.cells_written_out(shape) > 0


def _difference(before: Array, after: Array) -> Change | None:
    """The smallest rectangle that holds all cells that differ; None if no cell does, or the shapes do."""
    if before is after or before.shape != after.shape:
        return None
    (top, bottom), (left, right) = differ_within(before, after) or ((0, before.shape[1] - 1), (0, before.shape[2] - 1))
    area = slice(None), slice(top, bottom + 1), slice(left, right + 1)
    differs = (before[area] != after[area]).any(axis=0)
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return None
    return Change(before, (top + int(rows[0]), top + int(rows[-1])), (left + int(columns[0]), left + int(columns[-1])))
