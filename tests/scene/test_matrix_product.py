"""A 1 × 1 convolution beside the product of matrices that it is: every number, every link."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.matrix_product import MOST_PIXELS, PIXELS, RESULT, WEIGHTS, matrix_product
from convstudio.scene.playhead import Playhead
from convstudio.scene.runs import plain_text

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
