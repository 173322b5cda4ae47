"""Every kind of mark against the engine: a cell that is not a number spoils exactly the outputs that it reaches."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.engine import PaddingMode, pad
from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import KINDS, Activation, Array, Conv2d, Layer, MaxPool2d
from convstudio.scene import INPUT, Focus, Mark, MatrixId, PanelId, Spot, build
from convstudio.scene.matrix.links import links
from convstudio.scene.words.spoken import spoken
from tests.layers.settings import cases, slides
from tests.scene.strips import evaluations

Cells = set[tuple[int, int, int]]  # (channel, row, column)


def spot_of(layer: int, cell: tuple[int, ...]) -> Spot:
    return Spot(PanelId(MatrixId("map", layer), cell[0]), cell[1], cell[2])


def marks_at(evaluation: Evaluation, spot: Spot) -> tuple[Mark, ...]:
    return links(evaluation, Focus(spot))


def marked(marks: Iterable[Mark], role: str, layer: int) -> Cells:
    """The cells of a map that are marked in a role."""
    chosen = [mark for mark in marks if mark.role == role and mark.panel.matrix == MatrixId("map", layer)]
    return {(mark.panel.channel, row, column) for mark in chosen for row in mark.rows for column in mark.columns}


def spoilt(evaluation: Evaluation, layer: int, cell: tuple[int, ...]) -> list[Cells]:
    """For each map behind the one after `layer`: the cells that are no number once `cell` is none."""
    x = evaluation.input_of(layer + 1)
    assert x is not None
    values = np.zeros(x.shape)
    values[cell] = np.nan
    layers = evaluation.experiment.layers[layer + 1 :]
    found = evaluate(Experiment(input=frozen(values), layers=layers))
    return [not_numbers(result.output) for result in found.results if result.output is not None]


def not_numbers(values: Array) -> Cells:
    return {(int(c), int(i), int(j)) for c, i, j in np.argwhere(np.isnan(values))}


def maps(evaluation: Evaluation) -> list[int]:
    """The maps that there are: −1 for the input, then the layers' in turn as far as they work."""
    return [-1, *(index for index, result in enumerate(evaluation.results) if result.output is not None)]


def a_cell(data: st.DataObject, evaluation: Evaluation, layer: int) -> tuple[int, ...]:
    shape = evaluation.shape(layer)
    assert shape is not None
    return tuple(data.draw(st.integers(0, n - 1)) for n in shape)


# ---- forward: what a cell feeds ----------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(evaluations(), st.data())
def test_a_cell_marks_exactly_the_outputs_that_it_feeds_in_every_later_map(evaluation: Evaluation, data: st.DataObject) -> None:
    for layer in maps(evaluation):
        cell = a_cell(data, evaluation, layer)
        marks = marks_at(evaluation, spot_of(layer, cell))
        for distance, expected in enumerate(spoilt(evaluation, layer, cell)):
            role = "fed" if distance else "reader"
            assert marked(marks, role, layer + 1 + distance) == expected
        assert marked(marks, "focus", layer) == {cell}


@settings(max_examples=60)
@given(evaluations(), st.data())
def test_what_is_said_of_a_cell_counts_the_outputs_of_all_channels(evaluation: Evaluation, data: st.DataObject) -> None:
    layer = data.draw(st.sampled_from(maps(evaluation)))
    cell = a_cell(data, evaluation, layer)
    words = spoken(evaluation, spot_of(layer, cell), marks_at(evaluation, spot_of(layer, cell)))
    reached = spoilt(evaluation, layer, cell)
    assert words.startswith(f"row {cell[1]}, column {cell[2]}, value ")
    if layer + 1 < len(evaluation.results):
        number = len(reached[0]) if reached else 0
        nobody = evaluation.results[layer + 1].output is not None and not number
        assert ("no window of" if nobody else f"feeds {number} output{'' if number == 1 else 's'}") in words
    else:
        assert "feeds" not in words


def test_a_reader_is_tinted_by_the_weight_that_the_cell_counts_for() -> None:
    for layer, x in cases(Conv2d, 31, count=20):
        evaluation = evaluate(Experiment(input=x, layers=(replace(layer, activation="none"),)))  # type: ignore[call-arg]
        before = evaluation.results[0].output
        assert before is not None
        for cell in np.ndindex(x.shape):
            more = x.copy()
            more[cell] += 1
            differs = evaluation.results[0].layer.forward(more) - before
            for mark in marks_at(evaluation, spot_of(-1, cell)):
                if mark.role == "reader":
                    assert np.array_equal(mark.weights, differs[mark.panel.channel][np.ix_(mark.rows, mark.columns)])


