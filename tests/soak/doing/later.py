"""Time and other threads in the monkey's hand: each run of a seed is the same, however fast the machine is.

What the program gives to other threads is done by this one when the monkey says so, and what plays goes on when it says so.
"""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import count
from typing import Any

from convstudio.experiment import learning
from convstudio.studio.document import session
from convstudio.studio.playing import clock
from convstudio.studio.widgets import worker

NEVER = 2**30  # milliseconds
STEP = 0.0025  # seconds that pass between two looks at the clock of training

_waiting: list[LaterFuture] = []


class LaterFuture(Future[Any]):
    """A result that is computed when its turn comes, or when it is asked for."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        """Compute it, unless that is done or cancelled."""
        if self.done() or not self.set_running_or_notify_cancel():
            return
        try:
            self.set_result(self._work())
        except BaseException as error:  # as an executor hands it on
            self.set_exception(error)

    def result(self, timeout: float | None = None) -> Any:
        self.run()
        return super().result(timeout)


class Later:
    """Stands in for an executor of threads: what is submitted waits for `work_off`."""

    def __init__(self, *_args: object, **_names: object) -> None:
        self._own: list[LaterFuture] = []

    def submit(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> LaterFuture:
        made = LaterFuture(lambda: function(*args, **kwargs))
        self._own = [future for future in self._own if not future.done()]
        self._own.append(made)
        _waiting.append(made)
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for future in self._own:
            if cancel_futures:
                future.cancel()
            if wait:
                future.run()


def work_off() -> bool:
    """Do all work that waits for other threads; whether there was any."""
    work = list(_waiting)
    _waiting.clear()
    for future in work:
        future.run()
    return bool(work)


def at_once(products: float) -> None:
    """How many products the window waits for; what takes more comes later. Only within `own_time`."""
    session.MOST_AT_ONCE = products


@contextmanager
def own_time() -> Iterator[None]:
    """Threads do their work in `work_off`, what plays goes on when its `Beat` is ticked, and a clock counts its looks."""
    _waiting.clear()
    looks = count()
    places: tuple[tuple[Any, str, object], ...] = (
        (concurrent.futures, "ThreadPoolExecutor", Later),
        (worker, "ThreadPoolExecutor", Later),
        (clock, "FRAME_MS", NEVER),
        (learning, "perf_counter", lambda: next(looks) * STEP),
        (session, "PATIENCE", 0),
        (session, "MOST_AT_ONCE", session.MOST_AT_ONCE),
    )
    before = [getattr(place, name) for place, name, _value in places]
    for place, name, value in places:
        setattr(place, name, value)
    try:
        yield
    finally:
        for (place, name, _value), value in zip(places, before, strict=True):
            setattr(place, name, value)
