"""The engine as other people's notebooks use it: called as torch.nn.functional is, and with every way of writing padding."""

from inspect import signature

import numpy as np
import pytest

from convstudio.engine import (
    avg_pool2d,
    avg_pool2d_backward,
    conv2d,
    conv2d_backward,
    conv_transpose2d,
    conv_transpose2d_backward,
    max_pool2d,
    max_pool2d_backward,
    pad,
)

# The arguments of torch.nn.functional 2.13 behind the arrays, in its order; those that it alone has are left out.
TORCH = {
    conv2d: ["stride", "padding", "dilation", "groups"],
    conv_transpose2d: ["stride", "padding", "output_padding", "groups", "dilation"],
    max_pool2d: ["kernel_size", "stride", "padding", "dilation", "ceil_mode"],
    avg_pool2d: ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"],
}
BACKWARD = {
    conv2d: conv2d_backward,
    conv_transpose2d: conv_transpose2d_backward,
    max_pool2d: max_pool2d_backward,
    avg_pool2d: avg_pool2d_backward,
}
RNG = np.random.default_rng(5)
X = RNG.integers(-4, 5, (2, 7, 9)).astype(float)
KERNEL = RNG.integers(-4, 5, (2, 2, 3, 4)).astype(float)
WINDOW = (3, 4)  # rows and columns of all windows here
CALLS = {
    "conv2d": lambda x, **options: conv2d(x, KERNEL, **options),
    "max_pool2d": lambda x, **options: max_pool2d(x, WINDOW, **{"stride": 1} | options),
    "avg_pool2d": lambda x, **options: avg_pool2d(x, WINDOW, **{"stride": 1} | options),
}
every_window = pytest.mark.parametrize("name", CALLS)


@pytest.mark.parametrize("function", TORCH, ids=lambda function: function.__name__)
def test_it_is_called_as_torch_is(function):
    names = [name for name in signature(function).parameters if name not in ("x", "kernel", "bias", "padding_mode")]
    assert names == TORCH[function]
    assert set(names) <= set(signature(BACKWARD[function]).parameters), "the way back takes the same arguments"


def test_options_may_stand_by_position():
    assert np.array_equal(conv2d(X, KERNEL, None, 2, 1), conv2d(X, KERNEL, stride=2, padding=1))
    assert np.array_equal(max_pool2d(X, 2, 1), max_pool2d(X, 2, stride=1))
    assert np.array_equal(avg_pool2d(X, 2, 1, 1), avg_pool2d(X, 2, stride=1, padding=1))
    assert np.array_equal(
        conv_transpose2d(X, KERNEL, None, 2, 1, 1), conv_transpose2d(X, KERNEL, stride=2, padding=1, output_padding=1)
    )


@every_window
@pytest.mark.parametrize("padding", [1, (1, 0), ((1, 1), (0, 2)), ((2, 0), (3, 1)), "valid", "same", "full"], ids=str)
@pytest.mark.parametrize("stride", [1, (2, 3)], ids=str)
def test_padding_is_what_stands_around_the_input(name, padding, stride):
    """Whatever the way of writing it, it gives what a padded input gives without padding."""
    sides = {
        1: ((1, 1), (1, 1)), (1, 0): ((1, 1), (0, 0)), "valid": ((0, 0), (0, 0)), "full": ((2, 2), (3, 3)),
        "same": ((1, 1), (1, 2)) if stride == 1 else ((1, 1), (0, 1)),  # Keras for 7 × 9 cells
    }.get(padding, padding)  # fmt: skip
    fill = -np.inf if name == "max_pool2d" else 0.0
    padded = np.pad(X, ((0, 0), *sides), constant_values=fill)
    assert np.array_equal(CALLS[name](X, padding=padding, stride=stride), CALLS[name](padded, stride=stride))


@every_window
@pytest.mark.parametrize("size", range(4, 12))
@pytest.mark.parametrize("stride", [1, 2, 3, 5])
def test_same_has_as_many_outputs_as_strides_begin(name, size, stride):
    x = np.ones((2, size, size + 1))
    assert CALLS[name](x, padding="same", stride=stride).shape[1:] == (-(-size // stride), -(-(size + 1) // stride))


@pytest.mark.parametrize("name", ["conv2d", "avg_pool2d"])
def test_full_has_an_output_for_every_overlap(name):
    assert CALLS[name](X, padding="full").shape[1:] == (7 + 3 - 1, 9 + 4 - 1)


@pytest.mark.parametrize("dilation", [1, (2, 3)], ids=str)
@pytest.mark.parametrize("stride", [1, 2, (3, 2), 5], ids=str)
@pytest.mark.parametrize("padding", ["valid", "same", "full"])
def test_the_words_of_a_transposed_convolution_are_the_adjoint_of_conv2ds(padding, stride, dilation):
    down, across = (stride, stride) if isinstance(stride, int) else stride
    x = RNG.integers(-4, 5, (2, 9, 22)).astype(float)
    slide = {"stride": stride, "padding": padding, "dilation": dilation}
    found = conv_transpose2d(x, KERNEL, **slide)
    if padding == "same":
        assert found.shape[1:] == (9 * down, 22 * across)
    y = RNG.integers(-4, 5, found.shape).astype(float)
    there = conv2d(y, KERNEL, **slide)
    assert there.shape == x.shape
    assert np.vdot(there, x) == np.vdot(y, found)
    grad_x, _grad_kernel, _grad_bias = conv_transpose2d_backward(x, KERNEL, y, **slide)
    assert np.array_equal(grad_x, there)


def test_both_sides_of_a_transposed_convolution_are_cut_off():
    whole = conv_transpose2d(X, KERNEL, stride=2)
    cut = conv_transpose2d(X, KERNEL, stride=2, padding=((1, 0), (2, 3)))
    assert np.array_equal(cut, whole[:, 1:, 2:-3])


@pytest.mark.parametrize("padding", ["some", (1, 2, 3), -1, ((1, 2), (-1, 0))], ids=str)
def test_a_padding_that_means_nothing_says_what_would_do(padding):
    for call in (*CALLS.values(), lambda x, padding: conv_transpose2d(x, KERNEL, padding=padding)):
        with pytest.raises(ValueError, match=r"^padding is .*; (as a word )?it must be "):
            call(X, padding=padding)


def test_padding_alone_has_no_window_and_so_takes_no_words():
    with pytest.raises(ValueError, match="sides is 'same'; without a window it must be numbers"):
        pad(X, "same")
