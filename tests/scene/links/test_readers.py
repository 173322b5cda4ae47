"""Which weight meets a cell in which output, against the terms of every output; and which cells nobody reads."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen, gallery
from convstudio.layers import AvgPool2d, Conv2d, ConvTranspose2d, KernelLayer, MaxPool2d
from convstudio.scene import INPUT, Focus, PanelId, Spot, build
from convstudio.scene.matrix.links import links, map_id
from convstudio.scene.matrix.readers import MOST_MET, met, unread
from convstudio.scene.words.numbers import about
from convstudio.scene.words.text_runs import Line, plain_text
from tests.scene.links.test_links import a_cell, maps, spot_of
from tests.scene.strips import evaluations


def met_at(evaluation: Evaluation, spot: Spot) -> Line:
    return met(evaluation, spot, links(evaluation, Focus(spot)))


def meetings(evaluation: Evaluation, index: int, cell: tuple[int, int, int]) -> dict[tuple[int, ...], list[float]]:
    """For each output of a layer that reads a cell, in order, the weights that meet it; found in the terms of all outputs."""
    result, x = evaluation.results[index], evaluation.input_of(index)
    assert result.output is not None
    assert x is not None
    found: dict[tuple[int, ...], list[float]] = {}
    for output in np.ndindex(result.output.shape):
        for term in result.layer.terms(x, output).terms:
            if term.channel == cell[0] and term.source == cell[1:]:
                found.setdefault(output, []).append(term.weight or 0.0)
    return found


@settings(max_examples=120)
@given(evaluations(), st.data())
def test_the_weights_that_are_said_to_meet_a_cell_do(evaluation: Evaluation, data: st.DataObject) -> None:
    layer = data.draw(st.sampled_from(maps(evaluation)))
    cell = a_cell(data, evaluation, layer)
    words = plain_text(met_at(evaluation, spot_of(layer, cell)))
    after = evaluation.results[layer + 1] if layer + 1 < len(evaluation.results) else None
    if after is None or after.output is None or not isinstance(after.layer, KernelLayer) or not after.layer.enabled:
        assert words == ""
        return
    expected = meetings(evaluation, layer + 1, cell)
    assert bool(words) == bool(expected)
    named = re.findall(r"(≈ \S+|\S+) in Y[₂-₉]?\[([\d, ]+)\]", words)
    for weight, place in named:
        numbers = [int(n) for n in place.split(", ")]
        output = tuple(numbers if len(numbers) == 3 else [0, *numbers])
        assert weight == about(sum(expected[output]))
        assert words.startswith("meets ") <= (len(expected[output]) == 1)
    others = re.search(r"(\d+) more output", words)
    assert len(named) + int(others[1] if others else 0) == len(expected)
    assert len(named) <= MOST_MET


def test_the_sentences() -> None:
    opening = evaluate(gallery.opening_example())
    (first,) = (opening.experiment.layers[0],)
    assert isinstance(first, Conv2d)
    spot = Spot(PanelId(INPUT), 2, 3)
    alone = evaluate(Experiment(input=opening.experiment.input, layers=(first,)))
    assert plain_text(met_at(alone, spot)) == "meets −1 in Y[2, 2] and 1 in Y[2, 3]"
    assert "feeds 2 outputs, meets −1 in Y[2, 2] and 1 in Y[2, 3]" in build(alone, Focus(spot)).spoken
    assert plain_text(build(alone, Focus(spot)).arithmetic).startswith("meets −1 in Y[2, 2] and 1 in Y[2, 3]     reaches 1 × 2")
    blur = Conv2d(kernel=frozen(np.full((2, 1, 3, 3), 1 / 9)), bias=frozen([0.0, 0.0]))
    wide = evaluate(Experiment(input=frozen(np.ones((1, 5, 5))), layers=(blur, MaxPool2d())))
    assert plain_text(met_at(wide, Spot(PanelId(INPUT), 2, 2))) == (
        "meets ≈ 0.1111 in Y[0, 0, 0], ≈ 0.1111 in Y[0, 0, 1], ≈ 0.1111 in Y[0, 0, 2]"
        " and others in 15 more outputs of Convolution"
    )
    copying = Conv2d(kernel=frozen([[[[1.0, 2.0]]]]), bias=frozen([0.0]), padding=((0, 0), (1, 0)), padding_mode="replicate")
    edge = evaluate(Experiment(input=frozen([[[5.0, 6.0, 7.0]]]), layers=(copying,)))
    assert plain_text(met_at(edge, Spot(PanelId(INPUT), 0, 0))) == "counts for 3 in Y[0, 0] and 1 in Y[0, 1]"
    stamping = ConvTranspose2d(kernel=frozen([[[[1.0, 2.0]]]]), bias=frozen([0.0]), stride=(1, 2))
    stamped = evaluate(Experiment(input=frozen([[[5.0, 6.0]]]), layers=(stamping,)))
    assert plain_text(met_at(stamped, Spot(PanelId(INPUT), 0, 1))) == "meets 1 in Y[0, 2] and 2 in Y[0, 3]"


def test_the_weights_stand_in_their_colours() -> None:
    evaluation = evaluate(gallery.opening_example())
    chips = [run for run in met_at(evaluation, Spot(PanelId(INPUT), 2, 3)) if run.meaning == "weight"]
    assert [run.number for run in chips] == [-1.0, 1.0]


@settings(max_examples=120)
@given(evaluations(), st.data())
def test_a_cell_is_said_to_be_unread_where_no_output_reads_it(evaluation: Evaluation, data: st.DataObject) -> None:
    layer = data.draw(st.sampled_from(maps(evaluation)))
    cell = a_cell(data, evaluation, layer)
    after = evaluation.results[layer + 1] if layer + 1 < len(evaluation.results) else None
    works = after is not None and after.output is not None and after.layer.enabled
    nobody = works and not meetings(evaluation, layer + 1, cell)
    spot = spot_of(layer, cell)
    assert bool(unread(evaluation, spot)) == nobody
    assert ("no window of" in build(evaluation, Focus(spot)).spoken) == nobody


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ((0, 4), "no window of Max pool reads this column"),
        ((4, 0), "no window of Max pool reads this row"),
        ((4, 4), "no window of Max pool reads this row, nor this column"),
        ((3, 3), ""),
    ],
)
def test_why_a_cell_is_not_read(cell: tuple[int, int], words: str) -> None:
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 5, 5))), layers=(MaxPool2d(),)))
    scene = build(evaluation, Focus(Spot(PanelId(INPUT), *cell)))
    assert unread(evaluation, Spot(PanelId(INPUT), *cell)) == words
    assert words in scene.spoken
    assert ("feeds" in scene.spoken) == (not words)
    assert (plain_text(scene.arithmetic) == words) == bool(words)


def test_padding_that_nobody_reads() -> None:
    layer = AvgPool2d(kernel_size=(2, 2), stride=(3, 3), padding=((1, 1), (1, 1)))
    evaluation = evaluate(Experiment(input=frozen(np.ones((1, 5, 5))), layers=(layer,)))
    assert unread(evaluation, Spot(PanelId(INPUT), 5, 0)) == "no window of Average pool reads this padding"
    assert unread(evaluation, Spot(PanelId(INPUT), -1, 0)) == ""
    assert met_at(evaluation, Spot(PanelId(INPUT), 0, 0)) == ()
    assert unread(evaluation, Spot(PanelId(map_id(0)), 0, 0)) == ""  # no layer follows
