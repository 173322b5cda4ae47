"""One run of the monkey: deed after deed, each followed by everything that must be true."""

from __future__ import annotations

import gc
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from msgspec import Struct, field

from tests.soak.checking.checks import Checks
from tests.soak.checking.watch import Watch, watching
from tests.soak.doing import deeds
from tests.soak.doing.choosing import choose
from tests.soak.doing.deeds import Deed
from tests.soak.doing.hand import Hand
from tests.soak.doing.later import own_time
from tests.soak.doing.things import fill_folder

SIZES = ((1600, 900), (1280, 720), (1024, 600))  # of the window that a seed begins with
THOROUGH_EVERY = 10  # deeds
COLLECT_EVERY = 25
WARM = 300  # deeds, from which on memory is counted
MOST_GROWN = 300 * 2**20  # bytes: what undo may hold, and some
VIEWS = ("stage", "flow")  # that seeds begin with in turn
CARRIED = ("size", "view", "answer", "clip", "late")  # deeds whose effect outlives a window


class Failure(Struct, frozen=True):
    """A complaint, behind which deed of a run it came, and the lines of the deeds that led to it."""

    deed: int
    complaint: str
    lines: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """The complaint's first line without its numbers: the same for the same fault."""
        return re.sub(r"-?\d+(\.\d+)?", "N", self.complaint.splitlines()[0])


class Report(Struct):
    """What a run has done. Seconds; bytes of memory where it was warm, and in the end."""

    deeds: int = 0
    checks: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_line: str = ""
    memory_before: int = 0
    memory_after: int = 0
    where: Counter[str] = field(default_factory=Counter)  # how many deeds were done in each view, and in Learn
    failures: list[Failure] = field(default_factory=list)


def run(
    lines: Iterable[str] | None,
    seed: int,
    actions: int,
    folder: Path,
    log: TextIO | None = None,
    go_on: bool = False,
    tell: Callable[[Failure], None] = lambda failure: None,
) -> Report:
    """Do what some lines say, or so many deeds of a seed. Needs a QApplication, and a folder of its own.

    It ends with the first failure, or goes on with another window. Each failure is told at once.
    """
    report, begun = Report(), time.perf_counter()
    fill_folder(folder)
    with own_time(), watching() as watch:
        hand, checks, done = Hand(folder), Checks(), list[str]()
        for line in _lines(lines, seed, actions, hand):
            done.append(line)
            if log:
                print(line, file=log, flush=True)
            report.deeds += 1
            checks.begin(hand, deeds.read(line))
            report.where[place(hand)] += 1
            _do(hand, line, watch, report)
            complaints = watch.heard() or _checked(hand, checks, watch, report.deeds % THOROUGH_EVERY == 0)
            if complaints:
                report.failures.append(Failure(report.deeds, complaints[0], tuple(done)))
                tell(report.failures[-1])
                if not go_on:
                    break
                done = [old for old in done if deeds.read(old).verb in CARRIED]
                hand.anew()
                watch.heard()
            if report.deeds % COLLECT_EVERY == 0:
                gc.collect()  # between two deeds, never while Qt is at work
            if report.deeds == WARM:
                report.memory_before = memory()
        hand.leave()
        report.checks, report.memory_after, report.seconds = checks.done, memory(), time.perf_counter() - begun
    grown = report.memory_after - report.memory_before
    if report.memory_before and grown > MOST_GROWN:
        report.failures.append(Failure(report.deeds, f"memory has grown by {grown >> 20} MiB", tuple(done)))
        tell(report.failures[-1])
    return report


def _lines(lines: Iterable[str] | None, seed: int, actions: int, hand: Hand) -> Iterator[str]:
    """The lines that there are, or those that a seed chooses from what the window shows by then."""
    if lines is not None:
        yield from lines
        return
    rng = random.Random(seed)
    yield from (deed.line() for deed in beginning(seed)[:actions])
    for _ in range(actions - len(beginning(seed))):
        yield choose(rng, hand).line()


def beginning(seed: int) -> tuple[Deed, ...]:
    """The size and the view that a seed begins with."""
    return Deed("size", SIZES[seed % len(SIZES)]), Deed("view", (VIEWS[seed % len(VIEWS)],))


def place(hand: Hand) -> str:
    """Where the next deed is done: a view of Explore, or another workspace."""
    state = hand.window.session.state
    return state.view if state.workspace == "explore" else state.workspace


def _do(hand: Hand, line: str, watch: Watch, report: Report) -> None:
    started = time.perf_counter()
    try:
        deeds.do(hand, deeds.read(line))
        hand.settle()
    except Exception as error:  # whatever it is, it is what is looked for
        watch.error(error)
    took = time.perf_counter() - started
    if took > report.slowest:
        report.slowest, report.slowest_line = took, line


def _checked(hand: Hand, checks: Checks, watch: Watch, thorough: bool) -> list[str]:
    try:
        return [*checks.all(hand, thorough=thorough), *watch.heard()]
    except Exception as error:
        watch.error(error, "in a check")
        return watch.heard()


def memory() -> int:
    """Bytes of this process that are in memory; 0 where that is not told."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0
