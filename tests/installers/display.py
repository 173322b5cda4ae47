"""A screen that nobody sees, and a person in front of it: looks at what is on it, and presses keys."""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIZE = 1280, 800
HEADER = 25  # words of four bytes before the pixels of what Xvfb writes, in the XWD format: file header
PATIENCE = 120  # seconds until something must have happened


class Screen:
    """An X server without a monitor; `display` is its name."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "Xvfb_screen0"
        self._file.unlink(missing_ok=True)
        read, write = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-fbdir", str(folder), "-nolisten", "tcp", "-ac"]
        self._server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as said:
            self.display = f":{said.readline().strip()}"

    def close(self) -> None:
        """Switch it off."""
        self._server.terminate()
        self._server.wait()

    def seen(self) -> NDArray[np.uint8]:
        """What is on the screen: rows, columns, and blue, green and red."""
        content = self._file.read_bytes()
        head = struct.unpack(f">{HEADER}I", content[: 4 * HEADER])
        size, height, line, colours = head[0], head[5], head[12], head[19]
        start = size + 12 * colours
        rows = np.frombuffer(content, np.uint8, height * line, start).reshape(height, line)
        return rows[:, : 4 * head[4]].reshape(height, -1, 4)[:, :, :3].copy()

    def window(self, title: str) -> str:
        """The window with some words in its title, as soon as there is one; it has the keyboard then."""
        found = self._told("search", "--sync", "--onlyvisible", "--name", title).split()[-1]
        self._told("windowsize", "--sync", found, str(SIZE[0]), str(SIZE[1]))
        self._told("windowfocus", "--sync", found)
        return found

    def press(self, keys: str) -> None:
        """Press keys together."""
        self._told("key", keys)

    def _told(self, *words: str) -> str:
        environment = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout


def soon(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something has happened, while a process runs."""
    for _turn in range(10 * PATIENCE):
        if happened():
            return
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"it ended: {process.communicate()[1]}")
    raise AssertionError("nothing happened")
