"""A bar that says what went wrong inside the program, while the work goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton, QWidget

from convstudio.studio.widgets.elided import Elided
from convstudio.studio.widgets.literal import on_button, set_tooltip
from convstudio.words import tr

NAME = "problem_bar"


class ProblemBar(QToolBar):
    """One sentence, the text for whoever has to repair it, and a way to put it away. It never blocks."""

    def __init__(self, details: Callable[[], str], parent: QWidget) -> None:
        super().__init__(tr("Problem"), parent)
        self.setObjectName(NAME)
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._details = details
        self.words = Elided(0, self)
        self.words.setObjectName("problem_words")
        self.words.setSizePolicy(self.words.sizePolicy().Policy.Expanding, self.words.sizePolicy().Policy.Preferred)
        self.addWidget(self.words)
        copied = tr("Copy the error, the versions and the place of the log, for whoever has to repair it")
        self.copy = self._button("problem_copy", tr("Copy details"), copied)
        self.copy.clicked.connect(self._copy)
        away = self._button("problem_close", tr("Close"), tr("Put this bar away"))
        away.clicked.connect(self.hide)

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.words.say(sentence)
        self.words.setAccessibleName(sentence)
        self.copy.setText(on_button(tr("Copy details")))
        self.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details())
        self.copy.setText(on_button(tr("Copied")))

    def _button(self, name: str, text: str, about: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(on_button(text))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tooltip(button, about)
        self.addWidget(button)
        return button


def show_problem(window: QMainWindow, sentence: str, details: Callable[[], str]) -> None:
    """Say in a window what went wrong: in its bar, which is made when it is first needed."""
    bar = window.findChild(ProblemBar, NAME)
    if bar is None:
        bar = ProblemBar(details, window)
        window.addToolBarBreak()
        window.addToolBar(bar)
    bar.say(sentence)
