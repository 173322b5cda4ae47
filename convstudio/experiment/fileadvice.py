"""Advice on what to do if a file could not be written, or is too large to be read."""

from __future__ import annotations

import errno

from convstudio.experiment.fileproblem import FileProblem, LargeFile, NoFilesHere, UnconfirmedSave
from convstudio.experiment.limits import LARGEST_FILE
from convstudio.words import between, tr

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
LOST = {
    errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ENXIO, errno.ENODEV, errno.ENETDOWN, errno.ENETUNREACH, errno.ENOTCONN,
    errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ECONNRESET,
}  # fmt: skip


def advice(problem: FileProblem) -> str:
    """A sentence that says what would help."""
    number = problem.__cause__.errno if isinstance(problem.__cause__, OSError) else None
    if isinstance(problem, UnconfirmedSave):
        return tr("Save again, and keep a copy somewhere else until the disk is well.")
    if isinstance(problem, NoFilesHere):
        return tr("Save in another folder (File, Save as).")
    if number in FULL:
        return tr("Make room on the disk and save again, or save somewhere else (File, Save as).")
    if number in FORBIDDEN:
        return tr("You may not write there: save in a folder of your own (File, Save as).")
    if number in LOST:
        return tr("The disk or the network drive does not answer. Save again when it does, or somewhere else (File, Save as).")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return tr("The folder of this file is not there any more: save in another one (File, Save as).")
    return tr("Save it under another name, or in another folder (File, Save as).")


def size_asked_for(problem: ValueError) -> str:
    """What to add to a problem on the command line: how a large file is read after all; "" where nothing would do."""
    may_be_asked_for = isinstance(problem, LargeFile) and problem.size <= LARGEST_FILE
    return between() + tr("With --max-file-size 64M it is read.") if may_be_asked_for else ""
