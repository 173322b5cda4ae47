"""Keys that no command may have: the grid, its fields, Qt or the desktop need them."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt

from convstudio.words import Text, tr, translated

Key = Qt.Key
Held = Qt.KeyboardModifier
CTRL, ALT, SHIFT, META = Held.ControlModifier, Held.AltModifier, Held.ShiftModifier, Held.MetaModifier
ALONE = {Key.Key_Control, Key.Key_Shift, Key.Key_Alt, Key.Key_Meta, Key.Key_AltGr, Key.Key_CapsLock, Key.Key_NumLock,
         Key.Key_Super_L, Key.Key_Super_R, Key.Key_Menu, Key.Key_unknown}  # fmt: skip
ARROWS = {Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down}
PAGES = {Key.Key_Home, Key.Key_End, Key.Key_PageUp, Key.Key_PageDown}
CLEARING = {Key.Key_Delete, Key.Key_Backspace, Key.Key_Insert}
ALWAYS: dict[Qt.Key, Text] = {
    Key.Key_Tab: "Tab goes from field to field.",
    Key.Key_Backtab: "Tab goes from field to field.",
    Key.Key_Return: "Enter takes what was typed.",
    Key.Key_Enter: "Enter takes what was typed.",
    Key.Key_Escape: "Esc leaves and releases.",
    Key.Key_Space: "Space plays and pauses, and presses buttons.",
}
EXACTLY: dict[tuple[Qt.KeyboardModifier, Qt.Key], Text] = {
    (Held.NoModifier, Key.Key_F2): "F2 edits a cell.",
    (Held.NoModifier, Key.Key_F10): "F10 opens the menus.",
    (SHIFT, Key.Key_F10): "Shift+F10 opens the menu of what is chosen.",
    (ALT, Key.Key_F4): "Alt+F4 closes the window.",
    (CTRL | SHIFT, Key.Key_U): "Ctrl+Shift+U types signs by their numbers on many desktops.",
}
SIGNS_FROM, SIGNS_TO = 0x21, 0x7E
F1, F35 = Key.Key_F1.value, Key.Key_F35.value


def is_half(combination: QKeyCombination) -> bool:
    """Whether only keys like Ctrl are held yet."""
    return combination.key() in ALONE


def plainly(combination: QKeyCombination) -> QKeyCombination:
    """A combination as a shortcut has it: without the keypad, and without the Shift that a sign needs on this keyboard."""
    held = combination.keyboardModifiers() & (CTRL | ALT | SHIFT | META)
    value = combination.key().value
    if SIGNS_FROM <= value <= SIGNS_TO and not chr(value).isalnum():
        held &= ~SHIFT
    return QKeyCombination(held, combination.key())


def refusal(combination: QKeyCombination, menus: str = "") -> str:
    """Why a combination cannot be a shortcut, in a sentence or two; "" if it can. `menus` are the letters of the menu bar."""
    why = _why(combination.key(), combination.keyboardModifiers(), menus)
    return f"{why} {tr('Use other keys: with Ctrl or Alt, or a function key.')}" if why else ""


def _why(key: Key, held: Held, menus: str) -> str:
    command = bool(held & (CTRL | ALT))
    if key in ALWAYS or (held, key) in EXACTLY:
        return translated(ALWAYS.get(key) or EXACTLY[held, key])
    if held & META:
        return tr("That key belongs to the desktop.")
    if held & CTRL and held & ALT:
        return tr("Ctrl and Alt together type signs on many keyboards.")
    if held == ALT and key.value < Key.Key_Escape.value and chr(key.value).lower() in menus:
        return tr("Alt+{letter} opens a menu.", letter=chr(key.value))
    if command or F1 <= key.value <= F35:
        return ""
    return _why_plain(key, held)


def _why_plain(key: Key, held: Held) -> str:
    """Why a key cannot be one without Ctrl or Alt."""
    if key in ARROWS:
        return tr("Arrows go from cell to cell.")
    if key in PAGES:
        return tr("That key scrolls.")
    if key in CLEARING:
        return tr("That key clears cells and letters.")
    if (key == Key.Key_Question and not held) or key.value >= Key.Key_Escape.value:
        return ""
    if SIGNS_FROM <= key.value <= SIGNS_TO and chr(key.value).isdigit():
        return tr("Digits type the numbers of cells.")
    return tr("Letters and signs alone choose a brush, and are typed into fields.")
