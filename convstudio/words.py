"""Words on the screen, in the user's language.

Rooms say what they mean through `tr`; whoever starts the program hands in a catalogue (see languages.py), so one serves all
rooms, the command line and what is exported. Without one the English text is the text.

What stands in tr() is a literal, so that it can be collected for those who translate. A text that is written in one place and
shown in another has the type `Text` there and is said by `translated`; with a form for one and one for many, `Forms` and
`count_of`.
"""

from collections.abc import Callable

Text = str  # written in English where it stands, and translated where it is shown
Forms = tuple[Text, Text]  # for one and for many: "{n} cell", "{n} cells"
Translator = Callable[[str], str]
Counter = Callable[[str, str, int], str]
ENGLISH = "en"

_translator: Translator | None = None
_counter: Counter | None = None
_language = ENGLISH
_said: dict[str, str] = {}  # a scene says the same hundred words again at every cell that the mouse passes


def tr(text: str, /, **values: object) -> str:
    """`text` in the user's language, its {named} places filled with `values`."""
    words = _said.get(text)
    if words is None:
        words = _said[text] = _translator(text) if _translator and text else text
    return words.format(**values) if values else words


translated = tr  # the same, for a `Text` from elsewhere; a test wants literals in tr()


def between() -> str:
    """What stands between two sentences: a space, but nothing in Chinese, whose full stops bring their own room."""
    return "" if _language.startswith("zh") else " "


def in_sentence(words: str) -> str:
    """Words that begin with a capital, where they do not stand first. Only English is sure to want small letters there."""
    return words if _translator else words.lower()


def use_translator(translator: Translator | None, counter: Counter | None = None, language: str = ENGLISH) -> None:
    """Let `tr` ask `translator` from now on (None: English), and `count` ask `counter`: one, many, how many.

    Without a counter, `count` has the two forms of English, each translated by itself. `language` is what it is called in the
    names of files.
    """
    global _translator, _counter, _language
    _translator, _counter, _language = translator, counter, language
    _said.clear()


def language() -> str:
    """The language that words are in now: "en", "de", "zh_CN"."""
    return _language


def count(number: int, one: str, many: str, /, **values: object) -> str:
    """ "1 cell", "12 cells": the number {n} with the form that belongs to it in the user's language; `values` as in `tr`."""
    if _counter:
        return _counter(one, many, number).format(n=number, **values)
    return tr(one if number == 1 else many, n=number, **values)


def count_of(number: int, forms: Forms, /, **values: object) -> str:
    """The same for forms from elsewhere."""
    return count(number, *forms, **values)
