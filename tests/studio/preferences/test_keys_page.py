"""Preferences ▸ Keys: other keys for a command, pressed by a person; they work everywhere, and at the next start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QTableWidget, QTabWidget, QToolButton

from convstudio.studio.commands import COMMANDS, keys
from convstudio.studio.document.settings import Settings
from convstudio.studio.palette.entries import entry_of
from convstudio.studio.widgets.literal import out_of_tooltip
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person
from tests.studio.preferences.test_sheet import opened, press

CTRL, SHIFT, ALT, NONE = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                          Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier)  # fmt: skip
KEY = Qt.Key


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    keys.take({})


class Page:
    """A person at the page of keys."""

    def __init__(self, person: Person) -> None:
        self.sheet: QDialog = opened(person)
        pages = self.sheet.findChild(QTabWidget)
        assert pages is not None
        pages.setCurrentIndex(1)
        QApplication.processEvents()
        table, find, catcher = (self.sheet.findChild(QTableWidget), self.sheet.findChild(QLineEdit, "keys_filter"),
                                self.sheet.findChild(QLineEdit, "key_catcher"))  # fmt: skip
        assert table is not None
        assert find is not None
        assert catcher is not None
        self.table, self.find, self.catcher = table, find, catcher

    def look_for(self, words: str) -> None:
        self.find.setFocus()
        self.find.selectAll()
        QTest.keyClicks(self.find, words)

    def rows(self) -> list[tuple[str, ...]]:
        items = ([self.table.item(row, column) for column in range(3)] for row in range(self.table.rowCount()))
        return [tuple(item.text() if item else "" for item in row) for row in items]

    def click(self, name: str) -> None:
        button = self.sheet.findChild(QToolButton, f"keys_{name}")
        assert button is not None
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def hit(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.catcher, key, held)
        QApplication.processEvents()

    def said(self) -> str:
        labels = (self.sheet.findChild(QLabel, name) for name in ("keys_words", "keys_warning"))
        return "".join(label.text() for label in labels if label and label.isVisible())


def test_all_commands_are_listed_with_menu_and_keys_and_can_be_found(person: Person) -> None:
    page = Page(person)
    rows = page.rows()
    assert len(rows) == len(COMMANDS)
    assert ("Undo", "Edit", "Ctrl+Z") in rows
    assert ("Right", "Input ▸ Shift", "Alt+Right") in rows
    page.look_for("rotate left")
    assert [row[0] for row in page.rows()] == ["Rotate left"]
    page.look_for("ctrl+k")
    assert [row[0] for row in page.rows()] == ["Compare with now"]
    page.look_for("gibberish")
    assert page.rows() == []
    page.look_for("undo")
    assert page.catcher.text() == "Ctrl+Z"


def test_keys_that_are_pressed_are_those_of_the_command_from_then_on_everywhere(person: Person) -> None:
    page = Page(person)
    page.look_for("compare")
    page.click("change")
    page.hit(KEY.Key_J, ALT)
    assert page.said() == "“Compare with now” has Alt+J now."
    assert ("Compare with now", "View", "Alt+J") in page.rows()
    press(page.sheet, "OK")
    action, window = person.window.actions_by_name["compare"], person.window
    assert [key.toString() for key in action.shortcuts()] == ["Alt+J"]
    assert out_of_tooltip(action.toolTip()).endswith("(Alt+J)")
    assert out_of_tooltip(action.whatsThis()).endswith("(Alt+J)")
    assert entry_of("", COMMANDS["compare"], window.session.state).keys == "Alt+J"
    window.activateWindow()
    person.shortcut(KEY.Key_K)
    assert not action.isChecked()
    person.shortcut(KEY.Key_J, ALT)
    assert action.isChecked()
    window.show_shortcuts()
    sheet = next(d for d in window.findChildren(QDialog, "shortcut_sheet"))
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert texts[texts.index("Compare with now") - 1] == "Alt+J"


def test_the_next_start_and_every_window_have_them(open_window: OpenWindow) -> None:
    first, other = open_window(), open_window()
    page = Page(first)
    page.look_for("fit every matrix")
    page.click("change")
    page.hit(KEY.Key_F7)
    press(page.sheet, "OK")
    assert [key.toString() for key in other.window.actions_by_name["fit"].shortcuts()] == ["F7"]
    keys.take({})  # as in another process
    third = open_window()
    assert [key.toString() for key in third.window.actions_by_name["fit"].shortcuts()] == ["F7"]


def test_a_key_of_another_command_is_said_by_its_name_and_taken_or_left(person: Person) -> None:
    page = Page(person)
    page.look_for("compare")
    page.click("change")
    page.hit(KEY.Key_H, CTRL)
    assert page.said() == "Ctrl+H belongs to “History”."
    assert Settings().shortcuts == {}
    page.click("leave")
    assert page.catcher.text() == "Ctrl+K"
    page.click("change")
    page.hit(KEY.Key_H, CTRL)
    page.click("take")
    assert page.said() == "“Compare with now” has Ctrl+H now."
    actions = person.window.actions_by_name
    assert [key.toString() for key in actions["compare"].shortcuts()] == ["Ctrl+H"]
    assert actions["history"].shortcuts() == []
    page.click("reset")
    assert [key.toString() for key in actions["history"].shortcuts()] == ["Ctrl+H"]
    assert Settings().shortcuts == {}


def test_its_first_keys_are_had_back_from_whoever_has_them_now(person: Person) -> None:
    page = Page(person)
    page.look_for("compare")
    page.click("change")
    page.hit(KEY.Key_H, CTRL)
    page.click("take")
    page.look_for("history")
    page.click("reset")
    assert page.said() == "Ctrl+H belongs to “Compare with now”."
    page.click("take")
    assert [key.toString() for key in person.window.actions_by_name["history"].shortcuts()] == ["Ctrl+H"]
    assert person.window.actions_by_name["compare"].shortcuts() == []


def test_keys_that_are_needed_elsewhere_are_refused_and_others_may_follow(person: Person) -> None:
    page = Page(person)
    page.look_for("compare")
    QTest.keyClick(page.table, KEY.Key_Return)  # as good as “Change”
    for key, why in ((KEY.Key_Left, "Arrows"), (KEY.Key_7, "Digits"), (KEY.Key_Return, "Enter"), (KEY.Key_Tab, "Tab")):
        page.hit(key)
        assert page.said().startswith(why)
    page.hit(KEY.Key_E, ALT)
    assert page.said().startswith("Alt+E opens a menu.")
    page.hit(KEY.Key_Control, CTRL)  # held, on the way to a combination
    assert page.sheet.isVisible()
    assert Settings().shortcuts == {}
    page.hit(KEY.Key_F7)
    assert Settings().shortcuts == {"compare": ("F7",)}


def test_esc_leaves_the_keys_as_they_were_and_the_sheet_open(person: Person) -> None:
    page = Page(person)
    page.look_for("compare")
    page.click("change")
    page.hit(KEY.Key_Escape)
    assert page.sheet.isVisible()
    assert page.catcher.text() == "Ctrl+K"
    QTest.keyClick(page.find, KEY.Key_Return)
    assert page.sheet.isVisible()
    page.click("change")
    page.hit(KEY.Key_H, CTRL)
    assert page.said() == "Ctrl+H belongs to “History”."
    QTest.keyClick(page.sheet, KEY.Key_Escape)  # the question is answered with no
    assert page.sheet.isVisible()
    assert page.catcher.text() == "Ctrl+K"
    QTest.keyClick(page.sheet, KEY.Key_Escape)
    assert not page.sheet.isVisible()


def test_a_command_may_have_several_keys_or_none(person: Person) -> None:
    page = Page(person)
    page.look_for("compare")
    page.click("add")
    page.hit(KEY.Key_F7)
    assert Settings().shortcuts == {"compare": ("Ctrl+K", "F7")}
    page.click("none")
    assert page.said() == "“Compare with now” has no keys now."
    assert person.window.actions_by_name["compare"].shortcuts() == []
    assert out_of_tooltip(person.window.actions_by_name["compare"].toolTip()).endswith("beside it")


def test_all_come_back_at_once_and_cancel_has_things_as_they_were(person: Person) -> None:
    page = Page(person)
    for words, key in (("compare", KEY.Key_F7), ("history list", KEY.Key_F8)):
        page.look_for(words)
        page.click("change")
        page.hit(key)
    press(page.sheet, "OK")
    page = Page(person)
    press(page.sheet, "Restore defaults")
    assert Settings().shortcuts == {}
    assert person.window.actions_by_name["compare"].shortcut().toString() == "Ctrl+K"
    press(page.sheet, "Cancel")
    assert Settings().shortcuts == {"compare": ("F7",), "history": ("F8",)}
    assert person.window.actions_by_name["compare"].shortcut().toString() == "F7"


def test_buttons_say_the_keys_that_commands_have_now(person: Person) -> None:
    page = Page(person)
    page.look_for("add another channel")
    page.click("change")
    page.hit(KEY.Key_F7)
    press(page.sheet, "OK")
    button = person.window.findChild(QToolButton, "add_channel_button")
    assert button is not None
    assert out_of_tooltip(button.toolTip()) == "Another channel, black (F7)"
