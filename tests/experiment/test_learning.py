"""Tasks, runs and forks: backpropagation against finite differences, the same seed bit for bit, chunks, forks, obstacles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.engine import conv2d
from convstudio.engine.descent.losses import LOSSES
from convstudio.engine.descent.optimisers import RULES
from convstudio.engine.descent.quadratic import Quadratic
from convstudio.experiment import Experiment, Run, Training, files, frozen
from convstudio.experiment.edits import training_edits as edits
from convstudio.experiment.gallery import opening_example
from convstudio.experiment.learning import Backpropagation, advance, learn, quadratic_of, step_behind
from convstudio.experiment.learning.training_setup import Obstacle, Task, errors, make_task, passed, predict, start_weights
from convstudio.layers import Activation, AvgPool2d, Conv2d, MaxPool2d
from convstudio.scene.learn.facts import facts

FOREVER = 60.0
OPTIMISERS = [known.name for known in RULES]


def all_of(experiment, before=None, seconds=FOREVER):
    learnt = learn(experiment, before)
    while not learnt.done:
        learnt = advance(learnt, seconds)
    return learnt


def textbook(**settings_of_run):
    """The textbook's example: the opening example, started at [0.4, 0.3]."""
    run = Run(weights=frozen([0.4, 0.3]), **settings_of_run)
    return replace(opening_example(), training=Training(runs=(run,)))


def test_the_textbook_through_the_document():
    line = all_of(textbook(length=10)).line
    np.testing.assert_allclose(line.losses[2::2], [4.828, 1.538, 0.556, 0.215, 0.086], atol=5e-4)
    np.testing.assert_allclose(line.weights(10), [1.0266, -0.9515], atol=5e-5)


