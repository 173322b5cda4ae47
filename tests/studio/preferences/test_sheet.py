"""Edit ▸ Preferences: what is chosen takes effect at once, Cancel takes it back, and menus show the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QToolButton,
    QWidget,
)

from convstudio.painting.palette import LIGHT
from convstudio.studio import places
from convstudio.studio.commands.preferences import PREFERENCES
from convstudio.studio.document.settings import Settings
from convstudio.studio.widgets.look import theme, type_size
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person

LESSON = """+++
title = "{title}"
order = 1
+++

# A step

Some words.

```experiment
input = [[1, 1, 0], [1, 0, 0]]
[[layers]]
kind = "conv2d"
kernel = [[1, -1]]
```
"""


@pytest.fixture(autouse=True)
def usual_look(qapp: QApplication) -> Iterator[None]:
    yield
    type_size.choose(qapp, 0)
    theme.apply(LIGHT)


def opened(person: Person) -> QDialog:
    """The sheet, opened by its key."""
    person.window.activateWindow()
    person.settle()
    person.shortcut(Qt.Key.Key_Comma)
    (sheet,) = (d for d in person.window.findChildren(QDialog, "preferences_sheet") if d.isVisible())
    return sheet


def choose(sheet: QDialog, name: str, value: object) -> None:
    """Choose a word in a list, by the arrow keys."""
    box = sheet.findChild(QComboBox, f"prefer_{name}")
    assert box is not None
    box.setFocus()
    by = box.findData(value) - box.currentIndex()
    for _ in range(abs(by)):
        QTest.keyClick(box, Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up)
    QApplication.processEvents()


def press(sheet: QDialog, words: str) -> None:
    buttons = [button for button in sheet.findChildren(QPushButton) if button.text().replace("&", "") == words]
    QTest.mouseClick(buttons[0], LEFT)
    QApplication.processEvents()


def type_folder(sheet: QDialog, path: str) -> str:
    """Type a path and Enter; what is said about it then."""
    field = sheet.findChild(QLineEdit, "lessons_folder_path")
    note = sheet.findChild(QLabel, "lessons_folder_note")
    assert field is not None
    assert note is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, path)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    QApplication.processEvents()
    return note.text() if note.isVisible() else ""


def checked(person: Person, menu: str) -> str:
    """What a menu of choices has its mark at."""
    found = person.menu(menu)
    found.aboutToShow.emit()
    return next(action.objectName() for action in found.actions() if action.isChecked())


def test_the_sheet_stands_where_desktops_have_it(person: Person) -> None:
    action = person.window.actions_by_name["preferences"]
    assert action in person.menu("edit").actions()
    assert action.shortcut().toString() == "Ctrl+,"
    sheet = opened(person)
    assert {p.name for p in PREFERENCES} >= {"theme", "type_size", "motion", "lessons_folder"}
    assert all(sheet.findChild(QWidget, f"prefer_{p.name}") for p in PREFERENCES)


def test_a_theme_is_seen_at_once_and_the_menu_shows_the_same(person: Person) -> None:
    sheet = opened(person)
    choose(sheet, "theme", "dark")
    assert theme.applied().name == "dark"
    assert checked(person, "theme") == "theme_dark"
    press(sheet, "OK")
    assert not person.window.findChildren(QDialog, "preferences_sheet")
    assert Settings().theme == "dark"
    person.pick(person.menu("theme"), "theme_light")
    box = opened(person).findChild(QComboBox, "prefer_theme")
    assert box is not None
    assert box.currentData() == "light"


def test_type_grows_at_once_everywhere_and_shrinks_again(person: Person) -> None:
    before = QApplication.font().pointSizeF()
    arithmetic, play = person.window.explanation.arithmetic, person.window.findChild(QToolButton, "play")
    wide = arithmetic.font().pointSizeF()
    button = play.width() if play else 0
    sheet = opened(person)
    choose(sheet, "type_size", 16)
    assert QApplication.font().pointSizeF() == 16
    assert arithmetic.font().pointSizeF() == pytest.approx(16 * wide / before)
    assert play is None or play.width() > button
    assert checked(person, "type_size") == "type_size_16"
    press(sheet, "Cancel")
    assert QApplication.font().pointSizeF() == before
    assert arithmetic.font().pointSizeF() == pytest.approx(wide)
    assert Settings().type_size == 0


def test_the_next_start_has_the_type_that_was_chosen(open_window: OpenWindow) -> None:
    first = open_window()
    first.pick(first.menu("type_size"), "type_size_14")
    assert Settings().type_size == 14
    type_size.choose(QApplication.instance(), 0)  # type: ignore[arg-type]
    open_window()
    assert QApplication.font().pointSizeF() == 14


def test_motion_is_one_switch_in_the_sheet_and_the_menu(person: Person) -> None:
    sheet, action = opened(person), person.window.actions_by_name["motion"]
    box = sheet.findChild(QCheckBox, "prefer_motion")
    assert box is not None
    assert box.isChecked() == action.isChecked() is True
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert not action.isChecked()
    assert not Settings().motion
    press(sheet, "Cancel")
    assert action.isChecked()
    assert Settings().motion


def test_defaults_come_back_and_cancel_takes_even_that_back(person: Person) -> None:
    sheet = opened(person)
    choose(sheet, "theme", "dark")
    choose(sheet, "type_size", 11)
    press(sheet, "OK")
    sheet = opened(person)
    press(sheet, "Restore defaults")
    assert (Settings().theme, Settings().type_size) == ("system", 0)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert (Settings().theme, Settings().type_size) == ("dark", 11)
    sheet = opened(person)
    press(sheet, "Restore defaults")
    press(sheet, "OK")
    assert (Settings().theme, Settings().type_size) == ("system", 0)


def test_own_lessons_are_read_from_the_folder_that_was_chosen(person: Person, tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text(LESSON.format(title="My own lesson"), encoding="utf-8")
    (tmp_path / "broken.md").write_text("no head", encoding="utf-8")
    said = type_folder(opened(person), str(tmp_path))
    assert said.startswith("1 lesson lies there.\n“broken.md”") or "broken.md" in said
    assert Settings().lessons_folder == tmp_path
    person.window.lessons.show(True)
    shown = person.window.findChild(QListWidget, "lesson_list")
    assert shown is not None
    rows = [shown.item(row).text() for row in range(shown.count())]
    built_in = max(row for row, text in enumerate(rows) if text.startswith("18  "))
    assert [row for row, text in enumerate(rows) if "My own lesson" in text] == [built_in + 1]
    warnings = [label.text() for label in person.window.lessons.panel.findChildren(QLabel) if "broken.md" in label.text()]
    assert len(warnings) == 1
    assert len(warnings[0].splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [("lessons", "“lessons” does not say where it begins"), ("{file}", "“a.md” is a file: choose the folder that it lies in.")],
)
def test_a_folder_that_cannot_be_one_is_refused_in_a_sentence(person: Person, tmp_path: Path, typed: str, said: str) -> None:
    file = tmp_path / "a.md"
    file.write_text("", encoding="utf-8")
    assert type_folder(opened(person), typed.format(file=file)).startswith(said)
    assert Settings().lessons_folder == places.lessons_folder()


def test_a_folder_can_be_looked_for_and_need_not_exist(person: Person, tmp_path: Path) -> None:
    sheet = opened(person)
    person.answers.open_path = tmp_path / "new"
    button = sheet.findChild(QToolButton, "lessons_folder_choose")
    assert button is not None
    QTest.mouseClick(button, LEFT)
    assert Settings().lessons_folder == tmp_path / "new"
    press(sheet, "OK")
    person.window.lessons.write_new()
    assert len(list((tmp_path / "new").glob("*.md"))) == 1


def test_an_empty_path_is_the_usual_folder(person: Person, tmp_path: Path) -> None:
    sheet = opened(person)
    type_folder(sheet, str(tmp_path))
    field = sheet.findChild(QLineEdit, "lessons_folder_path")
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert Settings().lessons_folder == places.lessons_folder()
    assert field.text() == str(places.lessons_folder())


def test_a_language_is_kept_for_the_next_start_and_says_so(person: Person) -> None:
    sheet = opened(person)
    choose(sheet, "language", "de")
    assert Settings().language == "de"
    note = sheet.findChild(QLabel, "language_note")
    assert note is not None
    assert note.text() == "Another one is taken at the next start."
    press(sheet, "Cancel")
    assert Settings().language == "system"


def test_keeping_work_while_working_can_be_switched_off(person: Person) -> None:
    sheet = opened(person)
    box = sheet.findChild(QCheckBox, "prefer_keeps_work_while_working")
    assert box is not None
    assert box.isChecked()
    QTest.keyClick(box, Qt.Key.Key_Space)
    press(sheet, "OK")
    assert not Settings().keeps_work_while_working
    sheet = opened(person)
    press(sheet, "Restore defaults")
    assert Settings().keeps_work_while_working
