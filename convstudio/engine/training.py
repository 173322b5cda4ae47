"""Gradient descent, epoch by epoch, every epoch kept.

Epoch n is the state after n updates, epoch 0 the start. A trajectory can be made longer at any time, and bit for bit it is
the one that would have been made at once. It stops before numbers overflow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple, Protocol

import numpy as np

from convstudio.engine.arguments import Array
from convstudio.engine.optimisers import Optimiser, OptimiserState, begin, rule, update

LARGEST = 1e12  # of a weight or a loss: what is larger is no training any more, and squares would soon overflow


class Objective(Protocol):
    """What is made small."""

    def loss_and_gradient(self, weights: Array) -> tuple[float, Array]:
        """The loss at some weights (P,), and its gradient (P,)."""


class Divergence(NamedTuple):
    """The epoch that was not kept, because its loss or a weight was beyond `LARGEST`."""

    epoch: int
    loss: float


@dataclass(frozen=True, eq=False, slots=True)
class Trajectory:
    """All epochs so far: weights (n, P), losses (n,), the optimiser's memory at each, and why it stopped, if it did.

    `velocity` and `square` are (n, P), or (1, P) zeros where the optimiser has no use for them. `gradient` (P,) is that at the
    last epoch, `before` the updates that the optimiser had made when the trajectory began.
    """

    weights: Array
    losses: Array
    velocity: Array
    square: Array
    gradient: Array
    before: int = 0
    stop: Divergence | None = None

    def state(self, epoch: int) -> OptimiserState:
        """The optimiser's memory at an epoch."""
        return OptimiserState(
            self.before + epoch,
            self.velocity[min(epoch, len(self.velocity) - 1)],
            self.square[min(epoch, len(self.square) - 1)],
        )


def start(objective: Objective, weights: Array, state: OptimiserState | None = None) -> Trajectory:
    """A trajectory of epoch 0 alone, from some weights (P,) and an optimiser's memory."""
    state = state or begin(weights.size)
    with np.errstate(over="ignore", invalid="ignore"):
        loss, gradient = objective.loss_and_gradient(weights)
    stop = None if _is_sound(loss, weights) else Divergence(0, loss)
    kept = loss if isfinite(loss) else LARGEST
    return Trajectory(
        weights[None].copy(), np.array([kept]), state.velocity[None].copy(), state.square[None].copy(), gradient,
        state.steps, stop,
    )  # fmt: skip


def train(objective: Objective, optimiser: Optimiser, trajectory: Trajectory, epochs: int) -> Trajectory:
    """A trajectory with some epochs more; fewer if it diverges."""
    if trajectory.stop or epochs < 1:
        return trajectory
    done = len(trajectory.losses) - 1
    keeps = rule(optimiser.kind).keeps
    uses_velocity, uses_square = "velocity" in keeps, "square" in keeps
    weights, gradient, state = trajectory.weights[-1], trajectory.gradient, trajectory.state(done)
    kept = np.empty((epochs, weights.size))
    losses = np.empty(epochs)
    velocity = np.empty((epochs if uses_velocity else 0, weights.size))
    square = np.empty((epochs if uses_square else 0, weights.size))
    made, stop = 0, None
    with np.errstate(over="ignore", invalid="ignore"):
        for made in range(epochs + 1):
            if made == epochs:
                break
            step, after = update(optimiser, state, gradient)
            moved = weights + step
            loss, slopes = objective.loss_and_gradient(moved)
            if not _is_sound(loss, moved):
                stop = Divergence(done + made + 1, loss)
                break
            weights, gradient, state = moved, slopes, after
            kept[made], losses[made] = moved, loss
            if uses_velocity:
                velocity[made] = after.velocity
            if uses_square:
                square[made] = after.square
    return replace(
        trajectory,
        weights=np.concatenate([trajectory.weights, kept[:made]]),
        losses=np.concatenate([trajectory.losses, losses[:made]]),
        velocity=np.concatenate([trajectory.velocity, velocity[:made]]) if uses_velocity else trajectory.velocity,
        square=np.concatenate([trajectory.square, square[:made]]) if uses_square else trajectory.square,
        gradient=gradient,
        stop=stop,
    )


def nudge(objective: Objective, weights: Array, place: int, epsilon: float) -> float:
    """The slope of the loss along one weight, measured: (L(θ + ε) − L(θ − ε)) / 2ε, its error of order ε²."""
    up, down = weights.copy(), weights.copy()
    up[place] += epsilon
    down[place] -= epsilon
    rise = objective.loss_and_gradient(up)[0] - objective.loss_and_gradient(down)[0]
    return rise / float(up[place] - down[place])


def _is_sound(loss: float, weights: Array) -> bool:
    return loss <= LARGEST and bool(np.abs(weights).max(initial=0.0) <= LARGEST)
