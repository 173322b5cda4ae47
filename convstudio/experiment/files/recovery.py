"""Work that could not be saved, in files of its own: an ordinary file for each, never in the place of another one."""

from __future__ import annotations

import os
import time
from pathlib import Path

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files import write
from convstudio.experiment.model import Experiment
from convstudio.words import tr

SUFFIX = ".convstudio"
LONGEST_NAME = 40  # characters, of up to four bytes: with the time it stays below the 255 that a name may have


def keep(experiment: Experiment, folder: Path, name: str) -> Path:
    """Write an experiment to a new file of a folder, which is made if need be; the file. Raises FileProblem."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(tr("Not saved: {reason}.", reason=error.strerror or error)) from error
    plain = "".join(c if c.isalnum() or c in "-_" else " " for c in name)
    words = [*plain[:LONGEST_NAME].split(), time.strftime("%Y-%m-%d %H-%M-%S"), os.urandom(4).hex()]
    path = folder / (" ".join(words) + SUFFIX)
    write(experiment, path)
    return path


def kept(folder: Path) -> list[Path]:
    """The files that `keep` has left in a folder, oldest first; none if there is no such folder."""
    try:
        files = [Path(entry.path) for entry in os.scandir(folder) if entry.name.endswith(SUFFIX) and entry.is_file()]
        return sorted(files, key=lambda path: path.stat().st_mtime_ns)
    except OSError:
        return []
