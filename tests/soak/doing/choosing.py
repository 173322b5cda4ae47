"""Chooses the next deed from what the window shows: by chance, but always by the same chance for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from convstudio.experiment import gallery
from convstudio.layers import KINDS
from convstudio.scene.layout import Hit
from convstudio.studio.explore.cards.cards import CardView
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.stage.rail_view import RailView
from convstudio.studio.stage.view import StageView
from convstudio.studio.widgets.buttons import MendButton
from tests.soak.doing import things
from tests.soak.doing.deeds import WINDOW, Deed
from tests.soak.doing.hand import Hand

KEYS = (
    "Key_Tab", "Key_Backtab", "Key_Escape", "Key_Return", "Key_Enter", "Key_Up", "Key_Down", "Key_Left", "Key_Right",
    "Key_Delete", "Key_Backspace", "Key_Space", "Key_Home", "Key_End", "Key_PageUp", "Key_PageDown", "Key_F2", "Key_F10",
    "Key_Menu", "Key_Alt",
)  # fmt: skip
SIGNS = "0123456789.,-+/ xXdDpPbBlLrReEfFsSiIcCvVqQ[]"
MENUS = ("recent", "pictures_menu", "colours", "input_menu", "channels_menu", "layer_menu")
SIZES = ((1600, 900), (1280, 720), (1024, 600), (1366, 768), (700, 500), (1920, 1080), (400, 300))
HEAVY = 60_000  # cells of all maps, beyond which the monkey soon goes on to another document
NUMBERED = (0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 17)
Choose = Callable[[random.Random, Hand], Deed]


def choose(rng: random.Random, hand: Hand) -> Deed:
    """The next deed."""
    if hand.root() is not hand.window:
        return _in_front(rng, hand)
    if hand.pressed:
        return _while_pressed(rng, hand)
    if _cells(hand) > HEAVY and rng.random() < 0.5:
        return rng.choice((Deed("back_and_forth", (3,)), _example(rng, hand), Deed("key", ("Key_Z", "C", []))))
    made = rng.choices([choice for choice, _ in CHOICES], [weight for _, weight in CHOICES])[0](rng, hand)
    return made


def _cells(hand: Hand) -> int:
    state = hand.window.session.state
    maps = [state.experiment.input, *(r.shown for r in state.evaluation.results if r.shown is not None)]
    return sum(array.size for array in maps) + sum(picture.size for picture in state.experiment.training.pictures)


def _one(rng: random.Random, hand: Hand, *kinds: type[QWidget]) -> str | None:
    """The address of one of the widgets of some kinds that are seen and enabled."""
    found = [w for w in hand.widgets() if isinstance(w, kinds) and w.isEnabled() and not w.visibleRegion().isEmpty()]
    return hand.address_of(rng.choice(found)) if found else None


def _place(rng: random.Random) -> tuple[float, float]:
    return round(rng.random(), 3), round(rng.random(), 3)


def _mods(rng: random.Random) -> str:
    return rng.choices(("", "S", "C", "A", "CS"), (16, 3, 1, 1, 0.5))[0]


def _menus(rng: random.Random) -> list[int]:
    return [rng.choice(NUMBERED) for _ in range(rng.randint(0, 3))]


def _click(rng: random.Random, hand: Hand, *kinds: type[QWidget], what: str = "click", button: str = "left") -> Deed:
    address = _one(rng, hand, *kinds) or WINDOW
    return Deed("mouse", (what, address, *_place(rng), button, _mods(rng), _menus(rng)))


def _hover(rng: random.Random, hand: Hand) -> Deed:
    return _click(rng, hand, MatrixView, what="move")


def _on_matrix(rng: random.Random, hand: Hand) -> Deed:
    what = rng.choices(("click", "double", "press"), (8, 2, 2))[0]
    return _click(rng, hand, MatrixView, what=what, button=rng.choices(("left", "right", "middle"), (8, 3, 1))[0])


def _rail(rng: random.Random, hand: Hand) -> Deed:
    """Click, name or drag a layer of the rail, or turn to others."""
    address = _one(rng, hand, RailView)
    if address is None:
        return _card(rng, hand)
    what = rng.choices(("click", "double", "drag", "menu", "wheel", "move"), (6, 2, 4, 1, 1, 1))[0]
    match what:
        case "drag":
            return Deed("drag", (address, [list(_place(rng)) for _ in range(rng.randint(2, 4))], "left", ""))
        case "menu":
            return Deed("mouse", ("click", address, *_place(rng), "right", "", _menus(rng)))
        case "wheel":
            return Deed("wheel", (address, *_place(rng), rng.choice((240, -240)), ""))
    return Deed("mouse", (what, address, *_place(rng), "left", "", []))


def _thumbnail(rng: random.Random, hand: Hand) -> Deed:
    """Click something on the stage that a click makes large."""
    stage = hand.window.page.stage
    hits = [item for item in stage.drawing.items if isinstance(item, Hit)] if stage.isVisible() else []
    address = _one(rng, hand, StageView)
    if address is None or not hits:
        return _rail(rng, hand)
    middle = rng.choice(hits).rect.centre
    place = round(middle.x / max(stage.width(), 1), 3), round(middle.y / max(stage.height(), 1), 3)
    return Deed("mouse", (rng.choice(("click", "click", "move")), address, *place, "left", "", []))


def _mend(rng: random.Random, hand: Hand) -> Deed:
    return _click(rng, hand, MendButton) if _one(rng, hand, MendButton) else _button(rng, hand)


def _view(rng: random.Random, hand: Hand) -> Deed:
    return Deed("view", (rng.choice(("stage", "flow")),))


def _card(rng: random.Random, hand: Hand) -> Deed:
    return _click(rng, hand, CardView, button=rng.choice(("left", "left", "right")))


def _anywhere(rng: random.Random, hand: Hand) -> Deed:
    what = rng.choice(("click", "move", "double", "press"))
    return Deed("mouse", (what, WINDOW, *_place(rng), rng.choice(("left", "left", "right")), _mods(rng), _menus(rng)))


def _drag(rng: random.Random, hand: Hand) -> Deed:
    kind: type[QWidget] = rng.choices((MatrixView, CardView, QWidget), (6, 2, 1))[0]
    address = _one(rng, hand, kind) or WINDOW
    way: list[list[Any]] = [list(_place(rng))]
    if kind is CardView:
        way = [[0.05, 0.02]]
    for _ in range(rng.randint(1, 4)):
        to = _one(rng, hand, kind) if kind is not MatrixView or rng.random() < 0.1 else None
        way.append([*_place(rng), to] if to else list(_place(rng)))
    return Deed("drag", (address, way, rng.choices(("left", "right", "middle"), (8, 2, 1))[0], _mods(rng)))


def _wheel(rng: random.Random, hand: Hand) -> Deed:
    address = _one(rng, hand, QWidget) or WINDOW
    return Deed("wheel", (address, *_place(rng), rng.choice((120, -120, 240, 15)), rng.choice(("", "C", "C", "S"))))


def _button(rng: random.Random, hand: Hand) -> Deed:
    return _click(rng, hand, QAbstractButton)


def _number(rng: random.Random) -> str:
    return rng.choice(things.NUMBERS)


def _fill(rng: random.Random, hand: Hand) -> Deed:
    address = _one(rng, hand, QLineEdit, QSpinBox, QPlainTextEdit)
    if address is None:
        return _button(rng, hand)
    words = rng.choice(things.LINES) if "LineField" in address else rng.choice(things.WORDS)
    signs = (
        words if "Note" in address or "NameField" in address or "title" in address or "LineField" in address else _number(rng)
    )
    return Deed("fill", (address, signs, rng.choices(("Key_Return", "", "Key_Tab", "Key_Escape"), (6, 4, 2, 1))[0]))


def _combo(rng: random.Random, hand: Hand) -> Deed:
    return _click(rng, hand, QComboBox)


def _key(rng: random.Random, hand: Hand) -> Deed:
    return Deed("key", (rng.choice(KEYS), rng.choices(("", "S", "C", "A"), (8, 2, 1, 0.5))[0], _menus(rng)))


def _signs(rng: random.Random, hand: Hand) -> Deed:
    return Deed("text", (rng.choice(SIGNS) if rng.random() < 0.6 else _number(rng),))


def _shortcut(rng: random.Random, hand: Hand) -> Deed:
    """The keys of one of the actions."""
    actions = [action for action in hand.window.actions_by_name.values() if action.shortcuts()]
    keys: QKeySequence = rng.choice(rng.choice(actions).shortcuts())
    combination = keys[0]
    held = combination.keyboardModifiers()
    mods = "".join(letter for letter, flag in (("C", "Control"), ("A", "Alt"), ("S", "Shift")) if flag in held.name or "")
    name = combination.key().name
    return Deed("key", (name, "".join(sorted(mods, key="CAS".index)), [])) if mods != "CAS" else _key(rng, hand)


def _act(rng: random.Random, hand: Hand) -> Deed:
    actions = [name for name, action in hand.window.actions_by_name.items() if action.isEnabled()]
    return Deed("act", (rng.choice(actions),))


def _add(rng: random.Random, hand: Hand) -> Deed:
    return Deed("entry", ("add_menu", [rng.randrange(len(KINDS))]))


def _entry(rng: random.Random, hand: Hand) -> Deed:
    menu = rng.choice(MENUS)
    return Deed("entry", (menu, [rng.choice(NUMBERED) for _ in range(3)]))


def _example(rng: random.Random, hand: Hand) -> Deed:
    return Deed("entry", ("examples_menu", [rng.randrange(len(gallery.examples()))]))


def _clip(rng: random.Random, hand: Hand) -> Deed:
    kind = rng.choices(
        ("table", "number", "line", "list", "large", "html", "words", "image", "file"), (8, 4, 4, 2, 1, 1, 2, 1, 1)
    )
    return Deed("clip", (kind[0], rng.randrange(1000)))


def _paste(rng: random.Random, hand: Hand) -> Deed:
    return Deed("key", ("Key_V", rng.choice(("C", "C", "CS", "CA")), []))


def _answer(rng: random.Random, hand: Hand) -> Deed:
    return Deed("answer", (
        rng.choice(("save", "discard", "discard", "cancel")), rng.choice(("copy", "overwrite", "reload", "cancel")),
        rng.random() < 0.5, rng.choice((*things.SLOTS, "")), rng.choice((*things.SLOTS, *things.JUNK, "")),
    ))  # fmt: skip


def _file(rng: random.Random, hand: Hand) -> Deed:
    key, mods = rng.choice((("Key_S", "C"), ("Key_S", "C"), ("Key_S", "CS"), ("Key_O", "C"), ("Key_N", "C")))
    return Deed("key", (key, mods, []))


def _drop(rng: random.Random, hand: Hand) -> Deed:
    return Deed("drop", (rng.choice(("text", "remote", "two", *things.SLOTS, *things.JUNK)),))


def _elsewhere(rng: random.Random, hand: Hand) -> Deed:
    return Deed("elsewhere", (rng.choice(("write", "remove", "touch", "junk", "lock", "unlock")),))


def _workspace(rng: random.Random, hand: Hand) -> Deed:
    return Deed("key", (rng.choice(("Key_1", "Key_2", "Key_1", "Key_2", "Key_3")), "C", []))


def _play(rng: random.Random, hand: Hand) -> Deed:
    return Deed("act", ("play",)) if rng.random() < 0.4 else Deed("tick", (rng.choice((0.016, 0.1, 0.25)), rng.randint(1, 8)))


def _undo(rng: random.Random, hand: Hand) -> Deed:
    return rng.choice(
        (Deed("back_and_forth", (rng.randint(1, 6),)), Deed("key", ("Key_Z", "C", [])), Deed("key", ("Key_Y", "C", [])))
    )


def _in_front(rng: random.Random, hand: Hand) -> Deed:
    """What is done to a popup or a dialog."""
    root = hand.root()
    if isinstance(root, QDialog) and rng.random() < 0.3:
        return Deed("close")
    if isinstance(root, QDialog) and rng.random() < 0.4:
        return rng.choice((_button, _fill))(rng, hand)
    if rng.random() < 0.3:
        return Deed("mouse", ("click", WINDOW, *_place(rng), "left", "", []))
    return Deed("key", (rng.choice(("Key_Down", "Key_Up", "Key_Return", "Key_Escape", "Key_Tab", "Key_End")), "", []))


def _while_pressed(rng: random.Random, hand: Hand) -> Deed:
    """What is done while a button of the mouse is held down."""
    if rng.random() < 0.4:
        return Deed("release", _place(rng))
    others: tuple[Choose, ...] = (
        _hover,
        _hover,
        _hover,
        _anywhere,
        _key,
        _shortcut,
        _signs,
        _wheel,
        _play,
        _file,
        _undo,
        _paste,
    )
    deed = rng.choice(others)(rng, hand)
    return deed._replace(args=("move", *deed.args[1:])) if deed.verb == "mouse" else deed


CHOICES: tuple[tuple[Choose, float], ...] = (
    (_hover, 8), (_on_matrix, 14), (_anywhere, 3), (_drag, 8), (_wheel, 3), (_button, 9), (_fill, 12), (_combo, 3), (_key, 9),
    (_signs, 8), (_shortcut, 8), (_act, 6), (_add, 3), (_entry, 3), (_example, 2), (_clip, 2), (_paste, 3), (_answer, 2),
    (_file, 2.5), (_drop, 1), (_elsewhere, 0.7), (_workspace, 2), (_play, 4), (_undo, 4),
    (_rail, 6), (_thumbnail, 3), (_mend, 2), (_view, 1.2),
    (lambda rng, hand: Deed("hold", (rng.randint(1, 6),)), 1),
    (lambda rng, hand: Deed("late", (rng.choice((0, 2000, 3e7)),)), 0.5),
    (lambda rng, hand: Deed("size", rng.choice(SIZES)), 0.8),
    (lambda rng, hand: Deed("away"), 1),
    (lambda rng, hand: Deed("close"), 0.3),
)  # fmt: skip
