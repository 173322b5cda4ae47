"""The sum of squares of a linear layer, as a quadratic in the layer's weights.

With A the matrix of all windows, L(θ) = ‖Aθ − y‖² / n, n = 1 or the number of cells. AᵀA and Aᵀy hold all that there is to
know, so that a step costs the same for every picture; A itself is never stored. Weights (P,) are the kernel in C order, then
the biases if they are learned.

Written about an optimum θ*, small losses keep their digits: L(θ) = (least + (θ − θ*)ᵀAᵀA(θ − θ*)) / n. But θ* is rounded, and
so would a loss and a gradient be that are whole numbers. So where pixels, targets and weights have at most `PLACES` binary
places, the sums are formed about 0, where all of them are exact; and an optimum at which no error is left at all is taken as
it is given, so that there loss and gradient are 0 and not nearly so: to Adam and RMSProp a gradient of 1e-16 is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from convstudio.engine.arguments import Array, Slide, axes
from convstudio.engine.convolution import conv2d
from convstudio.engine.interrupt import checkpoint
from convstudio.engine.padding import padded
from convstudio.engine.sums import windows

RANK_TOLERANCE = 1e-12  # of the largest eigenvalue of AᵀA: rounding leaves some 1e-16 times the number of weights
BLOCK_CELLS = 1 << 16  # of A that are held at once: they fit the cache
PLACES = 8  # binary places of numbers whose sums of products are exact
EXACT = 2.0**52  # up to which all whole numbers are floats, and their sums too


@dataclass(frozen=True, eq=False)
class Quadratic:
    """L(θ) = ‖Aθ − y‖² / `divisor`.

    `gram` (groups, D, D) is AᵀA of one output of each group, `moment` (C_out, D) is Aᵀy and `power` is ‖y‖². `optimum`
    (C_out, D) is a least-squares optimum, with a column for the bias if that is learned, `slack` is what rounding leaves of
    AᵀAθ* − Aᵀy there, and `least` the loss. `spectra` has the eigenvalues (D,) of each `gram`, ascending, and its
    eigenvectors in columns. Weights with few places up to `reach` are reckoned with exactly; 0: the data are too fine.
    """

    gram: Array
    moment: Array
    power: float
    optimum: Array
    slack: Array
    least: float
    divisor: int
    bias: bool
    spectra: tuple[tuple[Array, Array], ...]
    reach: float

    @property
    def size(self) -> int:
        """P."""
        return self.optimum.size

    def loss_and_gradient(self, weights: Array) -> tuple[float, Array]:
        """The loss at some weights (P,), and its gradient (P,)."""
        rows = self.rows(weights)
        if self.reach and _has_few_places(rows) and float(np.abs(rows).max()) <= self.reach:
            half = self.applied(rows) - self.moment
            loss = (self.power - float(np.vdot(rows, self.moment)) + float(np.vdot(rows, half))) / self.divisor
        else:
            away = rows - self.optimum
            half = self.applied(away)
            loss = self.least + max(float(np.vdot(away, half)), 0.0) / self.divisor
            half += self.slack
        half /= self.divisor / 2
        return loss, self.flat(half)

    def applied(self, rows: Array) -> Array:
        """AᵀA times a vector for each output, (C_out, D)."""
        groups, depth = self.gram.shape[:2]
        if groups == 1:
            return np.asarray(rows @ self.gram[0])
        return np.asarray(np.matmul(rows.reshape(groups, -1, depth), self.gram).reshape(rows.shape))

    def place(self, weight: int) -> tuple[int, int]:
        """Row and column in (C_out, D) of a weight's place in (P,)."""
        outputs, depth = self.optimum.shape
        each = depth - self.bias
        return divmod(weight, each) if weight < outputs * each else (weight - outputs * each, each)

    def curvature(self, one: int, other: int) -> float:
        """The Hessian at two places of (P,): how the slope along one weight changes with the other."""
        (row, i), (same, j) = self.place(one), self.place(other)
        group = row * len(self.gram) // len(self.optimum)
        return float(2.0 * self.gram[group, i, j] / self.divisor) if row == same else 0.0

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
    offset: Array | None = None,
    mean: bool = False,
    solution: Array | None = None,
    **arguments: Any,
) -> Quadratic:
    """The quadratic of pictures (C, H, W) and targets (C_out, H', W'), one a picture; `arguments` are those of `conv2d`.

    `offset` (C_out,) is added to the outputs where no `bias` is learned. `solution` (P,) are weights that are known to leave
    no error at all. Raises ValueError as `conv2d` does, and where a target has not the size of the output.
    """
    wanted = targets if offset is None else [y - offset[:, None, None] for y in targets]
    gram, moment = _sums(pictures, wanted, kernel_shape, bias, arguments)
    power = sum(float(np.vdot(y, y)) for y in wanted)
    data = (*pictures, *targets, *(() if offset is None else (offset,)))
    spectra = tuple(null_space(part) for part in gram)
    made = Quadratic(
        gram=gram,
        moment=moment,
        power=power,
        optimum=_solved(spectra, moment),
        slack=np.zeros_like(moment),
        least=0.0,
        divisor=sum(y.size for y in targets) if mean else 1,
        bias=bias,
        spectra=spectra,
        reach=_reach(data, gram, moment, power),
    )
    if solution is not None:
        return replace(made, optimum=made.rows(solution))
    residue = sum(_residue(made, x, y, kernel_shape, arguments) for x, y in zip(pictures, wanted, strict=True))
    least = 0.0 if residue <= _rounding(wanted) else residue / made.divisor
    return replace(made, least=least, slack=made.applied(made.optimum) - moment)


