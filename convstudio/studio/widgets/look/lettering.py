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
    if language not in SCRIPTS or families(SCRIPTS[language][0]):
        return ""
    _script, letters, package = SCRIPTS[language]
    asked = f"No font here has {letters} letters, so words are boxes: install one, such as {package},"
    return f"{asked} or choose English in the preferences ({keys}), and start again."
