"""Marks of files as they were last read or written, so that saving notices what another program has written since."""

from __future__ import annotations

import os
import stat

from msgspec import Struct

Path = str | os.PathLike[str]


class FileMark(Struct, frozen=True):
    """A file's place, size and time of change, and the SHA-256 of its content.

    The content decides; place, size and time only make reading it unnecessary. Clocks of file systems are too coarse to be
    trusted.
    """

    status: tuple[int, int, int, int]
    digest: bytes

    @property
    def size(self) -> int:
        """The number of bytes that the file had."""
        return self.status[2]


def mark_of(status: os.stat_result, content: bytes) -> FileMark:
    """The mark of a file with some content."""
    from hashlib import sha256  # takes 20 ms, which the start of the program is spared

    return FileMark(_told_apart(status), sha256(content).digest())


def has_changed(path: Path, mark: FileMark, *, at_a_glance: bool = False) -> bool:
    """Whether a file differs from what was marked. False if it is gone or cannot be read.

    It is read only if it can still hold the same. What is no regular file any more (a pipe would block for ever) or has
    another size is known to differ. With `at_a_glance` it is read only if also its place or time differ.
    """
    from hashlib import sha256

    try:
        status = os.stat(path)
        if at_a_glance and _told_apart(status) == mark.status:
            return False
        if not stat.S_ISREG(status.st_mode) or status.st_size != mark.size:
            return True
        with open(path, "rb", opener=open_without_waiting) as file:
            return sha256(file.read(mark.size + 1)).digest() != mark.digest
    except OSError:
        return False


def open_without_waiting(path: str, flags: int) -> int:
    """An `opener` for `open` that does not block if a pipe has meanwhile taken the file's place."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _told_apart(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