def padded_case(layer: Layer, x: Array) -> tuple[Layer, Array, int, int]:
    """The same windows over an input that holds its padding as cells: what a padding cell does, an inner one does here."""
    rows, columns = layer.axes((x.shape[0], x.shape[1], x.shape[2]))
    sides = ((rows.before, rows.after), (columns.before, columns.after))
    return replace(layer, padding="valid"), pad(x, sides, layer.padding_mode), rows.before, columns.before  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if slides(kind)], ids=lambda kind: kind.kind)
def test_a_padding_cell_marks_where_it_leaks_in(kind: type[Layer]) -> None:
    looked_at = 0
    for layer, x in cases(kind, 32, count=30):
        if layer.ceil_mode:
            continue
        evaluation = evaluate(Experiment(input=x, layers=(layer,)))
        inner, wide, above, left = padded_case(layer, x)
        twin = evaluate(Experiment(input=frozen(wide), layers=(inner,)))
        for row, column in product(range(wide.shape[1]), range(wide.shape[2])):
            place = (0, row - above, column - left)
            if 0 <= place[1] < x.shape[1] and 0 <= place[2] < x.shape[2]:
                continue
            looked_at += 1
            found = marked(marks_at(evaluation, spot_of(-1, place)), "reader", 0)
            assert found == spoilt(twin, -1, (0, row, column))[0]
    assert looked_at > 100


def test_a_padding_cell_is_said_to_be_one() -> None:
    layer = Conv2d(kernel=frozen(np.ones((2, 1, 3, 3))), bias=frozen([0.0, 0.0]), padding="same")
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 4, 4))), layers=(layer,)))
    spot = spot_of(-1, (0, -1, 2))
    assert spoken(evaluation, spot, marks_at(evaluation, spot)) == (
        "row −1, column 2, padding, feeds 6 outputs, meets 1 in Y[0, 0, 1], 1 in Y[0, 0, 2], 1 in Y[0, 0, 3]"
        " and others in 3 more outputs"
    )


@pytest.mark.parametrize(("mode", "numpys"), [("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")])
def test_a_padding_cell_marks_the_cell_that_it_copies(mode: PaddingMode, numpys: str) -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), padding=((2, 1), (1, 3)), padding_mode=mode)
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 4, 5))), layers=(layer,)))
    origins = np.pad(np.arange(20).reshape(4, 5), ((2, 1), (1, 3)), numpys)  # type: ignore[call-overload]
    for row, column in np.ndindex(*origins.shape):
        cell = (0, row - 2, column - 1)
        marks, origin = marks_at(evaluation, spot_of(-1, cell)), divmod(int(origins[row, column]), 5)
        is_padding = not inside(cell, (1, 4, 5))
        assert marked(marks, "source", -1) == ({(0, *origin)} if is_padding else set())
        words = f"padding, a copy of row {origin[0]}, column {origin[1]}, "
        assert (words in spoken(evaluation, spot_of(-1, cell), marks)) == is_padding


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
@pytest.mark.parametrize("cell", [(0, 0, 0), (0, 1, 6), (0, 6, 7), (0, 3, 3)])
def test_links_follow_the_copies_in_the_padding_of_every_layer(mode: PaddingMode, cell: tuple[int, int, int]) -> None:
    copying = Conv2d(kernel=frozen(np.ones((1, 1, 3, 2))), bias=frozen([0.0]), padding=((2, 1), (1, 2)), padding_mode=mode)
    function = Activation(activation="tanh")
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 7, 8))), layers=(function, copying, replace(function))))
    reached = spoilt(evaluation, -1, cell)
    marks = marks_at(evaluation, spot_of(-1, cell))
    assert [marked(marks, "fed", layer) for layer in (1, 2)] == reached[1:]
    for target in reached[2]:
        assert cell in marked(marks_at(evaluation, spot_of(2, target)), "field", -1)
    missed = set(np.ndindex(evaluation.shape(2) or ())) - reached[2]
    for target in missed:
        assert cell not in marked(marks_at(evaluation, spot_of(2, target)), "field", -1)


# ---- backward: what an output reads ------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(evaluations(), st.data())
def test_an_output_marks_exactly_the_cells_that_it_depends_on_in_every_earlier_map(
    evaluation: Evaluation, data: st.DataObject
) -> None:
    for earlier in maps(evaluation)[:-1]:
        shape = evaluation.shape(earlier)
        reached = {cell: spoilt(evaluation, earlier, cell) for cell in np.ndindex(shape or ())}
        for layer in range(earlier + 1, maps(evaluation)[-1] + 1):
            cell = a_cell(data, evaluation, layer)
            marks = marks_at(evaluation, spot_of(layer, cell))
            expected = {source for source, of_source in reached.items() if cell in of_source[layer - earlier - 1]}
            near = marked(marks, "window", earlier) | marked(marks, "source", earlier)
            found = near if layer == earlier + 1 else marked(marks, "field", earlier)
            assert {place for place in found if inside(place, shape)} == expected


