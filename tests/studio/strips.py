"""Deep strips on a picture of three channels."""

from __future__ import annotations

import numpy as np

from convstudio.experiment import Experiment, frozen
from convstudio.layers import Activation, AvgPool2d, Conv2d, Layer, MaxPool2d


def deep_strip(layers: int, side: int = 24, channels: int = 4) -> Experiment:
    """Convolutions, activations and two poolings, by turns, on a random picture of three channels."""
    rng = np.random.default_rng(0)
    picture = frozen(rng.integers(0, 11, (3, side, side)) / 10)
    made: list[Layer] = []
    incoming = 3
    for place in range(layers):
        if place % 3 == 0:
            kernel = rng.integers(-2, 3, (channels, incoming, 3, 3)) / 4
            made.append(Conv2d(kernel=frozen(kernel), bias=frozen(np.zeros(channels)), padding="same"))
            incoming = channels
        elif place % 3 == 1:
            made.append(Activation())
        else:
            made.append(MaxPool2d() if place == 2 else AvgPool2d(stride=(1, 1), padding="same"))
    return Experiment(input=picture, layers=tuple(made), title=f"{layers} layers")
