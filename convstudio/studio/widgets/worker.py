"""Long work on a thread of its own, one piece at a time; a new piece replaces the one that runs.

NumPy lets go of the interpreter while it multiplies, so the window stays alive meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal

from convstudio.engine.interrupt import NotWantedError, Watch, watched


class Beside(QObject):
    """Runs one piece of work, and delivers the result in the thread of this object. A new piece replaces it."""

    done = Signal(object)  # what the work returned
    failed = Signal(object)  # the exception that it raised
    _ended = Signal(object, object)  # the Watch and the Future, from the other thread

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._name = name
        self._pool: ThreadPoolExecutor | None = None
        self._watch: Watch | None = None
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work is running that has not been dropped."""
        return self._watch is not None

    @property
    def products(self) -> float:
        """How many products the work has formed so far."""
        return self._watch.done if self._watch else 0.0

    def do(self, work: Callable[[], object]) -> None:
        """Begin a piece of work; one that runs is dropped."""
        self.drop()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        watch = self._watch = Watch()
        future = self._pool.submit(_watched, work, watch)
        future.add_done_callback(lambda ended: self._ended.emit(watch, ended))

    def drop(self) -> None:
        """Drop the work: it ends as soon as it can, and delivers nothing."""
        if self._watch:
            self._watch.wanted = False
        self._watch = None

    def close(self) -> None:
        """Drop the work, and wait for the thread to end."""
        self.drop()
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _deliver(self, watch: Watch, future: Future[object]) -> None:
        if watch is not self._watch:
            return
        self._watch = None
        error = future.exception()
        if error is None:
            self.done.emit(future.result())
        elif not isinstance(error, NotWantedError):
            self.failed.emit(error)


def _watched(work: Callable[[], object], watch: Watch) -> object:
    with watched(watch):
        return work()
