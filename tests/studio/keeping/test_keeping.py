"""What a window has not saved is kept: soon after an edit, soon enough, and no longer than it is unsaved."""

from __future__ import annotations

import os
import shutil
import time
from collections import namedtuple
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convstudio.experiment import edits, files, gallery, same_content
from convstudio.experiment.files import recovery
from convstudio.studio.keeping.keeping import Keeping
from convstudio.studio.keeping.place import Place
from convstudio.studio.matrix_view.view import cell_centre
from tests.studio.person import LEFT, Person

Usage = namedtuple("Usage", "total used free")


class Kept:
    """A person's window, whose work is kept, and a clock that is turned by hand."""

    def __init__(self, person: Person, folder: Path) -> None:
        self.person, self.folder, self.on = person, folder, True
        self.session = person.window.session
        documents = person.window.documents
        self.keeping = Keeping(self.session, folder, lambda: self.on, documents.digest, person.window)
        self.told: list[str] = []
        self.keeping.said.connect(self.told.append)

    def pass_time(self) -> None:
        """The pause after the last edit is over."""
        assert self.keeping.waiting
        self.keeping._soon.timeout.emit()

    @property
    def works(self) -> list[recovery.Work]:
        return [recovery.read(path) for path in recovery.kept(self.folder)]

    @property
    def work(self) -> recovery.Work:
        (work,) = self.works
        return work


@pytest.fixture
def kept(person: Person, tmp_path: Path) -> Kept:
    return Kept(person, tmp_path / "state" / "recovery")


# When


def test_the_times_are_those_that_are_promised(kept: Kept) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    assert (kept.keeping._soon.interval(), kept.keeping._latest.interval()) == (1000, 5000)
    assert kept.keeping._soon.isActive()
    assert kept.keeping._latest.isActive()


def test_a_second_after_an_edit_it_is_kept(kept: Kept) -> None:
    assert not kept.keeping.waiting
    kept.person.click(kept.person.view(), 0, 2)
    assert kept.works == [], "not in the middle of the work"
    kept.pass_time()
    assert same_content(kept.work.experiment, kept.session.state.experiment)
    assert (kept.work.name, kept.work.done, kept.work.steps) == ("Edge detection", "Paint 1 cell", 1)
    assert not kept.keeping.waiting


