"""Pooling against exact fractions; windows that read nothing; PyTorch's rules for ceil_mode."""

from fractions import Fraction

import numpy as np
import pytest

from convstudio.engine import avg_pool2d, max_pool2d
from tests.engine.values.oracle import length, pool


def options_of(rng):
    window = tuple(map(int, rng.integers(1, 5, 2)))
    stride = tuple(map(int, rng.integers(1, 5, 2)))
    sides = tuple((int(rng.integers(0, n)), int(rng.integers(0, n))) for n in window)
    return window, stride, sides, bool(rng.random() < 0.5)


def reads_nothing(size, window, stride, sides, dilation=(1, 1), ceil_mode=False):
    for n, k, s, (before, after), d in zip(size, window, stride, sides, dilation, strict=True):
        for output in range(length(n, k, s, before, after, d, ceil_mode)):
            if not any(0 <= output * s + tap * d - before < n for tap in range(k)):
                return True
    return False


@pytest.mark.parametrize("seed", range(4))
def test_maxima_and_means_are_exact(seed):
    rng = np.random.default_rng(seed)
    for _ in range(400):
        window, stride, sides, ceil = options_of(rng)
        dilation = tuple(map(int, rng.integers(1, 3, 2)))
        size = tuple(map(int, rng.integers(1, 9, 2)))
        x = rng.integers(-9, 10, (2, *size)).astype(float)
        for kind, gaps, counted in (("max", dilation, True), ("mean", (1, 1), True), ("mean", (1, 1), False)):
            shape = [length(n, k, s, *p, d, ceil) for n, k, s, p, d in zip(size, window, stride, sides, gaps, strict=True)]
            options = {"stride": stride, "padding": sides, "ceil_mode": ceil}
            if kind == "max":
                call, options = max_pool2d, options | {"dilation": gaps}
            else:
                call, options = avg_pool2d, options | {"count_include_pad": counted}
            empty = not (kind == "mean" and counted) and reads_nothing(size, window, stride, sides, gaps, ceil)
            if min(shape) < 1 or empty:
                with pytest.raises(ValueError, match="kernel_size" if min(shape) < 1 else "padding"):
                    call(x, window, **options)
                continue
            found = call(x, window, **options)
            exact = pool(x.tolist(), kind, window, stride, sides, gaps, ceil, counted)
            assert found.shape == (2, *shape)
            for place, value in np.ndenumerate(found):
                wanted = exact[place[0]][place[1]][place[2]]
                assert value == float(wanted), (kind, options, Fraction(wanted))


def test_a_last_window_hangs_over_the_edge_only_with_ceil_mode():
    x = np.arange(25.0).reshape(1, 5, 5)
    assert max_pool2d(x, 2).shape == (1, 2, 2)
    assert max_pool2d(x, 2, ceil_mode=True).tolist() == [[[6, 8, 9], [16, 18, 19], [21, 23, 24]]]
    assert avg_pool2d(x, 2, ceil_mode=True).tolist() == [[[3, 5, 6.5], [13, 15, 16.5], [20.5, 22.5, 24]]]


def test_a_window_that_would_start_behind_the_input_is_left_out():
    assert max_pool2d(np.ones((1, 3, 3)), 2, stride=2, padding=1, ceil_mode=True).shape == (1, 2, 2)
    assert max_pool2d(np.ones((1, 1, 1)), 1, stride=2, ceil_mode=True).shape == (1, 1, 1)


def test_padding_counts_in_the_mean_unless_told_not_to():
    x = np.ones((1, 2, 2))
    assert avg_pool2d(x, 2, stride=1, padding=1)[0, 0].tolist() == [0.25, 0.5, 0.25]
    assert avg_pool2d(x, 2, stride=1, padding=1, count_include_pad=False)[0, 0].tolist() == [1, 1, 1]
    assert avg_pool2d(x, 2, stride=1, padding=4)[0, 0].tolist() == [0] * 9


def test_maximum_of_negative_numbers_is_not_the_padding():
    assert max_pool2d(-np.ones((1, 2, 2)), 3, padding=1).tolist() == [[[-1]]]
