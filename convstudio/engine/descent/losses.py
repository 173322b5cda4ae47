"""Losses of an error Ŷ − Y over all cells, and their slopes, with the values of torch.nn.functional.

A measure says what one error costs, and makes two losses: the sum over all cells and the mean. To add one, put its value into
MEASURES (docs/add-a-loss.md).
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Literal, NamedTuple

import numpy as np

from convstudio.engine.arguments import Array

Reduction = Literal["sum", "mean"]


class Measure(NamedTuple):
    """What errors (N,) cost: `total` over all of them, and the `slope` at each; the second argument is Huber's δ.

    Of titles, symbols and sentences the first is for the sum, the second for the mean; a sentence has a place for {cells}, "42
    cells". `quadratic`: the loss of a linear layer is a quadratic in its weights.
    """

    name: str
    titles: tuple[str, str]
    symbols: tuple[str, str]
    sentences: tuple[str, str]
    total: Callable[[Array, float], float]
    slope: Callable[[Array, float], Array]
    quadratic: bool = False


class Loss(NamedTuple):
    """A measure, summed or averaged over all cells."""

    measure: Measure
    reduction: Reduction

    @property
    def name(self) -> str:
        """ "sum_squares"."""
        return f"{self.reduction}_{self.measure.name}"

    @property
    def title(self) -> str:
        """What a list calls it."""
        return self.measure.titles[self.is_mean]

    @property
    def symbol(self) -> str:
        """ "Σ e²"."""
        return self.measure.symbols[self.is_mean]

    @property
    def sentence(self) -> str:
        """What is done with the errors of {cells}, to stand before ": L = …"."""
        return self.measure.sentences[self.is_mean]

    @property
    def is_mean(self) -> bool:
        """Whether it is divided by the number of cells."""
        return self.reduction == "mean"

    @property
    def quadratic(self) -> bool:
        """Whether the loss of a linear layer is a quadratic in its weights."""
        return self.measure.quadratic


def loss(name: str, error: Array, delta: float = 1.0) -> float:
    """Return the loss of an error (N,). Huber's is e²/2 up to ±`delta` and linear beyond (Huber 1964).

    Raises ValueError for an unknown name.
    """
    known = named(name)
    return known.measure.total(error, delta) / (error.size if known.is_mean else 1)


def loss_gradient(name: str, error: Array, delta: float = 1.0) -> Array:
    """Return the slope of the loss at each cell (N,); 0 at the corner of |e|. Raises ValueError for an unknown name."""
    known = named(name)
    slopes = known.measure.slope(error, delta)
    return slopes / error.size if known.is_mean else slopes


def named(name: str) -> Loss:
    """Look a loss up by its name. Raises ValueError if there is none of that name."""
    for known in LOSSES:
        if known.name == name:
            return known
    raise ValueError(f"loss is {name!r}; it must be one of {', '.join(known.name for known in LOSSES)}")


def _huber(error: Array, delta: float) -> float:
    size = np.abs(error)
    return float(np.where(size <= delta, 0.5 * error * error, delta * (size - 0.5 * delta)).sum())


def _log_cosh(error: Array, _delta: float) -> float:
    size = np.abs(error)  # cosh itself would overflow
    return float((size + np.log1p(np.exp(-2.0 * size)) - log(2.0)).sum())


MEASURES: tuple[Measure, ...] = (
    Measure(
        "squares", ("Sum of squares", "Mean of squares"), ("Σ e²", "mean e²"),
        ("squared and added up over {cells}", "the mean of the squares of {cells}"),
        lambda e, _: float(e @ e), lambda e, _: 2.0 * e, quadratic=True,
    ),
    Measure(
        "absolute", ("Sum of absolute errors", "Mean absolute error"), ("Σ |e|", "mean |e|"),
        ("the sizes of {cells} added up", "the mean size of {cells}"),
        lambda e, _: float(np.abs(e).sum()), lambda e, _: np.sign(e),
    ),
    Measure(
        "huber", ("Sum of Huber", "Mean of Huber"), ("Σ Huber", "mean Huber"),
        ("Huber’s loss added up over {cells}", "Huber’s loss, the mean of {cells}"),
        _huber, lambda e, delta: np.clip(e, -delta, delta),
    ),
    Measure(
        "log_cosh", ("Sum of log-cosh", "Mean of log-cosh"), ("Σ ln cosh e", "mean ln cosh e"),
        ("ln cosh e added up over {cells}", "the mean of ln cosh e over {cells}"),
        _log_cosh, lambda e, _: np.tanh(e),
    ),
)  # fmt: skip
REDUCTIONS: tuple[Reduction, ...] = ("sum", "mean")
LOSSES: tuple[Loss, ...] = tuple(Loss(measure, reduction) for measure in MEASURES for reduction in REDUCTIONS)
