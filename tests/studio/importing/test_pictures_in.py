"""A person opens, drops and pastes pictures, and chooses in a dialog what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox

from convstudio import words
from convstudio.experiment import files, gallery, same_content
from convstudio.scene.guide import Guide
from convstudio.studio.importing.gallery import PictureGallery
from convstudio.studio.importing.sheet import PictureSheet
from tests.studio.conftest import OpenWindow
from tests.studio.importing.pictures import KINDS, halves, noise, png_bomb, saved
from tests.studio.person import Person
from tests.studio.shell.test_accessible import nameless
from tests.studio.walk.longer import longer
from tests.studio.walk.needs import cut

HALVES = [[0.0, 0, 0, 1, 1, 1]] * 4


class Importer(Person):
    """A person with pictures."""

    def sheets(self) -> list[PictureSheet]:
        return [sheet for sheet in self.window.findChildren(PictureSheet) if sheet.isVisible()]

    @property
    def sheet(self) -> PictureSheet:
        [sheet] = self.sheets()
        return sheet

    def open(self, path: Path) -> None:
        self.answers.open_path = path
        self.shortcut(Qt.Key.Key_O)

    def drop(self, data: QMimeData) -> bool:
        """Drag something over the window and let it go. Whether the window takes it."""
        place, none = QPointF(50, 50), Qt.KeyboardModifier.NoModifier
        left, action = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
        enter = QDragEnterEvent(place.toPoint(), action, data, left, none)
        self.window.dragEnterEvent(enter)
        if enter.isAccepted():
            self.window.dropEvent(QDropEvent(place, action, data, left, none))
        self.settle()
        return enter.isAccepted()

    def paste(self, data: QMimeData, key: Qt.Key = Qt.Key.Key_V) -> None:
        QGuiApplication.clipboard().setMimeData(data)
        self.shortcut(key)

    def type_size(self, name: str, side: int) -> None:
        self.spin(f"picture_size_{name}", side, self.sheet)

    def choose_word(self, name: str, word: str) -> None:
        box = self.sheet.findChild(QComboBox, f"picture_{name}")
        assert box is not None
        box.setFocus()
        while box.currentData() != word:
            QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < box.findData(word) else Qt.Key.Key_Up)
            self.settle()

    def tick(self, name: str) -> None:
        box = self.sheet.findChild(QCheckBox, f"picture_{name}")
        assert box is not None
        QTest.keyClick(box, Qt.Key.Key_Space)
        self.settle()

    def take(self) -> None:
        button = self.sheet.findChild(QPushButton, "picture_take")
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.closed()

    def cancel(self) -> None:
        QTest.keyClick(self.sheet, Qt.Key.Key_Escape)
        self.closed()

    def closed(self) -> None:
        """As a desktop does when a dialog closes: the window is active again."""
        self.settle()
        self.window.activateWindow()
        self.settle()

    @property
    def input(self) -> list[list[list[float]]]:
        return self.window.session.state.experiment.input.tolist()

    @property
    def said(self) -> str:
        return self.window.statusBar().currentMessage()


def urls(*paths: Path | str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) if isinstance(path, Path) else QUrl(path) for path in paths])
    return data


def image(content: QImage) -> QMimeData:
    data = QMimeData()
    data.setImageData(content)
    return data


@pytest.fixture
def person(open_window: OpenWindow) -> Iterator[Importer]:
    yield Importer(open_window().window)
    QGuiApplication.clipboard().clear()  # Qt must not let go of data that Python has made when the program ends


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "halves.png"
    path.write_bytes(saved(halves(), "PNG"))
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["open", "drop", "paste"])
def test_pictures_of_all_kinds_come_in_by_open_drop_and_paste(person: Importer, tmp_path: Path, kind: str, way: str) -> None:
    """Their names say nothing: one is called like a table, another like nothing at all."""
    path = tmp_path / ("cat.csv" if kind in ("PNG", "GIF") else "cat")
    path.write_bytes(saved(halves(16, 16), kind, **({"quality": 95} if kind in ("JPEG", "WEBP") else {})))
    before = person.window.session.state.history
    match way:
        case "open":
            person.open(path)
        case "drop":
            assert person.drop(urls(path))
        case _:
            person.paste(urls(path))
    assert person.window.session.state.history is before
    person.take()
    assert np.abs(np.array(person.input) - np.repeat([[[0.0] * 8 + [1.0] * 8]], 16, axis=1)).max() < 0.1
    assert f"The input is from {path.name}." in person.window.session.state.experiment.notes
    assert person.window.session.state.history.undo_label == f"Picture: {path.name}"
    assert person.answers.told == []
    person.shortcut(Qt.Key.Key_Z)
    assert same_content(person.window.session.state.experiment, before.present)
    assert not person.window.isWindowModified()


def test_an_image_on_the_clipboard_comes_in_whatever_is_chosen(person: Importer) -> None:
    pixels = QImage(3, 2, QImage.Format.Format_RGB32)
    pixels.fill(0xFF808080)
    for key in (Qt.Key.Key_V, Qt.Key.Key_I):
        person.click(person.view(0), 1, 1)  # an output, which nothing can be pasted into
        person.paste(image(pixels), key)
        person.take()
        assert person.input == [[[0.502] * 3] * 2]
        assert "The input is from the clipboard." in person.window.session.state.experiment.notes
        person.shortcut(Qt.Key.Key_Z)
    encoded = QMimeData()
    encoded.setData("image/png", saved(halves(), "PNG"))
    person.paste(encoded)
    person.take()
    assert person.input == [HALVES]


def test_an_empty_clipboard_is_said_on_an_output_too(person: Importer) -> None:
    QGuiApplication.clipboard().clear()
    for key in (Qt.Key.Key_V, Qt.Key.Key_I):
        person.shortcut(key)
        assert person.said == "There are no numbers to paste."
    person.click(person.view(0), 1, 1)
    person.key(person.view(0), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "is computed" in person.said


def test_the_numbers_of_a_sheet_go_before_its_picture(person: Importer) -> None:
    """Spreadsheets offer both; programs that write texts may offer a picture of them."""
    pixels = QImage(3, 2, QImage.Format.Format_RGB32)
    for text, asks in (("1,5\t2\n3\t4", False), ("A fine picture", True)):
        data = image(pixels)
        data.setText(text)
        person.paste(data, Qt.Key.Key_I)
        assert bool(person.sheets()) is asks
    person.cancel()
    assert person.input == [[[1.5, 2], [3, 4]]]


def test_everything_in_the_dialog_changes_the_preview_and_then_the_input(person: Importer, tmp_path: Path) -> None:
    path = tmp_path / "noise.webp"
    path.write_bytes(saved(noise(200, 100), "WEBP"))
    person.open(path)
    sheet = person.sheet
    shown = [sheet.preview.shown]

    def changed() -> np.ndarray:
        assert sheet.preview.shown is not shown[0]
        shown[0] = sheet.preview.shown
        assert np.array_equal(np.array([scene.values for scene in shown[0]]), sheet.values)
        assert sheet.values is not None
        return sheet.values

    assert sheet.values is not None
    assert sheet.values.shape == (1, 32, 16)
    person.type_size("h", 10)
    assert changed().shape == (1, 10, 5)
    person.type_size("w", 8)
    assert changed().shape == (1, 16, 8)
    fit = sheet.findChild(QComboBox, "picture_fit")
    assert fit is not None
    assert not fit.isEnabled()
    person.tick("proportions")
    person.type_size("w", 16)
    assert changed().shape == (1, 16, 16)
    assert fit.isEnabled()
    edges = changed_by = sheet.values
    person.choose_word("fit", "fill")
    assert not np.array_equal(changed(), edges)
    person.choose_word("fit", "stretch")
    changed_by = changed()
    person.choose_word("channels", "colour")
    assert changed().shape == (3, 16, 16)
    person.choose_word("channels", "grey")
    assert np.array_equal(changed(), changed_by)
    person.tick("has_threshold")
    assert set(np.unique(changed())) == {0.0, 1.0}
    level = sheet.findChild(QLineEdit, "picture_threshold")
    assert level is not None
    level.setFocus()
    level.selectAll()
    QTest.keyClicks(level, "0,45")
    QTest.keyClick(level, Qt.Key.Key_Tab)
    assert np.array_equal(changed(), changed_by >= 0.45)
    person.tick("invert")
    assert np.array_equal(changed(), changed_by < 0.45)
    wanted = sheet.values
    person.take()
    assert np.array_equal(person.window.session.state.experiment.input, wanted)
    assert person.said == "The input is “noise.webp” now: 1 × 16 × 16."


def test_what_is_half_typed_counts_and_cancel_changes_nothing(person: Importer, picture: Path) -> None:
    before = person.window.session.state.experiment
    person.open(picture)
    person.cancel()
    assert person.sheets() == []
    assert person.window.session.state.experiment is before
    person.open(picture)
    field = person.sheet.findChild(QSpinBox, "picture_size_h")
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2")
    person.take()
    assert person.input == [[[0, 0.5, 1]] * 2]
    person.shortcut(Qt.Key.Key_Z)
    person.open(picture)
    person.type_size("h", 2)  # Enter in the field shows it, and leaves the dialog open
    assert person.sheet.values is not None
    QTest.keyClick(person.sheet.findChild(QPushButton, "picture_take"), Qt.Key.Key_Return)
    person.closed()
    assert person.sheets() == []
    assert person.input == [[[0, 0.5, 1]] * 2]


def test_colour_has_three_named_channels_and_is_offered_to_three(open_window: OpenWindow, tmp_path: Path) -> None:
    apple = next(each for each in gallery.examples() if len(gallery.example(each.name).input) == 3)
    person = Importer(open_window(gallery.example(apple.name)).window)
    (tmp_path / "noise.png").write_bytes(saved(noise(), "PNG"))
    (tmp_path / "grey.png").write_bytes(saved(halves(), "PNG"))
    person.open(tmp_path / "grey.png")
    assert not person.sheet.how.colour
    person.cancel()
    person.open(tmp_path / "noise.png")
    assert person.sheet.how.colour
    person.take()
    experiment = person.window.session.state.experiment
    assert experiment.channel_names == ("red", "green", "blue")
    assert np.array_equal(np.round(experiment.input * 255), np.moveaxis(np.asarray(noise()), 2, 0))


def test_a_jpeg_that_breaks_off_says_so_beside_its_preview(person: Importer, tmp_path: Path) -> None:
    content = saved(noise(), "JPEG")
    (tmp_path / "half.jpg").write_bytes(content[: len(content) * 3 // 4])
    person.open(tmp_path / "half.jpg")
    told = [label.text() for label in person.sheet.findChildren(QLabel) if label.property("look") == "warning"]
    assert told == ["The file breaks off: a part of the picture is missing."]


REFUSED = {
    "bomb.png": (png_bomb(30_000, 30_000), "30000 × 30000"),
    "cut.png": (saved(noise(), "PNG")[:-200], "This is a picture (PNG), but it is damaged"),
    "drawing.png": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is a picture (SVG) of a kind"),
    "scan.jpg": (saved(halves(), "TIFF"), "This is a picture (TIFF) of a kind"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_said_and_nothing_changes(person: Importer, tmp_path: Path, name: str) -> None:
    before = person.window.session.state
    (tmp_path / name).write_bytes(REFUSED[name][0])
    person.open(tmp_path / name)
    person.drop(urls(tmp_path / name))
    person.paste(urls(tmp_path / name))
    assert len(person.answers.told) == 3
    for told in person.answers.told:
        assert f"“{name}” cannot be opened" in told
        assert REFUSED[name][1] in told
        assert "Your current experiment is unchanged." in told
    assert person.sheets() == []
    assert person.window.session.state.history is before.history


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/cat.png", "file://server/share/cat.png", "file:////server/share/cat.png",
        "file:///%5C%5Cserver/share/cat.png", "file:///\\\\server\\share\\cat.png", "ftp://example.org/cat.png",
    ],
)  # fmt: skip
def test_addresses_of_other_computers_are_refused_in_a_sentence(person: Importer, address: str) -> None:
    before = person.window.session.state.experiment
    assert person.drop(urls(address))
    assert person.said.startswith("Nothing is fetched from other computers")
    person.window.statusBar().clearMessage()
    person.paste(urls(address))
    assert person.said.startswith("Nothing is fetched from other computers")
    assert person.window.session.state.experiment is before
    assert person.answers.told == []


def test_names_with_zeros_and_line_breaks_are_said_on_one_line(person: Importer, tmp_path: Path) -> None:
    path = tmp_path / "a\nb.png"
    path.write_bytes(saved(halves(), "PNG"))
    person.drop(urls("file:///tmp/a%00b.png"))
    assert "No file can have this name." in person.answers.told[0]
    person.drop(urls(path))
    person.take()
    assert person.window.session.state.experiment.notes.endswith("The input is from a b.png.")


def test_of_several_files_the_first_is_taken_and_the_others_are_named(person: Importer, picture: Path) -> None:
    other = picture.with_name("other.png")
    other.write_bytes(picture.read_bytes())
    person.drop(urls(picture, other))
    assert person.said == "One file is opened at a time: “other.png” was not opened."
    person.take()
    assert person.input == [HALVES]


def test_a_folder_and_a_missing_file_are_said(person: Importer, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.png"):
        person.drop(urls(path))
        assert "cannot be read" in person.answers.told.pop()


def test_where_a_lesson_keeps_the_input_no_dialog_opens(person: Importer, picture: Path) -> None:
    person.window.session.look_at(person.window.session.state.experiment, "A lesson", lesson=True)
    person.window.session.follow(Guide(controls=frozenset({"kernel"})))
    person.open(picture)
    assert "This step of the lesson keeps it locked." in person.answers.told[0]
    person.paste(image(QImage(3, 3, QImage.Format.Format_RGB32)))
    assert person.said == "This step of the lesson keeps it locked."
    assert person.sheets() == []


def test_everything_in_the_dialog_has_a_name(person: Importer, picture: Path) -> None:
    person.open(picture)
    assert list(nameless(person.sheet)) == []


@pytest.mark.parametrize("longer_words", [False, True])
@pytest.mark.parametrize("points", [0, 16])
def test_nothing_in_the_dialogs_is_cut(
    open_window: OpenWindow, tmp_path: Path, type_size: Callable[[int], None], points: int, longer_words: bool
) -> None:
    type_size(points)
    words.use_translator(longer if longer_words else None)
    person = Importer(open_window().window)
    path = tmp_path / ("x" * 120 + ".jpg")
    path.write_bytes(saved(noise(), "JPEG")[:-60])
    person.open(path)
    sheet = person.sheet
    assert list(cut(sheet)) == []
    for field in (*sheet.findChildren(QSpinBox), *sheet.findChildren(QLineEdit), *sheet.findChildren(QComboBox)):
        assert field.height() >= field.minimumSizeHint().height(), field.objectName()
    person.cancel()
    person.window.actions_by_name["picture_gallery"].trigger()
    person.settle()
    [gallery_sheet] = person.window.findChildren(PictureGallery)
    assert list(cut(gallery_sheet)) == []


def test_an_experiment_is_still_one_whatever_surrounds_it(person: Importer, tmp_path: Path, picture: Path) -> None:
    path = tmp_path / "a.convstudio"
    files.write(gallery.example("max-pooling"), path)
    person.drop(urls(picture, path))
    assert person.window.session.state.path == path
    assert "One experiment is open at a time: “halves.png”" in person.said
