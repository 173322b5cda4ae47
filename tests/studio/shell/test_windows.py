"""Several documents at once: a window each, with its own undo, and nothing of it left when it has closed."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from convstudio.experiment import edits, files, gallery, same_content
from convstudio.studio.document.others import same_file
from convstudio.studio.shell import tab_order
from convstudio.studio.widgets.problem_bar import ProblemBar
from tests.studio.keeping.conftest import Desk
from tests.studio.keeping.conftest import desk as desk
from tests.studio.person import Person

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def act(desk: Desk, person: Person, name: str) -> None:
    """Choose a command of a window's menus."""
    person.window.actions_by_name[name].trigger()
    desk.settle()


def saved(folder: Path, name: str) -> Path:
    path = folder / f"{name}.convstudio"
    files.write(gallery.example(name), path)
    return path


def test_a_new_window_has_a_document_of_its_own(desk: Desk) -> None:
    one = desk.start()
    act(desk, one, "new_window")
    other = desk.person(1)
    assert same_content(other.window.session.state.experiment, gallery.new_experiment())
    before = one.window.session.state.experiment
    other.window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    desk.settle()
    assert one.window.session.state.experiment is before
    assert (one.window.isWindowModified(), other.window.isWindowModified()) == (False, True)
    act(desk, one, "undo")
    assert other.window.session.state.history.position == 1
    assert one.window.actions_by_name["undo"] is not other.window.actions_by_name["undo"]
    assert one.window.windowTitle() != other.window.windowTitle()


def test_it_stands_aside_so_that_both_are_seen(desk: Desk) -> None:
    one = desk.start()
    one.window.resize(600, 400)
    one.window.move(20, 30)
    act(desk, one, "new_window")
    other = desk.person(1).window
    assert other.pos() != one.window.pos()
    assert other.screen().availableGeometry().contains(other.geometry())


def test_a_file_opens_beside_unsaved_work_without_a_question(desk: Desk, tmp_path: Path) -> None:
    one, path = desk.start(), saved(tmp_path, "max-pooling")
    one.window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    one.answers.open_path = path
    act(desk, one, "open")
    assert one.answers.asked_about == []
    assert one.window.isWindowModified()
    other = desk.person(1)
    assert other.window.session.state.path == path
    assert not other.window.isWindowModified()
    other.window.session.edit(edits.set_parameter, 0, "stride", (2, 2))
    act(desk, other, "save")
    assert other.answers.asked_about == [], "its file is known as it was read"
    assert path.with_name(path.name + "~").exists()


def test_without_work_a_file_opens_in_the_same_window(desk: Desk, tmp_path: Path) -> None:
    one = desk.start()
    one.window.documents.open(saved(tmp_path, "max-pooling"))
    one.window.documents.open(saved(tmp_path, "stride"))
    assert len(desk.windows.all) == 1


def test_what_cannot_be_read_opens_no_window(desk: Desk, tmp_path: Path) -> None:
    one = desk.start()
    one.window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    (tmp_path / "bad.convstudio").write_text("{")
    one.window.documents.open(tmp_path / "bad.convstudio")
    desk.settle()
    assert len(desk.windows.all) == 1
    assert "“bad.convstudio” cannot be opened." in one.answers.told[0]


@pytest.mark.parametrize("by_a_link", [False, True])
def test_a_file_that_is_open_comes_to_the_front(desk: Desk, tmp_path: Path, by_a_link: bool) -> None:
    one, path = desk.start(), saved(tmp_path, "max-pooling")
    one.window.documents.open(path)
    act(desk, one, "new_window")
    other = desk.person(1)
    if by_a_link:
        (tmp_path / "link").symlink_to(path)
    assert other.window.documents.open(tmp_path / "link" if by_a_link else path)
    desk.settle()
    assert len(desk.windows.all) == 2
    assert other.window.session.state.path is None
    assert QApplication.activeWindow() is one.window


def test_recent_files_are_shared(desk: Desk, tmp_path: Path) -> None:
    one, path = desk.start(), saved(tmp_path, "max-pooling")
    act(desk, one, "new_window")
    one.window.documents.open(path)
    menu = desk.person(1).menu("recent")
    menu.aboutToShow.emit()
    assert menu.findChild(QAction, f"recent_{path}") is not None


def test_theme_and_motion_are_those_of_all_windows(desk: Desk) -> None:
    one = desk.start()
    act(desk, one, "new_window")
    one.window.choose_theme("dark")
    act(desk, one, "motion")
    other = desk.person(1).window
    assert other.look.name == "dark"
    assert other.actions_by_name["motion"].isChecked() == one.window.actions_by_name["motion"].isChecked()
    one.window.choose_theme("light")


