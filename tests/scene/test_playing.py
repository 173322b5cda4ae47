"""What is shown while a layer plays: every number of every sub-step against the engine, and what stays hidden."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate, frozen
from convstudio.layers import Activation, AvgPool2d, Conv2d, MaxPool2d
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.matrix.veil import difference, veils
from convstudio.scene.playing import playhead as moves
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.words.arithmetic import written
from convstudio.scene.words.numbers import of_text
from convstudio.scene.words.sums import exact_sum
from convstudio.scene.words.text_runs import plain_text
from tests.scene.strips import QUARTERS, TENTHS, THIRDS, evaluations

ANY_NUMBERS = st.sampled_from([QUARTERS, TENTHS, THIRDS])


def scene_at(evaluation, playhead, *, hide=False):
    return build(evaluation, Focus(pin=moves.spot_of(evaluation, playhead)), 0, playhead, hide)


def some_cell(data, evaluation, kind=object):
    playing = [i for i, r in enumerate(evaluation.results) if moves.plays(evaluation, i) and isinstance(r.layer, kind)]
    assume(playing)
    layer = data.draw(st.sampled_from(playing))
    return Playhead(layer, data.draw(st.integers(0, moves.windows(evaluation, layer) - 1)))


def steps_of(evaluation, cell):
    return [replace(cell, phase=phase) for phase in range(moves.phases(evaluation, cell))]


def cut_off(layer, cell, products):
    """The layer with the first so many weights of an output channel's window only, no bias, no activation."""
    kernel = layer.kernel.copy()
    order = [(s, i, j) for s in range(kernel.shape[1]) for i in range(kernel.shape[2]) for j in range(kernel.shape[3])]
    for s, i, j in order[products:]:
        at = (kernel.shape[2] - 1 - i, kernel.shape[3] - 1 - j) if layer.flip else (i, j)
        kernel[cell[0], s, *at] = 0.0
    return replace(layer, kernel=frozen(kernel), bias=frozen(np.zeros(len(kernel))), activation="none")


def strong(line):
    return [run.text for run in line if run.meaning == "strong"]


