"""What a window may ask of the other windows of the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from convstudio.experiment import Experiment, files


class OtherWindows(Protocol):
    """The program's windows, each with a document of its own."""

    def new(self) -> None:
        """Open one more, on a fresh experiment."""

    def take(self, experiment: Experiment, mark: files.FileMark, path: Path, /) -> bool:
        """Open what a file holds in one more; False if there can be none."""

    def show(self, path: Path, /) -> bool:
        """Bring the window that has a file to the front; False if none has."""

    def quit(self) -> None:
        """Close all, unless one of them is to stay."""

    def offer_kept(self) -> bool:
        """Offer what earlier programs could not save; False if that is nothing."""

    def follow_settings(self) -> None:
        """Have all show what the settings say."""

    def closed(self, window: QWidget, /) -> None:
        """One of them has closed, and nothing of its work is wanted any more."""


class NoOthers:
    """For a window that is alone."""

    def __init__(self, close: Callable[[], object] = lambda: None) -> None:
        self._close = close

    def new(self) -> None:
        """There can be none."""

    def take(self, _experiment: Experiment, _mark: files.FileMark, _path: Path, /) -> bool:
        return False

    def show(self, _path: Path, /) -> bool:
        return False

    def quit(self) -> None:
        self._close()

    def offer_kept(self) -> bool:
        return False

    def follow_settings(self) -> None:
        """There are none."""

    def closed(self, _window: QWidget, /) -> None:
        """There are none."""


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.abspath(one) == os.path.abspath(other)
