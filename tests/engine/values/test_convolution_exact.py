"""V1 and V5: convolution against exact rational arithmetic, and fifteen wrong engines that this comparison must catch."""

import numpy as np
import pytest

from convstudio.engine import conv2d
from tests.engine.values.cases import Case, cases, fault


@pytest.mark.parametrize("seed", range(20))
def test_every_output_is_within_the_rounding_of_its_sum(seed):
    for number, case in enumerate(cases(seed, 1000)):
        assert fault(case) is None, (seed, number, case)


def test_matrix_products_keep_the_same_bound():
    for case in cases(100, 60, largest=5, channels=(1, 4, 8)):
        assert fault(case) is None, case


def test_float32_keeps_the_bound_of_its_own_rounding():
    for case in cases(200, 300):
        arrays = (None if a is None else a.astype(np.float32) for a in case[:3])
        narrow = Case(*arrays, case.options)
        assert conv2d(*narrow[:3], **narrow.options).dtype == np.float32
        assert fault(narrow) is None, narrow


def flipped_kernel(x, kernel, bias=None, **options):
    return conv2d(x, kernel[:, :, ::-1, ::-1], bias, **options)


def transposed_kernel(x, kernel, bias=None, **options):
    square = kernel.shape[2] == kernel.shape[3]
    return conv2d(x, kernel.swapaxes(2, 3) if square else kernel, bias, **options)


def padding_less_one(x, kernel, bias=None, *, padding, **options):
    (top, bottom), right = padding[0], padding[1]
    return conv2d(x, kernel, bias, padding=((max(top - 1, 0), bottom), right), **options)


def edge_padding(x, kernel, bias=None, *, padding_mode, **options):
    return conv2d(x, kernel, bias, padding_mode="replicate", **options)


def stride_on_rows_only(x, kernel, bias=None, *, stride, **options):
    return conv2d(x, kernel, bias, stride=(stride[0], 1), **options)


def float32_inside(x, kernel, bias=None, **options):
    return conv2d(np.float32(x), np.float32(kernel), bias, **options).astype(np.float64)


def last_row_dropped(x, kernel, bias=None, **options):
    return conv2d(x, kernel, bias, **options)[:, :-1]


def padding_on_one_side(x, kernel, bias=None, *, padding, **options):
    (top, bottom), (left, right) = padding
    return conv2d(x, kernel, bias, padding=((top + bottom, 0), (left + right, 0)), **options)


def sign(x, kernel, bias=None, **options):
    return -conv2d(x, kernel, bias, **options)


def one_ulp(x, kernel, bias=None, **options):
    return np.nextafter(conv2d(x, kernel, bias, **options), np.inf)


def relative_error(x, kernel, bias=None, **options):
    return conv2d(x, kernel, bias, **options) * (1 + 1e-14)


def absolute_error(x, kernel, bias=None, **options):
    return conv2d(x, kernel, bias, **options) + 1e-12


def by_fourier(x, kernel, bias=None, **options):
    found = conv2d(x, kernel, bias, **options)
    return np.fft.irfft(np.fft.rfft(found, axis=2), found.shape[2], axis=2)


def small_values_zeroed(x, kernel, bias=None, **options):
    return conv2d(np.where(np.abs(x) < 1e-12, 0, x), kernel, bias, **options)


def one_wrong_cell_at_one_size(x, kernel, bias=None, **options):
    found = conv2d(x, kernel, bias, **options)
    if x.shape[1:] == (5, 5):
        found[-1, -1, -1] += 1
    return found


FAULTS = (
    flipped_kernel,
    transposed_kernel,
    padding_less_one,
    edge_padding,
    stride_on_rows_only,
    float32_inside,
    last_row_dropped,
    padding_on_one_side,
    sign,
    one_ulp,
    relative_error,
    absolute_error,
    by_fourier,
    small_values_zeroed,
    one_wrong_cell_at_one_size,
)


def caught(engine, case):
    try:
        return fault(case, engine) is not None
    except ValueError:
        return True


@pytest.mark.parametrize("engine", FAULTS, ids=lambda engine: engine.__name__)
def test_a_wrong_engine_is_caught(engine):
    assert any(caught(engine, case) for case in cases(300, 300))
