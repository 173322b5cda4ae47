"""Files, as a person handles them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent

from convstudio.experiment import files, gallery, same_content
from convstudio.studio.settings import Settings
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


def test_closing_a_changed_document_asks_and_cancel_keeps_the_window(person: Person) -> None:
    person.click(person.view(), 0, 2)
    person.answers.on_changes = "cancel"
    assert not person.window.close()
    assert person.answers.asked_about == ["Edge detection"]
    person.answers.on_changes = "discard"
    assert person.window.close()


def test_save_in_the_question_saves_and_closes(person: Person, tmp_path: Path) -> None:
    person.click(person.view(), 0, 2)
    person.answers.on_changes, person.answers.save_path = "save", tmp_path / "kept.convstudio"
    event = QCloseEvent()
    person.window.closeEvent(event)
    assert event.isAccepted()
    assert same_content(files.read(tmp_path / "kept.convstudio"), person.window.session.state.experiment)


def test_an_unchanged_document_closes_without_a_question(person: Person) -> None:
    assert person.window.close()
    assert person.answers.asked_about == []


def test_a_broken_file_is_one_sentence_and_changes_nothing(person: Person, tmp_path: Path) -> None:
    before = person.window.session.state.experiment
    broken = tmp_path / "broken.convstudio"
    broken.write_text('{"format": "convstudio-experiment", "version": 1, "min_reader": 1, "layers": [{"kind": "conv3d"}]}')
    person.answers.open_path = broken
    person.shortcut(Qt.Key.Key_O)
    assert len(person.answers.told) == 1
    assert "broken.convstudio" in person.answers.told[0]
    assert "unchanged" in person.answers.told[0]
    assert person.window.session.state.experiment is before


def test_a_file_dropped_on_the_window_opens(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "dropped.convstudio"
    files.write(gallery.example("max-pooling"), path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    person.window.dropEvent(QDropEvent(QPointF(5, 5), actions, mime, Qt.MouseButton.LeftButton, none))
    person.settle()
    assert person.read(person.view(0)) == [[4, 5], [7, 8]]
    assert person.window.session.state.path == path


def test_recent_files_are_offered_and_open(person: Person, tmp_path: Path, open_window: OpenWindow) -> None:
    path = tmp_path / "recent.convstudio"
    person.answers.save_path = path
    person.shortcut(Qt.Key.Key_S)
    assert Settings().recent == [path]
    other = open_window(gallery.example("max-pooling"))
    menu = other.menu("recent")
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert other.window.session.state.path == path


def test_undoing_back_to_what_was_saved_clears_the_marker(person: Person) -> None:
    person.click(person.view(), 0, 2)
    assert person.window.isWindowModified()
    person.shortcut(Qt.Key.Key_Z)
    assert not person.window.isWindowModified()
