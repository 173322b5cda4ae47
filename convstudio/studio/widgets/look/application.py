"""The application object: what the desktop says to the program as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """In the Fusion style, asked for by argument: `setStyle` makes a QStyle, 10 ms of enums at the start.

    The first argument is what X11 calls its windows by.
    """

    file_asked = Signal(str)  # its path: on a Mac a double click says so here, and not on the command line

    def __init__(self) -> None:
        super().__init__(["convstudio", "-style", "Fusion"])

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_asked.emit(event.file())
            return True
        return super().event(event)
