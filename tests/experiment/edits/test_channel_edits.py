"""Channels come, go and change places, and the kernels that read them follow: checked by what the outputs do."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, edits, evaluate, files, frozen, same_content
from convstudio.experiment.edits import channel_edits
from convstudio.experiment.edits.grouping import dense
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.limits import LONGEST_CHANNEL_NAME, MOST_CHANNELS, MOST_INPUT_CHANNELS
from convstudio.layers import Activation, Conv2d, MaxPool2d


def conv(rng, outs, each, side=2, groups=1, **settings):
    kernel, bias = rng.normal(size=(outs, each, side, side)), rng.normal(size=outs)
    return Conv2d(kernel=frozen(kernel), bias=frozen(bias), groups=groups, **settings)


def strip(seed, channels, first="full"):
    """A convolution (full, or depthwise with two outputs a channel), activation, pooling, a convolution of all."""
    rng = np.random.default_rng(seed)
    front = conv(rng, 4, channels) if first == "full" else conv(rng, 2 * channels, 1, groups=channels)
    layers = (front, Activation(activation="tanh"), MaxPool2d(stride=(1, 1)), conv(rng, 2, len(front.kernel), 1))
    values = frozen(rng.normal(size=(channels, 5, 6)))
    return Experiment(input=values, layers=layers, channel_names=tuple("rgbxyz"[:channels]), low=-0.5, high=2.0)


def outputs(experiment):
    evaluation = evaluate(experiment)
    assert evaluation.problem is None
    return [result.output for result in evaluation.results]


SEEDS, CHANNELS, FIRST = st.integers(0, 999), st.integers(2, 4), st.sampled_from(["full", "depthwise"])


@given(SEEDS, CHANNELS, FIRST, st.data())
def test_adding_copying_and_moving_input_channels_leaves_the_last_output_as_it_was(seed, channels, first, data):
    before = strip(seed, channels, first)
    channel, to = data.draw(st.integers(0, channels - 1)), data.draw(st.integers(0, channels - 1))
    for after in (
        channel_edits.add_channel(before).after,
        channel_edits.duplicate_channel(before, channel).after,
        channel_edits.move_channel(before, channel, to).after,
    ):
        assert np.allclose(outputs(after)[-1], outputs(before)[-1], atol=1e-12)


@given(SEEDS, CHANNELS, FIRST, st.data())
def test_a_removed_channel_takes_away_what_it_contributed(seed, channels, first, data):
    before = strip(seed, channels, first)
    channel = data.draw(st.integers(0, channels - 1))
    after = channel_edits.remove_channel(before, channel).after
    assert outputs(after)  # all of the strip follows
    kernel = dense(before.layers[0], channels)
    kept = [c for c in range(channels) if c != channel]
    assert np.array_equal(after.input, before.input[kept])
    if first == "full":
        assert np.array_equal(after.layers[0].kernel, kernel[:, kept])
    else:
        assert np.array_equal(after.layers[0].kernel, before.layers[0].kernel[[2 * c + i for c in kept for i in (0, 1)]])


def test_what_the_input_itself_becomes():
    before = strip(3, 3)
    added = channel_edits.add_channel(before).after
    assert np.array_equal(added.input[:3], before.input)
    assert (added.input[3] == -0.5).all()
    assert added.channel_names == ("r", "g", "b", "")
    copied = channel_edits.duplicate_channel(before, 1).after
    assert np.array_equal(copied.input, before.input[[0, 1, 1, 2]])
    assert copied.channel_names == ("r", "g", "", "b")
    moved = channel_edits.move_channel(before, 0, 2).after
    assert np.array_equal(moved.input, before.input[[1, 2, 0]])
    assert moved.channel_names == ("g", "b", "r")
    assert channel_edits.remove_channel(before, 0).after.channel_names == ("g", "b")


def test_names():
    one = Experiment(input=frozen(np.zeros((2, 2, 2))))
    named = channel_edits.name_channel(one, 1, "  left\x00eye" + "x" * 99).after
    assert named.channel_names == ("", ("left eye" + "x" * 99)[:LONGEST_CHANNEL_NAME])
    assert channel_edits.name_channel(named, 1, " ").after.channel_names == ()
    assert edits.set_input(named, np.zeros((3, 2, 2)), "Picture").after.channel_names == ()
    assert edits.resize_input(named, 4, 4).after.channel_names == named.channel_names


@given(SEEDS, CHANNELS, st.data())
def test_output_channels_change_and_the_layers_behind_follow(seed, channels, data):
    before = strip(seed, channels)
    out, to = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
    last = outputs(before)[-1]
    for after in (
        channel_edits.add_output(before, 0).after,
        channel_edits.duplicate_output(before, 0, out).after,
        channel_edits.move_output(before, 0, out, to).after,
    ):
        assert np.allclose(outputs(after)[-1], last, atol=1e-12)
    first = outputs(before)[0]
    order = [o for o in range(4) if o != out]
    added = channel_edits.add_output(before, 0)
    assert np.array_equal(outputs(added.after)[0][:4], first)
    assert added.after.layers[0].kernel[4].any()
    assert not added.after.layers[0].bias[4:].any()
    assert same_content(added.after, channel_edits.add_output(before, 0).after), "the same again"
    assert np.allclose(outputs(channel_edits.duplicate_output(before, 0, out).after)[0][out + 1], first[out], atol=1e-12)
    assert np.allclose(outputs(channel_edits.remove_output(before, 0, out).after)[0], first[order], atol=1e-12)
    order.insert(to, out)
    assert np.allclose(outputs(channel_edits.move_output(before, 0, out, to).after)[0], first[order], atol=1e-12)


@given(SEEDS, st.integers(1, 9))
def test_a_number_of_outputs_adds_and_takes_away_at_the_end(seed, number):
    before = strip(seed, 3, "full")
    edit = channel_edits.set_outputs(before, 0, number)
    first, last = outputs(before)[0], outputs(edit.after)[0]
    kept = min(number, len(first))
    assert len(last) == number
    assert np.allclose(last[:kept], first[:kept], atol=1e-12)
    assert all(kernel.any() for kernel in edit.after.layers[0].kernel)
    assert not edit.after.layers[0].bias[kept:].any()
    if number >= len(first):
        assert np.allclose(outputs(edit.after)[-1], outputs(before)[-1], atol=1e-12)
    assert edit.label == ("1 output channel" if number == 1 else f"{number} output channels")


@pytest.mark.parametrize(("number", "found"), [(1, 3), (5, 3), (6, 6), (7, 9), (9, 9), (10, 12)])
def test_a_number_of_outputs_goes_on_to_the_next_that_the_groups_divide(number, found):
    before = strip(5, 3, "depthwise")  # two outputs for each of three channels
    after = channel_edits.set_outputs(before, 0, number).after
    assert len(after.layers[0].kernel) == found


def test_more_outputs_than_there_may_be_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match="at most"):
        channel_edits.set_outputs(strip(5, 3, "full"), 0, MOST_CHANNELS + 1)


def test_new_outputs_begin_with_weights_that_differ_and_can_be_read():
    before = strip(5, 3, "full")
    after = channel_edits.set_outputs(before, 0, 9).after.layers[0].kernel[len(before.layers[0].kernel) :]
    assert len({kernel.tobytes() for kernel in after}) == len(after)
    assert np.array_equal(after, after.round(2))
    step_by_step = before
    for _ in range(len(after)):
        step_by_step = channel_edits.add_output(step_by_step, 0).after
    assert np.array_equal(step_by_step.layers[0].kernel[-len(after) :], after)


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 2), (3, 3, 3), (16, 5, 5), (512, 7, 7)])
def test_fresh_weights_are_normal_and_never_all_0(shape):
    drawn = np.stack([channel_edits.fresh_weights(shape, (0, place)) for place in range(64)])
    assert all(weights.any() for weights in drawn)
    assert not np.signbit(drawn[drawn == 0]).any()
    sigma, number = math.sqrt(2 / math.prod(shape)), drawn.size
    assert abs(drawn.mean()) < 5 * sigma / math.sqrt(number)
    assert abs(drawn.std() - sigma) < 5 * sigma / math.sqrt(2 * number)


def test_outputs_in_groups_come_and_go_in_every_group():
    before = strip(5, 3, "depthwise")  # two outputs for each of three channels
    assert len(channel_edits.add_output(before, 0).after.layers[0].kernel) == 9
    less = channel_edits.remove_output(before, 0, 3).after
    assert np.array_equal(outputs(less)[0], outputs(before)[0][[0, 2, 4]])
    with pytest.raises(ValueError, match="set Groups to 1 first"):
        channel_edits.remove_output(less, 0, 0)
    with pytest.raises(ValueError, match="stays in its group"):
        channel_edits.move_output(before, 0, 1, 2)


@given(SEEDS, st.sampled_from([1, 2, 3, 6]), st.sampled_from([1, 2, 3, 6]))
def test_another_number_of_groups_keeps_the_weights_that_are_still_read(seed, first, then):
    rng = np.random.default_rng(seed)
    layer = conv(rng, 6, 6 // first, groups=first)
    experiment = Experiment(input=frozen(rng.normal(size=(6, 3, 3))), layers=(layer,))
    after = edits.set_parameter(experiment, 0, "groups", then).after
    grouped = after.layers[0]
    assert grouped.kernel.shape == (6, 6 // then, 2, 2)
    every, read = dense(layer, 6), dense(grouped, 6)
    for out in range(6):
        for channel in range(6):
            kept = channel in grouped.in_channels_read(out, 6)
            assert np.array_equal(read[out, channel], every[out, channel] if kept else np.zeros((2, 2)))
    if first > then and first % then == 0:  # fewer groups read more channels, with weights of 0
        assert np.allclose(outputs(after)[0], outputs(experiment)[0], atol=1e-12)


def test_groups_that_divide_nothing_say_so_and_do_no_harm():
    experiment = strip(1, 3)
    after = edits.set_parameter(experiment, 0, "groups", 2).after
    assert "divides 3" in evaluate(after).problem[1].remedy
    assert same_content(edits.set_parameter(after, 0, "groups", 1).after, experiment)
    assert "divides 4" in evaluate(edits.set_parameter(experiment, 0, "groups", 3).after).problem[1].remedy


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_depthwise_in_one_step(groups):
    rng = np.random.default_rng(7)
    layer = conv(rng, 8, 4 // groups, groups=groups)
    experiment = Experiment(input=frozen(rng.normal(size=(4, 4, 4))), layers=(layer, conv(rng, 1, 8, 1)))
    after = channel_edits.depthwise(experiment, 0).after
    own = after.layers[0]
    assert own.groups == 4
    assert own.kernel.shape == (4, 1, 2, 2)
    every = dense(layer, 4)
    for channel in range(4):
        assert any(np.array_equal(own.kernel[channel, 0], every[out, channel]) for out in range(8))
    assert own.kernel.any(axis=(1, 2, 3)).all()
    assert outputs(after)[-1].shape == (1, 3, 3)


@pytest.mark.parametrize(("before", "after"), [(1, 3), (3, 1), (2, 5)])
@pytest.mark.parametrize("groups", [1, "depthwise"])
def test_a_kernel_that_does_not_fit_is_made_to(before, after, groups):
    experiment = strip(2, before, "full" if groups == 1 else "depthwise")
    if groups == "depthwise" and before == 1:
        return  # one channel has one group: nothing tells it from a full convolution
    stranded = edits.set_input(experiment, np.ones((after, 5, 6)), "Picture").after
    assert evaluate(stranded).problem[1].parameter == "kernel"
    fitted = channel_edits.fit_kernel(stranded, 0).after
    if groups == 1:
        assert evaluate(fitted).problem is None
        kernel = fitted.layers[0].kernel
        assert np.array_equal(kernel, experiment.layers[0].kernel[:, [c % before for c in range(after)]])
    else:
        assert fitted.layers[0].groups == after
        assert evaluate(fitted).problem[0] == 3  # the next one reads more channels now, and says so
        assert evaluate(channel_edits.fit_kernel(fitted, 3).after).problem is None


def test_limits_are_said():
    one = Experiment(input=frozen(np.zeros((1, 2, 2))))
    with pytest.raises(ValueError, match="at least one channel"):
        channel_edits.remove_channel(one, 0)
    full = Experiment(input=frozen(np.zeros((MOST_INPUT_CHANNELS, 1, 1))))
    with pytest.raises(ValueError, match=f"at most {MOST_INPUT_CHANNELS} channels"):
        channel_edits.add_channel(full)
    with pytest.raises(ValueError, match="at least one output channel"):
        channel_edits.remove_output(Experiment(input=one.input, layers=(edits.new_layer("conv2d", 1),)), 0, 0)


def test_names_are_in_the_file_and_checked():
    named = strip(4, 3)
    assert files.loads(files.dumps(named)).channel_names == ("r", "g", "b")
    document = json.loads(files.dumps(named))
    assert document["input"]["names"] == ["r", "g", "b"]
    for wrong in (["r", "g"], "rgb", [1, 2, 3], ["r", "g", "b" * 99], ["r", "g", "b\n"]):
        with pytest.raises(FileProblem, match=r"input\.names"):
            files.loads(json.dumps({**document, "input": {**document["input"], "names": wrong}}).encode())


def test_a_file_of_version_1_has_no_names():
    document = json.loads(files.dumps(Experiment(input=frozen(np.zeros((2, 1, 1))))))
    assert "names" not in document["input"]
    assert files.loads(json.dumps({**document, "version": 1}).encode()).channel_names == ()
