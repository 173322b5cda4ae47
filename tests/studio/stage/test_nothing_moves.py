"""What is used stays under the mouse: starting to play, stepping and pointing move nothing, whatever stands below the board."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.painting.palette import LIGHT
from convstudio.painting.runs import line_width
from convstudio.scene import MatrixId, PanelId, Spot
from convstudio.scene.cards.room import arithmetic_room
from convstudio.scene.state import View
from convstudio.scene.words.arithmetic import arithmetic
from convstudio.studio.explore.explanation import SPARE, LinesView
from convstudio.studio.playing import clock
from convstudio.studio.widgets.look import theme
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

STAGED = ("edge-detection", "padding", "learning-through-layers", "channels-in", "max-pooling", "transposed-convolution")
CONTROLS = ("transport_first", "transport_play", "transport_last", "transport_steps", "scrubber", "transport_speed")
LONG = ("padding", "padding-height-and-width", "stride-with-remainder", "one-by-one", "learning-through-layers")
SIZES = ((1280, 720), (1024, 640))


@pytest.fixture(autouse=True)
def still_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "FRAME_MS", 10**8)


def places(person: Person) -> list[tuple[str, QPoint, int]]:
    """Where everything of the board, or of the stage, and the transport lies in the window."""
    found = [person.window.findChild(QWidget, name) for name in CONTROLS]
    page = person.window.page
    on_stage = person.window.session.state.view == "stage"
    shown = [*page.stage.stops(), page.stage, page.rail] if on_stage else page.board.cards
    parts = [*(w for w in found if w), *shown, person.window.explanation.formula]
    return [(w.objectName(), w.mapTo(person.window, QPoint()), w.width()) for w in parts]


@pytest.mark.parametrize(
    ("name", "size", "view"),
    [(name, size, "flow") for name in LONG for size in SIZES] + [(name, (1366, 768), "stage") for name in STAGED],
)
def test_pause_is_where_play_was_and_all_else_too(
    open_window: OpenWindow, name: str, size: tuple[int, int], view: View
) -> None:
    person = open_window(gallery.example(name), size=size, view=view)
    before = places(person)
    person.press("transport_play")
    assert places(person) == before
    for _ in range(5):
        person.window.transport.advance(0.7)
        person.settle()
        assert places(person) == before
    person.window.transport.pause()
    person.settle()
    assert places(person) == before
    person.key(person.window.page.views[0], Qt.Key.Key_Escape)
    assert places(person) == before


@pytest.mark.parametrize("view", ["flow", "stage"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["channels-in", "max-pooling"])
def test_products_come_one_by_one_without_moving_anything(
    open_window: OpenWindow, name: str, size: tuple[int, int], view: View
) -> None:
    person = open_window(gallery.example(name), size=size, view=view)
    person.press("transport_steps")
    before = places(person)
    for _ in range(14):
        person.press("transport_forward")
        assert places(person) == before


@pytest.mark.parametrize("size", SIZES)
def test_pointing_from_layer_to_layer_moves_nothing(open_window: OpenWindow, size: tuple[int, int]) -> None:
    person = open_window(gallery.example("learning-through-layers"), size=size)
    before = places(person)
    views = [view for card in person.window.board.cards for view in card.views]
    for view in views:
        rows, columns = view.scene.shape
        for cell in ((0, 0), (rows // 2, columns // 2), (rows - 1, columns - 1)):
            person.hover(view, *cell)
            assert places(person) == before


@pytest.mark.parametrize("name", STAGED)
def test_pointing_and_pinning_on_the_stage_move_nothing(open_window: OpenWindow, name: str) -> None:
    person = open_window(gallery.example(name), size=(1366, 768), view="stage")
    before = places(person)
    for view in person.window.page.views:
        rows, columns = view.scene.shape
        for cell in ((0, 0), (rows - 1, columns - 1)):
            person.hover(view, *cell)
            assert places(person) == before
    person.click(person.view(0), 0, 0)
    assert places(person) == before


@pytest.mark.parametrize("name", ["learning-through-layers", "small-network", "edge-detection"])
def test_walking_along_the_rail_leaves_it_where_it_is(open_window: OpenWindow, name: str) -> None:
    person = open_window(gallery.example(name), size=(1366, 768), view="stage")
    page = person.window.page
    layers = (*range(len(person.window.session.state.experiment.layers)), -1)
    fixed = (page.rail, page.stage, page.transport_bar, page.explanation)
    around = {layer: [part.geometry() for part in fixed] for layer in layers if person.select(layer) is None}
    assert {layer: places for layer, places in around.items() if places != around[0]} == {}
    person.select(0)
    person.spin("kernel_size_h", 12)  # which does not fit
    assert [page.stage.width(), page.rail.width()] == [around[0][1].width(), around[0][0].width()]


@pytest.mark.parametrize("example", [e.name for e in gallery.examples()])
def test_there_is_room_for_nearly_every_arithmetic_before_it_is_asked_for(qtbot: object, example: str) -> None:
    theme.prepare()  # the typeface in which the program writes
    theme.apply(LIGHT)
    evaluation = evaluate(gallery.example(example))
    lines = LinesView("arithmetic", 1)
    room = arithmetic_room(evaluation) * SPARE * lines.fontMetrics().horizontalAdvance("0")
    widths = []
    for index, result in enumerate(evaluation.results):
        channels, rows, columns = evaluation.shape(index) or (0, 0, 0)
        cells = [(c, r, k) for c in range(channels) for r in range(rows) for k in range(columns)]
        for c, r, k in cells[:: max(len(cells) // 25, 1)]:
            spot = Spot(PanelId(MatrixId("map", index), c), r, k)
            widths.append(line_width(arithmetic(evaluation, spot), lines.font_key))
        assert result.output is not None
    assert sum(width <= room for width in widths) >= 0.9 * len(widths)
    assert max(widths) <= 1.2 * room


# What stands below the board is whole


@pytest.mark.parametrize("view", ["flow", "stage"])
@pytest.mark.parametrize("size", [(1024, 640), (1280, 720), (1366, 768)])
def test_the_size_formula_is_whole_however_often_the_notes_come_and_go(
    open_window: OpenWindow, size: tuple[int, int], view: View
) -> None:
    person = open_window(gallery.example("padding"), size=size, view=view)
    explanation = person.window.explanation
    seen = []
    for _ in range(5):
        person.shortcut(Qt.Key.Key_J)
        person.settle()
        formula = explanation.formula
        seen.append((formula.rows_needed, explanation.height()))
        assert explanation.rect().contains(formula.geometry())
        assert formula.height() >= formula.rows_needed * formula.row_height
        assert formula.y() >= explanation.area.geometry().bottom()
        assert explanation.mapTo(person.window, explanation.rect().bottomLeft()).y() < person.window.statusBar().y()
    assert seen[0] == seen[2] == seen[4]
    assert seen[1] == seen[3]


@pytest.mark.parametrize("width", [900, 980, 1060, 1140])
@pytest.mark.parametrize("pinned", [True, False])
def test_a_stroke_leaves_the_room_that_pointing_finds(
    open_window: OpenWindow, qtbot: QtBot, width: int, *, pinned: bool
) -> None:
    ones = Conv2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen([0.0]))
    person = open_window(Experiment(input=frozen(np.zeros((1, 8, 8))), layers=(ones,)), size=(width, 900), view="stage")
    output, area = person.view(0), person.window.explanation.area
    (person.click if pinned else person.hover)(output, 2, 2)
    person.window.session.use(replace(person.window.session.state.brush, primary=-0.1234))
    person.drag(person.view(), (2, 2), (2, 3), (2, 4), (3, 4), (3, 3), (3, 2))
    qtbot.waitUntil(lambda: not person.window.explanation._resting.isActive())
    left = area.rows
    for column in (2, 3):
        person.hover(output, 2, column)
        assert area.rows == left
