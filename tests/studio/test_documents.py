"""Files, as a person handles them."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent
from PySide6.QtWidgets import QWidget

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


def test_a_file_of_a_newer_program_is_not_saved_over_by_accident(person: Person, tmp_path: Path) -> None:
    path, copy = tmp_path / "newer.convstudio", tmp_path / "copy.convstudio"
    document = json.loads(files.dumps(gallery.example("max-pooling")))
    path.write_text(json.dumps({**document, "version": 9, "min_reader": 1, "future": [1]}))
    before = path.read_bytes()
    person.answers.open_path = path
    person.shortcut(Qt.Key.Key_O)
    assert "newer ConvStudio" in person.answers.told[0]
    person.click(person.view(), 0, 0)
    person.answers.save_path = None
    person.shortcut(Qt.Key.Key_S)
    assert person.window.isWindowModified()
    person.answers.save_path = copy
    person.shortcut(Qt.Key.Key_S)
    assert path.read_bytes() == before
    assert json.loads(copy.read_text())["future"] == [1]
    person.answers.save_path = None
    person.click(person.view(), 0, 1)
    person.shortcut(Qt.Key.Key_S)
    assert same_content(files.read(copy), person.window.session.state.experiment)
    assert len(person.answers.told) == 1


# A file that another program wrote


def saved_and_changed_elsewhere(person: Person, path: Path) -> None:
    """The opening example is saved, another program puts max pooling in its place, and a pixel is painted here."""
    person.answers.save_path = path
    person.shortcut(Qt.Key.Key_S)
    person.click(person.view(), 0, 2)
    files.write(gallery.example("max-pooling"), path)
    person.answers.asked_about = []


def test_what_another_program_wrote_is_not_overwritten_without_a_question(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "both.convstudio"
    saved_and_changed_elsewhere(person, path)
    person.shortcut(Qt.Key.Key_S)
    assert person.answers.asked_about == ["both.convstudio"]
    assert same_content(files.read(path), gallery.example("max-pooling"))
    assert person.window.isWindowModified()
    person.answers.on_changed_file = "overwrite"
    person.shortcut(Qt.Key.Key_S)
    assert same_content(files.read(path), person.window.session.state.experiment)
    person.click(person.view(), 0, 3)
    person.shortcut(Qt.Key.Key_S)
    assert len(person.answers.asked_about) == 2  # once more each time it was asked for, and not for what was written here
    assert not person.window.isWindowModified()


def test_a_copy_keeps_both(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "both.convstudio"
    saved_and_changed_elsewhere(person, path)
    person.answers.on_changed_file, person.answers.save_path = "copy", tmp_path / "copy.convstudio"
    person.shortcut(Qt.Key.Key_S)
    assert same_content(files.read(path), gallery.example("max-pooling"))
    assert same_content(files.read(tmp_path / "copy.convstudio"), person.window.session.state.experiment)
    assert person.window.session.state.path == tmp_path / "copy.convstudio"


def test_reloading_shows_what_the_file_holds(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "both.convstudio"
    saved_and_changed_elsewhere(person, path)
    person.answers.on_changed_file = "reload"
    person.shortcut(Qt.Key.Key_S)
    assert person.read(person.view(0)) == [[4, 5], [7, 8]]
    assert not person.window.isWindowModified()
    assert person.answers.asked_about == ["both.convstudio"]
    person.shortcut(Qt.Key.Key_S)
    assert person.answers.asked_about == ["both.convstudio"]


def test_coming_back_to_the_window_tells_of_the_change(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "both.convstudio"
    person.answers.save_path = path
    person.shortcut(Qt.Key.Key_S)
    come_back(person)
    assert person.window.statusBar().currentMessage() == ""
    files.write(gallery.example("max-pooling"), path)
    come_back(person)
    assert person.window.statusBar().currentMessage().startswith("“both.convstudio” was changed by another program")


def come_back(person: Person) -> None:
    """Go to another window, and back."""
    person.window.statusBar().clearMessage()
    other = QWidget()
    other.show()
    other.activateWindow()
    person.settle()
    assert not person.window.isActiveWindow()
    other.close()
    person.window.activateWindow()
    person.settle()
    assert person.window.isActiveWindow()


def test_the_first_save_keeps_what_was_there_before(person: Person, tmp_path: Path) -> None:
    path, beside = tmp_path / "mine.convstudio", tmp_path / "mine.convstudio~"
    files.write(gallery.example("max-pooling"), path)
    person.answers.open_path = path
    person.shortcut(Qt.Key.Key_O)
    for column in (0, 1):
        person.click(person.view(), 0, column)
        person.shortcut(Qt.Key.Key_S)
        assert same_content(files.read(beside), gallery.example("max-pooling"))
        assert same_content(files.read(path), person.window.session.state.experiment)


def test_of_a_read_only_file_a_copy_is_offered(person: Person, tmp_path: Path) -> None:
    path, copy = tmp_path / "fixed.convstudio", tmp_path / "copy.convstudio"
    files.write(gallery.example("max-pooling"), path)
    path.chmod(0o444)
    person.answers.open_path = path
    person.shortcut(Qt.Key.Key_O)
    person.click(person.view(), 0, 0)
    person.shortcut(Qt.Key.Key_S)
    assert "read-only" in person.answers.told[0]
    assert person.window.isWindowModified()
    person.answers.copies, person.answers.save_path = True, copy
    person.shortcut(Qt.Key.Key_S)
    assert same_content(files.read(copy), person.window.session.state.experiment)
    assert same_content(files.read(path), gallery.example("max-pooling"))
    assert not person.window.isWindowModified()
