"""Reading regular files within bounds. A device, a pipe or a growing file never makes the program wait."""

from __future__ import annotations

import errno
import os
import stat

from convstudio.experiment.fileproblem import FileProblem, LargeFile
from convstudio.experiment.files.atomic import Path
from convstudio.experiment.files.filekind import LOOKED_AT, other_kind, utf_8
from convstudio.experiment.files.filemark import open_without_waiting
from convstudio.experiment.files.filesize import told_apart
from convstudio.reasons import reason_of
from convstudio.words import tr


def head_of(path: Path) -> bytes:
    """The first bytes of a file, which tell its kind. Raises FileProblem."""
    return _read(path, None)[0]


def content_of(path: Path, most: int, *, as_experiment: bool = False) -> tuple[bytes, os.stat_result]:
    """The content of a file of at most `most` bytes, and its status. Raises FileProblem; LargeFile if it has more.

    With `as_experiment`, a file that is too large is first examined: the problem says if it is no experiment at all.
    """
    return _read(path, most, as_experiment)


def too_large(size: int, most: int) -> LargeFile:
    """The problem of a file with `size` bytes if at most `most` are read."""
    told, limit = told_apart(size, most)
    return LargeFile(tr("The file is too large: {size}; the limit is {most}.", size=told, most=limit), size)


def _read(path: Path, most: int | None, as_experiment: bool = False) -> tuple[bytes, os.stat_result]:
    """The content or, without `most`, only its head. The status is checked before and after opening: a device may block."""
    try:
        _check_status(os.stat(path))
        with open(path, "rb", opener=open_without_waiting) as file:
            status = os.fstat(file.fileno())
            _check_status(status)
            head = file.read(LOOKED_AT)
            if most is None:
                return head, status
            if status.st_size > most:
                raise (_wrong_kind(head) if as_experiment else None) or too_large(status.st_size, most)
            content = head + file.read(most + 1 - len(head))
    except OSError as error:
        raise FileProblem(tr("The file cannot be read: {reason}.", reason=reason_of(error))) from error
    except FileProblem:
        raise
    except ValueError:
        raise FileProblem(tr("No file can have this name.")) from None
    if len(content) > most:  # it has grown meanwhile
        raise too_large(len(content), most)
    return content, status


def _wrong_kind(head: bytes) -> FileProblem | None:
    sentence = other_kind(head, is_text=utf_8(head))
    return FileProblem(sentence) if sentence else None


def _check_status(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise FileProblem(tr("This is not a regular file."))
