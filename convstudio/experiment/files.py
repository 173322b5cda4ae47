"""Experiments in files: what the rest of the program calls."""

from __future__ import annotations

import os
import stat

from convstudio.experiment.atomic import Path, write_bytes_atomically
from convstudio.experiment.backup import keep_backup
from convstudio.experiment.codec import experiment_of, values_of
from convstudio.experiment.filemark import FileMark, has_changed, mark_of
from convstudio.experiment.fileproblem import FileProblem, ReadOnlyFile, UnconfirmedSave
from convstudio.experiment.jsontext import parse, written
from convstudio.experiment.limits import LARGEST_FILE
from convstudio.experiment.model import Experiment, same_content
from convstudio.experiment.versions import is_newer
from convstudio.words import tr

MEGABYTE = 1024 * 1024

__all__ = [
    "FileMark", "FileProblem", "ReadOnlyFile", "UnconfirmedSave", "dumps", "has_changed", "is_newer", "loads", "read",
    "read_marked", "write", "write_bytes_atomically",
]  # fmt: skip


def read(path: Path) -> Experiment:
    """The experiment in a file. Raises FileProblem."""
    return read_marked(path)[0]


def read_marked(path: Path) -> tuple[Experiment, FileMark]:
    """The experiment in a file, and the file's mark. Raises FileProblem."""
    content, status = _content(path)
    return loads(content), mark_of(status, content)


def loads(content: bytes) -> Experiment:
    """The experiment that the bytes of a file hold. Raises FileProblem."""
    if len(content) > LARGEST_FILE:
        raise FileProblem(tr("The file is too large: at most {most} MB.", most=LARGEST_FILE // MEGABYTE))
    return experiment_of(parse(content))


def dumps(experiment: Experiment) -> bytes:
    """The bytes of the file that holds an experiment. Raises FileProblem if it holds what no file may."""
    return (written(values_of(experiment)) + "\n").encode("utf-8")


def write(experiment: Experiment, path: Path, *, backup: bool = False) -> FileMark | None:
    """Write an experiment to a file, wholly or not at all; with a `backup` of what it held. Raises FileProblem.

    What could not be read again is never written. The file's mark; None if it was taken away at once.
    """
    content = dumps(experiment)
    if not same_content(loads(content), experiment):
        raise FileProblem(tr("Not saved: the file would not hold what the experiment holds."))
    if backup:
        keep_backup(path)
    write_bytes_atomically(path, content)
    try:
        return mark_of(os.stat(path), content)
    except OSError:
        return None


def _content(path: Path) -> tuple[bytes, os.stat_result]:
    try:
        with open(path, "rb", opener=_open) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FileProblem(tr("This is not a regular file."))
            return file.read(LARGEST_FILE + 1), status
    except OSError as error:
        raise FileProblem(tr("The file cannot be read: {reason}.", reason=error.strerror or error)) from error
    except FileProblem:
        raise
    except ValueError:
        raise FileProblem(tr("No file can have this name.")) from None


def _open(path: str, flags: int) -> int:
    """Open without waiting: a pipe that nobody writes to would wait for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
