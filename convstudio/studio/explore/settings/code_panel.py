"""The selected layer as code, in the inspector: a line of PyTorch and of Keras to copy, and a field to paste one into."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QAction, QFontDatabase, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPlainTextEdit, QToolButton, QWidget

from convstudio.export.line import LONGEST, Code
from convstudio.studio.widgets.controls import is_undo
from convstudio.studio.widgets.literal import Label, out_of_tooltip, set_tooltip
from convstudio.studio.widgets.look.type_size import fitted
from convstudio.words import tr

LINES = 2


class LineField(QPlainTextEdit):
    """Takes a pasted line at once, a typed one on Enter. A line that cannot be read stays, to be corrected."""

    def __init__(self, take: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self.setObjectName("paste_line")
        self.setPlaceholderText(tr("Paste a PyTorch or Keras line"))
        self.setAccessibleName(tr("Paste a PyTorch or Keras line"))
        set_tooltip(self, tr("A line such as nn.Conv2d(1, 8, 3, padding=1) or layers.Conv2D(8, 3) sets this layer.\n"
                           "It is read, never run. Enter takes what is typed."))  # fmt: skip
        self.setTabChangesFocus(True)
        fitted(self, lambda it: it.setFixedHeight(LINES * it.fontMetrics().lineSpacing() + 10))

    def event(self, event: QEvent) -> bool:
        if is_undo(event) and self.document().isEmpty():
            event.ignore()  # nothing is typed, so the window undoes its last step, such as a line just taken
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._try()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if len(source.text()) > LONGEST:
            self._take(source.text())  # complains that it is too long; laying it out would take minutes
            return
        super().insertFromMimeData(source)
        self._try()

    def _try(self) -> None:
        if self._take(self.toPlainText()):
            self.clear()


class CodePanel(QWidget):
    """Two lines and a field."""

    def __init__(self, actions: Mapping[str, QAction], take: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        self._lines: list[QLabel] = []
        for place, (name, title) in enumerate((("pytorch", tr("PyTorch")), ("keras", tr("Keras")))):
            heading = Label(title)
            heading.setProperty("look", "muted")
            line = _line(name, title)
            grid.addWidget(heading, 2 * place, 0)
            grid.addWidget(_button(actions[f"copy_{name}"]), 2 * place, 1)
            grid.addWidget(line, 2 * place + 1, 0, 1, 2)
            self._lines.append(line)
        self.field = LineField(take, self)
        grid.addWidget(self.field, 4, 0, 1, 2)

    def show_code(self, codes: tuple[Code, Code]) -> None:
        """Show other lines."""
        for label, code in zip(self._lines, codes, strict=True):
            if label.text() != code.text:
                label.setText(code.text)
                label.setAccessibleName(code.text)
        self._take_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        """Take the height of the wrapped lines; the sections around them would assume lines that are not wrapped."""
        for label in self._lines:
            label.setMinimumHeight(max(label.heightForWidth(label.width()), 0))  # −1 without a text


def _line(name: str, title: str) -> QLabel:
    line = Label()
    line.setObjectName(f"code_{name}")
    line.setAccessibleDescription(tr("This layer as {dialect}", dialect=title))
    line.setWordWrap(True)
    line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    line.setFrameShape(QFrame.Shape.NoFrame)
    line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return line


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setObjectName(f"inspector_{action.objectName()}")
    button.setAccessibleName(out_of_tooltip(action.whatsThis()))
    button.setIconSize(QSize(14, 14))
    button.setProperty("look", "small")
    return button
