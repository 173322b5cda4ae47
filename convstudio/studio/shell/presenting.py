"""Presentation: the whole screen for the matrices, large type, broad outlines; at the end, everything is as it was before."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QToolBar, QWidget

REST = 3000  # milliseconds without mouse and keys after which a bar fades
STIRRING = {QEvent.Type.MouseMove, QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}


class Presentation:
    """Hides parts of a window while it is presented, and restores them."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._put_away: list[QWidget] = []
        self._state = Qt.WindowState.WindowNoState
        self._fading: Fading | None = None
        self.on = False

    def begin(self, bar: QWidget | None = None) -> None:
        """Hide panels, menus and toolbars, and take the whole screen. `bar` fades while nothing is done."""
        if self.on:
            return
        self.on = True
        aside = [*self._window.findChildren(QDockWidget), *self._window.findChildren(QToolBar)]
        aside += [self._window.menuBar(), self._window.statusBar()]
        self._put_away = [widget for widget in aside if not widget.isHidden()]
        self._state = self._window.windowState()
        for widget in self._put_away:
            widget.hide()
        self._window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)
        if bar:
            self._fading = Fading(bar)

    def end(self) -> None:
        """Restore the window."""
        if not self.on:
            return
        self.on = False
        if self._fading:
            self._fading.end()
            self._fading = None
        for widget in self._put_away:
            widget.show()
        self._window.setWindowState(self._state)


class Fading(QObject):
    """Lets a bar fade when mouse and keys rest, and come back at the first touch; its place stays empty meanwhile."""

    def __init__(self, bar: QWidget) -> None:
        super().__init__(bar)
        self._bar = bar
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self.fade)
        self._timer.start()
        app = QApplication.instance()
        assert app
        app.installEventFilter(self)

    def fade(self) -> None:
        """Hide the bar without moving anything."""
        from PySide6.QtWidgets import QGraphicsOpacityEffect  # imported late, for few present

        effect = QGraphicsOpacityEffect(self._bar)
        effect.setOpacity(0.0)
        self._bar.setGraphicsEffect(effect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in STIRRING:
            self._wake()
        return super().eventFilter(watched, event)

    def _wake(self) -> None:
        if self._bar.graphicsEffect() is not None:
            self._bar.setGraphicsEffect(None)  # type: ignore[arg-type]
        self._timer.start()

    def end(self) -> None:
        """Show the bar, and stop fading."""
        app = QApplication.instance()
        assert app
        app.removeEventFilter(self)
        self._timer.stop()
        self._bar.setGraphicsEffect(None)  # type: ignore[arg-type]
        self.deleteLater()
