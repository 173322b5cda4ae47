"""A 1 × 1 convolution beside the product of matrices that it is: every number, every link."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.cards.matrix_product import MOST_PIXELS, PIXELS, RESULT, WEIGHTS, matrix_product
from convstudio.scene.cards.paging import FIRST, turned
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.words.numbers import of_text
from convstudio.scene.words.text_runs import plain_text

FACTOR = MatrixId("factor", 0)


def pointwise(seed: int, groups: int = 1, side: int = 3, **settings: object) -> Evaluation:
    rng = np.random.default_rng(seed)
    layer = Conv2d(
        kernel=frozen(rng.normal(size=(4, 2 // groups, 1, 1))), bias=frozen(rng.normal(size=4)), groups=groups, **settings
    )  # type: ignore[arg-type]
    return evaluate(Experiment(input=frozen(rng.normal(size=(2, side, side + 1))), layers=(layer,)))


@given(
    st.integers(0, 999),
    st.sampled_from([1, 2]),
    st.sampled_from([(1, 1), (2, 1)]),
    st.sampled_from(["valid", ((1, 0), (0, 1))]),
    st.sampled_from(["none", "relu"]),
)
def test_rows_times_columns_are_what_the_convolution_gives(seed, groups, stride, padding, activation) -> None:
    evaluation = pointwise(seed, groups, stride=stride, padding=padding, activation=activation)
    product, output = matrix_product(evaluation, 0, Focus()), evaluation.results[0].output
    assert product
    assert output is not None
    for out in range(4):
        for place in range(output[0].size):
            value = product.bias[out]
            for channel in range(2):
                value += product.weights[out, channel] * product.pixels[channel, place]
            row, column = divmod(place, output.shape[2])
            shown = output[out, row, column]
            assert (max(value, 0.0) if activation == "relu" else value) == pytest.approx(shown, abs=1e-12)
            assert product.result[out, place] == pytest.approx(value, abs=1e-12)
    assert product.difference < 1e-12


def test_the_card_shows_both_factors_and_says_the_difference() -> None:
    evaluation = evaluate(gallery.example("one-by-one"))
    card = build(evaluation).card(FACTOR)
    assert card.subtitle == "(2 × 3) · (3 × 9) = (2 × 9)"
    weights, pixels, result = (panel.values for panel in card.panels[0])
    kernel, x = evaluation.experiment.layers[0].kernel, evaluation.experiment.input  # type: ignore[attr-defined]
    assert np.array_equal(weights, kernel[:, :, 0, 0])
    assert np.array_equal(pixels, x.reshape(3, 9))
    output = evaluation.results[0].output
    assert output is not None
    largest = np.abs(result - output.reshape(2, 9)).max()
    assert largest < 1e-12
    assert card.note.startswith("largest difference from the convolution: ")


def marked(evaluation: Evaluation, spot: Spot) -> set[tuple[PanelId, str, tuple[int, ...], tuple[int, ...]]]:
    return {(m.panel, m.role, m.rows, m.columns) for m in build(evaluation, Focus(spot)).marks}


def test_an_output_lights_its_row_and_its_column_and_the_other_way_round() -> None:
    evaluation = evaluate(gallery.example("one-by-one"))
    expected = {
        (PanelId(FACTOR, RESULT), "focus", (1,), (5,)),
        (PanelId(FACTOR, WEIGHTS), "weight", (1,), (0, 1, 2)),
        (PanelId(FACTOR, PIXELS), "window", (0, 1, 2), (5,)),
    }
    assert expected <= marked(evaluation, Spot(PanelId(MatrixId("map", 0), 1), 1, 2))
    back = marked(evaluation, Spot(PanelId(FACTOR, RESULT), 1, 5))
    assert expected <= back
    assert (PanelId(MatrixId("map", 0), 1), "reader", (1,), (2,)) in back
    scene = build(evaluation, Focus(Spot(PanelId(FACTOR, RESULT), 1, 5)))
    assert plain_text(scene.arithmetic).endswith("→ Y[1, 1, 2]")


def test_a_weight_lights_the_channel_that_it_multiplies() -> None:
    evaluation = evaluate(gallery.example("one-by-one"))
    found = marked(evaluation, Spot(PanelId(FACTOR, WEIGHTS), 0, 2))
    assert (PanelId(FACTOR, PIXELS), "pair", (2,), tuple(range(9))) in found
    assert (PanelId(FACTOR, RESULT), "reader", (0,), tuple(range(9))) in found
    assert (PanelId(FACTOR, WEIGHTS), "focus", (0,), (2,)) in marked(
        evaluation, Spot(PanelId(MatrixId("kernel", 0), 0, 2), 0, 0)
    )


def test_many_pixels_come_in_pages_that_follow_the_cell() -> None:
    evaluation = pointwise(1, side=9)  # 9 × 10 pixels
    first = build(evaluation).card(FACTOR)
    assert first.subtitle == "(4 × 2) · (2 × 90) = (4 × 90) · pixels 0 to 19"
    assert first.panels[0][PIXELS].shape == (2, 20)
    later = build(evaluation, Focus(Spot(PanelId(MatrixId("map", 0), 3), 8, 9))).card(FACTOR)
    assert later.subtitle.endswith("pixels 80 to 89")
    output = evaluation.results[0].output
    assert output is not None
    assert later.panels[0][RESULT].values == pytest.approx(output.reshape(4, -1)[:, 80:90], abs=1e-12)
    assert later.panels[0][RESULT].shape[1] <= MOST_PIXELS


def test_other_layers_and_hidden_results_have_no_such_card() -> None:
    empty = evaluate(Experiment(input=frozen(np.zeros((2, 3, 3)))))
    assert [card.matrix.kind for card in build(empty, selected=-1).cards] == ["map"]
    assert all(card.matrix.kind != "factor" for card in build(evaluate(gallery.example("channels-in"))).cards)
    evaluation = evaluate(gallery.example("one-by-one"))
    hidden = build(evaluation, playhead=Playhead(0), hide_unreached=True)
    assert all(card.matrix.kind != "factor" for card in hidden.cards)


def of_many(ins: int, outs: int, groups: int = 1) -> Evaluation:
    rng = np.random.default_rng(3)
    kernel = rng.integers(-9, 10, (outs, ins // groups, 1, 1)) / 10
    layer = Conv2d(kernel=frozen(kernel), bias=frozen(np.zeros(outs)), groups=groups)
    return evaluate(Experiment(input=frozen(rng.integers(0, 10, (ins, 3, 3)) / 10), layers=(layer,)))


def test_channels_that_are_left_out_are_said_in_both_factors_and_can_be_turned_to() -> None:
    evaluation = of_many(64, 40)
    card = build(evaluation).card(FACTOR)
    weights, pixels, result = card.panels[0]
    assert (weights.shape, pixels.shape, result.shape) == ((16, 16), (16, 9), (16, 9))
    assert weights.caption == "weights · … 48 more columns · … 24 more rows"
    assert pixels.caption == "channels × pixels · … 48 more rows"
    assert result.caption == "product · … 24 more rows"
    assert [page.words for page in card.pages] == ["outputs 0–15 of 40", "inputs 0–15 of 64"]
    outputs, inputs = card.pages
    assert (inputs.before, inputs.behind) == (None, 16)
    pages = turned(turned(FIRST, inputs.key, 48), outputs.key, 32)
    later = build(evaluation, pages=pages).card(FACTOR)
    weights, pixels, result = later.panels[0]
    kernel, output = evaluation.experiment.layers[0].kernel, evaluation.results[0].output  # type: ignore[attr-defined]
    assert output is not None
    assert np.array_equal(weights.values, kernel[32:40, 48:, 0, 0])
    assert np.array_equal(pixels.values, evaluation.experiment.input[48:].reshape(16, 9))
    assert result.values == pytest.approx(output[32:].reshape(8, 9), abs=1e-12)
    assert [page.words for page in later.pages] == ["outputs 32–39 of 40", "inputs 48–63 of 64"]


def test_of_few_channels_nothing_is_left_out() -> None:
    card = build(of_many(16, 16)).card(FACTOR)
    assert [panel.caption for panel in card.panels[0]] == ["weights", "channels × pixels", "product"]
    assert card.pages == ()


@given(st.integers(0, 39), st.integers(0, 8), st.sampled_from([0, 16, 32, 48]))
def test_the_channels_here_and_the_others_make_the_output(out: int, pixel: int, first: int) -> None:
    evaluation = of_many(64, 40)
    spot = Spot(PanelId(MatrixId("map", 0), out), *divmod(pixel, 3))
    pages = turned(turned(FIRST, ("map", 0), out // 8 * 8), ("map", -1), first)
    scene = build(evaluation, Focus(spot), pages=pages)
    output = evaluation.results[0].output
    assert output is not None
    found = re.fullmatch(r"the 16 channels here add (.*), the other 48 add (.*)", scene.card(FACTOR).note)
    assert found
    here, others = (of_text(part.removeprefix("≈ ")) for part in found.groups())
    assert float(here + others) == pytest.approx(float(output[out, pixel // 3, pixel % 3]), abs=1e-9)
    row, column = out % 16, pixel
    assert (PanelId(FACTOR, RESULT), "focus", (row,), (column,)) in {(m.panel, m.role, m.rows, m.columns) for m in scene.marks}
    back = build(evaluation, Focus(Spot(PanelId(FACTOR, RESULT), row, column)), pages=pages)
    assert plain_text(back.arithmetic).endswith(f"→ Y[{out}, {pixel // 3}, {pixel % 3}]")
    assert back.card(FACTOR).note == scene.card(FACTOR).note


@pytest.mark.parametrize(("out", "slice_"), [(0, 1), (3, 0), (7, 2)])
def test_a_weight_of_a_group_lights_where_it_stands_among_all_channels(out: int, slice_: int) -> None:
    evaluation = of_many(12, 8, groups=4)
    scene = build(evaluation, Focus(Spot(PanelId(MatrixId("kernel", 0), out, slice_), 0, 0)))
    (mark,) = (m for m in scene.marks if m.panel == PanelId(FACTOR, WEIGHTS))
    weights = scene.panel(PanelId(FACTOR, WEIGHTS)).values
    assert mark.rows == (out,)
    assert weights[out, mark.columns[0]] == evaluation.experiment.layers[0].kernel[out, slice_, 0, 0]  # type: ignore[attr-defined]
    assert mark.columns[0] == out // 2 * 3 + slice_


def test_a_weight_says_how_many_outputs_use_it_whatever_stands_beside() -> None:
    evaluation = pointwise(1)
    scene = build(evaluation, Focus(pin=Spot(PanelId(MatrixId("kernel", 0)), 0, 0)), 0)
    assert matrix_product(evaluation, 0, scene.focus)
    assert scene.spoken.endswith("used by 12 outputs")  # those of one channel, counted once
