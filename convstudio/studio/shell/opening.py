"""The sheets that commands open over the window, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from convstudio.studio.preferences.sheet import PreferencesSheet
from convstudio.studio.shell.help import whats_this
from convstudio.studio.shell.help.sheets import AboutSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from convstudio.studio.commands import Studio


def _about(_studio: Studio, window: QWidget) -> None:
    AboutSheet(window).open()


def _preferences(studio: Studio, window: QWidget) -> None:
    PreferencesSheet(studio, window).open()


def _what(_studio: Studio, window: QWidget) -> None:
    whats_this.ask(window)


SHEETS: dict[str, Callable[[Studio, QWidget], None]] = {"about": _about, "preferences": _preferences, "what": _what}
