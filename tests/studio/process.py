"""The whole program in a process of its own, as it is started: what a test does in it is some lines about its `window`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

ROOT = Path(__file__).parents[2]
TIMEOUT = 120
NOISE = "This plugin does not support"  # what the offscreen platform says of every window

# The lines run when the window stands and the event loop turns.
PROGRAM = """
import sys
from functools import partial

from PySide6.QtCore import QTimer

from tests import network

network.forbid()

from convstudio.__main__ import main
from convstudio.studio import program

begin = program.begin


def act(window):
{lines}


def begin_and_act(window, path):
    QTimer.singleShot(0, window, partial(act, window))
    begin(window, path)


program.begin = begin_and_act
sys.exit(main({arguments!r}))
"""


@dataclass(frozen=True)
class Ended:
    """How a program ended, and what it said; `status` is negative if a signal killed it."""

    status: int
    said: str
    complained: str


class Program:
    """ConvStudio, with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.state = home / "data" / "ConvStudio"
        names = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        own = {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
        self.environment = {**os.environ, **names, **own}

    @property
    def kept(self) -> list[Path]:
        """The files with work that was not saved."""
        return sorted((self.state / "recovery").glob("*.recovery"))

    @property
    def log(self) -> str:
        """What the log says."""
        return (self.state / "convstudio.log").read_text(encoding="utf-8")

    def run(self, lines: str, *arguments: str) -> Ended:
        """Start it, do the lines, and wait for the end."""
        return _ended(self.start(lines, *arguments))

    def signalled(self, lines: str, *numbers: signal.Signals, ignored: tuple[signal.Signals, ...] = ()) -> Ended:
        """Start it, do the lines, send the signals one after the other as often as the lines print, and wait for the end."""
        # A shell that runs the tests in the background has them ignore the first of these.
        taken = {number: signal.SIG_IGN if number in ignored else signal.SIG_DFL for number in (signal.SIGINT, signal.SIGHUP)}
        process = self.start(lines, before=lambda: [signal.signal(number, how) for number, how in taken.items()])
        assert process.stdout is not None
        for number in numbers:
            process.stdout.readline()
            process.send_signal(number)
        return _ended(process)

    def start(self, lines: str, *arguments: str, before: Callable[[], object] | None = None) -> subprocess.Popen[str]:
        """Start it."""
        script = PROGRAM.format(lines=indent(lines, "    "), arguments=list(arguments))
        return subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
        )  # fmt: skip


def _ended(process: subprocess.Popen[str]) -> Ended:
    try:
        said, complained = process.communicate(timeout=TIMEOUT)
    finally:
        process.kill()
    return Ended(process.returncode, said, "".join(line for line in complained.splitlines(True) if not line.startswith(NOISE)))
