"""`make faults`: puts one small fault after the other into a copy of the program, and asks the tests whether they see it.

A fault that no test sees is an error: a test is missing. A word after the command chooses the faults whose file has it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.faults.faults import FAULTS, Fault

ROOT = Path(__file__).parents[2]
SOME_FAILED = 1  # pytest's status; anything else above 0 says that the tests could not run


def main(words: list[str]) -> int:
    """The exit status: 0 if the tests pass on the program as it is, and see every fault."""
    chosen = [fault for fault in FAULTS if not words or any(word in fault.file for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        without = tests_of(copy, sorted({name for fault in chosen for name in fault.tests}), "-n", "2")
        if without.returncode:
            print(f"{without.stdout}\nThe tests fail on the program as it is.")
            return without.returncode
        unseen = [fault for fault in chosen if not is_seen(copy, fault)]
    print(f"\n{len(chosen) - len(unseen)} of {len(chosen)} faults are seen.")
    return len(unseen) and 1


def copied(folder: Path) -> Path:
    """A copy of all that the tests need."""
    for name in ("convstudio", "resources", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "Makefile"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def is_seen(copy: Path, fault: Fault) -> bool:
    """Whether a test fails on the program with a fault. Prints what came out."""
    file = copy / "convstudio" / fault.file
    before = file.read_text(encoding="utf-8")
    assert before.count(fault.right) == 1, f"{fault.file} does not hold once: {fault.right}"
    file.write_text(before.replace(fault.right, fault.wrong), encoding="utf-8")
    try:
        status = tests_of(copy, fault.tests).returncode
    finally:
        file.write_text(before, encoding="utf-8")
    word = {0: "NOT SEEN", SOME_FAILED: "seen    "}.get(status, "NO ANSWER")
    print(f"{word}  {fault.file}: {fault.what}", flush=True)
    return status == SOME_FAILED


def tests_of(copy: Path, names: Iterable[str], *options: str) -> subprocess.CompletedProcess[str]:
    """What pytest says to some tests of a copy; it stops at the first failure."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *options, *names]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
