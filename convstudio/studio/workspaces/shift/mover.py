"""What moves the input of the Shift lab: by hand, or column after column by the clock."""

from __future__ import annotations

from PySide6.QtCore import QObject

from convstudio.scene.workspaces.shift.part import NAME, SHIFTING, ShiftPart, part, with_settings
from convstudio.studio.document.session import Session, State
from convstudio.studio.playing.clock import Playing
from convstudio.studio.workspaces.shift.survey import Survey

STEPS_A_SECOND = 2.0


class Mover(Playing):
    """Plays, pauses and steps the shift along the row. Where it stands is the session's."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.survey = Survey(session, self)
        session.changed.connect(self._follow)

    @property
    def by(self) -> tuple[int, int]:
        """Rows and columns that the input is moved by."""
        return self._part.by

    @property
    def most(self) -> int:
        """The farthest shift along the row: the last column then stands where the first one was, or the other way round."""
        return int(self._session.state.evaluation.experiment.input.shape[2]) - 1

    def play(self) -> None:
        """Go on to the right; from where nothing is moved, if it is at the end."""
        self._session.finish_typing()
        if self.playing or not self.most:
            return
        if self._part.columns >= self.most:
            self.move_to(columns=0)
        self._start()

    def advance(self, seconds: float) -> None:
        """Let some time pass: the shift makes the steps that are due."""
        steps = self._beat.steps(seconds * STEPS_A_SECOND)
        if steps:
            self.move_to(columns=min(self._part.columns + steps, self.most))
        if self._part.columns >= self.most:
            self.pause()

    def first(self) -> None:
        """Move nothing along the row."""
        self._step_to(0)

    def last(self) -> None:
        """As far to the right as it goes."""
        self._step_to(self.most)

    def forward(self) -> None:
        """A column to the right."""
        self._step_to(self._part.columns + 1)

    def back(self) -> None:
        """A column to the left."""
        self._step_to(self._part.columns - 1)

    def scrub(self, columns: int) -> None:
        """To any shift along the row."""
        self._step_to(columns)

    def move_by(self, rows: int, columns: int) -> None:
        """By so many cells more."""
        own = self._part
        self.move_to(rows=own.rows + rows, columns=own.columns + columns)

    def move_to(self, **settings: object) -> None:
        """Give the shift other numbers, another border, something else to be compared with; or show another view."""
        self._session.become(with_settings(**settings))

    def close(self) -> None:
        """Stop the clock, and what is computed."""
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
