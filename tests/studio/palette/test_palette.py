"""The command palette, driven by its keys: it opens, finds, runs, explains and gives the keyboard back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QSpinBox, QWidget

from convstudio.experiment import edits, gallery
from convstudio.studio.commands import COMMANDS
from convstudio.studio.commands.keys import keys_text
from convstudio.studio.palette.matching import WORD, Entry
from convstudio.studio.palette.rows import Rows
from convstudio.studio.widgets.look import theme
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def field(person: Person) -> QLineEdit:
    return person._one(QLineEdit, "palette_field")


def opened(person: Person) -> bool:
    palette = person.window.findChild(QWidget, "palette")
    return palette is not None and palette.isVisible()


def look_for(person: Person, words: str) -> list[Entry]:
    """Open the palette by its keys, type some words, and read the list."""
    person.shortcut(Qt.Key.Key_P, CTRL | SHIFT)
    assert opened(person)
    assert person.window.focusWidget() is field(person)
    QTest.keyClicks(field(person), words)
    person.settle()
    return listed(person)


def listed(person: Person) -> list[Entry]:
    rows = person.window.findChild(Rows)
    assert rows is not None
    return rows.entries()


def press(person: Person, *keys: Qt.Key) -> None:
    for key in keys:
        person.key(field(person), key)


def stride(person: Person) -> object:
    return person.window.session.state.experiment.layers[0].stride


def test_words_find_a_command_and_enter_runs_it(person: Person) -> None:
    found = look_for(person, "right ROTATE")
    assert found[0].name == "rotate_right"
    assert (found[0].title, found[0].place, found[0].keys) == ("Rotate right", "Input", "Ctrl+R")
    before = person.view().scene.shape
    press(person, Qt.Key.Key_Return)
    assert not opened(person)
    assert person.view().scene.shape == before[::-1]


def test_arrows_choose_and_esc_closes_and_gives_the_keyboard_back(person: Person) -> None:
    view = person.view(0)
    person.click(view, 1, 1)
    view.setFocus()
    found = look_for(person, "flip")
    rows = person.window.findChild(Rows)
    press(person, Qt.Key.Key_Down)
    assert rows.chosen() == found[1]
    press(person, Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert rows.chosen() == found[0]
    press(person, Qt.Key.Key_Up)
    assert rows.chosen() == found[-1]
    press(person, Qt.Key.Key_PageUp)
    assert rows.chosen() == found[0]
    pinned = person.window.session.state.focus.pin
    press(person, Qt.Key.Key_Escape)
    assert not opened(person)
    assert person.window.focusWidget() is view
    assert person.window.session.state.focus.pin == pinned is not None  # Esc was the palette's alone
    assert person.window.session.state.history.position == 0


def test_its_keys_close_it_too_and_no_other_key_reaches_the_window(person: Person) -> None:
    look_for(person, "")
    QTest.keyClick(field(person), Qt.Key.Key_E, CTRL)
    QTest.keyClicks(field(person), "?")
    QTest.keyClick(field(person), Qt.Key.Key_Space)
    person.settle()
    assert field(person).text() == "? "
    assert person.window.session.state.experiment.layers[0].enabled
    assert person.window.findChild(QWidget, "shortcut_sheet") is None
    assert not person.window.transport.playing
    person.key(field(person), Qt.Key.Key_P, CTRL | SHIFT)
    assert not opened(person)


def test_a_click_beside_it_closes_it_and_one_on_a_line_runs_it(person: Person) -> None:
    look_for(person, "")
    palette = person.window.findChild(QWidget, "palette")
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, palette.height() - 5))
    assert not opened(person)
    assert person.window.session.state.history.position == 0
    look_for(person, "transpose")
    rows = person.window.findChild(Rows)
    place = [entry.name for entry in rows.entries()].index("transpose")
    before = person.view().scene.shape
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(place)).center())
    person.settle()
    assert person.view().scene.shape == before[::-1]


def test_a_setting_is_set_by_its_name_and_a_number(person: Person) -> None:
    (found,) = look_for(person, "Stride 2")
    assert found.title == "Stride: 2 × 2"
    press(person, Qt.Key.Key_Return)
    assert stride(person) == (2, 2)
    assert person._one(QSpinBox, "stride_h").value() == 2


def test_set_puts_the_cursor_into_the_field_of_a_setting(person: Person) -> None:
    found = look_for(person, "set stride")
    assert found[0].title == "Set stride, now 1 × 1"
    press(person, Qt.Key.Key_Return)
    focused = person.window.focusWidget()
    assert focused.objectName() == "stride_h"
    QTest.keyClicks(focused, "3")  # what stood there is selected: it is typed over
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert stride(person) == (3, 1)


def test_the_settings_of_the_layer_come_before_examples_of_the_same_words(person: Person) -> None:
    places = [entry.place for entry in look_for(person, "padding")]
    assert places[:3] == ["Convolution"] * 3
    assert "File ▸ Examples" in places


def test_a_value_out_of_bounds_says_what_would_do_and_stays(person: Person) -> None:
    (found,) = look_for(person, "stride 0")
    assert "whole numbers" in found.refusal
    press(person, Qt.Key.Key_Return)
    assert opened(person)
    assert stride(person) == (1, 1)


def test_what_is_impossible_says_why_and_does_nothing(person: Person) -> None:
    found = look_for(person, "layer earlier")
    assert found[0].refusal == "It is the first layer."
    rows = person.window.findChild(Rows)
    spoken = rows.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Move layer earlier, Layer, not possible: It is the first layer."
    press(person, Qt.Key.Key_Return)
    assert opened(person)
    assert person.window.session.state.history.position == 0


def test_examples_kernels_and_pictures_are_found(person: Person) -> None:
    found = look_for(person, "sobel vertical")
    assert found[0].place == "Kernel preset"
    press(person, Qt.Key.Key_Return)
    assert person.kernel().scene.shape == (3, 3)
    found = look_for(person, "max pooling example")
    assert found[0].place == "File ▸ Examples"
    press(person, Qt.Key.Key_Return)
    assert person.window.session.state.experiment.title == found[0].title


def test_what_was_used_last_stands_on_top_also_in_the_next_window(person: Person, open_window: OpenWindow) -> None:
    for words in ("transpose", "invert"):
        look_for(person, words)
        press(person, Qt.Key.Key_Return)
    assert [entry.name for entry in look_for(person, "")][:2] == ["invert", "transpose"]
    press(person, Qt.Key.Key_Escape)
    other = open_window()
    assert [entry.name for entry in look_for(other, "")][:2] == ["invert", "transpose"]


def test_what_nothing_is_called_says_so(person: Person) -> None:
    assert look_for(person, "xyzzy") == []
    assert person._one(QLabel, "palette_none").text() == "Nothing is called so. Try fewer letters."
    press(person, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Return)
    assert opened(person)


def test_it_works_in_learn(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("learning-a-kernel"))
    person.press("workspace_learn")
    (found,) = look_for(person, "learning rate 0.01")
    assert found.place == "Training"
    press(person, Qt.Key.Key_Return)
    assert person.window.session.state.experiment.training.run.learning_rate == 0.01
    look_for(person, "set epochs")
    press(person, Qt.Key.Key_Return)
    assert person.window.focusWidget().objectName() == "training_epochs"
    found_ = look_for(person, "collapse others")
    assert found_[0].refusal == "Only in Explore."
    press(person, Qt.Key.Key_Escape)
    look_for(person, "explore")
    press(person, Qt.Key.Key_Return)
    assert person.window.session.state.workspace == "explore"


def test_a_presentation_gives_the_field_of_a_setting_its_panel_back(person: Person) -> None:
    person.window.actions_by_name["present"].trigger()
    look_for(person, "set stride")
    press(person, Qt.Key.Key_Return)
    assert person.window.focusWidget().objectName() == "stride_h"
    assert person.window.focusWidget().isVisible()


def test_every_command_is_reachable(person: Person) -> None:
    found = {entry.name: entry for entry in look_for(person, "")}
    assert COMMANDS.keys() - found.keys() == {"palette"}
    for name, entry in found.items():
        assert entry.title, name
        if name in COMMANDS:
            assert entry.keys == keys_text(COMMANDS[name])
    assert {f"example_{example.name}" for example in gallery.examples()} <= found.keys()
    assert {f"preset_{kernel.name}" for kernel in gallery.kernels()} <= found.keys()
    for name in (
        "add_max_pool2d",
        "theme_dark",
        f"picture_{gallery.pictures()[0].name}",
        "range_5",
        "set_stride",
        "kernel_negate",
        "clear_recent",
    ):
        assert name in found
    for entry in list(found.values())[::7]:  # and by the words of its title alone
        field(person).clear()
        field(person).insert(" ".join(WORD.findall(entry.title)))
        assert entry.name in {other.name for other in listed(person)}, entry.title


def test_it_is_a_menus_entry_with_its_keys(person: Person) -> None:
    action = person.window.actions_by_name["palette"]
    assert action.shortcut().toString() == "Ctrl+Shift+P"
    assert action in person.menu("help_menu").actions()
    action.trigger()
    assert opened(person)
    action.trigger()
    assert not opened(person)


def test_a_screen_reader_has_names_for_it(person: Person) -> None:
    look_for(person, "")
    for name in ("palette_field", "palette_list"):
        known = QAccessible.queryAccessibleInterface(person.window.findChild(QWidget, name))
        assert known.text(QAccessible.Text.Name)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 720), (760, 520)])
def test_it_lies_inside_the_window_in_the_looks_colours(open_window: OpenWindow, look: str, size: tuple[int, int]) -> None:
    person = open_window(size=size)
    person.window.choose_theme(look, remember=False)
    look_for(person, "")
    panel = person.window.findChild(QWidget, "palette_panel")
    assert person.window.rect().contains(panel.geometry())
    assert panel.grab().toImage().pixelColor(6, panel.height() // 2).name() == theme.applied().card
    person.window.resize(QSize(size[0] + 100, size[1] + 60))
    person.settle()
    palette = person.window.findChild(QWidget, "palette")
    assert palette.rect() == person.window.rect()
    assert abs(panel.geometry().center().x() - palette.rect().center().x()) <= 1


def test_a_field_on_a_matrix_gives_the_keyboard_to_its_matrix(person: Person) -> None:
    view = person.kernel()
    person.click(view, 0, 0)
    QTest.keyClicks(view, "7")
    typing = view.findChild(QLineEdit, "cell_field")
    assert typing is not None
    assert QApplication.focusWidget() is typing
    look_for(person, "")
    assert edits.convolution(person.window.session.state.experiment, 0).kernel[0, 0, 0, 0] == 7  # as with any click elsewhere
    press(person, Qt.Key.Key_Escape)
    assert person.window.focusWidget() is view
