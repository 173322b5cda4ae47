"""Times the start: from spawning a process to its first painted window, beside a bare PySide6 and NumPy window.

Both are child processes that say when their first paint is done, what memory they hold then, and end. Runs alternate.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
RUNS = 9
MOST_TIMES = 2.0

# What both children do with their window. The first update request paints all of it; what is queued then comes after it.
REPORT = """
import time
from PySide6.QtCore import QEvent, QObject, QTimer


class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.painted)
        return False

    def painted(self):
        first = time.monotonic()
        status = open("/proc/self/status").read().split("\\n") if sys.platform == "linux" else []
        memory = {line.split(":")[0]: line.split()[1] for line in status if line.startswith(("VmRSS", "VmHWM"))}
        print(first, memory.get("VmRSS", 0), memory.get("VmHWM", 0), flush=True)
        os._exit(0)


watch = FirstPaint()
window.installEventFilter(watch)
window.show()
app.exec()
"""

BARE = """
import os
import sys
import numpy
from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication([])
window = QMainWindow()
window.resize(1280, 720)
"""

# As convstudio.__main__ and convstudio.studio.program.run go about it.
STUDIO = """
import gc
import os
import sys
from convstudio import preflight

assert not preflight.problem("offscreen")
gc.disable()
from convstudio.experiment import gallery
from convstudio.studio import program
from convstudio.studio.shell.window import Window

app = program.application()
window = Window(gallery.opening_example())
"""

CHILDREN = {"convstudio": STUDIO + REPORT, "bare window": BARE + REPORT}


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds to the first paint, MiB held then and at most."""

    first_paint: float
    memory: float
    peak: float


def start(child: str, home: str) -> Start:
    """Start a child and wait for its report. Both find all modules compiled, as an installed program does."""
    own = {"QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_CONFIG_HOME": home, "PYTHONPATH": str(ROOT)}
    compiled = {"PYTHONPYCACHEPREFIX": home, "PYTHONDONTWRITEBYTECODE": ""}
    command, environment = [sys.executable, "-c", child], {**os.environ, **own, **compiled}
    begin = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    first, memory, peak = map(float, done.stdout.split())
    return Start(1000 * (first - begin), memory / 1024, peak / 1024)


def alternate(runs: int) -> dict[str, list[Start]]:
    """Starts of both children in turns; the first of each only compiles and warms the disk's cache."""
    found: dict[str, list[Start]] = {name: [] for name in CHILDREN}
    with TemporaryDirectory() as home:
        for run in range(runs + 1):
            for name, child in CHILDREN.items():
                one = start(child, home)
                if run:
                    found[name].append(one)
    return found


def main(runs: int = RUNS) -> None:
    """Measure and print."""
    found = alternate(runs)
    print(f"\nStart of a process to its first painted window, median (fastest) of {runs}")
    print(f"  {'':14}{'first paint ms':>18}{'memory MiB':>14}{'peak MiB':>12}")
    for name, starts in found.items():
        times = [one.first_paint for one in starts]
        memory, peak = median(one.memory for one in starts), median(one.peak for one in starts)
        print(f"  {name:14}{median(times):9.0f} ({min(times):5.0f}){memory:15.1f}{peak:12.1f}")
    ours, bare = found.values()
    time_ratio = median(one.first_paint for one in ours) / median(one.first_paint for one in bare)
    memory_ratio = median(one.memory for one in ours) / median(one.memory for one in bare)
    for what, ratio in (("time", time_ratio), ("memory", memory_ratio)):
        print(f"  {what}: {ratio:.2f}×, {'within' if ratio <= MOST_TIMES else 'OVER'} {MOST_TIMES:g}×")


if __name__ == "__main__":
    main()
