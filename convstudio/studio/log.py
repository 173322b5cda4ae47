"""The log: one file of bounded size that says what went wrong, for whoever has to repair it."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from PySide6 import __version__ as pyside_version

from convstudio import __version__

LARGEST = 256 * 1024  # bytes of an old log that is written on; a larger one is put aside, in the place of the one before
MOST_AT_A_RUN = 256 * 1024  # characters


def versions() -> str:
    """What runs here, in one line."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"ConvStudio {__version__}, with Python {python} and PySide6 {pyside_version} on {sys.platform}"


class Log:
    """Appends to a log file. It never fails: where nothing can be written, nothing is written.

    The file stays the same from the start to the end, for the interpreter writes to it when it crashes and knows it only by
    its number. So an old one is put aside at the start, not when it is full, as `logging` would.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._room = path, MOST_AT_A_RUN
        self.file: TextIO | None = None
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _put_aside(path)
            self.file = path.open("a", encoding="utf-8", errors="backslashreplace")
        self.write(versions().replace(",", " begins,", 1))

    def write(self, text: str) -> None:
        """Append some lines with the time. What exceeds the share of one run is left out."""
        if self.file is None or not self._room:
            return
        text = text.rstrip()[: self._room]
        self._room -= len(text)
        end = "" if self._room else "\nNo more is written of this run."
        with suppress(OSError, ValueError):
            self.file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} [{os.getpid()}] {text}{end}\n")
            self.file.flush()

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            with suppress(OSError):
                self.file.close()
            self.file = None


def _put_aside(path: Path) -> None:
    with suppress(OSError):  # there is none, or another ConvStudio has it open, on Windows
        if path.stat().st_size > LARGEST:
            os.replace(path, path.with_suffix(".old.log"))
