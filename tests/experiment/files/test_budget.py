"""No strip, and no training, takes more memory or products than it may; what would is said before it is begun."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import (
    Evaluation,
    Experiment,
    Run,
    Training,
    budget,
    edits,
    evaluate,
    files,
    finish,
    frozen,
    learning,
    training,
)
from convstudio.experiment.budget import Spent, Stuck, cost_of, gigabytes, large, overdrawn, through
from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning.training_setup import Obstacle, make_task
from convstudio.layers import KINDS, Activation, AvgPool2d, Conv2d, Layer, MaxPool2d
from convstudio.layers.base import READ_EFFORT
from convstudio.scene.learn.build import build as build_learning
from tests.layers.settings import any_case
from tests.scene.strips import evaluations

MEGABYTE = 1024**2
SLACK = 40 * MEGABYTE  # blocks of which products are made: no larger for larger maps


def convolution(outs: int, slices: int, side: int, **settings: object) -> Conv2d:
    return Conv2d(kernel=frozen(np.ones((outs, slices, side, side))), bias=frozen(np.zeros(outs)), **settings)  # type: ignore[arg-type]


def test_a_file_of_some_kilobytes_that_asks_for_many_gigabytes_says_so() -> None:
    """A single cell, padded by 64 on each side again and again, in 512 channels."""
    wide = convolution(512, 1, 1, padding=((64, 64), (64, 64)))
    pooled = MaxPool2d(kernel_size=(64, 64), stride=(1, 1), padding=((63, 63), (63, 63)))
    experiment = Experiment(input=frozen(np.ones((1, 1, 1))), layers=(wide, *(replace(pooled) for _ in range(31))))
    content = files.dumps(experiment)
    assert len(content) < 20_000
    evaluation = evaluate(files.loads(content))
    held = sum(result.output.nbytes for result in evaluation.results if result.output is not None)
    assert held <= budget.MOST_BYTES
    assert evaluation.problem is not None
    index, problem = evaluation.problem
    assert problem.was.startswith(("the maps up to here would need 1.", "the layers up to here would take as long as"))
    assert problem.remedy.endswith(".")
    assert all(result.output is None and result.problem is None for result in evaluation.results[index + 1 :])


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """As much as 600 bytes, or 500 products."""
    monkeypatch.setattr(budget, "MOST_BYTES", 600)
    monkeypatch.setattr(budget, "MOST_PRODUCTS", 500)


@pytest.mark.usefixtures("low")
def test_what_is_reused_is_counted_like_what_is_computed() -> None:
    over = 0

    @given(evaluations(most_layers=5), st.integers(0, 5), st.floats(0, 3000))
    def run(whole: Evaluation, cell: int, most: float) -> None:
        nonlocal over
        over += whole.problem is not None and "up to here" in whole.problem[1].was
        experiment = whole.experiment
        row, column = cell % experiment.input.shape[1], cell % experiment.input.shape[2]
        painted = edits.paint(experiment, {(0, row, column): 9.5}).after
        shorter = replace(painted, layers=painted.layers[1:])
        for after in (painted, shorter, experiment):
            same(evaluate(after, whole), evaluate(after))
            same(finish(evaluate(after, whole, most), whole), evaluate(after))
        for evaluation in (whole, evaluate(painted, whole)):
            held = {id(r.output): r.output.nbytes for r in evaluation.results if r.output is not None}
            assert sum(held.values()) <= budget.MOST_BYTES

    run()
    assert over > 5


def same(a: Evaluation, b: Evaluation) -> None:
    for one, other in zip(a.results, b.results, strict=True):
        assert (one.problem, one.cost) == (other.problem, other.cost)
        assert (one.output is None) == (other.output is None)


def large_cases() -> Iterator[tuple[Layer, tuple[int, int, int]]]:
    """Layers of all kinds that take some megabytes, each in its own way."""
    yield convolution(1, 1, 5, padding="same"), (1, 1000, 1000)
    yield convolution(1, 1, 31, padding="full", dilation=(32, 32), stride=(32, 32)), (1, 64, 64)
    yield convolution(8, 8, 5, padding="same"), (8, 200, 200)
    yield convolution(4, 64, 9, dilation=(2, 2)), (64, 24, 900)
    yield convolution(2, 64, 21, padding=((10, 10), (10, 10))), (64, 1, 400)
    yield convolution(16, 1, 3, groups=16, padding="same", padding_mode="circular"), (16, 200, 200)
    yield convolution(4, 2, 5, groups=2, padding="same", stride=(2, 2), activation="tanh"), (4, 500, 500)
    yield MaxPool2d(kernel_size=(5, 5), stride=(1, 1), padding="same"), (4, 500, 500)
    yield MaxPool2d(kernel_size=(9, 9), stride=(9, 9), dilation=(30, 30), padding="full"), (2, 500, 500)
    yield AvgPool2d(kernel_size=(9, 9), stride=(2, 2), padding="same", ceil_mode=True, count_include_pad=False), (4, 500, 500)
    yield Activation(activation="tanh"), (4, 1000, 1000)


@pytest.mark.parametrize(("layer", "shape"), list(large_cases()))
def test_a_layer_takes_no_more_memory_than_its_shapes_say(layer: Layer, shape: tuple[int, int, int]) -> None:
    x = np.ones(shape)
    cost = cost_of(layer, shape)
    tracemalloc.start()
    try:
        output = layer.forward(x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert output.nbytes == cost.output
    assert peak <= cost.output + cost.beside + max(SLACK, cost.output)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_shapes_alone_say_what_comes_out(kind: type[Layer]) -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        layer, x = any_case(kind, rng)
        shape = (x.shape[0], x.shape[1], x.shape[2])
        found = through((layer, replace(layer, enabled=False)), shape, Spent(x.nbytes))
        problem = layer.problem(shape)
        if isinstance(found, Stuck):
            assert found.problem == problem
        else:
            assert problem is None
            assert found[0] == layer.forward(x).shape
            assert found[1] == Spent(x.nbytes + layer.forward(x).nbytes, layer.effort(shape))


def test_a_layer_that_takes_too_long_says_how_many_products_it_would_take() -> None:
    layer = convolution(64, 64, 31, padding="same")
    evaluation = evaluate(Experiment(input=frozen(np.ones((64, 256, 256))), layers=(layer,)))
    assert evaluation.problem is not None
    assert (
        evaluation.problem[1].was == "the layers up to here would take as long as 379 billion products; the limit is 30 billion"
    )


@pytest.mark.parametrize(
    ("layer", "copied"),
    [
        (convolution(1, 8, 9), 0),  # one output: in order
        (convolution(4, 4, 3), 0),  # few weights: in order
        (convolution(2, 16, 9), 16 * 81 * 12 * 12),  # each output's window
        (convolution(3, 8, 3), 8 * 3 * 18 * 18),  # each row once
        (convolution(4, 16, 9, groups=2), 2 * 16 * 81 * 12 * 12),
        (convolution(3, 8, 3, dilation=(2, 2)), 8 * 9 * 16 * 16),
    ],
)
def test_what_is_copied_is_counted(layer: Conv2d, copied: int) -> None:
    shape = (layer.kernel.shape[1] * layer.groups, 20, 20)
    assert layer.cells_written_out(shape) == copied
    assert cost_of(layer, shape).products == layer.effort(shape) + budget.COPY_EFFORT * copied


def test_the_limit_itself_is_allowed() -> None:
    cost = replace(budget.NO_COST, output=budget.MOST_BYTES - 100, beside=100, products=budget.MOST_PRODUCTS)
    assert overdrawn(Spent(), cost) is None
    assert overdrawn(Spent(held=1), cost) is not None
    assert overdrawn(Spent(products=1e3), cost) is not None


@pytest.mark.parametrize(
    ("size", "text"), [(1024**3, "1 GB"), (1024**3 + 1, "1.1 GB"), (14 * 1024**3 - 5, "14 GB"), (14.3 * 1024**3, "14 GB")]
)
def test_gigabytes_are_short_and_a_little_more_is_seen(size: float, text: str) -> None:
    assert gigabytes(size) == text


def test_a_large_number_of_products_is_read_in_billions() -> None:
    assert (large(3e10), large(3e10 + 1), large(4.2e15)) == ("30 billion", "31 billion", "4\u2009200\u2009000 billion")


# Learning


def task_of(pictures: int = 1, side: int = 16, **settings: object) -> Experiment:
    """A convolution of 2 outputs with a tanh behind it, learned from some pictures."""
    more = tuple(frozen(np.ones((1, side, side))) for _ in range(pictures - 1))
    layers = (Activation(), convolution(2, 1, 3, padding="same"), Activation(activation="tanh"))
    how = Training(pictures=more, until=2, **settings)  # type: ignore[arg-type]
    return Experiment(input=frozen(np.ones((1, side, side))), layers=layers, training=how)


def obstacle(experiment: Experiment) -> Obstacle | None:
    """Why nothing can be learned, found without computing anything."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in KINDS:
            patch.setattr(kind, "forward", pytest.fail)
        found = make_task(experiment)
    return found if isinstance(found, Obstacle) else None


