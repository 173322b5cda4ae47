"""The field in which a cell's number is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from convstudio.scene.words.numbers import parse
from convstudio.studio.widgets.literal import show_tooltip
from convstudio.words import tr


class CellField(QLineEdit):
    """Lies over a cell while a number is typed. Enter and Tab keep it, Esc drops it; what is no number stays, explained."""

    entered = Signal(float, int, int)  # value, and the rows and columns to go on by

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._open = False
        self.setObjectName("cell_field")
        self.setAccessibleName(tr("Value of the cell"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def open(self, rect: QRectF, text: str, *, select: bool) -> None:
        """Begin with a text over a cell."""
        width = max(int(rect.width()), 64)
        height = max(int(rect.height()), 26)
        left = min(max(int(rect.center().x()) - width // 2, 0), max(self._over.width() - width, 0))
        top = min(max(int(rect.center().y()) - height // 2, 0), max(self._over.height() - height, 0))
        self.setGeometry(left, top, width, height)
        self.setText(text)
        self._open = True
        self.show()
        self.setFocus()
        if select:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Return: (1, 0),
            Qt.Key.Key_Enter: (1, 0),
            Qt.Key.Key_Tab: (0, 1),
            Qt.Key.Key_Backtab: (0, -1),
        }
        if event.key() == Qt.Key.Key_Escape:
            self.close_field()
        elif event.key() in steps:
            self._enter(*steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        ):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish_typing()

    def finish_typing(self) -> None:
        """Keep what was typed, if it is a number."""
        if self._open:  # else it was left on purpose
            self._keep_if_number()

    def close_field(self) -> None:
        """Give the keyboard back to the matrix, and hide: the other way round, Qt would hand it to a neighbour first."""
        self._open = False
        self._over.setFocus()
        self.hide()

    def _keep_if_number(self) -> None:
        self._open = False
        self.hide()
        try:
            value = parse(self.text())
        except ValueError:
            return
        self.entered.emit(value, 0, 0)

    def _enter(self, rows: int, columns: int) -> None:
        try:
            value = parse(self.text())
        except ValueError as wrong:
            show_tooltip(self, str(wrong))
            return
        self.close_field()
        self.entered.emit(value, rows, columns)
