"""The stored settings, with types: QSettings alone returns 'true' for True and loses one-element lists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from convstudio import languages
from convstudio.scene.state import View
from convstudio.studio import places

MOST_RECENT = 10
MOST_USED = 6
MOST_DIGITS = 3  # of a step's number
TYPE_SIZES = range(6, 33)  # points
LONGEST_WIDTH = 5  # digits of a width in pixels, and one more


class Settings:
    """The user's settings, in one INI file."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ConvStudio", "ConvStudio")

    @property
    def theme(self) -> str:
        """ "system", "light" or "dark"."""
        value = str(self._store.value("theme", "system"))
        return value if value in ("system", "light", "dark") else "system"

    @theme.setter
    def theme(self, theme: str) -> None:
        self._store.setValue("theme", theme)

    @property
    def language(self) -> str:
        """The language of all words: a name of `languages.NAMES`, or "system"."""
        value = str(self._store.value("language", languages.SYSTEM))
        return value if value in languages.NAMES else languages.SYSTEM

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    @property
    def view(self) -> View:
        """How Explore shows the layers."""
        return "flow" if self._store.value("view", "stage") == "flow" else "stage"

    @view.setter
    def view(self, view: View) -> None:
        self._store.setValue("view", view)

    @property
    def motion(self) -> bool:
        """Whether motion is animated."""
        return str(self._store.value("motion", "true")) != "false"

    @motion.setter
    def motion(self, on: bool) -> None:
        self._store.setValue("motion", "true" if on else "false")

    @property
    def figure_scale(self) -> int:
        """Pixels of an exported PNG for one of the screen."""
        value = str(self._store.value("figure_scale", "2"))
        return int(value) if value in ("1", "2", "4") else 2

    @figure_scale.setter
    def figure_scale(self, scale: int) -> None:
        self._store.setValue("figure_scale", scale)

    @property
    def type_size(self) -> int:
        """The points of plain words on the screen; 0 for the desktop's own size."""
        value = str(self._store.value("type_size", "0"))
        return int(value) if value.isdecimal() and len(value) <= MOST_DIGITS and int(value) in TYPE_SIZES else 0

    @type_size.setter
    def type_size(self, points: int) -> None:
        self._store.setValue("type_size", points)

    @property
    def lessons_folder(self) -> Path:
        """Where the user's own lessons lie; it need not exist."""
        chosen = str(self._store.value("lessons_folder", ""))
        return Path(chosen) if chosen else places.lessons_folder()

    @lessons_folder.setter
    def lessons_folder(self, folder: Path) -> None:
        self._store.setValue("lessons_folder", "" if folder == places.lessons_folder() else str(folder))

    @property
    def shortcuts(self) -> dict[str, tuple[str, ...]]:
        """The keys of commands, by their names, where the user has changed them."""
        lines = (line.partition("=") for line in str(self._store.value("shortcuts", "")).split("\n"))
        return {name: tuple(filter(None, keys.split(" "))) for name, _is, keys in lines if name}

    @shortcuts.setter
    def shortcuts(self, changes: Mapping[str, tuple[str, ...]]) -> None:
        self._store.setValue("shortcuts", "\n".join(f"{name}={' '.join(keys)}" for name, keys in changes.items()))

    @property
    def code_folded(self) -> bool:
        """Whether the lines of code are folded away in the settings."""
        return str(self._store.value("code_folded", "true")) != "false"

    @code_folded.setter
    def code_folded(self, on: bool) -> None:
        self._store.setValue("code_folded", "true" if on else "false")

    @property
    def panel_folded(self) -> bool:
        """Whether the settings are a strip at the edge."""
        return str(self._store.value("panel_folded", "false")) == "true"

    @panel_folded.setter
    def panel_folded(self, on: bool) -> None:
        if on == self.panel_folded:
            return  # said at every start: written, it would keep the first picture waiting for the disk
        self._store.setValue("panel_folded", "true" if on else "false")

    @property
    def recent(self) -> list[Path]:
        """The files opened and saved last, newest first."""
        return [Path(line) for line in str(self._store.value("recent", "")).split("\n") if line]

    def remember(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        files = [path, *(other for other in self.recent if other != path)]
        self._store.setValue("recent", "\n".join(str(file) for file in files[:MOST_RECENT]))

    def forget_recent(self) -> None:
        """Empty the list of recent files."""
        self._store.remove("recent")

    @property
    def used_last(self) -> list[str]:
        """The names of the commands found in the palette and run last, newest first."""
        return [line for line in str(self._store.value("used_last", "")).split("\n") if line]

    def used(self, command: str) -> None:
        """Put a command at the top of those used last."""
        names = [command, *(other for other in self.used_last if other != command)]
        self._store.setValue("used_last", "\n".join(names[:MOST_USED]))

    @property
    def welcome(self) -> bool:
        """Whether the lessons open by themselves at the start: until somebody has closed them."""
        return str(self._store.value("welcome", "true")) != "false"

    @welcome.setter
    def welcome(self, on: bool) -> None:
        self._store.setValue("welcome", "true" if on else "false")

    @property
    def lesson(self) -> tuple[str, int]:
        """The lesson that was open last, by its name, and its step; "" if none was."""
        name, _, step = str(self._store.value("lesson", "")).rpartition(":")
        return (name, int(step)) if step.isdecimal() and len(step) <= MOST_DIGITS else ("", 0)

    @lesson.setter
    def lesson(self, place: tuple[str, int]) -> None:
        self._store.setValue("lesson", f"{place[0]}:{place[1]}")

    def answered(self, lesson: str) -> frozenset[int]:
        """The steps of a lesson whose questions were answered rightly."""
        steps = str(self._store.value(f"answered/{lesson}", "")).split(".")
        return frozenset(int(step) for step in steps if step.isdecimal() and len(step) <= MOST_DIGITS)

    def keep_answered(self, lesson: str, step: int) -> None:
        """Store that the question of a step was answered."""
        steps = sorted(self.answered(lesson) | {step})
        self._store.setValue(f"answered/{lesson}", ".".join(map(str, steps)))

    def stars(self, challenge: str) -> int:
        """The most stars that a challenge has brought."""
        value = str(self._store.value(f"stars/{challenge}", "0"))
        return int(value) if value.isdecimal() and len(value) <= MOST_DIGITS else 0

    def keep_stars(self, challenge: str, stars: int) -> None:
        """A challenge brought so many stars."""
        if stars > self.stars(challenge):
            self._store.setValue(f"stars/{challenge}", stars)

    @property
    def has_progress(self) -> bool:
        """Whether a question was answered rightly, or a star won."""
        groups = self._store.childGroups()
        return "answered" in groups or "stars" in groups

    def forget_progress(self) -> None:
        """Forget which lesson was open, which questions were answered, and all stars."""
        for key in ("answered", "stars", "lesson"):
            self._store.remove(key)

    @property
    def keeps_work_while_working(self) -> bool:
        """Whether what is not saved is kept for the case of a crash, a second after each edit."""
        return str(self._store.value("keeps_work_while_working", "true")) != "false"

    @keeps_work_while_working.setter
    def keeps_work_while_working(self, on: bool) -> None:
        self._store.setValue("keeps_work_while_working", "true" if on else "false")

    @property
    def geometry(self) -> QByteArray | None:
        """The position and size of the window, if they were stored."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def panel_width(self) -> int | None:
        """The width that the settings' panel was dragged to, in pixels, if it was."""
        value = str(self._store.value("panel_width", ""))
        return int(value) if value.isdecimal() and len(value) < LONGEST_WIDTH else None

    @panel_width.setter
    def panel_width(self, width: int) -> None:
        self._store.setValue("panel_width", width)
