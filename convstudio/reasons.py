"""Why the system refuses a file, in the user's language: what it says itself is English nearly everywhere."""

from __future__ import annotations

import errno

from convstudio.words import Text, translated

REASONS: dict[int, Text] = {
    errno.ENOENT: "No such file or directory",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Operation not permitted",
    errno.EEXIST: "File exists",
    errno.EISDIR: "Is a directory",
    errno.ENOTDIR: "Not a directory",
    errno.ENOSPC: "No space left on device",
    errno.EROFS: "Read-only file system",
    errno.EIO: "Input/output error",
    errno.EFBIG: "File too large",
    errno.ENAMETOOLONG: "File name too long",
    errno.EMFILE: "Too many open files",
    errno.ELOOP: "Too many levels of symbolic links",
    errno.EBADF: "Bad file descriptor",
}  # in the words of Linux, which many people know


def reason_of(error: Exception) -> str:
    """Why, without the name of the file and without a full stop."""
    if not isinstance(error, OSError):
        return str(error)
    words = REASONS.get(error.errno or 0)
    return translated(words) if words else error.strerror or str(error)
