"""Challenges in the lessons' panel: taken on the stage, with stars that are kept, and the own experiment back afterwards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QTextEdit, QToolButton

from convstudio.studio.document.settings import Settings
from convstudio.studio.lessons.panel import WIDTH
from convstudio.studio.lessons.target_view import TargetView
from tests.studio.conftest import OpenWindow
from tests.studio.workspaces.test_lessons import Learner


class Challenger(Learner):
    """A person who takes challenges."""

    def take(self, name: str) -> None:
        """From the list below the lessons."""
        if not self.window.actions_by_name["lessons"].isChecked():
            self.shortcut(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier)
        self.press("lesson_challenges")
        found = self._one(QListWidget, "lesson_list")
        row = len(self.player.lessons) + 1 + [each.name for each in self.player.challenges].index(name)
        found.setCurrentRow(row)
        self.key(found, Qt.Key.Key_Return)

    def stars(self) -> list[str]:
        """The lines of the stars, with ★ for those that are reached."""
        labels = [label for label in self.window.findChildren(QLabel) if label.isVisible()]
        words = [label for label in labels if label.objectName().startswith("lesson_star_")]
        marks = [label.text() for label in labels if label.text() in ("★", "☆")]
        return [f"{mark} {label.text()}" for mark, label in zip(marks, words, strict=True)]

    def listed(self) -> list[str]:
        """The challenges of the contents."""
        found = self._one(QListWidget, "lesson_list")
        return [found.item(row).text() for row in range(len(self.player.lessons), found.count())]


@pytest.fixture
def challenger(open_window: OpenWindow) -> Challenger:
    return Challenger(open_window(view="stage").window)


def test_a_challenge_is_taken_on_the_stage_and_its_stars_are_kept(challenger: Challenger, open_window: OpenWindow) -> None:
    own = challenger.window.session.state.experiment
    challenger.take("01-make-this-output")
    assert challenger.stars() == [
        "☆ the output is the target · cells: 8 of 24",
        "☆ at most 4 weights and biases that are not 0 · now 0",
        "☆ at most 2 weights and biases that are not 0 · now 0",
    ]
    challenger.press("lesson_check")
    assert challenger.shows("lesson_verdict").startswith("Some cells are not yet what is wanted")
    for row in range(3):
        challenger.type_cell(challenger.kernel(), row, 0, "1")
        challenger.type_cell(challenger.kernel(), row, 2, "-1")
    assert challenger.stars()[0] == "★ the output is the target · cells: 24 of 24"  # before it is checked: nothing is hidden
    challenger.press("lesson_check")
    assert challenger.shows("lesson_verdict").startswith("Right. For another star: at most 4 weights")
    assert Settings().stars("01-make-this-output") == 1
    for row, column, text in ((0, 0, "3"), (0, 2, "-3"), (1, 0, "0"), (1, 2, "0"), (2, 0, "0"), (2, 2, "0")):
        challenger.type_cell(challenger.kernel(), row, column, text)
    challenger.press("lesson_check")
    assert challenger.shows("lesson_verdict").startswith("All stars. ")
    assert not challenger.can_press("lesson_check")
    challenger.press("lesson_leave")
    assert challenger.window.session.state.experiment is own
    assert challenger.listed()[:2] == ["CHALLENGES", "1  Make this output  ★★★"]
    again = Challenger(open_window(view="stage").window)
    again.shortcut(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier)
    assert again.listed()[1] == "1  Make this output  ★★★"
    assert again.player.last is again.player.lessons[0]  # the course goes on where it was left


def test_the_hidden_kernel_is_found_with_a_single_pixel(challenger: Challenger) -> None:
    challenger.take("02-find-the-kernel")
    target = challenger._one(TargetView, "lesson_target")
    challenger.window.actions_by_name["all_black"].trigger()
    challenger.type_cell(challenger.view(), 1, 1, "1")
    shown = target.accessibleDescription().splitlines()
    assert [row.split() for row in shown[:2]] == [["3", "0.5", "0"], ["−1", "2", "0"]]  # turned by half a turn
    for row, column, text in ((0, 0, "2"), (0, 1, "-1"), (1, 0, "0.5"), (1, 1, "3")):
        challenger.type_cell(challenger.kernel(), row, column, text)
    challenger.press("lesson_check")
    assert challenger.shows("lesson_verdict").startswith("All stars. ")
    challenger.press("lesson_restart")
    assert challenger.stars()[1] == "☆ at most 12 changes · now 0"
    assert challenger.can_press("lesson_check")
    assert Settings().stars("02-find-the-kernel") == 3


def test_what_is_asked_has_room(challenger: Challenger) -> None:
    for challenge in challenger.player.challenges:
        challenger.take(challenge.name)
        for name in ("lesson_question", "lesson_text"):
            view = challenger._one(QTextEdit, name)
            assert view.height() >= view.document().size().height(), (challenge.name, name)
        panel = challenger.window.sides.lessons.panel
        assert panel.minimumSizeHint().width() <= WIDTH, challenge.name  # the stage has the rest
        challenger.press("lesson_leave")


def test_what_is_to_be_done_is_in_sight_and_a_single_button_says_it(open_window: OpenWindow) -> None:
    challenger = Challenger(open_window(view="stage", size=(1280, 720)).window)
    panel = challenger.window.sides.lessons.panel

    def primary() -> list[str]:
        shown = [button for button in panel.findChildren(QToolButton) if button.isVisible()]
        assert all(not button.visibleRegion().isEmpty() for button in shown)
        assert all(button.visibleRegion().boundingRect() == button.rect() for button in shown)
        return [button.objectName() for button in shown if button.property("look") == "primary"]

    for challenge in challenger.player.challenges:
        challenger.take(challenge.name)
        assert primary() == ["lesson_check"], challenge.name
        challenger.press("lesson_solution")
        assert primary() == ["lesson_next"], challenge.name
        challenger.press("lesson_restart")
        assert primary() == ["lesson_check"], challenge.name
        challenger.press("lesson_leave")


def test_the_buttons_are_close_to_the_question(open_window: OpenWindow) -> None:
    challenger = Challenger(open_window(view="stage", size=(1600, 1400)).window)
    challenger.take("03-five-by-five")
    box = challenger._one(QFrame, "question_box")
    check = challenger._one(QToolButton, "lesson_check")
    apart = check.mapTo(challenger.window, QPoint()).y() - box.mapTo(challenger.window, box.rect().bottomLeft()).y()
    assert 0 < apart < 40


def test_three_ways_are_gathered(challenger: Challenger) -> None:
    challenger.take("03-five-by-five")
    challenger.spin("kernel_size_h", 3)
    challenger.spin("kernel_size_w", 3)
    challenger.press("lesson_check")
    assert challenger.stars() == ["★ way 1 · 3 × 3", "☆ way 2", "☆ way 3"]
    challenger.press("lesson_check")
    assert challenger.shows("lesson_verdict").startswith("You have found this way already")
    challenger.press("lesson_restart")
    challenger.spin("dilation_h", 2)
    challenger.spin("dilation_w", 2)
    challenger.press("lesson_check")
    assert challenger.stars() == ["★ way 1 · 3 × 3", "★ way 2 · 2 × 2 dilation 2", "☆ way 3"]
    assert Settings().stars("03-five-by-five") == 2


def test_the_solution_brings_no_stars_and_another_document_no_readings(challenger: Challenger) -> None:
    challenger.take("05-fewest-weights")
    challenger.press("lesson_solution")
    assert not challenger.can_press("lesson_check")
    assert Settings().stars("05-fewest-weights") == 0
    challenger.open_example("stride")
    assert challenger.stars() == []
    challenger.press("lesson_again")
    assert len(challenger.stars()) == 3


def test_the_palette_finds_a_challenge(challenger: Challenger) -> None:
    from convstudio.studio.palette.entries import all_commands

    place, command = all_commands(challenger.window)["challenge_06-beat-descent"]
    assert place == "Help ▸ Challenges"
    command.do(challenger.window)
    challenger.settle()
    assert challenger.player.lesson is not None
    assert challenger.player.lesson.name == "06-beat-descent"
    assert challenger.stars()[0].startswith("☆ a loss below 5.45, which gradient descent has after 10 steps · now 551.25")
