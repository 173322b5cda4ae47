"""The questions themselves: each button gives its answer, and Escape is the answer that changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QToolButton, QWidget

from convstudio.painting.palette import DARK, LIGHT, Look
from convstudio.studio.document import file_dialog
from convstudio.studio.document.asking import Asking
from convstudio.studio.widgets.look import theme


@pytest.fixture
def asking(qapp: QApplication) -> Asking:
    window = QWidget()
    asking = Asking(window)
    asking.keeps = window  # type: ignore[attr-defined]  # or the window goes before the question
    return asking


def soon(act: Callable[[QWidget], None]) -> None:
    """Do something with the dialog that opens next."""

    def find() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        act(dialog)

    QTimer.singleShot(0, find)


def press(text: str) -> None:
    """Press a button of the question that opens next; Escape for none."""

    def act(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        if text:
            next(button for button in box.buttons() if button.text().replace("&", "") == text).click()
        else:
            QTest.keyClick(box, Qt.Key.Key_Escape)

    soon(act)


@pytest.mark.parametrize(("button", "answer"), [("Save", "save"), ("Discard", "discard"), ("Cancel", "cancel"), ("", "cancel")])
def test_changes(asking: Asking, button: str, answer: str) -> None:
    press(button)
    assert asking.save_changes("Edges") == answer


@pytest.mark.parametrize(
    ("button", "answer"),
    [("Save a copy…", "copy"), ("Overwrite", "overwrite"), ("Reload", "reload"), ("Cancel", "cancel"), ("", "cancel")],
)
def test_a_file_that_changed(asking: Asking, button: str, answer: str) -> None:
    press(button)
    assert asking.file_changed("a.convstudio") == answer


@pytest.mark.parametrize(("button", "answer"), [("Save a copy…", True), ("Cancel", False), ("", False)])
def test_a_copy(asking: Asking, button: str, answer: bool) -> None:
    press(button)
    assert asking.save_a_copy("Saving “a”", "Not saved: this file is read-only.") is answer


def test_what_is_told_is_read(asking: Asking) -> None:
    read: list[str] = []

    def act(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        read.append(box.text())
        assert box.textFormat() == Qt.TextFormat.PlainText
        box.accept()

    soon(act)
    asking.tell("Title", "<b>A sentence.</b>")
    assert read == ["<b>A sentence.</b>"]


@pytest.mark.parametrize(("typed", "name"), [("kept", "kept.convstudio"), ("kept.json", "kept.json")])
def test_where_to_save(asking: Asking, tmp_path: Path, typed: str, name: str) -> None:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(typed)
        dialog.accept()

    soon(act)
    assert asking.file_to_save(tmp_path / "suggested.convstudio") == tmp_path / name


def type_name(typed: str, then: Callable[[], None] | None = None) -> Callable[[QWidget], None]:
    """Type a name into the dialog of files, and take it."""

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(typed)
        if then:
            then()
        dialog.accept()

    return act


@pytest.mark.parametrize(("button", "replaced"), [("Replace", True), ("Cancel", False), ("", False)])
def test_a_file_is_not_replaced_without_a_question_where_the_suffix_was_added(
    asking: Asking, tmp_path: Path, button: str, replaced: bool
) -> None:
    (tmp_path / "kept.convstudio").write_text("precious")
    seen: list[str] = []

    def answer(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        assert box.textFormat() == Qt.TextFormat.PlainText
        if not replaced:
            soon(lambda dialog: dialog.close() and None)  # the question where to save comes again
        if button:
            next(found for found in box.buttons() if found.text().replace("&", "") == button).click()
        else:
            QTest.keyClick(box, Qt.Key.Key_Escape)

    soon(type_name("kept", lambda: soon(answer)))
    found = asking.file_to_save(tmp_path / "suggested.convstudio")
    assert found == (tmp_path / "kept.convstudio" if replaced else None)
    assert seen == ["“kept.convstudio” exists already."]


@pytest.mark.parametrize(("button", "answer"), [("Open", True), ("Cancel", False), ("", False)])
def test_a_large_file(asking: Asking, button: str, answer: bool) -> None:
    press(button)
    assert asking.open_large("a.convstudio", "11.2", "4") is answer


def test_which_to_open(asking: Asking, tmp_path: Path) -> None:
    (tmp_path / "there.convstudio").write_text("{}")

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile("there.convstudio")
        dialog.accept()

    soon(act)
    assert asking.file_to_open(tmp_path) == tmp_path / "there.convstudio"
    soon(lambda dialog: dialog.close() and None)
    assert asking.file_to_open(tmp_path) is None


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_every_button_of_the_dialog_for_files_has_an_icon_that_is_seen(asking: Asking, tmp_path: Path, look: Look) -> None:
    theme.apply(look)
    assert theme.applied() is look
    (tmp_path / "below").mkdir()
    seen: dict[str, float] = {}

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.setDirectory(str(tmp_path))
        dialog.setDirectory(str(tmp_path / "below"))
        dialog.setDirectory(str(tmp_path))
        QTest.mouseClick(dialog.findChild(QToolButton, "backButton"), Qt.MouseButton.LeftButton)  # so that all are possible
        QApplication.processEvents()
        for button in dialog.findChildren(QToolButton):
            if button.isVisible() and button.objectName().endswith("Button"):
                assert button.isEnabled(), button.objectName()
                seen[button.objectName()] = _ink(button)
        dialog.close()

    soon(act)
    asking.file_to_open(tmp_path)
    assert seen.keys() == file_dialog.ICONS.keys()
    assert all(share > 0.03 for share in seen.values()), seen


def _ink(widget: QWidget) -> float:
    """The share of the inner pixels that stand out from what is around the icon."""
    image = widget.grab().toImage()
    ground = image.pixelColor(4, 4).lightnessF()
    inner = [(x, y) for x in range(4, image.width() - 4) for y in range(4, image.height() - 4)]
    return sum(abs(image.pixelColor(*place).lightnessF() - ground) > 0.4 for place in inner) / len(inner)
