"""The Shift lab, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from convstudio.experiment import edits, gallery
from convstudio.scene import INPUT, MatrixId, PanelId
from convstudio.scene.layout import Hit, Rect
from convstudio.scene.workspaces.shift.dense.links import COLUMN, MATRIX, PRODUCT, ROW
from convstudio.scene.workspaces.shift.every.build import EveryScene
from convstudio.scene.workspaces.shift.every.layout import shift_at
from convstudio.scene.workspaces.shift.lab import LabScene
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, STILL
from convstudio.scene.workspaces.shift.part import part, with_settings
from convstudio.scene.workspaces.shift.views import VIEWS, named
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.workspaces.shift.mover import STEPS_A_SECOND, Mover
from convstudio.studio.workspaces.shift.page import ShiftPage
from convstudio.studio.workspaces.shift.plot import ShiftPlot
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    """A person in the Shift lab, before two patterns and a convolution."""
    return lab(open_window, "translation")


def lab(open_window: OpenWindow, name: str) -> Person:
    person = open_window(gallery.example(name), size=(1280, 720), view="stage")
    person.shortcut(Qt.Key.Key_3)
    return person


def page(person: Person) -> ShiftPage:
    found = person.window.spaces.here.page
    assert isinstance(found, ShiftPage)
    return found


def view(person: Person, matrix: MatrixId, channel: int = 0) -> MatrixView:
    return page(person).square.view(PanelId(matrix, channel))


def scene(person: Person) -> LabScene:
    found = person.window.session.state.screen
    assert isinstance(found, LabScene)
    return found


def centre_of(hit: Hit) -> QPoint:
    return QPoint(round(hit.rect.centre.x), round(hit.rect.centre.y))


def by(person: Person) -> tuple[int, int]:
    return part(person.window.session.state).by


def test_dragging_the_moved_input_moves_it_cell_by_cell_and_is_no_edit(person: Person) -> None:
    before, steps = by(person), person.window.session.state.history.steps
    person.drag(view(person, MOVED_INPUT), (4, 4), (5, 5), (6, 7))
    assert by(person) == (before[0] + 2, before[1] + 3)
    moved = np.array(person.read(view(person, MOVED_INPUT)))
    x = person.window.session.state.experiment.input[0]
    assert np.array_equal(moved[2:, 5:], x[:-2, :-5])
    assert not moved[:2].any()
    assert person.window.session.state.history.steps == steps


def test_escape_lets_a_drag_go_back(person: Person) -> None:
    dragged, before = view(person, MOVED_INPUT), by(person)
    QTest.mousePress(dragged, LEFT, pos=cell_centre(dragged, 4, 4))
    QTest.mouseMove(dragged, cell_centre(dragged, 6, 6))
    assert by(person) == (before[0] + 2, before[1] + 2)
    person.key(dragged, Qt.Key.Key_Escape)
    assert by(person) == before
    QTest.mouseRelease(dragged, LEFT, pos=cell_centre(dragged, 6, 6))
    assert by(person) == before


def test_arrow_keys_move_it_and_walk_elsewhere(person: Person) -> None:
    for key, wanted in (
        (Qt.Key.Key_Right, (0, 3)),
        (Qt.Key.Key_Down, (1, 3)),
        (Qt.Key.Key_Left, (1, 2)),
        (Qt.Key.Key_Up, (0, 2)),
    ):
        person.key(view(person, MOVED_INPUT), key)
        assert by(person) == wanted
    person.click(view(person, DIFFERENCE), 1, 1)
    person.key(view(person, DIFFERENCE), Qt.Key.Key_Right)
    assert by(person) == (0, 2)
    assert person.status().startswith("row 1, column 2: ")
    person.key(page(person), Qt.Key.Key_Right)
    assert by(person) == (0, 3)


def test_numbers_border_and_comparison_are_chosen(person: Person) -> None:
    person.spin("shift_rows", -1)
    person.spin("shift_columns", 4)
    assert by(person) == (-1, 4)
    person.choose("shift_border", "wrap")
    x = person.window.session.state.experiment.input[0]
    assert np.array_equal(np.array(person.read(view(person, MOVED_INPUT))), np.roll(x, (-1, 4), (0, 1)))
    person.choose("shift_against", "still")
    assert [v.panel.matrix for v in page(person).views] == [INPUT, MOVED_INPUT, MatrixId("map", 0), STILL, OF_MOVED, DIFFERENCE]
    assert "% of the output is unchanged" in page(person).conclusion.text


def test_the_numbers_in_the_cells_are_one_way_minus_the_other(person: Person) -> None:
    person.click(view(person, INPUT), 6, 0)  # at the border, where windows are missing that could have seen it
    person.spin("shift_columns", 5)
    first, then, difference = (np.array(person.read(view(person, m))) for m in (OF_MOVED, MOVED_OUTPUT, DIFFERENCE))
    assert np.array_equal(first - then, difference)
    assert difference.any()
    assert f"Largest difference {np.abs(difference).max():g}" in page(person).conclusion.text


def test_playing_moves_it_column_by_column_to_the_end(person: Person) -> None:
    player = person.window.spaces.player
    assert isinstance(player, Mover)
    person.window.actions_by_name["first"].trigger()
    assert by(person) == (0, 0)
    person.press("shift_play")
    assert player.playing
    player.advance(1 / STEPS_A_SECOND)
    assert by(person) == (0, 1)
    person.window.actions_by_name["forward"].trigger()
    assert by(person) == (0, 2)
    assert not player.playing
    person.press("shift_play")
    for _ in range(20):
        player.advance(1 / STEPS_A_SECOND)
    assert by(person) == (0, 13)
    assert not player.playing
    person.press("shift_play")
    assert by(person) == (0, 0), "from the end it begins anew"
    person.window.actions_by_name["last"].trigger()
    assert by(person) == (0, 13)


def test_painting_is_undone_and_the_shift_stays(person: Person) -> None:
    person.spin("shift_columns", 3)
    person.click(view(person, INPUT), 6, 2)
    assert person.read(view(person, MOVED_INPUT))[6][5] == 1
    person.window.actions_by_name["undo"].trigger()
    person.settle()
    assert person.read(view(person, MOVED_INPUT))[6][5] == 0
    assert by(person) == (0, 3)


def test_a_setting_of_the_layer_is_followed_at_once(person: Person) -> None:
    person.spin("shift_columns", 1)
    assert scene(person).matrices(MOVED_OUTPUT)
    person.window.session.edit(edits.set_parameter, 0, "stride", (2, 2))
    person.settle()
    assert not scene(person).matrices(MOVED_OUTPUT)
    assert "there is no such shift. Multiples of 2 have one." in page(person).conclusion.text


def test_a_name_above_an_arrow_chooses_the_layer(open_window: OpenWindow) -> None:
    person = lab(open_window, "edge-detection")
    hit = next(i for i in page(person).square.drawing.items if isinstance(i, Hit) and i.layer == 1 and i.channel is None)
    QTest.mouseClick(page(person).square, LEFT, pos=centre_of(hit))
    person.settle()
    assert person.window.session.state.selected == 1


def test_channels_are_chosen_by_their_small_pictures(open_window: OpenWindow) -> None:
    person = lab(open_window, "small-network")
    state = person.window.session.state
    last = len(state.evaluation.results) - 1
    channels = state.evaluation.shape(last)[0]  # type: ignore[index]
    for layer, count in ((-1, len(state.experiment.input)), (last, channels)):
        if count > 1:
            hit = next(
                i for i in page(person).square.drawing.items if isinstance(i, Hit) and (i.layer, i.channel) == (layer, 1)
            )
            QTest.mouseClick(page(person).square, LEFT, pos=centre_of(hit))
            person.settle()
    shown = {v.panel.matrix: v.panel.channel for v in page(person).views}
    assert shown[DIFFERENCE] == shown[OF_MOVED] == min(1, channels - 1)


def test_commands_that_only_explore_has_say_so(person: Person) -> None:
    actions = person.window.actions_by_name
    assert not actions["steps"].isEnabled()
    assert actions["switch_layer"].isEnabled()


def test_the_plot_of_all_shifts_is_computed_beside_the_window_and_picks_a_shift(person: Person, qtbot: object) -> None:
    person.press("shift_view_every")
    assert by(person) == (0, 2)
    player = person.window.spaces.player
    assert isinstance(player, Mover)
    qtbot.waitUntil(lambda: not player.survey.busy, timeout=20_000)  # type: ignore[attr-defined]
    person.settle()
    shown = person.window.session.state.screen
    assert isinstance(shown, EveryScene)
    assert shown.profile
    assert not shown.profile.missing
    assert "Every shift: equal away from the borders." in page(person).conclusion.text
    plot = page(person).square.findChild(ShiftPlot)
    assert plot
    places = [x for x in range(plot.width()) if shift_at(Rect(0, 0, plot.width(), plot.height()), 13, x) == -5]
    QTest.mouseClick(plot, LEFT, pos=QPoint(places[len(places) // 2], plot.height() // 2))
    person.settle()
    assert by(person) == (0, -5)
    assert plot.accessibleDescription().startswith("shift −5: largest difference ")
    person.key(plot, Qt.Key.Key_Right)
    assert by(person) == (0, -4)
    person.choose("shift_along", "rows")
    person.key(plot, Qt.Key.Key_End)
    assert by(person) == (9, -4)
    person.press("shift_view_shift")
    assert not player.survey.busy


def test_what_is_marked_in_the_input_is_followed_through_the_layers(person: Person) -> None:
    person.press("shift_view_reach")
    before = person.window.session.state.history.steps
    person.click(view(person, INPUT), 0, 0)
    assert page(person).conclusion.text.startswith("The pixel at row 0, column 0 can reach 1 output of 96.")
    person.drag(view(person, INPUT), (2, 3), (4, 4), (5, 6))
    assert page(person).conclusion.text.startswith("The 4 × 4 area can reach ")
    assert person.window.session.state.history.steps == before, "marking is no edit"
    person.hover(view(person, DIFFERENCE), 7, 11)
    assert "The output at row 7, column 11 reads 3 × 3 of the 10 × 14 input." in page(person).conclusion.text
    assert page(person).conclusion.text.startswith("The 4 × 4 area"), "what is marked stays"
    person.type_cell(view(person, INPUT), 0, 0, "1")
    assert person.window.session.state.experiment.input[0, 0, 0] == 1
    person.press("shift_view_shift")
    person.click(view(person, INPUT), 0, 1)
    assert person.window.session.state.experiment.input[0, 0, 1] == 1, "elsewhere the mouse paints"


def test_the_cost_is_counted_for_this_input_or_a_photograph(person: Person) -> None:
    person.press("shift_view_cost")
    assert page(person).conclusion.text.startswith("Fully connected it would have 1 493 × as many weights.")
    assert list(page(person).square.views) == []
    person.choose("shift_size", "large")
    assert "an output reads 27 of 150 528 inputs. Shared weights: each is used 49 284 times." in page(person).conclusion.text
    person.choose("shift_scope", "all")
    assert part(person.window.session.state).scope == "all"
    person.window.session.edit(edits.set_parameter, 0, "kernel_size", (1, 1))
    person.settle()
    assert "an output reads 3 of 150 528 inputs." in page(person).conclusion.text


def test_the_matrix_is_linked_with_the_grids_cell_by_cell(open_window: OpenWindow) -> None:
    person = lab(open_window, "cross-correlation")
    person.press("shift_view_matrix")
    matrix, x, y = (np.array(person.read(view(person, m))) for m in (MATRIX, ROW, COLUMN))
    assert np.array_equal(matrix @ x[0], y[:, 0])
    person.hover(view(person, MATRIX), 2, 4)
    assert "Y[1, 0] reads X[1, 1] with the weight 1, which stands in the matrix 4 times." in page(person).conclusion.text
    marks = {m.panel.matrix for m in scene(person).panels if m.marks}
    assert marks == {INPUT, MatrixId("kernel", 0), PRODUCT, ROW, MATRIX, COLUMN}
    person.hover(view(person, PRODUCT), 1, 1)
    assert "Row 3: 0·4 + 1·5 + 2·7 + 3·8 = 43 = Y[1, 1]" in page(person).conclusion.text
    person.type_cell(view(person, MatrixId("kernel", 0)), 1, 1, "5")
    matrix = np.array(person.read(view(person, MATRIX)))
    assert (matrix == 5).sum() == 4, "a weight of the kernel stands in it four times"


def test_views_are_chosen_by_mouse_and_keys_and_only_what_they_need_is_shown(person: Person) -> None:
    window = person.window
    assert window.actions_by_name["play"].isEnabled()
    person.press("shift_view_turn")
    assert part(window.session.state).view == "turn"
    assert page(person).bar.turn.isVisible()
    assert not page(person).bar.play.isVisible()
    assert not window.actions_by_name["play"].isEnabled()
    assert "Exactly equal. So it is for every picture" in page(person).conclusion.text, "the X is symmetric"
    person.choose("shift_turn", "left_right")
    turned = np.array(person.read(view(person, MOVED_INPUT)))
    assert np.array_equal(turned, window.session.state.experiment.input[0][:, ::-1])
    person.drag(view(person, MOVED_INPUT), (4, 4), (6, 7))
    assert by(person) == (0, 2), "what is turned is not shifted"
    button = page(person).tabs.findChild(QToolButton, "shift_view_turn")
    assert button
    button.setFocus()
    person.key(button, Qt.Key.Key_Left)
    assert part(window.session.state).view != "turn"
    assert not button.isChecked()


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_nothing_stands_outside_of_a_small_window_with_large_type(person: Person, name: str) -> None:
    font = page(person).font()
    font.setPointSizeF(font.pointSizeF() * 1.4)
    person.window.setFont(font)
    person.window.resize(1024, 640)
    person.settle()
    person.press(f"shift_view_{name}")
    shown = page(person)
    inside = shown.rect()
    bar = (shown.bar.play, shown.bar.against) if "transport" in named(name).controls else ()  # type: ignore[arg-type]
    for widget in (*bar, shown.tabs, shown.area, shown.square, *shown.views):
        place = widget.rect().translated(widget.mapTo(shown, widget.rect().topLeft()))
        assert inside.contains(place), widget.objectName()
    assert shown.conclusion.height() <= shown.area.height() or shown.area.verticalScrollBar().maximum() > 0, "all can be read"


def test_a_cell_that_is_gone_is_pointed_at_no_more(person: Person) -> None:
    rows, columns = view(person, DIFFERENCE).scene.shape
    person.click(view(person, DIFFERENCE), rows - 1, columns - 1)
    assert scene(person).focus.pinned
    assert person.window.session.edit(edits.set_parameter, 0, "kernel_size", (4, 4))
    person.settle()
    assert view(person, DIFFERENCE).scene.shape != (rows, columns)
    assert scene(person).focus.spot is None
    assert scene(person).spoken == ""


@pytest.mark.parametrize("name", ["turn", "reach", "cost", "matrix", "every"])
def test_another_view_forgets_a_cell_that_it_does_not_show(person: Person, name: str) -> None:
    rows, columns = view(person, DIFFERENCE).scene.shape
    person.click(view(person, DIFFERENCE), rows - 1, columns - 1)
    person.window.session.become(with_settings(view=name))
    person.settle()
    spot = scene(person).focus.spot
    assert spot is None or scene(person).has(spot)


def test_where_nothing_lies_clear_of_the_borders_equal_outputs_tell_nothing(open_window: OpenWindow) -> None:
    person = lab(open_window, "translation")
    columns = person.window.session.state.experiment.input.shape[2]
    person.window.session.become(with_settings(columns=columns - 1))
    person.settle()
    told = " ".join(run.text for line in scene(person).conclusion for run in line)
    assert told.startswith("Exactly equal.")
    assert "tells nothing about the layers" in told
    assert "equivariant" not in told
