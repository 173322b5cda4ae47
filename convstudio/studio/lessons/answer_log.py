"""The learner's answers, kept on this computer until the learner saves them for a teacher. None is sent anywhere."""

from __future__ import annotations

import os
from pathlib import Path

from convstudio.experiment import files
from convstudio.lessons.classroom.records import LARGEST_FILE, Answer, lines_of, whole_lines


def keep(answer: Answer, path: Path) -> None:
    """Append an answer to the file; in a full file the older half goes first. Raises OSError if it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = lines_of([answer])
    if path.exists() and path.stat().st_size + len(line) > LARGEST_FILE:
        _forget_half(path)
    with path.open("ab") as file:
        if file.tell() and not _ends_a_line(path):  # the last line is incomplete
            file.write(b"\n")
        file.write(line)


def kept(path: Path) -> bytes:
    """The lines of the file that hold an answer; b"" if there is no file. Raises OSError if it cannot be read."""
    return whole_lines(path.read_bytes()) if path.exists() else b""


def forget(path: Path) -> None:
    """Keep no answers any more. Raises OSError if they cannot be removed."""
    path.unlink(missing_ok=True)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _forget_half(path: Path) -> None:
    """Drop the older half of the lines, so that the file stays small enough to be read."""
    lines = path.read_bytes().splitlines(keepends=True)
    files.write_bytes_atomically(path, b"".join(lines[len(lines) // 2 :]))
