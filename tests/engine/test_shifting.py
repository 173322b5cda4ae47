"""Moving a picture, against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.shifting import BORDERS, shift

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(1, 6))
BY = st.integers(-9, 9)


def looped(x, rows, columns, border):
    """Cell by cell: where does this one come from?"""
    found = np.zeros_like(x)
    channels, height, width = x.shape
    for c in range(channels):
        for i in range(height):
            for j in range(width):
                a, b = i - rows, j - columns
                if border == "wrap":
                    found[c, i, j] = x[c, a % height, b % width]
                elif border == "repeat":
                    found[c, i, j] = x[c, min(max(a, 0), height - 1), min(max(b, 0), width - 1)]
                elif 0 <= a < height and 0 <= b < width:
                    found[c, i, j] = x[c, a, b]
    return found


@given(SHAPES, BY, BY, st.sampled_from(BORDERS))
def test_each_cell_comes_from_where_it_should(shape, rows, columns, border):
    x = np.arange(1.0, np.prod(shape) + 1).reshape(shape)
    kept = x.copy()
    assert np.array_equal(shift(x, rows, columns, border), looped(x, rows, columns, border))
    assert np.array_equal(x, kept), "the picture itself stays"


@given(SHAPES, BY, BY)
def test_a_wrapped_picture_comes_back(shape, rows, columns):
    x = np.arange(float(np.prod(shape))).reshape(shape)
    assert np.array_equal(shift(shift(x, rows, columns, "wrap"), -rows, -columns, "wrap"), x)


@given(SHAPES, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.sampled_from(BORDERS))
def test_two_shifts_one_way_are_one(shape, rows, first, second, border):
    x = np.arange(float(np.prod(shape))).reshape(shape)
    twice = shift(shift(x, rows, first, border), 0, second, border)
    assert np.array_equal(twice, shift(x, rows, first + second, border))


def test_another_border_is_refused_by_name():
    with pytest.raises(ValueError, match="border was 'mirror'; it is one of 'zeros', 'wrap', 'repeat'"):
        shift(np.zeros((1, 2, 2)), 0, 0, "mirror")
