"""Reading and writing the files of experiments, as the rest of the program does it."""

from __future__ import annotations

import os

import msgspec.json

from convstudio.experiment.fileproblem import FileProblem, LargeFile, ReadOnlyFile, UnconfirmedSave
from convstudio.experiment.files.atomic import Path, sweep, write_bytes_atomically
from convstudio.experiment.files.backup import keep_backup
from convstudio.experiment.files.codec import experiment_of, values_of
from convstudio.experiment.files.content import content_of, head_of, too_large
from convstudio.experiment.files.filemark import FileMark, has_changed, mark_of
from convstudio.experiment.files.filesize import file_bytes
from convstudio.experiment.files.jsontext import parse, written
from convstudio.experiment.files.series import write_all_into
from convstudio.experiment.files.versions import is_newer
from convstudio.experiment.limits import LARGEST_FILE, USUAL_FILE
from convstudio.experiment.model import Experiment, same_content
from convstudio.words import tr

__all__ = [
    "FileMark", "FileProblem", "LargeFile", "ReadOnlyFile", "UnconfirmedSave", "compact", "content_of", "dumps", "has_changed",
    "head_of", "is_newer", "loads", "read", "read_marked", "write", "write_all_into",
    "write_bytes_atomically",
]  # fmt: skip


def read(path: Path, most: int = USUAL_FILE) -> Experiment:
    """Read an experiment from a file of at most `most` bytes. Raises FileProblem; LargeFile if it has more."""
    return read_marked(path, most)[0]


def read_marked(path: Path, most: int = USUAL_FILE) -> tuple[Experiment, FileMark]:
    """Read an experiment, and the mark of its file. Raises FileProblem; LargeFile if it has more than `most` bytes."""
    content, status = content_of(path, most, as_experiment=True)
    return loads(content), mark_of(status, content)


def loads(content: bytes) -> Experiment:
    """Read an experiment from the bytes of a file, at most `LARGEST_FILE` of them. Raises FileProblem."""
    if len(content) > LARGEST_FILE:
        raise too_large(len(content), LARGEST_FILE)
    experiment = experiment_of(parse(content))
    if len(content) > USUAL_FILE and file_bytes(experiment) > LARGEST_FILE:  # numbers may get longer when they are written
        raise too_large(file_bytes(experiment), LARGEST_FILE)
    return experiment


def dumps(experiment: Experiment) -> bytes:
    """Return the bytes of an experiment's file. Raises FileProblem if the experiment has a value that no file may hold."""
    return (written(values_of(experiment)) + "\n").encode("utf-8")


def compact(experiment: Experiment) -> bytes:
    """Like `dumps`, in a tenth of the time but all on one line, for the program alone. Raises FileProblem."""
    if experiment.extra:  # from a newer format, so anything may be in it
        return dumps(experiment)
    return msgspec.json.encode(values_of(experiment))


def write(experiment: Experiment, path: Path, *, backup: bool = False) -> FileMark | None:
    """Write an experiment to a file, completely or not at all; with a `backup` of the old one. Raises FileProblem.

    Nothing is written that could not be read again. Return the mark of the file; None if the file was taken away at once. With
    a backup, the temporary files that killed programs have left in the folder are removed, too.
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
