"""Evaluations that take long, on a thread of their own: the last one asked for counts, earlier ones are dropped.

NumPy lets go of the interpreter while it multiplies, so the window stays alive meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from convstudio.engine.interrupt import NotWantedError, Watch, watched
from convstudio.experiment import Evaluation, finish

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor


@dataclass(eq=False)
class Order:
    """One evaluation that is wanted, until another one is."""

    partial: Evaluation
    before: Evaluation | None
    watch: Watch = field(default_factory=Watch)

    def run(self) -> Evaluation:
        """The evaluation; as far as it had come when nobody wanted it any more, be that in the middle of a layer."""
        try:
            with watched(self.watch):
                return finish(self.partial, self.before, lambda: self.watch.wanted)
        except NotWantedError:
            return self.partial


class Background(QObject):
    """Finishes one evaluation at a time."""

    finished = Signal(object)  # an Evaluation, in the thread of this object
    _done = Signal(object, object)  # the Order and its Future, from the other thread

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._order: Order | None = None
        self._future: Future[Evaluation] | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something is being computed that is still wanted."""
        return self._order is not None

    def finish(self, partial: Evaluation, before: Evaluation | None, patience: float) -> Evaluation:
        """`partial` brought to its end if that takes at most `patience` seconds; else itself, and `finished` will tell."""
        from concurrent.futures import ThreadPoolExecutor, wait  # only now: it brings logging, and most never need it

        self.drop()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="evaluation")
        order = self._order = Order(partial, before)
        future = self._future = self._pool.submit(order.run)
        if wait([future], patience).done:
            self._order = self._future = None
            return future.result()
        future.add_done_callback(lambda done: self._done.emit(order, done))
        return partial

    def drop(self) -> None:
        """Nobody wants the last order any more."""
        if self._order:
            self._order.watch.wanted = False
        self._order = self._future = None

    def settle(self) -> None:
        """Wait until nothing is being computed; what is done is delivered at once."""
        order, future = self._order, self._future
        if order and future:
            self._deliver(order, future)

    def close(self) -> None:
        """Drop everything, and wait for the thread to end."""
        self.drop()
        if self._pool:
            self._pool.shutdown(wait=True)
            self._pool = None

    def _deliver(self, order: Order, future: Future[Evaluation]) -> None:
        if order is self._order:
            self._order = self._future = None
            self.finished.emit(future.result())
