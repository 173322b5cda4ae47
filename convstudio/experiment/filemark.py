"""What a file held when it was read or written last, so that a save notices what another program wrote since."""

from __future__ import annotations

import os

from msgspec import Struct

Path = str | os.PathLike[str]


class FileMark(Struct, frozen=True):
    """A file's place, size and time of change, and the SHA-256 of its content.

    The content decides. Place, size and time only save reading it: clocks of file systems tick too coarsely to be trusted.
    """

    status: tuple[int, int, int, int]
    digest: bytes


def mark_of(status: os.stat_result, content: bytes) -> FileMark:
    """The mark of a file with some content."""
    from hashlib import sha256  # 20 ms that no one waits for at the start

    return FileMark(_told_apart(status), sha256(content).digest())


def has_changed(path: Path, mark: FileMark, *, at_a_glance: bool = False) -> bool:
    """Whether a file holds something else than when it was marked; not if it is gone or cannot be read.

    At a glance it is read only if its place, size or time differ.
    """
    from hashlib import file_digest

    try:
        if at_a_glance and _told_apart(os.stat(path)) == mark.status:
            return False
        with open(path, "rb") as file:
            return file_digest(file, "sha256").digest() != mark.digest
    except OSError:
        return False


def _told_apart(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
