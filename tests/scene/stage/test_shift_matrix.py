"""The dense matrix in the Shift lab: what it says, what lights up, and where everything stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.engine.toeplitz import NONE
from convstudio.experiment import Evaluation, evaluate, gallery
from convstudio.layers import Conv2d, ConvTranspose2d, MaxPool2d
from convstudio.scene import INPUT, Focus, PanelId, Spot
from convstudio.scene.layout import Matrix, Rect, Words
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.matrix.links import map_id
from convstudio.scene.workspaces.shift import WORKSPACE
from convstudio.scene.workspaces.shift.dense.build import DenseScene, build
from convstudio.scene.workspaces.shift.dense.layout import drawing
from convstudio.scene.workspaces.shift.dense.links import COLUMN, MATRIX, PRODUCT, ROW
from convstudio.scene.workspaces.shift.dense.words import percent
from convstudio.scene.workspaces.shift.part import NAME
from tests.scene.stage.test_shift import NAMES, Plain, conv, numbered, said, state_of, strip
from tests.scene.strips import evaluations


def scene_of(evaluation: Evaluation, spot: Spot | None = None, selected: int = 0) -> DenseScene:
    return build(replace(state_of(evaluation, view="matrix"), focus=Focus(spot), selected=selected))


def lit(scene: DenseScene, matrix: MatrixId, *roles: str) -> set[tuple[int, int, int, int]]:
    """Channel, slice, row and column of what is marked."""
    return {
        (panel.panel.channel, panel.panel.slice, row, column)
        for panel in scene.matrices(matrix)
        for mark in panel.marks
        if mark.role in roles
        for row in mark.rows
        for column in mark.columns
    }


EXAMPLE = strip(np.arange(9.0).reshape(1, 3, 3), conv([[0, 1], [2, 3]]))


def test_the_textbook_example_is_a_matrix_of_four_by_nine():
    scene = scene_of(EXAMPLE)
    shown = scene.panel(PanelId(MATRIX)).values
    assert shown.tolist() == [
        [0, 1, 0, 2, 3, 0, 0, 0, 0],
        [0, 0, 1, 0, 2, 3, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 2, 3, 0],
        [0, 0, 0, 0, 0, 1, 0, 2, 3],
    ]
    assert (shown @ np.arange(9.0)).tolist() == [19, 25, 37, 43]
    assert scene.panel(PanelId(COLUMN)).values[:, 0].tolist() == [19, 25, 37, 43]
    assert said(scene).startswith("4 × 9: 56 % of the matrix is 0. Its other 16 numbers are the 4 weights of the kernel")
    assert "Matrix · x = y, number by number: 4 of 4 are equal." in said(scene)


@pytest.mark.parametrize("matrix", [MATRIX, ROW, COLUMN, PRODUCT, INPUT, MatrixId("kernel", 0)])
def test_a_cell_that_another_layer_took_away_stands_for_nothing(matrix: MatrixId) -> None:
    panel = scene_of(EXAMPLE).panel(PanelId(matrix))
    rows, columns = panel.values.shape
    assert scene_of(EXAMPLE, Spot(PanelId(matrix), rows - 1, columns - 1)).spoken
    unlit = scene_of(EXAMPLE)
    gone = [(rows, 0), (0, columns), (-1, 0), (0, -1), (rows + 7, columns + 7)]
    spots = [Spot(PanelId(matrix), *cell) for cell in gone] + [
        Spot(PanelId(matrix, 1), 0, 0),
        Spot(PanelId(matrix, 0, 1), 0, 0),
    ]
    for spot in spots if matrix.kind == "kernel" else spots[:-1]:
        scene = scene_of(EXAMPLE, spot)
        assert (scene.spoken, said(scene)) == ("", said(unlit))


def test_nothing_is_in_focus_where_another_layer_has_fewer_cells() -> None:
    state = state_of(strip(np.arange(25.0).reshape(1, 5, 5), conv([[0, 1], [2, 3]]), conv([[1, 2, 3]])), view="matrix")
    rows, columns = WORKSPACE.build(state).panel(PanelId(MATRIX)).shape
    state = replace(state, focus=Focus(Spot(PanelId(MATRIX), rows - 1, columns - 1)))
    pointed = WORKSPACE.build(state)
    assert pointed.focus == state.focus
    other = WORKSPACE.build(replace(state, selected=1, screens={**state.screens, NAME: pointed}))
    assert (other.panel(PanelId(MATRIX)).shape, other.focus.spot) == ((8, 16), None)


@given(evaluations(kinds=(Conv2d, ConvTranspose2d), most_layers=1), st.data())
def test_an_output_lights_what_it_reads_and_an_input_who_reads_it(evaluation, data):
    scene = scene_of(evaluation)
    if scene.dense is None:
        return
    layer, x = scene.dense.layer, scene.dense.part
    cell = data.draw(st.sampled_from(list(np.ndindex(*scene.dense.sums.shape))))
    for spot in (Spot(PanelId(PRODUCT, cell[0]), *cell[1:]), _in_column(scene, cell)):
        pointed = scene_of(evaluation, spot)
        terms = [t for t in layer.terms(x, cell).terms if t.source]
        assert lit(pointed, map_id(-1), "window") == {(t.channel, 0, *t.source) for t in terms}
        assert lit(pointed, PRODUCT, "focus") == {(cell[0], 0, *cell[1:])}
        if layer.padding_mode == "zeros":
            assert lit(pointed, MatrixId("kernel", 0), "weight") == {t.weight_cell for t in terms}
    pixel = data.draw(st.sampled_from(list(np.ndindex(*x.shape))))
    pointed = scene_of(evaluation, Spot(PanelId(INPUT, pixel[0]), *pixel[1:]))
    readers = layer.readers(x, pixel)
    wanted = {(c, 0, i, j) for c in readers.channels for i in readers.rows for j in readers.columns}
    assert lit(pointed, PRODUCT, "reader") == wanted
    assert lit(pointed, ROW, "focus") == {(0, 0, 0, int(np.ravel_multi_index(pixel, x.shape)))}
    assert len(lit(pointed, MATRIX, "reader")) == len(wanted)


def _in_column(scene: DenseScene, cell: tuple[int, ...]) -> Spot:
    assert scene.dense
    return Spot(PanelId(COLUMN), int(np.ravel_multi_index(cell, scene.dense.sums.shape)), 0)


@given(evaluations(kinds=(Conv2d, ConvTranspose2d), most_layers=1), st.data())
def test_a_place_of_the_matrix_lights_its_pixel_its_weight_and_its_output(evaluation, data):
    dense = scene_of(evaluation).dense
    if dense is None:
        return
    row, column = data.draw(st.sampled_from(list(np.ndindex(*dense.matrix.shape))))
    pointed = scene_of(evaluation, Spot(PanelId(MATRIX), row, column))
    (x,), (y,) = lit(pointed, map_id(-1), "focus"), lit(pointed, PRODUCT, "focus")
    assert (x[0], *x[2:]) == dense.input_cell(column)
    assert (y[0], *y[2:]) == dense.output_cell(row)
    weights = lit(pointed, MatrixId("kernel", 0), "focus")
    if dense.which[row, column] >= 0:
        (weight,) = weights
        assert dense.layer.kernel[weight] == dense.matrix[row, column]
        same = lit(pointed, MATRIX, "pair")
        assert {dense.matrix[i, j] for _c, _s, i, j in same} == {dense.matrix[row, column]}
        assert len(same) == (dense.which == dense.which[row, column]).sum()
    elif dense.which[row, column] == NONE:
        assert not weights
        assert "0, by construction:" in said(pointed)


def test_a_weight_lights_all_its_places_and_a_flipped_kernel_its_own():
    flipped = strip(np.arange(9.0).reshape(1, 3, 3), conv([[0, 1], [2, 3]], flip=True))
    for evaluation in (EXAMPLE, flipped):
        scene = scene_of(evaluation, Spot(PanelId(MatrixId("kernel", 0)), 1, 1))
        places = lit(scene, MATRIX, "pair")
        assert len(places) == 4
        assert {scene.panel(PanelId(MATRIX)).values[i, j] for _c, _s, i, j in places} == {3.0}
        assert "This weight, 3, stands in the matrix 4 times: it is shared." in said(scene)


def test_a_row_is_written_out_as_its_sum():
    scene = scene_of(EXAMPLE, Spot(PanelId(COLUMN), 2, 0))
    assert "Row 2: 0·3 + 1·4 + 2·6 + 3·7 = 37 = Y[1, 0]" in said(scene)
    assert scene.spoken == "row 2, column 0: Row 2: 0·3 + 1·4 + 2·6 + 3·7 = 37 = Y[1, 0]"
    assert "Column 4 is for X[1, 1]: 4 outputs read it." in said(scene_of(EXAMPLE, Spot(PanelId(ROW), 0, 4)))


def test_of_a_large_picture_a_part_is_shown_and_the_whole_is_said():
    x = np.random.default_rng(0).normal(size=(1, 28, 28))
    scene = scene_of(strip(x, conv(np.ones((3, 3)))))
    assert scene.dense
    assert scene.dense.cropped
    assert scene.dense.whole == (26 * 26, 28 * 28, 26 * 26 * 9)
    assert said(scene).startswith("676 × 784: 99 % of the matrix is 0. Its other 6 084 numbers are the 9 weights of the kernel")
    assert "Shown: for the upper left 14 × 14 of the input." in said(scene)
    assert scene.dense.matrix.shape == (144, 196)
    assert scene.dense.largest_gap == 0.0


def test_what_never_fits_is_said_and_what_is_no_matrix_too():
    wide = Conv2d(kernel=np.ones((300, 1, 1, 1)), bias=np.zeros(300))
    assert said(scene_of(strip(numbered(3, 3), wide))).startswith(
        "Convolution as a matrix would be 2 700 × 9, 89 % of it zeros"
    )
    assert said(scene_of(strip(numbered(3, 3), MaxPool2d()))).startswith("No layer here has weights")
    off = replace(conv([[1, 2]]), enabled=False)
    assert said(scene_of(strip(numbered(3, 3), off))) == "Every layer with weights is switched off: switch one on in Explore."
    assert "Without a layer" in said(scene_of(strip(numbered(2, 3))))
    second = scene_of(strip(numbered(4, 4), MaxPool2d(kernel_size=(2, 2), stride=(1, 1)), conv([[1, 2]])))
    assert second.dense
    assert second.dense.index == 1


def test_shares_are_told_from_none_and_all():
    assert [percent(n, 10_000) for n in (0, 1, 5000, 9995, 9999, 10_000)] == ["0", "0.01", "50", "99.95", "99.99", "100"]


@pytest.mark.parametrize("size", [(700.0, 345.0), (980.0, 490.0), (1620.0, 850.0)])
@pytest.mark.parametrize("name", NAMES)
def test_every_example_stands_whole_and_apart(name, size):
    evaluation = evaluate(gallery.example(name))
    for spot in (None, Spot(PanelId(MATRIX), 0, 0)):
        scene = scene_of(evaluation, spot)
        drawn = drawing(scene, {}, Room(*size, Plain()))
        if scene.dense is None:
            continue
        rects = [item.inner for item in drawn.items if isinstance(item, Matrix)]
        assert len(rects) == 6
        rects += [item.rect for item in drawn.items if isinstance(item, Words)]
        assert [rect for rect in rects if not Rect(0, 0, *size).contains(rect)] == []
        assert [(a, b) for i, a in enumerate(rects) for b in rects[i + 1 :] if a.touches(b)] == []
