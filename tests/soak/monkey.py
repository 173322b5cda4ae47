"""The monkey: random mouse, keys, fields, files and time over the real window, and after each deed all that must be true.

    python -m tests.soak.monkey --seeds 10 --actions 3000      each seed in a process of its own
    python -m tests.soak.monkey --seed 7 --actions 3000        one seed, here
    python -m tests.soak.monkey --replay FILE [--shrink]       a log again, or what of it is needed

A seed always does the same. What fails is said with its log, which `--replay` repeats.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from msgspec import Struct

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

STUCK_SECONDS = 90  # after which a deed is given up, with a traceback
THOROUGH_EVERY = 10  # deeds
COLLECT_EVERY = 25
SIZES = ((1600, 900), (1280, 720), (1024, 600))
MOST_BYTES = 6 * 2**30  # of address space: what asks for more gets a MemoryError, not the machine

# Faults that are being mended elsewhere: patterns of complaints after which a run goes on with another window.
# TEMPORARY; to be emptied, and this comment with it, once they are.
PENDING: tuple[str, ...] = ()


class Failure(Struct, frozen=True):
    """A complaint, and behind which deed of a run it came."""

    deed: int
    complaint: str

    @property
    def signature(self) -> str:
        """The complaint's first line without its numbers: the same for the same fault."""
        return re.sub(r"-?\d+(\.\d+)?", "N", self.complaint.splitlines()[0])


class Report(Struct):
    """What a run has done."""

    deeds: int = 0
    checks: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_line: str = ""
    skipped: dict[str, int] = {}
    memory_before: int = 0
    memory_after: int = 0
    failure: Failure | None = None


def run(
    lines: Iterable[str] | None, seed: int, actions: int, folder: Path, log: IO[str] | None = None, on: Path | None = None
) -> Report:
    """Do what some lines say, or so many deeds of a seed, until something is wrong. Needs a QApplication."""
    from tests.soak import deeds
    from tests.soak.checks import Checks
    from tests.soak.choosing import choose
    from tests.soak.deeds import Deed
    from tests.soak.hand import Hand
    from tests.soak.later import own_time
    from tests.soak.things import fill_folder
    from tests.soak.watch import watching
    from PySide6.QtWidgets import QApplication
    report, rng, begun = Report(skipped={}), random.Random(seed), time.perf_counter()
    fill_folder(folder)
    with own_time(), watching() as watch:
        hand, checks = Hand(folder), Checks()
        first = Deed("size", SIZES[seed % len(SIZES)]).line()
        script = iter(lines) if lines is not None else None
        since: list[str] = []
        while report.deeds < actions and report.failure is None:
            line = next(script, None) if script else choose(rng, hand).line() if report.deeds else first
            if line is None:
                break
            since.append(line)
            if log:
                log.write(line + "\n")
                log.flush()
            started = time.perf_counter()
            try:
                deeds.do(hand, deeds.read(line))
                hand.settle()
            except Exception as error:
                watch.error(error)
            if log and os.environ.get("TRACE"):
                st = hand.window.session.state
                fw = QApplication.focusWidget()
                log.write(f"# {st.workspace} {st.history.position}/{len(st.history.steps)} {st.history.undo_label} {st.focus} {st.selected} {st.playhead} {fw} {QApplication.activeWindow()} {st.moment} {st.selection} {hand.window.size()} popup {QApplication.activePopupWidget()} root {hand.root().objectName()} \n".replace(hex(0),''))
            took = time.perf_counter() - started
            report.deeds += 1
            if took > report.slowest:
                report.slowest, report.slowest_line = took, line
            complaints = watch.heard()
            if not complaints:
                try:
                    complaints = list(checks.all(hand, thorough=report.deeds % THOROUGH_EVERY == 0)) + watch.heard()
                except Exception as error:
                    watch.error(error, "in a check")
                    complaints = watch.heard()
            new = [c for c in complaints if not any(re.search(pattern, c) for pattern in PENDING)]
            if new and on:
                key = Failure(0, new[0]).signature
                if key not in report.skipped:
                    name = f"seed-{seed}-{report.deeds}.log"
                    (on / name).write_text("\n".join(since) + "\n", encoding="utf-8")
                    print(f"{name}: {new[0]}", flush=True)
            elif new:
                report.failure = Failure(report.deeds, new[0])
            if complaints and report.failure is None:
                since = [*{line.split(",")[0]: line for line in since if line.startswith(('["size"', '["answer"', '["clip"'))}.values()]
                key = Failure(0, complaints[0]).signature
                report.skipped[key] = report.skipped.get(key, 0) + 1
                hand.anew()
                watch.heard()
            if report.deeds % COLLECT_EVERY == 0:
                gc.collect()
            if report.deeds == min(300, actions // 4):
                report.memory_before = memory()
        report.checks, report.memory_after = checks.done, memory()
        hand.leave()
    report.seconds = time.perf_counter() - begun
    return report


def memory() -> int:
    """Bytes of this process that are in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def in_this_process(lines: list[str] | None, seed: int, actions: int, log: Path | None, on: Path | None) -> Report:
    """A run with an application of its own, settings and files in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="monkey-") as name:
        home = Path(name) / "home"
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
        os.environ["HOME"] = str(home)
        from convstudio.studio.program import application

        application()
        gc.collect()
        gc.freeze()
        gc.disable()
        faulthandler.enable()
        faulthandler.dump_traceback_later(STUCK_SECONDS + actions, exit=True)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        with open(log, "w", encoding="utf-8") if log else open(os.devnull, "w") as file:
            return run(lines, seed, actions, Path(name) / "files", file, on)


