"""The cards on the board: one for the input, each kernel and each map, whatever the experiment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from convstudio.engine import pad
from convstudio.experiment import Change, Evaluation, Experiment, edits, evaluate, frozen
from convstudio.experiment.edits import strip_edits
from convstudio.layers import Activation, Array, Conv2d, KernelLayer, Layer, MaxPool2d
from convstudio.scene import INPUT, Focus, MatrixId, MatrixScene, PanelId, Scene, Spot, build
from convstudio.scene.build import hidden_text, layer_name
from convstudio.scene.cards.kernel_card import MOST_KERNEL_PANELS
from convstudio.scene.cards.matrix_product import is_pointwise
from convstudio.scene.cards.paging import EACH
from convstudio.scene.matrix import signed_scale
from convstudio.scene.words.text_runs import plain_text
from tests.experiment.edits.changes import Step, applied, start, step_lists
from tests.layers.settings import cases
from tests.scene.strips import evaluations


def convolution(shape: tuple[int, ...] = (1, 1, 3, 3), **settings: object) -> Conv2d:
    return Conv2d(kernel=frozen(np.ones(shape)), bias=frozen(np.zeros(shape[0])), **settings)  # type: ignore[arg-type]


def scene_of(shape: tuple[int, int, int], *layers: Layer) -> Scene:
    return build(evaluate(Experiment(input=frozen(np.ones(shape)), layers=layers)))


def panels(scene: Scene) -> list[MatrixScene]:
    return [panel for card in scene.cards for row in card.panels for panel in row]


@settings(max_examples=80)
@given(evaluations())
def test_there_is_a_card_for_the_input_each_kernel_and_each_map_in_order(evaluation: Evaluation) -> None:
    expected = [INPUT]
    for index, result in enumerate(evaluation.results):
        expected += [MatrixId("kernel", index)] * isinstance(result.layer, KernelLayer) + [MatrixId("map", index)]
    shown = [card.matrix for card in build(evaluation).cards]
    assert [matrix for matrix in shown if matrix.kind != "factor"] == expected
    assert [matrix.layer for matrix in shown if matrix.kind == "factor"] == [0] * is_pointwise(evaluation, 0)


@settings(max_examples=80)
@given(evaluations())
def test_every_panel_shows_the_engines_numbers(evaluation: Evaluation) -> None:
    for panel in panels(build(evaluation)):
        if panel.panel.matrix.kind in ("product", "factor"):
            continue  # test_products.py and test_matrix_product.py
        index = panel.panel.matrix.layer
        if panel.panel.matrix.kind == "kernel":
            layer = evaluation.experiment.layers[index]
            assert isinstance(layer, KernelLayer)
            assert np.array_equal(panel.values, layer.kernel[panel.panel.channel, panel.panel.slice])
        else:
            values = evaluation.experiment.input if index < 0 else evaluation.results[index].output
            assert values is not None
            assert np.array_equal(panel.values, values[panel.panel.channel])
        assert panel.editable == (panel.panel.matrix != MatrixId("map", index) or index < 0)


@settings(max_examples=60)
@given(step_lists)
def test_what_a_scene_says_has_changed_is_true_of_every_panel(steps: list[tuple[Step, int]]) -> None:
    experiment = start()
    evaluation = evaluate(experiment)
    for step, seed in steps:
        edit = applied(experiment, step, seed)
        experiment = edit.after if edit else experiment
        evaluation = evaluate(experiment, evaluation)
        for panel in panels(build(evaluation)):
            if panel.change:
                assert_true(panel.change, panel.whole)


def assert_true(change: Change, values: Array) -> None:
    differs = change.base != values
    differs[:, change.rows[0] : change.rows[1] + 1, change.columns[0] : change.columns[1] + 1] = False
    assert not differs.any()


def test_channels_stand_side_by_side_up_to_a_number() -> None:
    card = scene_of((11, 4, 4)).card(INPUT)
    assert [panel.caption for panel in card.panels[0]] == [f"channel {c}" for c in range(EACH)]
    assert [panel.name for panel in card.panels[0]][:2] == ["Input X, channel 0", "Input X, channel 1"]
    assert (card.hidden_channels, hidden_text(card)) == (3, "")
    assert [page.words for page in card.pages] == ["channels 0–7 of 11"]
    alone = scene_of((1, 4, 4)).card(INPUT)
    assert (alone.panels[0][0].caption, alone.panels[0][0].name, hidden_text(alone)) == ("", "Input X", "")


@pytest.mark.parametrize(
    ("shape", "rows", "columns"), [((1, 1), 1, 1), ((3, 2), 3, 2), ((20, 1), 8, 1), ((4, 8), 2, 8), ((2, 40), 2, 8)]
)
def test_a_kernel_shows_a_row_of_slices_for_each_output(shape: tuple[int, int], rows: int, columns: int) -> None:
    outs, slices = shape
    card = scene_of((slices, 4, 4), convolution((outs, slices, 2, 2))).card(MatrixId("kernel", 0))
    assert [len(row) for row in card.panels if row[0].panel.matrix.kind == "kernel"] == [columns] * rows
    assert card.hidden_channels == outs * slices - rows * columns
    assert rows * columns <= MOST_KERNEL_PANELS
    assert [panel.panel.slice for panel in card.panels[0]] == list(range(columns))


def impossible() -> tuple[Evaluation, Evaluation]:
    """A strip before and after its convolution got a kernel that is larger than the input."""
    layers = (convolution(), MaxPool2d())
    before = evaluate(Experiment(input=frozen(np.arange(16.0).reshape(1, 4, 4)), layers=layers))
    return before, evaluate(edits.set_parameter(before.experiment, 0, "kernel_size", (3, 5)).after, before)


def test_an_impossible_layer_dims_its_last_good_picture_and_says_why() -> None:
    before, after = impossible()
    card = build(after).card(MatrixId("map", 0))
    assert card.dimmed
    assert card.panels[0][0].dimmed
    assert card.panels[0][0].surround is None
    assert np.array_equal(card.panels[0][0].values, before.results[0].output[0])  # type: ignore[index]
    assert card.problem == "Not possible: window 5 wide, padded input 4 wide."
    line = (
        "Convolution is not possible: window 5 wide, padded input 4 wide. Make the window at most 4 wide, or pad 1 more column."
    )
    assert plain_text(build(after).arithmetic) == line
    assert card.remedy == "Make the window at most 4 wide, or pad 1 more column."
    waiting = build(after).card(MatrixId("map", 1))
    assert (waiting.dimmed, waiting.problem) == (True, "Waits for the layer before.")
    assert not build(before).card(MatrixId("map", 0)).dimmed
    assert build(before).arithmetic == ()


def test_an_impossible_layer_that_never_worked_has_no_picture() -> None:
    card = scene_of((1, 2, 2), convolution()).card(MatrixId("map", 0))
    assert (card.panels, card.dimmed) == ((), True)
    assert card.problem


def test_the_ruler_of_an_impossible_layer_stands_at_the_map_before() -> None:
    _before, after = impossible()
    surround = build(after).panel(PanelId(INPUT)).surround
    assert surround is not None
    assert (surround.columns.count, surround.columns.span, surround.columns.padded) == (0, 5, 4)
    assert (surround.unread_rows, surround.unread_columns) == ((), ())


def test_a_layer_that_is_switched_off_shows_what_it_hands_on() -> None:
    experiment = Experiment(input=frozen(np.arange(16.0).reshape(1, 4, 4)), layers=(convolution(), MaxPool2d()))
    evaluation = evaluate(strip_edits.switch_layer(experiment, 1, False).after)
    card = build(evaluation).card(MatrixId("map", 1))
    assert "switched off" in card.subtitle
    assert np.array_equal(card.panels[0][0].values, evaluation.results[0].output[0])  # type: ignore[index]
    assert build(evaluation).panel(PanelId(MatrixId("map", 0))).surround is None


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 1024), (1, 1024, 1)])
def test_the_smallest_and_narrowest_inputs_have_a_scene(shape: tuple[int, int, int]) -> None:
    scene = scene_of(shape, convolution(padding="same"), MaxPool2d(padding="same"), Activation())
    assert [card.problem for card in scene.cards] == [""] * 5
    assert scene.panel(PanelId(MatrixId("map", 0))).shape == shape[1:]


def test_the_largest_input_has_a_scene_with_links() -> None:
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 1024, 1024))), layers=(convolution(padding="same"), MaxPool2d())))
    scene = build(evaluation, Focus(Spot(PanelId(MatrixId("map", 1)), 511, 511)))
    assert scene.panel(PanelId(MatrixId("map", 0))).shape == (1024, 1024)
    assert {mark.role for mark in scene.marks} == {"focus", "window", "winner", "field"}
    assert plain_text(scene.arithmetic).startswith("max(9, 6, 6, 4) = 9")


def test_padding_stands_around_the_map_that_it_pads() -> None:
    for layer, x in cases(Conv2d, 61):
        surround = scene_with(layer, x).panel(PanelId(INPUT)).surround
        if surround is None:
            assert layer.window == (1, 1)
            assert (layer.stride, layer.padding) == ((1, 1), "valid")
            continue
        rows, columns = layer.axes((x.shape[0], x.shape[1], x.shape[2]))
        sides = ((rows.before, rows.after), (columns.before, columns.after))
        assert surround.margins == (*sides[0], *sides[1])
        if any(surround.margins):
            assert surround.padded is not None
            assert np.array_equal(surround.padded, pad(x, sides, layer.padding_mode)[0])


def scene_with(layer: Layer, x: Array) -> Scene:
    return build(evaluate(Experiment(input=x, layers=(layer,))))


def test_marks_are_handed_to_the_panels_that_they_are_of() -> None:
    evaluation = evaluate(Experiment(input=frozen(np.ones((2, 5, 5))), layers=(convolution((3, 2, 3, 3)), MaxPool2d())))
    scene = build(evaluation, Focus(Spot(PanelId(MatrixId("map", 0), 1), 0, 0)))
    handed = [mark for panel in panels(scene) for mark in panel.marks]
    assert sorted(map(id, handed)) == sorted(map(id, scene.marks))
    assert all(mark.panel == panel.panel for panel in panels(scene) for mark in panel.marks)


def test_layers_of_a_kind_are_numbered_and_named_ones_are_not() -> None:
    layers = (convolution(), MaxPool2d(), replace(convolution(), name="Edges"), convolution())
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 20, 20))), layers=layers))
    names = [layer_name(evaluation, index) for index in range(4)]
    assert names[2] == "Edges"
    assert len(set(names)) == 4
    assert [card.title for card in build(evaluation).cards if card.matrix.kind == "kernel"] == [
        "Kernel K 1", "Kernel K 2", "Kernel K 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "largest"),
    [
        ([[0.0, 0.0]], 1.0), ([[1.0, -3.0]], 3.0), ([[5e-324, 0.0]], 5e-324), ([[np.nan, 2.0]], 2.0), ([[np.inf, -2.0]], 2.0),
        ([[np.nan, np.inf]], 1.0), ([[1.7e308, -1.7e308]], 1.7e308), ([[-1.7e308, np.nan, 1.0]], 1.7e308),
    ],
)  # fmt: skip
def test_a_signed_scale_holds_every_finite_number_and_is_stretched_by_no_other(
    values: list[list[float]], largest: float
) -> None:
    scale = signed_scale(frozen(values))
    assert (scale.low, scale.high) == (-largest, largest)


def test_black_and_white_are_those_of_the_experiment() -> None:
    experiment = Experiment(input=frozen(np.ones((1, 2, 2))), low=-1.0, high=2.5)
    card = build(evaluate(experiment)).card(INPUT)
    assert (card.scale.kind, card.scale.low, card.scale.high) == ("grey", -1.0, 2.5)
    assert card.subtitle == "1 × 2 × 2 · black −1, white 2.5"


def test_pointing_at_the_input_changes_nothing_about_the_kernels_and_their_products() -> None:
    layers = convolution((2, 3, 3, 3)), Activation(activation="relu"), convolution((2, 2, 3, 3))
    evaluation = evaluate(Experiment(input=frozen(np.arange(192.0).reshape(3, 8, 8)), layers=layers))
    here, there = (build(evaluation, Focus(Spot(PanelId(INPUT), row, 4))) for row in (2, 5))
    assert here.products == there.products == ()  # those below the kernels
    for first, second in zip(here.cards, there.cards, strict=True):
        for a, b in zip(first.panels, second.panels, strict=True):
            if first.matrix.kind == "kernel":
                assert all(one.whole is other.whole and one.name == other.name for one, other in zip(a, b, strict=True))
    kernel = MatrixId("kernel", 2)
    assert all(one is other for one, other in zip(here.card(kernel).panels[0], there.card(kernel).panels[0], strict=True))
    other = build(evaluation, Focus(Spot(PanelId(MatrixId("map", 0)), 3, 3)))
    assert here.card(MatrixId("kernel", 0)).panels[-1][0].whole is not other.card(MatrixId("kernel", 0)).panels[-1][0].whole
