"""Lessons beside the stage: stepping, answering, what is hidden until then, and the learner's own experiment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QRadioButton,
    QTextEdit,
    QToolButton,
    QWidget,
)

from convstudio.experiment import edits, files, gallery
from convstudio.lessons.misconceptions import named
from convstudio.studio import places, program
from convstudio.studio.document.settings import Settings
from convstudio.studio.lessons.player import LessonPlayer
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.widgets.elided import Elided
from tests.lessons.writing import step, write
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person
from tests.studio.shell.test_accessible import nameless

KINDS = QAccessible.Text


class Learner(Person):
    """A person who takes lessons."""

    @property
    def player(self) -> LessonPlayer:
        return self.window.sides.lessons.player

    def begin(self, name: str) -> None:
        """F4, then the lesson in the list."""
        if not self.window.actions_by_name["lessons"].isChecked():
            self.shortcut(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier)
        found = self._one(QListWidget, "lesson_list")
        row = [lesson.name for lesson in self.player.lessons].index(name)
        place = found.visualItemRect(found.item(row)).center()
        QTest.mouseClick(found.viewport(), LEFT, pos=place)
        self.settle()

    def begin_another(self, name: str, at: int) -> None:
        """Back to the contents, then to a step of another lesson."""
        self.press("lesson_leave")
        self.begin(name)
        for _ in range(at):
            self.press("lesson_next")

    def answer(self, text: str) -> None:
        field = self._one(QLineEdit, "lesson_answer")
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.settle()

    def shows(self, name: str) -> str:
        """The words of a part of the panel; "" if it is not there."""
        found = [each for each in self.window.findChildren(QTextEdit, name) if each.isVisible()]
        return found[0].toPlainText() if found else ""

    def can_press(self, name: str) -> bool:
        return any(button.isVisible() and button.isEnabled() for button in self.window.findChildren(QToolButton, name))


@pytest.fixture
def folder() -> Iterator[Path]:
    """The user's own lessons, none of which is left behind."""
    own = places.lessons_folder()
    own.mkdir(parents=True, exist_ok=True)
    yield own
    shutil.rmtree(own)


@pytest.fixture
def learner(open_window: OpenWindow) -> Learner:
    return Learner(open_window(view="stage").window)


def test_a_lesson_is_stepped_through_and_leaves_the_own_experiment_as_it_was(learner: Learner) -> None:
    own = learner.window.session.state.experiment
    learner.begin("02-by-hand")
    label = learner.window.findChild(QLabel, "lesson_title")
    assert label is not None
    assert label.text() == "Lay it on, multiply, add"
    assert "0·0 + 1·1 + 3·2 + 4·3 = 19" in learner.shows("lesson_text")
    assert learner.window.session.state.experiment.input.tolist() == [[[0, 1, 2], [3, 4, 5], [6, 7, 8]]]
    doing = learner.window.findChild(QLabel, "lesson_doing")
    assert doing is not None
    assert doing.text().endswith(": predict, then check")
    learner.press("lesson_next")
    assert label.text() == "All places"
    assert doing.text().startswith("Step 2 of ")
    learner.press("lesson_back")
    assert label.text() == "Lay it on, multiply, add"
    assert not learner.can_press("lesson_back")
    learner.press("lesson_leave")
    assert learner.window.session.state.experiment is own
    assert not learner.window.session.state.history.modified


def test_what_was_changed_before_a_lesson_is_neither_lost_nor_overwritten(learner: Learner, tmp_path: Path) -> None:
    session = learner.window.session
    learner.window.layers.add("max_pool2d")
    changed = session.state.experiment
    learner.begin("01-local-and-shared")
    learner.window.layers.add("activation")  # tried out in the lesson: nobody is asked about it
    learner.answers.on_changes = "save"
    learner.answers.save_path = tmp_path / "own.convstudio"
    assert learner.window.documents.may_leave()
    assert learner.answers.asked_about == ["Edge detection"]
    assert len(files.read(tmp_path / "own.convstudio").layers) == len(changed.layers)
    learner.press("lesson_leave")
    assert session.state.experiment is changed


