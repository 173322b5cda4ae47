"""Preferences as values: what a person sets once, for all experiments. Their sheet, and menus of choices, are made of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from convstudio import languages
from convstudio.studio import places
from convstudio.studio.commands.command import Command
from convstudio.studio.widgets.look import theme, type_size
from convstudio.words import Text, count, tr

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio
    from convstudio.studio.document.settings import Settings

SIZES = (8, 9, 10, 11, 12, 14, 16, 18)  # points of type that are offered


class Choices(Struct, frozen=True):
    """One of some values, each with its title, which has a "&" before the letter that a menu underlines."""

    options: Callable[[], tuple[tuple[Any, Text], ...]]


class Switch(Struct, frozen=True):
    """On or off, beside these words."""

    words: Text


class Folder(Struct, frozen=True):
    """A folder, whether it exists or not."""


class Preference(Struct, frozen=True, kw_only=True):
    """Something to prefer.

    `take` keeps a value and lets it take effect, at once where that can be; `refuse` says why a value cannot be taken, "" if it
    can; `note` says something about the one that is.
    """

    name: str
    section: Text
    title: Text
    help: Text
    field: Choices | Switch | Folder
    default: Callable[[], Any]
    read: Callable[[Settings], Any]
    take: Callable[[Studio, Any], object]
    refuse: Callable[[Any], str] = lambda _value: ""
    note: Callable[[Any], str] = lambda _value: ""


def choices(preference: Preference, studio: Studio) -> tuple[Command, ...]:
    """A menu's commands that choose each value of a preference."""
    assert isinstance(preference.field, Choices)
    now = preference.read(studio.settings)
    return tuple(_choosing(preference, value, title, now) for value, title in preference.field.options())


def _choosing(preference: Preference, value: Any, title: str, now: Any) -> Command:
    return Command(
        name=f"{preference.name}_{value}",
        help=preference.help,
        named=lambda: title,
        run=partial(_take, preference, value),
        checked=value == now,
    )


def _take(preference: Preference, value: Any, studio: Studio) -> None:
    preference.take(studio, value)


def _themes() -> tuple[tuple[str, str], ...]:
    return ("system", tr("As the des&ktop")), ("light", tr("&Light")), ("dark", tr("&Dark"))


def _sizes() -> tuple[tuple[int, str], ...]:
    return (0, tr("As the des&ktop")), *((size, count(size, "{n} point", "{n} points")) for size in SIZES)


def _size_type(studio: Studio, points: int) -> None:
    studio.settings.type_size = points
    if theme.size_type(points):
        studio.choose_theme(studio.settings.theme)  # its sheet has sizes, too
        type_size.fit_all()


def _put_lessons(studio: Studio, folder: Path) -> None:
    studio.settings.lessons_folder = folder
    studio.lessons.look_around()


def found_in(folder: Path) -> str:
    """What there is of lessons in a folder, in a sentence or two."""
    from convstudio.lessons.shelf import lessons  # only now: at the start nobody asks

    if not folder.is_dir():
        return tr("There is no such folder yet: the first lesson that you write makes it.")
    found, problems = lessons([folder])
    words = count(len(found), "{n} lesson lies there.", "{n} lessons lie there.") if found else tr("No lesson lies there yet.")
    return "\n".join([words, *map(str, problems)])


def no_folder(folder: Path) -> str:
    """Why lessons cannot lie in a folder, as a sentence; "" if they can."""
    if not folder.is_absolute():
        return tr("“{path}” does not say where it begins: write the whole path.", path=folder)
    if folder.exists() and not folder.is_dir():
        return tr("“{name}” is a file: choose the folder that it lies in.", name=folder.name)
    return ""


def _languages() -> tuple[tuple[str, str], ...]:
    return (languages.SYSTEM, tr("As the des&ktop")), *languages.NAMES.items()


def _keep_language(studio: Studio, name: str) -> None:
    studio.settings.language = name


def _keep_work(studio: Studio, on: bool) -> None:
    studio.settings.keeps_work_while_working = on


LANGUAGE = Preference(
    name="language",
    section="Look",
    title="Language",
    help="The language of all words, of lessons and files that are exported, too",
    field=Choices(_languages),
    default=lambda: languages.SYSTEM,
    read=lambda settings: settings.language,
    take=_keep_language,
    note=lambda _name: tr("Another one is taken at the next start."),
)
THEME = Preference(
    name="theme",
    section="Look",
    title="Theme",
    help="The colours of the program",
    field=Choices(_themes),
    default=lambda: "system",
    read=lambda settings: settings.theme,
    take=lambda studio, name: studio.choose_theme(name),
)
TYPE_SIZE = Preference(
    name="type_size",
    section="Look",
    title="Type size",
    help="How large words are, in points; a presentation enlarges them further",
    field=Choices(_sizes),
    default=lambda: 0,
    read=lambda settings: settings.type_size,
    take=_size_type,
)
MOTION = Preference(
    name="motion",
    section="Look",
    title="Motion",
    help="Let the beam glide from cell to cell; where the desktop does without motion, so does this",
    field=Switch("What moves is seen moving"),
    default=lambda: True,
    read=lambda settings: settings.motion,
    take=lambda studio, on: studio.move_visibly(on),
)
LESSONS = Preference(
    name="lessons_folder",
    section="Lessons",
    title="Your own lessons",
    help="The folder of lessons that you write: they stand in the contents behind the course",
    field=Folder(),
    default=places.lessons_folder,
    read=lambda settings: settings.lessons_folder,
    take=_put_lessons,
    refuse=no_folder,
    note=found_in,
)
KEEPING = Preference(
    name="keeps_work_while_working",
    section="Your work",
    title="After a crash",
    help="A copy of what is not saved is kept, a second after each edit, and offered at the next start after a crash",
    field=Switch("Keep what is not saved while I work, and offer it"),
    default=lambda: True,
    read=lambda settings: settings.keeps_work_while_working,
    take=_keep_work,
)
PREFERENCES = (
    LANGUAGE,
    THEME,
    TYPE_SIZE,
    MOTION,
    KEEPING,
    LESSONS,
)  # as they stand on their sheet; those of a section side by side
