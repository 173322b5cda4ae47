"""Whether this computer has letters for the language that the program speaks; without them all words are boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QFontDatabase

Script = QFontDatabase.WritingSystem
Families = Callable[[Script], list[str]]
# What the typeface that comes along cannot write: its name in English, and a package that brings a font.
SCRIPTS: Mapping[str, tuple[Script, str, str]] = {"zh_CN": (Script.SimplifiedChinese, "Chinese", "fonts-noto-cjk")}


def lacking(language: str, keys: str, families: Families = QFontDatabase.families) -> str:
    """What would do where no font has the letters of a language, in English, which can be read; "" where one has.

    `keys` open the preferences, `families` are the fonts that there are.
    """
    missing = _missing(language, families)
    if missing is None:
        return ""
    asked = f"No font here has {missing[0]} letters, so words are boxes: install one, such as {missing[1]},"
    return f"{asked} or choose English in the preferences ({keys}), and start again."


def lacking_in_figures(language: str, families: Families = QFontDatabase.families) -> str:
    """The same where there is no window, and figures have English words instead."""
    missing = _missing(language, families)
    if missing is None:
        return ""
    return f"No font here has {missing[0]} letters, so the words are English: install one, such as {missing[1]}."


def _missing(language: str, families: Families) -> tuple[str, str] | None:
    """The letters that no font has, and a package that brings one; None if there is nothing missing."""
    if language not in SCRIPTS or families(SCRIPTS[language][0]):
        return None
    return SCRIPTS[language][1:]
