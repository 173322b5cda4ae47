"""The Shift lab as a value: what it says, what lights up, and where everything stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.engine.shifting import BORDERS, shift
from convstudio.experiment import Evaluation, evaluate, gallery
from convstudio.experiment.history import begin
from convstudio.layers import AvgPool2d, GlobalAvgPool2d, MaxPool2d
from convstudio.scene import INPUT, Focus, PanelId, Spot
from convstudio.scene.build import build as build_explore
from convstudio.scene.layout import Matrix, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.matrix.links import map_id
from convstudio.scene.state import EXPLORE, State
from convstudio.scene.words.text_runs import Line, plain_text
from convstudio.scene.workspaces import first_parts
from convstudio.scene.workspaces.shift.build import ShiftScene, build
from convstudio.scene.workspaces.shift.layout import drawing
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, STILL
from convstudio.scene.workspaces.shift.part import NAME, with_settings
from tests.experiment.small import conv, numbered, strip
from tests.scene.strips import evaluations

DERIVED = (MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, DIFFERENCE)


class Plain:
    """Letters of one width."""

    def width(self, line: Line, style: str) -> float:
        return 7.0 * len(plain_text(line))

    def height(self, style: str) -> float:
        return 16.0


def state_of(evaluation: Evaluation, **settings: object) -> State:
    history = begin(evaluation.experiment, saved=True, path=None, example=True)
    screens = {EXPLORE: build_explore(evaluation)}
    state = State(history, evaluation, evaluation, screens, first_parts(), workspace=NAME)
    return with_settings(**settings)(state)


def scene_of(evaluation: Evaluation, spot: Spot | None = None, **settings: object) -> ShiftScene:
    return build(replace(state_of(evaluation, **settings), focus=Focus(spot)))


def said(scene: ShiftScene) -> str:
    return "\n".join(plain_text(line) for line in scene.conclusion)


def lit(scene: ShiftScene, matrix: MatrixId, role: str) -> set[tuple[int, int]]:
    marks = [mark for panel in scene.matrices(matrix) for mark in panel.marks if mark.role == role]
    return {(row, column) for mark in marks for row in mark.rows for column in mark.columns}


# What is shown


@given(evaluations(), st.integers(-3, 3), st.integers(-3, 3), st.sampled_from(BORDERS), st.sampled_from(["moved", "still"]))
def test_the_difference_is_one_way_minus_the_other(evaluation, rows, columns, border, against):
    scene = scene_of(evaluation, rows=rows, columns=columns, border=border, against=against)
    report = scene.report
    if evaluation.problem:
        assert report is None
        return
    (rows, columns), shown = scene.part.by, {card.matrix: card.panels[0][0].whole for card in scene.cards}
    assert abs(rows) < evaluation.experiment.input.shape[1]
    assert np.array_equal(shown[MOVED_INPUT], shift(evaluation.experiment.input, rows, columns, border))
    direct = evaluate(replace(evaluation.experiment, input=shown[MOVED_INPUT])).results[-1].output
    assert np.array_equal(shown[OF_MOVED], direct)
    compared = shown.get(MOVED_OUTPUT, shown[map_id(len(evaluation.results) - 1)])
    assert np.array_equal(shown[DIFFERENCE], shown[OF_MOVED] - compared)
    assert report.largest == np.abs(shown[DIFFERENCE]).max()
    assert (report.same == report.cells) == (report.largest <= report.tolerance)
    assert report.same_clear == report.clear_count, "away from the borders both ways are the same"


def test_a_convolution_follows_and_says_so():
    x = np.zeros((1, 5, 8))
    x[0, 2, 2:4] = 1
    scene = scene_of(strip(x, conv([[1, -1]])), columns=2)
    assert said(scene).startswith("Exactly equal. The input moved, and the output moved along: it is equivariant")
    assert [card.title for card in scene.cards] == [
        "Input", "Moved input", "Output", "Moved output", "Output of the moved input", "Difference",
    ]  # fmt: skip


def test_at_the_borders_it_differs_and_inside_the_outline_it_does_not():
    scene = scene_of(strip(numbered(4, 6), conv([[1, -2]])), columns=1)
    assert said(scene).startswith("Equal away from the borders. Largest difference ")
    assert "at the borders (4 of 20 differ)." in said(scene)
    assert lit(scene, DIFFERENCE, "window") == {(row, column) for row in range(4) for column in range(1, 5)}


def test_which_borders_can_differ_is_said_and_what_came_in_is_marked():
    scene = scene_of(strip(numbered(4, 6), conv([[1, -2]])), rows=-1, columns=2)
    assert "Only the bottom row and the 2 leftmost columns can differ: zeros came in there." in said(scene)
    rows, columns = range(4), range(6)
    came_in = {(3, j) for j in columns} | {(i, j) for i in rows for j in (0, 1)}
    assert lit(scene, MOVED_INPUT, "source") == came_in
    assert lit(scene, MOVED_OUTPUT, "source") == {(i, j) for i, j in came_in if j < 5}
    padded = scene_of(strip(numbered(4, 6), conv(np.ones((3, 3)), padding="same")), columns=1, border="repeat")
    assert "the edge came in there once more, or padding is read." in said(padded)


def test_the_letters_are_explained_and_the_shift_is_said():
    scene = scene_of(strip(numbered(4, 6), conv([[1, -2]])))
    assert "S: moved 2 right. L: all layers. S L X: first L, then S." in said(scene)
    words = [plain_text(i.line) for i in drawing(scene, {}, Room(980, 490, Plain())).items if isinstance(i, Words)]
    assert "−  S L X  =" in words
    assert "the moved output" in words
    assert words.count("L  Convolution") == 2


@pytest.mark.parametrize(("strides", "said_"), [((2,), "2: equal only for even"), ((2, 2), "4: equal only for every 4th")])
def test_the_total_stride_is_said_where_a_shift_has_no_counterpart(strides, said_):
    layers = [MaxPool2d(kernel_size=(1, 1), stride=(s, s)) for s in strides]
    assert f"Total stride {said_} shift" in said(scene_of(strip(numbered(9, 9), *layers), columns=1))


@given(evaluations(), st.integers(-3, 3), st.integers(-3, 3))
def test_the_map_of_what_stays_is_that_of_a_plain_loop(evaluation, rows, columns):
    scene = scene_of(evaluation, rows=rows, columns=columns, against="still")
    report = scene.report
    if report is None:
        return
    (shown,) = {id(panel.whole): panel.whole for panel in scene.matrices(STILL)}.values()
    cells = list(np.ndindex(*shown.shape))
    wanted = [abs(report.of_moved[cell] - report.output[cell]) <= report.tolerance for cell in cells]
    assert [bool(shown[cell]) for cell in cells] == wanted
    assert f"unchanged: {sum(wanted)} of {len(cells)}" in plain_text(scene.signs.note)


def test_stride_two_has_no_shift_by_one():
    evaluation = strip(numbered(6, 8), MaxPool2d(kernel_size=(2, 2), stride=(2, 2)))
    scene = scene_of(evaluation, columns=1)
    assert (
        "A shift by 1 column would be 1/2 of a cell behind Max pool: there is no such shift. Multiples of 2 have one."
        in said(scene)
    )
    assert scene.matrices(MOVED_OUTPUT) == ()
    assert scene.matrices(DIFFERENCE)[0].symbol == "L S X − L X"
    assert scene_of(evaluation, columns=2).matrices(MOVED_OUTPUT)
    assert "1 row would be 1/2" in said(scene_of(evaluation, rows=-1, columns=2))


def test_max_pooling_forgives_a_small_shift():
    x = np.zeros((1, 4, 8))
    x[0, 1, 2] = 1
    evaluation = strip(x, MaxPool2d(kernel_size=(2, 2), stride=(2, 2)))
    scene = scene_of(evaluation, columns=1, against="still")
    assert said(scene).startswith(
        "100 % of the output is unchanged (8 of 8). The output does not notice the shift: it is invariant"
    )
    assert said(scene_of(evaluation, columns=2, against="still")).startswith("75 % of the output is unchanged (6 of 8).")


def test_a_share_is_whole_only_where_it_is():
    x = np.zeros((1, 1, 400))
    x[0, 0, 5] = 1
    scene = scene_of(strip(x, conv([[1]])), columns=1, against="still")
    assert said(scene).startswith("99 % of the output is unchanged (398 of 400).")


def test_a_single_output_has_nowhere_to_go():
    scene = scene_of(strip(numbered(3, 4), GlobalAvgPool2d()), columns=1, border="wrap")
    assert said(scene).startswith("100 % of the output is unchanged (1 of 1).")
    assert "The output is a single cell that way" in said(scene)


def test_what_is_only_rounding_is_no_difference():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1, 9, 9))
    evaluation = strip(x, AvgPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"), conv(rng.normal(size=(3, 3))))
    report = scene_of(evaluation, columns=1).report
    assert report
    assert report.same_clear == report.clear_count > 0


def test_why_nothing_is_compared():
    assert "Without a layer" in said(scene_of(strip(numbered(2, 3))))
    impossible = strip(numbered(2, 2), conv(np.ones((5, 5))))
    assert said(scene_of(impossible)).startswith("Convolution is not possible")
    assert [card.matrix for card in scene_of(impossible).cards] == [INPUT]
    nothing = scene_of(strip(numbered(3, 3), conv([[1]])), rows=0, columns=0)
    assert said(nothing).startswith("Nothing is moved yet")


def test_a_shift_is_held_within_the_input():
    scene = scene_of(strip(numbered(3, 4), conv([[1]])), rows=-9, columns=9)
    assert scene.part.by == (-2, 3)


def test_pointing_computes_nothing_again():
    state = state_of(strip(numbered(4, 6), conv([[1, -2]])))
    first = build(state)
    state = replace(state, screens={**state.screens, NAME: first}, focus=Focus(Spot(PanelId(INPUT), 1, 1)))
    assert build(state).report is first.report


# Links


def test_a_cell_of_the_input_lights_its_moved_cell_and_the_readers_of_both():
    evaluation, spot = strip(numbered(4, 6), conv([[1, -2]])), Spot(PanelId(INPUT), 1, 2)
    scene = scene_of(evaluation, spot, rows=1, columns=2)
    assert lit(scene, INPUT, "focus") == {(1, 2)}
    assert lit(scene, MOVED_INPUT, "focus") == {(2, 4)}
    assert lit(scene, map_id(0), "reader") == {(1, 1), (1, 2)}
    assert (
        lit(scene, OF_MOVED, "reader")
        == lit(scene, MOVED_OUTPUT, "reader")
        == lit(scene, DIFFERENCE, "reader")
        == {(2, 3), (2, 4)}
    )


@pytest.mark.parametrize("matrix", [MOVED_OUTPUT, OF_MOVED, DIFFERENCE])
def test_a_cell_of_an_output_lights_both_windows(matrix):
    evaluation = strip(numbered(4, 6), conv([[1, -2]]))
    scene = scene_of(evaluation, Spot(PanelId(matrix), 2, 4), rows=1, columns=2)
    assert lit(scene, map_id(0), "focus") == {(1, 2)}
    assert lit(scene, INPUT, "window") == {(1, 2), (1, 3)}
    assert lit(scene, MOVED_INPUT, "window") == {(2, 4), (2, 5)}
    for other in (MOVED_OUTPUT, OF_MOVED, DIFFERENCE):
        assert lit(scene, other, "focus") == {(2, 4)}
    values = [scene.panel(PanelId(other)).values[2, 4] for other in (OF_MOVED, MOVED_OUTPUT, DIFFERENCE)]
    numbers = [f"{value:g}".replace("-", "−") for value in values]
    assert scene.spoken == f"row 2, column 4: {numbers[0]} − ({numbers[1]}) = {numbers[2]}"


def test_what_has_left_the_picture_lights_nothing_there():
    evaluation = strip(numbered(3, 4), conv([[1]]))
    scene = scene_of(evaluation, Spot(PanelId(INPUT), 0, 3), columns=2)
    assert lit(scene, map_id(0), "reader") == {(0, 3)}
    assert not any(panel.marks for matrix in DERIVED[:3] for panel in scene.matrices(matrix))
    came_in = scene_of(evaluation, Spot(PanelId(OF_MOVED), 0, 0), columns=2)
    assert lit(came_in, MOVED_INPUT, "window") == {(0, 0)}
    assert not any(panel.marks for panel in came_in.matrices(INPUT))


# Where everything stands


NAMES = [example.name for example in gallery.examples()]


@pytest.mark.parametrize("size", [(700.0, 345.0), (980.0, 490.0), (1620.0, 850.0)])
@pytest.mark.parametrize("name", NAMES)
def test_every_example_stands_whole_and_apart_at_one_cell_size(name, size):
    evaluation = evaluate(gallery.example(name))
    for settings in ({}, {"columns": 1}, {"against": "still"}):
        scene = scene_of(evaluation, **settings)
        drawn = drawing(scene, {}, Room(*size, Plain()))
        whole = Rect(0, 0, *size)
        matrices = [item for item in drawn.items if isinstance(item, Matrix)]
        assert len({matrix.cell for matrix in matrices}) == 1
        assert len(matrices) == len(scene.cards)
        rects = [matrix.inner for matrix in matrices]
        rects += [item.rect for item in drawn.items if isinstance(item, Words | Thumbnail | Slot)]
        assert [rect for rect in rects if not whole.contains(rect)] == []
        overlaps = [(a, b) for i, a in enumerate(rects) for b in rects[i + 1 :] if a.touches(b)]
        assert overlaps == []
