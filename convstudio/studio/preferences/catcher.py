"""A field that takes the next keys that are pressed, whatever they are for elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from convstudio.studio.commands import reserved
from convstudio.words import tr


class KeyCatcher(QLineEdit):
    """Shows keys. While it listens, every key goes into it: good ones are told, others with the reason why they are not."""

    caught = Signal(str)
    refused = Signal(str)
    ended = Signal()  # without any: by Esc, or as the keyboard went elsewhere

    def __init__(self, menus: str, parent: QWidget) -> None:
        self.listens = False  # Qt asks while the field is made
        super().__init__(parent)
        self.setObjectName("key_catcher")
        self.setAccessibleName(tr("Keys of the command"))
        self.setReadOnly(True)
        self.setPlaceholderText(tr("No keys"))
        self._menus = menus

    def listen(self) -> None:
        """Take the next keys."""
        self.listens = True
        self.setText(tr("Press the keys… (Esc: leave it)"))
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        if self.listens and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                self._press(event)
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()

    def _press(self, event: QKeyEvent) -> None:
        pressed = reserved.plainly(event.keyCombination())
        if event.isAutoRepeat() or reserved.is_half(pressed):
            return
        if pressed.key() == reserved.Key.Key_Escape and not pressed.keyboardModifiers():
            self._end()
            return
        refusal = reserved.refusal(pressed, self._menus)
        if refusal:
            self.refused.emit(refusal)
            return
        self.listens = False
        self.caught.emit(QKeySequence(pressed).toString(QKeySequence.SequenceFormat.PortableText))

    def _end(self) -> None:
        if self.listens:
            self.listens = False
            self.ended.emit()
