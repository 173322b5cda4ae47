"""Unsaved work in files of its own, which is offered at the next start after a crash.

A file has two parts: a line that says what the work is, where the document's own file lies and what was done last, and then
the document as in any file. Its name is a key of its own, so that two windows, untitled work and renamed files never get into
each other's way.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from convstudio import __version__
from convstudio.experiment import files
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files.atomic import write_bytes_atomically
from convstudio.experiment.files.filesize import megabytes
from convstudio.experiment.limits import LARGEST_FILE, MEGABYTE
from convstudio.experiment.model import Experiment, same_content
from convstudio.reasons import reason_of
from convstudio.words import tr

FORMAT = "convstudio-recovery"
SUFFIX, TRIED = ".recovery", ".tried"
LONGEST_HEAD = 64 * 1024  # bytes: a path may have 4096, each of them written as six
LEAST_FREE = 5 * MEGABYTE  # bytes of the disk that are left to others
BAD, MOST_BAD = "bad", 10
MOST_TRIES = 2  # to show work that ended the program each time
Standing = Literal["untitled", "same", "changed", "saved"]  # the document's file, or that there is none
TEXTS, NUMBERS = ("name", "path", "based_on", "done", "body"), ("steps", "time")


class Work(Struct, frozen=True, eq=False, kw_only=True):
    """An experiment that is saved nowhere, and what a person recognises it by.

    `name` is that of its document. `path` is the document's file, if it has one, and `based_on` the SHA-256 of what that held,
    "" if not known. `done` is the last step of its history, `steps` the number of steps, `time` is in seconds since 1970.
    """

    experiment: Experiment
    name: str = ""
    path: Path | None = None
    based_on: str = ""
    done: str = ""
    steps: int = 0
    time: float = 0.0


def make_folder(folder: Path) -> None:
    """Make the folder, readable for nobody else. Raises FileProblem."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise FileProblem(tr("Not saved: {reason}.", reason=reason_of(error))) from error


def write(work: Work, path: Path, *, durable: bool = True) -> None:
    """Write work to a file, completely or not at all. Raises FileProblem, also if the disk is nearly full."""
    content = packed(work)
    with suppress(OSError):
        free = shutil.disk_usage(path.parent).free
        if free < LEAST_FREE + len(content):
            raise FileProblem(tr("Not saved: the disk is full but for {size} MB.", size=megabytes(free)))
    write_bytes_atomically(path, content, durable=durable)


def packed(work: Work) -> bytes:
    """The bytes of a file with the given work. Raises FileProblem if no file may hold it."""
    body = files.compact(work.experiment)
    head = {
        "format": FORMAT, "version": 1, "program": __version__, "name": work.name, "path": str(work.path or ""),
        "based_on": work.based_on, "done": work.done, "steps": work.steps, "time": work.time or time.time(),
        "body": _hash(body),
    }  # fmt: skip
    return json.dumps(head).encode("ascii") + b"\n" + body


def read(path: Path) -> Work:
    """The work in a file. Raises FileProblem if it is incomplete, or no work at all."""
    try:
        with open(path, "rb") as file:
            head = file.readline(LONGEST_HEAD)
            body = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise FileProblem(tr("The file cannot be read: {reason}.", reason=reason_of(error))) from error
    known = _known(head)
    if _hash(body) != known["body"]:
        raise FileProblem(tr("The file is damaged."))
    return Work(
        experiment=files.loads(body), name=known["name"], path=Path(known["path"]) if known["path"] else None,
        based_on=known["based_on"], done=known["done"], steps=int(known["steps"]), time=float(known["time"]),
    )  # fmt: skip


def _known(head: bytes) -> dict[str, Any]:
    """What the first line says. Raises FileProblem."""
    try:
        known = json.loads(head)
    except (ValueError, RecursionError):
        known = None
    if not isinstance(known, dict) or known.get("format") != FORMAT:
        raise FileProblem(tr("This is no kept work of ConvStudio."))
    texts = all(isinstance(known.get(name), str) for name in TEXTS)
    numbers = all(type(known.get(name)) in (int, float) and 0 <= known[name] < 2**53 for name in NUMBERS)
    if not texts or not numbers or "\0" in known["path"]:
        raise FileProblem(tr("The file is damaged."))
    return known


def _hash(content: bytes) -> str:
    from hashlib import sha256  # 20 ms that no one waits for at the start

    return sha256(content).hexdigest()


# At the next start


def standing(work: Work) -> Standing:
    """What has become of the document's file. The program may have ended between saving it and removing the work."""
    if work.path is None:
        return "untitled"
    try:
        experiment, mark = files.read_marked(work.path, LARGEST_FILE)
    except FileProblem:
        return "changed"
    if same_content(experiment, work.experiment):
        return "saved"
    return "same" if mark.digest.hex() == work.based_on else "changed"


def kept(folder: Path) -> list[Path]:
    """The files with work, newest first; none if there is no such folder."""
    try:
        found = [Path(entry.path) for entry in os.scandir(folder) if entry.name.endswith(SUFFIX) and entry.is_file()]
        return sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    except OSError:
        return []


def remove(path: Path) -> None:
    """Remove work that is saved, or that a person has discarded."""
    for name in (path, path.with_suffix(TRIED)):
        with suppress(OSError):
            name.unlink()


def set_aside(path: Path) -> None:
    """Put a file that cannot be read into the folder "bad", which keeps the newest ten."""
    bad = path.parent / BAD
    with suppress(OSError):
        bad.mkdir(mode=0o700, exist_ok=True)
        os.replace(path, bad / path.name)
    for old in kept(bad)[MOST_BAD:]:
        remove(old)


# Work that makes the program crash whenever it is shown


def begin_try(path: Path) -> None:
    """Note that the work is about to be shown. If that ends the program, the note stays."""
    with suppress(OSError), open(path.with_suffix(TRIED), "ab") as notes:
        notes.write(b".")


def end_try(path: Path) -> None:
    """Take back the last note: the program has survived."""
    notes = path.with_suffix(TRIED)
    with suppress(OSError):
        os.truncate(notes, max(0, notes.stat().st_size - 1))


def is_dangerous(path: Path) -> bool:
    """Whether showing the work has ended the program as often as it may."""
    try:
        return path.with_suffix(TRIED).stat().st_size >= MOST_TRIES
    except OSError:
        return False