@st.composite
def strips(draw):
    """A convolution with an activation, and layers behind it; random weights, so that nothing lies on a corner."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    channels, outputs = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    first = Conv2d(
        kernel=frozen(random.normal(size=(outputs, channels, 2, 3))), bias=frozen(random.normal(size=outputs)),
        stride=draw(st.sampled_from([(1, 1), (2, 1)])), padding=draw(st.sampled_from(["valid", "same"])),
        padding_mode=draw(st.sampled_from(["zeros", "replicate"])), flip=draw(st.booleans()),
        activation=draw(st.sampled_from(["none", "tanh", "sigmoid", "leaky_relu"])),
    )  # fmt: skip
    last = Conv2d(kernel=frozen(random.normal(size=(2, outputs, 2, 2))), bias=frozen(random.normal(size=2)))
    behind = draw(st.sampled_from([(), (MaxPool2d(stride=(1, 1)),), (Activation(activation="tanh"), AvgPool2d()), (last,)]))
    pictures = tuple(frozen(random.normal(size=(channels, 8, 7))) for _ in range(draw(st.integers(1, 2))))
    before = (Activation(activation="sigmoid"),) if draw(st.booleans()) else ()
    layers = (*before, first, *behind)
    training = Training(
        layer=len(before), until=len(layers) - 1, noise=0.5, learn_bias=draw(st.booleans()), pictures=pictures[1:],
        runs=(Run(loss=draw(st.sampled_from(["sum_squares", "mean_squares", "mean_huber"]))),),
    )  # fmt: skip
    return Experiment(input=pictures[0], layers=layers, training=training)


@given(strips())
@settings(max_examples=40)
def test_backpropagation_agrees_with_finite_differences(experiment):
    task = make_task(experiment)
    assert isinstance(task, Task)
    objective = Backpropagation(task, experiment.training.run.loss)
    weights, h = np.random.default_rng(1).normal(size=task.size), 1e-6
    _loss, gradient = objective.loss_and_gradient(weights)
    for place in range(task.size):
        step = np.zeros(task.size)
        step[place] = h
        slope = (objective.loss(weights + step) - objective.loss(weights - step)) / (2 * h)
        assert gradient[place] == pytest.approx(slope, rel=2e-4, abs=2e-4)


@given(strips())
@settings(max_examples=20)
def test_the_quadratic_and_backpropagation_agree(experiment):
    task = make_task(experiment)
    learnt = advance(learn(experiment), FOREVER)
    found, weights = quadratic_of(learnt), np.random.default_rng(2).normal(size=task.size)
    linear = task.is_linear and experiment.training.run.loss.endswith("squares")
    assert (found is not None) == linear
    if found:
        own, other = found.loss_and_gradient(weights), Backpropagation(task, experiment.training.run.loss)
        assert own[0] == pytest.approx(other.loss(weights), rel=1e-9)
        np.testing.assert_allclose(own[1], other.loss_and_gradient(weights)[1], rtol=1e-8, atol=1e-9)


def test_with_its_own_weights_a_layer_makes_its_own_target():
    task = make_task(opening_example())
    own = start_weights(task, Run(start="current"))
    assert not errors(task, passed(task, own)).any()
    assert np.array_equal(predict(task, own)[0], task.targets[0])


def target_is(experiment, target, random):
    """The experiment with the same target, wherever it is said to come from."""
    if target == "painted":
        return edits.set_task(experiment, "target", "painted").after
    if target == "drawn":
        layer = experiment.layers[0]
        other = replace(layer, kernel=frozen(random.normal(size=layer.kernel.shape)))
        training = replace(experiment.training, target="drawn", target_kernel=layer.kernel)
        return replace(experiment, layers=(other,), training=training)
    return experiment


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("target", ["own", "drawn", "painted"])
@pytest.mark.parametrize("learn_bias", [False, True])
@pytest.mark.parametrize("loss", [known.name for known in LOSSES if known.quadratic])
def test_from_weights_that_leave_no_error_nothing_moves(optimiser, target, learn_bias, loss):
    """A gradient that is nearly 0 would be one: Adam and RMSProp divide it by its own size."""
    random = np.random.default_rng(5)
    layer = Conv2d(
        kernel=frozen(random.normal(size=(4, 1, 3, 2))), bias=frozen(random.normal(size=4)), groups=2, flip=True,
        padding=((1, 0), (0, 2)), stride=(2, 1), padding_mode="replicate",
    )  # fmt: skip
    training = Training(learn_bias=learn_bias, pictures=(frozen(random.normal(size=(2, 6, 9))),))
    experiment = Experiment(input=frozen(random.normal(size=(2, 8, 7))), layers=(layer,), training=training)
    experiment = target_is(experiment, target, random)
    task = make_task(experiment)
    right = start_weights(replace(task, layer=layer), Run(start="current"))
    run = Run(weights=right, optimiser=optimiser, loss=loss, length=20)
    learnt = all_of(replace(experiment, training=replace(experiment.training, runs=(run,))))
    assert isinstance(quadratic_of(learnt), Quadratic)
    assert not learnt.line.losses.any()
    assert np.array_equal(learnt.line.weights(20), right)


def test_whole_numbers_have_a_whole_gradient():
    """What the window writes down as ∂L/∂K."""
    x, kernel = np.arange(9.0).reshape(1, 3, 3) - 4, np.array([[[[0.0, 1.0], [2.0, 3.0]]]])
    layer = Conv2d(kernel=frozen(kernel), bias=frozen([0.1]))
    experiment = Experiment(input=frozen(x), layers=(layer,), training=Training(runs=(Run(start="zeros"),)))
    learnt = all_of(experiment)
    loss, gradient = quadratic_of(learnt).loss_and_gradient(np.zeros(4))
    wanted = -2 * np.array([[(x[0, i : i + 2, j : j + 2] * conv2d(x, kernel)[0]).sum() for j in (0, 1)] for i in (0, 1)])
    assert np.array_equal(gradient, wanted.ravel())
    assert loss == (conv2d(x, kernel) ** 2).sum()


# Runs


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_same_seed_gives_the_same_run_whatever_happens_on_the_way(optimiser):
    at_once = all_of(textbook(optimiser=optimiser, length=30))
    grown = None
    for epoch in (1, 2, 9, 30):  # trained on, saved and read again half-way, in small pieces
        experiment = edits.train_to((grown.experiment if grown else textbook(optimiser=optimiser)), epoch).after
        grown = all_of(files.loads(files.dumps(experiment)), seconds=0.0)
    assert np.array_equal(at_once.line.losses, grown.line.losses)
    assert np.array_equal(at_once.line.weights(30), grown.line.weights(30))


def test_a_longer_run_keeps_the_epochs_that_it_has():
    first = all_of(textbook(length=5))
    longer = learn(edits.train_to(first.experiment, 8).after, first)
    assert longer.line.trajectory is first.line.trajectory
    assert not longer.line.done
    shorter = learn(edits.stop_at(first.experiment, 3).after, first)
    assert shorter.line.done
    assert len(shorter.line.losses) == 4
    assert shorter.line.last == 3


def test_a_run_that_is_stopped_keeps_the_epochs_at_which_others_left_it():
    forked = edits.set_run(textbook(length=5), 3, "learning_rate", 0.01).after
    stopped = edits.stop_at(edits.choose_run(forked, 0).after, 1).after  # a pixel was painted: it is being computed again
    assert [run.end for run in stopped.training.runs] == [3, 3]
    assert files.loads(files.dumps(stopped)).training.runs[1].epoch == 3


def test_no_fork_begins_behind_the_last_epoch():
    for epoch in (5, 6, 10):
        forked = edits.set_run(textbook(length=5), epoch, "learning_rate", 0.01).after
        assert [(run.parent, run.epoch) for run in forked.training.runs] == [(-1, 0), (0, 5)]
    begun = edits.set_run(textbook(), 4, "optimiser", "adam").after
    assert [(run.optimiser, run.epoch) for run in begun.training.runs] == [("adam", 0)]


def test_a_fork_leaves_the_old_run_as_it_was():
    first = all_of(textbook(length=10))
    forked = edits.set_run(first.experiment, 4, "learning_rate", 0.01).after
    assert [run.parent for run in forked.training.runs] == [-1, 0]
    both = all_of(edits.train_to(forked, 9).after, first)
    old, new = both.lines
    assert np.array_equal(old.losses, first.line.losses)
    assert np.array_equal(new.weights(3), old.weights(3))
    assert np.array_equal(new.weights(4), old.weights(4))
    assert new.run.end == 9
    assert len(new.losses) == 6
    step = new.weights(5) - new.weights(4)
    np.testing.assert_allclose(step, (old.weights(5) - old.weights(4)) / 3, rtol=1e-9)


def test_a_fork_that_changes_nothing_goes_on_as_its_parent_would():
    for optimiser in OPTIMISERS:
        first = all_of(textbook(optimiser=optimiser, length=20))
        run = Run(optimiser=optimiser, weights=None, parent=0, epoch=7, length=13)
        both = all_of(replace(first.experiment, training=replace(first.experiment.training, runs=(first.line.run, run))))
        assert np.array_equal(both.lines[1].losses, both.lines[0].losses[7:])


def test_a_typed_weight_forks_the_run_there():
    first = all_of(textbook(length=10))
    forked = all_of(edits.set_run_weights(first.experiment, 6, np.array([2.0, 2.0])).after, first)
    assert forked.line.weights(6).tolist() == [2.0, 2.0]
    assert forked.line.losses[0] == pytest.approx(Backpropagation(forked.task, "sum_squares").loss(np.array([2.0, 2.0])))
    assert np.array_equal(forked.line.weights(5), first.line.weights(5))


def test_before_it_trains_a_setting_changes_the_run_itself():
    experiment = textbook()
    changed = edits.set_run(experiment, 0, "learning_rate", 0.01).after
    assert len(changed.training.runs) == 1
    again = edits.set_run(edits.set_run(edits.train_to(changed, 5).after, 5, "loss", "mean_squares").after, 5, "seed", 4)
    assert [run.parent for run in again.after.training.runs] == [-1, 0, -1]


def test_reset_goes_back_to_the_same_start_and_a_new_seed_to_another():
    trained = edits.train_to(textbook(), 10).after
    back = edits.reset(trained).after
    assert len(back.training.runs) == 1
    assert all_of(back).line.weights(0).tolist() == [0.4, 0.3]
    other = all_of(edits.new_seed(trained, 7).after)
    assert len(other.lines) == 2
    assert np.array_equal(other.line.weights(0), np.random.default_rng(7).standard_normal(2))
    assert np.array_equal(other.lines[0].losses, all_of(trained).line.losses)


def test_removing_a_run_removes_those_that_left_it():
    experiment = edits.train_to(textbook(), 10).after
    experiment = edits.train_to(edits.set_run(experiment, 4, "learning_rate", 0.01).after, 8).after
    experiment = edits.train_to(edits.set_run(experiment, 6, "learning_rate", 0.02).after, 9).after
    experiment = edits.new_seed(experiment, 3).after
    assert len(experiment.training.runs) == 4
    fewer = edits.remove_run(experiment, 1).after
    assert [(run.parent, run.epoch) for run in fewer.training.runs] == [(-1, 0), (-1, 0)]
    assert fewer.training.chosen == 1
    last = edits.remove_run(edits.remove_run(fewer, 0).after, 0).after
    assert len(last.training.runs) == 1


def test_a_diverging_run_ends_and_others_can_leave_it():
    learnt = all_of(textbook(learning_rate=0.034, length=5000))
    line = learnt.line
    assert line.stop is not None
    assert line.last == line.stop.epoch - 1 < 5000
    forked = edits.train_to(edits.set_run(learnt.experiment, 3, "learning_rate", 0.03).after, 60).after
    both = all_of(forked, learnt)
    assert both.line.stop is None
    assert both.line.losses[-1] < 1e-6
    files.loads(files.dumps(forked))


def test_a_fork_behind_the_end_of_a_run_that_diverged_begins_at_that_end():
    """As a file may say, which does not know where a run ends."""
    diverging = textbook(learning_rate=1.0, length=50).training.run
    fork = replace(diverging, learning_rate=0.03, parent=0, epoch=40, length=4)
    experiment = replace(opening_example(), training=Training(runs=(diverging, fork), chosen=1))
    learnt = all_of(experiment)
    end = learnt.lines[0].last
    assert end < 40
    epochs = np.arange(45)
    wanted = [learnt.line.weights(epoch) for epoch in epochs]
    assert np.array_equal(wanted[39], learnt.lines[0].weights(end))
    assert np.array_equal(learnt.line.some_weights(epochs, (0, 1)), wanted)


def test_the_step_behind_an_epoch_leads_to_the_next_one():
    for optimiser in OPTIMISERS:
        learnt = all_of(textbook(optimiser=optimiser, length=6))
        for epoch in range(6):
            gradient = Backpropagation(learnt.task, "sum_squares").loss_and_gradient(learnt.line.weights(epoch))[1]
            step = step_behind(learnt, epoch, gradient)
            np.testing.assert_allclose(
                learnt.line.weights(epoch) + step, learnt.line.weights(epoch + 1), rtol=1e-12, atol=1e-13
            )


def test_the_target_may_come_from_another_kernel_with_noise_that_repeats():
    drawn = edits.set_target_kernel(opening_example(), np.array([[0.5, 2.0]]), "x").after
    noisy = edits.set_task(drawn, "noise", 0.3).after
    quiet, loud, again = (make_task(e).targets[0] for e in (drawn, noisy, replace(noisy)))
    layer = replace(drawn.layers[0], kernel=frozen([[[[0.5, 2.0]]]]))
    assert np.array_equal(quiet, layer.forward(drawn.input))
    assert np.array_equal(loud, again)
    assert np.abs(loud - quiet).std() > 0.05
    assert all_of(edits.train_to(noisy, 300).after).line.losses[-1] == pytest.approx(
        quadratic_of(all_of(noisy)).least, rel=1e-6
    )


def test_more_pictures_make_a_batch():
    more = edits.add_picture(opening_example(), np.eye(6)[None, :, :6]).after
    task = make_task(more)
    assert [y.shape for y in task.targets] == [(1, 6, 7), (1, 6, 5)]
    assert task.cells == 72
    fewer = edits.remove_picture(more, 1).after
    assert make_task(fewer).cells == 42


def test_before_anything_is_computed_a_run_stands_at_its_start():
    experiment = edits.train_to(textbook(), 3000).after
    experiment = edits.train_to(edits.new_seed(experiment, 3).after, 10).after
    learnt = learn(experiment)
    assert [line.last for line in learnt.lines] == [0, 0]
    assert np.array_equal(learnt.line.weights(0), np.random.default_rng(3).standard_normal(2))
    first = advance(learnt, 0.0)
    assert first.line.last > 0  # the run that is shown comes first
    assert first.lines[0].trajectory is None
    assert len(all_of(experiment, first).lines[0].losses) == 3001


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_fork_is_where_its_parent_is_until_it_begins(optimiser):
    experiment = edits.train_to(textbook(optimiser=optimiser), 30).after
    experiment = edits.train_to(edits.set_run(experiment, 20, "learning_rate", 0.01).after, 25).after
    learnt, whole = learn(experiment), all_of(experiment)
    assert learnt.line.last == 0
    assert np.array_equal(learnt.line.weights(25), learnt.line.weights(0))
    seen = set()
    while not learnt.done:
        learnt = advance(learnt, 0.0)
        last = learnt.line.last
        seen.add(last)
        assert np.array_equal(learnt.line.weights(last), whole.line.weights(last))
        several = np.array([epoch for epoch in (0, 1, 19, 20, 21, 25) if epoch <= last])
        wanted = [learnt.line.weights(epoch)[[1, 0]] for epoch in several]
        assert np.array_equal(learnt.line.some_weights(several, (1, 0)), wanted)
        assert np.array_equal(learnt.line.state(last).velocity, whole.line.state(last).velocity)
        gradient = Backpropagation(learnt.task, "sum_squares").loss_and_gradient(whole.line.weights(last))[1]
        np.testing.assert_array_equal(step_behind(learnt, last, gradient), step_behind(whole, last, gradient))
    assert len(seen) > 3
    assert np.array_equal(learnt.line.losses, whole.line.losses)


def test_a_fork_of_a_run_that_has_not_begun_waits_for_it():
    experiment = edits.train_to(edits.set_run(edits.train_to(textbook(), 5).after, 0, "learning_rate", 0.01).after, 5).after
    learnt = advance(learn(experiment), 0.0)
    assert learnt.lines[0].trajectory is not None
    assert np.array_equal(all_of(experiment, learnt).line.losses, all_of(experiment).line.losses)


# Obstacles


def test_a_target_of_another_size_says_so_and_can_be_fitted():
    painted = edits.set_task(opening_example(), "target", "painted").after
    assert isinstance(make_task(painted), Task)
    larger = replace(painted, input=frozen(np.ones((1, 7, 9))))
    wrong = make_task(larger)
    assert isinstance(wrong, Obstacle)
    assert wrong.was == "target Y of picture 1 is 1 × 6 × 7, the prediction Ŷ is 1 × 7 × 8"
    fitted = edits.fit_target(larger).after
    assert isinstance(make_task(fitted), Task)
    assert np.array_equal(fitted.training.targets[0][:, :6, :7], painted.training.targets[0])


def test_without_a_convolution_there_is_nothing_to_learn():
    none = replace(opening_example(), layers=(MaxPool2d(),))
    assert isinstance(make_task(none), Obstacle)
    assert learn(none).lines == ()
    assert advance(learn(none), 1.0).done


def test_a_window_that_does_not_fit_is_explained():
    small = replace(opening_example(), input=frozen(np.ones((1, 1, 1))))
    wrong = make_task(small)
    assert isinstance(wrong, Obstacle)
    assert "window 2 wide, padded input 1 wide" in wrong.was


def test_a_large_kernel_keeps_as_many_epochs_as_there_is_room_for():
    layer = Conv2d(kernel=frozen(np.zeros((64, 64, 3, 3))), bias=frozen(np.zeros(64)))
    experiment = Experiment(input=frozen(np.zeros((64, 4, 4))), layers=(layer,))
    with pytest.raises(ValueError, match="A run of this kernel has at most 908 epochs"):
        edits.train_to(experiment, 1000)
    long = replace(experiment, training=Training(runs=(Run(length=100_000, learning_rate=0.0),)))
    assert learn(long).line.wanted * layer.kernel.size <= 32 * 1024 * 1024


def test_a_kernel_with_very_many_weights_is_learned_without_its_normal_equations():
    random = np.random.default_rng(0)
    layer = Conv2d(kernel=frozen(random.normal(size=(1, 31, 5, 5))), bias=frozen([0.0]))
    run = Run(start="zeros", learning_rate=1e-4, length=3)
    learnt = all_of(Experiment(input=frozen(random.normal(size=(31, 8, 8))), layers=(layer,), training=Training(runs=(run,))))
    assert quadratic_of(learnt) is None
    assert np.all(np.diff(learnt.line.losses) < 0)
    assert facts(learnt).rate.startswith("So many weights")


def test_bounds_are_said():
    experiment = opening_example()
    with pytest.raises(ValueError, match="Learning rate"):
        edits.set_run(experiment, 0, "learning_rate", -1.0)
    with pytest.raises(ValueError, match="at most 100000 epochs"):
        edits.train_to(experiment, 100_001)
    for seed in range(1, 24):
        experiment = edits.new_seed(edits.train_to(experiment, 1).after, seed).after
    with pytest.raises(ValueError, match="At most 24 runs"):
        edits.new_seed(edits.train_to(experiment, 1).after, 99)