def multiplied(line):
    """The products on a line as they are written: value, weight."""
    numbers = [of_text(run.text.strip("()")) for run in line if run.meaning in ("value", "weight", "padding")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@given(ANY_NUMBERS.flatmap(lambda numbers: evaluations(2, numbers, (Conv2d,))), st.data())
def test_every_running_sum_is_the_engines_and_adds_up_or_says_rounded(evaluation, data):
    cell = some_cell(data, evaluation, Conv2d)
    layer, x = evaluation.results[cell.layer].layer, evaluation.input_of(cell.layer)
    at, terms = moves.cell_of(evaluation, cell), moves.terms_of(evaluation, cell).terms
    for step in steps_of(evaluation, cell)[1 : len(terms) + 1]:
        line = scene_at(evaluation, step).arithmetic
        (shown,) = strong(line)
        engine = cut_off(layer, at, step.phase).forward(x)[at]
        assert exact_sum(terms[: step.phase]) == pytest.approx(engine, rel=1e-12, abs=1e-12)
        assert shown == written(exact_sum(terms[: step.phase]))
        pairs = multiplied(line)
        assert len(pairs) == step.phase
        assert [(of_text(written(t.value)), of_text(written(t.weight))) for t in terms[: step.phase]] == pairs
        adds_up = sum((a * b for a, b in pairs), Fraction(0)) == of_text(shown)
        text = plain_text(line)
        assert adds_up == ("≈" not in text) == ("rounded" not in text)
        assert ("…" in text) == (step.phase < len(terms))


@given(evaluations(kinds=(Conv2d,)), st.data())
def test_bias_then_activation_are_the_engines(evaluation, data):
    cell = some_cell(data, evaluation, Conv2d)
    layer, x = evaluation.results[cell.layer].layer, evaluation.input_of(cell.layer)
    at = moves.cell_of(evaluation, cell)
    steps = steps_of(evaluation, cell)
    bias = scene_at(evaluation, steps[1 + len(moves.terms_of(evaluation, cell).terms)]).arithmetic
    total = replace(layer, activation="none").forward(x)[at]
    assert strong(bias)[0] == written(float(total))
    assert f"+ bias {written(float(layer.bias[at[0]]))}".replace("bias −", "bias (−") in plain_text(bias)
    done = scene_at(evaluation, steps[-1]).arithmetic
    assert strong(done)[-1] == written(float(evaluation.results[cell.layer].output[at]))
    assert (len(strong(done)) == 2) == (layer.activation != "none")
    if layer.activation != "none":
        assert len(strong(bias)) == 1
        assert len(steps) == len(moves.terms_of(evaluation, cell).terms) + 3


@given(evaluations(), st.data())
def test_the_last_phase_is_exactly_the_pinned_cell(evaluation, data):
    cell = some_cell(data, evaluation)
    done = moves.at(evaluation, cell.layer, cell.window)
    focus = Focus(pin=moves.spot_of(evaluation, cell))
    played, pinned = build(evaluation, focus, 0, done), build(evaluation, focus, 0)
    assert played.arithmetic == pinned.arithmetic
    assert played.spoken == pinned.spoken
    assert [(m.panel, m.role, m.rows, m.columns) for m in played.marks] == [
        (m.panel, m.role, m.rows, m.columns) for m in pinned.marks
    ]


@given(evaluations(), st.data())
def test_the_term_at_work_is_lit_in_the_map_and_in_the_kernel(evaluation, data):
    cell = some_cell(data, evaluation)
    terms = moves.terms_of(evaluation, cell)
    for step in steps_of(evaluation, cell):
        found = scene_at(evaluation, step).marks
        marks = [mark for mark in found if mark.role == "product" and mark.panel.matrix.kind != "product"]
        at_work = moves.stage(evaluation, step) == "terms" and not moves.is_done(evaluation, step)
        if not at_work:
            assert marks == []
            continue
        term = terms.terms[step.phase - 1]
        where = [(m.panel.matrix.kind, m.panel.channel, m.panel.slice, m.rows, m.columns) for m in marks]
        wanted = [("map", term.channel, 0, (term.row,), (term.column,))]
        if term.weight_cell:
            out, slice_, row, column = term.weight_cell
            wanted.append(("kernel", out, slice_, (row,), (column,)))
            layer = evaluation.results[cell.layer].layer
            assert layer.kernel[term.weight_cell] == term.weight
        assert where == wanted


@given(evaluations(kinds=(MaxPool2d,)), st.data())
def test_a_maximum_is_known_only_as_far_as_it_is_compared(evaluation, data):
    cell = some_cell(data, evaluation, MaxPool2d)
    terms = moves.terms_of(evaluation, cell).terms
    for step in steps_of(evaluation, cell)[:-1]:
        compared = [t for t in terms[: step.phase] if t.source]
        scene = scene_at(evaluation, step)
        winners = {(m.rows[0], m.columns[0]) for m in scene.marks if m.role == "winner"}
        largest = max((t.value for t in compared), default=None)
        assert winners == {(t.row, t.column) for t in compared if t.value == largest}
        if step.phase:
            assert strong(scene.arithmetic) == ["none, padding never wins" if largest is None else written(largest)]
    done = scene_at(evaluation, steps_of(evaluation, cell)[-1]).arithmetic
    output = evaluation.results[cell.layer].output[moves.cell_of(evaluation, cell)]
    assert strong(done)[-1] == written(float(output)) == written(max(t.value for t in terms if t.source))


@given(evaluations(kinds=(AvgPool2d,)), st.data())
def test_a_mean_is_added_up_and_then_divided(evaluation, data):
    cell = some_cell(data, evaluation, AvgPool2d)
    terms = moves.terms_of(evaluation, cell)
    for step in steps_of(evaluation, cell)[1:-1]:
        line = scene_at(evaluation, step).arithmetic
        total = sum(Fraction(t.value) for t in terms.terms[: step.phase])
        assert strong(line) == [written(float(total))]
    done = scene_at(evaluation, steps_of(evaluation, cell)[-1]).arithmetic
    assert f"÷ {terms.divisor}" in plain_text(done)
    assert strong(done) == [written(float(evaluation.results[cell.layer].output[moves.cell_of(evaluation, cell)]))]


def depends_on(evaluation, played, layer, cell):
    """The cells of the played map that a cell of a later map is made of, one term at a time."""
    if layer == played:
        return {cell}
    kind, x = evaluation.results[layer].layer, evaluation.input_of(layer)
    if not kind.enabled:
        return depends_on(evaluation, played, layer - 1, cell)
    read = {(t.channel, *t.source) for t in kind.terms(x, cell).terms if t.source}
    return set().union(*(depends_on(evaluation, played, layer - 1, source) for source in read))


@given(evaluations(), st.data())
def test_hidden_is_what_needs_a_cell_that_is_not_reached(evaluation, data):
    cell = some_cell(data, evaluation)
    at = data.draw(st.sampled_from(steps_of(evaluation, cell)))
    reached = at.window + moves.is_done(evaluation, at)
    unreached = set(list(np.ndindex(evaluation.results[at.layer].output.shape))[reached:])
    hidden = veils(evaluation, at)
    for layer in range(at.layer, len(evaluation.results)):
        output = evaluation.results[layer].output
        if output is None:
            assert layer not in hidden
            continue
        for place in np.ndindex(output.shape):
            veil = hidden[layer][place[0]]
            needs = depends_on(evaluation, at.layer, layer, place) & unreached
            assert (veil is not None and veil.hides(*place[1:])) == bool(needs)


@given(evaluations(), st.data())
def test_two_veils_differ_where_they_say(evaluation, data):
    cell = some_cell(data, evaluation)
    other = Playhead(cell.layer, data.draw(st.integers(0, moves.windows(evaluation, cell.layer) - 1)))
    before, after = veils(evaluation, cell), veils(evaluation, other)
    for layer, shown in before.items():
        shape = evaluation.results[layer].output.shape[1:]
        for a, b in zip(shown, after[layer], strict=True):
            whole = slice(0, shape[0]), slice(0, shape[1])
            masks = [np.zeros(shape, bool) if veil is None else veil.mask(*whole) for veil in (a, b)]
            found = difference(a, b, shape)
            masks[0][found or (slice(0), slice(0))] = masks[1][found or (slice(0), slice(0))]
            assert np.array_equal(*masks)


@given(evaluations(), st.data())
def test_what_is_hidden_is_told_nowhere(evaluation, data):
    at = some_cell(data, evaluation)
    last = moves.last(evaluation, at)
    assume(at.window < last.window)
    pointed = Focus(moves.spot_of(evaluation, last))
    scene = build(evaluation, pointed, 0, at, True)
    assert "not reached yet" in scene.spoken
    assert "value" not in scene.spoken
    assert plain_text(scene.arithmetic).startswith("Not reached yet")
    assert not any(mark.role == "winner" for mark in scene.marks)
    assert "…" not in scene.card(MatrixId("map", at.layer)).subtitle
    surround = scene.panel(PanelId(MatrixId("map", at.layer), pointed.spot.panel.channel)).surround if at.layer >= 0 else None
    assert surround is None or not surround.copies or surround.padded is None


def test_nothing_is_hidden_at_the_end_or_without_the_switch():
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 3, 3))), layers=(MaxPool2d(stride=(1, 1)), Activation())))
    last = moves.last(evaluation, Playhead(0))
    assert all(p.veil is None for card in scene_at(evaluation, last, hide=True).cards for row in card.panels for p in row)
    assert all(p.veil is None for card in scene_at(evaluation, Playhead(0)).cards for row in card.panels for p in row)


