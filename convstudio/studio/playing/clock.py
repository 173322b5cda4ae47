"""The clock of whatever plays: a tick every frame, and how many whole steps have become due."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

FRAME_MS = 16
LONGEST_FRAME = 0.25  # seconds: after a longer pause nothing leaps


class Beat(QObject):
    """Ticks while it runs. What is due beyond whole steps is kept for the next tick."""

    ticked = Signal(float)  # seconds since the last tick

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._due = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(lambda: self.ticked.emit(min(self._clock.restart() / 1000, LONGEST_FRAME)))

    @property
    def running(self) -> bool:
        """Whether time goes by."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin, with nothing due."""
        self._due = 0.0
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()

    def steps(self, due: float) -> int:
        """The whole steps to make now that so much more is due."""
        whole, self._due = divmod(self._due + due, 1)
        return int(whole)
