"""Files, as a person handles them."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from convstudio.experiment import Experiment, files, frozen, gallery, same_content
from convstudio.experiment.files import atomic, filesize, recovery
from convstudio.experiment.limits import LARGEST_FILE
from convstudio.studio.document.asking import Answer
from convstudio.studio.document.settings import Settings
from convstudio.studio.keeping.keeping import Keeping
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


def drop(person: Person, *paths: Path) -> None:
    """Drop files on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    person.window.dropEvent(QDropEvent(QPointF(5, 5), actions, mime, Qt.MouseButton.LeftButton, none))
    person.settle()


def test_a_file_dropped_on_the_window_opens(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "dropped.convstudio"
    files.write(gallery.example("max-pooling"), path)
    drop(person, path)
    assert person.read(person.view(0)) == [[4, 5], [7, 8]]
    assert person.window.session.state.path == path


def test_of_several_dropped_files_an_experiment_opens_and_the_others_are_named(person: Person, tmp_path: Path) -> None:
    picture, one, two = (tmp_path / name for name in ("picture.png", "one.convstudio", "two.convstudio"))
    picture.write_bytes(PNG)
    for path in (one, two):
        files.write(gallery.example("max-pooling"), path)
    drop(person, one, two)
    assert person.window.session.state.path == one
    said = person.window.statusBar().currentMessage()
    assert said == "One file is opened at a time: “two.convstudio” was not opened."
    drop(person, picture, two, one)
    assert person.window.session.state.path == two
    assert "“picture.png” and 1 more were not opened" in person.window.statusBar().currentMessage()
    assert person.answers.told == []


PNG = b"\x89PNG\r\n\x1a\n" + bytes(5_000_000)


def test_a_dropped_picture_is_called_one_however_large_it_is(person: Person, tmp_path: Path) -> None:
    before = person.window.session.state.experiment
    for size in (2000, len(PNG)):
        (tmp_path / "cat.png").write_bytes(PNG[:size])
        drop(person, tmp_path / "cat.png")
        told = person.answers.told.pop()
        assert "“cat.png” cannot be opened" in told
        assert "This is a picture (PNG)" in told
        assert "UTF-8" not in told
    assert person.window.session.state.experiment is before
    assert person.answers.asked_about == []


def test_a_large_file_opens_where_that_is_wanted(person: Person, tmp_path: Path) -> None:
    path, large = tmp_path / "large.convstudio", Experiment(input=frozen(np.zeros((1, 700, 700))))
    files.write(large, path)
    before = person.window.session.state.experiment
    drop(person, path)
    assert person.answers.asked_about == ["large.convstudio (5 MB)"]
    assert person.window.session.state.experiment is before
    person.answers.opens_large = True
    drop(person, path)
    assert same_content(person.window.session.state.experiment, large)
    person.window.documents.most = LARGEST_FILE
    person.answers.asked_about = []
    drop(person, path)
    assert person.answers.asked_about == []


def test_what_no_file_could_hold_is_refused_and_said(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    before = person.window.session.state.experiment
    monkeypatch.setattr(filesize, "LARGEST_FILE", filesize.file_bytes(before) + 10)
    person.window.actions_by_name["add_channel"].trigger()
    assert person.window.session.state.experiment is before
    assert (
        person.window.statusBar().currentMessage().startswith("All pictures and weights together would need a file of 1.1 MB")
    )
    assert not person.window.isWindowModified()


def test_what_is_saved_is_opened_again_however_large_it_is(open_window: OpenWindow, tmp_path: Path) -> None:
    person = open_window(Experiment(input=frozen(np.zeros((1, 700, 700)))))
    path = person.answers.save_path = tmp_path / "large.convstudio"
    person.shortcut(Qt.Key.Key_S)
    assert person.window.statusBar().currentMessage() == "Saved “large.convstudio”. It has 5 MB: opening it will ask first."
    files.write(Experiment(input=frozen(np.ones((1, 700, 700)))), path)
    person.answers.on_changed_file = "reload"
    person.shortcut(Qt.Key.Key_S)
    assert person.window.session.state.experiment.input.all()  # the document's own file: nobody is asked
    assert "large.convstudio (5 MB)" not in person.answers.asked_about


def test_a_message_says_the_name_of_the_file_in_its_text(person: Person, tmp_path: Path) -> None:
    titles: list[tuple[str, str]] = []
    person.answers.tell = lambda title, text: titles.append((title, text))  # type: ignore[method-assign]
    drop(person, tmp_path / "missing.convstudio")
    person.answers.save_path = tmp_path / "none" / "kept.convstudio"
    person.shortcut(Qt.Key.Key_S)
    (opening, why_not_opened), (saving, why_not_saved) = titles
    assert "“missing.convstudio”" in why_not_opened
    assert "“kept.convstudio”" in why_not_saved
    assert "convstudio" not in opening + saving


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_in_the_place_of_the_documents_file_is_not_waited_for(person: Person, tmp_path: Path) -> None:
    path = person.answers.save_path = tmp_path / "piped.convstudio"
    person.shortcut(Qt.Key.Key_S)
    path.unlink()
    os.mkfifo(path)
    come_back(person)
    assert person.window.statusBar().currentMessage().startswith("“piped.convstudio” was changed")
    person.answers.on_changed_file = "overwrite"
    person.shortcut(Qt.Key.Key_S)
    assert "not a file" in person.answers.told[-1]


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


def test_typing_back_what_was_saved_clears_the_marker(person: Person) -> None:
    before = int(person.window.session.state.experiment.input[0, 0, 2])
    for text, differs in (("7", True), (str(before), False)):
        person.hover(person.view(), 0, 2)
        person.type_here(person.view(), text)
        assert person.window.isWindowModified() == differs


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


def test_a_file_opens_in_the_workspace_that_it_was_saved_in(person: Person, tmp_path: Path) -> None:
    session = person.window.session
    learnt, explored, silent = (tmp_path / f"{name}.convstudio" for name in ("learnt", "explored", "silent"))
    files.write(gallery.example("max-pooling"), silent)
    for path, button in ((explored, "workspace_explore"), (learnt, "workspace_learn")):
        person.press(button)
        person.answers.save_path = path
        person.shortcut(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not person.window.isWindowModified()
    drop(person, explored)
    assert session.state.workspace == "explore"
    drop(person, learnt)
    assert session.state.workspace == "learn"
    assert session.state.learning is not None
    drop(person, silent)
    assert session.state.workspace == "learn"  # it does not say: where the person is
    person.open_example("max-pooling")
    assert session.state.workspace == "explore"
    assert not person.window.isWindowModified()


# Looking at examples


def test_another_example_after_painting_is_a_step_that_undo_takes_back(person: Person) -> None:
    session = person.window.session
    person.click(person.view(), 0, 2)
    painted = session.state.experiment
    person.open_example("max-pooling")
    assert person.answers.asked_about == []
    assert person.read(person.view(0)) == [[4, 5], [7, 8]]
    assert person.window.windowTitle().startswith("Max pooling")
    assert not person.window.isWindowModified()
    person.open_example("learning-a-kernel")
    assert session.state.workspace == "learn"
    person.shortcut(Qt.Key.Key_Z)
    assert session.state.workspace == "explore"
    assert person.read(person.view(0)) == [[4, 5], [7, 8]]
    person.shortcut(Qt.Key.Key_Z)
    assert session.state.experiment is painted
    assert person.window.isWindowModified()
    person.window.layers.reset_all()
    assert same_content(session.state.experiment, gallery.opening_example())
    assert person.answers.asked_about == []


def test_an_untouched_example_leaves_no_step_behind(person: Person) -> None:
    person.open_example("max-pooling")
    assert len(person.window.session.state.history.steps) == 1
    assert not person.window.actions_by_name["undo"].isEnabled()


def test_closing_asks_for_the_example_that_was_painted_before_and_shows_it(person: Person, tmp_path: Path) -> None:
    person.click(person.view(), 0, 2)
    painted = person.window.session.state.experiment
    person.open_example("max-pooling")
    assert not person.window.close()
    assert person.answers.asked_about == ["Edge detection"]
    assert person.window.windowTitle().startswith("Max pooling")  # cancelled: as it was
    shown: list[str] = []

    def save(name: str, others: int = 0) -> Answer:
        shown.append(person.window.windowTitle())
        return "save"

    person.answers.save_changes = save  # type: ignore[method-assign]
    person.answers.save_path = tmp_path / "painted.convstudio"
    assert person.window.close()
    assert [title.partition("[")[0] for title in shown] == ["Edge detection"]
    assert same_content(files.read(tmp_path / "painted.convstudio"), painted)


def test_closing_asks_once_for_several_examples_that_were_painted(person: Person) -> None:
    for name in ("max-pooling", "average-pooling", "stride"):
        person.click(person.view(), 0, 2)
        person.open_example(name)
    person.answers.on_changes = "discard"
    assert person.window.close()
    assert person.answers.asked_about == ["Average pooling + 2"]


def test_undo_past_a_saved_example_does_not_write_into_its_file(person: Person, tmp_path: Path) -> None:
    person.click(person.view(), 0, 2)
    person.open_example("max-pooling")
    person.answers.save_path = tmp_path / "two.convstudio"
    person.shortcut(Qt.Key.Key_S)
    person.shortcut(Qt.Key.Key_Z)
    assert person.window.session.state.path is None
    person.answers.save_path = None
    person.shortcut(Qt.Key.Key_S)
    assert same_content(files.read(tmp_path / "two.convstudio"), gallery.example("max-pooling"))
    person.window.session.redo()
    assert person.window.session.state.path == tmp_path / "two.convstudio"
    assert not person.window.isWindowModified()


def test_what_is_no_example_is_asked_for_before_another_one_is_shown(person: Person, tmp_path: Path) -> None:
    person.answers.save_path = tmp_path / "mine.convstudio"
    person.shortcut(Qt.Key.Key_S)
    person.click(person.view(), 0, 2)
    person.open_example("max-pooling")
    assert person.answers.asked_about == ["mine.convstudio"]
    assert person.window.session.state.path == tmp_path / "mine.convstudio"


def test_an_ending_program_keeps_what_was_painted_in_every_example(person: Person, tmp_path: Path) -> None:
    window = person.window
    keeping = Keeping(window.session, tmp_path / "recovery", lambda: True, window.documents.digest, window)
    person.click(person.view(), 0, 2)
    one = person.window.session.state.experiment
    person.open_example("max-pooling")
    person.click(person.view(), 0, 0)
    two = person.window.session.state.experiment
    person.open_example("stride")
    kept = [recovery.read(path).experiment for path in keeping.now()]
    for painted in (one, two):
        assert any(same_content(each, painted) for each in kept)


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


def test_a_save_that_the_disk_did_not_confirm_keeps_the_backup_of_what_was_there(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, beside = tmp_path / "mine.convstudio", tmp_path / "mine.convstudio~"
    files.write(gallery.example("max-pooling"), path)
    person.answers.open_path = path
    person.shortcut(Qt.Key.Key_O)
    person.click(person.view(), 0, 0)
    with monkeypatch.context() as broken:
        broken.setattr(atomic, "_sync_folder", unconfirmed)
        person.shortcut(Qt.Key.Key_S)
    assert "did not confirm" in person.answers.told[0]
    assert person.window.isWindowModified()
    person.click(person.view(), 0, 1)
    person.shortcut(Qt.Key.Key_S)
    assert same_content(files.read(path), person.window.session.state.experiment)
    assert same_content(files.read(beside), gallery.example("max-pooling"))


def unconfirmed(_folder: str) -> None:
    raise files.UnconfirmedSave("Saved, but the disk did not confirm it: trouble.")


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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Make room on the disk"), (errno.EDQUOT, "Make room on the disk"), (errno.EROFS, "a folder of your own"),
        (errno.EACCES, "a folder of your own"), (errno.EIO, "does not answer"), (errno.ESTALE, "does not answer"),
        (errno.ETIMEDOUT, "does not answer"), (errno.ENOENT, "The folder of this file is not there"),
        (errno.EINVAL, "under another name"),
    ],
)  # fmt: skip
def test_where_a_save_fails_it_says_what_happened_and_what_to_do_and_nothing_is_lost(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = tmp_path / "mine.convstudio"
    files.write(gallery.example("max-pooling"), path)
    person.window.documents.open(path)
    person.click(person.view(), 0, 0)

    def fail(*_anything: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        assert not person.window.documents.save()
    (told,) = person.answers.told
    assert f"Not saved: {os.strerror(number)}. The old file is unchanged." in told
    assert words in told
    assert person.window.isWindowModified()
    assert same_content(files.read(path), gallery.example("max-pooling"))
    assert person.window.documents.save()