def test_a_pinned_cell_elsewhere_shows_no_sub_step():
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 3, 3))), layers=(MaxPool2d(stride=(1, 1)),)))
    scene = build(evaluation, Focus(pin=Spot(PanelId(MatrixId("map", 0)), 1, 1)), 0, Playhead(0, 0, 2))
    assert plain_text(scene.arithmetic).startswith("max(1, 1, 1, 1) = 1")


def test_the_textbook_edge_step_by_step():
    x = np.ones((1, 6, 8))
    x[:, :, 2:6] = 0
    layer = Conv2d(kernel=frozen([[[[1, -1]]]]), bias=frozen([0.0]), activation="relu")
    evaluation = evaluate(Experiment(input=frozen(x), layers=(layer,)))
    texts = [plain_text(scene_at(evaluation, step).arithmetic) for step in steps_of(evaluation, Playhead(0, 15))]
    assert texts == [
        "The window is placed: 2 products to come, then the bias.",
        "1·1 + …   running sum 1",
        "1·1 + 0·(−1)   running sum 1",
        "1·1 + 0·(−1) + bias 0 = 1",
        "1·1 + 0·(−1) + bias 0 = 1   ReLU(1) = 1  → Y[2, 1]",
    ]


def test_too_many_products_for_a_line_show_the_one_at_work():
    layer = Conv2d(kernel=frozen(np.full((1, 1, 12, 12), 0.5)), bias=frozen([0.0]))
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 12, 12))), layers=(layer,)))
    line = scene_at(evaluation, Playhead(0, 0, 140)).arithmetic
    assert plain_text(line) == "product 140 of 144:  1·0.5   running sum 70"


def test_infinite_values_are_said_and_break_nothing():
    layer = Conv2d(kernel=frozen([[[[1e308, 1e308]]]]), bias=frozen([0.0]))
    twice = (layer, Conv2d(kernel=frozen([[[[1.0, 1.0]]]]), bias=frozen([0.0])), MaxPool2d(kernel_size=(1, 1)))
    evaluation = evaluate(Experiment(input=frozen(np.full((1, 1, 4), 10.0)), layers=twice))
    for index in range(3):
        for step in steps_of(evaluation, Playhead(index)):
            assert plain_text(scene_at(evaluation, step).arithmetic)
