"""Turning and mirroring in the Shift lab: both ways round, why they differ, and what lights up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.engine.turning import TURNS, turn
from convstudio.experiment import Evaluation, evaluate, frozen, gallery
from convstudio.experiment.moving.turned import obstructions
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import INPUT, Focus, PanelId, Spot
from convstudio.scene.layout import Matrix, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.matrix.links import map_id
from convstudio.scene.workspaces.shift.layout import drawing
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED
from convstudio.scene.workspaces.shift.turning.build import TurnScene, build
from tests.scene.stage.test_shift import NAMES, Plain, conv, lit, numbered, said, state_of, strip
from tests.scene.strips import evaluations

TURN = st.sampled_from(TURNS)


def scene_of(evaluation: Evaluation, how: str, spot: Spot | None = None) -> TurnScene:
    return build(replace(state_of(evaluation, view="turn", turn=how), focus=Focus(spot)))


@given(evaluations(), TURN)
def test_the_difference_is_one_way_minus_the_other(evaluation, how):
    scene = scene_of(evaluation, how)
    report = scene.report
    if report is None:
        return
    shown = {card.matrix: card.panels[0][0].whole for card in scene.cards}
    assert np.array_equal(shown[MOVED_INPUT], turn(evaluation.experiment.input, how))
    direct = evaluate(replace(evaluation.experiment, input=shown[MOVED_INPUT])).results[-1].output
    assert np.array_equal(shown[OF_MOVED], direct)
    assert np.array_equal(shown[MOVED_OUTPUT], turn(evaluation.results[-1].output, how))
    if direct.shape == shown[MOVED_OUTPUT].shape:
        assert np.array_equal(shown[DIFFERENCE], direct - shown[MOVED_OUTPUT])
        assert report.largest == np.abs(shown[DIFFERENCE]).max()
    else:
        assert DIFFERENCE not in shown
        assert said(scene).startswith("Not even the sizes agree:")


@given(evaluations(), TURN)
def test_what_has_no_obstruction_is_equivariant_for_this_and_any_picture(evaluation, how):
    if evaluation.problem or obstructions(evaluation, how):
        return
    noise = np.random.default_rng(0).normal(size=evaluation.experiment.input.shape)
    for x in (evaluation.experiment.input, noise):
        scene = scene_of(evaluate(replace(evaluation.experiment, input=frozen(x))), how)
        if scene.report is None:
            return
        assert scene.report.difference is not None
        assert scene.report.same == scene.report.difference.size


@given(evaluations(kinds=(Conv2d,), most_layers=1), TURN)
def test_the_turned_kernel_on_the_turned_picture_gives_the_turned_output(evaluation, how):
    (result,) = evaluation.results
    layer = replace(result.layer, stride=(1, 1), padding="valid", dilation=(1, 1), enabled=True)
    x = evaluation.experiment.input
    if layer.problem(x.shape):
        return
    turned = replace(layer, kernel=frozen(turn(layer.kernel, how)))
    np.testing.assert_allclose(turned.forward(turn(x, how)), turn(layer.forward(x), how), atol=1e-12)


def test_a_symmetric_kernel_is_equivariant_and_said_to_be():
    cross = conv([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    for how in TURNS:
        assert said(scene_of(strip(numbered(5, 6), cross), how)).startswith("Exactly equal. So it is for every picture: every")


def test_an_edge_kernel_is_not_and_is_named():
    edge = strip(np.eye(5)[None], conv([[1, -1]]))
    assert said(scene_of(edge, "top_bottom")).startswith("Exactly equal. So it is for every picture")
    turned = said(scene_of(edge, "left_right"))
    assert turned.startswith("Not equal. The largest difference is ")
    assert "The kernel of Convolution looks different mirrored left–right." in turned
    assert said(scene_of(edge, "quarter")).startswith("Not even the sizes agree: the output of the turned input is 1 × 5 × 4")


def test_equality_by_chance_is_called_so():
    even = strip(np.ones((1, 4, 4)), conv([[1, 2], [3, 4]]))
    assert said(scene_of(even, "half")).startswith(
        "Exactly equal. But that is this picture’s doing: The kernel of Convolution looks different"
    )


def test_a_pooling_that_leaves_a_column_out_is_not_equivariant_to_a_mirror():
    pool = MaxPool2d(kernel_size=(2, 2), stride=(2, 2))
    assert "The windows of Max pool lie elsewhere mirrored left–right." in said(
        scene_of(strip(numbered(4, 5), pool), "left_right")
    )
    assert said(scene_of(strip(numbered(4, 6), pool), "left_right")).startswith("Exactly equal.")


def test_a_cell_lights_its_turned_cell_and_the_readers_of_both():
    scene = scene_of(strip(numbered(4, 6), conv([[1, -2], [3, 4]])), "quarter", Spot(PanelId(INPUT), 1, 2))
    assert lit(scene, MOVED_INPUT, "focus") == {(2, 2)}
    readers = lit(scene, map_id(0), "reader")
    assert readers == {(0, 1), (0, 2), (1, 1), (1, 2)}
    assert lit(scene, MOVED_OUTPUT, "reader") == {(j, 2 - i) for i, j in readers}
    back = scene_of(strip(numbered(4, 6), conv([[1, -2], [3, 4]])), "quarter", Spot(PanelId(MOVED_OUTPUT), 2, 1))
    assert lit(back, map_id(0), "focus") == {(1, 2)}
    assert lit(back, OF_MOVED, "focus") == lit(back, DIFFERENCE, "focus") == {(2, 1)}
    assert back.spoken.startswith("row 2, column 1: ")


@pytest.mark.parametrize("size", [(700.0, 345.0), (980.0, 450.0)])
@pytest.mark.parametrize("name", NAMES)
def test_every_example_stands_whole_and_apart(name, size):
    scene = scene_of(evaluate(gallery.example(name)), "quarter")
    drawn = drawing(scene, {}, Room(*size, Plain()))
    rects = [item.inner for item in drawn.items if isinstance(item, Matrix)]
    assert len(rects) == len(scene.cards)
    rects += [item.rect for item in drawn.items if isinstance(item, Words | Thumbnail | Slot)]
    assert [rect for rect in rects if not Rect(0, 0, *size).contains(rect)] == []
    assert [(a, b) for i, a in enumerate(rects) for b in rects[i + 1 :] if a.touches(b)] == []
