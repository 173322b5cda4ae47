"""Greets, and does what is chosen then. Closed once, the sheet does not come again by itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from convstudio.lessons.model import Lesson, LessonProblem
from convstudio.lessons.read import read
from convstudio.lessons.shelf import SUFFIX, built_in
from convstudio.painting.palette import Look
from convstudio.studio.commands import Studio
from convstudio.studio.document.settings import Settings
from convstudio.studio.welcome.sheet import WelcomeSheet, Wish
from convstudio.studio.widgets import places


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
    """The lesson that was open last, and that one goes on there; else the first. Only this one is read."""
    name, _step = settings.lesson
    left = [folder / f"{name}{SUFFIX}" for folder in (built_in(), places.lessons_folder()) if name]
    for path in (*left, *sorted(built_in().glob(f"*{SUFFIX}"))):
        try:
            return read(path), path in left
        except LessonProblem:
            continue
    return None, False


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
