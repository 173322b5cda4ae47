"""Edits of a convolution's whole kernel, or of a block of one of its slices."""

from __future__ import annotations

import math

import numpy as np

from convstudio.experiment.edits import Edit, convolution, set_kernel, within_limits
from convstudio.experiment.model import Experiment
from convstudio.experiment.picture_edits import Direction, block_label, flip_label, moved_block, pasted, turn_label
from convstudio.layers import Array
from convstudio.words import tr

ZERO_SUM = 1e-12  # a sum this small beside the sum of sizes is rounding


def transpose(experiment: Experiment, index: int) -> Edit:
    """Rows become columns, in every slice."""
    kernel = convolution(experiment, index).kernel.swapaxes(2, 3)
    return set_kernel(experiment, index, kernel, tr("Transpose kernel"))


def flip(experiment: Experiment, index: int, direction: Direction) -> Edit:
    """Mirrored: left and right change places (across), or top and bottom (down)."""
    kernel = np.flip(convolution(experiment, index).kernel, axis=3 if direction == "across" else 2)
    return set_kernel(experiment, index, kernel, _of_kernel(flip_label(direction)))


def rotate(experiment: Experiment, index: int, quarters: int) -> Edit:
    """Turned by quarters of a circle, clockwise."""
    kernel = np.rot90(convolution(experiment, index).kernel, -quarters, axes=(2, 3))
    return set_kernel(experiment, index, kernel, _of_kernel(turn_label(quarters)))


def negate(experiment: Experiment, index: int) -> Edit:
    """Every weight changes its sign."""
    return set_kernel(experiment, index, 0.0 - convolution(experiment, index).kernel, tr("Negate kernel"))


def normalise(experiment: Experiment, index: int) -> Edit:
    """The weights of each output are divided by their sum; by the sum of their sizes where they add up to 0.

    Raises ValueError if all weights of an output are 0.
    """
    kernel = convolution(experiment, index).kernel
    divisors = [_divisor(stack) for stack in kernel]
    if not all(divisor for divisor, _ in divisors):
        raise ValueError(tr("Weights that are all 0 cannot be normalised: no factor makes their sum 1."))
    scaled = kernel / np.array([divisor for divisor, _ in divisors])[:, None, None, None]
    balanced = any(balanced for _, balanced in divisors)
    label = tr("Normalise kernel: sizes add up to 1, the sum is 0") if balanced else tr("Normalise kernel: sum 1")
    return set_kernel(experiment, index, within_limits(scaled), label)


def balanced(experiment: Experiment, index: int) -> bool:
    """Whether the weights of some output add up to 0, though they are not all 0."""
    return any(zero_sum for _, zero_sum in map(_divisor, convolution(experiment, index).kernel))


def random_normal(experiment: Experiment, index: int, sigma: float, seed: int) -> Edit:
    """Weights drawn from a normal distribution around 0 with standard deviation `sigma`."""
    drawn = np.random.default_rng(seed).normal(0.0, sigma, convolution(experiment, index).kernel.shape)
    return set_kernel(experiment, index, drawn, tr("Random kernel, σ {sigma:.4g}, seed {seed}", sigma=sigma, seed=seed))


def scale(experiment: Experiment, index: int, factor: float) -> Edit:
    """Every weight times a factor."""
    scaled = convolution(experiment, index).kernel * factor + 0.0
    return set_kernel(experiment, index, within_limits(scaled), tr("Kernel × {factor:.6g}", factor=factor))


def paste(experiment: Experiment, index: int, slices: tuple[int, int], row: int, column: int, block: Array) -> Edit:
    """A block of numbers in one slice, its top left cell at a place; what reaches over the edge is left out."""
    kernel = convolution(experiment, index).kernel.copy()
    part = pasted(kernel[slices], row, column, within_limits(block))
    return set_kernel(experiment, index, kernel, block_label("Paste {h} × {w} weights", part))


def replace_slices(experiment: Experiment, index: int, block: Array) -> Edit:
    """A block of numbers becomes every slice of the kernel, in its size."""
    outs, slices = convolution(experiment, index).kernel.shape[:2]
    kernel = np.broadcast_to(within_limits(block), (outs, slices, *block.shape))
    return set_kernel(experiment, index, kernel, block_label("Paste {h} × {w} as kernel", block.shape))


def clear(experiment: Experiment, index: int, slices: tuple[int, int], rows: slice, columns: slice) -> Edit:
    """The weights of a block become 0."""
    kernel = convolution(experiment, index).kernel.copy()
    block = kernel[slices][rows, columns]
    block[:] = 0.0
    return set_kernel(experiment, index, kernel, block_label("Clear {h} × {w} weights", block.shape))


def move(experiment: Experiment, index: int, slices: tuple[int, int], rows: slice, columns: slice, by: tuple[int, int]) -> Edit:
    """A block of one slice moves `by` rows and columns; where it was, the weights become 0."""
    kernel = convolution(experiment, index).kernel.copy()
    moved_block(kernel[slices], rows, columns, by, 0.0)
    extent = rows.stop - rows.start, columns.stop - columns.start
    return set_kernel(experiment, index, kernel, block_label("Move {h} × {w} weights", extent))


def _divisor(stack: Array) -> tuple[float, bool]:
    """What to divide a stack of weights by, and whether that is the sum of sizes since the sum is 0."""
    weights = stack.ravel().tolist()
    total, sizes = math.fsum(weights), math.fsum(map(abs, weights))
    is_zero = abs(total) <= ZERO_SUM * sizes
    return (sizes, sizes > 0) if is_zero else (total, False)


def _of_kernel(label: str) -> str:
    return tr("{what}: kernel", what=label)
