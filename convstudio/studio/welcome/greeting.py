"""Greets, and does what is chosen then. Closed once, the sheet does not come again by itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from convstudio.lessons.model import Lesson, LessonProblem
from convstudio.lessons.shelf import SUFFIX, built_in, read_in_language
from convstudio.painting.palette import Look
from convstudio.studio.commands import Studio
from convstudio.studio.document.settings import Settings
from convstudio.studio.welcome.sheet import WelcomeSheet, Wish


def greet(studio: Studio, look: Look, parent: QWidget) -> None:
    """Show the sheet over a window; not over one that was closed meanwhile, which would keep the program alive."""
    if not parent.isVisible():
        return
    lesson, goes_on = _following(studio.settings)
    files = [path for path in studio.settings.recent if path.exists()]
    sheet = WelcomeSheet(lesson.title if lesson else "", goes_on, files, look, parent)
    sheet.chosen.connect(partial(_do, studio, lesson.name if lesson else ""))
    sheet.finished.connect(lambda _result: setattr(studio.settings, "welcome", False))
    sheet.open()


def _following(settings: Settings) -> tuple[Lesson | None, bool]:
    """From the lesson that was open last, the next that is not done, and that one goes on; else the first.

    Lessons are read only as far as that.
    """
    name, _step = settings.lesson
    left = [folder / f"{name}{SUFFIX}" for folder in (built_in(), settings.lessons_folder) if name]
    course = sorted(built_in().glob(f"*{SUFFIX}"))
    at = course.index(left[0]) if left and left[0] in course else 0
    first, goes_on = None, False
    for path in (*left, *course[at:], *course[:at]):
        try:
            lesson = read_in_language(path)
        except LessonProblem:
            continue
        goes_on = goes_on or path in left
        if not lesson.is_done(settings.answered(lesson.name)):
            return lesson, goes_on
        first = first or lesson
    return first, goes_on


def _do(studio: Studio, lesson: str, wish: Wish, value: object) -> None:
    match wish, value:
        case "lesson", _:
            studio.lessons.begin(lesson)
        case "lessons", _:
            studio.lessons.show(True)
        case "example", str():
            studio.documents.open_example(value)
        case "file", Path():
            studio.documents.open(value)
        case _:
            studio.documents.ask_open()
