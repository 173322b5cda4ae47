"""Pages of channels: every channel stands on one page, and what is played or pinned is turned to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import Conv2d
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.cards.paging import EACH, FIRST, Pages, following, shown, shown_rows, turned
from convstudio.scene.playing.playhead import Playhead


def network(inputs: int, outputs: int, groups: int = 1) -> Evaluation:
    rng = np.random.default_rng(0)
    kernel = frozen(rng.integers(-4, 5, (outputs, inputs // groups, 2, 2)) / 4)
    layer = Conv2d(kernel=kernel, bias=frozen(np.arange(outputs) / 10), groups=groups)
    return evaluate(Experiment(input=frozen(rng.integers(0, 10, (inputs, 3, 3)) / 10), layers=(layer,)))


@given(st.integers(1, 70), st.integers(1, 16), st.data())
def test_every_channel_can_be_turned_to(channels: int, most: int, data: st.DataObject) -> None:
    channel = data.draw(st.integers(0, channels - 1))
    pages = turned(FIRST, ("map", 0), channel)
    assert channel in shown(pages, 0, channels)
    assert 1 <= len(shown(pages, 0, channels)) <= EACH
    rows = shown_rows(turned(pages, ("rows", 0), channel), 0, channels, most)
    assert channel in rows
    assert 1 <= len(rows) <= most
    assert set(rows) <= set(shown(turned(pages, ("rows", 0), channel), 0, channels))


@given(st.integers(1, 70), st.integers(0, 200))
def test_a_page_that_is_gone_becomes_the_last_one(channels: int, first: int) -> None:
    assert channels - 1 in shown({("map", 0): max(first, channels)}, 0, channels)


@pytest.mark.parametrize(("inputs", "outputs"), [(20, 12), (3, 20), (9, 2), (64, 64)])
def test_one_can_leaf_through_all_outputs_and_all_inputs(inputs: int, outputs: int) -> None:
    evaluation, seen = network(inputs, outputs), set()
    pages: Pages = FIRST
    for _turn in range(outputs):
        inner = pages
        for _column in range(inputs):
            card = build(evaluation, pages=inner).card(MatrixId("kernel", 0))
            assert card.kernel_layout
            seen |= {panel.panel for row in card.panels for panel in row if panel.panel.matrix.kind == "kernel"}
            across = [page for page in card.pages if page.key == ("map", -1) and page.behind is not None]
            if not across:
                break
            inner = turned(inner, across[0].key, across[0].behind or 0)
        down = [page for page in card.pages if page.key == ("rows", 0) and page.behind is not None]
        if not down:
            break
        pages = turned(pages, down[0].key, down[0].behind or 0)
    assert seen == {PanelId(MatrixId("kernel", 0), o, s) for o in range(outputs) for s in range(inputs)}


def test_the_columns_of_a_depthwise_kernel_follow_its_rows() -> None:
    card = build(network(20, 20, groups=20), pages=turned(FIRST, ("map", 0), 8)).card(MatrixId("kernel", 0))
    assert card.kernel_layout
    assert card.kernel_layout.outs == tuple(range(8, 16))
    assert card.kernel_layout.inputs == tuple(f"in {c}" for c in range(8, 16))
    assert [(wire.row, wire.column, wire.group) for wire in card.kernel_layout.wires] == [(i, i, 8 + i) for i in range(8)]


def test_the_sum_shows_the_subtotals_of_the_page_and_the_rest_as_one_number() -> None:
    evaluation = network(20, 12)
    layer, x = evaluation.results[0].layer, evaluation.experiment.input
    assert isinstance(layer, Conv2d)
    pages = turned(FIRST, ("map", -1), 16)
    layout = build(evaluation, Focus(Spot(PanelId(MatrixId("map", 0), 10), 1, 0)), 0, pages=pages).card(
        MatrixId("kernel", 0)
    ).kernel_layout  # fmt: skip
    assert layout
    assert layout.products
    sums = [float((x[c, 1:3, 0:2] * layer.kernel[10, c]).sum()) for c in range(20)]
    told = [float(text.strip("+ ()").replace("−", "-")) for text in layout.products.subtotals]
    assert told == pytest.approx(sums[16:], abs=1e-4)
    rest = float(layout.products.bias.split(" … ")[0].strip("+ ()").replace("−", "-"))
    assert rest == pytest.approx(sum(sums[:16]), abs=1e-4)


@given(st.integers(0, 19), st.integers(0, 4 * 12))
def test_what_is_played_is_turned_to(output: int, phase: int) -> None:
    evaluation = network(12, 20)
    focus = Focus(pin=Spot(PanelId(MatrixId("map", 0), output), 0, 0))
    pages = following(FIRST, evaluation, focus, Playhead(0, output * 4, phase))
    assert output in shown(pages, 0, 20)
    assert output in shown_rows(pages, 0, 20, 2)
    if phase:
        assert (phase - 1) // 4 in shown(pages, -1, 12)
    assert following(pages, evaluation, focus, Playhead(0, output * 4, phase)) == pages


def test_pointing_turns_no_page() -> None:
    focus = Focus(Spot(PanelId(MatrixId("map", 0), 10), 0, 0))
    assert following(FIRST, network(3, 20), focus, None) is FIRST