def test_each_edit_begins_the_second_anew_but_not_the_five(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    kept.person.click(kept.person.view(), 0, 2)
    monkeypatch.setattr(kept.keeping._soon, "start", lambda: started.append("soon"))
    monkeypatch.setattr(kept.keeping._latest, "start", lambda: started.append("latest"))
    kept.person.click(kept.person.view(), 0, 3)
    assert set(started) == {"soon"}
    kept.keeping._latest.timeout.emit()
    assert same_content(kept.work.experiment, kept.session.state.experiment)


def test_looking_is_no_work(kept: Kept) -> None:
    kept.person.hover(kept.person.view(), 1, 1)
    kept.person.click(kept.person.view(0), 1, 1)
    assert not kept.keeping.waiting


def test_real_time_passes_too(kept: Kept, monkeypatch: pytest.MonkeyPatch, qtbot) -> None:
    monkeypatch.setattr(kept.keeping._soon, "interval", lambda: 0)
    kept.keeping._soon.setInterval(0)
    kept.person.click(kept.person.view(), 0, 2)
    qtbot.waitUntil(lambda: bool(kept.works), timeout=60_000)


def test_a_stroke_that_lasts_is_kept_on_the_way(kept: Kept) -> None:
    view = kept.person.view()
    QTest.mousePress(view, LEFT, pos=cell_centre(view, 0, 2))
    QTest.mouseMove(view, cell_centre(view, 0, 3))
    kept.keeping._latest.timeout.emit()
    assert same_content(kept.work.experiment, kept.session.state.experiment)
    assert kept.work.done == "Paint 2 cells"
    QTest.mouseRelease(view, LEFT, pos=cell_centre(view, 0, 3))


def test_who_goes_to_another_program_leaves_everything_kept(kept: Kept) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    kept.keeping._look_away(Qt.ApplicationState.ApplicationActive)
    assert kept.works == []
    kept.keeping._look_away(Qt.ApplicationState.ApplicationInactive)
    assert len(kept.works) == 1


def test_it_can_be_switched_off(kept: Kept) -> None:
    kept.on = False
    kept.person.click(kept.person.view(), 0, 2)
    kept.pass_time()
    assert kept.works == []
    assert len(kept.keeping.now()) == 1, "where the program fails or is ended it is kept nevertheless"


# What


def test_what_was_painted_in_every_example_is_kept_each_for_itself(kept: Kept) -> None:
    person = kept.person
    person.click(person.view(), 0, 2)
    one = kept.session.state.experiment
    person.open_example("max-pooling")
    kept.pass_time()
    person.click(person.view(), 0, 0)
    kept.pass_time()
    assert {work.name for work in kept.works} == {"Edge detection", "Max pooling"}
    assert any(same_content(work.experiment, one) for work in kept.works)


def test_the_file_it_was_based_on_is_known(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "mine.convstudio"
    mark = files.write(gallery.example("max-pooling"), path)
    assert mark is not None
    kept.person.window.documents.open(path)
    kept.person.click(kept.person.view(), 0, 2)
    kept.pass_time()
    assert (kept.work.name, kept.work.path, kept.work.based_on) == (path.name, path, mark.digest.hex())
    assert recovery.standing(kept.work) == "same"


def test_what_is_kept_already_is_not_written_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    kept.pass_time()
    monkeypatch.setattr(recovery, "write", lambda *anything, **more: pytest.fail("written again"))
    kept.keeping.now()


def test_the_disk_is_waited_for_every_half_minute(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[int] = []
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(os, "fsync", waited.append)
    for seconds, value, times in ((0, "2", 2), (1, "3", 2), (29, "4", 2), (1, "5", 4)):
        now[0] += seconds
        kept.person.type_cell(kept.person.view(), 0, 2, value)
        kept.pass_time()
        assert len(waited) == times


# Until when


def test_what_is_saved_is_forgotten_at_once(kept: Kept, tmp_path: Path) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    kept.pass_time()
    kept.person.click(kept.person.view(), 0, 3)
    kept.person.answers.save_path = tmp_path / "mine.convstudio"
    kept.person.shortcut(Qt.Key.Key_S)
    assert list(kept.folder.iterdir()) == []
    kept.pass_time()
    assert list(kept.folder.iterdir()) == [], "no beat that was due brings it back"


def test_what_is_discarded_is_forgotten_at_once_and_does_not_come_back(kept: Kept) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    kept.pass_time()
    kept.person.answers.on_changes = "discard"
    kept.person.shortcut(Qt.Key.Key_N)
    assert list(kept.folder.iterdir()) == []
    kept.pass_time()
    assert list(kept.folder.iterdir()) == []


def test_what_is_undone_is_forgotten_with_the_next_beat(kept: Kept) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    kept.pass_time()
    kept.person.shortcut(Qt.Key.Key_Z)
    kept.pass_time()
    assert list(kept.folder.iterdir()) == []


def test_a_window_that_is_left_on_purpose_leaves_nothing(kept: Kept) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    kept.pass_time()
    kept.keeping.drop()
    assert list(kept.folder.iterdir()) == []
    kept.person.click(kept.person.view(), 0, 3)
    assert not kept.keeping.waiting


def test_a_window_that_ends_without_a_question_leaves_all_to_the_next_start(kept: Kept) -> None:
    kept.person.click(kept.person.view(), 0, 2)
    (path,) = kept.keeping.now()
    assert not Place(path).take(), "the program lives"
    kept.keeping.let_go()
    assert path.exists()
    assert Place(path).take()


# Where it cannot be done


def test_where_nothing_can_be_kept_it_is_said_once(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 10**12, 0))
        for column in (2, 3):
            kept.person.click(kept.person.view(), 0, column)
            kept.pass_time()
    why = "Not saved: the disk is full but for 0 MB."
    assert kept.told == [f"Your work cannot be kept while you work; save it yourself. {why}"]
    kept.person.click(kept.person.view(), 0, 4)
    kept.pass_time()
    assert same_content(kept.work.experiment, kept.session.state.experiment)


def test_a_folder_that_is_none_is_said(kept: Kept) -> None:
    kept.folder.parent.mkdir()
    kept.folder.write_text("")
    kept.session.edit(edits.set_parameter, 0, "stride", (2, 1))
    kept.pass_time()
    assert kept.told == ["Your work cannot be kept while you work; save it yourself. Not saved: File exists."]
