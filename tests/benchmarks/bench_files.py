"""Measures what hostile files cost until they are refused: each in a process of its own, its time and its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.experiment.files.large_files import LARGE

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS, MOST_MEGABYTES = 0.25, 150

CHILD = """
import resource, sys, time
from convstudio.experiment import files
from tests.experiment.files.large_files import content
given = content(sys.argv[1])
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.process_time()
try:
    files.loads(given)
    said = "read"
except files.FileProblem as problem:
    said = str(problem)
seconds = time.process_time() - begin
print(len(given), seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024, said, sep="\\t")
"""


def main() -> None:
    """A line for each of the files: its size, seconds, megabytes more than before, and what was said."""
    for name in LARGE:
        command = [sys.executable, "-c", CHILD, name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
        size, seconds, memory, said = done.stdout.rstrip("\n").split("\t")
        over = " !" if float(seconds) > MOST_SECONDS or float(memory) > MOST_MEGABYTES else ""
        print(
            f"{name:45} {int(size) / 2**20:4.1f} MB {1000 * float(seconds):4.0f} ms {float(memory):4.0f} MB{over}  {said[:70]}"
        )


if __name__ == "__main__":
    main()
