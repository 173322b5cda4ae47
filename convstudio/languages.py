"""Which languages the program speaks, which one is wanted, and how it is taken.

A language is a catalogue of resources/languages, made of its .po file by `make words`. The standard library reads it, so that
the command line and the exports have the same words as the window.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from convstudio import resources, words
from convstudio.words import ENGLISH

SYSTEM = "system"
NAMES: Mapping[str, str] = {ENGLISH: "English", "de": "Deutsch", "zh_CN": "简体中文"}  # each by its own name
FOLDER = "languages"
VARIABLES = "LC_ALL", "LC_MESSAGES", "LANG"  # the first that is set says the language
PREFERRED = "LANGUAGE"  # several, in the order of preference; of no account where the others ask for no language
NO_LANGUAGE = {"C", "POSIX"}
TRADITIONAL = {"HANT", "TW", "HK", "MO"}  # Chinese that is written in other letters


def known(tag: str) -> str | None:
    """The language of a tag such as "de_AT.UTF-8", "zh-Hans-CN" or "C"; None if the program does not speak it."""
    first, *others = re.split(r"[-_]", re.split(r"[.@]", tag)[0])
    if first.upper() in NO_LANGUAGE or first.lower() == ENGLISH:
        return ENGLISH
    if first.lower() == "zh":
        return None if TRADITIONAL & {part.upper() for part in others} else "zh_CN"
    return next((name for name in NAMES if name == first.lower()), None)


def best(tags: Iterable[str]) -> str:
    """The first of some wanted languages that the program speaks, else English."""
    return next(filter(None, map(known, tags)), ENGLISH)


def of_environment(environ: Mapping[str, str]) -> str | None:
    """The language that the variables of a terminal ask for, as gettext understands them; None if they say nothing."""
    said = next(filter(None, map(environ.get, VARIABLES)), None)
    preferred = [tag for tag in environ.get(PREFERRED, "").split(":") if tag]
    if said and said.partition(".")[0] in NO_LANGUAGE:
        return ENGLISH
    return best([*preferred, said] if said else preferred) if said or preferred else None


def use(language: str) -> None:
    """Say all words in one of `NAMES` from now on; in English if it has no catalogue here."""
    if language == words.language():
        return
    path = resources.root() / FOLDER / f"{language}.mo"
    if language == ENGLISH or not path.is_file():
        words.use_translator(None)
        return
    from gettext import GNUTranslations  # only now: English needs none

    with path.open("rb") as file:
        catalogue = GNUTranslations(file)
    words.use_translator(catalogue.gettext, catalogue.ngettext, language)
