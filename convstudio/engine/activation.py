"""Functions applied to every cell on its own, and their gradients."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from convstudio.engine.arguments import FLOATS, Array, must_have_shape

Activation: TypeAlias = Literal["none", "relu", "leaky_relu", "sigmoid", "tanh"]
ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)


def activate(name: str, x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """The activation called `name` of every cell of `x`, of any shape. `negative_slope` matters to leaky_relu only.

    Raises ValueError for an unknown name, TypeError for what is no real number.
    """
    match _known(name):
        case "relu":
            return relu(x)
        case "leaky_relu":
            return leaky_relu(x, negative_slope)
        case "sigmoid":
            return sigmoid(x)
        case "tanh":
            return tanh(x)
        case "none":
            return identity(x)


def activate_backward(name: str, x: ArrayLike, grad_output: ArrayLike, negative_slope: float = 0.01) -> Array:
    """The gradient with respect to `activate`'s input `x`, from the one with respect to its output.

    At the kink of relu and leaky_relu, 0, the slope of the left side counts, as in PyTorch.
    """
    known = _known(name)
    array, grad = _reals("x", x), _reals("grad_output", grad_output)
    must_have_shape("grad_output", grad, array.shape, "as the shape of x")
    with np.errstate(all="ignore"):
        return np.asarray(grad * _slope(known, array, negative_slope), dtype=np.result_type(array, grad))


def identity(x: ArrayLike) -> Array:
    """A copy of x."""
    return _reals("x", x).copy()


def relu(x: ArrayLike) -> Array:
    """max(x, 0)."""
    array = _reals("x", x)
    return np.where(array <= 0, array.dtype.type(0), array)


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """`x` where it is positive, negative_slope · `x` elsewhere."""
    array = _reals("x", x)
    with np.errstate(all="ignore"):
        return np.where(array > 0, array, array * array.dtype.type(negative_slope))


def sigmoid(x: ArrayLike) -> Array:
    """1 / (1 + e⁻ˣ), without overflow: e is raised to −|x| only."""
    array = _reals("x", x)
    with np.errstate(all="ignore"):
        small = np.exp(-np.abs(array))
        return np.asarray(np.where(array < 0, small, array.dtype.type(1)) / (1 + small))


def tanh(x: ArrayLike) -> Array:
    """The hyperbolic tangent."""
    with np.errstate(all="ignore"):
        return np.asarray(np.tanh(_reals("x", x)))


def _slope(name: Activation, x: Array, negative_slope: float) -> Array:
    match name:
        case "relu":
            return np.asarray(x > 0, dtype=x.dtype)
        case "leaky_relu":
            return np.asarray(np.where(x > 0, 1, negative_slope), dtype=x.dtype)
        case "sigmoid":
            small = np.exp(-np.abs(x))
            return np.asarray(small / (1 + small) ** 2)
        case "tanh":
            return np.asarray(1 - np.tanh(x) ** 2)
        case "none":
            return np.ones_like(x)


def _known(name: str) -> Activation:
    for known in ACTIVATIONS:
        if name == known:
            return known
    raise ValueError(f"activation is {name!r}; it must be one of {', '.join(map(repr, ACTIVATIONS))}")


def _reals(name: str, value: ArrayLike) -> Array:
    array = np.asarray(value)
    if array.dtype in FLOATS and array.dtype.kind == "f":
        return array
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    raise TypeError(f"{name} has the type {array.dtype}; it must be float32, float64, integers or booleans")
