import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, edits, frozen, same_content
from convstudio.experiment.edits import picture_edits

SIDE = st.integers(1, 6)


@st.composite
def experiments(draw):
    channels, height, width = draw(st.integers(1, 2)), draw(SIDE), draw(SIDE)
    values = np.random.default_rng(draw(st.integers(0, 99))).integers(-5, 6, (channels, height, width))
    return Experiment(input=frozen(values), low=-1.0, high=3.0)


def after(edit):
    return edit.after.input


def of(*rows):
    return Experiment(input=frozen([rows]))


@given(experiments(), st.sampled_from([1, -1]))
def test_four_turns_are_none(experiment, quarters):
    turned = experiment
    for _ in range(4):
        turned = picture_edits.rotate(turned, quarters).after
    assert same_content(turned, experiment)


@given(experiments())
def test_right_undoes_left(experiment):
    assert same_content(picture_edits.rotate(picture_edits.rotate(experiment, 1).after, -1).after, experiment)


def test_right_is_clockwise():
    edit = picture_edits.rotate(of([1, 2], [3, 4]), 1)
    assert (after(edit)[0].tolist(), edit.label) == ([[3, 1], [4, 2]], "Rotate right")


@given(experiments(), st.sampled_from(["across", "down"]))
def test_flipped_twice_is_as_before(experiment, direction):
    assert same_content(picture_edits.flip(picture_edits.flip(experiment, direction).after, direction).after, experiment)


def test_across_changes_left_and_right():
    edit = picture_edits.flip(of([1, 2], [3, 4]), "across")
    assert (after(edit)[0].tolist(), edit.label) == ([[2, 1], [4, 3]], "Flip left and right")


@given(experiments())
def test_transposed_twice_is_as_before(experiment):
    once = picture_edits.transpose(experiment).after
    assert once.input.shape[1:] == experiment.input.shape[:0:-1]
    assert same_content(picture_edits.transpose(once).after, experiment)


@given(experiments())
def test_inverted_twice_is_as_before_and_black_becomes_white(experiment):
    assert same_content(picture_edits.invert(picture_edits.invert(experiment).after).after, experiment)
    assert (after(picture_edits.invert(picture_edits.black(experiment).after)) == experiment.high).all()


@given(experiments(), st.integers(-8, 8), st.integers(-8, 8))
def test_a_shift_moves_every_cell_and_lets_black_in(experiment, rows, columns):
    shifted = after(picture_edits.shift(experiment, rows, columns))
    for (channel, row, column), value in np.ndenumerate(shifted):
        source = row - rows, column - columns
        inside = 0 <= source[0] < shifted.shape[1] and 0 <= source[1] < shifted.shape[2]
        assert value == (experiment.input[channel, *source] if inside else experiment.low)


@pytest.mark.parametrize(
    ("rows", "columns", "label"),
    [(0, 1, "Shift right by 1"), (0, -2, "Shift left by 2"), (3, 0, "Shift down by 3"), (-1, 0, "Shift up by 1")],
)
def test_a_shift_says_where(rows, columns, label):
    assert picture_edits.shift(of([1]), rows, columns).label == label


@given(experiments(), st.integers(0, 5))
def test_random_numbers_lie_between_black_and_white_and_come_again(experiment, seed):
    edit = picture_edits.random_uniform(experiment, seed)
    assert edit.label == f"Random, seed {seed}"
    assert (after(edit) >= experiment.low).all()
    assert (after(edit) < experiment.high).all()
    assert same_content(edit.after, picture_edits.random_uniform(experiment, seed).after)


def test_gradients_run_from_black_to_white():
    wide = Experiment(input=frozen(np.zeros((1, 2, 5))), low=-1, high=1)
    assert after(picture_edits.gradient(wide, "across"))[0].tolist() == [[-1, -0.5, 0, 0.5, 1]] * 2
    assert after(picture_edits.gradient(wide, "down"))[0].tolist() == [[-1] * 5, [1] * 5]
    assert after(picture_edits.gradient(of([5.0]), "down"))[0].tolist() == [[0]]


