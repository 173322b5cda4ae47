"""Finds the few lines of a log that are needed for it to fail."""

from __future__ import annotations

from collections.abc import Callable

Fails = Callable[[list[str]], bool]
HEAD = 2  # lines that a run begins with
SHORTEST, GROWTH = 4, 3  # lines from the end that are tried first, and how many times more then


def shrunk(lines: list[str], fails: Fails) -> list[str]:
    """Some of `lines` that still fail: the last ones, of which what is not needed is left out, in ever smaller pieces."""
    lines = _ending(lines, fails)
    size = max(len(lines) // 2, 1)
    while True:
        before, place = len(lines), 0
        while place < len(lines):
            fewer = lines[:place] + lines[place + size :]
            if fewer and fails(fewer):
                lines = fewer
            else:
                place += size
        if size == 1 and len(lines) == before:
            return lines
        size = max(size // 2, 1)


def _ending(lines: list[str], fails: Fails) -> list[str]:
    """The first lines, which give the window its size and its view, and as few of the last ones as do."""
    length = SHORTEST
    while length < len(lines) - HEAD:
        if fails(lines[:HEAD] + lines[-length:]):
            return lines[:HEAD] + lines[-length:]
        length *= GROWTH
    return lines
