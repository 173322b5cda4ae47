import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, edits, frozen, limits, same_content
from convstudio.experiment.edits import kernel_edits
from convstudio.layers import Conv2d


def of(kernel, bias=(0.5,)):
    values = np.asarray(kernel, dtype=float)
    values = values if values.ndim == 4 else values[None, None]
    return Experiment(input=frozen(np.zeros((1, 4, 4))), layers=(Conv2d(kernel=frozen(values), bias=frozen(bias)),))


@st.composite
def kernels(draw):
    shape = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return of(np.random.default_rng(draw(st.integers(0, 99))).integers(-4, 5, shape), np.arange(shape[0]))


def kernel(edit):
    return edit.after.layers[0].kernel


def rows(edit):
    return kernel(edit)[0, 0].tolist()


@given(kernels())
def test_turning_mirroring_and_negating_have_their_inverses(experiment):
    edits = kernel_edits
    for there, back in (
        (lambda e: edits.rotate(e, 0, 1), lambda e: edits.rotate(e, 0, -1)),
        (lambda e: edits.rotate(e, 0, 2), lambda e: edits.rotate(e, 0, 2)),
        (lambda e: edits.flip(e, 0, "across"), lambda e: edits.flip(e, 0, "across")),
        (lambda e: edits.flip(e, 0, "down"), lambda e: edits.flip(e, 0, "down")),
        (lambda e: edits.transpose(e, 0), lambda e: edits.transpose(e, 0)),
        (lambda e: edits.negate(e, 0), lambda e: edits.negate(e, 0)),
        (lambda e: edits.scale(e, 0, 2.0), lambda e: edits.scale(e, 0, 0.5)),
    ):
        assert same_content(back(there(experiment).after).after, experiment)


@given(kernels())
def test_half_a_turn_is_both_mirrors(experiment):
    both = kernel_edits.flip(kernel_edits.flip(experiment, 0, "across").after, 0, "down")
    assert np.array_equal(kernel(both), kernel(kernel_edits.rotate(experiment, 0, 2)))


def test_what_each_does_and_what_it_is_called():
    start = of([[1, 2], [3, 4]])
    for edit, wanted, label in (
        (kernel_edits.transpose(start, 0), [[1, 3], [2, 4]], "Transpose kernel"),
        (kernel_edits.rotate(start, 0, 1), [[3, 1], [4, 2]], "Rotate right: kernel"),
        (kernel_edits.flip(start, 0, "down"), [[3, 4], [1, 2]], "Flip top and bottom: kernel"),
        (kernel_edits.negate(start, 0), [[-1, -2], [-3, -4]], "Negate kernel"),
        (kernel_edits.scale(start, 0, -0.5), [[-0.5, -1], [-1.5, -2]], "Kernel × -0.5"),
        (kernel_edits.normalise(start, 0), [[0.1, 0.2], [0.3, 0.4]], "Normalise kernel: sum 1"),
    ):
        assert (rows(edit), edit.label) == (wanted, label)
        assert edit.after.layers[0].bias.tolist() == [0.5]


def test_negating_makes_no_minus_zero():
    assert math.copysign(1, kernel(kernel_edits.negate(of([[0.0]]), 0))[0, 0, 0, 0]) == 1


@given(kernels())
def test_each_output_is_normalised_to_one_or_its_sizes_are(experiment):
    stacks = experiment.layers[0].kernel
    if not stacks.reshape(len(stacks), -1).any(axis=1).all():
        with pytest.raises(ValueError, match="all 0"):
            kernel_edits.normalise(experiment, 0)
        return
    after = kernel(kernel_edits.normalise(experiment, 0))
    for before, stack in zip(stacks, after, strict=True):
        total = stack.sum() if before.sum() else np.abs(stack).sum()
        assert total == pytest.approx(1, abs=1e-12)


def test_a_sum_of_zero_is_said():
    start = of([[1, -1]])
    edit = kernel_edits.normalise(start, 0)
    assert kernel_edits.balanced(start, 0)
    assert (rows(edit), edit.label) == ([[0.5, -0.5]], "Normalise kernel: sizes add up to 1, the sum is 0")


def test_rounding_is_no_sum():
    assert kernel_edits.balanced(of([[0.1, 0.2, -0.3]]), 0)


def test_random_weights_have_their_sigma_and_come_again():
    start = of(np.zeros((4, 4, 31, 31)), np.zeros(4))
    edit = kernel_edits.random_normal(start, 0, 0.25, 7)
    assert edit.label == "Random kernel, σ 0.25, seed 7"
    assert kernel(edit).std() == pytest.approx(0.25, rel=0.03)
    assert abs(kernel(edit).mean()) < 0.01
    assert np.array_equal(kernel(edit), kernel(kernel_edits.random_normal(start, 0, 0.25, 7)))


