"""Seeded random layers of every kind with an input each: every parameter varied, small enough to look at cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from convstudio.engine import ACTIVATIONS, PADDING_MODES
from convstudio.experiment import frozen
from convstudio.layers import KINDS, Activation, Array, AvgPool2d, Conv2d, Layer, MaxPool2d

Rng = np.random.Generator
Case = tuple[Layer, Array]
OF_EACH_KIND = 25
ACTIVATION_NAMES = [known.name for known in ACTIVATIONS]


def cases(kind: type[Layer], seed: int, count: int = OF_EACH_KIND, whole: bool = True) -> Iterator[Case]:
    """`count` layers of a kind, each with an input that it has a result for."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    made = 0
    while made < count:
        layer, x = any_case(kind, rng, whole=whole)
        if layer.problem((x.shape[0], x.shape[1], x.shape[2])) is None:
            made += 1
            yield layer, x


def any_case(kind: type[Layer], rng: Rng, *, whole: bool = True) -> Case:
    """A layer of a kind and an input, which may not go together. `whole` numbers make every sum exact."""
    channels = int(rng.integers(1, 5))
    x = numbers(rng, (channels, int(rng.integers(1, 7)), int(rng.integers(1, 8))), whole)
    return _MAKERS[kind](rng, channels, whole), x


def numbers(rng: Rng, shape: tuple[int, ...], whole: bool) -> Array:
    """Small whole numbers, many of them equal, or reals."""
    return frozen(rng.integers(-4, 5, shape).astype(np.float64) if whole else rng.normal(size=shape))


def _convolution(rng: Rng, channels: int, whole: bool) -> Layer:
    groups = int(rng.choice([g for g in range(1, channels + 1) if channels % g == 0]))
    outs = groups * int(rng.integers(1, 3))
    kernel = numbers(rng, (outs, channels // groups, *_pair(rng, 4)), whole)
    return Conv2d(
        kernel=kernel,
        bias=numbers(rng, (outs,), whole),
        stride=_pair(rng, 3),
        padding=_padding(rng),
        padding_mode=PADDING_MODES[int(rng.integers(0, 4))],
        dilation=_pair(rng, 2),
        groups=groups,
        flip=bool(rng.integers(0, 2)),
        activation=str(rng.choice(ACTIVATION_NAMES)),
        negative_slope=0.25,
    )


def _max_pool(rng: Rng, channels: int, whole: bool) -> Layer:
    return MaxPool2d(dilation=_pair(rng, 3), **_pooling(rng))


def _avg_pool(rng: Rng, channels: int, whole: bool) -> Layer:
    return AvgPool2d(count_include_pad=bool(rng.integers(0, 2)), **_pooling(rng))


def _activation(rng: Rng, channels: int, whole: bool) -> Layer:
    return Activation(activation=str(rng.choice(ACTIVATION_NAMES[1:])), negative_slope=0.25)


def _pooling(rng: Rng) -> dict[str, Any]:
    return {
        "kernel_size": _pair(rng, 4),
        "stride": _pair(rng, 3),
        "padding": _padding(rng),
        "ceil_mode": bool(rng.integers(0, 2)),
    }


def _pair(rng: Rng, most: int) -> tuple[int, int]:
    return int(rng.integers(1, most + 1)), int(rng.integers(1, most + 1))


def _padding(rng: Rng) -> Any:
    sides = [[int(n) for n in side] for side in rng.integers(0, 4, (2, 2))]
    return [(tuple(sides[0]), tuple(sides[1])), "valid", "same", "full"][int(rng.choice(4, p=[0.6, 0.1, 0.15, 0.15]))]


_MAKERS: dict[type[Layer], Callable[[Rng, int, bool], Layer]] = {
    Conv2d: _convolution,
    MaxPool2d: _max_pool,
    AvgPool2d: _avg_pool,
    Activation: _activation,
}
