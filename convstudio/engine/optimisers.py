"""What optimisers make of a gradient. The rules, and the order of operations, are those of torch.optim."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from convstudio.engine.arguments import Array

OPTIMISERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam")


@dataclass(frozen=True, slots=True)
class Optimiser:
    """A rule and its settings. `momentum` is Polyak's (1964) and Nesterov's (1983), `decay` RMSProp's (Hinton 2012) and the
    betas are Adam's (Kingma and Ba 2015).
    """

    kind: str = "sgd"
    learning_rate: float = 0.03
    momentum: float = 0.9
    decay: float = 0.99
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        if self.kind not in OPTIMISERS:
            raise ValueError(f"kind is {self.kind!r}; it must be one of {', '.join(OPTIMISERS)}")


@dataclass(frozen=True, eq=False, slots=True)
class OptimiserState:
    """What an optimiser remembers: updates made, the running mean of gradients (P,), and of their squares (P,)."""

    steps: int
    velocity: Array
    square: Array


def begin(size: int) -> OptimiserState:
    """The memory of an optimiser of `size` weights that has seen nothing."""
    return OptimiserState(0, np.zeros(size), np.zeros(size))


def update(optimiser: Optimiser, state: OptimiserState, gradient: Array) -> tuple[Array, OptimiserState]:
    """What is added to the weights (P,) at a gradient (P,), and the memory afterwards."""
    rate, steps = optimiser.learning_rate, state.steps + 1
    velocity, square = state.velocity, state.square
    match optimiser.kind:
        case "momentum" | "nesterov":
            velocity = optimiser.momentum * velocity + gradient
            ahead = gradient + optimiser.momentum * velocity if optimiser.kind == "nesterov" else velocity
            step = -rate * ahead
        case "rmsprop":
            square = optimiser.decay * square + (1 - optimiser.decay) * (gradient * gradient)
            step = -rate * (gradient / (np.sqrt(square) + optimiser.epsilon))
        case "adam":
            velocity = optimiser.beta1 * velocity + (1 - optimiser.beta1) * gradient
            square = optimiser.beta2 * square + (1 - optimiser.beta2) * (gradient * gradient)
            size = np.sqrt(square) / sqrt(1 - optimiser.beta2**steps) + optimiser.epsilon
            step = -(rate / (1 - optimiser.beta1**steps)) * (velocity / size)
        case _:
            step = -rate * gradient
    return step, OptimiserState(steps, velocity, square)