def test_checkerboard_and_stripes():
    empty = of([0] * 4, [0] * 4)
    assert after(picture_edits.checkerboard(empty, 1))[0].tolist() == [[1, 0, 1, 0], [0, 1, 0, 1]]
    assert after(picture_edits.checkerboard(empty, 2))[0].tolist() == [[1, 1, 0, 0]] * 2
    assert after(picture_edits.stripes(empty, "upright", 1))[0].tolist() == [[1, 0, 1, 0]] * 2
    assert after(picture_edits.stripes(empty, "level", 1))[0].tolist() == [[1] * 4, [0] * 4]
    assert after(picture_edits.stripes(empty, "diagonal", 2))[0].tolist() == [[1, 1, 0, 0], [1, 0, 0, 1]]
    assert picture_edits.stripes(empty, "level", 2).label == "Level stripes, 2 wide"


@given(experiments(), SIDE, SIDE, st.integers(0, 2), st.integers(0, 2))
def test_a_new_size_keeps_what_fits_at_the_anchor(experiment, height, width, down, across):
    resized = after(edits.resize_input(experiment, height, width, (down, across)))
    assert resized.shape == (len(experiment.input), height, width)
    rows, columns = experiment.input.shape[1:]
    top, left = ((0, (b - a) // 2, b - a)[at] for a, b, at in ((rows, height, down), (columns, width, across)))
    for (channel, row, column), value in np.ndenumerate(resized):
        inside = 0 <= row - top < rows and 0 <= column - left < columns
        assert value == (experiment.input[channel, row - top, column - left] if inside else experiment.low)


def test_drawing_counts_its_cells():
    mask = np.array([[True, False], [True, True]])
    edit = picture_edits.draw(of([0, 0], [0, 0]), 0, mask, 0.5)
    assert (after(edit)[0].tolist(), edit.label) == ([[0.5, 0], [0.5, 0.5]], "Paint 3 cells")
    assert picture_edits.draw(of([0, 0], [0, 0]), 0, mask, 1, "Fill {n} cell", "Fill {n} cells").label == "Fill 3 cells"


def test_a_block_is_pasted_as_far_as_it_fits():
    edit = picture_edits.paste(of([0, 0, 0], [0, 0, 0]), 0, 1, 1, np.array([[1.0, 2, 3], [4, 5, 6]]))
    assert (after(edit)[0].tolist(), edit.label) == ([[0, 0, 0], [0, 1, 2]], "Paste 1 × 2 cells")


def test_a_block_moves_and_leaves_black():
    experiment = Experiment(input=frozen([[[1, 2, 3], [4, 5, 6]]]), low=-1)
    edit = picture_edits.move(experiment, 0, slice(0, 2), slice(0, 1), (0, 1))
    assert (after(edit)[0].tolist(), edit.label) == ([[-1, 1, 3], [-1, 4, 6]], "Move 2 × 1 cells")


def test_a_cleared_block_is_zero():
    edit = picture_edits.clear(of([1, 2], [3, 4]), 0, slice(0, 2), slice(1, 2))
    assert (after(edit)[0].tolist(), edit.label) == ([[1, 0], [3, 0]], "Clear 2 × 1 cells")


def test_a_pasted_picture_brings_its_size_and_stretches_the_range():
    edit = picture_edits.replace_picture(of([0]), np.array([[0.0, 255.0]]))
    assert (after(edit).shape, edit.after.low, edit.after.high) == ((1, 1, 2), 0, 255)


@pytest.mark.parametrize("value", [1e13, float("nan"), float("-inf")])
def test_what_is_too_large_is_refused_with_a_sentence(value):
    with pytest.raises(ValueError, match="values go up to"):
        picture_edits.paste(of([0]), 0, 0, 0, np.array([[value]]))