def test_a_wrong_answer_is_explained_a_hint_comes_after_two_and_the_right_one_shows_the_output(learner: Learner) -> None:
    learner.begin("02-by-hand")
    assert learner.window.session.state.evaluation.results[0].shown is None
    learner.answer("37")
    assert learner.shows("lesson_verdict") == named("rows_columns_swapped").sentence
    assert not learner.can_press("lesson_hint")
    learner.answer("twenty")
    assert "is not a number" in learner.shows("lesson_verdict")
    assert not learner.can_press("lesson_hint")
    learner.answer("13")
    learner.press("lesson_hint")
    assert learner.shows("lesson_verdict").startswith("A hint: ")
    assert not learner.can_press("lesson_another")
    learner.answer("25")
    assert learner.shows("lesson_verdict").startswith("Right. ")
    assert not learner.can_press("lesson_check")
    evaluation = learner.window.session.state.evaluation
    assert evaluation.results[0].output is not None
    assert evaluation.results[0].output.tolist() == [[[19, 25], [37, 43]]]
    assert "25" in learner.arithmetic()  # the cell that was asked for is pinned, product by product
    assert Settings().answered("02-by-hand") == {0}


def mark_of(learner: Learner, name: str) -> str:
    """The mark of a field, as the style sheet shows it; or the words of a label; "" if it is not there."""
    widget = next((each for each in learner.window.findChildren(QWidget, name) if each.isVisible()), None)
    return "" if widget is None else widget.text() if isinstance(widget, QLabel) else str(widget.property("mark") or "")


def test_a_wrong_answer_is_marked_explained_product_by_product_and_can_be_changed(learner: Learner) -> None:
    learner.begin("02-by-hand")
    assert learner._one(Elided, "transport_place").text() == "The output is hidden.", "that is why nothing can be played"
    assert [mark_of(learner, name) for name in ("lesson_mark", "lesson_head", "lesson_answer")] == ["", "", ""]
    learner.answer("1000")
    assert (mark_of(learner, "lesson_head"), learner.shows("lesson_verdict")) == (
        "Not quite",
        "Try it once more, product by product.",
    )
    learner.answer("37")
    assert [mark_of(learner, name) for name in ("lesson_mark", "lesson_head", "lesson_answer")] == ["✗", "Not quite", "wrong"]
    assert mark_of(learner, "lesson_sum") == "So you came to 3·0 + 4·1 + 6·2 + 7·3 = 37"
    assert learner.arithmetic() == "1·0 + 2·1 + 4·2 + 5·3 = ?  → Y[0, 1]"  # on the stage, without what it comes to
    marks = {mark.role: (mark.rows, mark.columns) for mark in learner.view().scene.marks}
    assert marks == {"window": ((0, 1), (1, 2))}
    field = learner._one(QLineEdit, "lesson_answer")
    assert field.isEnabled()
    assert learner.can_press("lesson_solution")  # always
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert mark_of(learner, "lesson_answer") == ""  # another answer is not judged yet
    learner.answer("25")
    assert [mark_of(learner, name) for name in ("lesson_mark", "lesson_head", "lesson_answer")] == ["✓", "", "right"]
    assert mark_of(learner, "lesson_sum") == ""


def test_a_wrong_answer_about_an_output_that_is_seen_pins_its_cell(open_window: OpenWindow, folder: Path) -> None:
    write(folder, step("kind = 'cell'\nask = 'Y?'\ncell = [1, 0]"), name="seen.md")
    learner = Learner(open_window(view="stage").window)
    learner.begin("seen")
    learner.answer("25")
    assert learner.arithmetic() == "3·0 + 4·1 + 6·2 + 7·3 + bias 0 = 37  → Y[1, 0]"
    focus = learner.window.session.state.focus
    assert focus.pin is not None
    assert (focus.pin.row, focus.pin.column) == (1, 0)


