"""Functions that are applied to each cell separately, and their slopes: one value per activation, in ACTIVATIONS.

To add one, write its value and its slope and put it into the tuple (docs/add-an-activation.md).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import erf, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from convstudio.engine.arguments import FLOATS, Array, must_have_shape

OfArray = Callable[[Array, float], Array]


class Activation(NamedTuple):
    """A function of one number, applied to arrays of any shape. The second argument of its functions is `negative_slope`,
    which matters only where `has_slope`.

    `slope` is its derivative; at a kink that of the left side, as in PyTorch. `exactly` gives the function of a fraction where
    that is a fraction again, else None: by it an explanation knows whether "f(2) = 2" can be checked by hand. One that
    `keeps_order` never gives a larger finite number a smaller result, to the last bit: of the largest it makes the largest.
    """

    name: str
    title: str
    sentence: str
    value: OfArray
    slope: OfArray
    exactly: Callable[[Fraction, Fraction], Fraction | None]
    has_slope: bool = False
    keeps_order: bool = False


def activate(name: str, x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """Apply the activation called `name` to every cell of `x`, of any shape. Only leaky_relu uses `negative_slope`.

    Raises ValueError for an unknown name and TypeError if `x` does not hold real numbers.

    >>> activate("leaky_relu", [-2.0, 0.0, 2.0], negative_slope=0.5).tolist()
    [-1.0, 0.0, 2.0]
    """
    known, array = activation(name), _reals("x", x)
    with np.errstate(all="ignore"):
        return known.value(array, negative_slope)


def activate_backward(name: str, x: ArrayLike, grad_output: ArrayLike, negative_slope: float = 0.01) -> Array:
    """Return the gradient with respect to `x`, the input of `activate`, given the gradient with respect to its output.

    At 0, the kink of relu and leaky_relu, the slope is that of the left side, as in PyTorch.

    >>> activate_backward("relu", [-2.0, 0.0, 2.0], [5.0, 5.0, 5.0]).tolist()
    [0.0, 0.0, 5.0]
    """
    known = activation(name)
    array, grad = _reals("x", x), _reals("grad_output", grad_output)
    must_have_shape("grad_output", grad, array.shape, "as the shape of x")
    with np.errstate(all="ignore"):
        slopes = known.slope(array, negative_slope)
        return np.asarray(grad * slopes, dtype=np.result_type(array, grad))


def activation(name: str) -> Activation:
    """Look an activation up by its name. Raises ValueError if there is none of that name.

    >>> activation("gelu").title
    'GELU'
    """
    for known in ACTIVATIONS:
        if known.name == name:
            return known
    raise ValueError(f"activation is {name!r}; it must be one of {', '.join(repr(known.name) for known in ACTIVATIONS)}")


def identity(x: ArrayLike) -> Array:
    """Return a copy of `x`.

    >>> identity([-1.0, 2.0]).tolist()
    [-1.0, 2.0]
    """
    return activate("none", x)


def relu(x: ArrayLike) -> Array:
    """Return max(x, 0), cell by cell.

    >>> relu([-1.0, 0.0, 2.0]).tolist()
    [0.0, 0.0, 2.0]
    """
    return activate("relu", x)


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """Return `x` where it is positive, and negative_slope · `x` where it is not.

    >>> leaky_relu([-1.0, 2.0], negative_slope=0.25).tolist()
    [-0.25, 2.0]
    """
    return activate("leaky_relu", x, negative_slope)


def sigmoid(x: ArrayLike) -> Array:
    """Return 1 / (1 + e⁻ˣ), cell by cell.

    >>> sigmoid([-1000.0, 0.0, 1000.0]).tolist()
    [0.0, 0.5, 1.0]
    """
    return activate("sigmoid", x)


def tanh(x: ArrayLike) -> Array:
    """Return the hyperbolic tangent, cell by cell.

    >>> tanh([-1000.0, 0.0, 1000.0]).tolist()
    [-1.0, 0.0, 1.0]
    """
    return activate("tanh", x)


def gelu(x: ArrayLike) -> Array:
    """Return x · Φ(x), where Φ is the standard normal distribution function (Hendrycks and Gimpel, arXiv 1606.08415).

    >>> gelu([-1.0, 0.0, 1.0]).round(4).tolist()
    [-0.1587, 0.0, 0.8413]
    """
    return activate("gelu", x)


def softplus(x: ArrayLike) -> Array:
    """Return ln(1 + eˣ), cell by cell.

    >>> softplus([-1.0, 0.0, 1.0]).round(4).tolist()
    [0.3133, 0.6931, 1.3133]
    """
    return activate("softplus", x)


def _relu(x: Array, _slope: float) -> Array:
    return np.where(x <= 0, x.dtype.type(0), x)


def _relu_slope(x: Array, _slope: float) -> Array:
    return np.asarray(x > 0, dtype=x.dtype)


def _leaky(x: Array, slope: float) -> Array:
    return np.where(x > 0, x, x * x.dtype.type(slope))


def _leaky_slope(x: Array, slope: float) -> Array:
    return np.asarray(np.where(x > 0, 1, slope), dtype=x.dtype)


def _sigmoid(x: Array, _slope: float) -> Array:
    small = np.exp(-np.abs(x))  # never of a positive number: no overflow
    return np.asarray(np.where(x < 0, small, x.dtype.type(1)) / (1 + small))


def _sigmoid_slope(x: Array, _slope: float) -> Array:
    small = np.exp(-np.abs(x))
    return np.asarray(small / (1 + small) ** 2)


def _tanh_slope(x: Array, _slope: float) -> Array:
    return np.asarray(1 - np.tanh(x) ** 2)


_erf = np.frompyfunc(erf, 1, 1)


def _normal(x: Array) -> Array:
    """Φ(x)."""
    return np.asarray(0.5 * (1 + np.asarray(_erf(x / sqrt(2)), dtype=x.dtype)), dtype=x.dtype)


def _gelu(x: Array, _slope: float) -> Array:
    return np.where(np.isneginf(x), x.dtype.type(0), x * _normal(x))


def _gelu_slope(x: Array, _slope: float) -> Array:
    density = np.exp(-0.5 * x * x) / sqrt(2 * pi)
    return np.asarray(_normal(x) + np.where(np.isinf(x), 0, x * density), dtype=x.dtype)


def _softplus(x: Array, _slope: float) -> Array:
    return np.asarray(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), dtype=x.dtype)


def _only_at_zero(value: Fraction) -> Callable[[Fraction, Fraction], Fraction | None]:
    return lambda x, _slope: value if x == 0 else None


ACTIVATIONS: tuple[Activation, ...] = (
    Activation(
        "none", "None", "Leaves every value as it is.", lambda x, _: x.copy(), lambda x, _: np.ones_like(x), lambda x, _: x,
        keeps_order=True,
    ),
    Activation(
        "relu", "ReLU", "Keeps what is positive and turns the rest to 0.", _relu, _relu_slope, lambda x, _: max(x, Fraction(0)),
        keeps_order=True,
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", "Keeps what is positive and makes the rest small.", _leaky, _leaky_slope,
        lambda x, slope: x if x > 0 else x * slope, has_slope=True, keeps_order=True,
    ),
    Activation(
        "sigmoid", "Sigmoid", "Squeezes every value between 0 and 1.", _sigmoid, _sigmoid_slope, _only_at_zero(Fraction(1, 2))
    ),
    Activation(
        "tanh", "Tanh", "Squeezes every value between −1 and 1.", lambda x, _: np.asarray(np.tanh(x)), _tanh_slope,
        _only_at_zero(Fraction(0)),
    ),
    Activation(
        "gelu", "GELU", "Like ReLU with a soft bend: small negative values pass in part.", _gelu, _gelu_slope,
        _only_at_zero(Fraction(0)),
    ),
    Activation(
        "softplus", "Softplus", "A ReLU without a corner, positive everywhere.", _softplus, _sigmoid,
        lambda _x, _slope: None,
    ),
)  # fmt: skip


def _reals(name: str, value: ArrayLike) -> Array:
    array = np.asarray(value)
    if array.dtype in FLOATS and array.dtype.kind == "f":
        return array
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    raise TypeError(f"{name} has the type {array.dtype}; it must be float32, float64, integers or booleans")
