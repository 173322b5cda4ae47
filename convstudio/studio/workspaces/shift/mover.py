"""The player of the Shift lab: moves the input by hand, or column by column as time passes."""

from __future__ import annotations

from PySide6.QtCore import QObject

from convstudio.scene.workspaces.shift.part import NAME, SHIFTING, ShiftPart, part, with_settings
from convstudio.studio.document.session import Session, State
from convstudio.studio.playing.clock import Playing
from convstudio.studio.workspaces.shift.survey import Survey

STEPS_A_SECOND = 2.0


class Mover(Playing):
    """The player that plays, pauses and steps the horizontal shift. The shift itself belongs to the session's state."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.survey = Survey(session, self)
        session.changed.connect(self._follow)

    @property
    def by(self) -> tuple[int, int]:
        """The shift of the input (rows, columns)."""
        return self._part.by

    @property
    def most(self) -> int:
        """The largest horizontal shift in columns: the first column is then moved to the last one's place."""
        return int(self._session.state.evaluation.experiment.input.shape[2]) - 1

    def play(self) -> None:
        """Play the shift to the right; from 0 if it is at its largest."""
        self._session.finish_typing()
        if self.playing or not self.most:
            return
        if self._part.columns >= self.most:
            self.move_to(columns=0)
        self._start()

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass: move the shift by the steps that are due."""
        steps = self._beat.steps(seconds * STEPS_A_SECOND)
        if steps:
            self.move_to(columns=min(self._part.columns + steps, self.most))
        if self._part.columns >= self.most:
            self.pause()

    def first(self) -> None:
        """Set the horizontal shift to 0."""
        self._step_to(0)

    def last(self) -> None:
        """Shift as far to the right as possible."""
        self._step_to(self.most)

    def forward(self) -> None:
        """Shift one column to the right."""
        self._step_to(self._part.columns + 1)

    def back(self) -> None:
        """Shift one column to the left."""
        self._step_to(self._part.columns - 1)

    def scrub(self, columns: int) -> None:
        """Go to a horizontal shift by some columns."""
        self._step_to(columns)

    def move_by(self, rows: int, columns: int) -> None:
        """Shift further by some rows and columns."""
        own = self._part
        self.move_to(rows=own.rows + rows, columns=own.columns + columns)

    def move_to(self, **settings: object) -> None:
        """Give fields of the lab's part of the state other values, such as the shift, the border or the view."""
        self._session.become(with_settings(**settings))

    def close(self) -> None:
        """Stop the timer and the computation."""
        super().close()
        self.survey.close()

    @property
    def _part(self) -> ShiftPart:
        return part(self._session.state)

    def _step_to(self, columns: int) -> None:
        self.pause()
        self.move_to(columns=columns)

    def _follow(self, _before: State, state: State) -> None:
        if self.playing and (state.workspace != NAME or self._part.view not in SHIFTING):
            self.pause()
