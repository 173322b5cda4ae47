"""Keys: none that a keyboard or a desktop has for something else, none twice, and those that are written down work."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from convstudio import resources
from convstudio.experiment import gallery
from convstudio.scene.workspaces import WORKSPACES
from convstudio.studio.matrix_view.tools import TOOLS
from convstudio.studio.shell.help.sheets import BRUSH_KEYS, GRID_KEYS
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

ROOT = Path(__file__).parents[3]
CTRL, ALT, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
WRITTEN = re.compile(r"\b(?:(?:Ctrl|Alt|Shift)\+)+(?:F[0-9]{1,2}|[A-Z][A-Za-z]*|[0-9]|\+|-|=|/|[←→↑↓])|\bF[0-9]{1,2}\b")
BY_MOUSE = {"wheel", "click", "drag", "arrows", "Wheel"}
OF_FIELDS = {"F2"}  # opens the field of a cell


def menus(person: Person) -> list[QMenu]:
    """Every menu, filled as if it were opened."""
    found = [widget for widget in QApplication.allWidgets() if isinstance(widget, QMenu)]
    for menu in found:
        menu.aboutToShow.emit()
    return [menu for menu in QApplication.allWidgets() if isinstance(menu, QMenu)]


def mnemonic(text: str) -> str:
    """The letter after a single "&"."""
    found = re.search(r"&([^&])", text.replace("&&", ""))
    return found[1].lower() if found else ""


def twice(letters: list[str]) -> dict[str, int]:
    return {letter: number for letter, number in Counter(letters).items() if letter and number > 1}


@pytest.mark.parametrize("name", ["learning-a-kernel", "three-to-four", "max-pooling"])
@pytest.mark.parametrize("workspace", [workspace.name for workspace in WORKSPACES])
def test_no_two_letters_are_underlined_alike_in_a_menu(open_window: OpenWindow, workspace: str, name: str) -> None:
    person = open_window(gallery.example(name))
    person.press(f"workspace_{workspace}")
    found = menus(person)
    assert len(found) > 12
    bar = [mnemonic(action.text()) for action in person.window.menuBar().actions()]
    assert all(bar)
    assert twice(bar) == {}
    for menu in found:
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        assert twice([mnemonic(text) for text in texts]) == {}, texts


def test_no_two_actions_have_the_same_key(person: Person) -> None:
    actions = person.window.findChildren(QAction)
    keys = [key.toString() for action in dict.fromkeys(actions) for key in action.shortcuts()]
    assert len(keys) > 60
    assert twice(keys) == {}
    shift_of_sign = {"+": "=", "?": "/", "*": "8"}  # on the keyboards of the United States
    typed = [key if key[-1] not in shift_of_sign else f"Shift+{key[:-1]}{shift_of_sign[key[-1]]}" for key in keys if key != "?"]
    assert twice(typed) == {}


def test_no_key_is_one_that_types_a_sign_or_belongs_to_the_desktop(person: Person) -> None:
    """AltGr is Ctrl+Alt on many keyboards; Ctrl+Alt+Del and Ctrl+Space are the system's, Ctrl+Shift+U is the input method's."""
    for action in person.window.findChildren(QAction):
        for key in action.shortcuts():
            combination = key[0]
            held = combination.keyboardModifiers()
            assert not (held & CTRL and held & ALT), f"{action.objectName()}: {key.toString()}"
            assert combination.key() != Qt.Key.Key_Space, action.objectName()
            assert key.toString() != "Ctrl+Shift+U", action.objectName()
            sign = combination.key() < Qt.Key.Key_Escape
            assert held & (CTRL | ALT) or not sign or combination.key() == Qt.Key.Key_Question, action.objectName()


def test_no_key_of_the_window_opens_a_menu_instead(person: Person) -> None:
    bar = {f"Alt+{mnemonic(action.text()).upper()}" for action in person.window.menuBar().actions()}
    keys = {key.toString() for action in person.window.findChildren(QAction) for key in action.shortcuts()}
    assert bar & keys == set()


def test_no_two_keys_of_a_matrix_are_alike() -> None:
    keys = [tool.key for tool in TOOLS] + [keys for keys, _ in (*BRUSH_KEYS, *GRID_KEYS)]
    assert twice(keys) == {}


def known_keys(person: Person) -> set[str]:
    """All keys that do something, as they are written."""
    actions = person.window.findChildren(QAction)
    found = {key.toString(QKeySequence.SequenceFormat.NativeText) for action in actions for key in action.shortcuts()}
    return found | OF_FIELDS


def unknown(text: str, known: set[str]) -> list[str]:
    """Keys that a text speaks of and that do nothing."""
    found = [match[0] for match in WRITTEN.finditer(text)]
    return [keys for keys in found if keys not in known and keys.rpartition("+")[2] not in BY_MOUSE]


def test_every_key_that_is_written_somewhere_works(person: Person) -> None:
    known = known_keys(person)
    assert unknown((ROOT / "README.md").read_text(), known) == []
    assert unknown(resources.text("help", "help.md"), known) == []
    person.window.sides.show_help(True)
    person.press("workspace_learn")
    person.press("workspace_explore")
    for widget in QApplication.allWidgets():
        shown = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        for words in (
            widget.toolTip(),
            shown,
            widget.accessibleName(),
            widget.placeholderText() if has_placeholder(widget) else "",
        ):
            assert unknown(words, known) == [], f"{widget.objectName()}: {words}"


def has_placeholder(widget: QWidget) -> bool:
    return hasattr(widget, "placeholderText")


def test_written_keys_are_found() -> None:
    text = "Play (Ctrl+P), F5, Ctrl+Shift+PgUp, Alt++ and Ctrl+Alt+Q, Ctrl+wheel"
    assert unknown(text, {"Ctrl+P"}) == ["F5", "Ctrl+Shift+PgUp", "Alt++", "Ctrl+Alt+Q"]


def test_every_key_does_what_its_action_does(person: Person) -> None:
    """Pressed at the window, each key reaches its own action, and no other."""
    reached: list[str] = []
    for name, action in person.window.actions_by_name.items():
        action.triggered.disconnect()
        action.setEnabled(True)
        action.triggered.connect(lambda _checked=False, name=name: reached.append(name))
    for name, action in person.window.actions_by_name.items():
        for keys in action.shortcuts():
            reached.clear()
            QTest.keySequence(person.window, keys)
            person.settle()
            assert reached == [name], keys.toString()
