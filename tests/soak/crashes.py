"""Programs that are killed while somebody edits: what is kept is exactly a state between the last kept one and the last edit.

Each time a process edits, keeps its work by the timers of the window, saves now and then, tells of all of it, and is killed.
"""

from __future__ import annotations

import os
import random
import signal
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from convstudio.experiment import Experiment, edits, files, frozen, same_content
from convstudio.experiment.files import recovery
from convstudio.studio.document.session import Session
from convstudio.studio.keeping import keeping as beats
from convstudio.studio.keeping.found import found_in
from convstudio.studio.keeping.keeping import Keeping

SIDE = 40  # of the picture
EDIT_MS, PAUSE_MS, LATEST_MS = 2, 10, 40  # instead of a person's time, 1000 and 5000
SAVED_EVERY = 70  # edits
LONGEST = 0.4  # seconds until the kill
RECORD = struct.Struct("<cq")


def start() -> Experiment:
    return Experiment(input=frozen([[[0.0] * SIDE] * SIDE]), title="Killed")


def state_of(experiment: Experiment) -> int:
    """The number of the edit after which a document was like that."""
    return int(experiment.input[0, 0, 0])


def expected(number: int) -> Experiment:
    return edits.paint(start(), {(0, 0, 0): float(number)}).after if number else start()


@dataclass
class Told:
    """What a program had told of when it was killed: the last edit that was begun, kept, saved."""

    begun: int = 0
    kept: int = 0
    saved: int = 0


def work_on(folder: Path, path: Path, told: int) -> None:
    """Edit, keep and save until the end; never returns."""
    app = QCoreApplication.instance() or QCoreApplication([])
    beats.PAUSE_MS, beats.LATEST_MS = PAUSE_MS, LATEST_MS

    def tell(kind: bytes, number: int) -> None:
        os.write(told, RECORD.pack(kind, number))

    real = recovery.write

    def write(work: recovery.Work, place: Path, *, durable: bool = True) -> None:
        real(work, place, durable=durable)
        tell(b"k", state_of(work.experiment))

    recovery.write = write  # type: ignore[assignment]
    mark = files.write(start(), path)
    assert mark is not None
    session = Session(start(), path)
    session.background.finish = lambda partial, before, patience: partial  # type: ignore[method-assign]
    keeping = Keeping(session, folder, lambda: True, mark.digest.hex, app)
    number = [0]

    def edit() -> None:
        number[0] += 1
        tell(b"b", number[0])
        session.edit(edits.paint, {(0, 0, 0): float(number[0])})
        if number[0] % SAVED_EVERY == 0:
            files.write(session.state.history.present, path, backup=number[0] == SAVED_EVERY)
            session.saved(path)
            tell(b"s", number[0])

    timer = QTimer(interval=EDIT_MS)
    timer.timeout.connect(edit)
    timer.start()
    app.exec()
    assert keeping


def killed(folder: Path, path: Path, seconds: float) -> Told:
    """Let a program work, kill it so many seconds after its first edit, and say what it had told."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        os.close(heard)
        work_on(folder, path, told)
    os.close(told)
    content = os.read(heard, RECORD.size)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    while piece := os.read(heard, 1 << 16):
        content += piece
    os.close(heard)
    os.waitpid(child, 0)
    last = dict(RECORD.iter_unpack(content[: len(content) // RECORD.size * RECORD.size]))
    return Told(last.get(b"b", 0), last.get(b"k", 0), last.get(b"s", 0))


def wrong(folder: Path, path: Path, told: Told) -> tuple[str, int]:
    """What is wrong with what was left, "" if nothing is; and how many edits were lost."""
    if not path.exists():
        return ("" if not told.begun else "the document's file is gone"), 0
    saved = state_of(files.read(path))
    if not same_content(files.read(path), expected(saved)) or not told.saved <= saved <= told.begun:
        return f"the file has state {saved}, saved was {told.saved} of {told.begun}", 0
    found = found_in(folder)
    if (folder / recovery.BAD).exists():
        return "a kept file is torn", 0
    if len(found) > 1:
        return f"one document is offered {len(found)} times", 0
    if not found:
        return ("" if told.kept <= saved else f"state {told.kept} was kept and is gone"), told.begun - saved
    kept = state_of(found[0].work.experiment)
    if not same_content(found[0].work.experiment, expected(kept)):
        return "what is kept was never there", 0
    if not max(told.kept, told.saved) <= kept <= told.begun:
        return f"state {kept} is kept; {told.kept} was told of, {told.saved} saved, {told.begun} begun", 0
    if found[0].standing == "untitled":
        return "the document's file was forgotten", 0
    found[0].place.forget()
    return "", told.begun - kept


@dataclass
class Counted:
    """Of some kills: what was wrong, and what was seen."""

    failed: list[str] = field(default_factory=list)
    begun: int = 0
    offered: int = 0
    most_lost: int = 0


def crash(count: int, seed: int, folder: Path) -> Counted:
    """Kill so many programs."""
    rng, counted = random.Random(seed), Counted()
    for number in range(count):
        place, path = folder / f"recovery {number}", folder / f"{number}.convstudio"
        told = killed(place, path, LONGEST * rng.random())
        counted.begun += told.begun
        counted.offered += bool(recovery.kept(place))
        sentence, lost = wrong(place, path, told)
        counted.most_lost = max(counted.most_lost, lost)
        if sentence:
            counted.failed.append(f"kill {number}: {sentence}")
    return counted
