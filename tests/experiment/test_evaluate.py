"""Evaluating again after an edit gives what evaluating from scratch gives, and says truthfully what changed."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from convstudio.engine import ACTIVATIONS, is_in_order
from convstudio.experiment import Change, Evaluation, Experiment, edits, evaluate, frozen, shape_of
from convstudio.experiment.edits import strip_edits
from convstudio.layers import KINDS, Activation, Array, AvgPool2d, Conv2d, ConvTranspose2d, KernelLayer, Layer, MaxPool2d
from tests.experiment.edits.changes import Step, applied, start, step_lists
from tests.layers.settings import any_case


def in_order(layers: tuple[Layer, ...]) -> bool:
    return all(is_in_order(layer.kernel.shape, layer.groups) for layer in layers if isinstance(layer, KernelLayer))


def assert_equal(found: Evaluation, expected: Evaluation) -> None:
    """The same results: outputs bit for bit, problems word for word."""
    assert [result.problem for result in found.results] == [result.problem for result in expected.results]
    for mine, plain in zip(found.results, expected.results, strict=True):
        assert mine.layer is plain.layer
        assert (mine.output is None) == (plain.output is None)
        if mine.output is not None and plain.output is not None:
            assert np.array_equal(mine.output, plain.output, equal_nan=True)


def assert_truthful(change: Change | None, now: Array | None) -> None:
    """Outside the rectangle of a change every cell is that of its base."""
    if change is None or now is None:
        return
    assert change.base.shape == now.shape
    outside = np.ones(now.shape, dtype=bool)
    outside[:, change.rows[0] : change.rows[1] + 1, change.columns[0] : change.columns[1] + 1] = False
    assert np.array_equal(change.base[outside], now[outside], equal_nan=True)


@settings(max_examples=150)
@given(step_lists)
def test_evaluating_what_changed_is_evaluating_everything(steps: list[tuple[Step, int]]) -> None:
    experiment = start()
    evaluation = evaluate(experiment)
    for step, seed in steps:
        edit = applied(experiment, step, seed)
        if edit is None:
            continue
        experiment = edit.after
        evaluation = evaluate(experiment, evaluation)
        assert in_order(experiment.layers)
        assert_equal(evaluation, evaluate(experiment))
        assert_truthful(evaluation.change, experiment.input)
        for result in evaluation.results:
            assert_truthful(result.change, result.output)


@settings(max_examples=100)
@given(step_lists)
def test_it_holds_across_several_edits_at_once_as_after_a_jump_in_the_history(steps: list[tuple[Step, int]]) -> None:
    experiment = start()
    seen = [evaluate(experiment)]
    for step, seed in steps:
        edit = applied(experiment, step, seed)
        if edit:
            experiment = edit.after
            seen.append(evaluate(experiment, seen[-1]))
    for before in seen:
        assert_equal(evaluate(experiment, before), seen[-1])


def test_a_layer_switched_off_together_with_a_painted_cell_does_not_mislead_the_next_one() -> None:
    box = Conv2d(kernel=frozen(np.ones((1, 1, 1, 1))), bias=frozen([5.0]))
    doubled = Conv2d(kernel=frozen(np.full((1, 1, 1, 1), 2.0)), bias=frozen([0.0]))
    before = Experiment(input=frozen(np.zeros((1, 4, 4))), layers=(box, doubled))
    after = edits.paint(strip_edits.switch_layer(before, 0, False).after, {(0, 1, 1): 1.0}).after
    output = evaluate(after, evaluate(before)).results[1].output
    assert output is not None
    assert output.sum() == 2.0


def test_a_painted_cell_changes_its_readers_only() -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), padding="same")
    before = evaluate(Experiment(input=frozen(np.zeros((1, 20, 20))), layers=(layer, MaxPool2d())))
    after = evaluate(edits.paint(before.experiment, {(0, 9, 4): 1.0}).after, before)
    assert after.change is not None
    assert (after.change.rows, after.change.columns) == ((9, 9), (4, 4))
    changes = [result.change for result in after.results]
    assert [(c.rows, c.columns) for c in changes if c] == [((8, 10), (3, 5)), ((4, 5), (1, 2))]
    assert [c.base for c in changes if c] == [result.output for result in before.results]


@pytest.mark.parametrize("side", range(5, 31, 5))
@pytest.mark.parametrize("kind", [Conv2d, ConvTranspose2d])
def test_a_painted_cell_of_a_small_map_of_many_channels_gives_the_bits_of_a_fresh_start(
    kind: type[KernelLayer], side: int
) -> None:
    rng = np.random.default_rng(side)
    layers = [kind(kernel=frozen(rng.normal(size=(11, c, 3, 3))), bias=frozen(np.zeros(11)), padding=1) for c in (2, 11)]
    assert not in_order(tuple(layers))
    before = evaluate(Experiment(input=frozen(rng.normal(size=(2, 8, side))), layers=(*layers, MaxPool2d())))
    for column in range(side):
        painted = edits.paint(before.experiment, {(1, column % 8, column): 9.0}).after
        before = evaluate(painted, before)
        assert_equal(before, evaluate(painted))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_setting_of_every_kind_recomputes_what_a_painted_cell_touches(kind: type[Layer]) -> None:
    rng = np.random.default_rng(7)
    for _ in range(80):
        layer, x = any_case(kind, rng)
        wide = frozen(rng.normal(size=(x.shape[0], 17, 19)))
        before = evaluate(Experiment(input=wide, layers=(layer, Activation(activation="tanh"))))
        cell = (0, *[int(rng.choice([0, 1, 2, n // 2, n - 2, n - 1])) for n in wide.shape[1:]])
        painted = edits.paint(before.experiment, {cell: 9.0}).after  # type: ignore[dict-item]
        after = evaluate(painted, before)
        assert_equal(after, evaluate(painted))
        for result in after.results:
            assert_truthful(result.change, result.output)


def test_a_cell_that_nobody_reads_changes_nothing() -> None:
    layers = (MaxPool2d(), Activation())
    before = evaluate(Experiment(input=frozen(np.zeros((1, 5, 5))), layers=layers))
    after = evaluate(edits.paint(before.experiment, {(0, 4, 4): 1.0}).after, before)
    assert [result.output for result in after.results] == [result.output for result in before.results]


def test_what_did_not_change_is_the_same_object() -> None:
    before = evaluate(start())
    title = edits.set_words(before.experiment, title="Other").after
    assert [r.output for r in evaluate(title, before).results] == [r.output for r in before.results]
    last = evaluate(edits.set_bias(before.experiment, 2, 0, 3.0).after, before)
    assert [r.output is old.output for r, old in zip(last.results, before.results, strict=True)] == [True, True, False]
    added = evaluate(edits.add_layer(before.experiment, Activation()).after, before)
    assert [r.output is old.output for r, old in zip(added.results, before.results, strict=False)] == [True, True, True]


def test_a_cell_painted_with_its_own_value_recomputes_to_the_same() -> None:
    before = evaluate(start())
    value = float(before.experiment.input[0, 2, 2])
    after = evaluate(edits.paint(before.experiment, {(0, 2, 2): value}).after, before)
    assert after.change is None
    assert_equal(after, before)


def test_a_cell_is_recomputed_without_the_whole_map(monkeypatch: pytest.MonkeyPatch) -> None:
    before = evaluate(start())
    painted = edits.paint(before.experiment, {(0, 0, 0): 2.5}).after
    expected = evaluate(painted)
    monkeypatch.setattr(Conv2d, "forward", lambda *_: pytest.fail("the whole map was computed"))
    found = evaluate(replace(painted, layers=before.experiment.layers[:1]), before)
    assert np.array_equal(found.results[0].output, expected.results[0].output)  # type: ignore[arg-type]


def too_large_a_window() -> tuple[Evaluation, Evaluation]:
    before = evaluate(start())
    return before, evaluate(edits.set_parameter(before.experiment, 0, "dilation", (9, 9)).after, before)


def test_an_impossible_setting_is_a_result_with_a_reason() -> None:
    _before, after = too_large_a_window()
    padding = edits.set_parameter(after.experiment, 0, "padding", "valid").after
    found = evaluate(padding, after)
    assert found.problem is not None
    index, problem = found.problem
    assert (index, problem.parameter) == (0, "kernel_size")
    assert "19" in problem.was
    assert [result.output for result in found.results] == [None, None, None]
    assert [bool(result.problem) for result in found.results] == [True, False, False]


def test_the_last_good_result_stays_as_long_as_the_setting_is_impossible() -> None:
    before = evaluate(start())
    good = [result.output for result in before.results]
    evaluation = before
    for size in ((9, 31), (31, 31)):
        wide = edits.set_parameter(evaluation.experiment, 0, "padding", "valid").after
        wide = edits.set_parameter(wide, 0, "kernel_size", size).after
        evaluation = evaluate(wide, evaluation)
        assert [result.output for result in evaluation.results] == [None, None, None]
        assert [result.last_good for result in evaluation.results] == good
        assert [result.shown for result in evaluation.results] == good
    again = evaluate(before.experiment, evaluation)
    assert_equal(again, before)
    assert [result.last_good for result in again.results] == [None, None, None]


def test_the_last_good_result_follows_its_layer_when_others_come_or_go() -> None:
    x = frozen(np.arange(36.0).reshape(1, 6, 6))
    first = Conv2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen([0.0]))
    second = Conv2d(kernel=frozen(np.ones((1, 1, 5, 5))), bias=frozen([0.0]))
    before = evaluate(Experiment(input=x, layers=(first, second)))
    good = before.results[1].output
    smaller = edits.resize_input(edits.remove_layer(before.experiment, 0).after, 3, 3).after
    result = evaluate(smaller, before).results[0]
    assert result.problem is not None
    assert result.last_good is good


def test_a_layer_that_is_switched_off_hands_its_input_on() -> None:
    experiment = strip_edits.switch_layer(start(), 1, False).after
    evaluation = evaluate(experiment)
    assert evaluation.results[1].output is evaluation.results[0].output
    impossible = edits.set_parameter(experiment, 1, "kernel_size", (64, 64)).after
    assert evaluate(impossible).results[1].problem is None


def test_a_result_that_would_not_fit_in_memory_is_a_problem() -> None:
    kernel = frozen(np.ones((129, 1, 1, 1)))
    layer = Conv2d(kernel=kernel, bias=frozen(np.zeros(129)))
    evaluation = evaluate(Experiment(input=frozen(np.zeros((1, 1024, 1024))), layers=(layer,)))
    assert evaluation.problem is not None
    assert evaluation.problem[1].was == "the maps up to here would need 1.1 GB; the limit is 1 GB"


def growing(value: float = 1e12, layers: int = 30) -> Experiment:
    layer = Conv2d(kernel=frozen([[[[1e12, -1e12]]]]), bias=frozen([0.0]), padding="same")
    strip = tuple(replace(layer) for _ in range(layers))
    return Experiment(input=frozen(np.full((1, 3, 6), value)), layers=(*strip, MaxPool2d(), AvgPool2d(padding="same")))


@pytest.mark.parametrize("function", [known.name for known in ACTIVATIONS])
def test_overflow_is_a_result_and_neither_error_nor_warning(function: str) -> None:
    experiment = growing()
    for index in range(27, 30):
        experiment = edits.set_parameter(experiment, index, "activation", function).after
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        evaluation = evaluate(experiment)
        outputs = [result.output for result in evaluation.results]
        assert any(output is not None and not np.isfinite(output).all() for output in outputs)
        painted = edits.paint(experiment, {(0, 0, 0): -1.0}).after
        assert_equal(evaluate(painted, evaluation), evaluate(painted))


def test_maps_know_their_shapes() -> None:
    evaluation = evaluate(start())
    assert evaluation.shape(-1) == (1, 7, 8)
    assert evaluation.shape(0) == (2, 7, 8)
    assert evaluation.input_of(0) is evaluation.experiment.input
    assert evaluation.input_of(1) is evaluation.results[0].output
    assert [shape_of(r.output) for r in evaluation.results if r.output is not None] == [(2, 7, 8), (2, 3, 4), (1, 2, 3)]


def test_many_channels_agree_with_a_full_evaluation_within_rounding() -> None:
    rng = np.random.default_rng(3)
    wide = Conv2d(kernel=frozen(rng.normal(size=(12, 12, 3, 3))), bias=frozen(np.zeros(12)), padding="same")
    before = evaluate(Experiment(input=frozen(rng.normal(size=(12, 9, 9))), layers=(wide,)))
    painted = edits.paint(before.experiment, {(3, 0, 0): 2.0}).after
    found, expected = (e.results[0].output for e in (evaluate(painted, before), evaluate(painted)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)  # type: ignore[arg-type]
