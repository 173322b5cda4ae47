"""Seeded random layers of every kind with an input each, built from the kind's declared parameters: every one varied, small
enough to look at cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from convstudio.engine import ACTIVATIONS, Axis
from convstudio.experiment import frozen
from convstudio.layers import Array, KernelLayer, Layer
from convstudio.layers.parameters import Choice, Decimal, PaddingSides, Pair, Parameter, Switch, Whole

Rng = np.random.Generator
Case = tuple[Layer, Array]
OF_EACH_KIND = 25
ACTIVATION_NAMES = [known.name for known in ACTIVATIONS]


def cases(
    kind: type[Layer], seed: int, count: int = OF_EACH_KIND, whole: bool = True, functions: Sequence[str] = ACTIVATION_NAMES
) -> Iterator[Case]:
    """`count` layers of a kind, each with an input that it has a result for, and with one of some activations."""
    rng = np.random.default_rng([seed, *map(ord, kind.kind)])
    made = 0
    while made < count:
        layer, x = any_case(kind, rng, whole=whole, functions=functions)
        if layer.problem((x.shape[0], x.shape[1], x.shape[2])) is None:
            made += 1
            yield layer, x


def any_case(kind: type[Layer], rng: Rng, *, whole: bool = True, functions: Sequence[str] = ACTIVATION_NAMES) -> Case:
    """A layer of a kind and an input, which may not go together. `whole` numbers make every sum exact."""
    channels = int(rng.integers(1, 5))
    x = numbers(rng, (channels, int(rng.integers(1, 7)), int(rng.integers(1, 8))), whole)
    layer = kind.fresh(channels)
    if isinstance(layer, KernelLayer):
        layer = _with_kernel(layer, rng, channels, whole)
    for parameter in layer.parameters:
        if parameter.name != "groups" and parameter.stored:
            layer = replace(layer, **setting(parameter, rng, functions))
    return layer, x


def slides(kind: type[Layer]) -> bool:
    """Whether the layers of a kind slide a window of declared sides with a declared stride."""
    names = {parameter.name for parameter in kind.parameters}
    return {"kernel_size", "stride"} <= names and isinstance(kind.fresh(1).axes((1, 9, 9))[0], Axis)


def numbers(rng: Rng, shape: tuple[int, ...], whole: bool) -> Array:
    """Small whole numbers, many of them equal, or reals."""
    return frozen(rng.integers(-4, 5, shape).astype(np.float64) if whole else rng.normal(size=shape))


def _with_kernel(layer: KernelLayer, rng: Rng, channels: int, whole: bool) -> KernelLayer:
    groups = int(rng.choice([g for g in range(1, channels + 1) if channels % g == 0]))
    outs = groups * int(rng.integers(1, 3))
    kernel = numbers(rng, (outs, channels // groups, *_pair(rng, 1, 4)), whole)
    return replace(layer, kernel=kernel, bias=numbers(rng, (outs,), whole), groups=groups)


def setting(parameter: Parameter, rng: Rng, functions: Sequence[str] = ACTIVATION_NAMES) -> dict[str, Any]:
    """A random value of a parameter by its name, within its bounds and small; none for weights."""
    match parameter:
        case Pair():
            return {parameter.name: _pair(rng, parameter.low, min(parameter.high, parameter.low + 2))}
        case PaddingSides():
            return {parameter.name: _padding(rng, parameter.names)}
        case Choice():
            words = [word for word, _title in parameter.options if parameter.name != "activation" or word in functions]
            return {parameter.name: str(rng.choice(words))}
        case Switch():
            return {parameter.name: bool(rng.integers(0, 2))}
        case Decimal():
            return {parameter.name: float(rng.integers(0, 3)) * (parameter.high - parameter.low) / 4 + parameter.low}
        case Whole():
            return {parameter.name: int(rng.integers(parameter.low, min(parameter.high, parameter.low + 3) + 1))}
        case _:
            return {}


def _pair(rng: Rng, low: int, high: int) -> tuple[int, int]:
    return int(rng.integers(low, high + 1)), int(rng.integers(low, high + 1))


def _padding(rng: Rng, names: tuple[str, ...]) -> Any:
    sides = [[int(n) for n in side] for side in rng.integers(0, 4, (2, 2))]
    return (tuple(sides[0]), tuple(sides[1])) if rng.random() < 0.6 else str(rng.choice(names))
