"""Locality in the Shift lab: what an area of the input reaches, against loops over the layers' own readers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Evaluation, evaluate, gallery
from convstudio.experiment.moving.reach import Area, reached, seen
from convstudio.layers import GlobalAvgPool2d
from convstudio.scene import INPUT, Focus, PanelId, Spot
from convstudio.scene.layout import Matrix, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.matrix.links import map_id
from convstudio.scene.selection import Block
from convstudio.scene.workspaces.shift.layout import drawing
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, STILL
from convstudio.scene.workspaces.shift.reach.build import ReachScene, build
from tests.scene.stage.test_shift import NAMES, Plain, conv, lit, numbered, said, state_of, strip
from tests.scene.strips import evaluations


def scene_of(evaluation: Evaluation, spot: Spot | None = None, block: Block | None = None) -> ReachScene:
    return build(replace(state_of(evaluation, view="reach"), focus=Focus(spot), selection=block))


def by_readers(evaluation: Evaluation, cells: set[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    """The outputs that some cells of the input reach, cell by cell and layer by layer."""
    for index, result in enumerate(evaluation.results):
        if result.layer.enabled:
            x = evaluation.input_of(index)
            found = set()
            for cell in cells:
                readers = result.layer.readers(x, cell)
                found |= {(c, i, j) for c in readers.channels for i in readers.rows for j in readers.columns}
            cells = found
    return cells


@st.composite
def areas(draw, evaluation: Evaluation) -> Area:
    channels, height, width = evaluation.experiment.input.shape
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    bottom, right = draw(st.integers(top, height - 1)), draw(st.integers(left, width - 1))
    return Area(tuple(range(channels)), tuple(range(top, bottom + 1)), tuple(range(left, right + 1)))


@given(st.data(), evaluations())
def test_an_area_reaches_what_a_loop_over_readers_finds(data, evaluation):
    if evaluation.problem or not evaluation.results:
        return
    area = data.draw(areas(evaluation))
    shape = evaluation.shape(len(evaluation.results) - 1)
    found = reached(evaluation, area)[-1]
    looped = by_readers(evaluation, {(c, i, j) for c in area.channels for i in area.rows for j in area.columns})
    assert {cell for cell in np.ndindex(*shape) if found.contains(*cell)} == looped  # type: ignore[misc]
    for cell in list(np.ndindex(*shape))[:12]:  # type: ignore[misc]
        sees = seen(evaluation, Area((cell[0],), (cell[1],), (cell[2],)))
        touches = all(set(a) & set(b) for a, b in zip((sees.channels, sees.rows, sees.columns), _sides(area), strict=True))
        assert touches == (cell in looped), "what is seen and what reaches are the same relation"


def _sides(area: Area) -> tuple[tuple[int, ...], ...]:
    return area.channels, area.rows, area.columns


@given(st.data(), evaluations())
def test_where_the_area_never_reaches_nothing_moves(data, evaluation):
    if evaluation.problem or not evaluation.results:
        return
    area = data.draw(areas(evaluation))
    panel = PanelId(INPUT)
    block = Block(panel, (area.rows[0], area.columns[0]), (area.rows[-1], area.columns[-1]))
    scene = scene_of(evaluation, block=block)
    report = scene.report
    assert report
    assert report.area == area
    assert report.outside == 0.0
    assert np.array_equal(scene.panel(PanelId(DIFFERENCE)).whole, report.of_changed - report.output)
    before, after = evaluation.experiment.input, report.changed.experiment.input
    differs = {tuple(cell) for cell in np.argwhere(before != after)}
    assert differs == {(c, i, j) for c in area.channels for i in area.rows for j in area.columns}


def test_a_pixel_reaches_the_windows_that_hold_it_and_says_so():
    scene = scene_of(strip(numbered(6, 8), conv(np.ones((3, 3)))), Spot(PanelId(INPUT), 0, 7))
    assert lit(scene, INPUT, "window") == lit(scene, MOVED_INPUT, "window") == {(0, 7)}
    assert lit(scene, map_id(0), "fed") == lit(scene, STILL, "fed") == {(0, 5)}
    assert said(scene).startswith("The pixel at row 0, column 7 can reach 1 output of 24. Nothing moves at the other 23")
    assert "largest difference there 0." in said(scene)


def test_an_output_shows_what_it_sees():
    evaluation = strip(numbered(6, 8), conv(np.ones((3, 3))), conv(np.ones((2, 2))))
    scene = scene_of(evaluation, Spot(PanelId(DIFFERENCE), 1, 2))
    assert lit(scene, INPUT, "field") == {(i, j) for i in range(1, 5) for j in range(2, 6)}
    assert "The output at row 1, column 2 reads 4 × 4 of the 6 × 8 input." in said(scene)
    assert scene.spoken.startswith("row 1, column 2: ")


def test_a_mean_over_everything_is_reached_from_everywhere():
    scene = scene_of(strip(numbered(3, 4), GlobalAvgPool2d()), Spot(PanelId(INPUT), 2, 2))
    assert "There is no output that it does not reach." in said(scene)


def test_without_an_output_it_says_why():
    assert "Without a layer" in said(scene_of(strip(numbered(2, 3))))
    assert said(scene_of(strip(numbered(2, 2), conv(np.ones((5, 5)))))).startswith("Convolution is not possible")


@pytest.mark.parametrize("size", [(700.0, 345.0), (980.0, 490.0)])
@pytest.mark.parametrize("name", NAMES)
def test_every_example_stands_whole_and_apart(name, size):
    scene = scene_of(evaluate(gallery.example(name)), Spot(PanelId(INPUT), 0, 0))
    drawn = drawing(scene, {}, Room(*size, Plain()))
    rects = [item.inner for item in drawn.items if isinstance(item, Matrix)]
    assert len(rects) == len(scene.cards) == 6
    rects += [item.rect for item in drawn.items if isinstance(item, Words | Thumbnail | Slot)]
    assert [rect for rect in rects if not Rect(0, 0, *size).contains(rect)] == []
    assert [(a, b) for i, a in enumerate(rects) for b in rects[i + 1 :] if a.touches(b)] == []
