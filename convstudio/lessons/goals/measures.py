"""What the bounds of challenges count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
from msgspec import Struct

from convstudio.experiment import Experiment, evaluate, shape_of
from convstudio.layers import KernelLayer
from convstudio.words import count

Name = Literal["weights", "nonzero", "multiplications", "layers", "steps"]


class Measure(Struct, frozen=True):
    """A measure of an attempt: how it is computed from the experiment and the number of changes, and its words."""

    of: Callable[[Experiment, int], int]
    words: Callable[[int], str]  # "3 layers"


def _nonzero(experiment: Experiment) -> int:
    kernels = [layer for layer in experiment.layers if isinstance(layer, KernelLayer) and layer.enabled]
    return sum(int(np.count_nonzero(layer.kernel)) + int(np.count_nonzero(layer.bias)) for layer in kernels)


def _multiplications(experiment: Experiment) -> int:
    evaluation = evaluate(experiment)
    inputs = [evaluation.input_of(index) for index in range(len(experiment.layers))]
    pairs = [(layer, x) for layer, x in zip(experiment.layers, inputs, strict=True) if x is not None]
    return sum(layer.at_work(shape_of(x)).multiplications or 0 for layer, x in pairs)


MEASURES: Mapping[Name, Measure] = {
    "weights": Measure(
        lambda e, _steps: sum(sum(layer.at_work(None)[:2]) for layer in e.layers),
        lambda n: count(n, "{n} learned number, biases included", "{n} learned numbers, biases included"),
    ),
    "nonzero": Measure(
        lambda e, _steps: _nonzero(e),
        lambda n: count(n, "{n} weight or bias that is not 0", "{n} weights and biases that are not 0"),
    ),
    "multiplications": Measure(
        lambda e, _steps: _multiplications(e), lambda n: count(n, "{n} multiplication", "{n} multiplications")
    ),
    "layers": Measure(
        lambda e, _steps: sum(layer.enabled for layer in e.layers), lambda n: count(n, "{n} layer", "{n} layers")
    ),
    "steps": Measure(lambda _e, steps: steps, lambda n: count(n, "{n} change", "{n} changes")),
}
