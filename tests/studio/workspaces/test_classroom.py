"""Saving answers for a teacher, and the teacher's table."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QTableWidget

from convstudio.lessons.classroom.records import read_answers
from convstudio.studio import places
from convstudio.studio.document.asking import Asking
from convstudio.studio.document.settings import Settings
from convstudio.studio.lessons.class_sheet import ClassSheet
from tests.studio.conftest import OpenWindow
from tests.studio.workspaces.test_lessons import Learner


@pytest.fixture
def learner(open_window: OpenWindow) -> Learner:
    places.answers_file().unlink(missing_ok=True)
    return Learner(open_window(view="stage").window)


def do(learner: Learner, command: str) -> None:
    learner.window.actions_by_name[command].trigger()
    learner.settle()


def test_answers_are_kept_and_saved_where_the_learner_says(learner: Learner, tmp_path: Path) -> None:
    do(learner, "save_answers")
    assert learner.answers.told == ["Answers: There are no answers yet: answer a question of a lesson first."]
    learner.begin("02-by-hand")
    learner.answer("37")
    learner.answer("what")  # no answer, so none is kept
    learner.answer("25")
    learner.answers.save_path = tmp_path / "anna.jsonl"
    do(learner, "save_answers")
    saved = read_answers(tmp_path / "anna.jsonl")
    assert [(each.lesson, each.step, each.answer, each.right, each.tries, each.misconceptions) for each in saved] == [
        ("02-by-hand", 1, "37", False, 1, ("rows_columns_swapped",)),
        ("02-by-hand", 1, "25", True, 2, ()),
    ]
    learner.answers.save_path = tmp_path / "missing" / "anna.jsonl"
    do(learner, "save_answers")
    assert "Not saved" in learner.answers.told[-1]


def test_the_last_line_may_have_been_cut_short(learner: Learner, tmp_path: Path) -> None:
    places.answers_file().parent.mkdir(parents=True, exist_ok=True)
    places.answers_file().write_bytes(b'{"lesson": "02')
    learner.begin("02-by-hand")
    learner.answer("25")
    learner.answers.save_path = tmp_path / "anna.jsonl"
    do(learner, "save_answers")
    assert [each.answer for each in read_answers(tmp_path / "anna.jsonl")] == ["25"]


def test_a_folder_of_answers_is_a_table(learner: Learner, tmp_path: Path) -> None:
    learner.begin("02-by-hand")
    learner.answer("37")
    learner.answers.save_path = tmp_path / "anna.jsonl"
    do(learner, "save_answers")
    (tmp_path / "ben.jsonl").write_text("?", encoding="utf-8")
    learner.answers.open_path = tmp_path
    do(learner, "class_table")
    sheet = learner.window.findChild(ClassSheet)
    assert sheet is not None
    table = sheet.findChild(QTableWidget, "class_table")
    assert table is not None
    assert [table.verticalHeaderItem(row).text() for row in range(table.rowCount())] == ["anna", "Class"]
    assert table.item(0, 0).text() == "✗ · rows columns swapped"
    assert table.horizontalHeaderItem(0).toolTip() == "What is *Y*[0, 1]?"
    problems = sheet.findChild(QLabel, "class_problems")
    assert problems is not None
    assert problems.text().startswith("ben.jsonl: line 1")
    sheet.copy()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "anna\t✗ · rows columns swapped"
    sheet.close()


def test_an_empty_folder_is_said_to_be_so(learner: Learner, tmp_path: Path) -> None:
    learner.answers.open_path = tmp_path
    do(learner, "class_table")
    assert learner.answers.told[-1].endswith("holds no saved answers: their files end in .jsonl.")


# Forgetting


def test_answers_ticks_and_stars_are_forgotten_after_a_question(learner: Learner) -> None:
    do(learner, "forget_answers")
    assert learner.answers.told == ["Answers: There are no answers yet: answer a question of a lesson first."]
    learner.begin("02-by-hand")
    learner.answer("37")
    learner.answer("25")
    settings = Settings()
    settings.keep_stars("01-make-this", 2)
    do(learner, "forget_answers")
    assert learner.answers.asked_about == ["2 answers"]
    assert places.answers_file().exists()  # not yet: the question was declined
    assert settings.answered("02-by-hand") == {0}
    learner.answers.forgets = True
    do(learner, "forget_answers")
    assert not places.answers_file().exists()
    assert settings.answered("02-by-hand") == frozenset()
    assert settings.stars("01-make-this") == 0
    assert learner.player.answered.open
    assert learner.can_press("lesson_check")
    learner.answer("25")  # and it can be answered again
    assert settings.answered("02-by-hand") == {0}


def test_the_question_says_what_goes_and_what_stays(learner: Learner) -> None:
    said: list[str] = []

    def answer() -> None:
        (box,) = learner.window.findChildren(QMessageBox)
        said.extend([box.text(), box.informativeText(), *(button.text() for button in box.buttons())])
        box.reject()

    QTimer.singleShot(0, answer)
    assert not Asking(learner.window).forget_answers(1)
    assert said[0] == "1 answer is kept here."
    assert "stars of challenges. Files that you have saved of them stay." in said[1]
    assert "&Forget them" in said


def test_answers_that_cannot_be_removed_are_said_and_nothing_else_goes(learner: Learner) -> None:
    learner.begin("02-by-hand")
    learner.answer("25")
    places.answers_file().unlink()
    places.answers_file().mkdir()
    learner.answers.forgets = True
    do(learner, "forget_answers")
    assert learner.answers.told[-1].startswith("Answers: The answers cannot be removed: ")
    assert Settings().answered("02-by-hand") == {0}
    places.answers_file().rmdir()
