"""How large a number of a map may be and yet be nothing but the rounding of the sums that it comes from.

Where terms cancel, floating point leaves some 1e−17 of what should be 0. Such dust is shown as 0; only the status bar tells.
The bound is that of any sum of n products (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1):
n · 2⁻⁵³ · Σ |x| |k|, and two more for the factors; it is carried on through the layers behind.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import KernelLayer, Layer, Shape, Terms
from convstudio.scene.matrix.extent import largest_magnitude

UNIT = 2.0**-53
FACTORS = 2  # each of a product's may be a decimal number, which floating point has rounded


def dust(evaluation: Evaluation, index: int) -> float:
    """What counts as 0 in the map after a layer; nothing but 0 in the input (−1), whose numbers are typed."""
    return _dusts(evaluation)[index + 1]


@lru_cache(maxsize=4)  # every card and line of one scene asks
def _dusts(evaluation: Evaluation) -> tuple[float, ...]:
    found = [0.0]
    for index, result in enumerate(evaluation.results):
        x = evaluation.input_of(index)
        if x is None or result.output is None or not result.layer.enabled:
            found.append(found[-1])
            continue
        largest = largest_magnitude(x, evaluation.results[index - 1].change if index else evaluation.change)
        found.append(_up(_behind(result.layer, shape_of(x), largest, found[-1])))
    return tuple(found)


def settled(value: float, below: float) -> float:
    """0 for what is not larger than the dust, else the number itself."""
    return 0.0 if abs(value) <= below else value


def settled_sum(numbers: Sequence[float]) -> float:
    """The sum of some numbers; 0 where they cancel but for their own rounding."""
    total = sum(numbers)
    return settled(math.fsum(numbers), len(numbers) * UNIT * sum(map(abs, numbers))) if math.isfinite(total) else total


def settled_terms(terms: Terms, below: float, behind: float) -> Terms:
    """What an output cell is made of as its cells show it: dust of the maps before and behind the layer is 0."""
    if below and any(0 < abs(term.value) <= below for term in terms.terms):
        terms = replace(terms, terms=tuple(replace(term, value=settled(term.value, below)) for term in terms.terms))
    return replace(terms, total=settled(terms.total, behind), output=settled(terms.output, behind)) if behind else terms


def _behind(layer: Layer, shape: Shape, largest: float, before: float) -> float:
    """The dust behind a layer whose inputs are at most `largest`, with dust of their own."""
    if layer.combination.kind == "total":
        number = math.prod(layer.growth(shape).span)
        return (before + number * UNIT * largest) * layer.combination.spread(number)
    if not isinstance(layer, KernelLayer):
        return before
    weights, bias, number = _sizes(layer)
    return before * weights + ((number + FACTORS) * UNIT * (largest * weights + bias) if number > 1 else 0.0)


@lru_cache(maxsize=128)  # layers are compared by identity
def _sizes(layer: KernelLayer) -> tuple[float, float, int]:
    """The largest sum of sizes that the weights of an output have, the largest bias, and the numbers that are added up."""
    with np.errstate(over="ignore"):
        weights = np.abs(layer.kernel).sum(axis=(1, 2, 3))
    bias = float(np.abs(layer.bias).max(initial=0.0))
    return float(weights.max(initial=0.0)), bias, layer.kernel[0].size + (bias > 0)


def _up(bound: float) -> float:
    """The next power of 2, so that what was measured with it is seldom measured anew."""
    return 2.0 ** math.ceil(math.log2(bound)) if 0 < bound < math.inf else 0.0
