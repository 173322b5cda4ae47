"""Bars that say something while the work goes on: what went wrong inside the program, or that letters are missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton, QWidget

from convstudio.studio.widgets.elided import Elided
from convstudio.studio.widgets.literal import on_button, set_tooltip
from convstudio.words import tr

NAME, NOTE = "problem_bar", "note_bar"


class NoteBar(QToolBar):
    """One sentence. It never blocks."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.words = Elided(0, self)
        self.words.setObjectName("problem_words")
        self.words.setSizePolicy(self.words.sizePolicy().Policy.Expanding, self.words.sizePolicy().Policy.Preferred)
        self.addWidget(self.words)

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.words.say(sentence)
        self.words.setAccessibleName(sentence)
        self.show()

    def can_be_closed(self, text: str, about: str) -> None:
        """Have a button that puts the bar away."""
        self._button("problem_close", text, about).clicked.connect(self.hide)

    def _button(self, name: str, text: str, about: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(on_button(text))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tooltip(button, about)
        self.addWidget(button)
        return button


class ProblemBar(NoteBar):
    """What went wrong, the text for whoever has to repair it, and a way to put it away."""

    def __init__(self, details: Callable[[], str], parent: QWidget) -> None:
        super().__init__(NAME, tr("Problem"), parent)
        self._details = details
        copied = tr("Copy the error, the versions and the place of the log, for whoever has to repair it")
        self.copy = self._button("problem_copy", tr("Copy details"), copied)
        self.copy.clicked.connect(self._copy)
        self.can_be_closed(tr("Close"), tr("Put this bar away"))

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        super().say(sentence)
        self.copy.setText(on_button(tr("Copy details")))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details())
        self.copy.setText(on_button(tr("Copied")))


def show_note(window: QMainWindow, sentence: str) -> None:
    """Say in a window, in English, what nobody could read in the language of the program."""
    bar = NoteBar(NOTE, "Note", window)
    bar.can_be_closed("Close", "Put this bar away")
    _put_above(window, bar)
    bar.say(sentence)


def show_problem(window: QMainWindow, sentence: str, details: Callable[[], str]) -> None:
    """Say in a window what went wrong: in its bar, which is made when it is first needed."""
    bar = window.findChild(ProblemBar, NAME)
    if bar is None:
        bar = ProblemBar(details, window)
        _put_above(window, bar)
    bar.say(sentence)


def _put_above(window: QMainWindow, bar: QToolBar) -> None:
    window.addToolBarBreak()
    window.addToolBar(bar)
