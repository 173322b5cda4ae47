"""The folders of the program's own files: the log, unsaved work, and the user's lessons."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def state_folder() -> Path:
    """The program's own folder for this user on this computer; it need not exist yet."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))


def log_file() -> Path:
    """The log of what went wrong."""
    return state_folder() / "convstudio.log"


def recovery_folder() -> Path:
    """The folder for work that could not be saved."""
    return state_folder() / "recovery"


def answers_file() -> Path:
    """The answers that were given in lessons."""
    return state_folder() / "answers.jsonl"


def lessons_folder() -> Path:
    """The folder for the user's own lessons."""
    return state_folder() / "lessons"
