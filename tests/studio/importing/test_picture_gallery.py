"""A person chooses one of the built-in pictures by what it looks like, and reads where it is from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from convstudio.experiment import gallery
from convstudio.painting.palette import DARK, LIGHT
from convstudio.painting.thumbnails import input_thumbnail
from convstudio.scene.guide import Guide
from convstudio.studio.importing.gallery import PICTURE, PictureGallery
from tests.studio.conftest import OpenWindow
from tests.studio.importing.pictures import halves, saved
from tests.studio.importing.test_pictures_in import Importer
from tests.studio.shell.test_accessible import nameless


class Chooser(Importer):
    """A person before the gallery."""

    @property
    def gallery(self) -> PictureGallery:
        [sheet] = [sheet for sheet in self.window.findChildren(PictureGallery) if sheet.isVisible()]
        return sheet

    def ask(self) -> PictureGallery:
        self.window.session.select(-1)
        self.settle()
        self.press("pictures")
        return self.gallery

    def source(self) -> str:
        label = self.gallery.findChild(QLabel, "picture_source")
        assert label is not None
        return label.text()


@pytest.fixture
def person(open_window: OpenWindow) -> Chooser:
    return Chooser(open_window().window)


def test_it_opens_with_four_pictures_side_by_side(person: Chooser) -> None:
    tiles = person.ask().tiles
    tops = [tiles.visualItemRect(tiles.item(place)).top() for place in range(8)]
    assert tops == [tops[0]] * 4 + [tops[4]] * 4
    assert tops[0] < tops[4]


def test_the_keyboard_goes_through_them_says_each_source_and_takes_one(person: Chooser) -> None:
    sheet = person.ask()
    assert list(nameless(sheet)) == []
    for picture in gallery.pictures():
        assert sheet.tiles.current == picture.name
        assert person.source().endswith(picture.source)
        assert person.source().startswith(picture.title)
        QTest.keyClick(sheet.tiles, Qt.Key.Key_Right)
    sheet.tiles.setCurrentRow(8)
    QTest.keyClick(sheet.tiles, Qt.Key.Key_Return)
    person.closed()
    assert np.array_equal(person.input, gallery.pictures()[8].values)
    assert person.window.session.state.history.undo_label == f"Picture: {gallery.pictures()[8].title}"


def test_a_click_takes_a_picture_and_each_has_been_painted(person: Chooser) -> None:
    sheet = person.ask()
    for _ in range(2 * len(gallery.pictures())):
        person.settle()
    icons = [sheet.tiles.item(row).icon().pixmap(PICTURE).toImage() for row in range(sheet.tiles.count())]
    assert len({bytes(icon.constBits()) for icon in icons}) == len(gallery.pictures())
    item = sheet.tiles.item(2)
    QTest.mouseClick(sheet.tiles.viewport(), Qt.MouseButton.LeftButton, pos=sheet.tiles.visualItemRect(item).center())
    person.closed()
    assert np.array_equal(person.input, gallery.pictures()[2].values)


def test_the_way_to_ones_own_is_there(person: Chooser, tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(saved(halves(), "PNG"))
    person.answers.open_path = tmp_path / "own.png"
    button = person.ask().findChild(QPushButton, "picture_file")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    person.settle()
    person.take()
    assert len(person.input[0]) == 4


def test_where_a_lesson_keeps_the_input_the_gallery_is_locked(person: Chooser) -> None:
    person.window.session.look_at(person.window.session.state.experiment, "A lesson", lesson=True)
    person.window.session.follow(Guide(controls=frozenset({"kernel"})))
    person.settle()
    assert not person.window.actions_by_name["picture_gallery"].isEnabled()


def test_a_colour_picture_is_shown_in_colour(qapp: object) -> None:
    house = next(picture for picture in gallery.pictures() if len(picture.values) == 3)
    for look in (LIGHT, DARK):
        image = input_thumbnail(house.values, house.low, house.high, QSize(48, 48), look)
        middles = [(6 + (column + 0.5) * 3, 6 + (row + 0.5) * 3) for row in range(12) for column in range(12)]
        shown = [[image.pixelColor(int(x), int(y)).getRgb()[c] for x, y in middles] for c in range(3)]
        assert np.array_equal(np.array(shown), np.round(house.values.reshape(3, -1) * 255))
