"""No setting that the controls accept, and no edit, makes a document that its file refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Experiment, Run, Training, edits, files, frozen, limits, same_content
from convstudio.experiment.edits import channel_edits, new_layer, strip_edits, training_edits
from convstudio.experiment.files.filesize import check_file_size, file_bytes
from convstudio.experiment.training import RUN, TASK
from convstudio.layers import KINDS, Conv2d
from convstudio.layers.pooling import Pooling
from tests.experiment.declared import setting
from tests.experiment.edits import changes


def declared(kind):
    """The settings of a kind that have a control."""
    return [p for p in kind.parameters if p.name not in ("kernel", "bias")]


def choices(parameters):
    """Some settings, one after the other, each with a value that its declaration allows."""
    if not parameters:
        return st.just([])
    return st.lists(st.sampled_from(parameters).flatmap(lambda p: st.tuples(st.just(p.name), setting(p))), max_size=5)


def holds(experiment):
    """The experiment is read back as it is written, and its file is no larger than was said."""
    content = files.dumps(experiment)
    assert same_content(files.loads(content), experiment)
    assert len(content) <= file_bytes(experiment)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@given(data=st.data())
def test_whatever_a_control_accepts_can_be_saved(kind, data):
    experiment = Experiment(input=frozen(np.ones((2, 3, 4))), layers=(new_layer(kind.kind, 2),))
    for name, value in data.draw(choices(declared(kind))):
        experiment = edits.set_parameter(experiment, 0, name, value).after
        holds(experiment)


@given(choices(TASK), choices(RUN))
def test_whatever_the_settings_of_learning_accept_can_be_saved(task, run):
    experiment = Experiment(input=frozen(np.ones((2, 3, 4))), layers=(new_layer("conv2d", 2),))
    for name, value in task:
        experiment = training_edits.set_task(experiment, name, value).after
    for name, value in run:
        experiment = training_edits.set_run(experiment, 0, name, value).after
    holds(experiment)


@given(changes.step_lists)
def test_whatever_edits_make_can_be_saved(steps):
    experiment = changes.start()
    for step, seed in steps:
        done = changes.applied(experiment, step, seed)
        experiment = done.after if done else experiment
    holds(experiment)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if issubclass(kind, Pooling)])
def test_a_stride_that_follows_a_window_follows_the_largest(kind):
    experiment = Experiment(input=frozen(np.ones((1, 70, 70))), layers=(kind(),))
    after = edits.set_parameter(experiment, 0, "kernel_size", (64, 48)).after
    assert after.layers[0].stride == (64, 48)
    holds(after)


# What would be too large for a file is refused before it is made


def wide(outs=512, slices=512, side=1, groups=1):
    """A document with a kernel of many channels."""
    layer = Conv2d(kernel=frozen(np.ones((outs, slices, side, side))), bias=frozen(np.zeros(outs)), groups=groups)
    return Experiment(input=frozen(np.zeros((1, 32, 32))), layers=(layer,))


@pytest.mark.parametrize(
    "edit",
    [
        lambda: edits.set_parameter(wide(), 0, "kernel_size", (31, 31)),
        lambda: edits.set_parameter(behind_a_wide_one(wide(slices=1, side=5, groups=512)), 1, "groups", 1),
        lambda: channel_edits.fit_kernel(behind_a_wide_one(wide(slices=2, side=5)), 1),
        lambda: channel_edits.add_output(wide(), 0),
        lambda: channel_edits.set_outputs(wide(outs=256, slices=512, side=5), 0, 512),
        lambda: training_edits.set_target_kernel(wide(), np.ones((5, 5)), "Large"),
        lambda: training_edits.add_picture(many_channels(), np.zeros((1, 1024, 1024))),
    ],
)
def test_nothing_too_large_is_begun(edit, monkeypatch):
    monkeypatch.setattr(np, "zeros", within(np.zeros))
    monkeypatch.setattr(np, "concatenate", pytest.fail)
    with pytest.raises(ValueError, match=r"too many|too large"):
        edit()


def within(function):
    """A function that makes arrays, which none of more than some cells is asked of."""

    def limited(shape, *args, **kwargs):
        assert np.prod(shape) <= limits.MOST_WEIGHTS
        return function(shape, *args, **kwargs)

    return limited


def behind_a_wide_one(experiment):
    """Its layer behind a convolution of 512 outputs."""
    first = Conv2d(kernel=frozen(np.ones((512, 1, 1, 1))), bias=frozen(np.zeros(512)))
    return replace(experiment, layers=(first, *experiment.layers))


def many_channels():
    return Experiment(input=frozen(np.zeros((64, 8, 8))), layers=(new_layer("conv2d", 64),))


def test_groups_that_do_not_work_yet_are_changed_without_writing_out_what_they_leave_out(monkeypatch):
    experiment = behind_a_wide_one(wide())
    experiment = edits.set_parameter(experiment, 1, "groups", 511).after  # divides nothing: the kernel stays
    monkeypatch.setattr(np, "zeros", within(np.zeros))
    after = edits.set_parameter(experiment, 1, "groups", 256).after
    assert after.layers[1].kernel.shape == (512, 2, 1, 1)


def test_a_layer_that_is_new_is_reset_to_one_that_fits_what_reaches_it():
    layer = Conv2d(kernel=frozen(np.ones((1, 512, 1, 1))), bias=frozen(np.zeros(1)), groups=512)
    experiment = Experiment(input=frozen(np.zeros((3, 4, 4))), layers=(layer,))
    after = strip_edits.reset_layer(experiment, 0, Experiment(input=experiment.input)).after
    assert after.layers[0].kernel.shape == (1, 3, 3, 3)
    holds(after)


def test_a_target_that_no_file_holds_is_not_painted():
    many = Conv2d(kernel=frozen(np.ones((8, 1, 1, 1))), bias=frozen(np.zeros(8)))
    experiment = Experiment(input=frozen(np.zeros((1, 1024, 1024))), layers=(many,))
    with pytest.raises(ValueError, match="A target of 8 × 1024 × 1024 cannot be painted: at most 4194304 cells"):
        training_edits.set_task(experiment, "target", "painted")


def test_the_start_of_a_run_may_have_the_largest_kernel_and_its_biases():
    weights = frozen(np.zeros(limits.MOST_WEIGHTS + 512))
    experiment = Experiment(input=frozen(np.zeros((1, 2, 2))), training=Training(runs=(Run(weights=weights),)))
    assert files.loads(files.dumps(experiment)).training.run.weights.size == weights.size


def test_a_document_too_large_for_any_file_is_known_without_writing_it():
    picture = frozen(np.zeros((4, 1024, 1024)))
    small, large = (Experiment(input=picture, training=Training(pictures=(picture,) * n)) for n in (0, 1))
    check_file_size(small)
    with pytest.raises(
        ValueError, match=r"^All pictures and weights together would need a file of 86\.4 MB; the limit is 64 MB\.$"
    ):
        check_file_size(large)
