"""Undo as a value: what was, what is, what was undone, and what the file has.

A history may pass through several documents: looking at another example is a step like any other, so that undo brings back
what was painted in the document before.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment.limits import UNDO_BYTES
from convstudio.experiment.model import Experiment, arrays_of, same_content

STEP_BYTES = 300  # memory of a step beside its arrays and words, and
ARRAY_BYTES = 160  # of an array beside its numbers: with small pictures, these are most of a history


class Document(Struct, frozen=True, eq=False):
    """An experiment as it was opened, what is saved of it (None: nothing), and in which file.

    `example` says that it is built in, and can be shown again. `lesson` says that it is on the stage for a step of a lesson,
    to be tried out; nobody is asked whether to save changes to it.
    """

    opened: Experiment
    saved: Experiment | None = None
    path: Path | None = None
    example: bool = False
    lesson: bool = False

    def holds(self, experiment: Experiment) -> bool:
        """Whether what is saved has the same content as an experiment, however that came about."""
        return self.lesson or (self.saved is not None and same_content(experiment, self.saved))


class Step(Struct, frozen=True, eq=False):
    """An experiment in the history, the edit that led to it ("Paint 12 cells"; "" for the first), and its document."""

    experiment: Experiment
    document: Document
    label: str = ""
    added: int = 0  # bytes that it holds but the step before does not


class History(Struct, frozen=True, eq=False):
    """All steps in order, and the present position among them."""

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
        """Whether the present differs from what its file has."""
        return _is_modified(self.steps[self.position])

    @property
    def unsaved(self) -> tuple[int, ...]:
        """The positions of unsaved work: for each document that was changed, its last step up to the present."""
        until = self.steps[: self.position + 1]
        left = [at for at, (step, after) in enumerate(pairwise(until)) if step.document is not after.document]
        return tuple(at for at in (*left, self.position) if _is_modified(until[at]))


def begin(experiment: Experiment, *, saved: bool, path: Path | None = None, example: bool = False) -> History:
    """A history that starts with an experiment; `saved` says whether its file has it."""
    document = Document(experiment, experiment if saved else None, path, example)
    first = Step(experiment, document, "", _bytes(experiment))
    return History((first,), 0, first.added)


def commit(history: History, experiment: Experiment, label: str, most_bytes: int = UNDO_BYTES) -> History:
    """The history with one more step. Undone steps are dropped, and so are the oldest ones beyond `most_bytes`."""
    return _with_step(history, experiment, history.document, label, most_bytes)


def look_at(
    history: History, example: Experiment, label: str, most_bytes: int = UNDO_BYTES, *, lesson: bool = False
) -> History:
    """The history with a step to another document: an example, or what a lesson shows."""
    return _with_step(history, example, Document(example, example, example=True, lesson=lesson), label, most_bytes)


def jump(history: History, position: int) -> History:
    """The history at another of its steps; a position outside is moved to the nearest."""
    return replace(history, position=min(max(position, 0), len(history.steps) - 1))


def undo(history: History) -> History:
    """The history one step back, if there is one."""
    return jump(history, history.position - 1)


def redo(history: History) -> History:
    """The history one step forward, if there is one."""
    return jump(history, history.position + 1)


def mark_saved(history: History, path: Path | None = None) -> History:
    """The history with its present marked as saved, in the file at `path` from now on."""
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
    """The newest of some steps that fit into `most_bytes`, and the bytes that they hold; all together hold `held`.

    At least the last two are kept, so that one undo always works.
    """
    while held > most_bytes and len(steps) > 2:
        oldest = replace(steps[1], added=_bytes(steps[1].experiment))
        held += oldest.added - steps[1].added - steps[0].added
        steps = (oldest, *steps[2:])
    return steps, held


def _is_modified(step: Step) -> bool:
    return not step.document.holds(step.experiment)


def _bytes(experiment: Experiment, before: Experiment | None = None) -> int:
    """The bytes that a step with an experiment holds, without what it shares with the one before."""
    shared = set(map(id, (before.notes, *arrays_of(before)))) if before else set()
    arrays = sum(array.nbytes + ARRAY_BYTES for array in arrays_of(experiment) if id(array) not in shared)
    return STEP_BYTES + arrays + (0 if id(experiment.notes) in shared else len(experiment.notes))
