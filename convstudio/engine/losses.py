"""Losses of an error Ŷ − Y over all cells, and their gradients with respect to Ŷ; named as in torch, valued as there."""

from __future__ import annotations

import numpy as np

from convstudio.engine.arguments import Array

LOSSES = ("sum_squares", "mean_squares", "sum_absolute", "mean_absolute", "sum_huber", "mean_huber")


def loss(name: str, error: Array, delta: float = 1.0) -> float:
    """The loss of an error (N,). Huber's is e²/2 up to ±`delta`, and goes on straight (Huber 1964)."""
    reduction, kind = _parts(name)
    if kind == "squares":
        total = error @ error
    elif kind == "absolute":
        total = np.abs(error).sum()
    else:
        size = np.abs(error)
        total = np.where(size <= delta, 0.5 * error * error, delta * (size - 0.5 * delta)).sum()
    return float(total) / (error.size if reduction == "mean" else 1)


def loss_gradient(name: str, error: Array, delta: float = 1.0) -> Array:
    """The slope of the loss at every cell (N,); 0 where |e| has its corner."""
    reduction, kind = _parts(name)
    slopes: Array
    if kind == "squares":
        slopes = 2.0 * error
    elif kind == "absolute":
        slopes = np.sign(error)
    else:
        slopes = np.clip(error, -delta, delta)
    return slopes / error.size if reduction == "mean" else slopes


def _parts(name: str) -> tuple[str, str]:
    if name not in LOSSES:
        raise ValueError(f"loss is {name!r}; it must be one of {', '.join(LOSSES)}")
    reduction, _, kind = name.partition("_")
    return reduction, kind
