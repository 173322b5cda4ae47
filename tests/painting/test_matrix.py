"""The picture of a matrix is its numbers: pixels read back say what the table says, whichever way they came there."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from convstudio.experiment import Change, Experiment, edits, evaluate, frozen
from convstudio.layers import AvgPool2d, Conv2d, Layer, MaxPool2d
from convstudio.painting.cells import CellImage, colour, reads_dark
from convstudio.painting.cells.grid import Grid, fitting
from convstudio.painting.cells.marks import draw_mark, reach, runs_of, strokes, tint_bars
from convstudio.painting.cells.matrix import draw_matrix
from convstudio.painting.cells.texts import CellTexts
from convstudio.painting.palette import DARK, LIGHT, Look
from convstudio.scene import INPUT, Focus, Mark, MatrixId, MatrixScene, PanelId, Scale, Scene, Spot, build
from tests.experiment.edits.changes import Step, applied, start, step_lists
from tests.painting.canvas import pixels, signed
from tests.scene.strips import evaluations

pytestmark = pytest.mark.usefixtures("qapp")
both_looks = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
quick = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
BLANK = 0xFF123456


def scene_of(values: object, layers: tuple[Layer, ...] = (), focus: Focus | None = None) -> MatrixScene:
    array = np.asarray(values, dtype=np.float64)
    evaluation = evaluate(Experiment(input=frozen(array[None]), layers=layers))
    return build(evaluation, focus or Focus()).panel(PanelId(INPUT))


def drawn(
    scene: MatrixScene,
    look: Look = LIGHT,
    grid: Grid | None = None,
    size: tuple[int, int] = (300, 300),
    image: CellImage | None = None,
) -> QImage:
    canvas = QImage(*size, QImage.Format.Format_ARGB32)
    canvas.fill(BLANK)
    if image is None:
        image = CellImage()
        image.show(scene, look)
    with QPainter(canvas) as painter:
        placed = grid or fitting(*size, *scene.shape, scene.margins)
        draw_matrix(painter, scene, placed, image, CellTexts(), look, QRectF(0, 0, *size))
    return canvas


def corner_pixel(image: QImage, grid: Grid, row: int, column: int) -> int:
    """A pixel near the corner of a cell, beside the line between the cells and clear of the number."""
    rect = grid.rect(row, column)
    return int(image.pixel(int(rect.left()) + 2, int(rect.top()) + 2))


# ---- the indexed picture -----------------------------------------------------------------------------------------------


@both_looks
def test_a_pixel_is_the_colour_of_its_number(look: Look) -> None:
    scene = signed([[-1.0, -0.3, 0.0], [0.25, 1.0, np.nan]])
    image = CellImage()
    assert image.show(scene, look) == (slice(0, 2), slice(0, 3))
    for row, column in np.ndindex(2, 3):
        assert image.image.pixel(column, row) == colour(look, scene.scale, float(scene.values[row, column]))
    assert image.image.pixel(2, 1) >> 24 == 0  # no number, transparent


@both_looks
@pytest.mark.parametrize("width", [1, 2, 3, 5, 1023])
def test_rows_of_any_width_stand_where_they_belong(look: Look, width: int) -> None:
    values = np.linspace(-1, 1, 3 * width).reshape(3, width)
    image, scene = CellImage(), signed(values)
    image.show(scene, look)
    for row, column in ((0, 0), (1, width - 1), (2, 0), (2, width - 1)):
        assert image.image.pixel(column, row) == colour(look, scene.scale, float(values[row, column]))


def panels(scene: Scene) -> list[MatrixScene]:
    return [panel for card in scene.cards for row in card.panels for panel in row]


@quick
@given(step_lists)
def test_a_picture_that_is_kept_up_to_date_equals_one_drawn_anew(steps: list[tuple[Step, int]]) -> None:
    experiment = start()
    evaluation, kept = evaluate(experiment), {}
    for step, seed in steps:
        edit = applied(experiment, step, seed)
        experiment = edit.after if edit else experiment
        evaluation = evaluate(experiment, evaluation)
        for panel in panels(build(evaluation)):
            image = kept.setdefault(panel.panel, CellImage())
            before = image.bytes.copy()
            changed = image.show(panel, LIGHT)
            anew = CellImage()
            anew.show(panel, LIGHT)
            assert np.array_equal(image.bytes, anew.bytes)
            assert np.array_equal(shown(image), shown(anew))
            if changed is None:
                assert np.array_equal(before, image.bytes)
            elif before.shape == image.bytes.shape:
                outside = np.ones(before.shape, dtype=bool)
                outside[changed] = False
                full = changed == (slice(0, before.shape[0]), slice(0, before.shape[1]))
                assert full or np.array_equal(before[outside], image.bytes[outside])


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_a_cell_that_is_painted_is_hatched_while_it_is_no_number(number: float) -> None:
    values = np.full((1, 3, 4), 0.5)
    scene, image = signed(values[0]), CellImage()
    scene = replace(scene, whole=frozen(values))
    image.show(scene, LIGHT)
    for value in (number, 0.25):
        values = values.copy()
        values[0, 1, 2] = value
        change = Change(scene.whole, (1, 1), (2, 2))
        scene = replace(scene, values=frozen(values[0]), whole=frozen(values), change=change)
        assert image.show(scene, LIGHT) == (slice(1, 2), slice(2, 3))
        assert drawn(scene, image=image) == drawn(scene)


def shown(image: CellImage) -> list[list[int]]:
    return [[image.image.pixel(c, r) for c in range(image.image.width())] for r in range(image.image.height())]


def test_a_painted_cell_redraws_that_cell_only() -> None:
    before = evaluate(Experiment(input=frozen(np.zeros((1, 9, 9)))))
    image = CellImage()
    image.show(build(before).panel(PanelId(INPUT)), LIGHT)
    after = evaluate(edits.paint(before.experiment, {(0, 4, 7): 1.0}).after, before)
    panel = build(after).panel(PanelId(INPUT))
    assert image.show(panel, LIGHT) == (slice(4, 5), slice(7, 8))
    assert image.show(panel, LIGHT) is None
    assert image.show(panel, DARK) == (slice(0, 9), slice(0, 9))


def test_a_picture_that_missed_an_edit_is_drawn_anew() -> None:
    first = evaluate(Experiment(input=frozen(np.zeros((1, 9, 9)))))
    missed = evaluate(edits.paint(first.experiment, {(0, 1, 1): 1.0}).after, first)
    last = evaluate(edits.paint(missed.experiment, {(0, 4, 7): 1.0}).after, missed)
    image, anew, panel = CellImage(), CellImage(), build(last).panel(PanelId(INPUT))
    image.show(build(first).panel(PanelId(INPUT)), LIGHT)
    assert image.show(panel, LIGHT) == (slice(0, 9), slice(0, 9))
    anew.show(panel, LIGHT)
    assert np.array_equal(image.bytes, anew.bytes)


@both_looks
def test_dark_or_light_text_is_chosen_for_every_cell(look: Look) -> None:
    scene = signed([[-1.0, -0.5, 0.0, 0.5, 1.0]])
    image = CellImage()
    image.show(scene, look)
    expected = [reads_dark(look, scene.scale, value) for value in scene.values[0].tolist()]
    assert image.grounds(range(1), range(5)).dark.tolist() == [expected]


# ---- on a device -------------------------------------------------------------------------------------------------------


@both_looks
@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (7, 2), (1, 12)])
def test_every_cell_is_drawn_in_its_colour(look: Look, shape: tuple[int, int]) -> None:
    values = np.random.default_rng(3).uniform(0, 1, shape)
    scene = scene_of(values)
    grid = fitting(300, 300, *shape, (0, 0, 0, 0))
    canvas = drawn(scene, look)
    for row, column in np.ndindex(shape):
        assert corner_pixel(canvas, grid, row, column) == colour(look, scene.scale, float(values[row, column]))


def test_only_the_area_asked_for_is_drawn() -> None:
    scene = scene_of(np.full((10, 10), 0.5))
    canvas, image = QImage(300, 300, QImage.Format.Format_ARGB32), CellImage()
    canvas.fill(BLANK)
    image.show(scene, LIGHT)
    grid = fitting(300, 300, 10, 10, (0, 0, 0, 0))
    with QPainter(canvas) as painter:
        draw_matrix(painter, scene, grid, image, CellTexts(), LIGHT, grid.rect(2, 3))
    assert corner_pixel(canvas, grid, 2, 3) == colour(LIGHT, scene.scale, 0.5)
    assert corner_pixel(canvas, grid, 8, 8) == BLANK


def test_numbers_are_written_where_they_fit() -> None:
    scene = scene_of(np.full((4, 4), 0.5))
    grid = Grid(4, 4, 40.0)
    centre = pixels(drawn(scene, grid=grid))[2:38, 2:38]
    assert len(np.unique(centre)) > 1
    tiny = pixels(drawn(scene, grid=Grid(4, 4, 8.0)))[1:7, 1:7]
    assert np.unique(tiny).tolist() == [colour(LIGHT, scene.scale, 0.5)]


def cell_pixels(canvas: QImage, grid: Grid, row: int, column: int) -> np.ndarray:
    rect = grid.rect(row, column).toRect().adjusted(2, 2, -2, -2)
    return pixels(canvas)[rect.top() : rect.bottom(), rect.left() : rect.right()]


@both_looks
def test_rows_and_columns_that_nobody_reads_are_hatched(look: Look) -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen([0.0]), stride=(3, 3))
    scene, plain = scene_of(np.full((5, 6), 0.5), (layer,)), scene_of(np.full((5, 6), 0.5))
    assert scene.surround is not None
    assert (scene.surround.unread_rows, scene.surround.unread_columns) == ((2,), (2, 5))
    grid = Grid(5, 6, 40.0, 20.0, 20.0)
    hatched, bare = drawn(scene, look, grid), drawn(plain, look, grid)
    for row, column in np.ndindex(5, 6):
        same = np.array_equal(cell_pixels(hatched, grid, row, column), cell_pixels(bare, grid, row, column))
        assert same == (row != 2 and column not in (2, 5))


@both_looks
@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_padding_is_drawn_as_ghost_cells_with_their_values(look: Look, mode: str) -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), padding=((1, 0), (2, 1)), padding_mode=mode)  # type: ignore[arg-type]
    scene = scene_of(np.random.default_rng(1).uniform(0, 1, (4, 5)), (layer,))
    assert scene.margins == (1, 0, 2, 1)
    grid = Grid(4, 5, 36.0, 80.0, 40.0, scene.margins)
    canvas = drawn(scene, look, grid)
    for row, column in [(-1, -2), (-1, 0), (-1, 5), (0, -1), (3, 5)]:
        ghost = cell_pixels(canvas, grid, row, column)
        assert (ghost != BLANK).all()
        assert len(np.unique(ghost)) > 2  # a ground and a number
    assert (cell_pixels(canvas, grid, 4, 0) == BLANK).all()


@pytest.mark.parametrize(
    ("layer", "has_values"),
    [
        (MaxPool2d(padding=((1, 1), (1, 1))), False),
        (AvgPool2d(padding=((1, 1), (1, 1))), True),
        (AvgPool2d(padding=((1, 1), (1, 1)), count_include_pad=False), False),
    ],
    ids=["max", "mean", "mean without padding"],
)
def test_padding_that_has_no_value_shows_none(layer: Layer, has_values: bool) -> None:
    scene = scene_of(np.full((4, 4), -1.0), (layer,))
    assert scene.surround is not None
    assert (scene.surround.padded is not None) is has_values
    grid = Grid(4, 4, 36.0, 60.0, 60.0, scene.margins)
    ghost = cell_pixels(drawn(scene, LIGHT, grid), grid, -1, 0)
    assert (ghost != BLANK).all()
    assert (len(np.unique(ghost)) > 1) is has_values


@both_looks
def test_what_is_no_number_is_hatched(look: Look) -> None:
    grid = Grid(1, 2, 60.0)
    canvas = drawn(signed([[np.inf, 0.5]]), look, grid)
    assert len(np.unique(cell_pixels(canvas, grid, 0, 0))) > 2
    assert corner_pixel(canvas, grid, 0, 1) == colour(look, Scale("signed", -1.0, 1.0), 0.5)


def test_a_dimmed_matrix_is_paler() -> None:
    scene, grid = signed([[1.0]]), Grid(1, 1, 60.0)
    plain, pale = drawn(scene, grid=grid), drawn(replace(scene, dimmed=True), grid=grid)
    assert corner_pixel(plain, grid, 0, 0) != corner_pixel(pale, grid, 0, 0)


AWKWARD = [
    np.zeros((1, 1)), np.zeros((1, 1024)), np.zeros((1024, 1)), np.ones((300, 300)), np.full((2, 2), np.nan),
    np.array([[np.inf, -np.inf], [1e308, -1e308]]), np.array([[5e-324, -5e-324]]), np.array([[1e300, 1e-300, np.nan]]),
]  # fmt: skip


@both_looks
@pytest.mark.parametrize("values", AWKWARD, ids=lambda values: f"{values.shape} {values.flat[0]}")
@pytest.mark.parametrize("size", [(300, 300), (20, 300), (3, 3)])
def test_nothing_fails_whatever_the_numbers_and_the_size(look: Look, values: np.ndarray, size: tuple[int, int]) -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), padding="same", stride=(2, 2))
    evaluation = evaluate(Experiment(input=frozen(values[None]), layers=(layer, MaxPool2d(padding="same"))))
    for focus in (Focus(), Focus(Spot(PanelId(INPUT), 0, 0)), Focus(Spot(PanelId(MatrixId("map", 1)), 0, 0))):
        for panel in panels(build(evaluation, focus)):
            drawn(panel, look, size=size)


@quick
@given(evaluations(), st.data())
def test_every_mark_is_drawn_within_its_reach(evaluation: object, data: st.DataObject) -> None:
    scene = build(evaluation, Focus(Spot(PanelId(INPUT), 0, 0)))  # type: ignore[arg-type]
    for panel in panels(scene):
        grid = Grid(*panel.shape, data.draw(st.sampled_from([3.0, 12.0, 25.0])), 60.0, 60.0, panel.margins)
        for mark in panel.marks:
            canvas = QImage(300, 300, QImage.Format.Format_ARGB32)
            canvas.fill(BLANK)
            with QPainter(canvas) as painter:
                draw_mark(painter, mark, grid, LIGHT)
            touched = np.argwhere(pixels(canvas) != BLANK)
            inside = reach(mark, grid, LIGHT)
            assert len(touched) == 0 or all(inside.contains(float(x), float(y)) for y, x in touched.tolist())


def test_the_reach_of_a_mark_whose_taps_fall_is_that_of_one_whose_taps_rise() -> None:
    grid = Grid(3, 3, 20.0)
    falling, rising = (Mark(PanelId(MatrixId("kernel", 0)), "weight", rows, (0, 2)) for rows in ((2, 0), (0, 2)))
    assert reach(falling, grid, LIGHT) == reach(rising, grid, LIGHT)
    assert reach(falling, grid, replace(LIGHT, emphasis=1.8)).contains(reach(falling, grid, LIGHT).adjusted(-1, -1, 1, 1))


def test_every_role_has_a_look_and_leaves_a_trace() -> None:
    grid = Grid(4, 4, 30.0, 20.0, 20.0)
    for role in strokes(LIGHT):
        canvas = QImage(200, 200, QImage.Format.Format_ARGB32)
        canvas.fill(BLANK)
        with QPainter(canvas) as painter:
            draw_mark(painter, Mark(PanelId(INPUT), role, (1, 2), (0, 3)), grid, LIGHT)
        assert (pixels(canvas) != BLANK).any()


@pytest.mark.parametrize("cell", [16.0, 20.0, 26.0, 36.0, 48.0, 64.0, 90.0])
@pytest.mark.parametrize("value", [2 / 3, -1.25, 1.0, -1234.5])
def test_the_tint_of_a_weight_leaves_the_number_alone(cell: float, value: float) -> None:
    grid, scene = Grid(1, 1, cell, 40.0, 40.0), signed([[value]])
    ground = colour(LIGHT, scene.scale, value)
    tinted = QImage(200, 200, QImage.Format.Format_ARGB32)
    tinted.fill(BLANK)
    with QPainter(tinted) as painter:
        for side in tint_bars(grid, 0, 0):
            painter.fillRect(side, QColor(LIGHT.accent))
    number = pixels(drawn(scene, grid=grid, size=(200, 200))) != ground
    covered = pixels(tinted) != BLANK
    box = slice(41, 40 + int(cell) - 1), slice(41, 40 + int(cell) - 1)  # without the lines between cells
    assert (number & covered)[box].sum() <= 0.05 * number[box].sum()


@given(st.lists(st.integers(-5, 30), unique=True).map(sorted))
def test_runs_are_the_indices_again(indices: list[int]) -> None:
    runs = runs_of(tuple(indices))
    assert [i for first, last in runs for i in range(first, last + 1)] == indices
    assert all(after[0] - before[1] > 1 for before, after in pairwise(runs))


def test_painting_needs_no_widgets(qapp: QGuiApplication) -> None:
    assert qapp.topLevelWidgets() == []  # type: ignore[attr-defined]
