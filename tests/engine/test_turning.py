"""Turning and mirroring a picture, against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.turning import TURNS, turn, turned_cells, undone

SHAPES = st.tuples(st.integers(1, 2), st.integers(1, 5), st.integers(1, 5))
PLACES = {  # where cell (i, j) of a picture (h, w) comes to lie
    "quarter": lambda i, j, h, w: (j, h - 1 - i),
    "half": lambda i, j, h, w: (h - 1 - i, w - 1 - j),
    "three_quarters": lambda i, j, h, w: (w - 1 - j, i),
    "left_right": lambda i, j, h, w: (i, w - 1 - j),
    "top_bottom": lambda i, j, h, w: (h - 1 - i, j),
    "diagonal": lambda i, j, h, w: (j, i),
    "other_diagonal": lambda i, j, h, w: (w - 1 - j, h - 1 - i),
}


@given(SHAPES, st.sampled_from(TURNS))
def test_each_cell_comes_to_lie_where_it_should(shape, how):
    x = np.arange(float(np.prod(shape))).reshape(shape)
    turned = turn(x, how)
    for c, i, j in np.ndindex(*shape):
        at = PLACES[how](i, j, *shape[1:])
        assert turned[c][at] == x[c, i, j]
        assert turned_cells((i,), (j,), shape[1:], how) == ((at[0],), (at[1],))
    assert sorted(turned.ravel()) == sorted(x.ravel())


@given(SHAPES, st.sampled_from(TURNS))
def test_a_turn_is_undone(shape, how):
    x = np.arange(float(np.prod(shape))).reshape(shape)
    assert np.array_equal(turn(turn(x, how), undone(how)), x)


def test_blocks_of_cells_stay_in_order():
    assert turned_cells((0, 1), (2, 4), (3, 6), "quarter") == ((2, 4), (1, 2))


def test_another_turn_is_refused_by_name():
    with pytest.raises(ValueError, match="how was 'sideways'; it is one of 'quarter'"):
        turn(np.zeros((1, 2, 2)), "sideways")
