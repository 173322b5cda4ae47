"""The fields in which an answer is given: a line, a choice, a grid of numbers or signs, or the stage itself."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QRadioButton, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment import Experiment
from convstudio.lessons.model import Run
from convstudio.lessons.questions import Choice, Question
from convstudio.lessons.reading.matrices import matrices
from convstudio.lessons.reading.read import computed
from convstudio.scene.guide import Asked
from convstudio.studio.lessons.reading import show_runs
from convstudio.studio.widgets.literal import Label, set_look, set_tooltip
from convstudio.studio.widgets.reading import Reading
from convstudio.words import tr

Mark = Literal["", "right", "wrong"]
NO_SIGN = "·"
SIGNS = (NO_SIGN, "+", "0", "−")
CELL_DIGITS = 4.5  # width of a cell of a grid, in digits


class AnswerField(QWidget):
    """A field in which an answer is given."""

    entered = Signal()  # Enter was pressed in it

    def mark(self, mark: Mark, asked: Asked | None) -> None:
        """Mark the answer as right or wrong in the field; `asked` is the cell that is wrong, if there is one."""

    def given(self) -> object:
        """The present answer, as `LessonPlayer.check` takes it."""
        return None

    def first(self) -> QWidget | None:
        """The widget that takes the keyboard first; None if there is none."""
        return None


class LineAnswer(AnswerField):
    """A line in which a number or a size is typed."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit(self)
        self._line.setObjectName("lesson_answer")
        self._line.setAccessibleName(tr("Your answer"))
        self._line.setPlaceholderText(tr("for example {example}", example=question.example))
        self._line.returnPressed.connect(self.entered)
        self._line.textEdited.connect(lambda _text: self.mark("", None))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._line)

    def given(self) -> str:
        return self._line.text()

    def mark(self, mark: Mark, asked: Asked | None) -> None:
        mark_field(self._line, mark)

    def first(self) -> QWidget:
        return self._line


