"""Work on other threads, done by this one when the monkey says so: each run of a seed is the same, whatever the machine does."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import count
from typing import Any

from convstudio.experiment import learning
from convstudio.studio import beat, beside, session

NEVER = 2**30  # milliseconds
STEP = 0.0025  # seconds that pass between two looks at the clock of training


class LaterFuture(Future[Any]):
    """A result that is computed when it is asked for, or when its turn comes."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        """Compute it, unless that is done or cancelled."""
        if self.done() or not self.set_running_or_notify_cancel():
            return
        try:
            self.set_result(self._work())
        except BaseException as error:
            self.set_exception(error)

    def result(self, timeout: float | None = None) -> Any:
        self.run()
        return super().result(timeout)


class Later:
    """Stands in for an executor: keeps what is submitted, for `run_all`."""

    waiting: list[LaterFuture] = []

    def __init__(self, *_args: object, **_names: object) -> None:
        pass

    def submit(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> LaterFuture:
        made = LaterFuture(lambda: function(*args, **kwargs))
        self.waiting.append(made)
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for future in self.waiting if cancel_futures else ():
            future.cancel()
        if wait:
            self.run_all()

    @classmethod
    def run_all(cls) -> bool:
        """Do all work that waits; whether there was any."""
        work, cls.waiting = cls.waiting, []
        for future in work:
            future.run()
        return bool(work)


def at_once(products: float) -> None:
    """How many products the window waits for; what takes more comes later. Within `own_time`."""
    session.MOST_AT_ONCE = products


@contextmanager
def own_time() -> Iterator[None]:
    """Threads do their work when `Later.run_all` is called; what plays goes on when its `Beat` is ticked by hand."""
    Later.waiting = []
    ticks = count()
    places = ((concurrent.futures, "ThreadPoolExecutor", Later), (beside, "ThreadPoolExecutor", Later),
              (beat, "FRAME_MS", NEVER),
              (session, "MOST_AT_ONCE", session.MOST_AT_ONCE), (session, "PATIENCE", 0),
              (learning, "perf_counter", lambda: next(ticks) * STEP))  # fmt: skip
    before = [(place, name, getattr(place, name)) for place, name, _ in places ]
    for place, name, value in places:
        setattr(place, name, value)
    try:
        yield
    finally:
        for place, name, value in before:
            setattr(place, name, value)
