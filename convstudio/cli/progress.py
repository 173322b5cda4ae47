"""A progress bar for what takes long, if somebody is looking at a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

WIDE = 30  # characters of a full bar


def progress(stream: TextIO | None) -> Callable[[int, int], None] | None:
    """A function that draws a bar when told how many of how many are done; None if nobody looks, as with a file or a pipe."""
    if stream is None or not stream.isatty():
        return None

    def told(done: int, of: int) -> None:
        full = WIDE * done // of
        line = f"[{'#' * full}{'.' * (WIDE - full)}] {done}/{of}"
        stream.write(f"\r{line}" if done < of else f"\r{' ' * len(line)}\r")  # when all is done, the bar is erased
        stream.flush()

    return told
