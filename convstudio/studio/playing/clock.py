"""What plays, and its clock: a tick every frame, and how many whole steps have become due."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

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


class Playing(QObject):
    """What time moves while it plays. Where it stands is the session's; here is whether time goes by."""

    changed = Signal()  # playing or pausing, or something else that its bar shows

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beat = Beat(self)
        self._beat.ticked.connect(self._pass)

    @property
    def playing(self) -> bool:
        """Whether time moves it."""
        return self._beat.running

    def toggle(self) -> None:
        """Play, or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Go on from where it stands."""
        raise NotImplementedError

    def pause(self) -> None:
        """Stop where it stands."""
        if self.playing:
            self._beat.stop()
            self.changed.emit()

    def advance(self, seconds: float) -> None:
        """Let some time pass: make the steps that are due."""
        raise NotImplementedError

    def _pass(self, seconds: float) -> None:
        """Behind a dialog nobody watches, and the key that pauses does not arrive: it stands, and waits to be played on."""
        if QApplication.activeModalWidget():
            self.pause()
        else:
            self.advance(seconds)

    def leave(self) -> bool:
        """Leave a way of playing that Esc leaves; False if there is none."""
        return False

    def close(self) -> None:
        """Stop the clock."""
        self.pause()

    def _start(self) -> None:
        """Let time go by."""
        self._beat.start()
        self.changed.emit()
