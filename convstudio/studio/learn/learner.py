"""The player of Learn: trains on another thread, and moves the moment that is shown.

Like the transport, it keeps no position of its own: what is trained belongs to the document, the moment to the session. One
thread computes what the screen needs, piece by piece: a target that takes long to make, a snapshot that takes long to
compute, and epochs, a fiftieth of a second at a time, so that it takes up changes at once and the window stays responsive.
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

CHUNK = 0.02  # seconds of training in one piece
EPOCHS_A_SECOND = 4.0  # at speed 1, at least
LONGEST_RUN = 8.0  # seconds that playing a run takes at most at speed 1: long runs play faster
PHASES_A_SECOND = 0.8
WATCH_MS, PATIENT_LOOKS = 100, 3  # between two looks at the progress; looks before it is shown


class Learner(Playing):
    """The player that trains, pauses, steps and rewinds."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.slow = False
        self._once = False  # whether it plays one step, and goes on as before then
        self.speed = 1.0
        self.held = False  # whether computing is suspended until `go_on`
        self._until = 0
        self._learnt: Learnt | None = None  # what the thread is working on
        self._effort = 0.0  # how many products that takes
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
        """The chosen run's line; None if nothing can be learned, or the task is still being made."""
        screen = self._session.state.learning
        return screen.learnt.line if screen else None

    @property
    def moment(self) -> Moment:
        """The moment that is shown."""
        screen = self._session.state.learning
        return screen.moment if screen else part(self._session.state).moment

    @property
    def possible(self) -> bool:
        """Whether there is something to learn, even if the task is still being made."""
        screen = self._session.state.learning
        return screen is not None and screen.obstacle is None

    @property
    def at_end(self) -> bool:
        """Whether the end of the run is shown."""
        return self.moment.epoch >= self._end()

    @property
    def further(self) -> int:
        """How many epochs are trained on from the end: those that the settings still ask for, or as many again."""
        training = self._session.state.experiment.training
        return training.epochs - training.run.end if training.run.end < training.epochs else training.epochs

    # Time

    def play(self) -> None:
        """Play the epochs up to the end of the run; if it is reached already, train on (see `_train_on`)."""
        self._session.finish_typing()
        self.go_on()
        moment = self.moment
        if not self.possible or self.playing:
            return
        if self.at_end:
            self._train_on()
        else:
            self._show_moment(moment)
        self._until = self._end()
        self._start()

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass: move the moment by the steps that are due, as far as they are computed."""
        line, moment = self.line, self.moment
        if not self.possible:
            self.pause()
        if line is None:
            return  # the task is still being made
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
        """Go to the start."""
        self._stand(Moment())

    def last(self) -> None:
        """Go to the end of the run, training the epochs that are missing; from the end, train on and go to the new end."""
        if not self.possible:
            return
        if self.at_end:
            self._train_on()
        self._stand(Moment(self._end()))

    def forward(self) -> None:
        """Go forward by one epoch, or when slow by one phase of the step."""
        if self.slow:
            self._step_phase(1)
        else:
            self._go_to(self.moment.epoch + 1)

    def back(self) -> None:
        """Go back by one epoch, or when slow by one phase of the step; otherwise leave a phase first."""
        if self.slow:
            self._step_phase(-1)
        elif self.moment.phase:
            self._stand(Moment(self.moment.epoch))
        else:
            self._stand(Moment(max(self.moment.epoch - 1, 0)))

    def scrub(self, epoch: int) -> None:
        """Go to an epoch, training up to it if necessary."""
        self.pause()
        self._go_to(epoch)

    def show_phase(self, phase: int) -> None:
        """Go to a phase of the step that follows the present epoch; if it is the present phase, leave it."""
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
        """Set how fast it plays; 1 is the usual speed."""
        self.speed = speed
        self.changed.emit()

    def reset(self) -> None:
        """Train anew from the same start."""
        self.pause()
        if self._session.edit(training_edits.reset):
            self._show_moment(Moment())

    def new_seed(self) -> None:
        """Train anew from another random start."""
        self.pause()
        seeds = [run.seed for run in self._session.state.experiment.training.runs]
        if self._session.edit(training_edits.new_seed, max(seeds) + 1):
            self._show_moment(Moment())

    def stop(self) -> None:
        """Stop computing: the run ends with the epochs known so far, and what the screen waits for is held until `go_on`."""
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
        """Train up to the number of epochs in the settings; if the run has reached it, train as many again."""
        self._session.edit(training_edits.train_to, self._end() + self.further)

    def _end(self) -> int:
        return self._session.state.experiment.training.run.end

    # Computing

    @property
    def computing(self) -> bool:
        """Whether something is being computed."""
        return self._beside.busy

    @property
    def progress(self) -> float | None:
        """The share computed, 0…1, of what the screen waits for; None if it waits for nothing, or has not waited long."""
        screen = self._session.state.learning
        if screen is None or not screen.waits or not self._beside.busy or self._looks < PATIENT_LOOKS:
            return None
        return min(self._beside.products / self._effort, 1.0) if self._effort else 0.0

    def go_on(self) -> None:
        """Resume computing after a stop."""
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
            return  # a result that is still of use comes first
        if not screen.learnt.done or screen.waits:
            self._compute(screen)
        elif self._watching.isActive():
            self._watching.stop()
            self.changed.emit()

    def _compute(self, screen: LearnScene) -> None:
        """Start the next piece of work: the task, else the snapshot that the screen waits for, else some epochs."""
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
        """Report the progress."""
        self._looks += 1
        self.changed.emit()

    def _take(self, found: tuple[Learnt, Snapshot | None]) -> None:
        """Put a result into the state, and start the next piece that the screen then needs."""
        self._session.become(knowing(*found))
        self._follow(self._session.state, self._session.state)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        """Suspend computing, and report a lack of memory; raise any other error again."""
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
        """Leave the slow step; False if there is none."""
        slow = self.slow or self.moment.phase > 0
        if slow:
            self.set_slow(False)
        return slow

    def close(self) -> None:
        """Stop the timers and the threads."""
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
    """How many products computing what the screen waits for takes; 0 if it waits for nothing."""
    if screen.learnt.task is None:
        return learning.task_effort(screen.learnt)
    return snapshot_effort(screen.learnt, screen.wants[0]) if screen.wants else 0.0
