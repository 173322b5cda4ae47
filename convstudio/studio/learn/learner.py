"""The timeline of Learn: computes beside the window, and moves the moment that is shown.

Like the transport it holds no place of its own: what is trained is the document's, where it stands is the session's. One
thread computes what the screen wants, one piece after the other: a target that takes long to make, an epoch that takes long
to show, and epochs, a fiftieth of a second at a time, so that a change is taken up at once and the window stays alive.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer

from convstudio.experiment import learning
from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning import Learnt, Line, serves
from convstudio.experiment.learning.snapshot import Snapshot
from convstudio.scene.learn.build import LearnScene, snapshot_at, snapshot_effort
from convstudio.scene.learn.moment import NEW, PHASES, Moment, stepped
from convstudio.scene.workspaces.learn import knowing, part, standing
from convstudio.studio.document.session import Session, State
from convstudio.studio.playing.clock import Playing
from convstudio.studio.widgets.worker import Beside
from convstudio.words import tr

CHUNK = 0.02  # seconds that are computed at once
EPOCHS_A_SECOND = 4.0  # at speed 1, and
LONGEST_RUN = 8.0  # seconds that a run takes to show at speed 1: long ones stride
PHASES_A_SECOND = 0.8
WATCH_MS, PATIENT_LOOKS = 100, 3  # between two looks at how far it has come; after so many it is told


class Learner(Playing):
    """Trains, pauses, steps and rewinds."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.slow = False
        self._once = False  # whether it plays one step, and goes on as before then
        self.speed = 1.0
        self.held = False  # whether nothing is computed until it is asked for
        self._until = 0
        self._learnt: Learnt | None = None  # what is being gone on with
        self._effort = 0.0  # products of what is being computed
        self._beside = Beside("learn", self)
        self._beside.done.connect(self._take)
        self._beside.failed.connect(self._fail)
        self.drawing, self.measuring = Beside("landscape", self), Beside("nudge", self)
        self._watching = QTimer(self)
        self._watching.setInterval(WATCH_MS)
        self._watching.timeout.connect(self._look)
        self._looks = 0
        session.changed.connect(self._follow)
        self._follow(session.state, session.state)

    @property
    def line(self) -> Line | None:
        """The chosen run's line; None where nothing can be learned."""
        screen = self._session.state.learning
        return screen.learnt.line if screen else None

    @property
    def moment(self) -> Moment:
        """The moment that is shown."""
        screen = self._session.state.learning
        return screen.moment if screen else part(self._session.state).moment

    @property
    def possible(self) -> bool:
        """Whether there is something to learn, be it still to be made ready."""
        screen = self._session.state.learning
        return screen is not None and screen.obstacle is None

    # Time

    def play(self) -> None:
        """Show epoch after epoch: those that are known, else as many new ones as the settings say."""
        self._session.finish_typing()
        self.go_on()
        moment = self.moment
        if not self.possible or self.playing:
            return
        if moment.epoch >= self._end():
            self._train_on()
        else:
            self._show_moment(moment)
        self._until = self._end()
        self._start()

    def advance(self, seconds: float) -> None:
        """Let some time pass: the moment makes the steps that are due, as far as they are computed."""
        line, moment = self.line, self.moment
        if not self.possible:
            self.pause()
        if line is None:
            return  # it is still being made
        rate = PHASES_A_SECOND if self.slow else max(EPOCHS_A_SECOND, self._until / LONGEST_RUN)
        steps = self._beat.steps(seconds * rate * self.speed)
        if not steps:
            return
        after = stepped(moment, steps, line.last) if self.slow else Moment(min(moment.epoch + steps, line.last))
        self._show_moment(after)
        is_last = line.done and after.epoch >= line.last and (not self.slow or after.phase == NEW)
        if after.epoch >= self._until or is_last:
            over = self._once and after.epoch >= self._until
            self.pause()
            if over:
                self.set_slow(False)

    # Steps

    def first(self) -> None:
        """To the start."""
        self._stand(Moment())

    def last(self) -> None:
        """Run to the end, and show it."""
        if not self.possible:
            return
        if self.moment.epoch >= self._end():
            self._train_on()
        self._stand(Moment(self._end()))

    def forward(self) -> None:
        """One epoch on, or one phase of the step."""
        if self.slow:
            self._step_phase(1)
        else:
            self._go_to(self.moment.epoch + 1)

    def back(self) -> None:
        """One epoch back, or one phase of the step."""
        if self.slow:
            self._step_phase(-1)
        elif self.moment.phase:
            self._stand(Moment(self.moment.epoch))
        else:
            self._stand(Moment(max(self.moment.epoch - 1, 0)))

    def scrub(self, epoch: int) -> None:
        """To an epoch; what is not trained yet is."""
        self.pause()
        self._go_to(epoch)

    def show_phase(self, phase: int) -> None:
        """To a phase of the step behind the epoch that is shown; the same again: out of it."""
        moment = self.moment
        self._stand(Moment(moment.epoch, 0 if moment.phase == phase else phase))

    def set_slow(self, slow: bool) -> None:
        """Play one step phase by phase, which can be stepped through by hand, too; or go epoch by epoch again."""
        self.slow = slow
        if not slow and self.moment.phase:
            self._show_moment(Moment(self.moment.epoch))
        elif slow and not self.moment.phase:
            self._show_moment(Moment(self.moment.epoch, PHASES[0]))
        if slow:
            self._play_once()
        self.changed.emit()

    def pause(self) -> None:
        """Stop where it stands; a single step that was played goes on by hand."""
        self._once = False
        super().pause()

    def _play_once(self) -> None:
        """Play from the phase that is shown to the next epoch, and no further."""
        self.pause()
        if not self.possible:
            return
        self._until = self.moment.epoch + 1
        line = self.line
        if self._until > self._end() and not (line and line.stop):
            self._session.edit(training_edits.train_to, self._until)
        self._start()
        self._once = True

    def set_speed(self, speed: float) -> None:
        """How fast it plays."""
        self.speed = speed
        self.changed.emit()

    def reset(self) -> None:
        """Back to the same start."""
        self.pause()
        if self._session.edit(training_edits.reset):
            self._show_moment(Moment())

    def new_seed(self) -> None:
        """Another random start."""
        self.pause()
        seeds = [run.seed for run in self._session.state.experiment.training.runs]
        if self._session.edit(training_edits.new_seed, max(seeds) + 1):
            self._show_moment(Moment())

    def stop(self) -> None:
        """Compute no further: the run ends with what is known; what the screen waits for waits until it is asked for."""
        line, screen = self.line, self._session.state.learning
        self.pause()
        self.held = screen is not None and screen.waits
        self._beside.drop()
        self._watching.stop()
        self.changed.emit()
        if line and not line.done:
            self._session.edit(training_edits.stop_at, max(line.last, line.run.epoch))
            self._show_moment(Moment(max(line.last, line.run.epoch)))

    def _step_phase(self, by: int) -> None:
        line, moment = self.line, self.moment
        if line is None:
            return
        after = stepped(moment, by, line.last)
        if moment.phase == NEW and by > 0:
            self._go_to(moment.epoch + 1)
        else:
            self._stand(after)

    def _go_to(self, epoch: int) -> None:
        line = self.line
        if not self.possible:
            return
        if epoch > self._end() and not (line and line.stop):
            self._session.edit(training_edits.train_to, epoch)
        self._stand(Moment(epoch))

    def _stand(self, moment: Moment) -> None:
        self.pause()
        self._show_moment(moment)

    def _train_on(self) -> None:
        """Train up to the epochs that the settings say; where they are reached, as many more."""
        training = self._session.state.experiment.training
        end = training.run.end
        self._session.edit(training_edits.train_to, training.epochs if end < training.epochs else end + training.epochs)

    def _end(self) -> int:
        return self._session.state.experiment.training.run.end

    # Computing

    @property
    def computing(self) -> bool:
        """Whether something is being computed."""
        return self._beside.busy

    @property
    def progress(self) -> float | None:
        """How much is computed of what the screen has been waiting for, 0…1; None if it does not wait, or not for long."""
        screen = self._session.state.learning
        if screen is None or not screen.waits or not self._beside.busy or self._looks < PATIENT_LOOKS:
            return None
        return min(self._beside.products / self._effort, 1.0) if self._effort else 0.0

    def go_on(self) -> None:
        """Compute again, after a stop."""
        self.held = False
        self._follow(self._session.state, self._session.state)

    def _follow(self, before: State, after: State) -> None:
        screen = after.learning
        if screen is None:
            self.pause()
            self._beside.drop()
            self.held = False
        elif self._beside.busy and not (self._learnt and serves(self._learnt, screen.learnt)):
            self._beside.drop()
        if screen is None or self.held or self._beside.busy:
            return  # what runs is taken first, if it is still of use
        if not screen.learnt.done or screen.waits:
            self._compute(screen)
        elif self._watching.isActive():
            self._watching.stop()
            self.changed.emit()

    def _compute(self, screen: LearnScene) -> None:
        """Begin the next piece: the task, else what the screen waits for, else some epochs."""
        learnt, self._learnt = screen.learnt, screen.learnt
        self._effort = _effort(screen)
        if not self._watching.isActive():
            self._watching.start()
        self._looks = self._looks if screen.waits else 0
        if learnt.task is None:
            self._beside.do(partial(_prepared, learnt))
        elif screen.wants:
            self._beside.do(partial(_seen, learnt, screen.wants, screen.shown))
        else:
            self._beside.do(partial(_advanced, learnt))

    def _look(self) -> None:
        """Tell how far it has come."""
        self._looks += 1
        self.changed.emit()

    def _take(self, found: tuple[Learnt, Snapshot | None]) -> None:
        """Hand on what has been computed; what is shown then says how it goes on."""
        self._session.become(knowing(*found))
        self._follow(self._session.state, self._session.state)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        """Say what went wrong, and do not try again by itself."""
        self.held = True
        self.pause()
        self._watching.stop()
        self.changed.emit()
        if not isinstance(error, MemoryError):
            raise error
        self._session.complained.emit(
            tr("There is not enough memory to learn this. Use a smaller input, a smaller kernel or fewer channels.")
        )

    def _show_moment(self, moment: Moment) -> None:
        self._session.become(standing(moment))

    def leave(self) -> bool:
        """Leave the slow step, if one is shown."""
        slow = self.slow or self.moment.phase > 0
        if slow:
            self.set_slow(False)
        return slow

    def close(self) -> None:
        """Let the thread end."""
        self._beat.stop()
        self._watching.stop()
        for beside in (self._beside, self.drawing, self.measuring):
            beside.close()


def _prepared(learnt: Learnt) -> tuple[Learnt, Snapshot | None]:
    return learning.learn(learnt.experiment, learnt), None


def _seen(learnt: Learnt, wants: tuple[int, int], before: Snapshot | None) -> tuple[Learnt, Snapshot | None]:
    return learnt, snapshot_at(learnt, *wants, before)


def _advanced(learnt: Learnt) -> tuple[Learnt, Snapshot | None]:
    return learning.advance(learnt, CHUNK), None


def _effort(screen: LearnScene) -> float:
    """How many products the screen waits for."""
    if screen.learnt.task is None:
        return learning.task_effort(screen.learnt)
    return snapshot_effort(screen.learnt, screen.wants[0]) if screen.wants else 0.0
