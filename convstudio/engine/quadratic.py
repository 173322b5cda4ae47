"""The squares loss of a linear layer, as the quadratic that it is in the layer's weights.

With A the matrix of all windows, L(θ) = c·‖Aθ − y‖², c = 1 or 1/N. AᵀA and Aᵀy hold all that there is to know, so that a step
costs the same for every picture; A itself is never stored. Weights (P,) are the kernel in C order, then the biases if they
are learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convstudio.engine.arguments import Array, Slide, axes
from convstudio.engine.convolution import conv2d
from convstudio.engine.padding import padded
from convstudio.engine.sums import windows

RANK_TOLERANCE = 1e-12  # of the largest eigenvalue of AᵀA: rounding leaves some 1e-16 times the number of weights
BLOCK_CELLS = 1 << 16  # of A that are held at once: they fit the cache


@dataclass(frozen=True, eq=False)
class Quadratic:
    """L(θ) = least + c·(θ − θ*)ᵀAᵀA(θ − θ*), written about a least-squares optimum θ*, so that small losses keep their digits.

    `gram` (groups, D, D) is AᵀA of one output of each group, `optimum` (C_out, D) is θ*, with a column for the bias if that
    is learned, `least` is the loss there, and `factor` is c.
    """

    gram: Array
    optimum: Array
    least: float
    factor: float
    bias: bool

    @property
    def size(self) -> int:
        """P."""
        return self.optimum.size

    def loss_and_gradient(self, weights: Array) -> tuple[float, Array]:
        """The loss at some weights (P,), and its gradient (P,)."""
        away = self.rows(weights) - self.optimum
        pulled = self.applied(away)
        slopes = (2.0 * self.factor) * pulled
        return self.least + self.factor * float(np.vdot(away, pulled)), self.flat(slopes)

    def applied(self, rows: Array) -> Array:
        """AᵀA times a vector for each output, (C_out, D)."""
        groups, depth = self.gram.shape[:2]
        if groups == 1:
            return np.asarray(rows @ self.gram[0])
        return np.asarray(np.matmul(rows.reshape(groups, -1, depth), self.gram).reshape(rows.shape))

    def rows(self, weights: Array) -> Array:
        """Weights (P,) with a row for each output, (C_out, D)."""
        outputs, depth = self.optimum.shape
        if not self.bias:
            return weights.reshape(outputs, depth)
        kernel = weights[: outputs * (depth - 1)].reshape(outputs, depth - 1)
        return np.concatenate([kernel, weights[outputs * (depth - 1) :, None]], axis=1)

    def flat(self, rows: Array) -> Array:
        """Back from rows (C_out, D) to one vector (P,)."""
        return np.concatenate([rows[:, :-1].ravel(), rows[:, -1]]) if self.bias else rows.ravel()


def quadratic(
    pictures: Sequence[Array],
    targets: Sequence[Array],
    kernel_shape: tuple[int, int, int, int],
    *,
    bias: bool = False,
    mean: bool = False,
    **arguments: Any,
) -> Quadratic:
    """The quadratic of pictures (C, H, W) and targets (C_out, H', W'), one a picture; `arguments` are those of `conv2d`.

    Raises ValueError as `conv2d` does, and where a target has not the size of the output.
    """
    groups, outputs = arguments.get("groups", 1), kernel_shape[0]
    depth = kernel_shape[1] * kernel_shape[2] * kernel_shape[3] + bias
    gram, moment, cells = np.zeros((groups, depth, depth)), np.zeros((outputs, depth)), 0
    for x, y in zip(pictures, targets, strict=True):
        cells += y.size
        for group in range(groups):
            own = slice(group * outputs // groups, (group + 1) * outputs // groups)
            for block, wanted in _blocks(x, y[own], kernel_shape, group, bias, arguments):
                gram[group] += block @ block.T
                moment[own] += wanted @ block.T
    optimum = _solved(gram, moment)
    made = Quadratic(gram, optimum, 0.0, 1 / cells if mean else 1.0, bias)
    residue = sum(_residue(made, x, y, kernel_shape, arguments) for x, y in zip(pictures, targets, strict=True))
    return replace(made, least=0.0 if residue <= _rounding(targets) else made.factor * residue)


def null_space(gram: Array) -> tuple[Array, Array]:
    """Eigenvalues of AᵀA (D,), those that are rounding made 0, and its eigenvectors in columns (D, D)."""
    values, vectors = np.linalg.eigh(gram)
    return np.where(values > RANK_TOLERANCE * max(float(values[-1]), 0.0), values, 0.0), vectors


def _blocks(
    x: Array, y: Array, shape: tuple[int, int, int, int], group: int, bias: bool, arguments: dict[str, Any]
) -> Iterator[tuple[Array, Array]]:
    """Columns of Aᵀ, one an output cell, some rows of outputs at a time, with the targets there."""
    named = {name: arguments.get(name, otherwise) for name, otherwise in (("stride", 1), ("padding", 0), ("dilation", 1))}
    rows, columns = axes(x.shape[1:], shape[2:], named["stride"], named["padding"], named["dilation"])
    if y.shape[1:] != (rows.count, columns.count):
        raise ValueError(f"the target is {y.shape[1:]}, but the output is {(rows.count, columns.count)}; they must agree")
    sides = ((rows.before, rows.after), (columns.before, columns.after))
    full = padded(x[group * shape[1] : (group + 1) * shape[1]], sides, arguments.get("padding_mode", "zeros"))
    slide = Slide(rows.count, columns.count, (rows.stride, columns.stride), (rows.dilation, columns.dilation))
    view = windows(full, shape[2:], slide)
    depth = view.shape[0] * view.shape[1] * view.shape[2]
    step = max(1, BLOCK_CELLS // (depth * columns.count))
    for first in range(0, rows.count, step):
        block = view[..., first : first + step, :].reshape(depth, -1)
        if bias:
            block = np.concatenate([block, np.ones((1, block.shape[1]))])
        yield block, y[:, first : first + step].reshape(len(y), -1)


def _solved(gram: Array, moment: Array) -> Array:
    """The shortest least-squares optimum of each output, (C_out, D)."""
    groups, solved = len(gram), np.empty_like(moment)
    each = len(moment) // groups
    for group in range(groups):
        values, vectors = null_space(gram[group])
        inverse = np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
        own = slice(group * each, (group + 1) * each)
        solved[own] = (moment[own] @ vectors * inverse) @ vectors.T
    return solved


def _rounding(targets: Sequence[Array]) -> float:
    """What rounding alone leaves of squared errors: some units in the last place of the largest target, in every cell."""
    return sum(y.size * (256 * np.finfo(np.float64).eps * float(np.abs(y).max(initial=0.0))) ** 2 for y in targets)


def _residue(made: Quadratic, x: Array, y: Array, shape: tuple[int, int, int, int], arguments: dict[str, Any]) -> float:
    """The squared errors that are left at the optimum, added up."""
    depth = made.optimum.shape[1] - made.bias
    kernel, biases = made.optimum[:, :depth].reshape(shape), made.optimum[:, -1] if made.bias else None
    error = conv2d(x, kernel, biases, **arguments) - y
    return float(np.vdot(error, error))
