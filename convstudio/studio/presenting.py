"""Presentation: the whole screen for the matrices, big type, broad outlines; and everything as it was before at its end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow


class Presentation:
    """What a window puts away while it is shown to a room."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._put_away: list[QDockWidget] = []
        self._state = Qt.WindowState.WindowNoState
        self.on = False

    def begin(self) -> None:
        """Put the panels away, and take the whole screen."""
        if self.on:
            return
        self.on = True
        self._put_away = [dock for dock in self._window.findChildren(QDockWidget) if not dock.isHidden()]
        self._state = self._window.windowState()
        for dock in self._put_away:
            dock.hide()
        self._window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)

    def end(self) -> None:
        """Put all back."""
        if not self.on:
            return
        self.on = False
        for dock in self._put_away:
            dock.show()
        self._window.setWindowState(self._state)