def null_space(gram: Array) -> tuple[Array, Array]:
    """Eigenvalues of AᵀA (D,), those that are rounding made 0, and its eigenvectors in columns (D, D)."""
    checkpoint(len(gram) ** 3)
    values, vectors = np.linalg.eigh(gram)
    return np.where(values > RANK_TOLERANCE * max(float(values[-1]), 0.0), values, 0.0), vectors


def _sums(
    pictures: Sequence[Array], targets: Sequence[Array], shape: tuple[int, int, int, int], bias: bool, arguments: dict[str, Any]
) -> tuple[Array, Array]:
    """AᵀA (groups, D, D) and Aᵀy (C_out, D)."""
    groups, outputs, depth = arguments.get("groups", 1), shape[0], shape[1] * shape[2] * shape[3] + bias
    gram, moment = np.zeros((groups, depth, depth)), np.zeros((outputs, depth))
    for x, y in zip(pictures, targets, strict=True):
        for group in range(groups):
            own = slice(group * outputs // groups, (group + 1) * outputs // groups)
            for block, wanted in _blocks(x, y[own], shape, group, bias, arguments):
                gram[group] += block @ block.T
                moment[own] += wanted @ block.T
                checkpoint(block.size * (depth + len(wanted)))
    return gram, moment


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


def _solved(spectra: Sequence[tuple[Array, Array]], moment: Array) -> Array:
    """The shortest least-squares optimum of each output, (C_out, D)."""
    solved, each = np.empty_like(moment), len(moment) // len(spectra)
    for group, (values, vectors) in enumerate(spectra):
        inverse = np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
        own = slice(group * each, (group + 1) * each)
        solved[own] = (moment[own] @ vectors * inverse) @ vectors.T
    return solved


def _has_few_places(values: Array) -> bool:
    """Whether all numbers have at most `PLACES` binary places."""
    if values.size and values.item(0) * 2**PLACES % 1:  # where training goes, nearly always
        return False
    scaled = values * 2.0**PLACES
    return bool((scaled == np.rint(scaled)).all())


def _reach(data: Sequence[Array], gram: Array, moment: Array, power: float) -> float:
    """How large weights may be so that every sum of the loss is exact; 0 where the data have too many places.

    Counted in units of the last place, the sums are whole numbers, and below `EXACT`.
    """
    if not all(map(_has_few_places, data)):
        return 0.0
    coarse = all(bool((values == np.rint(values)).all()) for values in data)
    room = EXACT * 0.25 ** (PLACES if coarse else 2 * PLACES)
    largest = max(moment.size * gram.shape[1] * float(np.abs(gram).max()), float(np.abs(moment).sum()), power, 1.0)
    return sqrt(room / largest) if room > largest else 0.0


def _rounding(targets: Sequence[Array]) -> float:
    """The squared error that rounding alone can leave: some units in the last place of the largest target, in each cell."""
    return sum(y.size * (256 * np.finfo(np.float64).eps * float(np.abs(y).max(initial=0.0))) ** 2 for y in targets)


def _residue(made: Quadratic, x: Array, y: Array, shape: tuple[int, int, int, int], arguments: dict[str, Any]) -> float:
    """The squared errors that are left at the optimum, added up."""
    depth = made.optimum.shape[1] - made.bias
    kernel, biases = made.optimum[:, :depth].reshape(shape), made.optimum[:, -1] if made.bias else None
    error = conv2d(x, kernel, biases, **arguments) - y
    return float(np.vdot(error, error))
