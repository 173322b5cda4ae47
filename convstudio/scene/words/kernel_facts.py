"""What can be said about a kernel at a glance: its sum, its two factors if it has them, its symmetry."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import numpy as np
from msgspec import Struct

from convstudio.layers import Array, KernelLayer
from convstudio.scene.matrix.rounding import settled_sum
from convstudio.scene.words.numbers import MINUS, about, short
from convstudio.words import count, tr

RANK_TOLERANCE = 1e-12  # the ratio of the second singular value to the first from which on it is more than rounding
PRODUCT_TOLERANCE = 8 * float(np.finfo(np.float64).eps)
LARGEST_DENOMINATOR = 64
MOST_SUMS = 4  # of outputs in one line
LONGEST_LINE = 36  # characters of factors that a narrow card shows
Symmetry = Literal["symmetric", "antisymmetric", "none"]


class Factors(Struct, frozen=True):
    """A kernel as scale · column · row; the column and the row are whole numbers where that is possible."""

    scale: float
    column: tuple[float, ...]
    row: tuple[float, ...]

    @property
    def product(self) -> Array:
        """The kernel (k_h, k_w) that the factors make."""
        product: Array = self.scale * np.outer(self.column, self.row)
        return product

    @property
    def text(self) -> str:
        """ "1/9 · [1 1 1]ᵀ · [1 1 1]"; preceded by "≈" if a number is rounded."""
        return _factors_text(self)


@lru_cache(maxsize=64)  # asked for again at every cell that is painted
def _factors_text(found: Factors) -> str:
    factors = f"{_vector(found.column)}ᵀ · {_vector(found.row)}"
    text = factors if found.scale == 1 else f"{_ratio_text(found.scale)} · {factors}"
    numbers = (*found.column, *found.row, *(() if _ratio(found.scale) else (found.scale,)))
    return f"≈ {text}" if any(about(number) != short(number) for number in numbers) else text


class KernelFacts(Struct, frozen=True):
    """Facts about one slice (k_h, k_w): `factors` is None if it is not separable, or has only one row or column."""

    total: float
    factors: Factors | None
    symmetry: Symmetry


def kernel_facts(kernel: Array) -> KernelFacts:
    """The facts about one slice (k_h, k_w)."""
    return _facts(kernel.shape, kernel.astype(np.float64).tobytes())


@lru_cache(maxsize=64)  # asked for again at every cell that is pointed at
def _facts(shape: tuple[int, ...], weights: bytes) -> KernelFacts:
    kernel = np.frombuffer(weights).reshape(shape)
    return KernelFacts(settled_sum(kernel.ravel().tolist()), factors(kernel), symmetry(kernel))


def factors(kernel: Array) -> Factors | None:
    """The column and the row whose outer product is the kernel; None if it is not separable, or has only one row or column.

    The singular values tell whether the rank is 1, and the product is compared with the kernel to be sure.
    """
    if min(kernel.shape) < 2 or not kernel.any():
        return None
    values = np.linalg.svd(kernel, compute_uv=False)
    if values[1] > RANK_TOLERANCE * values[0]:
        return None
    found = _factors(kernel)
    close = np.abs(found.product - kernel) <= PRODUCT_TOLERANCE * np.abs(kernel).max()
    return found if close.all() else None


def symmetry(kernel: Array) -> Symmetry:
    """Whether turning a kernel by 180° leaves it as it is, or changes the sign of every weight."""
    turned = kernel[::-1, ::-1]
    if not kernel.any() or kernel.size == 1:
        return "none"
    return "symmetric" if (turned == kernel).all() else "antisymmetric" if (turned == -kernel).all() else "none"


def facts_line(layer: KernelLayer) -> str:
    """The facts about a convolution's kernel in short lines: its sum and symmetry, its factors, and whether it is flipped."""
    turned = layer.kernel_remark[0]
    facts = kernel_facts(layer.kernel[0, 0]) if layer.kernel.shape[:2] == (1, 1) else None
    totals = [facts.total] if facts else [settled_sum(stack.ravel().tolist()) for stack in layer.kernel[:MOST_SUMS]]
    sums = [about(total) for total in totals]
    more = len(layer.kernel) - len(sums)
    first = [tr("sum {sum}", sum=sums[0]) if len(sums) == 1 else tr("sums {sums}", sums=" · ".join(sums))]
    first += [count(more, "and {n} more", "and {n} more")] if more else []
    if facts is None:
        return "\n".join(filter(None, (", ".join(first), turned)))
    if facts.symmetry != "none":
        first.append(tr("symmetric") if facts.symmetry == "symmetric" else tr("antisymmetric"))
    return "\n".join(filter(None, (" · ".join(first), _separable_text(layer.kernel[0, 0], facts), turned)))


