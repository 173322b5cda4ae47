"""The monkey: random mouse, keys, fields, files and time over the real window, and after each deed all that must be true.

    python -m tests.soak.monkey --seeds 10 --actions 3000      each seed in a process of its own
    python -m tests.soak.monkey --seed 7 --actions 3000        one seed, here
    python -m tests.soak.monkey --replay FILE [--shrink]       the lines of a log again; or what of them is needed

A seed always does the same. What fails is said, with the file of the lines that led to it.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.soak.running import Failure, Report, run
from tests.soak.shrinking import shrunk

HANGING = 300, 1.0  # seconds, and seconds a deed, after which a run is given up with a traceback
MOST_BYTES = 6 * 2**30  # of address space: what asks for more gets a MemoryError, not the machine
LOGS = Path(tempfile.gettempdir()) / "convstudio-monkey"


def main(arguments: list[str] | None = None) -> int:
    """Run. 0: nothing was wrong, 1: something was."""
    options = _parser().parse_args(arguments)
    options.logs.mkdir(parents=True, exist_ok=True)
    if options.replay:
        lines = options.replay.read_text(encoding="utf-8").splitlines()
        return _shrink(lines, options.logs) if options.shrink else _here(lines, 0, len(lines), options)
    if options.seed is not None:
        return _here(None, options.seed, options.actions, options)
    failed = [seed for seed in range(options.first, options.first + options.seeds) if not _goes_well(seed, options)]
    print(f"{options.seeds} seeds × {options.actions} actions; failed: {failed or 'none'}")
    return int(bool(failed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.monkey", description="Random deeds over the real window.")
    parser.add_argument("--seeds", type=int, default=10, help="how many seeds, from --first on")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--actions", type=int, default=3000, help="of each seed")
    parser.add_argument("--seed", type=int, help="this one alone, in this process")
    parser.add_argument("--go-on", action="store_true", help="with another window after a failure")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="do the lines of a log again")
    parser.add_argument("--shrink", action="store_true", help="find the few lines of the log that are needed")
    parser.add_argument("--logs", type=Path, default=LOGS, metavar="FOLDER", help=f"where logs are kept ({LOGS})")
    return parser


def _here(lines: list[str] | None, seed: int, actions: int, options: argparse.Namespace) -> int:
    """A run in this process, which ends with it."""
    log, tell = options.logs / f"{'replay' if lines else seed}.log", partial(_keep, seed, options.logs)
    report = in_this_process(lines, seed, actions, log, options.go_on, tell)
    _say(report, seed)
    sys.stdout.flush()
    os._exit(int(bool(report.failures)))  # without taking the application apart, which is not what is tried here


def in_this_process(
    lines: list[str] | None, seed: int, actions: int, log: Path, go_on: bool, tell: Callable[[Failure], None]
) -> Report:
    """A run with an application, settings and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="monkey-") as name:
        os.environ["HOME"] = name
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{name}/{kind.lower()}"
        from convstudio.studio.program import application

        application()
        gc.collect()
        gc.freeze()
        gc.disable()
        faulthandler.enable()
        faulthandler.dump_traceback_later(HANGING[0] + HANGING[1] * actions, exit=True)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        with open(log, "w", encoding="utf-8") as file:
            return run(lines, seed, actions, Path(name) / "files", file, go_on, tell)


def _say(report: Report, seed: int) -> None:
    grown = (report.memory_after - report.memory_before) / 2**20 if report.memory_before else 0.0
    where = ", ".join(f"{number} {place}" for place, number in sorted(report.where.items()))
    print(f"seed {seed}: {report.deeds} actions ({where}), {report.checks} checks, {report.seconds:.0f} s, "
          f"memory {grown:+.0f} MiB to {report.memory_after / 2**20:.0f}, "
          f"slowest {report.slowest:.1f} s {report.slowest_line[:80]}")  # fmt: skip


def _keep(seed: int, folder: Path, failure: Failure) -> None:
    """Say what failed, and keep the lines that led to it."""
    path = folder / f"{seed}-{failure.deed}.log"
    path.write_text("\n".join(failure.lines) + "\n", encoding="utf-8")
    print(f"FAILED behind action {failure.deed}: {failure.complaint}\n  {path}", flush=True)


def _goes_well(seed: int, options: argparse.Namespace) -> bool:
    """Whether a seed goes well in a process of its own, which may crash."""
    arguments = ["--seed", str(seed), "--actions", str(options.actions), "--logs", str(options.logs)]
    done = subprocess.run([*_COMMAND, *arguments, *(["--go-on"] if options.go_on else [])], check=False)
    if done.returncode not in (0, 1):
        print(f"FAILED: the process ended with {done.returncode}\n  {options.logs / f'{seed}.log'}", flush=True)
    return done.returncode == 0


_COMMAND = [sys.executable, "-m", "tests.soak.monkey"]


def _shrink(lines: list[str], folder: Path) -> int:
    """Print how some lines fail, and the few that are needed."""
    signature = _failure(lines, folder)
    print(signature or "They do not fail.")
    if signature:
        print("\n".join(shrunk(lines, partial(_fails, signature, folder))))
    return int(signature is not None)


def _fails(signature: str, folder: Path, lines: list[str]) -> bool:
    return _failure(lines, folder) == signature


def _failure(lines: list[str], folder: Path) -> str | None:
    """The signature of how some lines fail, in a process of their own; None if they do not."""
    script = folder / "try.log"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [*_COMMAND, "--replay", str(script), "--logs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"^FAILED behind action \d+: (.*)", done.stdout, re.MULTILINE)
    if found:
        return Failure(0, found[1]).signature
    return f"the process ended with {done.returncode}" if done.returncode else None


if __name__ == "__main__":
    sys.exit(main())
