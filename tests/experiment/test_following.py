"""What follows when the input is moved: against a moved output, cell by cell, and against known strips."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.shifting import BORDERS, shift
from convstudio.experiment import frozen
from convstudio.experiment.moving.following import axis_moves, clear_cells, last_output, moved_evaluation, unchanged
from convstudio.layers import Activation, ConvTranspose2d, GlobalAvgPool2d, MaxPool2d
from tests.experiment.small import conv, numbered, strip
from tests.layers.settings import cases
from tests.scene.strips import evaluations

BY = st.integers(-3, 3)


def equal_where_clear(evaluation, by, border):
    """How many cells are clear; each of them must be the same both ways round."""
    clear = clear_cells(evaluation, by)
    if clear is None:
        return 0
    moves = [move.whole for move in axis_moves(evaluation, by)]
    first = last_output(moved_evaluation(evaluation, by, border))
    then = shift(last_output(evaluation), *moves, border)
    here = np.ix_(range(len(first)), *(np.flatnonzero(mask) for mask in clear))
    assert np.array_equal(first[here], then[here])
    return first[here].size


@given(evaluations(), BY, BY, st.sampled_from(BORDERS))
def test_away_from_the_borders_both_ways_give_the_same_numbers(evaluation, rows, columns, border):
    if evaluation.problem is None:
        equal_where_clear(evaluation, (rows, columns), border)


@pytest.mark.parametrize("border", BORDERS)
def test_so_they_do_where_stamps_are_pressed(border):
    found = 0
    for layer, x in cases(ConvTranspose2d, 3):
        for by in ((0, 1), (1, -1), (2, 0)):
            found += equal_where_clear(strip(x, layer), by, border)
    assert found > 100


def test_what_is_clear_is_all_that_is_equal_for_an_edge():
    evaluation = strip(numbered(4, 6), conv([[1, -2]]))
    rows, columns = clear_cells(evaluation, (0, 1))
    assert rows.tolist() == [True] * 4
    assert columns.tolist() == [False, True, True, True, True]
    first, then = last_output(moved_evaluation(evaluation, (0, 1), "zeros")), shift(last_output(evaluation), 0, 1)
    assert (first == then).all(axis=(0, 1)).tolist() == columns.tolist()


def test_stride_two_follows_even_shifts_alone():
    evaluation = strip(numbered(6, 8), conv([[1, 2], [3, 4]], stride=(2, 2)))
    for by, whole in ((1, None), (2, 1), (-4, -2), (3, None), (0, 0)):
        move = axis_moves(evaluation, (0, by))[1]
        assert move.whole == whole
        assert (clear_cells(evaluation, (0, by)) is None) is (whole is None)
        assert move.least == (2 if by else 1)
    assert axis_moves(evaluation, (0, 1))[1].first_broken == 0
    assert equal_where_clear(evaluation, (2, 4), "zeros") == 2 * 2


def test_a_shift_that_breaks_in_between_is_none_though_it_is_whole_in_the_end():
    up = ConvTranspose2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen(np.zeros(1)), stride=(2, 2))
    evaluation = strip(numbered(6, 6), MaxPool2d(kernel_size=(2, 2), stride=(2, 2)), up)
    move = axis_moves(evaluation, (0, 1))[1]
    assert (move.whole, move.first_broken, move.least) == (None, 0, 2)
    assert axis_moves(evaluation, (0, 2))[1].whole == 2


def test_a_single_cell_has_nowhere_to_go():
    evaluation = strip(numbered(4, 4), Activation(), GlobalAvgPool2d())
    assert axis_moves(evaluation, (1, 0))[0].single
    assert axis_moves(evaluation, (1, 0))[0].whole is None
    assert axis_moves(evaluation, (1, 0))[1].whole == 0
    assert np.array_equal(last_output(moved_evaluation(evaluation, (1, 2), "wrap")), last_output(evaluation))


def test_wrapped_both_times_all_is_equal_to_the_last_cell():
    evaluation = strip(numbered(5, 6), conv([[1, 2, 0], [0, -1, 1], [3, 0, 1]], padding="same", padding_mode="circular"))
    first = last_output(moved_evaluation(evaluation, (2, -3), "wrap"))
    assert np.array_equal(first, shift(last_output(evaluation), 2, -3, "wrap"))


def test_pooling_forgives_what_convolution_shows():
    x = np.zeros((1, 4, 8))
    x[0, 1, 2] = 1.0
    pooled = strip(x, MaxPool2d(kernel_size=(2, 2), stride=(2, 2)))
    moved = last_output(moved_evaluation(pooled, (0, 1), "zeros"))
    assert unchanged(moved, last_output(pooled)) == moved.size == 8
    plain = strip(x)
    assert unchanged(last_output(moved_evaluation(plain, (0, 1), "zeros")), last_output(plain)) == 30


def test_a_shift_by_nothing_changes_nothing_and_leaves_only_padding_unclear():
    evaluation = strip(numbered(3, 3), conv([[1]], padding=((1, 1), (0, 0))))
    rows, columns = clear_cells(evaluation, (0, 0))
    assert rows.tolist() == [False, True, True, True, False]
    assert columns.all()


def test_infinite_and_no_numbers_count_as_themselves():
    a = np.array([np.inf, np.nan, 1.0, -np.inf])
    assert unchanged(a, np.array([np.inf, np.nan, 1.0 + 1e-12, np.inf]), 1e-9) == 3


def test_what_is_moved_a_little_is_computed_only_where_it_changed():
    evaluation = strip(np.pad(np.ones((1, 1, 1)), ((0, 0), (20, 20), (20, 20))), conv([[1, 2], [3, 4]]))
    before = moved_evaluation(evaluation, (0, 1), "zeros")
    after = moved_evaluation(evaluation, (0, 2), "zeros", before, most=0)
    assert after.pending is None
    assert np.array_equal(last_output(after), last_output(moved_evaluation(evaluation, (0, 2), "zeros")))
