"""Receptive fields with their sizes, through deep strips: against the spread of a cell that is not a number."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.text_runs import plain_text
from tests.scene.links.test_links import Cells, a_cell, maps, marked, marks_at, spoilt, spot_of
from tests.scene.strips import evaluations


def size(cells: Cells) -> str:
    """Rows × columns of cells that form a product, as a person would count them."""
    rows, columns = ({cell[axis] for cell in cells} for axis in (1, 2))
    counted = f"{len(rows)} × {len(columns)}"
    spread = f"{max(rows) - min(rows) + 1} × {max(columns) - min(columns) + 1}"
    return counted if counted == spread else f"{counted} cells spread over {spread}"


def say(evaluation: Evaluation, spot: Spot) -> str:
    return build(evaluation, Focus(spot)).spoken


@settings(max_examples=100)
@given(evaluations(most_layers=6), st.data())
def test_what_an_input_cell_reaches_is_said_for_every_later_map(evaluation: Evaluation, data: st.DataObject) -> None:
    cell = a_cell(data, evaluation, -1)
    reached = spoilt(evaluation, -1, cell)
    scene = build(evaluation, Focus(spot_of(-1, cell)))
    for layer, cells in enumerate(reached):
        assert marked(scene.marks, "reader" if layer == 0 else "fed", layer) == cells
        words = f"{size(cells)} of {layer_name(evaluation, layer)}" if cells else ""
        assert words in plain_text(scene.arithmetic)
    if len(reached) > 1 and reached[-1]:
        assert f"reaches {size(reached[-1])} of {layer_name(evaluation, len(reached) - 1)}" in scene.spoken


@settings(max_examples=60)
@given(evaluations(most_layers=6), st.data())
def test_what_an_output_sees_of_the_input_is_said(evaluation: Evaluation, data: st.DataObject) -> None:
    last = maps(evaluation)[-1]
    if last < 1:
        return
    cell = a_cell(data, evaluation, last)
    shape = evaluation.experiment.input.shape
    every = [(c, i, j) for c, i, j in np.ndindex(*shape)]
    seen = {each for each in every if cell in spoilt(evaluation, -1, each)[last]}
    marks = marks_at(evaluation, spot_of(last, cell))
    assert marked(marks, "field", -1) == seen
    if seen:
        assert f"sees {size(seen)} of the input" in say(evaluation, spot_of(last, cell))


def test_the_sentences() -> None:
    kernel = frozen(np.ones((1, 1, 3, 3)))
    conv = Conv2d(kernel=kernel, bias=frozen(np.zeros(1)))
    holes = Conv2d(kernel=kernel, bias=frozen(np.zeros(1)), dilation=(2, 2))
    strip = evaluate(Experiment(input=frozen(np.zeros((1, 16, 16))), layers=(conv, conv, MaxPool2d())))
    assert (
        say(strip, Spot(PanelId(MatrixId("map", 2)), 2, 2)) == "row 2, column 2, value 0, reads 2 × 2, sees 6 × 6 of the input"
    )
    middle = say(strip, Spot(PanelId(MatrixId("map", 0)), 5, 5))
    met = "meets 1 in Y₂[3, 3], 1 in Y₂[3, 4], 1 in Y₂[3, 5] and others in 6 more outputs of Convolution 2"
    assert middle == f"row 5, column 5, value 0, feeds 9 outputs, reads 3 × 3, reaches 2 × 2 of Max pool, {met}"
    wide = evaluate(Experiment(input=frozen(np.zeros((1, 16, 16))), layers=(MaxPool2d(stride=(3, 3)), holes)))
    sees = say(wide, Spot(PanelId(MatrixId("map", 1)), 0, 0))
    assert sees.endswith("sees 6 × 6 cells spread over 14 × 14 of the input")
