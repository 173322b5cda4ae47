"""The cost of layers in the Shift lab: counted against loops over windows, and drawn to scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Evaluation, evaluate, gallery
from convstudio.layers import Conv2d, ConvTranspose2d, KernelLayer, MaxPool2d
from convstudio.lessons.hidden import covered
from convstudio.scene import INPUT
from convstudio.scene.layout import Bar, Rect, Words
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.words.text_runs import plain_text
from convstudio.scene.workspaces.shift.cost.build import CostScene, build
from convstudio.scene.workspaces.shift.cost.counts import LARGE, layer_costs, total
from convstudio.scene.workspaces.shift.cost.layout import LEAST_BAR, drawing, unit_of
from convstudio.scene.workspaces.shift.cost.words import amount, in_bytes, length
from convstudio.scene.workspaces.shift.views import VIEWS, View
from tests.scene.stage.test_shift import NAMES, Plain, conv, numbered, said, state_of, strip
from tests.scene.strips import evaluations


def scene_of(evaluation: Evaluation, **settings: object) -> CostScene:
    return build(state_of(evaluation, view="cost", **settings))


def counted(layer: KernelLayer, x: np.ndarray) -> tuple[int, int, int]:
    """Weights, products (with padding's zeros) and pairs of an input and an output cell, one after the other."""
    outs, depth, high, wide = layer.kernel.shape
    _c, rows, columns = layer.output_shape(x.shape)
    if isinstance(layer, ConvTranspose2d):
        rows, columns = x.shape[1:]
    places = range(outs), range(rows), range(columns), range(depth), range(high), range(wide)
    products = sum(1 for _ in np.ndindex(*map(len, places)))
    pairs = sum(1 for _ in np.ndindex(*x.shape, *layer.output_shape(x.shape)))
    return sum(1 for _ in np.ndindex(outs, depth, high, wide)), products, pairs


@given(evaluations(kinds=(Conv2d, ConvTranspose2d, MaxPool2d), most_layers=2))
def test_costs_are_those_of_a_count_one_by_one(evaluation):
    if evaluation.problem:
        return
    found = {layer.index: layer.costs for layer in layer_costs(evaluation)}
    for index, result in enumerate(evaluation.results):
        if isinstance(result.layer, KernelLayer) and result.layer.enabled:
            weights, products, pairs = counted(result.layer, evaluation.input_of(index))
            assert found.pop(index) == ((weights, products), (products, products), (pairs, pairs))
    assert not found


def test_the_numbers_of_the_six_by_eight_image():
    scene = scene_of(evaluate(gallery.example("convolutional-layer")))
    assert [cost[0] for cost in scene.layers[0].costs] == [2, 84, 2016]
    words = _words(scene, (1620, 850))
    assert "= C·H·W · C′·H′·W′ = 1·6·8 · 1·6·7" in words
    assert "Fully connected it would have 1 008 × as many weights." in said(scene)
    assert "an output reads 2 of 48 inputs. Shared weights: each is used 42 times." in said(scene)


def test_for_a_photograph_the_first_kernel_gets_its_channels():
    evaluation = strip(numbered(6, 8), conv(np.ones((3, 3)), padding="same"), MaxPool2d(), conv(np.ones((3, 3))))
    first, second = layer_costs(evaluation, LARGE)
    assert first.kernel == (1, 3, 3, 3)
    assert first.costs[0] == (27, 27 * 224 * 224)
    assert first.costs[2].weights == 3 * 224 * 224 * 224 * 224
    assert (second.input, second.kernel) == ((1, 112, 112), (1, 1, 3, 3))
    scene = scene_of(evaluation, size="large", scope="all")
    assert [layer.index for layer in scene.layers] == [0, 2]
    assert total(scene.layers)[0].weights == 36
    assert "All layers with weights  for an input of 3 × 224 × 224" in _words(scene, (980, 490))


def test_the_selected_layer_is_counted_or_the_next_with_weights():
    evaluation = strip(numbered(6, 8), MaxPool2d(), conv(np.ones((2, 2))))
    state = state_of(evaluation, view="cost")
    assert [layer.index for layer in build(replace(state, selected=0)).layers] == [1]
    assert said(scene_of(strip(numbered(3, 3), MaxPool2d()))).startswith("No layer here has weights")
    off = replace(conv(np.ones((2, 2))), enabled=False)
    assert said(scene_of(strip(numbered(3, 3), off))) == "Every layer with weights is switched off: switch one on in Explore."
    late = strip(numbered(4, 4), conv(np.ones((2, 2))), conv(np.ones((9, 9))))
    assert "What stands behind a layer that cannot work is left out." in said(scene_of(late, scope="all"))


@given(st.lists(st.integers(1, 10**12), min_size=3, max_size=3), st.floats(100, 900))
def test_the_scale_is_one_for_all_bars_and_the_shortest_is_seen(amounts, width):
    unit = unit_of(amounts, width)
    assert min(amounts) * unit >= LEAST_BAR or max(amounts) * unit == pytest.approx(width)
    assert min(amounts) * unit >= LEAST_BAR * (1 - 1e-9) or max(amounts) * unit <= width * (1 + 1e-9)


@pytest.mark.parametrize("settings", [{}, {"size": "large"}, {"scope": "all"}])
@pytest.mark.parametrize("size", [(700.0, 345.0), (980.0, 490.0), (1620.0, 850.0)])
@pytest.mark.parametrize("name", NAMES)
def test_bars_are_to_scale_or_break_and_all_stands_apart(name, size, settings):
    scene = scene_of(evaluate(gallery.example(name)), **settings)
    if not scene.layers:
        return
    drawn = drawing(scene, {}, Room(*size, Plain()))
    bars = [item for item in drawn.items if isinstance(item, Bar) and item.style != "card"]
    words = [item.rect for item in drawn.items if isinstance(item, Words)]
    assert len(bars) == 9
    for quantity in range(3):
        amounts = [amount(cost, quantity) for cost in total(scene.layers)]
        three = bars[3 * quantity : 3 * quantity + 3]
        per = three[0].rect.width / amounts[0]
        for n, bar in zip(amounts, three, strict=True):
            if bar.breaks:
                assert bar.rect.width < n * per
            else:
                assert bar.rect.width == pytest.approx(n * per, rel=1e-6)
    everything = [*words, *(bar.rect for bar in bars)]
    assert [rect for rect in everything if not Rect(0, 0, *size).contains(rect)] == []
    assert [(a, b) for i, a in enumerate(words) for b in words[i + 1 :] if a.touches(b)] == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_what_a_lesson_hides_is_in_no_view(view: View):
    open_ = strip(numbered(5, 6) * 1.25, conv([[2, -1], [3, 7]]))
    hidden = evaluate(covered(open_.experiment))
    scene = view.build(state_of(hidden, view=view.name))
    assert {card.matrix for card in scene.cards} <= {INPUT}
    told = "".join(plain_text(line) for line in scene.conclusion)
    assert "hidden" in told
    assert not any(str(n) in told for n in (80, 4, 20)), "neither its size nor its cost"


def test_bytes_and_lengths_are_written_with_their_units():
    assert [in_bytes(n) for n in (36, 3456, 53_760, 7_160_976, 89_827_282_944)] == [
        "36 B", "3.46 kB", "53.8 kB", "7.16 MB", "89.8 GB",
    ]  # fmt: skip
    assert length(96 / 0.0254) == "1 m"
    assert length(96 / 0.0254 * 825_000) == "825 km"


def _words(scene: CostScene, size: tuple[float, float]) -> list[str]:
    return [plain_text(item.line) for item in drawing(scene, {}, Room(*size, Plain())).items if isinstance(item, Words)]
