"""Experiments in files: what the rest of the program calls."""

from __future__ import annotations

import errno
import os
import stat
from codecs import getincrementaldecoder

from convstudio.experiment.fileproblem import FileProblem, LargeFile, ReadOnlyFile, UnconfirmedSave
from convstudio.experiment.files.atomic import Path, sweep, write_bytes_atomically
from convstudio.experiment.files.backup import keep_backup
from convstudio.experiment.files.codec import experiment_of, values_of
from convstudio.experiment.files.filekind import LOOKED_AT, other_kind
from convstudio.experiment.files.filemark import FileMark, has_changed, mark_of, open_without_waiting
from convstudio.experiment.files.filesize import file_bytes, megabytes
from convstudio.experiment.files.jsontext import parse, written
from convstudio.experiment.files.series import write_all_into
from convstudio.experiment.files.versions import is_newer
from convstudio.experiment.limits import LARGEST_FILE, USUAL_FILE
from convstudio.experiment.model import Experiment, same_content
from convstudio.words import tr

__all__ = [
    "FileMark", "FileProblem", "LargeFile", "ReadOnlyFile", "UnconfirmedSave", "dumps", "has_changed", "is_newer", "loads",
    "read", "read_marked", "write", "write_all_into", "write_bytes_atomically",
]  # fmt: skip


def read(path: Path, most: int = USUAL_FILE) -> Experiment:
    """Read an experiment from a file of at most `most` bytes. Raises FileProblem; LargeFile if it has more."""
    return read_marked(path, most)[0]


def read_marked(path: Path, most: int = USUAL_FILE) -> tuple[Experiment, FileMark]:
    """Read an experiment, and the mark of its file. Raises FileProblem; LargeFile if it has more than `most` bytes."""
    content, status = _content(path, most)
    return loads(content), mark_of(status, content)


def loads(content: bytes) -> Experiment:
    """Read an experiment from the bytes of a file, at most `LARGEST_FILE` of them. Raises FileProblem."""
    if len(content) > LARGEST_FILE:
        raise too_large(len(content), LARGEST_FILE)
    experiment = experiment_of(parse(content))
    if len(content) > USUAL_FILE and file_bytes(experiment) > LARGEST_FILE:  # a number may be longer when it is written
        raise too_large(file_bytes(experiment), LARGEST_FILE)
    return experiment


def too_large(size: int, most: int) -> LargeFile:
    """The problem of a file that has `size` bytes where at most `most` are read."""
    sentence = tr("The file is too large: {size} MB; the limit is {most} MB.", size=megabytes(size), most=megabytes(most))
    return LargeFile(sentence, size)


def dumps(experiment: Experiment) -> bytes:
    """Return the bytes of a file that holds an experiment. Raises FileProblem if it holds what no file may."""
    return (written(values_of(experiment)) + "\n").encode("utf-8")


def write(experiment: Experiment, path: Path, *, backup: bool = False) -> FileMark | None:
    """Write an experiment to a file, completely or not at all, with a `backup` of what it held. Raises FileProblem.

    What could not be read again is never written. The file's mark; None if it was taken away at once. With the backup, what
    killed programs have left in the folder is removed, too.
    """
    content = dumps(experiment)
    if not same_content(loads(content), experiment):
        raise FileProblem(tr("Not saved: the file would not hold what the experiment holds."))
    if backup:
        keep_backup(path)
        sweep(path)
    write_bytes_atomically(path, content)
    try:
        return mark_of(os.stat(path), content)
    except OSError:
        return None


def _content(path: Path, most: int) -> tuple[bytes, os.stat_result]:
    """What a regular file holds. It is checked before it is opened and again after: opening a device may block for ever."""
    try:
        _check_status(os.stat(path))
        with open(path, "rb", opener=open_without_waiting) as file:
            status = os.fstat(file.fileno())
            _check_status(status)
            head = file.read(LOOKED_AT)
            if status.st_size > most:
                raise _wrong_kind(head) or too_large(status.st_size, most)
            content = head + file.read(most + 1 - len(head))
    except OSError as error:
        raise FileProblem(tr("The file cannot be read: {reason}.", reason=error.strerror or error)) from error
    except FileProblem:
        raise
    except ValueError:
        raise FileProblem(tr("No file can have this name.")) from None
    if len(content) > most:  # it grows
        raise too_large(len(content), most)
    return content, status


def _wrong_kind(head: bytes) -> FileProblem | None:
    try:
        getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
        sentence = other_kind(head, is_text=True)
    except UnicodeDecodeError:
        sentence = other_kind(head, is_text=False)
    return FileProblem(sentence) if sentence else None


def _check_status(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise FileProblem(tr("This is not a regular file."))