def test_a_receptive_field_stays_in_the_groups_that_it_passes() -> None:
    """Two groups, then each channel pooled: an output depends on two of four channels, and on no cell of the others."""
    grouped = Conv2d(kernel=frozen(np.ones((2, 2, 2, 2))), bias=frozen([0.0, 0.0]), groups=2)
    evaluation = evaluate(Experiment(input=frozen(np.ones((4, 4, 4))), layers=(grouped, MaxPool2d(stride=(1, 1)))))
    for channel in (0, 1):
        marks = marks_at(evaluation, spot_of(1, (channel, 0, 0)))
        own = range(2 * channel, 2 * channel + 2)
        assert marked(marks, "field", -1) == set(product(own, range(3), range(3)))


def inside(place: tuple[int, int, int], shape: tuple[int, int, int] | None) -> bool:
    return shape is not None and 0 <= place[1] < shape[1] and 0 <= place[2] < shape[2]


def test_the_window_is_tinted_by_the_weights_as_they_lie_on_the_input() -> None:
    for layer, x in cases(Conv2d, 33, count=20):
        assert isinstance(layer, Conv2d)
        evaluation = evaluate(Experiment(input=x, layers=(replace(layer, activation="none"),)))
        cell = tuple(n - 1 for n in evaluation.shape(0) or ())
        windows = [mark for mark in marks_at(evaluation, spot_of(0, cell)) if mark.role == "window"]
        inner, wide, above, left = padded_case(replace(layer, activation="none"), x)
        before = inner.forward(wide)[cell]
        for mark in windows:
            for (i, row), (j, column) in product(enumerate(mark.rows), enumerate(mark.columns)):
                more = wide.copy()
                more[mark.panel.channel, row + above, column + left] += 1
                assert mark.weights is not None
                assert inner.forward(more)[cell] - before == mark.weights[i, j]


def test_an_output_marks_the_kernel_that_is_at_work() -> None:
    for layer, x in cases(Conv2d, 34, count=20):
        assert isinstance(layer, Conv2d)
        evaluation = evaluate(Experiment(input=x, layers=(layer,)))
        for channel in range(len(layer.kernel)):
            found = [mark for mark in marks_at(evaluation, spot_of(0, (channel, 0, 0))) if mark.role == "weight"]
            slices = [PanelId(MatrixId("kernel", 0), channel, s) for s in range(layer.kernel.shape[1])]
            assert [mark.panel for mark in found] == slices
            assert all((len(mark.rows), len(mark.columns)) == layer.window for mark in found)


def test_the_winners_are_the_cells_whose_loss_changes_the_maximum() -> None:
    for layer, x in cases(MaxPool2d, 35, count=20):
        evaluation = evaluate(Experiment(input=x, layers=(layer,)))
        output = evaluation.results[0].output
        assert output is not None
        for cell in np.ndindex(output.shape):
            marks = marks_at(evaluation, spot_of(0, cell))
            winners = marked(marks, "winner", -1)
            assert winners <= marked(marks, "window", -1)
            others, gone = x - 100, x.copy()
            for winner in winners:
                others[winner] = x[winner]
                gone[winner] = -50
            assert layer.forward(others)[cell] == output[cell]
            assert layer.forward(gone)[cell] < output[cell]


def test_the_sources_are_the_cells_that_the_padding_copies() -> None:
    for layer, x in cases(Conv2d, 36, count=40):
        numbered = np.arange(1.0, x[0].size + 1).reshape(1, *x.shape[1:])
        rows, columns = layer.axes((x.shape[0], x.shape[1], x.shape[2]))
        wide = pad(numbered, ((rows.before, rows.after), (columns.before, columns.after)), layer.padding_mode)[0]
        evaluation = evaluate(Experiment(input=x, layers=(layer,)))
        marks = marks_at(evaluation, spot_of(0, (0, 0, 0)))
        outside = {place for place in marked(marks, "window", -1) if not inside(place, (1, *x.shape[1:]))}
        copied = {(c, int(wide[r + rows.before, k + columns.before])) for c, r, k in outside}
        expected = {(c, *divmod(number - 1, x.shape[2])) for c, number in copied if number}
        assert marked(marks, "source", -1) == expected


# ---- weights -----------------------------------------------------------------------------------------------------------


