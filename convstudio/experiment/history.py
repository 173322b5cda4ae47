"""Undo as a value: what was, what is, what was undone, and what the file holds."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment.limits import UNDO_BYTES
from convstudio.experiment.model import Experiment, arrays_of
from convstudio.layers import Array


class Step(Struct, frozen=True, eq=False):
    """One experiment of the history, and the edit that led to it ("Paint 12 cells"; "" for the first)."""

    experiment: Experiment
    label: str = ""
    added: int = 0  # bytes of arrays that the step before does not have


class History(Struct, frozen=True, eq=False):
    """All steps in order, where we stand among them, and which experiment was saved (None: none of them)."""

    steps: tuple[Step, ...]
    position: int = 0
    saved: Experiment | None = None
    held: int = 0  # bytes of the arrays of all steps

    @property
    def present(self) -> Experiment:
        """The experiment as it is now."""
        return self.steps[self.position].experiment

    @property
    def undo_label(self) -> str | None:
        """The edit that undo would take back, or None."""
        return self.steps[self.position].label if self.position else None

    @property
    def redo_label(self) -> str | None:
        """The edit that redo would bring back, or None."""
        after = self.position + 1
        return self.steps[after].label if after < len(self.steps) else None

    @property
    def modified(self) -> bool:
        """Whether the present is not what the file holds."""
        return self.present is not self.saved


def begin(experiment: Experiment, *, saved: bool) -> History:
    """A history that starts at an experiment, which the file holds or not."""
    first = Step(experiment, "", _bytes(arrays_of(experiment)))
    return History((first,), 0, experiment if saved else None, first.added)


def commit(history: History, experiment: Experiment, label: str, most_bytes: int = UNDO_BYTES) -> History:
    """The history with one more step; what had been undone is gone, and the oldest steps beyond `most_bytes` too."""
    kept = history.steps[: history.position + 1]
    shared = set(map(id, arrays_of(kept[-1].experiment)))
    added = _bytes([array for array in arrays_of(experiment) if id(array) not in shared])
    undone = sum(step.added for step in history.steps[len(kept) :])
    steps, held = _bounded((*kept, Step(experiment, label, added)), history.held - undone + added, most_bytes)
    return History(steps, len(steps) - 1, history.saved, held)


def jump(history: History, position: int) -> History:
    """The history standing at another of its steps; positions outside are brought to the nearest."""
    return replace(history, position=min(max(position, 0), len(history.steps) - 1))


def undo(history: History) -> History:
    """One step back, if there is one."""
    return jump(history, history.position - 1)


def redo(history: History) -> History:
    """One step forward, if there is one."""
    return jump(history, history.position + 1)


def mark_saved(history: History) -> History:
    """The history whose present is what the file holds."""
    return replace(history, saved=history.present)


def _bounded(steps: tuple[Step, ...], held: int, most_bytes: int) -> tuple[tuple[Step, ...], int]:
    """The newest steps whose arrays fit, of those that hold some bytes in all, and what these hold.

    At least the last two stay, so that one undo always works.
    """
    while held > most_bytes and len(steps) > 2:
        oldest = replace(steps[1], added=_bytes(arrays_of(steps[1].experiment)))
        held += oldest.added - steps[1].added - steps[0].added
        steps = (oldest, *steps[2:])
    return steps, held


def _bytes(arrays: list[Array]) -> int:
    return sum(array.nbytes for array in arrays)
