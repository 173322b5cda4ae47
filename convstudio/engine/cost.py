"""What a layer costs: weights to learn and multiplications to do, against its two unshared relatives.

All three connect an input (C, H, W) with an output (C', H', W'). Biases are not counted; products with padding's zeros
are.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

Shape = tuple[int, int, int]


class Cost(NamedTuple):
    """Numbers to learn, and products to form for one input."""

    weights: int
    multiplications: int


def convolutional(kernel_shape: tuple[int, int, int, int], output_shape: Shape) -> Cost:
    """One kernel (C_out, C_in/groups, k_h, k_w), shared by all outputs of a channel."""
    weights = prod(kernel_shape)
    return Cost(weights, weights * output_shape[1] * output_shape[2])


def locally_connected(kernel_shape: tuple[int, int, int, int], output_shape: Shape) -> Cost:
    """The same windows, but every output has a kernel of its own: as many weights as multiplications."""
    products = convolutional(kernel_shape, output_shape).multiplications
    return Cost(products, products)


def fully_connected(input_shape: Shape, output_shape: Shape) -> Cost:
    """Every output reads every input cell."""
    products = prod(input_shape) * prod(output_shape)
    return Cost(products, products)