# Closing


def test_closing_one_leaves_the_others(desk: Desk) -> None:
    one = desk.start()
    act(desk, one, "new_window")
    other = desk.person(1)
    other.window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    other.answers.on_changes = "discard"
    act(desk, other, "close")
    assert desk.windows.all == [one.window]
    assert one.window.isVisible()
    assert one.answers.asked_about == []
    one.click(one.view(), 0, 2)
    assert one.window.isWindowModified()


def test_quit_asks_each_once_and_closes_all(desk: Desk, tmp_path: Path) -> None:
    one = desk.start()
    act(desk, one, "new_window")
    act(desk, one, "new_window")
    people = [desk.person(number) for number in range(3)]
    for person in people[:2]:
        person.window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    people[0].answers.on_changes, people[1].answers.on_changes = "discard", "save"
    people[1].answers.save_path = tmp_path / "kept.convstudio"
    windows = [person.window for person in people]
    act(desk, people[2], "quit")
    assert desk.windows.all == []
    assert [len(person.answers.asked_about) for person in people] == [1, 1, 0]
    assert (tmp_path / "kept.convstudio").exists()
    assert desk.kept == []
    del windows


def test_quit_leaves_all_open_where_one_is_to_stay(desk: Desk) -> None:
    one = desk.start()
    act(desk, one, "new_window")
    people = [desk.person(0), desk.person(1)]
    for person in people:
        person.window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    people[0].answers.on_changes = "discard"
    act(desk, one, "quit")
    assert len(desk.windows.all) == 2
    assert all(person.window.isVisible() and person.window.isWindowModified() for person in people)
    assert len(desk.windows.keep()) == 2, "nothing is lost yet"


def live() -> Counter[str]:
    gc.collect()
    return Counter(type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, QObject))


def test_a_closed_window_is_freed(desk: Desk) -> None:
    one = desk.start()

    def open_and_close() -> weakref.ref:
        act(desk, one, "new_window")
        person = desk.person(1)
        for workspace in ("learn", "shift", "explore"):
            person.window.work_in(workspace)
            desk.settle()
            assert tab_order.stops(person.window), "Tab looks at every widget"
            person.window.session.edit(edits.paint, {(0, 0, 0): 0.5})
            desk.settle()
        person.click(person.view(), 0, 2)
        person.window.show_palette()
        desk.settle()
        person.answers.on_changes = "discard"
        act(desk, person, "close")
        window = weakref.ref(person.window)
        del desk.people[person.window]
        return window

    open_and_close()
    desk.settle()
    before, widgets = live(), len(QApplication.allWidgets())
    closed = [open_and_close() for _ in range(2)]
    desk.settle()
    after = live()
    assert [window for window in closed if window() is not None] == []
    assert len(QApplication.allWidgets()) <= widgets
    assert {name: n - before[name] for name, n in after.items() if n > before[name]} == {}


def test_the_menus_of_a_window_go_with_it(desk: Desk) -> None:
    one = desk.start()
    act(desk, one, "new_window")
    person = desk.person(1)
    for menu in person.window.findChildren(QMenu):
        menu.aboutToShow.emit()
    before = len([w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu)])
    of_this = len(person.window.findChildren(QMenu))
    act(desk, person, "close")
    assert before - len([w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu)]) >= of_this > 10


# What goes wrong inside


def test_an_error_is_a_bar_in_the_window_in_front_and_all_work_is_kept(desk: Desk) -> None:
    one = desk.start()
    act(desk, one, "new_window")
    other = desk.person(1)
    for person in (one, other):
        person.window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    desk.windows.tell("Something went wrong (ValueError). Your work is still here.")
    desk.settle()
    assert len(desk.kept) == 2
    bars = [bar for window in desk.windows.all for bar in window.findChildren(ProblemBar) if bar.isVisible()]
    (bar,) = bars
    assert bar.words.text() == "Something went wrong (ValueError). Your work is still here."
    bar.copy.click()
    assert QApplication.clipboard().text() == "all details"
    assert QApplication.activeModalWidget() is None
    desk.windows.tell("Something else.")
    assert len(bar.window().findChildren(ProblemBar)) == 1
    assert bar.words.text() == "Something else."


def test_files_are_told_apart_by_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert same_file(tmp_path / "a", tmp_path / "b")
    assert same_file(tmp_path / "none", tmp_path / "x" / ".." / "none")
    assert not same_file(tmp_path / "a", tmp_path / "none")
    assert not same_file(Path("a\0"), tmp_path / "a")
