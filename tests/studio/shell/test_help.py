"""Help: how the program works, what each part of the window is, and a form of it all for a room."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QLabel, QTextBrowser, QWhatsThis, QWidget

from convstudio.experiment import gallery
from convstudio.scene import INPUT
from convstudio.scene.matrix.focus import Kind, MatrixId
from convstudio.scene.workspaces import WORKSPACES
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.shell.help import whats_this
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def help_panel(person: Person) -> QTextBrowser:
    found = person.window.findChild(QTextBrowser, "help_panel")
    assert found is not None
    return found


# How it works


def test_f1_shows_how_it_works_and_hides_it_again(person: Person) -> None:
    person.shortcut(Qt.Key.Key_F1, NONE)
    words = help_panel(person).toPlainText()
    assert help_panel(person).isVisible()
    assert "**" not in words
    assert "#" not in words
    for term in ("Stride", "Padding", "Dilation", "Pooling", "Channel", "Groups", "Receptive field", "Gradient", "Epoch"):
        assert f"\n{term} – " in words
    person.shortcut(Qt.Key.Key_F1, NONE)
    assert not help_panel(person).isVisible()


def test_help_fits_beside_the_board(open_window: OpenWindow) -> None:
    person = open_window(size=(1280, 720))
    person.shortcut(Qt.Key.Key_F1, NONE)
    person.settle()
    assert (person.window.width(), person.window.height()) == (1280, 720)
    place = person.window.findChild(QLabel, "transport_place")
    assert place is not None
    assert place.text() == "1 / 42 · [0, 0]"
    assert place.width() <= place.parentWidget().width()


# What is this?


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_matrix_says_what_it_is(kind: Kind) -> None:
    assert len(whats_this.of_matrix(MatrixId(kind, 0))) > 20
    assert whats_this.of_matrix(INPUT) != whats_this.of_matrix(MatrixId("map", 0))


@pytest.mark.parametrize("workspace", [workspace.name for workspace in WORKSPACES])
def test_everything_on_the_screen_says_what_it_is(open_window: OpenWindow, workspace: str) -> None:
    person = open_window(gallery.example("learning-through-layers"))
    person.press(f"workspace_{workspace}")
    parts = [w for w in person.window.findChildren(QWidget) if w.isVisible()]
    shown = [w for w in parts if isinstance(w, MatrixView | QAbstractButton) and not _is_qts_own(w)]
    assert len(shown) > 20
    silent = [w.objectName() for w in shown if not whats_this.explanation(w)]
    assert silent == []


def _is_qts_own(widget: QWidget) -> bool:
    return widget.objectName().startswith("qt_")


def test_a_click_is_answered(person: Person) -> None:
    person.shortcut(Qt.Key.Key_F1, SHIFT)
    assert QWhatsThis.inWhatsThisMode()
    person.click(person.view(0), 1, 1)
    said = [w for w in QApplication.topLevelWidgets() if w.metaObject().className() == "QWhatsThat" and w.isVisible()]
    assert len(said) == 1
    assert person.view(0).whatsThis().startswith("The output of a layer.")
    assert not QWhatsThis.inWhatsThisMode()
    QWhatsThis.hideText()
    assert not person.window.session.state.focus.pinned, "the click was a question"


# For a room


def test_presentation_has_big_type_and_broad_outlines_and_ends_as_it_began(person: Person) -> None:
    window, title = person.window, person.window.board.card(INPUT).title
    person.window.sides.notes_dock.show()
    person.settle()

    def found() -> tuple[object, ...]:
        docks = [(dock.objectName(), dock.isVisible()) for dock in window.findChildren(QDockWidget)]
        fonts = [w.font().pointSizeF() for w in (title, window.explanation.arithmetic, window.explanation.formula)]
        return docks, fonts, window.look, window.explanation.area.height(), window.isFullScreen()

    before, size = found(), window.size()
    person.shortcut(Qt.Key.Key_F5, NONE)
    docks, fonts, look, height, full = found()
    assert full
    assert not any(shown for _name, shown in docks)
    assert all(big > small * 1.2 for big, small in zip(fonts, before[1], strict=True))
    assert height > before[3]
    assert look.emphasis > 1
    window.toggle_theme()
    assert window.look.emphasis > 1
    assert window.look.name == "dark"
    window.toggle_theme()
    person.shortcut(Qt.Key.Key_F5, NONE)
    window.resize(size)  # a desktop does that, the offscreen platform does not
    person.settle()
    assert found() == before


def test_the_arithmetic_is_right_for_a_room_too(person: Person) -> None:
    person.click(person.view(0), 2, 1)
    said = person.arithmetic()
    person.shortcut(Qt.Key.Key_F5, NONE)
    assert person.arithmetic() == said
    lines = person.window.explanation.arithmetic
    assert lines.rows_needed == 1
    assert lines.height() >= lines.fontMetrics().height()
    cards = person.window.board.cards
    for card in cards:
        assert card.title.width() >= card.title.sizeHint().width(), "a title is cut off"
    QTest.mouseMove(person.window, QPoint(5, 5))


def test_escape_releases_a_cell_and_then_leaves_the_presentation(person: Person) -> None:
    person.shortcut(Qt.Key.Key_F5, NONE)
    for keyboard in (person.view(0), person.window.board.card(MatrixId("kernel", 0))):
        person.click(person.view(0), 2, 1)
        person.key(keyboard, Qt.Key.Key_Escape)
        assert person.window.presentation.on
        assert person.window.session.state.focus.pin is None
        person.hover(person.view(0), 1, 1)
        person.key(keyboard, Qt.Key.Key_Escape)
        assert not person.window.presentation.on
        assert not person.window.isFullScreen()
        assert not person.window.actions_by_name["present"].isChecked()
        person.shortcut(Qt.Key.Key_F5, NONE)


def test_escape_leaves_the_slow_step_and_then_the_presentation(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("learning-a-kernel"))
    person.press("workspace_learn")
    person.shortcut(Qt.Key.Key_F5, NONE)
    person.press("timeline_slow")
    learner, slow = person.window.learner, person.window.actions_by_name["slow"]
    person.press("timeline_forward")
    assert learner.slow
    assert learner.moment.phase
    person.key(person.window, Qt.Key.Key_Escape)
    assert not learner.slow
    assert not learner.moment.phase
    assert not slow.isChecked()
    person.press("phase_3")
    assert learner.moment.phase
    person.key(person.window, Qt.Key.Key_Escape)
    assert not learner.moment.phase
    assert person.window.presentation.on
    person.key(person.window, Qt.Key.Key_Escape)
    assert not person.window.presentation.on


def test_full_screen_is_left_by_its_key_and_says_so(person: Person) -> None:
    person.shortcut(Qt.Key.Key_F5, NONE)
    assert person.window.actions_by_name["full_screen"].isChecked()
    person.shortcut(Qt.Key.Key_F5, NONE)
    assert not person.window.actions_by_name["full_screen"].isChecked()


def test_help_beside_the_lessons_has_their_whole_height(open_window: OpenWindow) -> None:
    person = open_window(size=(1366, 768), view="stage")
    person.window.actions_by_name["lessons"].trigger()
    person.settle()
    lessons = person.window.sides.lessons.dock
    high = lessons.height()
    person.window.actions_by_name["help"].trigger()
    for _ in range(3):
        person.settle()
    assert help_panel(person).isVisible()
    assert help_panel(person).height() > 0.8 * high
    lessons.raise_()
    person.settle()
    assert lessons.isVisible(), "a tab leads back"
