"""The question of a step: what it asks, the field for the answer, and what is said about the answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from convstudio.lessons.goals import Goal
from convstudio.lessons.questions import Question
from convstudio.lessons.reading.read import computed, runs_of
from convstudio.studio.lessons.answers import AnswerField, Mark, field_for
from convstudio.studio.lessons.player import LessonPlayer
from convstudio.studio.lessons.reading import show_runs
from convstudio.studio.lessons.star_rows import StarRows
from convstudio.studio.lessons.target_view import TargetView
from convstudio.studio.shell.status import announce
from convstudio.studio.widgets.buttons import text_button
from convstudio.studio.widgets.flow import FlowLayout
from convstudio.studio.widgets.literal import Label, set_look
from convstudio.studio.widgets.reading import Reading
from convstudio.words import Text, tr, translated

MARK_WIDTH = 18  # pixels
MARKS: Mapping[Mark, str] = {"": "", "right": "✓", "wrong": "✗"}
MARK_NAMES: Mapping[Mark, Text] = {"": "", "right": "", "wrong": "Not quite."}


class QuestionBox(QFrame):
    """The box with the question of the present step."""

    closed = Signal()  # the question that had the keyboard is answered
    said = Signal(QWidget)  # this widget says something new about the answer

    def __init__(self, player: LessonPlayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question_box")
        self._player = player
        self._asked: tuple[object, ...] = ()
        self._field: AnswerField | None = None
        self._title = Label(tr("Predict first"), self)
        self._title.setProperty("look", "heading")
        self._ask, self._verdict = Reading(self), Reading(self)
        for view, name in ((self._ask, "lesson_question"), (self._verdict, "lesson_verdict")):
            view.setObjectName(name)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(14, 12, 14, 12)
        self._target, self._stars = TargetView(self), StarRows(self)
        for part in (self._title, self._ask, self._target, self._stars):
            self._box.addWidget(part)
        self.buttons = self._make_buttons()
        self._box.addWidget(self._verdict_row())

    def _verdict_row(self) -> QWidget:
        """Make the row with the mark, the verdict in words, and the products that lead to a wrong answer."""
        self._mark, self._head, self._sum = Label("", self), Label(tr("Not quite"), self), Label("", self)
        for label, name, look in ((self._mark, "lesson_mark", "mark"), (self._head, "lesson_head", "heading"),
                                  (self._sum, "lesson_sum", "sum")):  # fmt: skip
            label.setObjectName(name)
            label.setProperty("look", look)
        self._mark.setFixedWidth(MARK_WIDTH)
        self._sum.setWordWrap(True)
        row = self._row = QWidget(self)
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._mark, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        for place, part in enumerate((self._head, self._verdict, self._sum)):
            grid.addWidget(part, place, 1)
        return row

    def _make_buttons(self) -> QWidget:
        """Make the buttons of the question, which the panel puts where they do not scroll away."""
        self._check = text_button("lesson_check", tr("Check"), tr("Commit your answer"), self, "primary")
        self._hint = text_button("lesson_hint", tr("Show a hint"), tr("Something to think of"), self, "quiet")
        self._solve = text_button("lesson_solution", tr("Show the solution"), tr("The answer, and why"), self, "quiet")
        self._another = text_button(
            "lesson_another", tr("Another one like this"), tr("The same question with other numbers"), self, "quiet"
        )
        self._check.clicked.connect(self._commit)
        self._hint.clicked.connect(self._show_hint)
        self._solve.clicked.connect(self._player.give_up)
        self._another.clicked.connect(self._player.another)
        self._restart = text_button(
            "lesson_restart", tr("Begin again"), tr("The stage as it was at the start; no changes yet"), self, "quiet"
        )
        self._restart.clicked.connect(self._player.begin_again)
        actions = QWidget(self)
        actions.setObjectName("lesson_actions")
        row = FlowLayout(actions)
        for button in (self._check, self._hint, self._solve, self._another, self._restart):
            row.addWidget(button)
        return actions

    def refresh(self) -> None:
        """Show the question of the player's present step, with its answer and verdict; hide the box if there is none."""
        step, experiment = self._player.step, self._player.experiment
        question = step.question if step else None
        self.setVisible(question is not None)
        self.buttons.setVisible(question is not None)
        if question is None or experiment is None:
            return
        asked = (question, experiment)
        has_keyboard = self._keyboard_inside()
        if asked != self._asked:
            self._ask_anew(question, asked)
        answered = self._player.answered
        self._title.setText(_title(question))
        self._restart.setVisible(isinstance(question, Goal))
        self._check.setVisible(answered.open)
        self._hint.setVisible(answered.may_hint and bool(question.hint))
        self._solve.setVisible(answered.open)
        self._another.setVisible(not answered.open and question.another)
        if self._field:
            self._field.setEnabled(answered.open)
            self._field.setVisible(answered.open or question.field != "stage")  # it mentions Check, which is then hidden
        verdict = answered.verdict
        words = answered.solution or (verdict.words if verdict else "")
        self._say(words, "" if verdict is None else "right" if verdict.right else "wrong")
        self._sum.setText(tr("So you came to {sum}", sum=verdict.sum) if verdict and verdict.sum else "")
        self._sum.setVisible(bool(self._sum.text()))
        if has_keyboard and not self._keyboard_inside():
            self._pass_keyboard_on()

    def show_attempt(self) -> None:
        """Show how far the stage is from the goal of a challenge; nothing without a goal, or if another document is shown."""
        step, experiment = self._player.step, self._player.experiment
        goal = step.question if step else None
        if not isinstance(goal, Goal) or experiment is None or not self._player.is_on_stage:
            self._target.show_target(None)
            self._stars.show_readings(())
            return
        attempt = self._player.attempt
        try:
            target, readings = goal.target(attempt, experiment), goal.readings(attempt, experiment)
        except ValueError:  # what the stage shows cannot be judged
            target, readings = None, ()
        self._target.show_target(target)
        self._stars.show_readings(readings)

    def _keyboard_inside(self) -> bool:
        focused = self.window().focusWidget()
        if focused is None or not focused.isEnabled() or not focused.isVisible():
            return False
        return self.isAncestorOf(focused) or self.buttons.isAncestorOf(focused)

    def _pass_keyboard_on(self) -> None:
        """Move the keyboard to the answer while the question is open; else emit `closed`."""
        first = self._field.first() if self._field and self._player.answered.open else None
        if first:
            first.setFocus()
        else:
            self.closed.emit()

    def _ask_anew(self, question: Question, asked: tuple[object, ...]) -> None:
        self._asked = asked
        experiment = self._player.experiment
        assert experiment
        show_runs(self._ask, runs_of(computed(question.ask, experiment)))
        if self._field:
            self._box.removeWidget(self._field)
            self._field.hide()
            self._field.deleteLater()
        self._field = field_for(question, experiment, self)
        self._field.entered.connect(self._commit)
        self._box.insertWidget(self._box.indexOf(self._stars) + 1, self._field)
        self._field.show()

    def _commit(self) -> None:
        assert self._field
        try:
            self._player.check(self._field.given())
        except ValueError as problem:
            self._say(str(problem))

    def _show_hint(self) -> None:
        step, experiment = self._player.step, self._player.experiment
        if step and step.question and experiment:
            self._say(tr("A hint: {words}", words=computed(step.question.hint, experiment)))

    def _say(self, words: str, mark: Mark = "") -> None:
        """Say something about the answer, and mark it, here and in its field."""
        said = self._verdict.toPlainText() if self._verdict.isVisible() else ""
        self._verdict.setVisible(bool(words))
        self._sum.hide()
        self._head.setVisible(mark == "wrong")
        self._mark.setVisible(bool(mark))
        self._mark.setText(MARKS[mark])
        self._mark.setAccessibleName(translated(MARK_NAMES[mark]))
        set_look(self._mark, f"mark_{mark}")
        verdict = self._player.answered.verdict
        if self._field:
            self._field.mark(mark, verdict.asked if verdict else None)
        if words:
            show_runs(self._verdict, runs_of(words.replace("\n", "  \n")))
            if self._verdict.toPlainText() != said:
                self.said.emit(self._row)
                announce(self._verdict, " ".join(filter(None, (translated(MARK_NAMES[mark]), self._verdict.toPlainText()))))


def _title(question: Question) -> str:
    if isinstance(question, Goal):
        return tr("Challenge")
    return tr("Your turn") if question.field == "stage" else tr("Predict first")
