"""How much room the arithmetic of an experiment needs, estimated from its numbers before any cell is in focus.

So the lines below the board have their height from the start, and nothing moves while somebody points or plays.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod

from convstudio.experiment import Evaluation, Result, shape_of
from convstudio.layers import Array, KernelLayer, Layer, Shape
from convstudio.scene.matrix.receptive_field import MOST_NAMED
from convstudio.scene.words.arithmetic import MOST_TERMS, bracketed, written
from convstudio.scene.words.naming import layer_name

SAMPLE, FEW, TOGETHER = 24, 4, 192  # numbers sampled from a matrix: at most and at least; and from all matrices, about
AROUND_PRODUCT, AROUND_VALUE = 5.0, 2.2  # digits that the signs and the edges of chips take
AROUND_SUM, AROUND_NAME = 24.0, 12.0  # for bias, result and the cell's name; for the size beside a map's name


def arithmetic_room(evaluation: Evaluation) -> float:
    """The width of the longest arithmetic of any layer's cells, in digits: an estimate that is nearly always enough."""
    results = evaluation.results
    sample = min(max(TOGETHER // max(len(results), 1), FEW), SAMPLE)
    return max((*(_of_layer(evaluation, i, result, sample) for i, result in enumerate(results)), _of_reach(evaluation)))


def _of_layer(evaluation: Evaluation, index: int, result: Result, sample: int) -> float:
    x, layer = evaluation.input_of(index), result.layer
    if x is None or result.output is None:
        return 0.0
    channels, products = _written_out(layer, shape_of(x))
    if not isinstance(layer, KernelLayer):
        return AROUND_SUM + products * (_length(x, sample) + AROUND_VALUE)
    subtotals = channels * (_length(result.output, sample) + AROUND_VALUE) if channels > 1 else 0.0
    return AROUND_SUM + products * (_length(x, sample) + _length(layer.kernel, sample) + AROUND_PRODUCT) + subtotals


@lru_cache(maxsize=128)  # asked for again at each cell that is painted
def _written_out(layer: Layer, shape: Shape) -> tuple[int, int]:
    """How many channels an output reads, and how many terms are written out; one stands for too many."""
    each = prod(layer.taps(shape))
    channels = len(layer.in_channels_read(0, shape[0])) if isinstance(layer, KernelLayer) else 1
    return channels, each * channels if each * channels <= MOST_TERMS else 1


def _of_reach(evaluation: Evaluation) -> float:
    """The width of the line about an input cell, which says what it reaches in every map."""
    return sum(len(layer_name(evaluation, i)) + AROUND_NAME for i in range(min(len(evaluation.results), MOST_NAMED)))


def _length(values: Array, sample: int) -> float:
    """The average number of digits with which the arithmetic writes a number, from about `sample` of them."""
    some = values.reshape(-1)[:: max(values.size // sample, 1)].tolist()
    return sum(map(_digits, some)) / len(some)


@lru_cache(maxsize=2048)  # while somebody paints, most numbers of most maps stay the same
def _digits(value: float) -> int:
    return len(bracketed(written(value)))
