"""What earlier programs have left in the recovery folder, as it is offered at the start."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files import atomic, recovery
from convstudio.studio.keeping.place import Place


class Found(Struct, frozen=True, eq=False):
    """Work that can be restored; its place is this program's until it is discarded or left for the next start."""

    work: recovery.Work
    place: Place
    standing: recovery.Standing

    @property
    def path(self) -> Path | None:
        """The file that it goes on with: none where that has changed since, so that neither gets lost."""
        return self.work.path if self.standing == "same" else None


def found_in(folder: Path) -> list[Found]:
    """The work of programs that have ended, newest first. What is saved is forgotten, what is damaged put aside."""
    atomic.sweep(folder / "any")
    found = []
    for path in recovery.kept(folder):
        place = Place(path)
        if place.take():
            one = _looked_at(place)
            if one:
                found.append(one)
    return found


def _looked_at(place: Place) -> Found | None:
    try:
        work = recovery.read(place.path)
    except FileProblem:
        if place.path.exists():
            recovery.set_aside(place.path)
        place.let_go()
        return None
    standing = recovery.standing(work)
    if standing == "saved":
        place.forget()
        return None
    return Found(work, place, standing)
