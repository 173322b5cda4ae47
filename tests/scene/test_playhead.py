"""The moves of the playhead, on any strip of layers."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, edits, evaluate, frozen
from convstudio.layers import Activation, AvgPool2d, Conv2d, MaxPool2d
from convstudio.scene import INPUT, MatrixId, PanelId, Spot
from convstudio.scene.playing import playhead as moves
from convstudio.scene.playing.playhead import Playhead
from tests.scene.strips import evaluations

EDGES = frozen([[[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 2, 2, 0]]])


def strip(*layers):
    return evaluate(Experiment(input=EDGES, layers=layers))


def conv(**settings):
    return Conv2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen([0.5]), **settings)


def a_playhead(data, evaluation):
    at = moves.start(evaluation, data.draw(st.integers(-1, 3)))
    assume(at is not None)
    window = data.draw(st.integers(0, moves.windows(evaluation, at.layer) - 1))
    return Playhead(at.layer, window, data.draw(st.integers(0, moves.phases(evaluation, Playhead(at.layer, window)) - 1)))


def all_stops(evaluation, layer):
    found = [Playhead(layer)]
    while (after := moves.step_forward(evaluation, found[-1])) != found[-1]:
        found.append(after)
    return found


@given(evaluations(), st.data())
def test_a_step_forward_and_back_is_none(evaluation, data):
    at = a_playhead(data, evaluation)
    after = moves.step_forward(evaluation, at)
    if after != at:
        assert moves.step_back(evaluation, after) == at
    before = moves.step_back(evaluation, at)
    if before != at:
        assert moves.step_forward(evaluation, before) == at


@given(evaluations(), st.data())
def test_a_cell_forward_and_back_is_none(evaluation, data):
    at = moves.at(evaluation, *(lambda p: (p.layer, p.window))(a_playhead(data, evaluation)))
    after = moves.forward(evaluation, at)
    assert after == at or moves.back(evaluation, after) == at
    before = moves.back(evaluation, at)
    assert before == at or moves.forward(evaluation, before) == at
    assert moves.is_done(evaluation, after)


@given(evaluations(most_layers=2))
def test_the_steps_go_through_all_phases_of_all_cells_in_order(evaluation):
    at = moves.start(evaluation)
    assume(at is not None)
    stops = all_stops(evaluation, at.layer)
    wanted = sum(moves.phases(evaluation, Playhead(at.layer, w)) for w in range(moves.windows(evaluation, at.layer)))
    assert len(stops) == wanted
    assert stops == sorted(stops, key=lambda p: (p.window, p.phase))
    cells = [moves.cell_of(evaluation, stop) for stop in stops if stop.phase == 0]
    assert cells == list(np.ndindex(evaluation.results[at.layer].output.shape))
    assert stops[-1] == moves.last(evaluation, at)
    assert [moves.is_done(evaluation, s) for s in stops].count(True) == len(cells)


@given(evaluations(), st.data())
def test_a_playhead_and_the_cell_pointed_at_are_the_same_thing(evaluation, data):
    at = a_playhead(data, evaluation)
    found = moves.at_spot(evaluation, moves.spot_of(evaluation, at))
    assert found == moves.at(evaluation, at.layer, at.window)


@given(evaluations(), st.data(), st.integers(1, 100))
def test_many_cells_at_once_are_as_many_moves(evaluation, data, by):
    at = a_playhead(data, evaluation)
    single = at
    for _ in range(by):
        single = moves.forward(evaluation, single)
    assert moves.forward(evaluation, at, by) == single


@given(evaluations(), evaluations(), st.data())
def test_after_any_edit_the_playhead_is_at_a_cell_or_gone(before, after, data):
    at = a_playhead(data, before)
    found = moves.kept(before, after, at)
    assert (found is None) == (not moves.plays(after, at.layer))
    if found:
        sizes = evaluation_sizes(after, found.layer)
        cell = moves.cell_of(before, at)
        assert moves.cell_of(after, found) == tuple(min(i, n - 1) for i, n in zip(cell, sizes, strict=True))
        assert moves.is_done(after, found) or not moves.is_done(before, at)


def evaluation_sizes(evaluation, layer):
    return evaluation.results[layer].output.shape


def test_an_edit_that_changes_no_size_keeps_the_very_place():
    before = strip(conv())
    after = evaluate(edits.set_parameter(before.experiment, 0, "activation", "relu").after, before)
    assert moves.kept(before, after, Playhead(0, 4, 2)) == Playhead(0, 4, 2)
    done = moves.at(before, 0, 4)
    assert moves.kept(before, after, done) == moves.at(after, 0, 4)


@pytest.mark.parametrize(
    ("layer", "phases"),
    [
        (conv(), 1 + 4 + 1),
        (conv(activation="relu"), 1 + 4 + 1 + 1),
        (MaxPool2d(), 1 + 4),
        (AvgPool2d(), 1 + 4 + 1),
        (Activation(), 1 + 1),
    ],
)
def test_the_phases_of_each_kind(layer, phases):
    assert moves.phases(strip(layer), Playhead(0)) == phases


def test_the_stages_of_a_convolution_with_activation():
    evaluation = strip(conv(activation="relu"))
    stages = [moves.stage(evaluation, Playhead(0, 0, phase)) for phase in range(7)]
    assert stages == ["placed", "terms", "terms", "terms", "terms", "bias", "activation"]


def test_a_window_that_hangs_over_has_fewer_terms():
    evaluation = strip(MaxPool2d(kernel_size=(2, 2), stride=(2, 2), ceil_mode=True))
    assert [moves.phases(evaluation, Playhead(0, w)) for w in range(4)] == [5, 5, 3, 3]


def test_it_plays_the_selected_layer_if_that_slides_a_window():
    evaluation = strip(Activation(), conv(), MaxPool2d(enabled=False), MaxPool2d())
    assert [moves.start(evaluation, selected).layer for selected in (-1, 0, 1, 2, 3, 9)] == [1, 1, 1, 1, 3, 1]
    assert moves.start(strip(Activation()), 0) == Playhead(0)


@pytest.mark.parametrize("layers", [(), (MaxPool2d(enabled=False),), (conv(stride=(1, 1), dilation=(9, 9)),)])
def test_where_nothing_comes_out_nothing_plays(layers):
    evaluation = strip(*layers)
    assert moves.start(evaluation) is None
    assert not moves.plays(evaluation, 0)
    assert moves.at_spot(evaluation, Spot(PanelId(MatrixId("map", 0)), 0, 0)) is None


def test_only_output_cells_take_the_playhead():
    evaluation = strip(conv())
    for spot in (Spot(PanelId(INPUT), 0, 0), Spot(PanelId(MatrixId("kernel", 0)), 0, 0),
                 Spot(PanelId(MatrixId("map", 0)), -1, 0), Spot(PanelId(MatrixId("map", 0), 1), 0, 0)):  # fmt: skip
        assert moves.at_spot(evaluation, spot) is None


def test_a_loop_begins_again():
    evaluation = strip(conv())
    last = moves.last(evaluation, Playhead(0))
    assert moves.forward(evaluation, last) == last
    assert moves.forward(evaluation, last, loop=True) == moves.first(evaluation, last)
    assert moves.step_forward(evaluation, last) == last
    assert moves.step_forward(evaluation, last, loop=True) == Playhead(0)


def test_a_cell_under_way_is_done_first():
    evaluation = strip(conv())
    assert moves.forward(evaluation, Playhead(0, 2, 1)) == moves.at(evaluation, 0, 2)
    assert moves.back(evaluation, Playhead(0, 2, 1)) == moves.at(evaluation, 0, 1)
