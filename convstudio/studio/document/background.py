"""Long evaluations on a thread of their own. Only the last one that was requested counts; earlier ones are abandoned.

NumPy lets go of the interpreter while it multiplies, so the window stays alive meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from PySide6.QtCore import QObject, Qt, Signal

from convstudio.engine.interrupt import NotWantedError, Watch, watched
from convstudio.experiment import Evaluation, finish

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor


class Order(Struct, eq=False):
    """A requested evaluation, until another one replaces it."""

    partial: Evaluation
    before: Evaluation | None
    watch: Watch = field(default_factory=Watch)

    def run(self) -> Evaluation:
        """The evaluation; if it is abandoned, as far as it has come, possibly in the middle of a layer."""
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
        """Whether something is being computed that has not been abandoned."""
        return self._order is not None

    def finish(self, partial: Evaluation, before: Evaluation | None, patience: float) -> Evaluation:
        """`partial` completed if that takes at most `patience` seconds; otherwise itself, and `finished` is emitted later."""
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
        """Abandon the last order."""
        if self._order:
            self._order.watch.wanted = False
        self._order = self._future = None

    def settle(self) -> None:
        """Wait until nothing is being computed, and deliver the result at once."""
        order, future = self._order, self._future
        if order and future:
            self._deliver(order, future)

    def close(self) -> None:
        """Abandon everything, and wait for the thread to end."""
        self.drop()
        if self._pool:
            self._pool.shutdown(wait=True)
            self._pool = None

    def _deliver(self, order: Order, future: Future[Evaluation]) -> None:
        if order is self._order:
            self._order = self._future = None
            self.finished.emit(future.result())
