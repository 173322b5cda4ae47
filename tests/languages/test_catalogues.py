"""The catalogues: whole, true to the places for values, usable in menus, and compiled."""

from __future__ import annotations

import re
from collections import Counter
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Message

from convstudio import languages, words
from convstudio.studio.commands import MENUS
from convstudio.studio.commands.command import Command, Entry, Family, Menu
from tests.languages.catalogues import FOLDER, TEMPLATE, catalogue, missing, read
from tests.languages.catalogues import languages as translated_into

LANGUAGES = translated_into()
PLACES = re.compile(r"\{\w*\}")
ACCELERATOR = re.compile(r"&(?!&)(.)")
WHOLE = {"de", "zh_CN"}  # finished, and kept so


def forms(message: Message) -> list[tuple[str, str]]:
    """(original, translation) for each form: the plural's are translations of the form for many."""
    if not message.pluralizable:
        return [(message.id, message.string)]
    one, many = tuple(message.id)
    translations = list(message.string)
    return [(one if len(translations) > 1 and i == 0 else many, form) for i, form in enumerate(translations)]


def pairs(language: str) -> list[tuple[str, str]]:
    whole = [message for message in catalogue(language) if message.id]
    return [pair for message in whole for pair in forms(message) if pair[1]]


def test_every_language_has_a_name_and_a_catalogue():
    assert {*languages.NAMES} == {words.ENGLISH, *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_the_texts_of_the_template(language):
    ours, all_texts = ({message.id for message in made if message.id} for made in (catalogue(language), read(TEMPLATE)))
    assert ours == all_texts, "`make words` brings the catalogues up to date"


@pytest.mark.parametrize("language", sorted(WHOLE))
def test_a_finished_language_stays_finished(language):
    assert [message.id for message in missing(catalogue(language))] == [], "`make words` lists what is not translated"


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_for_values_are_those_of_the_original(language):
    wrong = [pair for pair in pairs(language) if {*PLACES.findall(pair[0])} != {*PLACES.findall(pair[1])}]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_spaces_lines_tabs_and_emphasis_around_words_are_kept(language):
    def frame(text):
        around = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return *around, text.count("\n"), text.count("\t"), text.count("**"), text.count("`"), text.startswith("### ")

    assert [pair for pair in pairs(language) if frame(pair[0]) != frame(pair[1])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_underlined_where_one_is_in_the_original(language):
    assert [(a, b) for a, b in pairs(language) if len(ACCELERATOR.findall(a)) != len(ACCELERATOR.findall(b))] == []


def clashes(title: str, entries: tuple[Entry, ...]) -> list[str]:
    """Letters that are underlined twice in a menu or in one of those in it."""
    shown = [entry for entry in entries if isinstance(entry, Command | Menu | Family)]
    texts = [words.translated(entry.text if isinstance(entry, Command) else entry.title) for entry in shown]
    letters = Counter(letter.lower() for text in texts for letter in ACCELERATOR.findall(text))
    found = [f"{title}: {letter} in {[text for text in texts if f'&{letter}' in text.lower()]}" for letter in letters
             if letters[letter] > 1]  # fmt: skip
    return found + [clash for entry in shown if isinstance(entry, Menu) for clash in clashes(entry.title, entry.entries)]


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_letter_is_underlined_twice_in_a_menu(language):
    languages.use(language)
    try:
        assert clashes("the bar", MENUS) == []
    finally:
        words.use_translator(None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_was_made_of_the_catalogue(language):
    with (FOLDER / f"{language}.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    lacking = {message.id for message in missing(catalogue(language))}
    for message in catalogue(language):
        if message.pluralizable and message.id not in lacking:
            one, many = tuple(message.id)
            assert compiled.ngettext(one, many, 1) == message.string[0]
            assert compiled.ngettext(one, many, 12) == message.string[-1]
        elif message.id and message.id not in lacking:
            assert compiled.gettext(message.id) == message.string
