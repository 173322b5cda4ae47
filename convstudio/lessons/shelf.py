"""The lessons in folders: those that come with the program, and those of the user."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from convstudio import resources
from convstudio.lessons.model import Lesson, LessonProblem
from convstudio.lessons.reading.read import read
from convstudio.words import ENGLISH, language, translated

SUFFIX = ".md"


@lru_cache(maxsize=200)
def _known(path: Path, _language: str, _written: int, _size: int) -> Lesson:
    """Read the lesson in a file, once for each time, size and language. Raises LessonProblem."""
    return read_in_language(path)


def read_in_language(path: Path) -> Lesson:
    """Read a lesson; a built-in one in the user's language, or else with its title alone translated. Raises LessonProblem."""
    if path.parent not in (built_in(), challenges()) or language() == ENGLISH:
        return read(path)
    own = path.parent / language() / path.name
    if own.is_file():
        return read(own)
    lesson = read(path)
    return replace(lesson, title=translated(lesson.title), summary=translated(lesson.summary), only_english=True)


def _mark(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def built_in() -> Path:
    """The folder of the built-in course."""
    return resources.root() / "lessons"


def challenges() -> Path:
    """The folder of the built-in challenges."""
    return resources.root() / "challenges"


def lessons(folders: Iterable[Path]) -> tuple[tuple[Lesson, ...], tuple[LessonProblem, ...]]:
    """The lessons in some folders, folder by folder, each in order; and the problems of files that are not lessons."""
    found: list[Lesson] = []
    problems: list[LessonProblem] = []
    for folder in folders:
        own: list[Lesson] = []
        for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
            try:
                own.append(_known(path, language(), *_mark(path)))
            except LessonProblem as problem:
                problems.append(problem)
        found += sorted(own, key=lambda lesson: (lesson.order, lesson.title))
    return tuple(found), tuple(problems)
