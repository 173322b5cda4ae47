"""The layers whose lines are compared with PyTorch and Keras themselves: seeded random ones, and some from practice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from convstudio.experiment import frozen
from convstudio.export.keras import keras
from convstudio.export.pytorch import FUNCTIONS, pytorch
from convstudio.layers import KINDS, Array, AvgPool2d, Conv2d, Layer, MaxPool2d
from tests.layers.settings import cases

RANDOM_OF_EACH_KIND = 30
SAID = ("none", *FUNCTIONS)  # a new activation changes nothing here before the dialects say it


def all_cases() -> Iterator[tuple[str, Layer, Array]]:
    """(name, layer, input) of every case; each layer has a result on its input."""
    for kind in KINDS:
        for number, (layer, x) in enumerate(cases(kind, 5, RANDOM_OF_EACH_KIND, functions=SAID)):
            flipped = getattr(layer, "flip", False)  # what a line cannot say; a test of its own holds the remark
            if not flipped and (pytorch(layer, None).calls or keras(layer, None).calls):
                yield f"{kind.kind} {number}", layer, x
    yield from _from_practice()


def _from_practice() -> Iterator[tuple[str, Layer, Array]]:
    rng = np.random.default_rng(6)
    x = frozen(rng.integers(-4, 5, (3, 8, 9)).astype(float))
    deep = frozen(rng.integers(-4, 5, (4, 7, 6)).astype(float))
    yield "stem", Conv2d(kernel=_kernel(rng, 4, 3, 3), bias=_bias(rng, 4), stride=(2, 2), padding="same"), x
    yield "even window, same", Conv2d(kernel=_kernel(rng, 2, 3, 4), bias=_bias(rng, 2), padding="same"), x
    yield "depthwise", Conv2d(kernel=_kernel(rng, 4, 1, 3), bias=_bias(rng, 4), groups=4, padding="same"), deep
    yield "depthwise twice", Conv2d(kernel=_kernel(rng, 8, 1, 3), bias=_bias(rng, 8), groups=4, activation="relu"), deep
    yield "groups", Conv2d(kernel=_kernel(rng, 6, 2, 2), bias=_bias(rng, 6), groups=2, stride=(1, 2)), deep
    yield "pointwise", Conv2d(kernel=_kernel(rng, 5, 3, 1), bias=_bias(rng, 5), activation="relu"), x
    yield "dilated", Conv2d(kernel=_kernel(rng, 2, 3, 3), bias=_bias(rng, 2), dilation=(2, 2), padding="same"), x
    yield "pool 3 by 2", MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=((1, 1), (1, 1))), x
    yield "pool same", MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding="same"), x
    yield "mean same, counted", AvgPool2d(kernel_size=(2, 2), stride=(1, 1), padding="same"), x
    yield "mean same, not counted", AvgPool2d(kernel_size=(3, 3), stride=(2, 2), padding="same", count_include_pad=False), x


def _kernel(rng: np.random.Generator, outs: int, slices: int, side: int) -> Array:
    return frozen(rng.integers(-4, 5, (outs, slices, side, side)).astype(float))


def _bias(rng: np.random.Generator, outs: int) -> Array:
    return frozen(rng.integers(-4, 5, outs).astype(float))