def say(report: Report, seed: int, log: Path | None) -> None:
    """Print what a run has done."""
    grown = (report.memory_after - report.memory_before) / 2**20
    print(f"seed {seed}: {report.deeds} actions, {report.checks} checks, {report.seconds:.1f} s, memory {grown:+.1f} MiB to "
          f"{report.memory_after / 2**20:.0f}, slowest {report.slowest * 1e3:.0f} ms {report.slowest_line[:90]}")  # fmt: skip
    for signature, times in sorted(report.skipped.items()):
        print(f"  pending, {times} ×: {signature}")
    if report.failure:
        print(f"  FAILED behind action {report.failure.deed}: {report.failure.complaint}")
        print(f"  log: {log}")


def shrink(lines: list[str], signature: str, folder: Path) -> list[str]:
    """Few of some lines that still fail in the same way: the last ones, of which what is not needed is left out."""

    def fails(fewer: list[str]) -> bool:
        return bool(fewer) and _fails(fewer, folder) == signature

    tail = 4
    while tail < len(lines):
        tail *= 3
        if fails(lines[:1] + lines[-tail:]):
            lines = lines[:1] + lines[-tail:]
            break
    size = max(len(lines) // 2, 1)
    while True:
        place, before = 0, len(lines)
        while place < len(lines):
            fewer = lines[:place] + lines[place + size :]
            if fails(fewer):
                lines = fewer
            else:
                place += size
        if size == 1 and len(lines) == before:
            return lines
        size = max(size // 2, 1)


def _fails(lines: list[str], folder: Path) -> str | None:
    """How some lines fail, in a process of their own; None if they do not."""
    script = folder / "try.log"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.monkey", "--replay", str(script)], capture_output=True, text=True, check=False
    )
    return _signature(done)


def _signature(done: subprocess.CompletedProcess[str]) -> str | None:
    if done.returncode == 0:
        return None
    found = re.search(r"FAILED behind action \d+: (.*)", done.stdout)
    return Failure(0, found[1]).signature if found else f"the process ended with {done.returncode}"


def main(arguments: list[str] | None = None) -> int:
    """Run. 0: nothing was wrong, 1: something was."""
    parser = argparse.ArgumentParser(description="Random deeds over the real window.")
    parser.add_argument("--seeds", type=int, default=10, help="how many seeds, from --first on")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--actions", type=int, default=3000, help="of each seed")
    parser.add_argument("--seed", type=int, help="this one alone, in this process")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="the lines of a log")
    parser.add_argument("--shrink", action="store_true", help="find the few lines of the log that are needed")
    parser.add_argument("--go-on", action="store_true", help="with another window after a failure; its log is kept")
    parser.add_argument("--logs", type=Path, default=Path(tempfile.gettempdir()) / "convstudio-soak")
    options = parser.parse_args(arguments)
    options.logs.mkdir(parents=True, exist_ok=True)
    if options.replay:
        lines = options.replay.read_text(encoding="utf-8").splitlines()
        if options.shrink:
            signature = _fails(lines, options.logs)
            print(signature)
            print("\n".join(shrink(lines, signature, options.logs) if signature else []))
            return int(signature is not None)
        return _one(lines, 0, len(lines), options.logs / "replay.log" if options.logs.name != "x" else None)
    if options.seed is not None:
        return _one(None, options.seed, options.actions, options.logs / f"seed-{options.seed}.log",
                    options.logs if options.go_on else None)
    failed = [seed for seed in range(options.first, options.first + options.seeds) if not _alone(seed, options)]
    print(f"{options.seeds} seeds × {options.actions} actions; failed: {failed or 'none'}")
    return int(bool(failed))


def _one(lines: list[str] | None, seed: int, actions: int, log: Path | None, on: Path | None = None) -> int:
    report = in_this_process(lines, seed, actions, log, on)
    say(report, seed, log)
    sys.stdout.flush()
    os._exit(int(report.failure is not None))  # without taking the application apart, which is not what is tried here


def _alone(seed: int, options: argparse.Namespace) -> bool:
    """Whether a seed goes well in a process of its own, which may crash."""
    command = [sys.executable, "-m", "tests.soak.monkey", "--seed", str(seed), "--actions", str(options.actions),
               "--logs", str(options.logs), *(["--go-on"] if options.go_on else [])]  # fmt: skip
    done = subprocess.run(command, check=False)
    if done.returncode not in (0, 1):
        print(f"seed {seed}: the process ended with {done.returncode}; log: {options.logs / f'seed-{seed}.log'}")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
__all__ = ["Iterator", "run"]
