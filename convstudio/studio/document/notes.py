"""The experiment's title and notes: a headline in the toolbar, and a panel to read and write them in full."""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment import Experiment, edits
from convstudio.experiment.limits import LONGEST_NOTES, LONGEST_TITLE
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.elided import Elided
from convstudio.studio.widgets.literal import on_button, set_tooltip
from convstudio.words import tr, translated

LEAST_TITLE, LEAST_ROOM = 60, 120  # pixels of a title, and of a line that still says something
LONGEST_LESSON = 190  # pixels of a lesson's title
LESSON = r"^Lesson: (\S.{0,80})$"
LEAST_NOTES = 200  # pixels: some words a line


def lesson_named(notes: str) -> str:
    """The title of the lesson that a line of some notes names: "Lesson: Padding"; "" if none does."""
    found = re.search(LESSON, notes, re.MULTILINE)
    return found[1].strip() if found else ""


class Headline(QWidget):
    """The title, the first line of the notes, and the lesson that these name, on one line above the stage."""

    lesson_asked = Signal(str)

    def __init__(self, show_notes: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("headline")
        self._title, self._first = Elided(LEAST_TITLE), Elided(LEAST_ROOM)
        self._title.setProperty("look", "title")
        self._first.setProperty("look", "muted")
        self._first.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label, name in ((self._title, "headline_title"), (self._first, "headline_first")):
            label.setObjectName(name)
        more = QToolButton(self)
        more.setDefaultAction(show_notes)
        more.setObjectName("headline_notes")
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 0, 10, 0)
        box.setSpacing(14)
        box.addWidget(self._title)
        box.addWidget(self._first, 1)
        box.addWidget(more)
        self._box, self._lesson = box, ""
        self._shown: object = None  # the words, and whether in a lesson
        self._named: QToolButton | None = None

    def show_experiment(self, experiment: Experiment, *, in_lesson: bool = False) -> None:
        """Show the title and the notes of an experiment. Where it belongs to a lesson that is open, it leads to none."""
        shown = experiment.title, experiment.notes, in_lesson
        if shown == self._shown:  # most edits say nothing else
            return
        self._shown = shown
        first = experiment.notes.strip().partition("\n")[0]
        self._title.say(experiment.title or tr("Untitled"))
        self._first.say("" if re.match(LESSON, first, re.MULTILINE) else first)
        self._lesson = "" if in_lesson else lesson_named(experiment.notes)
        if self._named:
            self._show_lesson(self._named)

    def offer_lessons(self) -> None:
        """From now on show the way to the lesson: not before the window has been seen."""
        self._named = QToolButton(self)
        self._named.setObjectName("headline_lesson")
        self._named.setProperty("look", "quiet")
        self._named.clicked.connect(lambda: self.lesson_asked.emit(self._lesson))
        self._box.insertWidget(self._box.count() - 1, self._named)
        self._show_lesson(self._named)

    def _show_lesson(self, named: QToolButton) -> None:
        named.setVisible(bool(self._lesson))
        title = self.fontMetrics().elidedText(translated(self._lesson), Qt.TextElideMode.ElideRight, LONGEST_LESSON)
        named.setText(on_button(tr("Lesson: {title} →", title=title)))
        set_tooltip(named, tr("Open the lesson “{title}”: predict, try, see", title=translated(self._lesson)))


class NotesField(QPlainTextEdit):
    """The field of the notes. Leaving it commits the text as one step."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("notes")
        self.setAccessibleName(tr("Notes"))
        self.setPlaceholderText(tr("What is this experiment about? What should one look at?"))
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take as much of a pasted text as there is room for: laying out a huge one would take minutes."""
        text, fitting = source.text(), QMimeData()
        room = LONGEST_NOTES - len(self.toPlainText()) + len(self.textCursor().selectedText())
        fitting.setText(text[: max(room, 0)])
        super().insertFromMimeData(fitting)
        if len(text) > room:
            self._session.complained.emit(tr("Notes have at most {n} characters; the rest was left out.", n=LONGEST_NOTES))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish_typing()

    def show_notes(self, notes: str) -> None:
        """Show an experiment's notes, unless others are being written."""
        if not self.document().isModified() and self.toPlainText() != notes:
            self.setPlainText(notes)

    def finish_typing(self) -> None:
        """Keep what was written."""
        if self.document().isModified():
            self.document().setModified(False)
            self._session.edit(edits.set_words, notes=self.toPlainText())


class TitleField(QLineEdit):
    """The field of the title. Enter or leaving it commits the text as one step."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("title")
        self.setAccessibleName(tr("Title"))
        self.setMaxLength(LONGEST_TITLE)
        self.setPlaceholderText(tr("Title"))
        self.editingFinished.connect(self.finish_typing)

    def show_title(self, title: str) -> None:
        """Show an experiment's title, unless another one is being written."""
        if not self.isModified() and self.text() != title:
            self.setText(title)

    def finish_typing(self) -> None:
        """Keep what was written."""
        if self.isModified():
            self.setModified(False)
            self._session.edit(edits.set_words, title=self.text())


class NotesPanel(QWidget):
    """Title and notes in full, to read and to write."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notes_panel")
        self.setMinimumWidth(LEAST_NOTES)
        self._title = TitleField(session, self)
        self._notes = NotesField(session, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.addWidget(self._title)
        box.addWidget(self._notes, 1)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the title and the notes of an experiment, unless they are being edited."""
        self._title.show_title(experiment.title)
        self._notes.show_notes(experiment.notes)
