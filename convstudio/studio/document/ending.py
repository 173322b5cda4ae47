"""Signals that end the program: Ctrl+C in its terminal, a terminal that closes, a session that ends."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class EndingSignals(QObject):
    """Reports the first signal of each kind that asks the program to end; a second one ends it immediately.

    A signal that whoever started the program has told it to ignore, as `nohup` does, stays ignored.
    """

    arrived = Signal(int)  # its number, when the event loop has its turn
    _noted = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._noted.connect(self.arrived, Qt.ConnectionType.QueuedConnection)
        self._before = {number: signal.getsignal(number) for number in SIGNALS}
        for number, handler in self._before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, self._note)
        self._pipe: tuple[int, int] | None = None
        if os.name != "nt":  # there it is noted at the next event
            self._wake_the_loop()

    def _wake_the_loop(self) -> None:
        """Python looks for signals between its own steps: so the sleeping event loop is made to take one."""
        self._pipe = reading, writing = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        self._notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._empty)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def _empty(self) -> None:
        if self._pipe:
            with suppress(BlockingIOError):
                os.read(self._pipe[0], 64)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._noted.emit(number)

    def close(self) -> None:
        """Restore the former handlers, except of a signal that has arrived."""
        for number, handler in self._before.items():
            if signal.getsignal(number) == self._note:
                signal.signal(number, handler)
        if self._pipe:
            signal.set_wakeup_fd(-1)
            self._notifier.setEnabled(False)
            for end in self._pipe:
                os.close(end)
            self._pipe = None
