"""V3: gradients against the complex step, which is exact to rounding, and against central differences."""

import numpy as np
import pytest

from convstudio.engine import (
    ACTIVATIONS,
    PADDING_MODES,
    activate,
    activate_backward,
    avg_pool2d,
    avg_pool2d_backward,
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
    pad,
    pad_backward,
)
from tests.engine.values.cases import cases

TINY = 1e-30


def complex_step(function, array, grad):
    """d(Σ grad · function(array)) / d array, one cell at a time."""
    found = np.empty_like(array)
    for place in np.ndindex(array.shape):
        moved = array.astype(complex)
        moved[place] += TINY * 1j
        found[place] = (grad * function(moved).imag).sum() / TINY
    return found


def central_difference(function, array, grad, step=1e-4):
    found = np.empty_like(array)
    for place in np.ndindex(array.shape):
        up, down = array.copy(), array.copy()
        up[place] += step
        down[place] -= step
        found[place] = (grad * (function(up) - function(down))).sum() / (2 * step)
    return found


def close(found, wanted, tolerance=1e-12):
    return np.abs(found - wanted).max() <= tolerance * max(np.abs(wanted).max(), np.abs(found).max(), 1e-300)


def with_reals(rng, case):
    x, kernel, bias = (rng.normal(size=shape) for shape in (case.x.shape, case.kernel.shape, len(case.kernel)))
    return x, kernel, bias, case.options


def agrees_with_complex_step(rng, x, kernel, bias, options):
    grad = rng.normal(size=conv2d(x, kernel, bias, **options).shape)
    grad_x, grad_kernel, grad_bias = conv2d_backward(x, kernel, grad, **options)
    return (
        close(grad_x, complex_step(lambda v: conv2d(v, kernel, bias, **options), x, grad))
        and close(grad_kernel, complex_step(lambda v: conv2d(x, v, bias, **options), kernel, grad))
        and close(grad_bias, complex_step(lambda v: conv2d(x, kernel, v, **options), bias, grad))
        and all(g.flags.c_contiguous for g in (grad_x, grad_kernel, grad_bias))
    )


@pytest.mark.parametrize("seed", range(5))
def test_convolution_against_the_complex_step(seed):
    rng = np.random.default_rng(seed)
    for case in cases(500 + seed, 60, largest=5):
        assert agrees_with_complex_step(rng, *with_reals(rng, case)), case


def test_many_channels_against_the_complex_step():
    rng = np.random.default_rng(19)
    for options in ({}, {"stride": (2, 1), "padding": 1}, {"dilation": 2, "padding": 2, "padding_mode": "reflect"}):
        x, kernel, bias = rng.normal(size=(6, 4, 5)), rng.normal(size=(6, 6, 3, 2)), rng.normal(size=6)
        assert agrees_with_complex_step(rng, x, kernel, bias, options)


def learns(rng, x, kernel, _bias, options):
    wanted = rng.normal(size=conv2d(x, kernel, **options).shape)
    residual = conv2d(x, kernel, **options) - wanted
    grad_kernel = conv2d_backward(x, kernel, 2 * residual, **options)[1]
    step = central_difference(lambda v: (conv2d(x, v, **options) - wanted) ** 2, kernel, np.ones_like(wanted))
    nothing = conv2d_backward(x, kernel, residual * 0, **options)
    return close(grad_kernel, step, 1e-7) and not any(grad.any() for grad in nothing)


def test_the_gradient_of_a_squared_error_by_central_differences():
    rng = np.random.default_rng(20)
    for case in cases(600, 40, largest=5):
        assert learns(rng, *with_reals(rng, case)), case


@pytest.mark.parametrize("sides", [0, 1, (2, 1), ((0, 2), (3, 1))])
@pytest.mark.parametrize("mode", PADDING_MODES)
def test_padding_and_its_adjoint(mode, sides):
    rng = np.random.default_rng(21)
    x = rng.normal(size=(2, 4, 5))
    grad = rng.integers(-9, 9, pad(x, sides, mode).shape).astype(float)
    assert close(pad_backward(grad, sides, mode), complex_step(lambda v: pad(v, sides, mode), x, grad))


def spaced(rng, shape):
    """Numbers that differ by more than any step here, and none near 0: no kink is crossed."""
    count = int(np.prod(shape))
    return (rng.permutation(count) - count / 2 + 0.25).reshape(shape) / 10


POOLINGS = [
    {"kernel_size": 2},
    {"kernel_size": (3, 2), "stride": 1},
    {"kernel_size": 3, "stride": 2, "padding": 1},
    {"kernel_size": 3, "padding": ((2, 0), (1, 2)), "stride": (2, 1)},
    {"kernel_size": 2, "padding": "same", "stride": 1},
    {"kernel_size": 3, "stride": 2, "ceil_mode": True},
    {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
]


@pytest.mark.parametrize("options", [*POOLINGS, {"kernel_size": 2, "dilation": (2, 3), "stride": 1}], ids=str)
def test_max_pooling(options):
    rng = np.random.default_rng(22)
    x = spaced(rng, (2, 6, 7))
    grad = rng.normal(size=max_pool2d(x, **options).shape)
    step = central_difference(lambda v: max_pool2d(v, **options), x, grad)
    assert close(max_pool2d_backward(x, grad, **options), step, 1e-8)


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("options", POOLINGS, ids=str)
def test_average_pooling(options, counted):
    rng = np.random.default_rng(23)
    x = rng.normal(size=(2, 6, 7))
    grad = rng.normal(size=avg_pool2d(x, **options).shape)
    step = complex_step(lambda v: avg_pool2d(v, **options, count_include_pad=counted), x, grad)
    assert close(avg_pool2d_backward(x, grad, **options, count_include_pad=counted), step)


def test_among_equals_the_first_wins():
    x = np.ones((1, 3, 3))
    found = max_pool2d_backward(x, [[[1.0, 2.0], [3.0, 4.0]]], 2, stride=1)
    assert found.tolist() == [[[1, 2, 0], [3, 4, 0], [0, 0, 0]]]
    nothing = max_pool2d_backward(np.full((1, 2, 2), -np.inf), [[[5.0]]], 3, padding=((1, 0), (1, 0)))
    assert nothing.tolist() == [[[5, 0], [0, 0]]]


@pytest.mark.parametrize("name", [known.name for known in ACTIVATIONS])
def test_activations(name):
    rng = np.random.default_rng(24)
    x, grad = spaced(rng, (2, 5, 6)), rng.normal(size=(2, 5, 6))
    step = central_difference(lambda v: activate(name, v, 0.2), x, grad)
    assert close(activate_backward(name, x, grad, 0.2), step, 1e-7)
