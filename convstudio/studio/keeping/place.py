"""A place in the recovery folder: the file of one document, and a lock that tells whether its program still lives."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QLockFile

from convstudio.experiment.files import recovery

LOCK = ".lock"


class Place:
    """The file is this program's as long as the lock is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = QLockFile(str(path.with_suffix(LOCK)))
        self._lock.setStaleLockTime(0)  # with a time, a program that lives would lose its lock when that is over

    def take(self) -> bool:
        """Take the lock: False if a program that lives has it. That of a dead one is taken over."""
        return self._lock.tryLock(0)

    def let_go(self) -> None:
        """Leave the file to the next start."""
        self._lock.unlock()

    def forget(self) -> None:
        """Delete the file: its work is saved, or discarded."""
        recovery.remove(self.path)
        self._lock.unlock()


def new_place(folder: Path) -> Place:
    """A place for a document that has none, in the folder, which is made if need be. Raises FileProblem."""
    recovery.make_folder(folder)
    place = Place(folder / f"{os.urandom(16).hex()}{recovery.SUFFIX}")
    place.take()
    return place
