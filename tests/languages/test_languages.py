"""Which language is spoken: as the settings or the desktop want it, English where that is unknown."""

from __future__ import annotations

import pytest

from convstudio import languages, words
from convstudio.words import tr


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


def test_an_empty_text_stays_empty(language):
    language("de")
    assert tr("") == ""  # gettext has the head of its file there
