"""What a layer costs: weights to learn and multiplications to do, against its two unshared relatives.

All three connect an input (C, H, W) with an output (C', H', W'). Biases are not counted; products with padding's zeros
are. The counts follow Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 9.2: sparse connections leave
products out, shared parameters leave weights out.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

Shape = tuple[int, int, int]


class Cost(NamedTuple):
    """Numbers to learn, and products to form for one input."""

    weights: int
    multiplications: int

    def memory(self, each: int = 4) -> int:
        """The bytes of the weights, `each` for one: 4 as float32."""
        return self.weights * each


def convolutional(kernel_shape: tuple[int, int, int, int], output_shape: Shape) -> Cost:
    """Return the cost of one kernel (C_out, C_in/groups, k_h, k_w) that all outputs of a channel share.

    >>> convolutional((4, 3, 3, 3), output_shape=(4, 10, 10))
    Cost(weights=108, multiplications=10800)
    """
    weights = prod(kernel_shape)
    return Cost(weights, weights * output_shape[1] * output_shape[2])


def locally_connected(kernel_shape: tuple[int, int, int, int], output_shape: Shape) -> Cost:
    """Return the cost of the same windows if each output has a kernel of its own: as many weights as multiplications.

    >>> locally_connected((4, 3, 3, 3), output_shape=(4, 10, 10))
    Cost(weights=10800, multiplications=10800)
    """
    products = convolutional(kernel_shape, output_shape).multiplications
    return Cost(products, products)


def fully_connected(input_shape: Shape, output_shape: Shape) -> Cost:
    """Return the cost of a layer in which each output reads each input cell.

    >>> fully_connected(input_shape=(3, 12, 12), output_shape=(4, 10, 10))
    Cost(weights=172800, multiplications=172800)
    """
    products = prod(input_shape) * prod(output_shape)
    return Cost(products, products)
