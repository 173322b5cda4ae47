"""Chooses a handout: of what, which cells are left open, on which paper; and shows its pages meanwhile."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from convstudio.experiment import Evaluation
from convstudio.lessons.handout import lesson_sheet
from convstudio.lessons.model import Lesson
from convstudio.painting.palette import Look
from convstudio.painting.typeface import Typeset
from convstudio.scene.handout import PAPERS, Page, Task, paged, without_answers, worksheet
from convstudio.scene.handout.experiment import MOST_LINES
from convstudio.scene.words.naming import layer_name
from convstudio.studio.printing.preview import Preview
from convstudio.studio.widgets.controls import ChoiceField, SwitchField, WholeField
from convstudio.studio.widgets.literal import Label, set_title, set_tooltip
from convstudio.words import Text, tr

Open = Literal["rest", "all", "chosen"]
OPEN: tuple[tuple[Open, Text], ...] = (
    ("rest", "All but the first cell"), ("all", "All cells"), ("chosen", "The chosen cells"),
)  # fmt: skip
FORM_WIDTH = 300  # pixels
FRAME = QSize(16, 56)  # pixels that the frame and the title of a window take of a screen


class Offer(Struct, frozen=True, eq=False):
    """What a handout can be made of: a layer with the output channel and the cells that are chosen; the lessons.

    `lesson` is the one that is open; "" if none is.
    """

    evaluation: Evaluation
    layer: int
    channel: int
    cells: tuple[tuple[int, int], ...]
    lessons: tuple[Lesson, ...]
    lesson: str = ""


class Chosen(Struct, frozen=True):
    """What was chosen. `lesson` "": the experiment."""

    lesson: str
    open: Open
    lines: int
    notes: bool
    answers: bool
    paper: str


class HandoutSheet(QDialog):
    """The form, and the pages beside it."""

    wanted = Signal(tuple, str)  # the pages, and their title

    def __init__(self, offer: Offer, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("handout_sheet")
        set_title(self, tr("Handout"))
        self._offer = offer
        us = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        cells: Open = "chosen" if offer.cells else "rest"
        self._chosen = Chosen(offer.lesson, cells, 4, False, True, "letter" if us else "a4")
        self._preview = Preview(look, self)
        self._problem = Label("", self)
        self._problem.setObjectName("handout_problem")
        self._problem.setProperty("look", "warning")
        self._problem.setWordWrap(True)
        self._form = self._fields()
        self._export = QPushButton(tr("E&xport…"))
        self._export.setObjectName("handout_export")
        self._export.setDefault(True)
        self._export.clicked.connect(self._take)
        self._lay_out()
        self._refresh()
        self.resize(self.sizeHint().boundedTo(parent.screen().availableSize() - FRAME))
        self._form["lesson"].setFocus()

    def _fields(self) -> dict[str, QWidget]:
        """The controls by the names of what they choose."""
        layer = self._offer.layer
        named = layer_name(self._offer.evaluation, layer) if self._offer.evaluation.results else tr("no layer")
        own = tr("This experiment: {layer}", layer=f"{layer + 1} · {named}")
        what = ChoiceField((("", own), *((lesson.name, lesson.title) for lesson in self._offer.lessons)))
        what.setMaximumWidth(FORM_WIDTH)
        cells = ChoiceField(OPEN if self._offer.cells else OPEN[:2])
        lines, notes, answers = WholeField(0, MOST_LINES), SwitchField(), SwitchField()
        paper = ChoiceField(tuple((name, size.name) for name, size in PAPERS.items()))
        fields: dict[str, ChoiceField | WholeField | SwitchField] = {
            "lesson": what, "open": cells, "lines": lines, "notes": notes, "answers": answers, "paper": paper,
        }  # fmt: skip
        for name, field in fields.items():
            field.setObjectName(f"handout_{name}")
            field.chosen.connect(lambda value, name=name: self._choose(name, value))
        notes.setText(tr("Its notes stand above"))
        answers.setText(tr("The answers on pages behind"))
        return dict(fields)

    def _lay_out(self) -> None:
        form, words = QFormLayout(), {
            "lesson": (tr("Of"), tr("What is printed: the layer that is selected, or a whole lesson")),
            "open": (tr("Left open"), tr("Which cells of the output are there to be filled in")),
            "lines": (tr("Lines"), tr("For how many cells there are lines to write their arithmetic on")),
            "notes": ("", tr("Print the notes of the experiment, if they say what is to be done")),
            "answers": ("", tr("Print the answers too, on pages of their own")),
            "paper": (tr("Paper"), tr("The size of the pages")),
        }  # fmt: skip
        for name, (label, told) in words.items():
            field = self._form[name]
            set_tooltip(field, told)
            if label:
                field.setAccessibleName(label)
            form.addRow(label, field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._export, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self._problem)
        left.addStretch(1)
        left.addWidget(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 18, 20, 14)
        row.setSpacing(20)
        row.addLayout(left)
        row.addWidget(self._preview, 1)

    def _choose(self, name: str, value: object) -> None:
        kept = {each: getattr(self._chosen, each) for each in self._chosen.__struct_fields__}
        self._chosen = Chosen(**{**kept, name: value})
        self._refresh()

    def _refresh(self) -> None:
        """Show what is chosen, and the pages that come of it."""
        for name, field in self._form.items():
            assert isinstance(field, ChoiceField | WholeField | SwitchField)
            field.show_value(getattr(self._chosen, name))
            field.setEnabled(not self._chosen.lesson or name in ("lesson", "answers", "paper"))
        try:
            pages, problem = self.pages(), ""
        except ValueError as reason:
            pages, problem = (), str(reason)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._export.setEnabled(bool(pages))
        self._preview.show_pages(pages)

    @property
    def title(self) -> str:
        """What the pages are about."""
        lesson = self._lesson
        return lesson.title if lesson else self._offer.evaluation.experiment.title or tr("Worksheet")

    def pages(self) -> tuple[Page, ...]:
        """The pages. Raises ValueError with a sentence for what cannot be asked."""
        chosen, offer = self._chosen, self._offer
        paper, measure, lesson = PAPERS[chosen.paper], Typeset(), self._lesson
        if lesson:
            pieces = list(lesson_sheet(lesson, paper.room[0], measure))
        else:
            cells = {"rest": None, "all": (), "chosen": offer.cells}[chosen.open]
            task = Task(offer.layer, offer.channel, cells, chosen.lines, chosen.notes)
            pieces = list(worksheet(offer.evaluation, task, paper.room[0], measure))
        return paged(pieces if chosen.answers else without_answers(pieces), paper, self.title, measure)

    @property
    def _lesson(self) -> Lesson | None:
        return next((lesson for lesson in self._offer.lessons if lesson.name == self._chosen.lesson), None)

    def _take(self) -> None:
        self.wanted.emit(self.pages(), self.title)
        self.accept()
