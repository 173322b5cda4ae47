"""What greets somebody: once, over the window, with the first lesson, the examples and the files used last."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from convstudio.experiment import edits, files, gallery
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in, lessons
from convstudio.painting.palette import DARK, LIGHT
from convstudio.painting.thumbnails import matrices, thumbnail
from convstudio.studio import program
from convstudio.studio.document.notes import lesson_named
from convstudio.studio.document.settings import Settings
from convstudio.studio.welcome.gallery import PICTURE
from convstudio.studio.welcome.greeting import _following
from convstudio.studio.welcome.sheet import WelcomeSheet
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person
from tests.studio.shell.test_accessible import nameless

ROOT = Path(__file__).parents[3]
TITLES = {lesson.title for lesson in lessons([built_in()])[0]}


class Newcomer(Person):
    """A person who is greeted."""

    @property
    def sheet(self) -> WelcomeSheet | None:
        found = [sheet for sheet in self.window.findChildren(WelcomeSheet) if sheet.isVisible()]
        return found[0] if found else None

    def greeted(self) -> WelcomeSheet:
        """As at the start of the program."""
        program.greet(self.window)
        self.settle()
        assert self.sheet
        return self.sheet

    def take(self, name: str) -> None:
        sheet = self.sheet
        assert sheet
        button = sheet.findChild(QToolButton, name)
        assert button is not None, name
        QTest.mouseClick(button, LEFT)
        self.settle()
        assert self.sheet is None

    def wait_for_pictures(self) -> None:
        sheet = self.sheet
        assert sheet
        while sheet.gallery._idle.isActive():
            self.settle()

    @property
    def in_lesson(self) -> str:
        lesson = self.window.sides.lesson
        return lesson.name if lesson else ""


@pytest.fixture
def newcomer(open_window: OpenWindow) -> Newcomer:
    return Newcomer(open_window(view="stage", size=(1280, 720)).window)


def test_who_starts_for_the_first_time_is_greeted_once(newcomer: Newcomer) -> None:
    newcomer.greeted()
    newcomer.take("welcome_close")
    assert not Settings().welcome
    program.greet(newcomer.window)
    newcomer.settle()
    assert newcomer.sheet is None
    newcomer.window.actions_by_name["welcome"].trigger()
    newcomer.settle()
    assert newcomer.sheet


def test_escape_closes_it_and_is_remembered(newcomer: Newcomer) -> None:
    sheet = newcomer.greeted()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    newcomer.settle()
    assert newcomer.sheet is None
    assert not Settings().welcome


def test_nothing_of_it_comes_before_the_window_was_seen(open_window: OpenWindow) -> None:
    window = open_window(view="stage").window
    window._painted = False  # as before its first picture
    program.greet(window)
    assert window.findChildren(WelcomeSheet) == []
    window.repaint()
    Newcomer(window).settle()
    assert len(window.findChildren(WelcomeSheet)) == 1


def test_a_window_that_is_closed_at_once_is_not_greeted(open_window: OpenWindow) -> None:
    window = open_window(view="stage").window
    window._painted = False
    program.greet(window)
    window.repaint()
    window.hide()
    Newcomer(window).settle()
    assert window.findChildren(WelcomeSheet) == []


def test_a_start_imports_nothing_of_it() -> None:
    code = (
        "import sys, convstudio.studio.program; print(*sorted(name for name in sys.modules if name.startswith('convstudio')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    later = ("welcome", "thumbnails", "lessons", "handout", "printing", "painting.figure")
    assert [name for name in done.stdout.split() if any(part in name for part in later)] == []


def test_the_first_lesson_begins_and_is_gone_on_with(newcomer: Newcomer) -> None:
    sheet = newcomer.greeted()
    button = sheet.findChild(QToolButton, "welcome_lesson")
    assert button is not None
    assert button.text() == "Begin: Why local and shared"
    newcomer.take("welcome_lesson")
    assert newcomer.in_lesson == "01-local-and-shared"
    newcomer.window.sides.lessons.player.begin("02-by-hand")
    newcomer.window.sides.lessons.player.go(2)
    newcomer.window.sides.lessons.dock.close()
    newcomer.settle()
    newcomer.window.actions_by_name["welcome"].trigger()
    newcomer.settle()
    assert newcomer.sheet
    button = newcomer.sheet.findChild(QToolButton, "welcome_lesson")
    assert button is not None
    assert button.text() == "Continue: Cross-correlation by hand"
    newcomer.take("welcome_lesson")
    assert (newcomer.in_lesson, newcomer.window.sides.lessons.player.at) == ("02-by-hand", 2)


def test_a_lesson_that_is_done_is_not_gone_on_with(newcomer: Newcomer) -> None:
    player, settings = newcomer.window.sides.lessons.player, Settings()
    assert following(settings) == (read(built_in() / "01-local-and-shared.md").title, False)
    settings.lesson = "03-output-size", 3
    for step in player.lessons[2].asked:
        settings.keep_answered("03-output-size", step)
    assert player.last is player.lessons[3]
    assert following(settings) == (player.lessons[3].title, True)
    settings.lesson = player.lessons[-1].name, 0  # behind the last one the course begins anew with what was left out
    for step in player.lessons[-1].asked:
        settings.keep_answered(player.lessons[-1].name, step)
    assert player.last is player.lessons[0]
    assert following(settings) == (player.lessons[0].title, True)


def following(settings: Settings) -> tuple[str, bool]:
    lesson, goes_on = _following(settings)
    assert lesson is not None
    return lesson.title, goes_on


def test_all_lessons(newcomer: Newcomer) -> None:
    newcomer.greeted()
    newcomer.take("welcome_lessons")
    assert newcomer.window.actions_by_name["lessons"].isChecked()
    assert newcomer.in_lesson == ""


def test_an_example_is_opened_by_its_picture(newcomer: Newcomer) -> None:
    sheet = newcomer.greeted()
    names = [example.name for example in gallery.examples()]
    item = sheet.gallery.item(names.index("padding"))
    assert item.text() == gallery.example("padding").title
    QTest.mouseClick(sheet.gallery.viewport(), LEFT, pos=sheet.gallery.visualItemRect(item).center())
    newcomer.settle()
    assert newcomer.sheet is None
    assert newcomer.window.session.state.experiment.title == gallery.example("padding").title


def test_an_example_is_chosen_with_the_keyboard(newcomer: Newcomer) -> None:
    sheet = newcomer.greeted()
    sheet.gallery.setFocus()
    QTest.keyClick(sheet.gallery, Qt.Key.Key_Right)
    QTest.keyClick(sheet.gallery, Qt.Key.Key_Return)
    newcomer.settle()
    assert newcomer.window.session.state.experiment.title == "Cross-correlation"


def test_work_is_asked_about_before_an_example_takes_its_place(newcomer: Newcomer) -> None:
    newcomer.window.documents.new()
    newcomer.window.session.edit(edits.paint, {(0, 1, 1): 1.0})
    sheet = newcomer.greeted()
    sheet.gallery.chosen.emit("padding")
    newcomer.settle()
    assert newcomer.answers.asked_about
    assert newcomer.window.session.state.history.modified


def test_the_files_used_last_that_are_still_there(newcomer: Newcomer, tmp_path: Path) -> None:
    own = tmp_path / "my own & mine.convstudio"
    files.write(gallery.example("stride"), own)
    for path in (own, tmp_path / "gone.convstudio"):
        newcomer.window.settings.remember(path)
    sheet = newcomer.greeted()
    assert sheet.findChild(QToolButton, "welcome_file_gone.convstudio") is None
    newcomer.take(f"welcome_file_{own.name}")
    assert newcomer.window.session.state.path == own


def test_another_file_is_asked_for(newcomer: Newcomer, tmp_path: Path) -> None:
    own = tmp_path / "own.convstudio"
    files.write(gallery.example("stride"), own)
    newcomer.answers.open_path = own
    newcomer.greeted()
    newcomer.take("welcome_open")
    assert newcomer.window.session.state.path == own


def test_a_screen_reader_has_a_name_for_everything(newcomer: Newcomer) -> None:
    assert list(nameless(newcomer.greeted())) == []


# Pictures


def test_every_example_has_a_picture_of_its_own_when_nothing_else_happens(newcomer: Newcomer) -> None:
    sheet = newcomer.greeted()
    newcomer.wait_for_pictures()
    seen = {_bytes(sheet.gallery.item(at).icon().pixmap(PICTURE).toImage()) for at in range(sheet.gallery.count())}
    assert len(seen) > 30  # some learn from one picture with one kernel


def _bytes(image: QImage) -> bytes:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), np.uint8).tobytes()


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_a_thumbnail_shows_the_input_the_kernel_and_what_comes_out(qapp: object, name: str) -> None:
    experiment = gallery.example(name)
    shown = matrices(experiment)
    assert shown[0].panel.matrix.kind == "map"
    assert len(shown) >= 2
    image = thumbnail(experiment, QSize(180, 84), LIGHT, 2.0)
    assert (image.width(), image.height()) == (360, 168)
    assert len(set(np.frombuffer(image.constBits(), np.uint32).tolist())) > 2
    assert thumbnail(experiment, QSize(180, 84), DARK).pixelColor(1, 1).name() == DARK.card


# From an example to its lesson


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_an_example_names_a_lesson_that_there_is(name: str) -> None:
    title = lesson_named(gallery.example(name).notes)
    assert title in TITLES or name == "transposed-convolution"


def test_the_headline_leads_to_the_lesson_and_back(newcomer: Newcomer) -> None:
    window = newcomer.window
    window.documents.open_example("stride")
    newcomer.settle()
    own = window.session.state.experiment
    link = window.findChild(QToolButton, "headline_lesson")
    assert link is not None
    assert link.text() == "Lesson: Stride, and the floor →"
    newcomer.press("headline_lesson")
    assert newcomer.in_lesson == "10-stride"
    title = window.findChild(QLabel, "lesson_place")
    assert title is not None
    assert "Stride, and the floor" in title.text()
    assert not link.isVisible()  # it would lead to where one is
    newcomer.press("lesson_leave")
    assert window.session.state.experiment is own
    assert link.isVisible()


def test_an_experiment_of_ones_own_may_name_one_too(newcomer: Newcomer) -> None:
    window = newcomer.window
    window.session.edit(edits.set_words, notes="Mine.\n\nLesson: Padding\nMore.")
    newcomer.settle()
    newcomer.press("headline_lesson")
    assert newcomer.in_lesson == "09-padding"


def test_a_lesson_that_there_is_not_is_told(newcomer: Newcomer) -> None:
    window = newcomer.window
    window.session.edit(edits.set_words, notes="Lesson: <b>None</b>")
    newcomer.settle()
    assert window.page.headline._first.text() == ""
    newcomer.press("headline_lesson")
    assert newcomer.in_lesson == ""
    assert window.statusBar().currentMessage() == "There is no lesson called “<b>None</b>”."


@pytest.mark.parametrize("notes", ["", "A lesson: Padding", "Lesson:", "Lesson: " + "x" * 200])
def test_other_notes_name_none(notes: str) -> None:
    assert lesson_named(notes) == ""


def test_titles_of_examples_are_shown_whole_and_files_begin_at_the_left(newcomer: Newcomer, tmp_path: Path) -> None:
    own = tmp_path / "own.convstudio"
    files.write(gallery.example("stride"), own)
    newcomer.window.settings.remember(own)
    newcomer.window.show_welcome()
    newcomer.settle()
    sheet = newcomer.sheet
    assert sheet
    view = sheet.gallery
    words, wraps = view.fontMetrics(), int(Qt.TextFlag.TextWordWrap)
    for at in range(view.count()):
        place, text = view.visualItemRect(view.item(at)), view.item(at).text()
        room = QRect(0, 0, place.width() - 6, place.height() - PICTURE.height())
        needed = words.boundingRect(room, wraps, text)
        assert needed.width() <= room.width(), text
        assert needed.height() <= room.height(), text
        assert not any(view.visualItemRect(view.item(other)).intersects(place) for other in range(at)), text
    for name in (f"welcome_file_{own.name}", "welcome_open"):
        button = sheet.findChild(QToolButton, name)
        assert button is not None
        assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon  # which begins at the left
        assert not button.icon().isNull()
