"""The sum over the channels: every product, subtotal and total against plain loops, whatever the geometry."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Evaluation, Experiment, edits, evaluate, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.scene import Focus, MatrixId, PanelId, Scene, Spot, build
from convstudio.scene.cards.products import ProductWords
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.words.numbers import of_text


def strip(seed: int, groups: int, **settings: object) -> Evaluation:
    rng = np.random.default_rng(seed)
    kernel, bias = rng.integers(-4, 5, (4, 4 // groups, 2, 3)) / 4, rng.integers(-4, 5, 4) / 4
    layer = Conv2d(kernel=frozen(kernel), bias=frozen(bias), groups=groups, **settings)  # type: ignore[arg-type]
    return evaluate(Experiment(input=frozen(rng.integers(-4, 5, (4, 5, 6)) / 2), layers=(layer,)))


def words_of(scene: Scene) -> ProductWords:
    layout = scene.card(MatrixId("kernel", 0)).kernel_layout
    assert layout
    assert layout.products
    return layout.products


def number(text: str) -> Fraction:
    return of_text(re.sub(r"[+=≈() ]", "", text))


def at(cell: tuple[int, ...]) -> Spot:
    return Spot(PanelId(MatrixId("map", 0), cell[0]), cell[1], cell[2])


SETTINGS = st.fixed_dictionaries(
    {
        "stride": st.sampled_from([(1, 1), (2, 1)]),
        "padding": st.sampled_from(["valid", "same", ((1, 0), (0, 2))]),
        "padding_mode": st.sampled_from(["zeros", "replicate", "circular"]),
        "dilation": st.sampled_from([(1, 1), (2, 1)]),
        "flip": st.booleans(),
        "activation": st.sampled_from(["none", "relu"]),
    }
)


@given(st.integers(0, 999), st.sampled_from([1, 2]), SETTINGS, st.data())
def test_products_subtotals_and_total_are_those_of_plain_loops(seed, groups, given_settings, data) -> None:
    evaluation = strip(seed, groups, **given_settings)
    layer, output = evaluation.results[0].layer, evaluation.results[0].output
    assert isinstance(layer, Conv2d)
    assert output is not None
    cell = tuple(data.draw(st.integers(0, n - 1)) for n in output.shape)
    scene = build(evaluation, Focus(at(cell)))
    row = scene.card(MatrixId("kernel", 0)).panels[-1]
    modes = {"zeros": "constant", "replicate": "edge", "circular": "wrap"}
    rows, columns = layer.axes(evaluation.experiment.input.shape)  # type: ignore[arg-type]
    sides = ((0, 0), (rows.before, rows.after), (columns.before, columns.after))
    padded = np.pad(evaluation.experiment.input, sides, mode=modes[layer.padding_mode])  # type: ignore[call-overload]
    kernel = layer.kernel[cell[0], :, ::-1, ::-1] if layer.flip else layer.kernel[cell[0]]
    first = (cell[0] * groups // 4) * (4 // groups)
    texts = words_of(scene).subtotals
    assert len(texts) == len(row) == 4 // groups
    total = layer.bias[cell[0]]
    for slice_, (panel, text) in enumerate(zip(row, texts, strict=True)):
        top, left = cell[1] * layer.stride[0], cell[2] * layer.stride[1]
        window = padded[first + slice_, top : top + 2 * layer.dilation[0] : layer.dilation[0], left : left + 3]
        expected = [[float(window[i, j]) * float(kernel[slice_, i, j]) for j in range(3)] for i in range(2)]
        assert panel.values.tolist() == expected
        assert panel.panel.channel == first + slice_
        assert number(text) == Fraction(sum(map(sum, expected)))
        total += sum(map(sum, expected))
    assert words_of(scene).result.startswith("= ")
    assert number(words_of(scene).result.split(" → ")[0]) == Fraction(total)
    assert float(number(words_of(scene).bias)) == layer.bias[cell[0]]


def test_thirds_are_called_roughly_where_the_shown_ones_do_not_add_up() -> None:
    kernel = frozen(np.full((1, 2, 1, 1), 1 / 3))
    layer = Conv2d(kernel=kernel, bias=frozen([0.0]))
    words = words_of(build(evaluate(Experiment(input=frozen(np.ones((2, 1, 1))), layers=(layer,)))))
    assert (words.subtotals, words.result) == (("0.3333", "+ 0.3333"), "≈ 0.6667")


def test_the_textbook_example_channel_by_channel() -> None:
    words = words_of(build(evaluate(gallery.example("channels-in"))))
    assert words == ProductWords("Y[0, 0, 0] =", ("19", "+ 37"), "+ 0", "= 56")


def test_inside_a_cell_the_products_come_one_by_one_channel_after_channel() -> None:
    evaluation = evaluate(gallery.example("channels-in"))
    focus = Focus(pin=at((0, 0, 0)))
    seen = []
    for phase in range(10):
        scene = build(evaluation, focus, 0, Playhead(0, 0, phase))
        words, row = words_of(scene), scene.card(MatrixId("kernel", 0)).panels[-1]
        hidden = [0 if p.veil is None else sum(p.veil.hides(r, c) for r in range(2) for c in range(2)) for p in row]
        assert sum(hidden) == 8 - min(phase, 8)
        seen.append((words.subtotals, words.result))
        lit = [mark for panel in row for mark in panel.marks if mark.role == "product"]
        assert len(lit) == (1 <= phase <= 8)
    assert seen[0] == (("", ""), "")
    assert seen[4] == (("19", ""), "")
    assert seen[5] == (("19", "+ 1"), "")
    assert seen[8] == (("19", "+ 37"), "")
    assert seen[9] == (("19", "+ 37"), "= 56")


def test_a_product_lights_its_factors_and_a_factor_its_product() -> None:
    evaluation = evaluate(gallery.example("channels-in"))
    product = Spot(PanelId(MatrixId("product", 0), 1), 1, 0)
    scene = build(evaluation, Focus(product))
    lit = {(m.panel.matrix, m.panel.channel, m.panel.slice, m.rows, m.columns) for m in scene.marks if m.role == "product"}
    assert lit == {(MatrixId("map", -1), 1, 0, (1,), (0,)), (MatrixId("kernel", 0), 0, 1, (1,), (0,))}
    assert scene.spoken == "channel 1, row 1, column 0: 4 · 3 = 12"
    for factor in (Spot(PanelId(MatrixId("map", -1), 1), 1, 0), Spot(PanelId(MatrixId("kernel", 0), 0, 1), 1, 0)):
        found = build(evaluation, Focus(factor)).panel(product.panel)
        assert [(m.role, m.rows, m.columns) for m in found.marks] == [("focus", (1,), (0,))]


@pytest.mark.parametrize(
    ("value", "weight", "words"),
    [
        (0.1, 3.0, "0.1 · 3 = 0.3"),
        (0.2, -0.3, "0.2 · (−0.3) = −0.06"),
        (1 / 3, 1.0, "0.3333 · 1 ≈ 0.3333 (exactly 0.3333333333333333)"),
        (1 / 3, 3.0, "0.3333 · 3 ≈ 1"),
        (0.01, 0.0123, "0.01 · 0.0123 ≈ 0.0001 (exactly 0.000123)"),
        (2.0, np.inf, "2 · ∞ ≈ ∞"),
    ],
)  # fmt: skip
def test_a_product_is_no_equality_that_does_not_hold(value: float, weight: float, words: str) -> None:
    kernel = np.array([[[[weight]], [[1.0]]]])
    layer = Conv2d(kernel=kernel, bias=frozen([0.0]))
    evaluation = evaluate(Experiment(input=frozen([[[value]], [[1.0]]]), layers=(layer,)))
    product = Spot(PanelId(MatrixId("product", 0), 0), 0, 0)
    assert build(evaluation, Focus(product)).spoken == f"channel 0, row 0, column 0: {words}"


def test_the_chips_of_a_collapsed_layer_have_the_colours_of_its_map() -> None:
    evaluation = evaluate(gallery.example("locality"))
    spot = Focus(Spot(PanelId(MatrixId("map", 1)), 4, 4))
    opened, folded = build(evaluation, spot), build(evaluation, spot, folded=frozenset({0}))
    assert folded.card(MatrixId("map", 0)).collapsed
    assert folded.card(MatrixId("map", 0)).scale == opened.card(MatrixId("map", 0)).scale
    assert opened.card(MatrixId("map", 0)).scale.high < 0.2
    assert folded.arithmetic == opened.arithmetic


def test_a_single_channel_and_an_impossible_layer_have_no_products() -> None:
    alone = build(evaluate(gallery.opening_example())).card(MatrixId("kernel", 0)).kernel_layout
    assert alone
    assert alone.products is None
    experiment = gallery.example("channels-in")
    stranded = evaluate(replace(experiment, input=frozen(np.ones((3, 3, 3)))))
    layout = build(stranded).card(MatrixId("kernel", 0)).kernel_layout
    assert layout
    assert layout.products is None


@pytest.mark.parametrize("channels", [9, 12])
def test_channels_that_are_not_shown_count_in_the_sum(channels: int) -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, channels, 1, 1))), bias=frozen([1.0]))
    words = words_of(build(evaluate(Experiment(input=frozen(np.ones((channels, 1, 1))), layers=(layer,)))))
    assert len(words.subtotals) == 8
    assert words.bias == f"+ {channels - 8} … + 1"
    assert words.result == f"= {channels + 1}"


def test_what_is_painted_elsewhere_leaves_the_products_as_they_are() -> None:
    evaluation = strip(1, 1, padding="same", padding_mode="circular")
    shown = build(evaluation, Focus(at((0, 2, 2))), staged=True)
    for cell, same in (((0, 4, 0), True), ((3, 2, 2), False)):
        made = edits.paint(evaluation.experiment, {cell: 0.25}).after
        after = build(evaluate(made, evaluation), Focus(at((0, 2, 2))), staged=True)
        values = [[panel.whole for panel in scene.products] for scene in (shown, after)]
        assert shown.products
        assert all(a is b for a, b in zip(*values, strict=True)) is same
        alone = build(evaluate(made), Focus(at((0, 2, 2))), staged=True)
        assert after.product_words == alone.product_words
        for panel, wanted in zip(after.products, alone.products, strict=True):
            assert np.array_equal(panel.values, wanted.values)
        shown = build(evaluation, Focus(at((0, 2, 2))), staged=True)
