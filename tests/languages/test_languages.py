"""Which language is spoken: as the settings or the desktop want it, English where that is unknown."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from convstudio import languages, words
from convstudio.experiment import gallery
from convstudio.words import count, tr


@pytest.fixture
def language():
    """Speaks a language until the end of a test."""
    yield languages.use
    words.use_translator(None)


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        ("de", "de"), ("de_AT.UTF-8", "de"), ("de-CH", "de"), ("DE_de@euro", "de"), ("zh_CN.UTF-8", "zh_CN"),
        ("zh-Hans", "zh_CN"), ("zh_SG", "zh_CN"), ("zh", "zh_CN"),
        ("zh_TW.UTF-8", None), ("zh-Hant-HK", None), ("en_GB.UTF-8", "en"), ("C", "en"),
        ("C.UTF-8", "en"), ("POSIX", "en"), ("fr_FR.UTF-8", None), ("", None), ("den", None), ("../de", None),
    ],
)  # fmt: skip
def test_tags_of_languages(tag, wanted):
    assert languages.known(tag) == wanted


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, None),
        ({"LANG": ""}, None),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "fr:de:en"}, "de"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "en:de"}, "en"),
        ({"LANG": "C", "LANGUAGE": "de"}, "en"),  # as gettext has it: who asks for no language gets none
        ({"LANGUAGE": "de"}, "de"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
    ],
)
def test_what_a_terminal_asks_for(environ, wanted):
    assert languages.of_environment(environ) == wanted


def test_words_are_translated_when_they_are_said(language):
    english = tr("Opened"), count(1, "{n} layer", "{n} layers"), count(3, "{n} layer", "{n} layers")
    language("de")
    german = tr("Opened"), count(1, "{n} layer", "{n} layers"), count(3, "{n} layer", "{n} layers")
    language("zh_CN")
    chinese = tr("Opened"), count(1, "{n} layer", "{n} layers"), count(3, "{n} layer", "{n} layers")
    language("en")
    assert (tr("Opened"), words.language()) == ("Opened", "en")
    assert english == ("Opened", "1 layer", "3 layers")
    assert german == ("Geöffnet", "1 Schicht", "3 Schichten")
    assert chinese == ("已打开", "1 层", "3 层")


def test_an_empty_text_stays_empty(language):
    language("de")
    assert tr("") == ""  # gettext has the head of its file there


def test_an_example_becomes_a_document_in_the_language(language):
    english = gallery.example("edge-detection")
    language("zh_CN")
    chinese = gallery.example("edge-detection")
    assert (english.title, chinese.title) == ("Edge detection", "边缘检测")
    assert chinese.notes.count("\n\n") == english.notes.count("\n\n")
    assert chinese.notes.splitlines()[-1].startswith(gallery.NAMES_LESSON)


@pytest.mark.parametrize(
    ("variable", "wanted"), [("de_DE.UTF-8", "Anfangsbeispiel"), ("zh_CN.UTF-8", "示例"), ("C", "example")]
)
def test_the_command_line_speaks_it(variable, wanted):
    environ = {key: value for key, value in os.environ.items() if key not in (*languages.VARIABLES, languages.PREFERRED)}
    command = [sys.executable, "-m", "convstudio", "--help"]
    done = subprocess.run(
        command, env=environ | {"LANG": variable, "PYTHONUTF8": "1"}, capture_output=True, text=True, encoding="utf-8"
    )
    assert wanted in done.stdout, done.stderr
