"""V2: what must hold between two convolutions or poolings, whatever the numbers."""

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from convstudio.engine import PADDING_MODES, avg_pool2d, conv2d, max_pool2d, pad
from tests.engine.values.cases import cases

CASES = list(cases(400, 400))


def whole_numbers(rng, *shape):
    return rng.integers(-50, 51, shape).astype(np.float64)


def same_bits(a, b):
    return np.array_equal(a, b)


@pytest.mark.parametrize("exponent", [-30, -1, 1, 40])
def test_powers_of_two_go_through(exponent):
    for x, kernel, _bias, options in CASES:
        assert same_bits(conv2d(x * 2.0**exponent, kernel, **options), conv2d(x, kernel, **options) * 2.0**exponent)


def test_it_is_linear_in_the_input_and_in_the_kernel():
    rng = np.random.default_rng(1)
    for x, kernel, _bias, options in CASES:
        a, b = whole_numbers(rng, *x.shape), whole_numbers(rng, *x.shape)
        k, m = whole_numbers(rng, *kernel.shape), whole_numbers(rng, *kernel.shape)
        assert same_bits(conv2d(a + b, k, **options), conv2d(a, k, **options) + conv2d(b, k, **options))
        assert same_bits(conv2d(a, k + m, **options), conv2d(a, k, **options) + conv2d(a, m, **options))


def test_the_bias_is_added_last():
    for x, kernel, bias, options in CASES:
        if bias is not None:
            assert same_bits(conv2d(x, kernel, bias, **options), conv2d(x, kernel, **options) + bias[:, None, None])


def test_stride_takes_every_so_manieth_output():
    for x, kernel, bias, options in CASES:
        down, across = options["stride"]
        every = conv2d(x, kernel, bias, **options | {"stride": 1})
        assert same_bits(conv2d(x, kernel, bias, **options), every[:, ::down, ::across])


def test_padding_first_is_the_same():
    for x, kernel, bias, options in CASES:
        first = pad(x, options["padding"], options["padding_mode"])
        assert same_bits(conv2d(x, kernel, bias, **options), conv2d(first, kernel, bias, **options | {"padding": 0}))


def test_dilation_is_a_kernel_with_zeros_between():
    for x, kernel, bias, options in CASES:
        down, across = options["dilation"]
        spans = [(n - 1) * d + 1 for n, d in zip(kernel.shape[2:], options["dilation"], strict=True)]
        spread = np.zeros((*kernel.shape[:2], *spans))
        spread[:, :, ::down, ::across] = kernel
        assert same_bits(conv2d(x, kernel, bias, **options), conv2d(x, spread, bias, **options | {"dilation": 1}))


def test_groups_are_convolutions_side_by_side():
    for x, kernel, _bias, options in CASES:
        parts = zip(np.split(x, options["groups"]), np.split(kernel, options["groups"]), strict=True)
        alone = [conv2d(a, k, **options | {"groups": 1}) for a, k in parts]
        assert same_bits(conv2d(x, kernel, **options), np.concatenate(alone))


def test_turning_both_turns_the_output():
    rng = np.random.default_rng(2)
    x, kernel = whole_numbers(rng, 2, 9, 11), whole_numbers(rng, 3, 2, 3, 4)
    turned = conv2d(x[:, ::-1, ::-1], kernel[:, :, ::-1, ::-1])
    assert same_bits(turned[:, ::-1, ::-1], conv2d(x, kernel))


