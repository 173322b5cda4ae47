"""What the monkey can do: each deed is a verb with plain arguments, so that a line of a log does the same again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from convstudio.experiment import files, gallery
from tests.soak.checking.answering import Menus
from tests.soak.doing.hand import Hand, go_elsewhere
from tests.soak.doing.later import at_once
from tests.soak.doing.things import clipboard_data, dropped

WINDOW = "@"  # the address of the root


class Deed(NamedTuple):
    """A verb of `VERBS`, and what it is done to and with."""

    verb: str
    args: tuple[Any, ...] = ()

    @property
    def only_looks(self) -> bool:
        """Whether it cannot change the document."""
        return self.verb in ("tick", "hold", "late", "size") or (self.verb == "mouse" and self.args[0] == "move")

    def line(self) -> str:
        """As it stands in a log."""
        return json.dumps([self.verb, *self.args], ensure_ascii=False)


def read(line: str) -> Deed:
    """A deed from its line."""
    verb, *args = json.loads(line)
    return Deed(verb, tuple(args))


def do(hand: Hand, deed: Deed) -> None:
    """Do it, if what it is done to is there."""
    VERBS[deed.verb](hand, *deed.args)


def _at(hand: Hand, address: str) -> QWidget | None:
    return hand.root() if address == WINDOW else hand.find(address)


def mouse(hand: Hand, what: str, address: str, u: float, v: float, button: str, mods: str, menus: Menus) -> None:
    """Move, click, double-click or press."""
    widget = _at(hand, address)
    if widget and not (hand.pressed and what != "move"):
        hand.mouse(what, widget, hand.point(widget, u, v), button, mods, menus)


def drag(hand: Hand, address: str, way: list[list[Any]], button: str, mods: str) -> None:
    """Press at a point of a widget, and let go at the end of a way over other points, each of some widget."""
    widget = _at(hand, address)
    if widget is None or hand.pressed:
        return
    start, *rest = way
    hand.mouse("press", widget, hand.point(widget, *start[:2]), button, mods, [])
    for u, v, *other in rest:
        over = _at(hand, other[0]) if other else widget
        if over and isValid(over) and over.isVisible():
            hand.mouse("move", over, hand.point(over, u, v), button, mods, [])
    hand.release()


def release(hand: Hand, u: float, v: float) -> None:
    """Let go of the button that is held, at a point of the window."""
    if hand.pressed:
        hand.mouse("move", hand.window, hand.point(hand.window, u, v), hand.pressed, "", [])
        hand.release()


def wheel(hand: Hand, address: str, u: float, v: float, turn: int, mods: str) -> None:
    """Turn the wheel."""
    widget = _at(hand, address)
    if widget:
        hand.wheel(widget, hand.point(widget, u, v), turn, mods)


def key(hand: Hand, name: str, mods: str, menus: Menus) -> None:
    """Press a key, such as "Key_Tab"."""
    hand.key(Qt.Key[name], mods, menus)


def text(hand: Hand, signs: str) -> None:
    """Type where the keyboard is."""
    hand.type(signs)


def fill(hand: Hand, address: str, signs: str, end: str) -> None:
    """Click a field and type over what stands there; end with a key or with nothing."""
    field = hand.find(address)
    if field is None or hand.pressed:
        return
    hand.mouse("click", field, hand.point(field, 0.4, 0.5), "left", "", [])
    hand.key(Qt.Key.Key_A, "C")
    hand.type(signs)
    if end:
        hand.key(Qt.Key[end])


def act(hand: Hand, name: str) -> None:
    """Trigger one of the window's actions."""
    action = None if QApplication.activeModalWidget() else hand.window.actions_by_name.get(name)
    if action and action.isEnabled():
        hand.do(action.trigger)


