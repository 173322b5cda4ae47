"""After a crash the next start offers the work back: what it is, restored or discarded, never deleted without a click."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from convstudio.experiment import files, gallery, same_content
from convstudio.experiment.files import recovery
from convstudio.painting.thumbnails import thumbnail
from convstudio.studio.keeping import sheet as sheets
from convstudio.studio.keeping.place import Place
from convstudio.studio.keeping.sheet import Row
from tests.studio.keeping.conftest import Desk
from tests.studio.person import LEFT


def texts(row: Row) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if label.text()]


def press(desk: Desk, row: int, name: str) -> None:
    button = desk.sheet.rows[row].findChild(QToolButton, name)
    assert button is not None
    QTest.mouseClick(button, LEFT)
    desk.settle()


def offered(desk: Desk) -> None:
    desk.start()
    assert desk.windows.offer_kept()
    desk.settle()


def test_where_nothing_is_left_nothing_is_offered(desk: Desk) -> None:
    desk.start()
    assert not desk.windows.offer_kept()


def test_it_is_offered_with_its_picture_its_name_its_time_and_what_was_done_last(desk: Desk) -> None:
    desk.left_behind("max-pooling", name="mine", time=1795700000.0, steps=14)
    offered(desk)
    (row,) = desk.sheet.rows
    for _ in range(4):
        desk.settle()
    name, last, when = texts(row)
    assert (name, last) == ("mine", "Last done: Paint 12 cells")
    assert "2026" in when
    assert when.endswith("· after 14 steps"), "they are past: none of them can be undone"
    assert any("undo begins anew" in label.text() for label in desk.sheet.findChildren(QLabel))
    image = row.picture.pixmap().toImage()
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 3


def test_what_is_restored_is_modified_and_kept_on(desk: Desk) -> None:
    path = desk.left_behind("max-pooling", name="Max pooling")
    offered(desk)
    press(desk, 0, "recovery_restore")
    window = desk.windows.all[0]
    assert len(desk.windows.all) == 1, "the window that nobody had used yet"
    assert same_content(window.session.state.experiment, gallery.example("max-pooling"))
    assert window.isWindowModified()
    assert window.session.state.path is None
    assert desk.kept == [path]
    assert not desk.free(path)
    desk.windows._keeping[window].beat()
    assert desk.kept == [path]
    assert recovery.read(path).done == "Paint 12 cells", "nothing was done since"
    desk.person(0).click(desk.person(0).view(), 0, 0)
    desk.windows.keep()
    assert recovery.read(path).done.startswith("Paint")
    assert same_content(recovery.read(path).experiment, window.session.state.experiment)


def test_several_are_restored_each_in_a_window_of_its_own(desk: Desk) -> None:
    names = ["max-pooling", "stride", "small-network"]
    for name in names:
        desk.left_behind(name)
    offered(desk)
    QTest.mouseClick(desk.sheet.every, LEFT)
    desk.settle()
    titles = {window.session.state.experiment.title for window in desk.windows.all}
    assert titles == {gallery.example(name).title for name in names}
    assert all(window.isWindowModified() for window in desk.windows.all)
    assert len(desk.windows.keep()) == 3


def test_a_click_discards_and_asks_on_the_button_itself(desk: Desk) -> None:
    one, other = desk.left_behind("max-pooling"), desk.left_behind("stride")
    offered(desk)
    at = next(number for number, row in enumerate(desk.sheet.rows) if row.found.place.path == one)
    press(desk, at, "recovery_discard")
    assert one.exists()
    assert desk.sheet.rows[at].discard.text() == "Discard for good"
    press(desk, at, "recovery_discard")
    assert desk.kept == [other]
    assert not desk.sheet.rows[at].isVisible()


def test_a_double_click_on_discard_keeps_the_work(desk: Desk) -> None:
    path = desk.left_behind("max-pooling")
    offered(desk)
    (row,) = desk.sheet.rows
    where = row.discard.geometry().center()
    press(desk, 0, "recovery_discard")
    below = row.childAt(where)
    assert below is row.keep
    QTest.mouseClick(row.keep, LEFT)
    desk.settle()
    assert row.discard.text() == "Discard"
    assert row.restore.isVisible()
    assert desk.kept == [path]


@pytest.mark.parametrize("way", ["escape", "button"])
def test_what_is_not_decided_stays_for_the_next_start(desk: Desk, way: str) -> None:
    path = desk.left_behind("max-pooling")
    offered(desk)
    assert not desk.free(path), "another program that starts now does not offer it, too"
    if way == "escape":
        QTest.keyClick(desk.sheet, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(desk.sheet.later, LEFT)
    desk.settle()
    assert desk.kept == [path]
    assert desk.free(path)
    assert desk.windows.offer_kept()


def test_what_another_program_works_on_is_not_offered(desk: Desk) -> None:
    path = desk.left_behind("max-pooling")
    holder = Place(path)
    assert holder.take()
    desk.start()
    assert not desk.windows.offer_kept()
    holder.let_go()
    assert desk.windows.offer_kept()


def test_what_was_saved_before_the_program_ended_is_not_offered(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.convstudio"
    files.write(gallery.example("max-pooling"), path)
    desk.left_behind("max-pooling", path=path)
    desk.start()
    assert not desk.windows.offer_kept()
    assert desk.kept == []


def test_it_goes_on_with_its_file_where_that_is_as_it_was(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.convstudio"
    mark = files.write(gallery.example("stride"), path)
    assert mark is not None
    desk.left_behind("max-pooling", path=path, name=path.name, based_on=mark.digest.hex())
    offered(desk)
    assert len(texts(desk.sheet.rows[0])) == 3
    press(desk, 0, "recovery_restore")
    person = desk.person(0)
    assert person.window.session.state.path == path
    person.shortcut(Qt.Key.Key_S)
    assert person.answers.asked_about == []
    assert same_content(files.read(path), gallery.example("max-pooling"))
    assert desk.kept == []
    assert not person.window.isWindowModified()


@pytest.mark.parametrize("gone", [False, True])
def test_where_the_file_has_changed_since_it_opens_as_an_untitled_copy_and_says_so(
    desk: Desk, tmp_path: Path, gone: bool
) -> None:
    path = tmp_path / "mine.convstudio"
    mark = files.write(gallery.example("stride"), path)
    assert mark is not None
    desk.left_behind("max-pooling", path=path, name=path.name, based_on=mark.digest.hex())
    if gone:
        path.unlink()
    else:
        files.write(gallery.example("edge-detection"), path)
    offered(desk)
    assert "untitled copy" in texts(desk.sheet.rows[0])[3]
    press(desk, 0, "recovery_restore")
    window = desk.windows.all[0]
    assert window.session.state.path is None
    assert window.isWindowModified()
    assert "untitled copy" in window.statusBar().currentMessage()
    assert gone or same_content(files.read(path), gallery.example("edge-detection"))


def test_a_damaged_file_is_put_aside_and_the_others_are_offered(desk: Desk) -> None:
    broken, whole = desk.left_behind("stride"), desk.left_behind("max-pooling")
    broken.write_bytes(broken.read_bytes()[:-7])
    offered(desk)
    assert [row.found.place.path for row in desk.sheet.rows] == [whole]
    assert (desk.folder / "bad" / broken.name).exists()


def test_what_ended_the_program_twice_is_saved_unseen(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.left_behind("max-pooling")
    recovery.begin_try(path)
    recovery.begin_try(path)
    monkeypatch.setattr(sheets, "thumbnail", lambda *anything: pytest.fail("it was shown"))
    offered(desk)
    desk.person(0).answers.save_path = tmp_path / "rescued.convstudio"
    assert not desk.sheet.every.isVisible()
    assert "ended the program twice" in texts(desk.sheet.rows[0])[3]
    press(desk, 0, "recovery_restore")
    assert same_content(files.read(tmp_path / "rescued.convstudio"), gallery.example("max-pooling"))
    assert desk.kept == []


def test_what_is_to_be_saved_unseen_stays_where_that_is_cancelled(desk: Desk) -> None:
    path = desk.left_behind("max-pooling")
    recovery.begin_try(path)
    recovery.begin_try(path)
    offered(desk)
    press(desk, 0, "recovery_restore")
    assert desk.kept == [path]
    assert desk.free(path)


def test_a_picture_that_ends_the_program_is_noted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.left_behind("max-pooling")
    tried: list[int] = []
    monkeypatch.setattr(
        sheets, "thumbnail", lambda *given: tried.append(path.with_suffix(recovery.TRIED).stat().st_size) or thumbnail(*given)
    )
    offered(desk)
    desk.settle()
    assert tried == [1]
    assert path.with_suffix(recovery.TRIED).stat().st_size == 0
