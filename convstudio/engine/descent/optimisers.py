"""How optimisers turn a gradient into a step. Rules and order of operations are those of torch.optim.

To add one, put its rule into RULES (docs/add-an-optimiser.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Literal, NamedTuple

import numpy as np

from convstudio.engine.arguments import Array

Memory = Literal["velocity", "square"]


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
        rule(self.kind)


class OptimiserState(NamedTuple):
    """What an optimiser remembers: the number of updates, and the running means of gradients (P,) and of their squares (P,)."""

    steps: int
    velocity: Array
    square: Array


class Step(NamedTuple):
    """What is added to the weights (P,), and the two running means afterwards."""

    added: Array
    velocity: Array
    square: Array


class Rule(NamedTuple):
    """How a gradient (P,) becomes a step. `settings` are those of the optimiser that matter beside the rate, `keeps` what it
    remembers.

    `stability` gives the product of learning rate and curvature below which a quadratic converges, and `stability_words` how
    that is written, before " / largest curvature"; None where it scales its own steps and there is no such bound.
    """

    name: str
    title: str
    word: str  # in a sentence: "Nesterov"
    step: Callable[[Optimiser, OptimiserState, Array], Step]
    settings: tuple[str, ...] = ()
    keeps: tuple[Memory, ...] = ()
    stability: Callable[[Optimiser], float] | None = None
    stability_words: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether a step is the gradient times −η, and nothing else."""
        return not self.keeps


def begin(size: int) -> OptimiserState:
    """The memory of an optimiser of `size` weights before its first update."""
    return OptimiserState(0, np.zeros(size), np.zeros(size))


def update(optimiser: Optimiser, state: OptimiserState, gradient: Array) -> tuple[Array, OptimiserState]:
    """What is added to the weights (P,) at a gradient (P,), and the memory afterwards."""
    made = rule(optimiser.kind).step(optimiser, state, gradient)
    return made.added, OptimiserState(state.steps + 1, made.velocity, made.square)


def rule(kind: str) -> Rule:
    """Look a rule up by its name. Raises ValueError if there is none of that name."""
    for known in RULES:
        if known.name == kind:
            return known
    raise ValueError(f"kind is {kind!r}; it must be one of {', '.join(known.name for known in RULES)}")


def _sgd(optimiser: Optimiser, state: OptimiserState, gradient: Array) -> Step:
    return Step(-optimiser.learning_rate * gradient, state.velocity, state.square)


def _momentum(optimiser: Optimiser, state: OptimiserState, gradient: Array) -> Step:
    velocity = optimiser.momentum * state.velocity + gradient
    return Step(-optimiser.learning_rate * velocity, velocity, state.square)


def _nesterov(optimiser: Optimiser, state: OptimiserState, gradient: Array) -> Step:
    velocity = optimiser.momentum * state.velocity + gradient
    return Step(-optimiser.learning_rate * (gradient + optimiser.momentum * velocity), velocity, state.square)


def _rmsprop(optimiser: Optimiser, state: OptimiserState, gradient: Array) -> Step:
    square = optimiser.decay * state.square + (1 - optimiser.decay) * (gradient * gradient)
    return Step(-optimiser.learning_rate * (gradient / (np.sqrt(square) + optimiser.epsilon)), state.velocity, square)


def _adam(optimiser: Optimiser, state: OptimiserState, gradient: Array) -> Step:
    steps = state.steps + 1
    velocity = optimiser.beta1 * state.velocity + (1 - optimiser.beta1) * gradient
    square = optimiser.beta2 * state.square + (1 - optimiser.beta2) * (gradient * gradient)
    size = np.sqrt(square) / sqrt(1 - optimiser.beta2**steps) + optimiser.epsilon
    return Step(-(optimiser.learning_rate / (1 - optimiser.beta1**steps)) * (velocity / size), velocity, square)


RULES: tuple[Rule, ...] = (
    Rule("sgd", "SGD, plain descent", "SGD", _sgd, stability=lambda _: 2.0, stability_words="2"),
    Rule(
        "momentum", "Momentum", "momentum", _momentum, ("momentum",), ("velocity",),
        lambda o: 2.0 * (1.0 + o.momentum), "2 (1 + β)",
    ),
    Rule(
        "nesterov", "Nesterov", "Nesterov", _nesterov, ("momentum",), ("velocity",),
        lambda o: 2.0 * (1.0 + o.momentum) / (1.0 + 2.0 * o.momentum), "2 (1 + β) / (1 + 2β)",
    ),
    Rule("rmsprop", "RMSProp", "RMSProp", _rmsprop, ("decay",), ("square",)),
    Rule("adam", "Adam", "Adam", _adam, (), ("velocity", "square")),
)  # fmt: skip