def test_learning_that_would_need_too_much_memory_says_so_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    held = (
        8 * 16 * 16 * (1 + 2 * 2 * 2 + 4 * 2)
    )  # what is read; two maps of two channels, twice; target, prediction, error, slope
    monkeypatch.setattr(budget, "MOST_BYTES", 3 * held)
    assert not isinstance(make_task(task_of(3)), Obstacle)
    found = obstacle(task_of(4))
    assert found is not None
    assert found.was.startswith("learning would need 0.1 GB; the limit is")
    assert found.remedy == "Use fewer or smaller pictures, or fewer channels."
    scene = build_learning(learning.learn(task_of(4)))
    assert scene.obstacle is not None
    assert scene.obstacle.was == found.was


def test_a_step_that_would_take_too_long_says_so_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    products = 3 * 16 * 16 * 2 * (9 + READ_EFFORT)
    monkeypatch.setattr(budget, "MOST_PRODUCTS", 3 * products)
    assert not isinstance(make_task(task_of(3)), Obstacle)
    found = obstacle(task_of(4))
    assert found is not None
    assert found.was.startswith("one step would take as long as 1 billion products; the limit is")


def test_a_picture_whose_strip_would_need_too_much_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = task_of()
    pictures = (frozen(np.ones((1, 4, 4))), frozen(np.ones((1, 99, 99))))
    monkeypatch.setattr(budget, "MOST_BYTES", 200_000)
    found = obstacle(replace(experiment, training=replace(experiment.training, pictures=pictures)))
    assert found is not None
    assert found.was.startswith("picture 3, Convolution: the maps up to here would need 0.1 GB")


