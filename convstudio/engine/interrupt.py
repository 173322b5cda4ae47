"""Long computations that somebody watches from another thread: how far they have come, and whether they are still wanted.

What computes says at every turn of its outer loops how many products it has formed. Without a `Watch` that costs next to
nothing and changes nothing; with one, a computation that is not wanted any more ends there by `NotWantedError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class NotWantedError(Exception):
    """Nobody wants the result any more."""


@dataclass(eq=False, slots=True)
class Watch:
    """`wanted` is set by who watches, `done` counts the products formed so far."""

    wanted: bool = True
    done: float = 0.0


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)  # each thread has its own


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let what is computed inside be watched."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def checkpoint(products: float = 0.0) -> None:
    """Say that so many products more have been formed. Raises NotWantedError if no more are wanted."""
    watch = _watch.get()
    if watch is not None:
        watch.done += products
        if not watch.wanted:
            raise NotWantedError
