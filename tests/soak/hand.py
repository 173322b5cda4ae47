"""The hand at the window: mouse, keys and time, by way of the window system, as they come from a person.

Events go to the window below the pointer or with the focus, not to a widget: Qt finds the widget, gives it the focus,
closes popups and keeps modal dialogs in front, as it does for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QDrag, QKeyEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget
from shiboken6 import isValid

from convstudio.experiment import Experiment, gallery
from convstudio.studio.asking import Changed
from convstudio.studio.beat import Beat
from convstudio.studio.window import Window
from tests.soak.later import Later
from tests.studio.person import Answers as SteadyAnswers

BUTTONS = {"left": Qt.MouseButton.LeftButton, "right": Qt.MouseButton.RightButton, "middle": Qt.MouseButton.MiddleButton}
MODIFIERS = {
    "": Qt.KeyboardModifier.NoModifier,
    "S": Qt.KeyboardModifier.ShiftModifier,
    "C": Qt.KeyboardModifier.ControlModifier,
    "A": Qt.KeyboardModifier.AltModifier,
    "CS": Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    "CA": Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
    "AS": Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
}
NESTED_MS = 5  # after which a call that has not come back is looked after
MOST_LOOKS = 4  # without anything to answer, until a drag is given up
MOST_ROUNDS = 400  # of events and of work, until nothing more is due
Menus = list[int]  # which entries to take in menus that open


class Answers(SteadyAnswers):
    """Answers as a person does, who does not choose a file that cannot be written over and over."""

    patience = 0

    def save_a_copy(self, title: str, text: str) -> bool:
        self.patience -= 1
        return super().save_a_copy(title, text) and self.patience > 0

    def file_changed(self, name: str) -> Changed:
        self.patience -= 1
        return super().file_changed(name) if self.patience > 0 else "cancel"


class Hand:
    """One window with a hand on it. Where the window is closed, another one opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers = Answers()
        self.size = 1600, 900
        self._pointer = QPoint(3, 3)
        self.pressed = ""  # the button that is held down, if any is
        self.held = 0  # for how many more deeds the work of other threads is held back
        self.stuck: list[str] = []  # what a call waited for that it should not have waited for
        self.window = self._open(gallery.opening_example())

    def _open(self, experiment: Experiment) -> Window:
        self.window = window = Window(experiment)
        window.documents.asking = self.answers  # type: ignore[assignment]
        window.resize(*self.size)
        window.show()
        self._handle = window.windowHandle()
        self.come_back()
        self.settle()
        return window

    def anew(self) -> None:
        """Drop the window, and open another one with the opening example."""
        self.leave()
        self._open(gallery.opening_example())

    def come_back(self) -> None:
        """Give the window the keyboard. Without a window manager a popup that is gone may still have it, and only another
        window takes it from there.
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
        self._pointer = there
        if what == "move":
            self._call(lambda: QTest.mouseMove(target, there), [])
            return
        for _ in range(2 if what == "double" else 1):
            if not isValid(target):
                return
            self.pressed = button
            self._call(lambda: QTest.mousePress(target, BUTTONS[button], MODIFIERS[mods], there), menus)
            if what != "press":
                self.release(mods)

    def _target(self, widget: QWidget, at: QPoint) -> tuple[QWindow | QWidget, QPoint]:
        """Where an event for a point of a widget goes: to the system's window, if that is the hand's."""
        window = widget.window()
        return (self._handle, widget.mapTo(window, at)) if window is self.window else (widget, at)

    def release(self, mods: str = "") -> None:
        """Let go of the button that is held, where the pointer is."""
        button, self.pressed = self.pressed, ""
        if button:
            self._call(lambda: QTest.mouseRelease(self._handle, BUTTONS[button], MODIFIERS[mods], self._pointer), [])

    def wheel(self, widget: QWidget, at: QPoint, turn: int, mods: str) -> None:
        """Turn the wheel over a point of a widget."""
        place, where = QPointF(at), QPointF(widget.mapToGlobal(at))
        event = QWheelEvent(place, where, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, MODIFIERS[mods],
                            Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        self._call(lambda: QApplication.sendEvent(widget, event), [])

    # Keys

    def key(self, key: Qt.Key, mods: str = "", menus: Menus | None = None) -> None:
        """Press and release a key."""
        for does in (QTest.keyPress, QTest.keyRelease):  # whatever becomes of the window in between
            self._call(lambda does=does: does(self._keys(), key, MODIFIERS[mods]), menus or [])  # type: ignore[misc]

    def _keys(self) -> QWindow | QWidget:
        """What the keyboard's events go to: the system's window, or what is in front of it."""
        root = self.root()
        return self._handle if root is self.window else root.focusWidget() or root

    def type(self, text: str) -> None:
        """Type signs where the keyboard is."""
        for sign in text:
            if sign.isascii() and sign.isprintable():
                for does in (QTest.keyPress, QTest.keyRelease):
                    self._call(lambda does=does, sign=sign: does(self._keys(), sign), [])  # type: ignore[misc]
                continue
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest knows no other signs
                receiver = QApplication.focusWidget()
                if receiver:
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                    self._call(lambda r=receiver, e=event: QApplication.sendEvent(r, e), [])  # type: ignore[misc]

    # Time

    def tick(self, seconds: float) -> None:
        """Let time go by for what plays."""
        for beat in self.window.findChildren(Beat):
            if beat.running:
                beat.ticked.emit(seconds)

    def settle(self) -> None:
        """Let Qt do what is due, and other threads their work, unless that is held back."""
        QApplication.processEvents()
        if self.held:
            self.held -= 1
        else:
            self.finish_work()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if not self.window.isVisible():
            self.anew()  # it was closed
        elif self.root() is self.window is not QApplication.activeWindow():
            self.come_back()

    def finish_work(self) -> None:
        """Let everything come to its end that is computed beside the window."""
        learner = self.window._learner
        for _ in range(MOST_ROUNDS):
            worked = Later.run_all()
            QApplication.processEvents()
            if not worked and not self.window.session.background.busy and not (learner and learner.computing):
                return

    def _call(self, does: Callable[[], object], menus: Menus) -> None:
        """Do something that may open a menu, and so come back only once that is answered."""
        left, looks = list(menus), [0]
        self.answers.patience = 3
        self.answers.told.clear()
        self.answers.asked_about.clear()
        timer = QTimer()
        timer.setInterval(NESTED_MS)

        def look() -> None:
            popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
            looks[0] += 1
            if isinstance(popup, QMenu) and looks[0] > 1:  # it has heard by now that it is open
                _answer(popup, left)
                looks[0] = 0
            elif isinstance(modal, QMessageBox | QFileDialog):
                self.stuck.append(f"a {type(modal).__name__} was opened: {modal.windowTitle()}")
                modal.reject()
            elif looks[0] > MOST_LOOKS and popup is None:
                QDrag.cancel()

        timer.timeout.connect(look)
        timer.start()
        try:
            does()
        finally:
            timer.stop()
        for _ in range(MOST_LOOKS + len(menus)):
            popup = QApplication.activePopupWidget()
            if isinstance(popup, QMenu):
                _answer(popup, left)


def go_elsewhere() -> None:
    """Give another window the keyboard, for a moment."""
    other = QWidget()
    other.show()
    other.activateWindow()
    QApplication.processEvents()
    other.close()
    other.deleteLater()


def _answer(menu: QMenu, choices: Menus) -> None:
    """Take an entry, or leave a menu if there is nothing more to be chosen."""
    entries = [action for action in menu.actions() if action.isEnabled() and action.isVisible() and not action.isSeparator()]
    choice = choices.pop(0) if choices else -1
    if choice < 0 or not entries:
        menu.close()
        return
    action = entries[choice % len(entries)]
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Right if action.menu() else Qt.Key.Key_Return)


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__}:{widget.objectName()}"