def test_a_block_of_weights_is_pasted_moved_and_cleared():
    start = of([[1, 2, 3], [4, 5, 6]])
    assert rows(kernel_edits.paste(start, 0, (0, 0), 1, 2, np.array([[9.0, 8]]))) == [[1, 2, 3], [4, 5, 9]]
    assert rows(kernel_edits.move(start, 0, (0, 0), slice(0, 1), slice(0, 2), (1, 1))) == [[0, 0, 3], [4, 1, 2]]
    assert rows(kernel_edits.clear(start, 0, (0, 0), slice(0, 2), slice(2, 3))) == [[1, 2, 0], [4, 5, 0]]


def test_pasted_as_kernel_it_takes_the_size_in_every_slice():
    edit = kernel_edits.replace_slices(of(np.zeros((2, 3, 1, 1)), np.zeros(2)), 0, np.array([[1.0, 2], [3, 4]]))
    assert kernel(edit).shape == (2, 3, 2, 2)
    assert (kernel(edit) == [[1, 2], [3, 4]]).all()
    with pytest.raises(ValueError, match="1 to 31"):
        kernel_edits.replace_slices(of([[1]]), 0, np.zeros((1, 32)))


def test_a_factor_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match="too large"):
        kernel_edits.scale(of([[1e6]]), 0, 1e9)


@pytest.mark.parametrize("value", [1e13, -1e13, math.nan, math.inf])
def test_no_kernel_and_no_bias_may_hold_what_no_file_may_hold(value):
    with pytest.raises(ValueError, match="too large"):
        edits.set_kernel(of([[1]]), 0, np.full((1, 1, 1, 1), value), "Kernel")
    with pytest.raises(ValueError, match="too large"):
        edits.set_kernel(of([[1]]), 0, np.ones((1, 1, 1, 1)), "Kernel", bias=np.array([value]))


def test_a_kernel_has_no_more_weights_than_a_file_may_hold():
    many = np.broadcast_to(0.0, (limits.MOST_WEIGHTS // 4 + 1, 1, 2, 2))
    with pytest.raises(ValueError, match="weights are too many: at most 4194304"):
        edits.set_kernel(of([[1]]), 0, many, "Kernel")


def test_a_part_of_a_kernel_changes_alone():
    rng = np.random.default_rng(3)
    layer = Conv2d(kernel=frozen(rng.normal(size=(3, 2, 2, 2))), bias=frozen(np.zeros(3)))
    experiment = Experiment(input=frozen(np.zeros((2, 4, 4))), layers=(layer,))
    for part, where in (((1, None), np.s_[1:2]), ((1, 0), np.s_[1:2, 0:1]), ((None, 1), np.s_[:, 1:2])):
        for edit in (
            kernel_edits.negate(experiment, 0, part),
            kernel_edits.flip(experiment, 0, "down", part),
            kernel_edits.scale(experiment, 0, 3.0, part),
            kernel_edits.random_normal(experiment, 0, 1.0, 5, part),
            kernel_edits.normalise(experiment, 0, part),
            kernel_edits.transpose(experiment, 0, part),
        ):
            after, expected = edit.after.layers[0].kernel, layer.kernel.copy()
            expected[where] = after[where]
            assert np.array_equal(after, expected)
            assert not np.array_equal(after[where], layer.kernel[where])


def test_a_preset_for_a_part_frames_the_smaller_ones_with_zeros():
    layer = Conv2d(kernel=frozen(np.ones((2, 2, 1, 2))), bias=frozen(np.zeros(2)))
    experiment = Experiment(input=frozen(np.zeros((2, 4, 4))), layers=(layer,))
    after = kernel_edits.use_preset(experiment, 0, np.full((3, 3), 5.0), "Box", (0, 1))
    assert after.label == "Kernel: Box, output 0, slice 1"
    kernel = after.after.layers[0].kernel
    assert (kernel[0, 1] == 5).all()
    assert kernel[0, 0].tolist() == kernel[1, 1].tolist() == [[0, 0, 0], [1, 1, 0], [0, 0, 0]]
    smaller = kernel_edits.use_preset(after.after, 0, np.full((1, 1), 7.0), "One", (1, None)).after.layers[0].kernel
    assert smaller[1, 0].tolist() == [[0, 0, 0], [0, 7, 0], [0, 0, 0]]


def test_a_slice_that_would_get_another_size_is_not_turned_alone():
    layer = Conv2d(kernel=frozen(np.ones((2, 1, 1, 2))), bias=frozen(np.zeros(2)))
    experiment = Experiment(input=frozen(np.zeros((1, 4, 4))), layers=(layer,))
    with pytest.raises(ValueError, match="All slices have the same size"):
        kernel_edits.transpose(experiment, 0, (0, None))
