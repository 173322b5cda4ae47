"""The transport: what moves the playhead.

It holds no place of its own: where it stands is the session's playhead, and what it moves to is what the session then pins.
So it stops by itself when the focus goes elsewhere: on Esc, on a click into another map, on another document.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject

from convstudio.experiment import Evaluation
from convstudio.scene.playing import playhead as moves
from convstudio.scene.playing.playhead import Playhead
from convstudio.studio.document.session import Session, State
from convstudio.studio.playing.clock import Playing

WINDOWS_A_SECOND = 2.0  # at speed 1, and
LONGEST_RUN = 30.0  # seconds that a layer takes at speed 1: large ones stride
STEPS_A_SECOND = 3.0
Move = Callable[[Evaluation, Playhead], Playhead]
SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


class Pace(Struct, frozen=True):
    """How it plays: how fast, over and over, product by product."""

    speed: float = 1.0
    loop: bool = False
    steps: bool = False


class Transport(Playing):
    """Plays, pauses and steps through the windows of a layer."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.pace = Pace()
        session.changed.connect(self._follow)

    # Time

    def play(self) -> None:
        """Go on from the playhead; from the start if it is at the end."""
        self._session.finish_typing()
        playhead, evaluation = self._session.state.playhead, self._session.state.evaluation
        if playhead is None or self.playing:
            return
        if self._forward(evaluation, playhead) == playhead:
            playhead = self._begin(evaluation, playhead)
        elif not self.pace.steps:
            playhead = moves.at(evaluation, playhead.layer, playhead.window)
        self._session.play(playhead)
        self._start()

    def advance(self, seconds: float) -> None:
        """Let some time pass: the playhead makes the steps that are due, several in a frame where a layer is large."""
        playhead, evaluation = self._session.state.playhead, self._session.state.evaluation
        if playhead is None:
            return
        steps = self._beat.steps(seconds * self._rate(evaluation, playhead))
        if not steps:
            return
        after = self._forward(evaluation, playhead, steps)
        if self._forward(evaluation, after) == after:
            self.pause()
        self._session.play(after, self._session.state.focus.pointed)

    # Steps

    def first(self) -> None:
        """To the first cell; product by product, to where its window is placed."""
        self._move(self._begin)

    def last(self) -> None:
        """To the last cell."""
        self._move(moves.last)

    def forward(self) -> None:
        """One cell on, or one product."""
        self._move(self._forward)

    def back(self) -> None:
        """One cell back, or one product."""
        self._move(moves.step_back if self.pace.steps else moves.back)

    def step_forward(self) -> None:
        """One product on."""
        self._move(moves.step_forward)

    def step_back(self) -> None:
        """One product back."""
        self._move(moves.step_back)

    def scrub(self, window: int) -> None:
        """To any cell."""
        state = self._session.state
        if state.playhead:
            self._session.play(moves.at(state.evaluation, state.playhead.layer, window))

    def scrub_phase(self, phase: int) -> None:
        """To any phase of the cell."""
        state = self._session.state
        if state.playhead:
            self._session.play(moves.at_phase(state.evaluation, state.playhead, phase))

    # Pace

    def set_speed(self, speed: float) -> None:
        """How many times as fast as at first."""
        self._set(replace(self.pace, speed=speed))

    def set_loop(self, on: bool) -> None:
        """Begin again at the end."""
        self._set(replace(self.pace, loop=on))

    def set_steps(self, on: bool) -> None:
        """Multiply one product at a time."""
        self._set(replace(self.pace, steps=on))

    def set_hiding(self, on: bool) -> None:
        """Hide what is not reached yet."""
        self._session.hide_unreached(on)

    def _set(self, pace: Pace) -> None:
        self.pace = pace
        self.changed.emit()

    def _move(self, move: Move) -> None:
        state = self._session.state
        if state.playhead:
            self._session.play(move(state.evaluation, state.playhead))

    def _begin(self, evaluation: Evaluation, playhead: Playhead) -> Playhead:
        return Playhead(playhead.layer) if self.pace.steps else moves.first(evaluation, playhead)

    def _forward(self, evaluation: Evaluation, playhead: Playhead, by: int = 1) -> Playhead:
        if not self.pace.steps:
            return moves.forward(evaluation, playhead, by, loop=self.pace.loop)
        for _ in range(by):
            playhead = moves.step_forward(evaluation, playhead, loop=self.pace.loop)
        return playhead

    def _rate(self, evaluation: Evaluation, playhead: Playhead) -> float:
        """Steps a second."""
        if self.pace.steps:
            return STEPS_A_SECOND * self.pace.speed
        return max(WINDOWS_A_SECOND, moves.windows(evaluation, playhead.layer) / LONGEST_RUN) * self.pace.speed

    def _follow(self, before: State, state: State) -> None:
        """Pause as soon as something else is pinned than the playhead's cell."""
        if self.playing and not _pins_playhead(state):
            self.pause()


def _pins_playhead(state: State) -> bool:
    return state.playhead is not None and state.focus.pin == moves.spot_of(state.evaluation, state.playhead)
