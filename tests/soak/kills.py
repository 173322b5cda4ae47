"""Saves that are killed: whenever that happens, the file is a whole version, the last acknowledged one or the one after it.

    python -m tests.soak.kills --count 200 --seed 1

Each time a process saves one experiment after the other, tells of each save that has returned, and is killed at some moment. As
many again are killed while they edit, keep their work and save (`crashes.py`).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Experiment, files, frozen, same_content
from tests.soak.crashes import EDIT_MS, crash

SAVES = 5  # so many times as long as a save takes, at most, until it is killed
SIDE = 60  # of the picture, so that a save takes some pieces


def version(number: int) -> Experiment:
    """The experiment that is saved as number so and so."""
    picture = np.random.default_rng(number).normal(size=(1, SIDE, SIDE))
    return replace(Experiment(input=frozen(picture)), title=f"Version {number}")


def save_on(path: Path, first: int, told: int) -> None:
    """Save version after version, and tell of each by a byte; never returns."""
    number = first
    while True:
        files.write(version(number), path, backup=number == first)
        os.write(told, b".")
        number += 1


def killed(path: Path, first: int, seconds: float) -> int:
    """Let a process save, and kill it after some time; how many saves it has told of."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        save_on(path, first, told)
    os.close(told)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = len(os.read(heard, 1 << 16))
    os.close(heard)
    return acknowledged


def wrong(path: Path, before: int, acknowledged: int) -> str:
    """What is wrong with a file, and with its backup, where version `before` had been there; "" if nothing is."""
    try:
        found = files.read(path)
        number = int(found.title.rpartition(" ")[2])
        kept = files.read(Path(f"{path}~")) if acknowledged else version(before)
    except (files.FileProblem, ValueError) as problem:
        return str(problem)
    if not same_content(found, version(number)):
        return f"{found.title} is not what was saved"
    if number - before - acknowledged not in (0, 1):
        return f"version {number} is there, {before + acknowledged} was acknowledged"
    return "" if same_content(kept, version(before)) else f"the backup is {kept.title}, and {before} was there before"


def main(arguments: list[str] | None = None) -> int:
    """Kill so many; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    rng, saves, failed = random.Random(options.seed), 0, 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.convstudio"
        begun = time.perf_counter()
        files.write(version(0), path)
        longest = SAVES * (time.perf_counter() - begun)
        for _ in range(options.count):
            before = int(files.read(path).title.rpartition(" ")[2])
            acknowledged = killed(path, before + 1, longest * rng.random())
            saves += acknowledged
            if sentence := wrong(path, before, acknowledged):
                failed += 1
                print(f"FAILED: {sentence}")
        left = [name.name for name in Path(folder).iterdir() if name.suffix == ".tmp"]
    print(
        f"{options.count} kills among {saves} saves; failed: {failed or 'none'}; {len(left)} temporary files left to be swept"
    )
    with TemporaryDirectory() as folder:
        seen = crash(options.count, options.seed, Path(folder))
    for sentence in seen.failed:
        print(f"FAILED: {sentence}")
    print(
        f"{options.count} kills among {seen.begun} edits; failed: {len(seen.failed) or 'none'}; "
        f"{seen.offered} times work is left, at most {seen.most_lost} edits are lost at {EDIT_MS} ms each"
    )
    return int(failed > 0 or bool(seen.failed))


if __name__ == "__main__":
    sys.exit(main())