def test_a_wrong_choice_is_marked_and_another_one_can_be_made(learner: Learner) -> None:
    learner.begin("04-edges")
    learner.press("lesson_next")
    wrong, right = (learner._one(QRadioButton, f"lesson_option_{place}") for place in (1, 0))
    wrong.click()
    learner.press("lesson_check")
    assert (mark_of(learner, "lesson_option_mark_1"), mark_of(learner, "lesson_head")) == ("✗", "Not quite")
    assert wrong.isChecked()
    right.click()
    assert mark_of(learner, "lesson_option_mark_1") == ""
    learner.press("lesson_check")
    assert mark_of(learner, "lesson_option_mark_0") == "✓"


def test_the_first_wrong_cell_is_marked_in_the_grid_and_shown_on_the_stage(learner: Learner) -> None:
    learner.begin("02-by-hand")
    learner.press("lesson_next")
    for name, text in (("0_0", "3"), ("0_1", "99"), ("1_0", "99"), ("1_1", "99")):
        learner._one(QLineEdit, f"lesson_cell_{name}").setText(text)
    step, experiment = learner.player.step, learner.player.experiment
    assert step
    assert step.question
    assert experiment
    right = step.question.answer(experiment).tolist()
    learner._one(QLineEdit, "lesson_cell_0_0").setText(f"{right[0][0]:g}")
    learner.press("lesson_check")
    assert [mark_of(learner, f"lesson_cell_{cell}") for cell in ("0_0", "0_1", "1_0", "1_1")] == ["", "wrong", "", ""]
    assert learner.arithmetic().endswith("= ?  → Y[0, 1]")


def test_another_one_has_other_numbers_and_is_hidden_again(learner: Learner) -> None:
    learner.begin("02-by-hand")
    learner.press("lesson_solution")
    assert "Answer: 25." in learner.shows("lesson_verdict")
    assert not Settings().answered("02-by-hand")
    learner.press("lesson_another")
    state = learner.window.session.state
    assert state.experiment.input.tolist() != [[[0, 1, 2], [3, 4, 5], [6, 7, 8]]]
    assert state.evaluation.results[0].shown is None
    assert learner.shows("lesson_verdict") == ""
    question, experiment = learner.player.step.question, learner.player.experiment  # type: ignore[union-attr]
    assert question is not None
    assert experiment is not None
    learner.answer(question.written(question.answer(experiment)))
    assert learner.shows("lesson_verdict").startswith("Right. ")


def said(window: QWidget) -> list[str]:
    """All that the window shows, says beside the pointer, and tells a screen reader; the numbers in the cells, too."""
    words: list[str] = []
    for widget in window.findChildren(QWidget):
        known = QAccessible.queryAccessibleInterface(widget)
        if known:
            words += [
                known.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
            ]
        words += [widget.toolTip(), widget.whatsThis(), widget.statusTip()]
        words += [str(getattr(widget, name)()) for name in ("text", "toPlainText") if callable(getattr(widget, name, None))]
        if isinstance(widget, MatrixView):
            rows, columns = widget.scene.shape
            words += [widget.text_at(row, column) for row in range(rows) for column in range(columns)]
    return words


@pytest.mark.parametrize("view", ["stage", "flow"])
def test_a_hidden_answer_is_nowhere_until_it_is_committed(
    open_window: OpenWindow, folder: Path, tmp_path: Path, view: str
) -> None:
    stage = (
        "\n```experiment\ninput = [[101, 0, 3], [7, 211, 5], [1, 9, 2]]\nhidden = true\n[[layers]]\n"
        "kind = 'conv2d'\nkernel = [[3, 0], [0, 5]]\n[[layers]]\nkind = 'max_pool2d'\nkernel_size = 1\nstride = 1\n```\n"
    )
    write(folder, step("kind = 'cell'\nask = 'Which?'\ncell = [0, 0]\nlayer = 1", stage), name="secret.md")
    learner = Learner(open_window(view=view).window)
    window, secret = learner.window, str(101 * 3 + 211 * 5)
    learner.begin("secret")
    window.show_layer_table(True)
    window.show_notes(True)
    window.show_history(True)
    for page in ("explore", "learn", "shift", "explore"):
        learner.press(f"workspace_{page}")
        for layer in (-1, 0, 1):
            window.session.select(layer)
            learner.settle()
            shown = [words for words in said(window) if secret in words.replace(" ", "").replace("\u202f", "")]
            assert shown == []
    window.layers.switch()
    window.layers.switch()
    learner.settle()
    assert [words for words in said(window) if secret in words] == []
    with pytest.raises(ValueError, match="Not saved"):
        files.write(window.session.state.experiment, tmp_path / "secret.convstudio")
    learner.answer("1")  # its products are told then, but not what they come to
    assert learner.arithmetic() == "101·3 + 0·0 + 7·0 + 211·5 = ?  → Y[0, 0]"
    assert [words for words in said(window) if secret in words.replace("\u202f", "")] == []
    learner.answer(secret)
    assert [words for words in said(window) if secret in words]


