"""What floating point leaves of sums that cancel is shown as 0, in cells, arithmetic and legends; and nothing else is."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen, gallery
from convstudio.layers import Activation, AvgPool2d, Conv2d, Layer, MaxPool2d
from convstudio.scene import Focus, MatrixId, PanelId, Scene, Spot, build
from convstudio.scene.matrix import rounding
from convstudio.scene.matrix.links import map_id
from convstudio.scene.matrix.rounding import dust
from convstudio.scene.words.formats import Format, texts
from convstudio.scene.words.numbers import of_text
from convstudio.scene.words.text_runs import plain_text


def cancelling(channels: int = 64, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A picture and the kernel of 4 outputs whose products, in tenths, are 0 in all when they are reckoned exactly."""
    rng = np.random.default_rng(seed)
    x, kernel = np.zeros((channels, 3, 3)), np.zeros((4, channels, 1, 1))
    half = rng.integers(1, 10, (channels // 2, 3, 3)) / 10
    weights = rng.integers(1, 30, (4, channels // 2, 1, 1)) / 10
    order = rng.permutation(channels)
    x[order[: channels // 2]] = x[order[channels // 2 :]] = half
    kernel[:, order[: channels // 2]], kernel[:, order[channels // 2 :]] = weights, -weights
    return x, kernel


def wide(*behind: Layer) -> Evaluation:
    x, kernel = cancelling()
    layer = Conv2d(kernel=frozen(kernel), bias=frozen(np.zeros(4)))
    return evaluate(Experiment(input=frozen(x), layers=(layer, *behind)))


def shown(scene: Scene, layer: int, channel: int = 0) -> set[str]:
    panel = scene.panel(PanelId(map_id(layer), channel))
    return {next(texts(value, Format(2, dust=panel.dust))) for value in panel.values.ravel().tolist()}


def test_a_wide_layer_whose_products_cancel_shows_zero_in_cells_and_arithmetic() -> None:
    evaluation = wide()
    output = evaluation.results[0].output
    assert output is not None
    assert output.any(), "this picture leaves no dust"
    for channel in range(4):
        scene = build(evaluation, Focus(Spot(PanelId(map_id(0), channel), 1, 1)))
        assert shown(scene, 0, channel) == {"0"}
        assert " = 0  →" in plain_text(scene.arithmetic)
        assert scene.card(map_id(0)).subtitle.endswith("0 … 0")
    assert scene.card(map_id(0)).scale.high == 1.0  # dust has no colours of its own


def test_the_status_bar_tells_what_the_dust_is() -> None:
    evaluation = wide()
    output = evaluation.results[0].output
    assert output is not None
    channel, row, column = (int(n) for n in np.argwhere(output)[0])
    scene = build(evaluation, Focus(Spot(PanelId(map_id(0), channel), row, column)))
    assert "value ≈ 0 (exactly " in scene.spoken


@pytest.mark.parametrize("behind", [MaxPool2d(kernel_size=(2, 2)), AvgPool2d(kernel_size=(2, 2)), Activation()], ids=repr)
def test_dust_is_carried_on_behind_a_layer(behind: Layer) -> None:
    scene = build(wide(behind), Focus(Spot(PanelId(map_id(1)), 0, 0)), selected=1)
    assert shown(scene, 1) == {"0"}
    text = plain_text(scene.arithmetic).replace("−0", "0")
    assert "e−" not in text


def test_what_is_typed_is_no_dust() -> None:
    x = frozen([[[1.0, 1e-16, 1e-30]]])
    identity = Conv2d(kernel=frozen([[[[1.0]]]]), bias=frozen([0.0]))
    scene = build(evaluate(Experiment(input=x, layers=(identity,))))
    for layer in (-1, 0):  # nothing is added up, so nothing is rounded off
        assert dust(scene.evaluation, layer) == 0.0
        assert "0" not in shown(scene, layer)


@pytest.mark.parametrize("bound", [0.0, 5e-324, 1.0, 1.5, 2.0**1023, 1.5e308, math.inf, math.nan])
def test_a_bound_is_rounded_up_as_far_as_floats_go(bound: float) -> None:
    found = rounding._up(bound)
    assert math.isfinite(found)
    assert found >= bound or not 0 < bound < math.inf


@given(st.integers(0, 999), st.sampled_from([1, 2, 8]), st.booleans())
def test_no_more_than_rounding_counts_as_dust(seed: int, channels: int, with_bias: bool) -> None:
    """Against exact sums: what is shown as 0 is nearer to 0 than the bound, and the bound is tiny beside what was added up."""
    rng = np.random.default_rng(seed)
    x, kernel = rng.normal(size=(channels, 4, 4)), rng.normal(size=(2, channels, 2, 2))
    bias = rng.normal(size=2) * with_bias
    evaluation = evaluate(Experiment(input=frozen(x), layers=(Conv2d(kernel=frozen(kernel), bias=frozen(bias)),)))
    bound, output = dust(evaluation, 0), evaluation.results[0].output
    assert output is not None
    largest = float(np.abs(x).max() * np.abs(kernel).sum(axis=(1, 2, 3)).max() + np.abs(bias).max())
    assert 0 < bound <= 2 * (kernel[0].size + 3) * 2.0**-53 * largest
    for channel, row, column in np.ndindex(output.shape):
        window = x[:, row : row + 2, column : column + 2]
        pairs = zip(window.ravel().tolist(), kernel[channel].ravel().tolist(), strict=True)
        exactly = sum((Fraction(a) * Fraction(b) for a, b in pairs), Fraction(float(bias[channel])))
        assert abs(exactly - Fraction(float(output[channel, row, column]))) <= Fraction(bound)


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_no_example_shows_dust(name: str) -> None:
    """Every cell of every example is 0, or larger than a billionth of the largest of its map."""
    scene = build(evaluate(gallery.example(name)))
    for card in scene.cards:
        for panel in (panel for row in card.panels for panel in row):
            largest = float(np.abs(panel.whole).max())
            for value in np.unique(panel.values).tolist():
                text = next(texts(value, Format(4, dust=panel.dust)))
                assert text == "0" or abs(value) > 1e-9 * largest, (panel.name, value)
                assert text != "≈0" or abs(of_text(f"{value:.6f}")) > 0


def test_running_sums_and_subtotals_leave_no_dust() -> None:
    layer = Conv2d(kernel=frozen([[[[1.0, 1.0, -1.0]]], [[[1.0, 1.0, -1.0]]]]).reshape(1, 2, 1, 3), bias=frozen([0.0]))
    evaluation = evaluate(Experiment(input=frozen([[[0.1, 0.2, 0.3]], [[0.3, 0.1, 0.4]]]), layers=(layer,)))
    scene = build(evaluation, Focus(Spot(PanelId(map_id(0)), 0, 0)))
    assert plain_text(scene.arithmetic).split(" = ")[1:] == ["0 + 0 + 0", "0  → Y[0, 0]"]
    products = scene.card(MatrixId("kernel", 0)).kernel_layout
    assert products is not None
    assert products.products is not None
    assert products.products.subtotals == ("0", "+ 0")
    assert products.products.result == "= 0"
