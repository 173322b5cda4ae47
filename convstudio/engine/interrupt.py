"""Watching a long computation from another thread: how far it has come, and whether its result is still wanted.

What computes says at every turn of its outer loops how many products it has formed. Without a `Watch` that costs next to
nothing and changes nothing; with one, a computation that is not wanted any more ends there by `NotWantedError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class NotWantedError(Exception):
    """The result is not wanted any more."""


class Watch:
    """The watcher sets `wanted`; the computation counts in `done` the products that it has formed."""

    __slots__ = ("done", "wanted")

    def __init__(self, *, wanted: bool = True) -> None:
        self.wanted, self.done = wanted, 0.0


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)  # each thread has its own


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let a computation inside the `with` block be watched."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def checkpoint(products: float = 0.0) -> None:
    """Report that more products have been formed. Raises NotWantedError if the result is not wanted any more."""
    watch = _watch.get()
    if watch is not None:
        watch.done += products
        if not watch.wanted:
            raise NotWantedError