def test_a_design_is_set_on_the_stage(learner: Learner) -> None:
    learner.begin("05-a-layer")
    for _ in range(3):
        learner.press("lesson_next")
    learner.press("lesson_check")
    assert learner.shows("lesson_verdict") == "The smallest output is not 0 yet."
    assert mark_of(learner, "lesson_stage_how") == "Set it on the stage, then press Check."
    learner.window.session.edit(edits.set_bias, 0, 0, 1.0)
    learner.press("lesson_check")
    assert learner.shows("lesson_verdict").startswith("Right. ")
    assert mark_of(learner, "lesson_stage_how") == ""  # nor is Check there any more
    learner.begin_another("02-by-hand", 2)
    assert mark_of(learner, "lesson_signs_how").startswith("Click a cell to go through +, 0 and −")


def test_a_choice_is_made_by_a_click_on_its_words(learner: Learner) -> None:
    learner.begin("04-edges")
    learner.press("lesson_next")
    learner.press("lesson_check")
    assert learner.shows("lesson_verdict") == "Choose one of the answers first."
    button = learner.window.findChild(QRadioButton, "lesson_option_0")
    assert button is not None
    QTest.mouseClick(button.parentWidget(), LEFT, pos=QPoint(button.parentWidget().width() - 20, 8))
    learner.settle()
    learner.press("lesson_check")
    assert learner.shows("lesson_verdict").startswith("Right. ")


def test_everything_has_a_name_and_says_what_it_is(learner: Learner) -> None:
    from convstudio.studio.shell.help import whats_this

    learner.begin("02-by-hand")
    for _ in range(3):
        assert list(nameless(learner.window)) == []
        buttons = learner.window.sides.lessons.panel.findChildren(QToolButton)
        assert [each.objectName() for each in buttons if each.isVisible() and not whats_this.explanation(each)] == []
        learner.press("lesson_next")


def test_where_one_was_is_kept_between_starts(learner: Learner, open_window: OpenWindow) -> None:
    learner.begin("01-local-and-shared")
    learner.press("lesson_next")
    again = Learner(open_window(view="stage").window)
    again.begin("01-local-and-shared")
    assert again.player.at == 1


def test_another_document_is_said_to_be_none_of_the_lesson(learner: Learner) -> None:
    learner.begin("01-local-and-shared")
    assert not learner.can_press("lesson_again")
    learner.open_example("stride")
    assert learner.can_press("lesson_again")
    learner.press("lesson_again")
    assert learner.window.session.state.history.document.lesson
    assert not learner.can_press("lesson_again")


def test_a_lesson_that_is_written_meanwhile_is_read_again_at_the_same_step(open_window: OpenWindow, folder: Path) -> None:
    write(folder, step(title="One"), step(title="Two", text="Old.", stage=""), name="own.md")
    learner = Learner(open_window(view="stage").window)
    learner.begin("own")
    learner.press("lesson_next")
    write(folder, step(title="One"), step(title="Two", text="New {= Y[0, 0]}.", stage=""), name="own.md")
    learner.player._read_again()
    learner.settle()
    assert learner.player.at == 1
    assert learner.shows("lesson_text") == "New 19."
    write(folder, "broken", name="own.md")
    learner.player._read_again()
    learner.settle()
    assert learner.shows("lesson_text") == "New 19."
    learner.press("lesson_leave")
    learner.window.lessons.show(True)
    learner.settle()
    texts = [label.text() for label in learner.window.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("own.md, line ") for text in texts)
    QApplication.processEvents()


