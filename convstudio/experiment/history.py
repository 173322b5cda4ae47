"""Undo as a value: what was, what is, what was undone, and what the file holds.

A history may go through several documents: looking at another example is a step like any other, so that undo brings back what
was painted in the one before.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment.limits import UNDO_BYTES
from convstudio.experiment.model import Experiment, arrays_of, same_content

STEP_BYTES = 300  # what a step takes beside its arrays and words, and
ARRAY_BYTES = 160  # an array beside its numbers: where pictures are small, these are most of a history


class Document(Struct, frozen=True, eq=False):
    """What an experiment was when it was opened, what is held of it elsewhere (None: nothing), and in which file.

    `example`: the program brings it along, and can show it again. `lesson`: it stands on the stage for a step of a lesson,
    to be tried out; nobody is asked whether to keep what becomes of it.
    """

    opened: Experiment
    saved: Experiment | None = None
    path: Path | None = None
    example: bool = False
    lesson: bool = False

    def holds(self, experiment: Experiment) -> bool:
        """Whether what is held elsewhere says the same as an experiment, in whatever way that came to be."""
        return self.lesson or (self.saved is not None and same_content(experiment, self.saved))


class Step(Struct, frozen=True, eq=False):
    """One experiment of the history, the edit that led to it ("Paint 12 cells"; "" for the first), and its document."""

    experiment: Experiment
    document: Document
    label: str = ""
    added: int = 0  # bytes that it holds and the step before does not


class History(Struct, frozen=True, eq=False):
    """All steps in order, and where we stand among them."""

    steps: tuple[Step, ...]
    position: int = 0
    held: int = 0  # bytes of all steps

    @property
    def present(self) -> Experiment:
        """The experiment as it is now."""
        return self.steps[self.position].experiment

    @property
    def document(self) -> Document:
        """The document that the present belongs to."""
        return self.steps[self.position].document

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
        """Whether the present is not what its file holds."""
        return _is_modified(self.steps[self.position])

    @property
    def unsaved(self) -> tuple[int, ...]:
        """Where the work stands that nothing else holds: the last steps, up to the present, of documents that were changed."""
        until = self.steps[: self.position + 1]
        left = [at for at, (step, after) in enumerate(pairwise(until)) if step.document is not after.document]
        return tuple(at for at in (*left, self.position) if _is_modified(until[at]))


def begin(experiment: Experiment, *, saved: bool, path: Path | None = None, example: bool = False) -> History:
    """A history that starts at an experiment, which the file holds or not."""
    document = Document(experiment, experiment if saved else None, path, example)
    first = Step(experiment, document, "", _bytes(experiment))
    return History((first,), 0, first.added)


def commit(history: History, experiment: Experiment, label: str, most_bytes: int = UNDO_BYTES) -> History:
    """The history with one more step; what had been undone is gone, and the oldest steps beyond `most_bytes` too."""
    return _with_step(history, experiment, history.document, label, most_bytes)


def look_at(
    history: History, example: Experiment, label: str, most_bytes: int = UNDO_BYTES, *, lesson: bool = False
) -> History:
    """The history with a step to an example, or to what a lesson shows: another document."""
    return _with_step(history, example, Document(example, example, example=True, lesson=lesson), label, most_bytes)


def jump(history: History, position: int) -> History:
    """The history standing at another of its steps; positions outside are brought to the nearest."""
    return replace(history, position=min(max(position, 0), len(history.steps) - 1))


def undo(history: History) -> History:
    """One step back, if there is one."""
    return jump(history, history.position - 1)


def redo(history: History) -> History:
    """One step forward, if there is one."""
    return jump(history, history.position + 1)


def mark_saved(history: History, path: Path | None = None) -> History:
    """The history whose present is what its file holds, from now on the one at `path`."""
    before = history.document
    after = replace(before, saved=history.present, path=path or before.path, lesson=False)
    return replace(history, steps=tuple(replace(s, document=after) if s.document is before else s for s in history.steps))


def _with_step(history: History, experiment: Experiment, document: Document, label: str, most_bytes: int) -> History:
    kept = history.steps[: history.position + 1]
    added = _bytes(experiment, kept[-1].experiment)
    undone = sum(step.added for step in history.steps[len(kept) :])
    steps, held = _bounded((*kept, Step(experiment, document, label, added)), history.held - undone + added, most_bytes)
    return History(steps, len(steps) - 1, held)


def _bounded(steps: tuple[Step, ...], held: int, most_bytes: int) -> tuple[tuple[Step, ...], int]:
    """The newest steps that fit, of those that hold some bytes in all, and what these hold.

    At least the last two stay, so that one undo always works.
    """
    while held > most_bytes and len(steps) > 2:
        oldest = replace(steps[1], added=_bytes(steps[1].experiment))
        held += oldest.added - steps[1].added - steps[0].added
        steps = (oldest, *steps[2:])
    return steps, held


def _is_modified(step: Step) -> bool:
    return not step.document.holds(step.experiment)


def _bytes(experiment: Experiment, before: Experiment | None = None) -> int:
    """What a step with an experiment holds, without what it shares with the one before."""
    shared = set(map(id, (before.notes, *arrays_of(before)))) if before else set()
    arrays = sum(array.nbytes + ARRAY_BYTES for array in arrays_of(experiment) if id(array) not in shared)
    return STEP_BYTES + arrays + (0 if id(experiment.notes) in shared else len(experiment.notes))
