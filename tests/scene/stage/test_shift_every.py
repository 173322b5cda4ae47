"""The plot of all shifts: its numbers against each shift on its own, its words, and where everything stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Evaluation, evaluate, gallery
from convstudio.layers import MaxPool2d
from convstudio.scene.layout import Bar, Matrix, Rect, Words
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.state import with_screen
from convstudio.scene.workspaces.shift.every.build import EveryScene, build, knowing
from convstudio.scene.workspaces.shift.every.layout import bars_rect, drawing, shift_at
from convstudio.scene.workspaces.shift.every.profile import advance
from convstudio.scene.workspaces.shift.part import NAME
from tests.scene.stage.test_shift import NAMES, Plain, conv, numbered, said, scene_of, state_of, strip
from tests.scene.strips import evaluations


def whole(evaluation: Evaluation, **settings: object) -> EveryScene:
    """The scene when all of its profile is known."""
    state = state_of(evaluation, view="every", **settings)
    scene = build(state)
    state = with_screen(state, NAME, scene)
    while scene.profile and scene.profile.missing:
        state = knowing(advance(scene.profile, 1e4))(state)
        scene = state.screens[NAME]
    return scene


@given(evaluations(most_layers=2), st.sampled_from(["rows", "columns"]), st.integers(-2, 2))
def test_every_point_is_what_its_shift_gives_on_its_own(evaluation, along, other):
    scene = whole(evaluation, along=along, rows=other, columns=other)
    profile = scene.profile
    if profile is None:
        return
    assert sorted(profile.points) == list(range(-profile.most, profile.most + 1))
    for by, point in profile.points.items():
        report = scene_of(evaluation, **{**{"rows": other, "columns": other}, along: by}).report
        assert report
        found = max(abs(float(d)) for d in report.difference.ravel())
        assert point.largest == (found if found > report.tolerance else 0.0)
        assert point.along == report.along
        if point.inside is not None:
            assert point.inside == 0.0, "away from the borders both ways are the same"


def test_stride_one_is_equal_for_every_shift_and_stride_two_for_even_ones():
    x = np.random.default_rng(1).normal(size=(1, 8, 12))
    assert "Every shift: equal away from the borders." in said(whole(strip(x, conv([[1, -2]]))))
    scene = whole(strip(x, MaxPool2d(kernel_size=(2, 2), stride=(2, 2))))
    assert "Even shifts: equal away from the borders. Odd ones have no shift" in said(scene)
    assert scene.profile
    assert {by for by, point in scene.profile.points.items() if point.along} == set(range(-10, 11, 2))
    still = whole(strip(x, conv([[1, -2]])), against="still")
    assert "the bars say by how much the output changes." in said(still)


@pytest.mark.parametrize("width", [1, 30, 140, 280, 330, 480, 800])
@pytest.mark.parametrize("height", [1, 90, 400])
def test_it_is_laid_out_in_any_room_even_where_the_least_widths_do_not_fit(width: int, height: int) -> None:
    scene = whole(strip(np.random.default_rng(1).normal(size=(1, 8, 12)), conv([[1, -2]])))
    matrices = [item for item in drawing(scene, {}, Room(width, height, Plain())).items if isinstance(item, Matrix)]
    assert len(matrices) == 4
    assert all(item.cell > 0 for item in matrices)


def test_while_it_is_computed_it_says_so_and_what_was_there_stays_pale():
    evaluation = strip(numbered(4, 6), conv([[1, -2]]))
    state = state_of(evaluation, view="every")
    first = build(state)
    assert "computing: 0 of 11 …" in said(first)
    state = with_screen(state, NAME, whole(evaluation))
    other = evaluate(evaluation.experiment)  # the same, computed anew: nothing of it is known
    scene = build(replace(state, evaluation=other))
    assert scene.profile
    assert scene.profile.missing
    bars = [item for item in drawing(scene, {}, Room(980, 450, Plain())).items if isinstance(item, Bar)]
    assert sum(bar.style == "muted" for bar in bars) == 11
    assert knowing(whole(evaluation).profile)(with_screen(state, NAME, scene)).screens[NAME] is scene, "of another strip"  # type: ignore[arg-type]


def test_moving_along_the_axis_computes_nothing_again():
    evaluation = strip(numbered(4, 6), conv([[1, -2]]))
    scene = whole(evaluation, columns=1)
    state = with_screen(state_of(evaluation, view="every", columns=3), NAME, scene)
    moved = build(state)
    assert moved.profile
    assert scene.profile
    assert moved.profile.points is scene.profile.points
    assert said(moved).startswith("Moved 3 right: largest difference ")


def test_what_would_take_too_long_is_limited_and_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("convstudio.scene.workspaces.shift.every.profile.MOST_PRODUCTS", 400)
    scene = whole(strip(numbered(4, 12), conv([[1, -2]])))
    assert scene.profile
    assert scene.profile.most < scene.profile.size
    assert f"these are the shifts by up to {scene.profile.most} cell" in said(scene)


@given(st.integers(1, 30), st.floats(200, 1500))
def test_a_click_on_a_bar_is_its_shift(most, width):
    plot = Rect(10, 5, width, 150)
    bars = bars_rect(plot)
    for by in range(-most, most + 1):
        middle = bars.left + (by + most + 0.5) * bars.width / (2 * most + 1)
        assert shift_at(plot, most, middle) == by
    assert shift_at(plot, most, -50) == -most
    assert shift_at(plot, most, width + 99) == most


@pytest.mark.parametrize("size", [(700.0, 345.0), (980.0, 450.0), (1620.0, 850.0)])
@pytest.mark.parametrize("name", NAMES)
def test_every_example_stands_whole_and_apart(name, size):
    scene = whole(evaluate(gallery.example(name)), columns=1)
    drawn = drawing(scene, {}, Room(*size, Plain()))
    rects = [item.inner for item in drawn.items if isinstance(item, Matrix)]
    assert len(rects) == 4
    rects += [item.rect for item in drawn.items if isinstance(item, Words)]
    bars = [item.rect for item in drawn.items if isinstance(item, Bar)]
    assert [rect for rect in (*rects, *bars) if not Rect(0, 0, *size).contains(rect)] == []
    assert [(a, b) for i, a in enumerate(rects) for b in rects[i + 1 :] if a.touches(b)] == []
