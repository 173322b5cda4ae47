"""All lessons: those that the program brings along, and those of the user's own folder."""

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
    """The lesson of a file, read once as long as nobody writes it."""
    return read_in_language(path)


def read_in_language(path: Path) -> Lesson:
    """The lesson in a file; a built-in one in the user's language, or else with its title alone. Raises LessonProblem."""
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
    """The lessons of some folders, those of the first folder first, in their order; and why other files are none."""
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
