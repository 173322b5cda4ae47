"""The sheet that greets: lesson 1 or the one to go on with, the files used last, all examples as pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from convstudio.painting.palette import Look
from convstudio.studio.commands.keys import with_keys
from convstudio.studio.welcome.gallery import Gallery
from convstudio.studio.widgets.literal import Label, on_button, set_title, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr

SIZE = QSize(960, 600)
FRAME = QSize(16, 56)  # pixels that the frame and the title of a window take of a screen
SIDE = 264  # pixels of the column at the left
ICON = 16  # pixels
MOST_FILES = 5
Wish = Literal["lesson", "lessons", "example", "file"]


class WelcomeSheet(QDialog):
    """Closes when something was chosen."""

    chosen = Signal(str, object)  # a Wish, and the name of an example, or the path of a file (None: another one)

    def __init__(self, lesson: str, goes_on: bool, files: list[Path], look: Look, parent: QWidget) -> None:
        """`lesson` is the title of the one to begin or, if it `goes_on`, to continue."""
        super().__init__(parent)
        self.setObjectName("welcome_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Welcome"))
        self._look = look
        self.gallery = Gallery(look, self)
        self.gallery.chosen.connect(partial(self._take, "example"))
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 20, 22, 18)
        row.setSpacing(22)
        row.addWidget(self._greeting(lesson, goes_on, files))
        row.addWidget(self._examples(), 1)
        self.resize(SIZE.boundedTo(parent.screen().availableSize() - FRAME))
        self._begin.setFocus()

    def _greeting(self, lesson: str, goes_on: bool, files: list[Path]) -> QWidget:
        side = QWidget(self)
        side.setFixedWidth(SIDE)
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self._label(tr("Welcome to ConvStudio"), "title"))
        box.addWidget(self._label(tr("See how a convolution makes its output, cell by cell: predict, try, look."), "muted"))
        words = tr("Continue: {title}") if goes_on else tr("Begin: {title}")
        self._begin = self._button("welcome_lesson", words.format(title=lesson), tr("A lesson of 5 to 10 minutes"), "primary")
        self._begin.clicked.connect(partial(self._take, "lesson", None))
        every = self._button("welcome_lessons", tr("All lessons"), with_keys(tr("The contents of the course"), "lessons"))
        every.clicked.connect(partial(self._take, "lessons", None))
        box.addSpacing(6)
        for part in (self._begin, every):
            box.addWidget(part)
        box.addSpacing(14)
        box.addWidget(self._label(tr("FILES"), "section"))
        for path in files[:MOST_FILES]:
            button = self._button(f"welcome_file_{path.name}", path.name, str(path), "run", "notes")
            button.clicked.connect(partial(self._take, "file", path))
            box.addWidget(button)
        other = self._button(
            "welcome_open", tr("Open a file…"), with_keys(tr("An experiment from your disk"), "open"), "run", "open"
        )
        other.clicked.connect(partial(self._take, "file", None))
        box.addWidget(other)
        box.addStretch(1)
        box.addWidget(self._label(tr("This sheet comes back with Help, Welcome."), "muted"))
        alone = self._button(
            "welcome_close", tr("Explore by yourself"), tr("Close this, and start with the picture of a band (Esc)")
        )
        alone.clicked.connect(self.reject)
        box.addWidget(alone)
        return side

    def _examples(self) -> QWidget:
        part = QWidget(self)
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._label(tr("EXAMPLES"), "section"))
        box.addWidget(self.gallery, 1)
        return part

    def _label(self, text: str, look: str) -> Label:
        label = Label(text, self)
        label.setProperty("look", look)
        label.setWordWrap(True)
        return label

    def _button(self, name: str, text: str, words: str, look: str = "", drawing: str = "") -> QToolButton:
        """A button as wide as its column; one with a drawing begins with that, at the left."""
        button = QToolButton(self)
        button.setObjectName(name)
        room = SIDE - 28
        if drawing:
            button.setIcon(icon(drawing, self._look))
            button.setIconSize(QSize(ICON, ICON))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            room -= ICON
        button.setText(on_button(button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)))
        button.setAccessibleName(text)
        button.setFixedWidth(SIDE)
        button.setProperty("look", look)
        set_tooltip(button, words)
        return button

    def _take(self, wish: Wish, value: object, _checked: bool = False) -> None:
        """Close, then say what was chosen: doing it may ask something itself."""
        self.accept()
        self.chosen.emit(wish, value)
