"""All lessons: those that the program brings along, and those of the user's own folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from convstudio import resources
from convstudio.lessons.model import Lesson, LessonProblem
from convstudio.lessons.read import read

SUFFIX = ".md"


def built_in() -> Path:
    """The folder of the built-in course."""
    return resources.root() / "lessons"


def lessons(folders: Iterable[Path]) -> tuple[tuple[Lesson, ...], tuple[LessonProblem, ...]]:
    """The lessons of some folders, those of the first folder first, in their order; and why other files are none."""
    found: list[Lesson] = []
    problems: list[LessonProblem] = []
    for folder in folders:
        own: list[Lesson] = []
        for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
            try:
                own.append(read(path))
            except LessonProblem as problem:
                problems.append(problem)
        found += sorted(own, key=lambda lesson: (lesson.order, lesson.title))
    return tuple(found), tuple(problems)
