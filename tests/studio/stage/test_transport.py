"""The transport, by mouse and keys; time passes where the test says so."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from convstudio.experiment import Experiment, edits, frozen
from convstudio.layers import Activation, Conv2d, ConvTranspose2d, MaxPool2d
from convstudio.scene.playing import playhead as moves
from convstudio.scene.playing.playhead import Playhead
from convstudio.studio.playing import clock
from convstudio.studio.playing.transport import LONGEST_RUN
from tests.studio.conftest import OpenWindow

pytestmark = pytest.mark.usefixtures("still_time")
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def still_time(monkeypatch):
    """The timer runs, but never ticks while a test lasts."""
    monkeypatch.setattr(clock, "FRAME_MS", 10**8)


def press(person, name):
    person.press(f"transport_{name}")


def place(person):
    return person.window.transport_bar.place.text()


def state(person):
    return person.window.session.state


def at(person):
    return moves.cell_of(state(person).evaluation, state(person).playhead)[1:]


def test_it_stands_idle_before_the_first_cell_and_hover_works(person):
    assert state(person).playhead == Playhead(0)
    assert not person.window.transport.playing
    person.hover(person.view(0), 2, 1)
    assert "1·1 + 0·(−1)" in person.arithmetic()
    assert state(person).playhead == Playhead(0)


def test_buttons_walk_over_the_cells(person):
    press(person, "forward")
    assert place(person) == "Convolution · cell 1 of 42 · row 0, column 0"
    for _ in range(15):
        press(person, "forward")
    assert place(person) == "Convolution · cell 16 of 42 · row 2, column 1"
    assert person.arithmetic() == "1·1 + 0·(−1) + bias 0 = 1  → Y[2, 1]"
    (window,) = [mark for mark in person.view().scene.marks if mark.role == "window"]
    assert (window.rows, window.columns) == ((2,), (1, 2))
    press(person, "back")
    assert at(person) == (2, 0)
    press(person, "last")
    assert place(person) == "Convolution · cell 42 of 42 · row 5, column 6"
    press(person, "first")
    assert at(person) == (0, 0)


def test_keys_do_the_same(person):
    for key, cell in ((Qt.Key.Key_Right, (0, 0)), (Qt.Key.Key_Right, (0, 1)), (Qt.Key.Key_End, (5, 6)),
                      (Qt.Key.Key_Left, (5, 5)), (Qt.Key.Key_Home, (0, 0))):  # fmt: skip
        person.shortcut(key)
        assert at(person) == cell


def test_sub_steps_by_key_show_the_running_sum_then_the_bias_then_the_activation(person):
    person.window.session.edit(edits.set_parameter, 0, "activation", "relu")
    person.click(person.view(0), 2, 1)
    seen = [person.arithmetic()]
    for _ in range(4):
        QTest.keyClick(person.window, Qt.Key.Key_Left, CTRL | SHIFT)
        person.settle()
        seen.append(person.arithmetic())
    assert seen[::-1] == [
        "The window is placed: 2 products to come, then the bias.",
        "1·1 + …   running sum 1",
        "1·1 + 0·(−1)   running sum 1",
        "1·1 + 0·(−1) + bias 0 = 1",
        "1·1 + 0·(−1) + bias 0 = 1   ReLU(1) = 1  → Y[2, 1]",
    ]
    QTest.keyClick(person.window, Qt.Key.Key_Right, CTRL | SHIFT)
    assert place(person) == "Convolution · cell 16 of 42 · product 1 of 2"
    (mark,) = [mark for mark in person.kernel().scene.marks if mark.role == "product"]
    assert (mark.rows, mark.columns) == ((0,), (0,))


def test_the_step_switch_makes_the_buttons_go_product_by_product(person):
    press(person, "steps")
    press(person, "first")
    for text in ("product 1 of 2", "product 2 of 2", "row 0, column 0", "row 0, column 1", "product 1 of 2"):
        press(person, "forward")
        assert place(person).endswith(text)
    press(person, "back")
    assert state(person).playhead == Playhead(0, 1)


def test_time_moves_the_playhead_and_it_stops_at_the_end(person):
    moving = person.window.transport
    press(person, "play")
    assert moving.playing
    assert person.window.transport_bar.play.text() == "Pause"
    moving.advance(0.4)
    assert state(person).playhead.window == 0
    moving.advance(0.2)
    assert at(person) == (0, 1)
    moving.advance(1.0)
    assert at(person) == (0, 3)
    moving.advance(1000)
    assert at(person) == (5, 6)
    assert not moving.playing
    assert person.window.transport_bar.play.text() == "Play"
    press(person, "play")
    assert at(person) == (0, 0)


def test_speed_and_loop(person):
    moving = person.window.transport
    person.choose("transport_speed", 16.0)
    press(person, "loop")
    press(person, "play")
    moving.advance(1.0)
    assert state(person).playhead.window == 32
    moving.advance(1.0)
    assert state(person).playhead.window == 64 - 42
    assert moving.playing


def test_sub_steps_play_in_time(person):
    press(person, "steps")
    press(person, "play")
    assert state(person).playhead == Playhead(0)
    person.window.transport.advance(1.0)
    assert state(person).playhead == Playhead(0, 0, 3)
    person.window.transport.advance(1.0)
    assert state(person).playhead == Playhead(0, 1, 2)


def test_sub_steps_play_as_fast_as_was_chosen(person):
    press(person, "steps")
    person.choose("transport_speed", 2.0)
    press(person, "play")
    person.window.transport.advance(0.5)
    assert state(person).playhead == Playhead(0, 0, 3)
    person.choose("transport_speed", 0.5)
    person.window.transport.advance(2.0)
    assert state(person).playhead == Playhead(0, 1, 2)


def test_a_large_layer_strides(open_window):
    person = open_window(one_layer(np.zeros((1, 512, 512)), MaxPool2d(stride=(1, 1))))
    press(person, "play")
    person.window.transport.advance(1.0)
    assert state(person).playhead.window == int(511 * 511 / LONGEST_RUN)
    person.window.transport.pause()
    assert place(person) == "8 705 / 261 121 · [17, 17]".replace("8 705", "8\u2009705").replace("261 121", "261\u2009121")


def test_space_on_a_matrix_plays_and_in_a_field_does_not(person):
    view = person.view(0)
    person.click(view, 0, 0)
    view.setFocus()
    person.key(view, Qt.Key.Key_Space)
    assert person.window.transport.playing
    person.key(view, Qt.Key.Key_Space)
    assert not person.window.transport.playing
    person.type_cell(person.kernel(), 0, 0, "1 /2")
    assert not person.window.transport.playing


def test_space_that_dragged_the_picture_does_not_play(person):
    view = person.view(0)
    view.setFocus()
    QTest.keyPress(view, Qt.Key.Key_Space)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert not person.window.transport.playing


def test_escape_stops_and_releases(person):
    press(person, "play")
    person.window.transport.advance(2.0)
    person.key(person.view(0), Qt.Key.Key_Escape)
    assert not person.window.transport.playing
    assert state(person).focus.spot is None
    assert at(person) == (0, 4)


def test_a_click_on_an_output_moves_it_there_and_arrows_walk(person):
    person.click(person.view(0), 3, 5)
    assert place(person) == "Convolution · cell 27 of 42 · row 3, column 5"
    person.key(person.view(0), Qt.Key.Key_Down)
    assert at(person) == (4, 5)


def test_the_scrubber_by_mouse_and_keys(person):
    scrubber = person.window.transport_bar.scrubber
    middle = scrubber.rect().center()
    QTest.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=middle)
    assert state(person).playhead.window in (20, 21)
    scrubber.setFocus()
    person.key(scrubber, Qt.Key.Key_Home)
    person.key(scrubber, Qt.Key.Key_Right)
    assert at(person) == (0, 1)
    person.key(scrubber, Qt.Key.Key_PageUp)
    assert at(person) == (1, 1)
    person.key(scrubber, Qt.Key.Key_End)
    assert at(person) == (5, 6)
    assert len(scrubber.ticks()) == 6


def test_ticks_that_would_lie_too_close_are_left_out(open_window):
    person = open_window(one_layer(np.zeros((1, 512, 512)), MaxPool2d(stride=(1, 1))))
    assert person.window.transport_bar.scrubber.ticks() == []


def test_what_is_not_reached_is_hidden_here_and_behind(open_window):
    x = np.arange(36.0).reshape(1, 6, 6)
    conv = Conv2d(kernel=frozen(np.ones((1, 1, 1, 1))), bias=frozen([0.0]))
    person = open_window(Experiment(input=frozen(x), layers=(conv, MaxPool2d())))
    press(person, "hide_unreached")
    assert texts(person.view(0)) == [""] * 36
    person.click(person.view(0), 1, 3)
    shown = [str(n) for n in range(10)]
    assert texts(person.view(0)) == shown + [""] * 26
    assert texts(person.view(1)) == ["7", "9"] + [""] * 7
    assert texts(person.view(-1)) == [str(n) for n in range(36)]
    person.key(person.view(0), Qt.Key.Key_Escape)
    person.hover(person.view(1), 2, 2)
    assert person.status().startswith("row 2, column 2, not reached yet")
    assert "35" not in person.arithmetic()
    press(person, "last")
    assert texts(person.view(1)) == ["7", "9", "11", "19", "21", "23", "31", "33", "35"]


def texts(view):
    rows, columns = view.scene.shape
    return [view.text_at(r, c) for r in range(rows) for c in range(columns)]


def one_layer(x, layer):
    return Experiment(input=frozen(x), layers=(layer,))


def test_it_plays_the_selected_layer(person):
    person.add("activation")
    person.add("max_pool2d")
    assert state(person).playhead == Playhead(3)
    person.select(2)
    assert state(person).playhead == Playhead(3)  # an activation slides no window
    person.select(0)
    assert state(person).playhead == Playhead(0)


def test_an_edit_keeps_the_place_and_an_impossible_one_only_disables(person):
    person.click(person.view(0), 2, 1)
    person.window.session.edit(edits.set_parameter, 0, "stride", (1, 2))
    assert at(person) == (2, 1)
    assert state(person).history.undo_label is not None
    person.window.session.edit(edits.set_parameter, 0, "kernel_size", (9, 9))
    assert state(person).playhead is None
    assert not person.window.transport_bar.isEnabled()
    assert not person.window.actions_by_name["forward"].isEnabled()
    person.window.transport.toggle()
    assert not person.window.transport.playing
    person.shortcut(Qt.Key.Key_Z)
    assert person.window.transport_bar.isEnabled()
    assert at(person) == (2, 1)
    assert state(person).focus.spot[1:] == (2, 1)


def test_through_several_impossible_settings_the_place_in_the_middle_of_a_sum_is_kept(person):
    person.select(0)
    person.click(person.view(0), 3, 2)
    press(person, "steps")
    press(person, "back")
    place = state(person).playhead
    for size in (9, 8, 7):
        person.spin("kernel_size_h", size)
        assert state(person).playhead is None
    person.spin("kernel_size_h", 1)
    assert state(person).playhead == place


def test_a_place_taken_while_a_layer_cannot_work_is_not_taken_back(person):
    person.add("conv2d")
    person.window.session.edit(edits.set_parameter, 2, "padding", "valid")
    press(person, "last")
    person.spin("kernel_size_h", 4)
    assert state(person).playhead == Playhead(0)
    press(person, "forward")
    elsewhere = state(person).playhead
    person.spin("kernel_size_h", 3)
    assert state(person).playhead == elsewhere


def test_a_smaller_output_takes_playhead_and_focus_along(person):
    press(person, "last")
    person.window.session.edit(edits.set_parameter, 0, "stride", (2, 2))
    assert at(person) == (2, 3)
    assert state(person).focus.spot[1:] == (2, 3)


def test_playing_is_no_edit(person):
    history = state(person).history
    press(person, "play")
    person.window.transport.advance(3)
    press(person, "hide_unreached")
    assert state(person).history is history
    assert not person.window.isWindowModified()


@pytest.mark.parametrize("leave", ["open_example", "close"])
def test_another_document_or_the_end_stops_it(person, leave):
    press(person, "play")
    if leave == "close":
        person.window.close()
    else:
        person.window.documents.new()
    assert not person.window.transport.playing


def test_an_edit_while_it_plays_does_not_stop_it(person):
    press(person, "play")
    person.drag(person.view(), (0, 3), (2, 3))
    assert person.window.transport.playing
    person.window.transport.pause()


def test_a_screen_reader_finds_every_control(person):
    bar = person.window.transport_bar
    for button in bar.findChildren(QToolButton):
        assert button.accessibleName(), button.objectName()
        assert "(" in button.toolTip(), f"{button.objectName()} names no shortcut"
    assert bar.speed.accessibleName() == "Speed"
    press(person, "forward")
    found = QAccessible.queryAccessibleInterface(bar.scrubber)
    assert found.role() == QAccessible.Role.Slider
    assert found.text(QAccessible.Text.Name) == "Output cell"
    assert found.text(QAccessible.Text.Description) == "Convolution · cell 1 of 42 · row 0, column 0"
    assert found.valueInterface().currentValue() == 0


def test_the_arithmetic_keeps_its_height_while_it_plays(person):
    area = person.window.explanation.area
    person.click(person.view(0), 2, 1)
    before = area.height(), person.window.board.size()
    press(person, "steps")
    for _ in range(8):
        press(person, "forward")
        assert (area.height(), person.window.board.size()) == before


def test_long_arithmetic_scrolls_and_its_result_is_always_seen(open_window):
    layer = Conv2d(kernel=frozen(np.full((1, 1, 9, 9), 0.125)), bias=frozen([0.5]))
    person = open_window(Experiment(input=frozen(np.full((1, 9, 9), 0.25)), layers=(layer,)), size=(1280, 720))
    explanation = person.window.explanation
    person.click(person.view(0), 0, 0)
    assert explanation.arithmetic.rows_needed > 2
    assert explanation.area.verticalScrollBar().maximum() > 0
    assert explanation.height() < 6 * explanation.arithmetic.row_height
    assert explanation.conclusion.isVisible()
    assert explanation.conclusion.text == "  … ≈ 3.0313  rounded  → Y[0, 0]", "there is more above it than is seen"
    bar = explanation.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert explanation.conclusion.text == " ≈ 3.0313  rounded  → Y[0, 0]"
    bar.setValue(0)
    assert explanation.conclusion.text.startswith("  … ≈ ")
    assert explanation.text.startswith("0.25·0.125 + 0.25·0.125")
    assert explanation.text.count("·") == 81
    height = explanation.height()
    press(person, "steps")
    press(person, "back")
    assert not explanation.conclusion.isVisible(), "product by product the line itself goes with what is at work"
    assert explanation.height() == height
    person.key(person.view(0), Qt.Key.Key_Escape)
    assert not explanation.conclusion.isVisible()


def test_the_letters_of_the_size_formula_light_up_what_they_mean(person):
    person.window.session.edit(edits.set_parameter, 0, "padding", ((1, 2), (0, 0)))
    person.settle()
    formula = person.window.explanation.formula
    found = {}
    for letter in "nkps":
        QTest.mouseMove(formula, formula.centre_of(letter, letter).toPoint())
        person.settle()
        marks = [mark for mark in state(person).scene.marks if mark.role == "meant"]
        found[letter] = {(m.panel.matrix.kind, m.rows, m.columns) for m in marks}
    across = tuple(range(8))
    assert found["n"] == {("map", tuple(range(6)), (0,))}
    assert found["k"] == {("map", (-1,), (0,)), ("kernel", (0,), (0,))}
    assert found["p"] == {("map", (-1,), across), ("map", (6, 7), across)}
    assert found["s"] == {("map", (row,), (0,)) for row in range(-1, 8)}
    QTest.mouseMove(person.view(0), QPoint(2, 2))
    formula.leaveEvent(None)
    assert not [mark for mark in state(person).scene.marks if mark.role == "meant"]


def test_activation_alone_plays_too(open_window):
    person = open_window(Experiment(input=frozen([[[-1.0, 2.0]]]), layers=(Activation(),)))
    press(person, "steps")
    press(person, "first")
    assert "passed through the function" in person.arithmetic()
    press(person, "forward")
    assert person.arithmetic().startswith("ReLU(")


def test_a_cell_without_any_product_is_played_too(open_window: OpenWindow) -> None:
    layer = ConvTranspose2d(kernel=frozen(np.ones((1, 1, 1, 1))), bias=frozen(np.zeros(1)), stride=(2, 2))
    person = open_window(Experiment(input=frozen(np.ones((1, 3, 3))), layers=(layer,)))
    person.window.actions_by_name["steps"].trigger()
    seen = set()
    for _ in range(6):
        person.press("transport_forward")
        person.window.transport_bar.scrubber.grab()
        seen.add(person.arithmetic())
    assert len(seen) > 2


def test_a_layer_that_is_switched_off_gives_the_stage_to_the_one_that_plays(open_window: OpenWindow) -> None:
    person = open_window(view="stage")
    person.shortcut(Qt.Key.Key_E, CTRL)
    assert state(person).selected == 0
    assert state(person).playhead.layer == 1
    press(person, "play")
    assert person.window.transport.playing
    assert state(person).selected == 1
    assert state(person).focus.pin == moves.spot_of(state(person).evaluation, Playhead(1))
    assert {view.panel.matrix.layer for view in person.window.page.stage.views} == {0, 1}


def test_a_layer_that_computes_keeps_the_stage_while_another_plays(open_window: OpenWindow) -> None:
    person = open_window(Experiment(input=frozen(np.eye(4)[None]), layers=(MaxPool2d(), Activation())), view="stage")
    person.window.session.select(1)
    press(person, "forward")
    assert (state(person).selected, state(person).playhead.layer) == (1, 0)
