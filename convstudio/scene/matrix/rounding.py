"""The magnitude up to which a value may be nothing but rounding error.

Where terms cancel, floating point may leave about 1e−17 instead of 0. Such dust is shown as 0; only the status bar shows it.
The bound is that of any sum of n products (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1):
n · 2⁻⁵³ · Σ |x| |k|, with n larger by two for the factors; it is propagated through later layers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import KernelLayer, Layer, Shape, Terms
from convstudio.scene.matrix.extent import largest_at

UNIT = 2.0**-53
LARGEST_POWER = 1024  # of 2, from which on it is no float
FACTORS = 2  # of a product, each of which may be a decimal number that was rounded


def dust(evaluation: Evaluation, index: int) -> float:
    """The magnitude up to which values behind a layer count as 0; 0.0 for the input (−1), whose values are typed."""
    return _dusts(evaluation)[index + 1]


@lru_cache(maxsize=2)  # asked for by every card and line of a scene; the second is what it is compared with
def _dusts(evaluation: Evaluation) -> tuple[float, ...]:
    found = [0.0]
    for index, result in enumerate(evaluation.results):
        x = evaluation.input_of(index)
        if x is None or result.output is None or not result.layer.enabled:
            found.append(found[-1])
            continue
        found.append(_up(_behind(result.layer, shape_of(x), largest_at(evaluation, index - 1), found[-1])))
    return tuple(found)


def settled(value: float, below: float) -> float:
    """0.0 if the magnitude of `value` is at most `below`, otherwise `value`."""
    return 0.0 if abs(value) <= below else value


def settled_sum(numbers: Sequence[float]) -> float:
    """The sum of some numbers; 0.0 if they cancel up to their own rounding."""
    total = sum(numbers)
    return settled(math.fsum(numbers), len(numbers) * UNIT * sum(map(abs, numbers))) if math.isfinite(total) else total


def settled_terms(terms: Terms, below: float, behind: float) -> Terms:
    """The terms of an output cell as its matrices show them: values up to `below` before the layer, and `behind` it, are 0."""
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
    """Over all outputs: the largest sum of |weights|, the largest |bias|, and how many numbers are added up."""
    with np.errstate(over="ignore"):
        weights = np.abs(layer.kernel).sum(axis=(1, 2, 3))
    bias = float(np.abs(layer.bias).max(initial=0.0))
    return float(weights.max(initial=0.0)), bias, layer.kernel[0].size + (bias > 0)


def _up(bound: float) -> float:
    """The next power of 2, so that what depends on the bound seldom has to be measured again."""
    if not 0 < bound < math.inf:
        return 0.0
    power = math.ceil(math.log2(bound))
    return 2.0**power if power < LARGEST_POWER else bound
