"""Edits of a convolution's kernel: all of it, the stack of one output, one slice, or a block of a slice."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from convstudio.experiment.edits import Edit, convolution, set_kernel, within_limits
from convstudio.experiment.edits.picture_edits import Direction, block_label, flip_label, moved_block, pasted, turn_label
from convstudio.experiment.model import Experiment
from convstudio.layers import Array
from convstudio.words import tr

Part = tuple[int | None, int | None]  # an output and a slice of it; None stands for all
ALL: Part = (None, None)
ZERO_SUM = 1e-12  # a sum that is smaller, relative to the sum of absolute values, is rounding


def transpose(experiment: Experiment, index: int, part: Part = ALL) -> Edit:
    """Transpose each slice: rows become columns."""
    return _changed(experiment, index, part, lambda kernel: kernel.swapaxes(2, 3), tr("Transpose kernel"))


def flip(experiment: Experiment, index: int, direction: Direction, part: Part = ALL) -> Edit:
    """Mirror each slice: swap left and right (across), or top and bottom (down)."""
    axis = 3 if direction == "across" else 2
    return _changed(experiment, index, part, lambda kernel: np.flip(kernel, axis=axis), _of_kernel(flip_label(direction)))


def rotate(experiment: Experiment, index: int, quarters: int, part: Part = ALL) -> Edit:
    """Turn each slice clockwise by quarter turns."""
    label = _of_kernel(turn_label(quarters))
    return _changed(experiment, index, part, lambda kernel: np.rot90(kernel, -quarters, axes=(2, 3)), label)


def negate(experiment: Experiment, index: int, part: Part = ALL) -> Edit:
    """Change the sign of each weight."""
    return _changed(experiment, index, part, lambda kernel: 0.0 - kernel, tr("Negate kernel"))


def normalise(experiment: Experiment, index: int, part: Part = ALL) -> Edit:
    """Divide the weights of each output by their sum; by the sum of their absolute values if they add up to 0.

    If `part` is a single slice, its own sum counts. Raises ValueError if all weights that are summed up are 0.
    """
    divisors = [_divisor(stack) for stack in convolution(experiment, index).kernel[_cut(part)]]
    if not all(divisor for divisor, _ in divisors):
        raise ValueError(tr("Weights that are all 0 cannot be normalised: no factor makes their sum 1."))
    factors = np.array([divisor for divisor, _ in divisors])[:, None, None, None]
    balanced = any(balanced for _, balanced in divisors)
    label = tr("Normalise kernel: sizes add up to 1, the sum is 0") if balanced else tr("Normalise kernel: sum 1")
    return _changed(experiment, index, part, lambda kernel: within_limits(kernel / factors), label)


def balanced(experiment: Experiment, index: int, part: Part = ALL) -> bool:
    """Whether the weights of some output add up to 0 though they are not all 0."""
    return any(zero_sum for _, zero_sum in map(_divisor, convolution(experiment, index).kernel[_cut(part)]))


def random_normal(experiment: Experiment, index: int, sigma: float, seed: int, part: Part = ALL) -> Edit:
    """Draw all weights from a normal distribution around 0 with standard deviation `sigma`."""
    label = tr("Random kernel, σ {sigma:.4g}, seed {seed}", sigma=sigma, seed=seed)
    random = np.random.default_rng(seed)
    return _changed(experiment, index, part, lambda kernel: random.normal(0.0, sigma, kernel.shape), label)


def scale(experiment: Experiment, index: int, factor: float, part: Part = ALL) -> Edit:
    """Multiply each weight by a factor."""
    label = tr("Kernel × {factor:.6g}", factor=factor)
    return _changed(experiment, index, part, lambda kernel: within_limits(kernel * factor + 0.0), label)


def use_preset(experiment: Experiment, index: int, values: Array, title: str, part: Part = ALL) -> Edit:
    """Put a built-in kernel (k_h, k_w) into each slice, into those of one output, or into one slice.

    The other slices keep their weights; if the sizes differ, the smaller ones are surrounded by zeros.
    """
    kernel = convolution(experiment, index).kernel
    if part == ALL:
        filled = np.broadcast_to(values, (*kernel.shape[:2], *values.shape))
    else:
        size = max(kernel.shape[2], values.shape[0]), max(kernel.shape[3], values.shape[1])
        filled = _framed(kernel, size)
        filled[_cut(part)] = _framed(values, size)
    return set_kernel(
        experiment, index, filled, tr("{what}{where}", what=tr("Kernel: {title}", title=title), where=_where(part))
    )


def paste(experiment: Experiment, index: int, slices: tuple[int, int], row: int, column: int, block: Array) -> Edit:
    """Paste a block of numbers into one slice, its top left cell at a given place; what lies beyond the edge is left out."""
    kernel = convolution(experiment, index).kernel.copy()
    part = pasted(kernel[slices], row, column, within_limits(block))
    return set_kernel(experiment, index, kernel, block_label("Paste {h} × {w} weight", "Paste {h} × {w} weights", part))


def replace_slices(experiment: Experiment, index: int, block: Array) -> Edit:
    """Replace each slice of the kernel by a block of numbers, and take over its size."""
    outs, slices = convolution(experiment, index).kernel.shape[:2]
    kernel = np.broadcast_to(within_limits(block), (outs, slices, *block.shape))
    return set_kernel(experiment, index, kernel, tr("Paste {h} × {w} as kernel", h=block.shape[0], w=block.shape[1]))


def replace_kernel(experiment: Experiment, index: int, block: Array) -> Edit:
    """Replace the kernel by numbers: one matrix replaces every slice; several replace the slices in order, if as many."""
    if block.ndim == 2:
        return replace_slices(experiment, index, block)
    outs, slices = convolution(experiment, index).kernel.shape[:2]
    wanted = block.shape[:-2]
    if wanted not in ((outs, slices), (outs * slices,)):
        raise ValueError(
            tr(
                "The kernel’s slices are {outs} × {slices}, and those copied {given}: copy as many, or one for each.",
                given=" × ".join(map(str, wanted)), outs=outs, slices=slices,
            )
        )  # fmt: skip
    kernel = within_limits(block).reshape(outs, slices, *block.shape[-2:])
    return set_kernel(experiment, index, kernel, tr("Paste {h} × {w} as kernel", h=block.shape[-2], w=block.shape[-1]))


def clear(experiment: Experiment, index: int, slices: tuple[int, int], rows: slice, columns: slice) -> Edit:
    """Set the weights of a block to 0."""
    kernel = convolution(experiment, index).kernel.copy()
    block = kernel[slices][rows, columns]
    block[:] = 0.0
    return set_kernel(experiment, index, kernel, block_label("Clear {h} × {w} weight", "Clear {h} × {w} weights", block.shape))


def move(experiment: Experiment, index: int, slices: tuple[int, int], rows: slice, columns: slice, by: tuple[int, int]) -> Edit:
    """Move a block of one slice `by` rows and columns, and leave weights of 0 behind."""
    kernel = convolution(experiment, index).kernel.copy()
    moved_block(kernel[slices], rows, columns, by, 0.0)
    extent = rows.stop - rows.start, columns.stop - columns.start
    return set_kernel(experiment, index, kernel, block_label("Move {h} × {w} weight", "Move {h} × {w} weights", extent))


def _changed(experiment: Experiment, index: int, part: Part, change: Callable[[Array], Array], label: str) -> Edit:
    """Change a part of the kernel. Raises ValueError if its size would differ from that of the rest."""
    kernel = convolution(experiment, index).kernel
    if part == ALL:
        return set_kernel(experiment, index, change(kernel), label)
    changed = kernel.copy()
    became = change(kernel[_cut(part)])
    if became.shape[2:] != kernel.shape[2:]:
        raise ValueError(
            tr(
                "All slices have the same size: one of {h} × {w} is only turned with all others.",
                h=kernel.shape[2],
                w=kernel.shape[3],
            )
        )
    changed[_cut(part)] = became
    return set_kernel(experiment, index, changed, f"{label}{_where(part)}")


def _cut(part: Part) -> tuple[slice, slice]:
    out, channel = (slice(None) if place is None else slice(place, place + 1) for place in part)
    return out, channel


def _where(part: Part) -> str:
    out, channel = part
    if out is None:
        return "" if channel is None else tr(", slices {s}", s=channel)
    return tr(", output {o}", o=out) if channel is None else tr(", output {o}, slice {s}", o=out, s=channel)


def _framed(values: Array, size: tuple[int, int]) -> Array:
    """Matrices (…, h, w) in the middle of larger ones; an odd row or column of zeros goes to the bottom or right."""
    above, left = (size[0] - values.shape[-2]) // 2, (size[1] - values.shape[-1]) // 2
    framed = np.zeros((*values.shape[:-2], *size))
    framed[..., above : above + values.shape[-2], left : left + values.shape[-1]] = values
    return framed


def _divisor(stack: Array) -> tuple[float, bool]:
    """The divisor of a stack of weights, and whether it is the sum of absolute values because the sum is 0."""
    weights = stack.ravel().tolist()
    total, sizes = math.fsum(weights), math.fsum(map(abs, weights))
    is_zero = abs(total) <= ZERO_SUM * sizes
    return (sizes, sizes > 0) if is_zero else (total, False)


def _of_kernel(label: str) -> str:
    return tr("{what}: kernel", what=label)