def test_a_weight_marks_the_cells_that_it_multiplies_and_the_outputs_that_use_it() -> None:
    for layer, x in cases(Conv2d, 37, count=20):
        layer = replace(layer, activation="none")  # type: ignore[call-arg]
        assert isinstance(layer, Conv2d)
        evaluation = evaluate(Experiment(input=x, layers=(layer,)))
        before, (_, wide, above, left) = layer.forward(x), padded_case(layer, x)
        for weight in np.ndindex(layer.kernel.shape):
            spot = Spot(PanelId(MatrixId("kernel", 0), weight[0], weight[1]), weight[2], weight[3])
            pair, reader = (m for m in marks_at(evaluation, spot) if m.role in ("pair", "reader"))
            more = layer.kernel.copy()
            more[weight] += 1
            differs = replace(layer, kernel=frozen(more)).forward(x) - before
            multiplied = wide[pair.panel.channel][np.ix_(np.add(pair.rows, above), np.add(pair.columns, left))]
            assert np.array_equal(differs[weight[0]], multiplied)
            assert reader.panel == PanelId(MatrixId("map", 0), weight[0])
            assert (len(reader.rows), len(reader.columns)) == before.shape[1:]


def test_what_is_said_of_a_weight_counts_the_outputs_that_use_it() -> None:
    layer = Conv2d(kernel=frozen([[[[1.0, -1.5]]]]), bias=frozen([0.0]))
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 6, 8))), layers=(layer,)))
    spot = Spot(PanelId(MatrixId("kernel", 0)), 0, 1)
    assert spoken(evaluation, spot, marks_at(evaluation, spot)) == "row 0, column 1, value −1.5, used by 42 outputs"


def test_the_sentence_of_the_product() -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), padding="same")
    values = np.zeros((1, 6, 6))
    values[0, 2, 3] = -1.5
    evaluation = evaluate(Experiment(input=frozen(values), layers=(layer,)))
    spot = Spot(PanelId(INPUT), 2, 3)
    met = "meets 1 in Y[1, 2], 1 in Y[1, 3], 1 in Y[1, 4] and others in 6 more outputs"
    assert build(evaluation, Focus(spot)).spoken == f"row 2, column 3, value −1.5, feeds 9 outputs, {met}"
    output = spot_of(0, (0, 2, 3))
    assert build(evaluation, Focus(output)).spoken == "row 2, column 3, value −1.5, reads 3 × 3"


# ---- what is gone, or is no cell ---------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(evaluations(), st.sampled_from(["map", "kernel"]), st.lists(st.integers(-5, 12), min_size=5, max_size=5))
def test_pointing_anywhere_never_fails(evaluation: Evaluation, kind: str, numbers: list[int]) -> None:
    layer, channel, slice_, row, column = numbers
    matrix = MatrixId(kind, max(layer, -1 if kind == "map" else 0))  # type: ignore[arg-type]
    scene = build(evaluation, Focus(Spot(PanelId(matrix, abs(channel), abs(slice_)), row, column)))
    assert bool(scene.spoken) == bool(scene.marks)


@settings(max_examples=60)
@given(evaluations(), st.data())
def test_arithmetic_is_of_cells_that_exist(evaluation: Evaluation, data: st.DataObject) -> None:
    layer = data.draw(st.sampled_from(maps(evaluation)))
    row, column = data.draw(st.integers(-3, 8)), data.draw(st.integers(-3, 8))
    scene = build(evaluation, Focus(spot_of(layer, (0, row, column))))
    is_output = layer >= 0 and inside((0, row, column), evaluation.shape(layer))
    reaches = layer < 0 and any(mark.role in ("reader", "fed") and mark.rows and mark.columns for mark in scene.marks)
    reaches = reaches or ("no window of" in scene.spoken and layer < 0)
    explains = evaluation.problem is not None and not scene.spoken  # why a layer has no output
    assert bool(scene.arithmetic) == (is_output or reaches or explains)


def test_a_mark_for_nothing_is_no_mark() -> None:
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 4, 4))), layers=(MaxPool2d(),)))
    assert links(evaluation, Focus()) == ()
    assert links(evaluation, Focus(spot_of(-1, (1, 0, 0)))) == ()
    assert links(evaluation, Focus(spot_of(3, (0, 0, 0)))) == ()
    assert links(evaluation, Focus(Spot(PanelId(MatrixId("kernel", 0)), 0, 0))) == ()


def test_a_layer_without_a_result_links_nothing() -> None:
    layers = (MaxPool2d(kernel_size=(9, 9)), Activation())
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 4, 4))), layers=layers))
    assert [mark.role for mark in marks_at(evaluation, spot_of(-1, (0, 0, 0)))] == ["focus"]
