"""The learner's answers, kept on this computer until they are saved for a teacher. Nothing leaves it by itself."""

from __future__ import annotations

import os
from pathlib import Path

from convstudio.experiment import files
from convstudio.lessons.classroom.records import LARGEST_FILE, Answer, lines_of, whole_lines


def keep(answer: Answer, path: Path) -> None:
    """Put an answer behind those that are kept. Raises OSError if it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = lines_of([answer])
    if path.exists() and path.stat().st_size + len(line) > LARGEST_FILE:
        _forget_half(path)
    with path.open("ab") as file:
        if file.tell() and not _ends_a_line(path):  # the last one was cut short
            file.write(b"\n")
        file.write(line)


def kept(path: Path) -> bytes:
    """All answers that are kept, as the content of a file; b"" without any. Raises OSError if they cannot be read."""
    return whole_lines(path.read_bytes()) if path.exists() else b""


def forget(path: Path) -> None:
    """Keep no answers any more. Raises OSError if they cannot be removed."""
    path.unlink(missing_ok=True)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _forget_half(path: Path) -> None:
    """The older half goes: a file of answers stays one that can be read."""
    lines = path.read_bytes().splitlines(keepends=True)
    files.write_bytes_atomically(path, b"".join(lines[len(lines) // 2 :]))