class Option(QWidget):
    """One of several answers: a button, with words of any length beside it."""

    def __init__(self, text: str, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QRadioButton(self)
        self.button.setObjectName(f"lesson_option_{place}")
        self.button.setAccessibleName(text)
        set_tooltip(self.button, text)
        words = _option_words(text, self)
        self.setProperty("look", "option")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = Label("", self)
        self._mark.setObjectName(f"lesson_option_mark_{place}")
        box = QHBoxLayout(self)
        box.setContentsMargins(4, 3, 4, 3)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(words, 1)
        box.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)

    def mark(self, mark: Mark) -> None:
        """Mark the option as right or wrong, or remove the mark."""
        self._mark.setText({"": "", "right": "✓", "wrong": "✗"}[mark])
        set_look(self._mark, f"mark_{mark}")
        set_look(self, f"option_{mark}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a click on the words for a click on the button."""
        self.button.setFocus(Qt.FocusReason.MouseFocusReason)
        self.button.setChecked(True)


def _option_words(text: str, parent: QWidget) -> QWidget:
    """The words of an option; a matrix among them is drawn."""
    if matrices(text):
        view = Reading(parent)
        view.setObjectName("lesson_option_words")
        view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # a click on it is one on its button
        show_runs(view, [Run(text)])
        return view
    words = Label(text, parent)
    words.setWordWrap(True)
    return words


class ChoiceAnswer(AnswerField):
    """A choice of one of a few sentences."""

    def __init__(self, question: Choice, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._rows: list[Option] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        for place, option in enumerate(question.options):
            row = Option(computed(option.text, experiment), place, self)
            self._group.addButton(row.button, place)
            self._rows.append(row)
            box.addWidget(row)
        self._group.buttonToggled.connect(lambda _button, _on: self.mark("", None))

    def mark(self, mark: Mark, asked: Asked | None) -> None:
        for place, row in enumerate(self._rows):
            row.mark(mark if place == self._group.checkedId() else "")

    def given(self) -> int | None:
        chosen = self._group.checkedId()
        return None if chosen < 0 else chosen

    def first(self) -> QWidget:
        return self._group.button(0)


class GridAnswer(AnswerField):
    """A grid with a field for each cell of the output."""

    def __init__(self, rows: int, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        grid.setColumnStretch(columns, 1)
        self._cells = [[self._cell(row, column) for column in range(columns)] for row in range(rows)]
        for row, line in enumerate(self._cells):
            for column, cell in enumerate(line):
                cell.setAccessibleName(tr("row {row}, column {column}", row=row, column=column))
                cell.setObjectName(f"lesson_cell_{row}_{column}")
                grid.addWidget(cell, row, column)

    def _cell(self, row: int, column: int) -> QWidget:
        raise NotImplementedError

    def mark(self, mark: Mark, asked: Asked | None) -> None:
        """Mark the answer; if it is wrong, only the cell to look at first, as the others are still to be found."""
        for row, line in enumerate(self._cells):
            for column, cell in enumerate(line):
                here = asked is None or asked.cell[1:] == (row, column)
                mark_field(cell, mark if mark == "right" or (mark == "wrong" and here) else "")

    def first(self) -> QWidget:
        return self._cells[0][0]


class NumbersAnswer(GridAnswer):
    """A grid of typed numbers."""

    def _cell(self, row: int, column: int) -> QWidget:
        line = QLineEdit(self)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.setFixedWidth(round(CELL_DIGITS * self.fontMetrics().horizontalAdvance("0")) + 8)
        line.returnPressed.connect(self.entered)
        line.textEdited.connect(lambda _text: mark_field(line, ""))
        return line

    def given(self) -> list[list[str]]:
        return [[cell.text() for cell in line if isinstance(cell, QLineEdit)] for line in self._cells]


class SignsAnswer(GridAnswer):
    """A grid of signs: a click on a cell shows the next sign, a key shows its own."""

    def __init__(self, rows: int, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(rows, columns, parent)
        words = Label(tr("Click a cell to go through +, 0 and −, or type the sign."), self)
        words.setObjectName("lesson_signs_how")
        words.setWordWrap(True)
        words.setProperty("look", "muted")
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        grid.addWidget(words, rows, 0, 1, columns + 1)

    def _cell(self, row: int, column: int) -> QWidget:
        button = SignButton(self)
        button.clicked.connect(partial(self._turn, button))
        button.turned.connect(lambda: mark_field(button, ""))
        return button

    def given(self) -> list[list[str]]:
        return [[cell.text() for cell in line if isinstance(cell, QToolButton)] for line in self._cells]

    def _turn(self, button: SignButton) -> None:
        now = SIGNS.index(button.text()) if button.text() in SIGNS else 0
        button.turn(SIGNS[1 + now % (len(SIGNS) - 1)])


class SignButton(QToolButton):
    """A cell of a grid of signs."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(NO_SIGN)
        self.setProperty("look", "compact")
        self.setFixedSize(26, 26)
        set_tooltip(self, tr("Click for the next sign, or press +, 0 or −"))

    def turn(self, sign: str) -> None:
        """Show another sign."""
        self.setText(sign)
        self.turned.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sign = {"+": "+", "0": "0", "-": "−", "−": "−"}.get(event.text())
        if sign:
            self.turn(sign)
        else:
            super().keyPressEvent(event)


class StageAnswer(AnswerField):
    """A note that the answer is given on the stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Label(tr("Set it on the stage, then press Check."), self)
        words.setObjectName("lesson_stage_how")
        words.setWordWrap(True)
        words.setProperty("look", "muted")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(words)


def mark_field(field: QWidget, mark: Mark) -> None:
    """Show an edge in the colour of a mark around a field, or remove it."""
    if (field.property("mark") or "") != mark:
        field.setProperty("mark", mark)
        field.style().unpolish(field)
        field.style().polish(field)
        field.update()


def field_for(question: Question, experiment: Experiment, parent: QWidget) -> AnswerField:
    """Make the field for the answer to a question about an experiment."""
    match question.field:
        case "choice":
            assert isinstance(question, Choice)
            return ChoiceAnswer(question, experiment, parent)
        case "numbers" | "signs":
            rows, columns = question.answer(experiment).shape
            kind = NumbersAnswer if question.field == "numbers" else SignsAnswer
            return kind(rows, columns, parent)
        case "stage":
            return StageAnswer(parent)
        case _:
            return LineAnswer(question, parent)