def entry(hand: Hand, menu: str, choices: Menus) -> None:
    """Take an entry of a menu that is filled when it opens."""
    own = {"add_menu": hand.window.add_menu, "layer_menu": hand.window.layer_menu}
    found = own.get(menu) or hand.window.findChild(QMenu, menu)
    while found is not None and not QApplication.activeModalWidget():
        found.aboutToShow.emit()
        actions = [a for a in found.actions() if a.isEnabled() and not a.isSeparator()]
        if not actions or not choices:
            return
        action: QAction = actions[choices[0] % len(actions)]
        found, choices = action.menu(), choices[1:]
        if found is None:
            hand.do(action.trigger)


def clip(hand: Hand, kind: str, seed: int) -> None:
    """Another program copies something."""
    QGuiApplication.clipboard().setMimeData(clipboard_data(kind, seed, hand.folder))


def answer(hand: Hand, changes: str, changed: str, copies: bool, save: str, opens: str) -> None:
    """What is answered from now on when the program asks."""
    hand.answers.on_changes, hand.answers.on_changed_file = changes, changed  # type: ignore[assignment]
    hand.answers.copies = copies
    hand.answers.save_path = hand.folder / save if save else None
    hand.answers.open_path = hand.folder / opens if opens else None


def drop(hand: Hand, kind: str) -> None:
    """Drag files onto the window."""
    if QApplication.activeModalWidget():
        return
    data, place = dropped(kind, hand.folder), QPointF(200, 200)
    actions, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), actions, data, left, none)
    QApplication.sendEvent(hand.window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(hand.window, QDropEvent(place, actions, data, left, none))


def elsewhere(hand: Hand, what: str) -> None:
    """Another program does something to the document's file."""
    path = hand.window.session.state.path
    if path is None or not path.parent.exists():
        return
    match what:
        case "write" if not path.exists() or (os.access(path, os.W_OK) and path.stat().st_mode & 0o200):
            files.write(gallery.example("average-pooling"), path)
        case "remove":
            path.unlink(missing_ok=True)
        case "touch" if path.exists():
            os.utime(path)
        case "junk" if path.exists():
            path.write_bytes(b"junk")
        case "lock" if path.exists():
            path.chmod(0o444)
        case "unlock" if path.exists():
            path.chmod(0o644)


def tick(hand: Hand, seconds: float, times: int) -> None:
    """Time goes by."""
    for _ in range(times):
        hand.tick(seconds)
        QApplication.processEvents()


def hold(hand: Hand, deeds: int) -> None:
    """What is computed on other threads comes only after some deeds."""
    hand.held = deeds


def late(hand: Hand, products: float) -> None:
    """Another machine: so many products are computed while the window waits, more than that on another thread."""
    at_once(products)


def size(hand: Hand, width: int, height: int) -> None:
    """Make the window larger or smaller."""
    hand.size = width, height
    hand.window.resize(width, height)


def view(hand: Hand, name: str) -> None:
    """Explore in another view, which further windows begin with."""
    if (hand.window.session.state.view, hand.root()) != (name, hand.window):
        act(hand, "flow")


def away(hand: Hand) -> None:
    """Go to another window, and come back."""
    if hand.root() is not hand.window:
        return
    go_elsewhere()
    hand.come_back()


def close(hand: Hand) -> None:
    """Close what is in front: a dialog, or the window, in whose place another one opens."""
    root = hand.root()
    if root is not hand.window:
        root.close()
    elif hand.window.close():
        hand.anew()


def back_and_forth(hand: Hand, steps: int) -> None:
    """Undo some steps, and do them again."""
    for mods in ("C", "CS"):
        for _ in range(steps):
            hand.key(Qt.Key.Key_Z, mods)


VERBS: dict[str, Callable[..., None]] = {
    verb.__name__: verb
    for verb in (
        mouse, drag, release, wheel, key, text, fill, act, entry, clip, answer, drop, elsewhere, tick, hold, late, size, view,
        away, close, back_and_forth,
    )
}  # fmt: skip