def test_a_first_lesson_is_written_from_the_experiment_and_opened(learner: Learner, folder: Path) -> None:
    own = learner.window.session.state.experiment
    learner.window.actions_by_name["new_lesson"].trigger()
    learner.settle()
    assert (folder / "edge-detection.md").exists()
    assert learner.player.lesson is not None
    assert learner.player.lesson.name == "edge-detection"
    learner.press("lesson_leave")
    assert learner.window.session.state.experiment is own


def test_the_same_experiment_again_can_be_played(learner: Learner) -> None:
    session = learner.window.session
    experiment = gallery.example("stride")
    for _ in range(2):
        session.look_at(experiment, "again", lesson=True)
        learner.settle()
        assert session.state.playhead is not None


def test_what_a_question_hid_is_shown_again_in_the_next_step(learner: Learner) -> None:
    learner.begin("01-local-and-shared")
    assert learner.window.session.state.evaluation.results[0].output is None
    learner.press("lesson_next")
    assert learner.window.session.state.evaluation.results[0].output is not None


def test_the_contents_go_on_where_one_was(learner: Learner) -> None:
    learner.shortcut(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier)
    button = learner.window.findChild(QToolButton, "lesson_begin")
    assert button is not None
    assert button.text() == "Begin: Why local and shared"
    learner.begin("02-by-hand")
    learner.press("lesson_leave")
    assert button.text() == "Continue: Cross-correlation by hand"
    learner.press("lesson_begin")
    assert learner.player.at == 0
    assert learner.player.lesson is not None
    assert learner.player.lesson.name == "02-by-hand"


def test_the_lessons_stay_away_where_a_file_is_opened(learner: Learner, tmp_path: Path) -> None:
    files.write(gallery.example("stride"), tmp_path / "file.convstudio")
    program.begin(learner.window, tmp_path / "file.convstudio")
    learner.settle()
    assert not learner.window.actions_by_name["lessons"].isChecked()
    assert learner.window.findChildren(QDialog) == []


def test_a_lesson_is_taken_with_the_keyboard_alone(learner: Learner) -> None:
    window = learner.window
    learner.shortcut(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier)
    chosen = window.focusWidget()
    assert isinstance(chosen, QListWidget)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return):
        learner.key(chosen, key)
    assert learner.player.lesson is not None
    assert learner.player.lesson.name == "02-by-hand"
    words = window.focusWidget()
    assert isinstance(words, QTextEdit)
    learner.key(words, Qt.Key.Key_Tab)
    answer = window.focusWidget()
    assert isinstance(answer, QLineEdit)
    QTest.keyClicks(answer, "25")
    learner.key(answer, Qt.Key.Key_Return)
    assert learner.shows("lesson_verdict").startswith("Right. ")
    go_on = window.focusWidget()
    assert go_on is not None
    assert go_on.objectName() == "lesson_next"
    learner.key(go_on, Qt.Key.Key_Space)
    assert learner.player.at == 1
    learner.key(go_on, Qt.Key.Key_Backtab)
    learner.press("lesson_back")
    again = window.findChild(QToolButton, "lesson_solution")
    assert again is not None
    again.setFocus()
    learner.key(again, Qt.Key.Key_Space)
    assert window.focusWidget() is go_on
    fresh = window.findChild(QToolButton, "lesson_another")
    assert fresh is not None
    fresh.setFocus()
    learner.key(fresh, Qt.Key.Key_Space)
    assert isinstance(window.focusWidget(), QLineEdit)


def test_a_better_rate_is_found_in_learn(learner: Learner) -> None:
    learner.begin("06-learning")
    for _ in range(4):
        learner.press("lesson_next")
    assert learner.window.session.state.workspace == "learn"
    learner.press("lesson_check")
    assert learner.shows("lesson_verdict") == "After ten steps the loss is not below 0.01 yet."
    learner.number("training_learning_rate", "0.028")
    learner.press("lesson_check")
    assert learner.shows("lesson_verdict").startswith("Right. ")
