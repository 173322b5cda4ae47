"""What the pictures determine of a linear layer's weights: curvatures, the largest stable rate, and what they leave open.

The Hessian of L(θ) = ‖Aθ − y‖² / n is 2AᵀA / n, one block for each output channel, alike within a group.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from convstudio.engine.arguments import Array
from convstudio.engine.descent.optimisers import Optimiser, rule
from convstudio.engine.descent.quadratic import Quadratic

FLAT = 1e-9  # of the largest curvature: along a direction with less, two weights are not told apart


def curvatures(loss: Quadratic, group: int = 0) -> tuple[Array, Array]:
    """The curvatures (D,) of an output of a group, ascending, and their directions in columns (D, D)."""
    values, vectors = loss.spectra[group]
    return 2.0 * values / loss.divisor, vectors


def largest_curvature(loss: Quadratic) -> float:
    """The largest curvature of all outputs."""
    return max(float(curvatures(loss, group)[0][-1]) for group in range(len(loss.gram)))


def largest_stable_rate(optimiser: Optimiser, curvature: float) -> float | None:
    """The learning rate above which the error grows along a direction of a given curvature; None if the optimiser has no bound.

    A step multiplies the error by 1 − ηλ; with momentum β it obeys z² − (1 + β − ηλ)z + β = 0, with Nesterov's
    z² − (1 + β)(1 − ηλ)z + β(1 − ηλ) = 0. Both roots lie inside the unit circle below the rates given here (Polyak 1964;
    Lessard, Recht and Packard 2016).
    """
    bound = rule(optimiser.kind).stability
    return bound(optimiser) / curvature if bound is not None and curvature > 0 else None


def null_directions(loss: Quadratic, group: int = 0) -> Array:
    """An orthonormal basis (n, D) of the directions, in the weights of one output, that the pictures leave open."""
    values, vectors = curvatures(loss, group)
    return vectors[:, values == 0].T


def nearest_optimum(loss: Quadratic, weights: Array) -> Array:
    """The least-squares optimum (P,) that is nearest to some weights, where gradient descent from them leads."""
    rows = loss.rows(weights) - loss.optimum
    each = len(rows) // len(loss.gram)
    for group in range(len(loss.gram)):
        basis = null_directions(loss, group)
        own = slice(group * each, (group + 1) * each)
        rows[own] = (rows[own] @ basis.T) @ basis
    return loss.flat(loss.optimum + rows)


class Section(NamedTuple):
    """A loss over two weights, the others held: its lowest point (2,), Hessian (2, 2), and the loss there."""

    centre: Array
    hessian: Array
    least: float


def section(loss: Quadratic, weights: Array, places: tuple[int, int]) -> Section:
    """The loss as a function of two weights, with the others as in `weights` (P,)."""
    hessian = np.array([[loss.curvature(a, b) for b in places] for a in places])
    here, slope = loss.loss_and_gradient(weights)
    gradient = slope[list(places)]
    step = -np.linalg.pinv(hessian, rcond=FLAT, hermitian=True) @ gradient
    return Section(weights[list(places)] + step, hessian, here + float(gradient @ step) / 2)


def contour(over: Section, level: float, reach: float, points: int = 96) -> tuple[Array, ...]:
    """Where a loss has some level over two weights, the others held: lines (points, 2), x the first weight.

    An ellipse; in a valley, along which the loss is flat, two parallel lines that reach so far to both sides of its lowest
    point that is nearest. None where the level is nowhere, or everywhere.
    """
    values, vectors = np.linalg.eigh(over.hessian)
    if level <= over.least or values[1] <= 0:
        return ()
    if values[0] > FLAT * values[1]:
        radii = np.sqrt(2.0 * (level - over.least) / values)
        turn = np.linspace(0.0, 2.0 * np.pi, points)
        circle = np.stack([radii[0] * np.cos(turn), radii[1] * np.sin(turn)])
        return (np.asarray(over.centre + (vectors @ circle).T),)
    across = np.sqrt(2.0 * (level - over.least) / values[1]) * vectors[:, 1]
    along = np.linspace(-reach, reach, points)[:, None] * vectors[:, 0]
    return tuple(np.asarray(over.centre + side + along) for side in (-across, across))
