"""The hand at the window: mouse, keys and time, by way of the window system, as they come from a person.

Events go to the window below the pointer or with the focus, not to a widget: Qt finds the widget, gives it the focus,
closes popups and keeps modal dialogs in front, as it does for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWhatsThis, QWidget
from shiboken6 import isValid

from convstudio.experiment import gallery
from convstudio.studio.playing.clock import Beat
from convstudio.studio.shell.window import Window
from tests.soak.checking.answering import Menus, PatientAnswers, call
from tests.soak.doing.later import work_off

BUTTONS = {"left": Qt.MouseButton.LeftButton, "right": Qt.MouseButton.RightButton, "middle": Qt.MouseButton.MiddleButton}
HELD = {"S": Qt.KeyboardModifier.ShiftModifier, "C": Qt.KeyboardModifier.ControlModifier, "A": Qt.KeyboardModifier.AltModifier}
MOST_ROUNDS = 400  # of events and of work, until nothing more is due


class Hand:
    """One window with a hand on it. Where the window is closed, another one opens."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.answers = folder, PatientAnswers()
        self.size = 1600, 900
        self.pressed = ""  # the button that is held down, if any is
        self.held = 0  # for how many more deeds the work of other threads is held back
        self.stuck: list[str] = []  # what the program asked without `answers`
        self._pointer = QPoint(3, 3)
        self._below: QWindow | QWidget | None = None  # what the pointer was last over
        self._open()

    def _open(self) -> None:
        self.window = Window(gallery.opening_example())
        self.window.documents.asking = self.answers  # type: ignore[assignment]
        self.window.resize(*self.size)
        self.window.show()
        self._handle = self.window.windowHandle()
        self.come_back()
        self.settle()

    def anew(self) -> None:
        """Drop the window, and open another one with the opening example."""
        self.leave()
        self._open()

    def come_back(self) -> None:
        """Give the window the keyboard.

        Without a window manager a popup that is gone may still have it, and only another window takes it from there.
        """
        if QApplication.activeWindow() is not self.window:
            go_elsewhere()
        self.window.activateWindow()
        for _ in range(MOST_ROUNDS):
            if QApplication.activeWindow() is self.window:
                return
            QApplication.processEvents()
        raise AssertionError("the window does not become active")

    def leave(self) -> None:
        """Drop the window."""
        self.release()
        QWhatsThis.leaveWhatsThisMode()
        while popup := QApplication.activePopupWidget():
            popup.close()
        old = self.window
        for dialog in old.findChildren(QWidget):
            if dialog.isWindow():
                dialog.close()
        old.session.changed.disconnect()
        old.session.close()
        old.hide()
        old.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # What is there

    def root(self) -> QWidget:
        """The window that hears mouse and keys: a popup, else a dialog, else the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def widgets(self) -> list[QWidget]:
        """All widgets that are seen, those of the root alone."""
        root = self.root()
        return [w for w in (root, *root.findChildren(QWidget)) if w.isVisible() and w.window() is root]

    def find(self, address: str) -> QWidget | None:
        """The widget of an address that `address_of` gave; None if it is not there now."""
        name, _, place = address.rpartition("#")
        found = [w for w in self.widgets() if _name(w) == name]
        return found[int(place)] if int(place) < len(found) else None

    def address_of(self, widget: QWidget) -> str:
        """A name for a widget that is seen, which finds it again in another run."""
        name = _name(widget)
        return f"{name}#{[w for w in self.widgets() if _name(w) == name].index(widget)}"

    # Mouse

    def point(self, widget: QWidget, u: float, v: float) -> QPoint:
        """A point of the part of a widget that is seen: 0 … 1 across and down."""
        area: QRect = widget.visibleRegion().boundingRect()
        if area.isEmpty():
            area = widget.rect()
        return area.topLeft() + QPoint(int(u * max(area.width() - 1, 0)), int(v * max(area.height() - 1, 0)))

    def mouse(self, what: str, widget: QWidget, at: QPoint, button: str, mods: str, menus: Menus) -> None:
        """Move, click, double-click or press, at a point of a widget."""
        target, there = self._target(widget, at)
        if isinstance(target, QWindow) and not QRect(QPoint(), target.size()).contains(there):
            return  # the system's window is smaller than its content: nobody can get there
        self._pointer, self._below = there, target
        if what == "move":
            self._do(lambda: QTest.mouseMove(target, there), [])
            return
        for _ in range(2 if what == "double" else 1):
            if isValid(target):
                self.pressed = button
                self._do(lambda: QTest.mousePress(target, BUTTONS[button], _held(mods), there), menus)
                if what != "press":
                    self.release(mods)

    def _target(self, widget: QWidget, at: QPoint) -> tuple[QWindow | QWidget, QPoint]:
        """Where an event for a point of a widget goes: to the system's window, if that is the hand's."""
        window = widget.window()
        return (self._handle, widget.mapTo(window, at)) if window is self.window else (widget, at)

    def release(self, mods: str = "") -> None:
        """Let go of the button that is held, where the pointer is: in the window or dialog that it was pressed in."""
        button, self.pressed = self.pressed, ""
        target = self._below if self._below and isValid(self._below) else self._handle
        if button:
            self._do(lambda: QTest.mouseRelease(target, BUTTONS[button], _held(mods), self._pointer), [])

    def wheel(self, widget: QWidget, at: QPoint, turn: int, mods: str) -> None:
        """Turn the wheel over a point of a widget."""
        place, where = QPointF(at), QPointF(widget.mapToGlobal(at))
        event = QWheelEvent(place, where, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, _held(mods),
                            Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        self._do(lambda: QApplication.sendEvent(widget, event), [])

    # Keys

    def key(self, key: Qt.Key | str, mods: str = "", menus: Menus | None = None) -> None:
        """Press and release a key, or that of a sign."""
        for does in (QTest.keyPress, QTest.keyRelease):  # whatever becomes of the window in between
            self._do(lambda does=does: does(self._keys(), key, _held(mods)), menus or [])  # type: ignore[misc]

    def _keys(self) -> QWindow | QWidget:
        """What the keyboard's events go to: the system's window, or what is in front of it."""
        root = self.root()
        return self._handle if root is self.window else root.focusWidget() or root

    def type(self, text: str) -> None:
        """Type signs where the keyboard is."""
        for sign in text:
            if sign.isascii() and sign.isprintable():
                self.key(sign)
                continue
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest knows no other signs
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                self._do(partial(QApplication.sendEvent, QApplication.focusWidget() or self.window, event), [])

    # Time

    def tick(self, seconds: float) -> None:
        """Let time go by for what plays."""
        for beat in self.window.findChildren(Beat):
            if beat.running:
                beat.ticked.emit(seconds)

    def settle(self) -> None:
        """Let Qt do what is due, and other threads their work, unless that is held back."""
        QApplication.processEvents()
        self.held = max(self.held - 1, 0)
        if not self.held:
            self.finish_work()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if not self.window.isVisible():
            self.anew()  # it was closed
        elif self.root() is self.window is not QApplication.activeWindow():
            self.come_back()

    def finish_work(self) -> None:
        """Let everything come to its end that is computed beside the window."""
        learner = self.window.learner if self.window.session.state.learning else None
        for _ in range(MOST_ROUNDS):
            worked = work_off()
            QApplication.processEvents()
            if not worked and not self.window.session.background.busy and not (learner and learner.computing):
                return

    def do(self, does: Callable[[], object]) -> None:
        """Do something that may ask."""
        self._do(does, [])

    def _do(self, does: Callable[[], object], menus: Menus) -> None:
        self.answers.begin_anew()
        self.stuck += call(does, menus)


def go_elsewhere() -> None:
    """Give another window the keyboard, for a moment."""
    other = QWidget()
    other.show()
    other.activateWindow()
    QApplication.processEvents()
    other.close()
    other.deleteLater()


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__}:{widget.objectName()}"


def _held(mods: str) -> Qt.KeyboardModifier:
    held = Qt.KeyboardModifier.NoModifier
    for letter in mods:
        held |= HELD[letter]
    return held