def test_transposing_both_transposes_the_output():
    rng = np.random.default_rng(3)
    x, kernel = whole_numbers(rng, 2, 9, 11), whole_numbers(rng, 3, 2, 3, 4)
    for stride in (1, 2):
        across = conv2d(x.swapaxes(1, 2), kernel.swapaxes(2, 3), stride=(1, stride))
        assert same_bits(across.swapaxes(1, 2), conv2d(x, kernel, stride=(stride, 1)))


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (5, 3)])
def test_a_kernel_of_a_single_one_changes_nothing(size, mode):
    x = np.random.default_rng(4).normal(size=(1, 7, 8))
    kernel = np.zeros((1, 1, *size))
    kernel[0, 0, size[0] // 2, size[1] // 2] = 1
    assert same_bits(conv2d(x, kernel, padding="same", padding_mode=mode), x)


def test_moving_the_input_moves_the_output():
    rng = np.random.default_rng(5)
    for _ in range(50):
        patch, kernel = rng.normal(size=(2, 4, 5)), rng.normal(size=(2, 2, 3, 3))
        at, moved = np.zeros((2, 16, 18)), np.zeros((2, 16, 18))
        r, c = rng.integers(0, 9, 2)
        at[:, 2:6, 2:7], moved[:, 2 + r : 6 + r, 2 + c : 7 + c] = patch, patch
        before, after = conv2d(at, kernel, padding="same"), conv2d(moved, kernel, padding="same")
        assert same_bits(before[:, 1:7, 1:8], after[:, 1 + r : 7 + r, 1 + c : 8 + c])


def test_around_a_torus_every_shift_commutes():
    rng = np.random.default_rng(6)
    x, kernel = rng.normal(size=(1, 6, 7)), rng.normal(size=(1, 1, 3, 3))
    out = conv2d(x, kernel, padding=1, padding_mode="circular")
    for shift in np.ndindex(6, 7):
        rolled = conv2d(np.roll(x, shift, (1, 2)), kernel, padding=1, padding_mode="circular")
        assert same_bits(rolled, np.roll(out, shift, (1, 2)))


@pytest.mark.parametrize("mode", ["valid", "full", "same"])
def test_scipy_agrees(mode):
    rng = np.random.default_rng(7)
    for _ in range(100):
        window = 1 + 2 * rng.integers(0, 2, 2)
        x, kernel = rng.normal(size=(1, 7, 9)), rng.normal(size=(1, 1, *window))
        found = conv2d(x, kernel, padding=mode)[0]
        np.testing.assert_allclose(found, correlate2d(x[0], kernel[0, 0], mode), rtol=0, atol=1e-13)
        np.testing.assert_allclose(found, convolve2d(x[0], kernel[0, 0, ::-1, ::-1], mode), rtol=0, atol=1e-13)


def test_max_is_at_least_the_mean_is_at_least_min():
    rng = np.random.default_rng(8)
    for _ in range(200):
        x = whole_numbers(rng, 2, *rng.integers(3, 9, 2))
        options = {"kernel_size": tuple(map(int, rng.integers(1, 4, 2))), "stride": int(rng.integers(1, 3))}
        largest, mean, smallest = max_pool2d(x, **options), avg_pool2d(x, **options), -max_pool2d(-x, **options)
        assert (largest >= mean).all()
        assert (mean >= smallest).all()


def test_a_window_of_one_cell_pools_nothing():
    x = np.random.default_rng(9).normal(size=(3, 5, 6))
    assert same_bits(max_pool2d(x, 1), x)
    assert same_bits(avg_pool2d(x, 1), x)


def test_the_order_inside_a_window_does_not_matter():
    rng = np.random.default_rng(10)
    x = whole_numbers(rng, 1, 2, 3)
    for _ in range(20):
        mixed = rng.permutation(x.ravel()).reshape(x.shape)
        assert same_bits(max_pool2d(mixed, (2, 3)), max_pool2d(x, (2, 3)))
        assert same_bits(avg_pool2d(mixed, (2, 3)), avg_pool2d(x, (2, 3)))


def test_pooling_twice_is_pooling_with_a_larger_window():
    x = np.random.default_rng(11).normal(size=(2, 9, 10))
    assert same_bits(max_pool2d(max_pool2d(x, 2, stride=1), 3, stride=1), max_pool2d(x, 4, stride=1))


def test_an_average_is_a_convolution_with_equal_weights():
    x = whole_numbers(np.random.default_rng(12), 3, 8, 9)
    kernel = np.full((3, 1, 2, 4), 1 / 8)
    assert same_bits(avg_pool2d(x, (2, 4), stride=1), conv2d(x, kernel, groups=3))


def test_results_are_fresh_contiguous_and_of_the_given_type():
    for kind in (np.float32, np.float64):
        x, kernel = np.ones((1, 5, 5), kind), np.ones((1, 1, 1, 1), kind)
        x.setflags(write=False)
        results = [conv2d(x, kernel), conv2d(x, kernel, stride=2), max_pool2d(x, 1), avg_pool2d(x, 1), pad(x, 0)]
        for result in results:
            assert result.dtype == kind
            assert result.flags.c_contiguous
            assert result.flags.writeable
            assert not np.shares_memory(result, x)


def test_views_byte_orders_and_integers_give_the_same():
    rng = np.random.default_rng(13)
    x, kernel = whole_numbers(rng, 2, 6, 7), whole_numbers(rng, 3, 2, 3, 3)
    wanted = conv2d(x, kernel)
    for other in (x.astype(">f8"), np.asfortranarray(x), x.astype(np.int16), np.repeat(x, 2, axis=2)[:, :, ::2]):
        assert same_bits(conv2d(other, kernel), wanted)
    assert same_bits(conv2d(x, kernel.astype(int).tolist()), wanted)
    assert conv2d(x > 0, kernel).dtype == np.float64


def test_infinity_and_nan_go_through_without_a_warning():
    x = np.array([[[np.inf, 1.0, np.nan], [1.0, 2.0, 3.0], [-np.inf, 1.0, 1e308]]])
    kernel = np.array([[[[1.0, -10.0], [0.0, 10.0]]]])
    assert np.isnan(conv2d(x, kernel, [np.inf])[0, 0, 1])
    many = np.ones((20, 1, 2, 2))
    assert conv2d(x, many * 0).shape == (20, 2, 2)
    assert np.isnan(max_pool2d(x, 2)).sum() + np.isnan(avg_pool2d(x, 3)).sum() == 1
