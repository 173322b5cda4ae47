"""Copies of large maps, made ahead while the program is idle.

A painted cell changes a few outputs of each layer; the maps are values, so each is copied before it is written into. Made
ahead on a thread of its own (NumPy lets go of the interpreter while it copies), the copy is there when a cell is painted:
64 channels of 224 × 224 take 10 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convstudio.experiment import Evaluation
from convstudio.layers import Array

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

LEAST = 1 << 20  # bytes from which it pays
MOST = 1 << 28  # bytes of all copies


class Spares:
    """One copy of each large output of the last evaluation."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._large: dict[int, Array] = {}
        self._made: dict[int, tuple[Array, Future[Array]]] = {}

    def follow(self, evaluation: Evaluation) -> None:
        """Take over the outputs of another evaluation; copies of other outputs are dropped."""
        outputs = [r.output for r in evaluation.results if r.output is not None and r.output.nbytes >= LEAST]
        self._large = {id(output): output for output in outputs}
        for key in [key for key in self._made if key not in self._large]:
            self._made.pop(key)[1].cancel()

    def prepare(self) -> None:
        """Begin to copy what is not copied yet."""
        room = MOST - sum(output.nbytes for output, _copy in self._made.values())
        for key, output in self._large.items():
            if key not in self._made:
                room -= output.nbytes
                if room >= 0:
                    self._made[key] = output, self._workers().submit(output.copy)

    def take(self, output: Array) -> Array:
        """A copy of an output: the one made ahead if there is one; the next is prepared meanwhile."""
        if id(output) in self._made:
            return self._made.pop(id(output))[1].result()
        if self._large.pop(id(output), None) is not None:
            self.prepare()
        return output.copy()

    def close(self) -> None:
        """Wait for the thread to end."""
        self._large, self._made = {}, {}
        if self._pool:
            self._pool.shutdown(wait=True)
            self._pool = None

    def _workers(self) -> ThreadPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor  # only now: it brings logging, and most never need it

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="spares")
        return self._pool
