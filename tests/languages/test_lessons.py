"""Lessons in other languages: the same steps, numbers and questions, in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from convstudio import languages, words
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in, challenges, lessons
from convstudio.words import translated

COURSE = [built_in(), challenges()]
TRANSLATIONS = [path for folder in COURSE for path in sorted(folder.glob("*/*.md"))]
COMPUTED = re.compile(r"\{=[^}]*\}")
# Fields of a question or an experiment that are no words.
FIXED = re.compile(
    r"^(?:kind|value|quantity|cell|channels|another|hidden|same|pin|example|picture|input|kernel|stride|padding|solution|highlight"
    r"|controls|order|like|bounds|also|```\w*|\[\[\w+\]\]|.*(?:test|gives) = \"[^\"]*\").*",
    re.MULTILINE,
)


@pytest.fixture
def language() -> Iterator[None]:
    yield
    words.use_translator(None)


def original(path: Path) -> Path:
    return path.parents[1] / path.name


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_translation_teaches_the_same(path, language):
    ours, theirs = (file.read_text(encoding="utf-8") for file in (path, original(path)))
    assert sorted(COMPUTED.findall(ours)) == sorted(COMPUTED.findall(theirs))
    assert [_fixed(line) for line in FIXED.findall(ours)] == [_fixed(line) for line in FIXED.findall(theirs)]
    lesson, english = read(path), read(original(path))
    assert (lesson.name, lesson.order, lesson.asked) == (english.name, english.order, english.asked)
    assert [type(step.question) for step in lesson.steps] == [type(step.question) for step in english.steps]


def _fixed(line: str) -> str:
    """A line without its words: what stands in “otherwise” and “because”."""
    return re.sub(r'(otherwise|because|text) = "[^"]*"', r"\1", line)


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_its_title_and_summary_are_those_of_the_catalogue(path, language):
    english = read(original(path))
    languages.use(path.parent.name)
    lesson = read(path)
    assert (lesson.title, lesson.summary) == (translated(english.title), translated(english.summary))


def test_a_course_is_in_the_language_as_far_as_it_is_translated(language):
    english = lessons(COURSE)[0]
    languages.use("zh_CN")
    chinese, problems = lessons(COURSE)
    assert problems == ()
    assert [lesson.name for lesson in chinese] == [lesson.name for lesson in english]
    assert [lesson.only_english for lesson in chinese[:4]] == [False, False, False, True]
    assert chinese[0].steps[0].title == "每个像素连到每个输出"
    assert chinese[3].title == "边缘，以及旋转图片"
    languages.use("en")
    assert [lesson.title for lesson in lessons(COURSE)[0]] == [lesson.title for lesson in english]
