"""Fresh numbers and sizes for an experiment: small whole numbers, which suit mental arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Experiment, frozen
from convstudio.layers import KernelLayer, Layer
from convstudio.layers.conv2d import Conv2d
from convstudio.layers.pooling import Pooling

LARGEST_PIXEL, LARGEST_WEIGHT = 6, 3


def fresh_numbers(experiment: Experiment, random: np.random.Generator) -> Experiment:
    """An experiment of the same sizes with other random pixels and weights; biases that are 0 stay 0."""
    values = random.integers(0, LARGEST_PIXEL + 1, experiment.input.shape).astype(float)
    layers = tuple(_fresh_layer(layer, random) for layer in experiment.layers)
    return replace(experiment, input=frozen(values), layers=layers, low=0.0, high=float(LARGEST_PIXEL))


def _fresh_layer(layer: Layer, random: np.random.Generator) -> Layer:
    if not isinstance(layer, KernelLayer):
        return layer
    weights = random.integers(-LARGEST_WEIGHT, LARGEST_WEIGHT + 1, layer.kernel.shape).astype(float)
    bias = np.where(layer.bias == 0, 0.0, random.integers(1, LARGEST_WEIGHT + 1, layer.bias.shape).astype(float))
    return replace(layer, kernel=frozen(weights), bias=frozen(bias))


def fresh_sizes(experiment: Experiment, random: np.random.Generator) -> Experiment:
    """An experiment with random sizes of the input and of the first layer's window, padding and stride.

    A stride of 1 and no padding stay. If the first layer is neither a convolution nor a pooling, nothing changes.
    """
    layer = experiment.layers[0]
    if not isinstance(layer, Conv2d | Pooling):
        return experiment
    high, wide, window, down = (int(random.integers(low, top)) for low, top in ((5, 11), (5, 11), (2, 5), (1, 4)))
    sides = tuple((int(side),) * 2 for side in random.integers(0, 3, 2)) if layer.padding != "valid" else "valid"
    values = np.round(random.random((len(experiment.input), high, wide)))
    changes: dict[str, Any] = {"stride": (down, down) if layer.stride != (1, 1) else (1, 1), "padding": sides}
    if isinstance(layer, Conv2d):
        changes["kernel"] = frozen(np.ones((*layer.kernel.shape[:2], window, window)))
    else:
        changes["kernel_size"] = (window, window)
    return replace(experiment, input=frozen(values), layers=(replace(layer, **changes), *experiment.layers[1:]))
