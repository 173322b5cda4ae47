"""Writing a file such that whatever fails, it is at every moment either the complete old one or the complete new one."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from contextlib import suppress

from convstudio.experiment.fileproblem import FileProblem, NoFilesHere, ReadOnlyFile, UnconfirmedSave
from convstudio.reasons import reason_of
from convstudio.words import tr

Path = str | os.PathLike[str]

TEMPORARY = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
NAMES = re.compile(r"\.cs-[0-9a-f]{8}\.tmp")
FORGOTTEN = 3600.0  # seconds after which a temporary file is no longer in use
HELD = {5, 32, 33}  # Windows: a virus scanner or an indexer has the file open for a moment
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
UNSYNCABLE = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM}  # folders that cannot be synced at all


def write_bytes_atomically(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace the content of the file at `path`, following links and keeping its mode.

    A file that is not `durable` outlives the program, but perhaps not a power cut: the program does not wait for the disk.
    Raises ReadOnlyFile if the file may not be written, NoFilesHere if its folder takes none, UnconfirmedSave if only its folder
    could not be synced, and FileProblem if anything else fails.
    """
    target, mode = _destination(path)
    temporary = temporary_beside(target)
    try:
        _write_to_disk(temporary, content, mode, durable)
        _put_in_place(temporary, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            if mode is None and error.errno == errno.ENOENT:
                folder = os.path.dirname(target)
                if os.path.isdir(folder):
                    raise NoFilesHere(tr("Not saved: no file can be made in this folder.")) from error
                raise no_folder(os.path.basename(folder)) from error
            raise _not_saved(error, existed=mode is not None) from error
        raise
    if durable:
        _sync_folder(os.path.dirname(target))


def temporary_beside(target: str) -> str:
    """A name for a temporary file that will replace `target`: a short one, as the target's may have the full length."""
    return os.path.join(os.path.dirname(target), f".cs-{os.urandom(4).hex()}.tmp")


def sweep(path: Path) -> None:
    """Remove the temporary files that killed programs have left in a file's folder, once they are an hour old."""
    with suppress(OSError, ValueError), os.scandir(os.path.dirname(os.path.realpath(path))) as entries:
        for entry in entries:
            if NAMES.fullmatch(entry.name):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and status.st_mtime < time.time() - FORGOTTEN:
                        os.unlink(entry.path)


def _destination(path: Path) -> tuple[str, int | None]:
    """The file that a path leads to, and its mode; None if there is no such file yet. Raises FileProblem."""
    try:
        target = os.path.realpath(path)
        status = _status(target)
    except OSError as error:
        raise _not_saved(error, existed=False) from error
    except ValueError:
        raise FileProblem(tr("Not saved: no file can have this name.")) from None
    if status is None:
        return target, None
    if not stat.S_ISREG(status.st_mode):
        raise FileProblem(tr("Not saved: this is a folder or a device, not a file."))
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):  # root may write all, and replacing needs no permission
        raise ReadOnlyFile(tr("Not saved: this file is read-only. Save under another name."))
    return target, stat.S_IMODE(status.st_mode)


def _status(target: str) -> os.stat_result | None:
    try:
        return os.stat(target)
    except FileNotFoundError:
        return None


def _write_to_disk(temporary: str, content: bytes, mode: int | None, durable: bool) -> None:
    descriptor = os.open(temporary, TEMPORARY, 0o666 if mode is None else 0o600)
    try:
        _write_all(descriptor, content)
        _give_mode(descriptor, mode)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    if os.fstat(descriptor).st_size != len(content):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def _give_mode(descriptor: int, mode: int | None) -> None:
    if mode is not None and hasattr(os, "fchmod") and stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:
        os.fchmod(descriptor, mode)


def _put_in_place(temporary: str, target: str) -> None:
    for pause in PAUSES:
        try:
            os.replace(temporary, target)
        except OSError as error:
            if getattr(error, "winerror", None) not in HELD:
                raise
            time.sleep(pause)
        else:
            return
    os.replace(temporary, target)


def _sync_folder(folder: str) -> None:
    """Make sure that the new name survives a power cut. Raises UnconfirmedSave if the disk does not confirm it."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in UNSYNCABLE:
            reason = reason_of(error)
            raise UnconfirmedSave(tr("Saved, but the disk did not confirm it: {reason}.", reason=reason)) from error


def no_folder(name: str) -> FileProblem:
    """The problem of a file whose folder is not there."""
    return FileProblem(tr("Not saved: there is no folder “{folder}”.", folder=name))


def _not_saved(error: OSError, *, existed: bool) -> FileProblem:
    reason = reason_of(error)
    if existed:
        return FileProblem(tr("Not saved: {reason}. The old file is unchanged.", reason=reason))
    return FileProblem(tr("Not saved: {reason}.", reason=reason))
