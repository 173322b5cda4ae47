"""The timeline of Learn: computes epochs in the background, and moves the moment that is shown.

Like the transport it holds no place of its own: what is trained is the document's, where it stands is the session's. One
thread computes, a fiftieth of a second at a time, so that a change is taken up at once and the window stays alive.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.experiment import learning, training_edits
from convstudio.experiment.learning import Learnt, Line
from convstudio.scene.learn.moment import NEW, PHASES, Moment, stepped
from convstudio.studio.beat import FRAME_MS, Beat
from convstudio.studio.session import Session, State

CHUNK = 0.02  # seconds that are computed at once
EPOCHS_A_SECOND = 4.0  # at speed 1, and
LONGEST_RUN = 8.0  # seconds that a run takes to show at speed 1: long ones stride
PHASES_A_SECOND = 0.8


class Learner(QObject):
    """Trains, pauses, steps and rewinds."""

    changed = Signal()  # playing or pausing, another pace, or more that is computed

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.slow = False
        self.speed = 1.0
        self._until = 0
        self._pool: ThreadPoolExecutor | None = None
        self._work: Future[Learnt] | None = None
        self._beat = Beat(self)
        self._beat.ticked.connect(self._tick)
        self._results = QTimer(self)
        self._results.setInterval(FRAME_MS)
        self._results.timeout.connect(self._take)
        session.changed.connect(self._follow)
        self._follow(session.state, session.state)

    @property
    def playing(self) -> bool:
        """Whether time moves the moment."""
        return self._beat.running

    @property
    def computing(self) -> bool:
        """Whether epochs are still to come."""
        return self._results.isActive()

    @property
    def line(self) -> Line | None:
        """The chosen run's line; None where nothing can be learned."""
        screen = self._session.state.learning
        return screen.learnt.line if screen else None

    @property
    def moment(self) -> Moment:
        """The moment that is shown."""
        screen = self._session.state.learning
        return screen.moment if screen else self._session.state.moment

    # Time

    def toggle(self) -> None:
        """Train, or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Show epoch after epoch: those that are known, else as many new ones as the settings say."""
        self._session.finish_typing()
        line, moment = self.line, self.moment
        if line is None or self.playing:
            return
        if moment.epoch >= line.run.end:
            self._train_on()
        else:
            self._session.stand(moment)
        self._until = self._end()
        self._beat.start()
        self.changed.emit()

    def pause(self) -> None:
        """Stop where it stands."""
        if self.playing:
            self._beat.stop()
            self.changed.emit()

    def _tick(self, seconds: float) -> None:
        line, moment = self.line, self.moment
        if line is None:
            self.pause()
            return
        rate = PHASES_A_SECOND if self.slow else max(EPOCHS_A_SECOND, self._until / LONGEST_RUN)
        steps = self._beat.steps(seconds * rate * self.speed)
        if not steps:
            return
        after = stepped(moment, steps, line.last) if self.slow else Moment(min(moment.epoch + steps, line.last))
        self._session.stand(after)
        if after.epoch >= self._until or (line.done and after.epoch >= line.last):
            self.pause()

    # Steps

    def first(self) -> None:
        """To the start."""
        self._stand(Moment())

    def last(self) -> None:
        """Run to the end, and show it."""
        line = self.line
        if line is None:
            return
        if self.moment.epoch >= line.run.end:
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
        """Go phase by phase, or epoch by epoch."""
        self.slow = slow
        if not slow and self.moment.phase:
            self._session.stand(Moment(self.moment.epoch))
        elif slow and not self.moment.phase:
            self._session.stand(Moment(self.moment.epoch, PHASES[0]))
        self.changed.emit()

    def set_speed(self, speed: float) -> None:
        """How fast it plays."""
        self.speed = speed
        self.changed.emit()

    def reset(self) -> None:
        """Back to the same start."""
        self.pause()
        if self._session.edit(training_edits.reset):
            self._session.stand(Moment())

    def new_seed(self) -> None:
        """Another random start."""
        self.pause()
        seeds = [run.seed for run in self._session.state.experiment.training.runs]
        if self._session.edit(training_edits.new_seed, max(seeds) + 1):
            self._session.stand(Moment())

    def stop(self) -> None:
        """Compute no further: the run ends with what is known."""
        line = self.line
        self.pause()
        if line and not line.done:
            self._session.edit(training_edits.stop_at, max(line.last, line.run.epoch))
            self._session.stand(Moment(max(line.last, line.run.epoch)))

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
        if line is None:
            return
        if epoch > line.run.end and not line.stop:
            self._session.edit(training_edits.train_to, epoch)
        self._stand(Moment(epoch))

    def _stand(self, moment: Moment) -> None:
        self.pause()
        self._session.stand(moment)

    def _train_on(self) -> None:
        """Train up to the epochs that the settings say; where they are reached, as many more."""
        training = self._session.state.experiment.training
        end = training.run.end
        self._session.edit(training_edits.train_to, training.epochs if end < training.epochs else end + training.epochs)

    def _end(self) -> int:
        return self._session.state.experiment.training.run.end

    # Computing

    def _follow(self, before: State, after: State) -> None:
        if after.workspace != "learn":
            self.pause()
            self._results.stop()
        elif after.learning and not after.learning.learnt.done:
            self._compute(after.learning.learnt)
        elif self.computing:
            self._results.stop()
            self.changed.emit()

    def _compute(self, learnt: Learnt) -> None:
        self._results.start()
        if self._work is not None:
            return  # what runs is taken first, whether it is still wanted or not
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "learn")
        self._work = self._pool.submit(learning.advance, learnt, CHUNK)

    def _take(self) -> None:
        """Hand on what has been computed, and go on."""
        if self._work is None or not self._work.done():
            return
        found, self._work = self._work.result(), None
        self._session.learnt(found)
        screen = self._session.state.learning
        if self._work is None and screen and not screen.learnt.done:
            self._compute(screen.learnt)
        self.changed.emit()

    def close(self) -> None:
        """Let the thread end."""
        self._beat.stop()
        self._results.stop()
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
