"""Tooltips that end with the key of a command, whichever it is."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtWidgets import QWidget

from convstudio.studio.commands.keys import with_keys
from convstudio.studio.widgets.literal import in_tooltip, set_tooltip
from convstudio.studio.widgets.locking import HELD

_said: WeakKeyDictionary[QWidget, tuple[str, str]] = WeakKeyDictionary()


def say_with_keys(widget: QWidget, words: str, command: str) -> None:
    """Give a widget a tooltip of some words and the first key of a command."""
    _said[widget] = words, command
    set_tooltip(widget, with_keys(words, command))


def said_anew(window: QWidget) -> None:
    """Say the keys that commands have now, in a window; what is locked says so once it is free."""
    for widget, (words, command) in list(_said.items()):
        if not shiboken6.isValid(widget) or widget.window() is not window:
            continue
        if widget.property(HELD) is None:
            set_tooltip(widget, with_keys(words, command))
        else:
            widget.setProperty(HELD, in_tooltip(with_keys(words, command)))
