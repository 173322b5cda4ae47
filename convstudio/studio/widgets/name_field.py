"""A field that lies over a name while another one is typed."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NameField(QLineEdit):
    """Enter or leaving the field keeps the name, Esc drops it."""

    named = Signal(str)

    def __init__(self, object_name: str, title: str, most: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._over, self._open = parent, False
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setMaxLength(most)
        self.editingFinished.connect(self.finish_typing)
        self.hide()

    def open(self, name: str, place: QRect, placeholder: str) -> None:
        """Begin with a name, at a place of the parent; an empty field shows what the thing is called without a name."""
        self._open = True
        self.setPlaceholderText(placeholder)
        self.setGeometry(place)
        self.setText(name)
        self.show()
        self.raise_()
        self.setFocus()
        self.selectAll()

    def finish_typing(self) -> None:
        """Keep the name."""
        if self._open:
            self._open = False
            self.hide()
            self.named.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc drops what was typed, Enter keeps it; neither is for the matrix below."""
        if event.key() == Qt.Key.Key_Escape:
            self._open = False
            self._over.setFocus()
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._over.setFocus()  # which ends the editing
        else:
            super().keyPressEvent(event)