def weights_line(layer: KernelLayer) -> str:
    """The first of these lines, as it stands below the products: "weights: sum 0 · antisymmetric"."""
    return tr("weights: {facts}", facts=facts_line(layer).partition("\n")[0])


def facts_help(layer: KernelLayer) -> str:
    """What the words of the line mean for this kernel."""
    lines = [layer.sum_help]
    if layer.kernel.shape[:2] == (1, 1):
        facts = kernel_facts(layer.kernel[0, 0])
        lines += [_symmetry_help(facts.symmetry), _separable_help(layer.kernel[0, 0], facts)]
    lines.append(layer.kernel_remark[1])
    return "\n".join(filter(None, lines))


def _symmetry_help(found: Symmetry) -> str:
    match found:
        case "symmetric":
            return tr("Symmetric: turned by 180° it is the same kernel, so flipping it changes nothing.")
        case "antisymmetric":
            return tr("Antisymmetric: turned by 180° every weight changes its sign, and so would every sum.")
        case _:
            return ""


def _separable_text(kernel: Array, facts: KernelFacts) -> str:
    if min(kernel.shape) < 2 or not kernel.any():
        return ""
    if facts.factors is None:
        return tr("not separable")
    text = facts.factors.text
    return text if len(text) <= LONGEST_LINE else tr("separable")


def _separable_help(kernel: Array, facts: KernelFacts) -> str:
    height, width = kernel.shape
    if min(kernel.shape) < 2 or not kernel.any():
        return ""
    if facts.factors is None:
        return tr("Not separable: it is no product of one column and one row.")
    words = tr(
        "Separable: a column times a row, so two passes with {h} + {w} weights do the work of {h} · {w}.", h=height, w=width
    )
    return f"{words}\n{facts.factors.text}"


def _factors(kernel: Array) -> Factors:
    """The factors, taken from the row and the column through the largest weight."""
    i, j = np.unravel_index(int(np.abs(kernel).argmax()), kernel.shape)
    column, row = kernel[:, j] / kernel[i, j], kernel[i] / kernel[i, j]
    down, across = _whole(column) or column.tolist(), _whole(row) or row.tolist()
    scale = float(kernel[i, j]) / (down[i] * across[j])
    if scale < 0:
        scale, across = -scale, [-value for value in across]
    if _first((sum(across), sum(down), *down)) < 0:
        down, across = [-value for value in down], [-value for value in across]
    return Factors(_near_ratio(scale), tuple(value + 0.0 for value in down), tuple(value + 0.0 for value in across))


def _whole(ratios: Array) -> list[float] | None:
    """The smallest whole numbers in the same ratios; None if the ratios are not simple."""
    found = [Fraction(value).limit_denominator(LARGEST_DENOMINATOR) for value in ratios.tolist()]
    if any(abs(float(f) - value) > PRODUCT_TOLERANCE for f, value in zip(found, ratios.tolist(), strict=True)):
        return None
    multiple = math.lcm(*(f.denominator for f in found))
    if multiple > LARGEST_DENOMINATOR:
        return None
    wholes = [int(f * multiple) for f in found]
    divisor = math.gcd(*wholes)
    return [float(whole // divisor) for whole in wholes]


def _first(values: Sequence[float]) -> float:
    """The first number that is not 0. It is made positive, so that [1 2 1] never becomes [−1 −2 −1]."""
    return next(value for value in values if value)


def _near_ratio(value: float) -> float:
    """The simple fraction that a number is up to rounding, such as 1/9; otherwise the number itself."""
    near = _ratio(value)
    return float(near) if near is not None else value


def _ratio(value: float) -> Fraction | None:
    near = Fraction(value).limit_denominator(4096)
    return near if near and abs(float(near) - value) <= PRODUCT_TOLERANCE * abs(value) else None


def _ratio_text(value: float) -> str:
    near = _ratio(value)
    return short(value) if near is None or near.denominator == 1 else str(near).replace("-", MINUS)


def _vector(values: tuple[float, ...]) -> str:
    return "[" + " ".join(short(value) for value in values) + "]"
