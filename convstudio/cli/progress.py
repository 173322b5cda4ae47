"""A bar that fills while something takes long, where a person looks at a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

WIDE = 30  # signs of a full bar


def progress(stream: TextIO) -> Callable[[int, int], None] | None:
    """What is to be told how many of how many are done, and draws a bar; None where nobody looks: in a file or a pipe."""
    if not stream.isatty():
        return None

    def told(done: int, of: int) -> None:
        full = WIDE * done // of
        line = f"[{'#' * full}{'.' * (WIDE - full)}] {done}/{of}"
        stream.write(f"\r{line}" if done < of else f"\r{' ' * len(line)}\r")  # all done: nothing stays
        stream.flush()

    return told