def test_what_can_be_learned_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the budget: where there is a task, the strip of every picture has outputs."""
    for most in range(1000, 60_000, 1000):
        monkeypatch.setattr(budget, "MOST_BYTES", most)
        experiment = task_of(2)
        learnt = learning.learn(experiment)
        assert build_learning(learnt, number=1).obstacle or not isinstance(learnt.task, Obstacle)


def test_all_runs_together_keep_no_more_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MOST_KEPT_IN_ALL", 18 * 30)
    runs = tuple(Run(length=n, optimiser=name) for n, name in ((10, "sgd"), (10, "momentum"), (10, "sgd")))
    assert training.epochs_kept(runs, 18) == (10, 10, 0)
    experiment = task_of(runs=runs, chosen=2)
    learnt = learning.learn(experiment)
    while not learnt.done:
        learnt = learning.advance(learnt, 1.0)
    assert [line.last for line in learnt.lines] == [10, 10, 0]


def test_training_on_is_refused_where_there_is_no_room_beside_the_other_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = 2 * 9 + 2
    monkeypatch.setattr(training, "MOST_KEPT_IN_ALL", weights * 30)
    experiment = task_of(runs=(Run(length=20), Run(length=4)), chosen=1)
    assert training_edits.train_to(experiment, 10).after.training.run.length == 10
    with pytest.raises(
        ValueError, match="Beside the other runs there is room for 10 epochs of this kernel; remove a run first"
    ):
        training_edits.train_to(experiment, 11)
    alone = replace(experiment, training=replace(experiment.training, runs=experiment.training.runs[:1], chosen=0))
    assert training_edits.train_to(alone, 30).after.training.run.length == 30


def test_curvature_is_worked_out_only_where_it_fits_in_memory() -> None:
    wide = convolution(64, 1, 23, groups=64)  # a block of 529 × 529 for each of 64 groups: 143 MB
    experiment = Experiment(input=frozen(np.ones((64, 24, 24))), layers=(wide,))
    learnt = learning.learn(experiment)
    assert isinstance(learning.advance(learnt, 0.0).objective("sum_squares"), learning.Backpropagation)
