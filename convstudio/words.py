"""Words on the screen, for the rooms that do not know Qt.

Rooms left of painting say what they mean through `tr`; the studio hands in Qt's translator when it starts, so one catalogue
serves all rooms. Without a translator the English text is the text.
"""

from collections.abc import Callable

Translator = Callable[[str], str]

_translator: Translator | None = None
_said: dict[str, str] = {}  # a scene says the same hundred words again at every cell that the mouse passes


def tr(text: str, /, **values: object) -> str:
    """`text` in the user's language, its {named} places filled with `values`."""
    words = _said.get(text)
    if words is None:
        words = _said[text] = _translator(text) if _translator else text
    return words.format(**values) if values else words


def use_translator(translator: Translator | None) -> None:
    """Let `tr` ask `translator` from now on (None: English)."""
    global _translator
    _translator = translator
    _said.clear()


def count(number: int, one: str, many: str, /, **values: object) -> str:
    """ "1 cell", "12 cells": the number {n} with the form that belongs to it, both through `tr`, filled with `values`, too."""
    return tr(one if number == 1 else many, n=number, **values)
