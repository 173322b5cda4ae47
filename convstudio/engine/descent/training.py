"""Gradient descent that stores each epoch.

Epoch n is the state after n updates; epoch 0 is the start. A trajectory can be continued at any time, and is then the same to
the last bit as if it had been computed at once. It stops before numbers overflow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple, Protocol

import numpy as np

from convstudio.engine.arguments import Array
from convstudio.engine.descent.optimisers import Optimiser, OptimiserState, begin, rule

LARGEST = 1e12  # of a weight or a loss: what is larger is no training any more, and squares would soon overflow


class Objective(Protocol):
    """A function to be minimised."""

    def loss_and_gradient(self, weights: Array) -> tuple[float, Array]:
        """The loss at some weights (P,), and its gradient (P,)."""


class Divergence(NamedTuple):
    """The epoch at which a loss or a weight went beyond `LARGEST`; it is not stored."""

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
    """Begin a trajectory with epoch 0, from some weights (P,) and an optimiser's memory."""
    state = state or begin(weights.size)
    with np.errstate(over="ignore", invalid="ignore"):
        loss, gradient = objective.loss_and_gradient(weights)
    stop = None if _is_sound(loss, weights) else Divergence(0, loss)
    stored = loss if isfinite(loss) else LARGEST
    return Trajectory(
        weights[None].copy(), np.array([stored]), state.velocity[None].copy(), state.square[None].copy(), gradient,
        state.steps, stop,
    )  # fmt: skip


def train(objective: Objective, optimiser: Optimiser, trajectory: Trajectory, epochs: int) -> Trajectory:
    """Continue a trajectory by some epochs; by fewer if it diverges."""
    if trajectory.stop or epochs < 1:
        return trajectory
    done = len(trajectory.losses) - 1
    chosen = rule(optimiser.kind)
    uses_velocity, uses_square = "velocity" in chosen.keeps, "square" in chosen.keeps
    weights, gradient, state = trajectory.weights[-1], trajectory.gradient, trajectory.state(done)
    stored = np.empty((epochs, weights.size))
    losses = np.empty(epochs)
    velocity = np.empty((epochs if uses_velocity else 0, weights.size))
    square = np.empty((epochs if uses_square else 0, weights.size))
    made, stop = 0, None
    with np.errstate(over="ignore", invalid="ignore"):
        for made in range(epochs + 1):
            if made == epochs:
                break
            step = chosen.step(optimiser, state, gradient)
            moved = weights + step.added
            loss, slopes = objective.loss_and_gradient(moved)
            if not _is_sound(loss, moved):
                stop = Divergence(done + made + 1, loss)
                break
            weights, gradient, state = moved, slopes, OptimiserState(state.steps + 1, step.velocity, step.square)
            stored[made], losses[made] = moved, loss
            if uses_velocity:
                velocity[made] = step.velocity
            if uses_square:
                square[made] = step.square
    return replace(
        trajectory,
        weights=np.concatenate([trajectory.weights, stored[:made]]),
        losses=np.concatenate([trajectory.losses, losses[:made]]),
        velocity=np.concatenate([trajectory.velocity, velocity[:made]]) if uses_velocity else trajectory.velocity,
        square=np.concatenate([trajectory.square, square[:made]]) if uses_square else trajectory.square,
        gradient=gradient,
        stop=stop,
    )


def nudge(objective: Objective, weights: Array, place: int, epsilon: float) -> float:
    """Measure the slope of the loss along one weight: (L(θ + ε) − L(θ − ε)) / 2ε, with an error of order ε²."""
    up, down = weights.copy(), weights.copy()
    up[place] += epsilon
    down[place] -= epsilon
    rise = objective.loss_and_gradient(up)[0] - objective.loss_and_gradient(down)[0]
    return rise / float(up[place] - down[place])


def _is_sound(loss: float, weights: Array) -> bool:
    if not loss <= LARGEST:
        return False
    if float(np.vdot(weights, weights)) <= LARGEST**2:  # nearly always, and found three times as fast
        return True
    return bool(np.abs(weights).max(initial=0.0) <= LARGEST)
