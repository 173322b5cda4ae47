"""The learner's position in the lessons, and what the stage shows for it.

What a step shows is added to the history as a document of its own: the learner's experiment stays as it was, and leaving the
lessons goes back to it.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from convstudio.experiment import Experiment
from convstudio.lessons.check import TRIES, Verdict, check, solution
from convstudio.lessons.classroom.records import answer_of
from convstudio.lessons.generate import another
from convstudio.lessons.goals import Attempt, Goal
from convstudio.lessons.hidden import covered
from convstudio.lessons.model import Lesson, LessonProblem, Step
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in, challenges, lessons
from convstudio.reasons import reason_of
from convstudio.scene import Focus, MatrixId, PanelId, Spot
from convstudio.scene.guide import FREE, Asked
from convstudio.studio import places
from convstudio.studio.document.session import Session
from convstudio.studio.document.settings import Settings
from convstudio.studio.lessons import answer_log
from convstudio.words import tr

SAVED_MS = 150  # before a changed file is read again: editors write a file in several steps


class Answered(Struct, frozen=True):
    """The state of a step's question: the number of wrong answers, the last verdict, and the solution once it is shown.

    `open`: the answer has not been given away yet. `fresh` is the experiment of the `seed`-th question like it, if one was
    asked for.
    """

    wrong: int = 0
    verdict: Verdict | None = None
    solution: str = ""
    open: bool = True
    fresh: Experiment | None = None
    seed: int = 0
    ways: tuple[str, ...] = ()  # to a goal, as found so far

    @property
    def may_hint(self) -> bool:
        """Whether a hint is offered: after `TRIES` wrong answers, or after a right one that misses stars."""
        return self.open and (self.wrong >= TRIES or (self.verdict is not None and self.verdict.right))


class LessonPlayer(QObject):
    """The player that steps through lessons, puts their experiments on the stage, and judges answers."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self.lessons: tuple[Lesson, ...] = ()
        self.challenges: tuple[Lesson, ...] = ()
        self.problems: tuple[LessonProblem, ...] = ()
        self.lesson: Lesson | None = None
        self.at = 0
        self.answered = Answered()
        self._staged = -1  # the step whose experiment is on the stage, −1 for none
        self._tried = 0  # number of answers to the present question
        self._begun = 0  # the position in the history at which the stage began
        self._covers = False  # whether the stage hides the output
        self._watcher = QFileSystemWatcher(self)
        self._reading = QTimer(self, interval=SAVED_MS, singleShot=True)
        self._watcher.fileChanged.connect(lambda _path: self._reading.start())
        self._reading.timeout.connect(self._read_again)
        self.look_around()

    @property
    def step(self) -> Step | None:
        """The step that is shown; None while no lesson is open."""
        return self.lesson.steps[self.at] if self.lesson else None

    @property
    def experiment(self) -> Experiment | None:
        """The experiment that the question is about; None if there is none."""
        return self.answered.fresh or (self.lesson.experiment(self.at) if self.lesson else None)

    @property
    def is_on_stage(self) -> bool:
        """Whether the stage shows the step's experiment, or what the learner made of it; True if the step has none."""
        return self._staged < 0 or self._session.state.history.document.lesson

    @property
    def left(self) -> Lesson | None:
        """The lesson that was open last; None if there is none, or it no longer exists."""
        name, _step = self._settings.lesson
        return next((lesson for lesson in self.lessons if lesson.name == name), None)

    @property
    def last(self) -> Lesson | None:
        """The lesson to continue with: the first that is not done, beginning from the last one open, or from the first lesson.

        None if there are no lessons.
        """
        left = self.left or (self.lessons[0] if self.lessons else None)
        at = self.lessons.index(left) if left else 0
        row = (*self.lessons[at:], *self.lessons[:at])
        return next((lesson for lesson in row if not lesson.is_done(self._settings.answered(lesson.name))), left)

    def look_around(self) -> None:
        """Read all lessons and challenges: the built-in ones, then the user's own."""
        found, self.problems = lessons([built_in(), challenges(), self._settings.lessons_folder])
        self.lessons = tuple(lesson for lesson in found if not lesson.is_challenge)
        self.challenges = tuple(lesson for lesson in found if lesson.is_challenge)

    def begin(self, name: str) -> None:
        """Open a lesson or a challenge: where it was left if it was the last one open, else at its beginning."""
        lesson = next((each for each in (*self.lessons, *self.challenges) if each.name == name), None)
        if lesson is None:
            return
        last, step = self._settings.lesson
        self._watch(lesson)
        self.lesson, self._staged = lesson, -1
        self.go(step if last == name and step < len(lesson.steps) else 0)

    def go(self, at: int) -> None:
        """Show the step at an index, or at the nearest one that exists."""
        assert self.lesson
        self.at, self.answered, self._tried = min(max(at, 0), len(self.lesson.steps) - 1), Answered(), 0
        if not self.lesson.is_challenge:  # challenges do not change the position in the course
            self._settings.lesson = self.lesson.name, self.at
        staged = max((i for i in range(self.at + 1) if self.lesson.steps[i].stage), default=-1)
        if staged >= 0 and (staged != self._staged or staged == self.at or self._covers or not self.is_on_stage):
            self._staged = staged
            self.show_stage()
        else:
            self._session.follow(self.lesson.steps[self.at].guide)
        self.changed.emit()

    def begin_anew(self) -> None:
        """Ask the question of this step as if it never had been."""
        if self.lesson:
            self._staged = -1
            self.go(self.at)
        else:
            self.changed.emit()

    def close(self) -> None:
        """Go back to the contents, and to the learner's own experiment."""
        self._watch(None)
        self.lesson, self.at, self.answered = None, 0, Answered()
        self._session.follow(FREE)
        self._go_home()
        self._staged = -1
        self.changed.emit()

    def show_stage(self) -> None:
        """Put the experiment of the step on the stage, as it is at the beginning of the step."""
        lesson, step = self.lesson, self.step
        if lesson is None or step is None or self._staged < 0:
            return
        stage, experiment = lesson.steps[self._staged].stage, self.experiment
        assert stage
        assert experiment
        hides = self._covers = stage.hidden and self._staged == self.at and self.answered.open
        self._session.look_at(covered(experiment) if hides else experiment, self._label(), lesson=True)
        self._begun = self._session.state.history.position
        self._session.follow(step.guide)
        if experiment.layers and not hides:
            self._session.select(stage.select)
            self._pin(stage.pin or self._cell_asked_for(), stage.select)
        self.changed.emit()

    def _cell_asked_for(self) -> tuple[int, int, int] | None:
        """The output cell (channel, row, column) that the question is about; None while it is open, or if it is about none."""
        step, experiment = self.step, self.experiment
        if self.answered.open or step is None or step.question is None or experiment is None or step.stage is None:
            return None
        asked = step.question.concerned(step.question.answer(experiment), experiment)
        return asked.cell if asked and asked.layer == step.stage.select else None

    def check(self, given: object) -> None:
        """Judge an answer, and keep it. Raises ValueError with a sentence for the learner if it is not an answer."""
        step, experiment = self.step, self.experiment
        assert step
        assert step.question
        assert experiment
        if step.question.field == "stage":
            self._session.finish_typing()
            self._session.commit()
            given = self._session.state.history.present
        if isinstance(step.question, Goal):
            given = self.attempt
        verdict = check(step.question, experiment, given)
        wrong = self.answered.wrong + (not verdict.right)
        self.answered = replace(self.answered, verdict=verdict, wrong=wrong)
        if isinstance(step.question, Goal) and verdict.right:
            self._keep_stars(step.question, verdict)
        self._point_at(verdict.asked)
        self._note(given, verdict)
        if verdict.right:
            assert self.lesson
            self._settings.keep_answered(self.lesson.name, self.at)
            if not verdict.stars or verdict.stars[0] == verdict.stars[1]:  # else there are more stars to get
                self._uncover()
        self.changed.emit()

    def _note(self, given: object, verdict: Verdict) -> None:
        """Keep an answer, which the learner can save for a teacher."""
        experiment = self.experiment
        assert self.lesson
        assert experiment
        self._tried += 1
        try:
            answer_log.keep(answer_of(self.lesson, self.at, experiment, given, verdict, self._tried), places.answers_file())
        except OSError as problem:
            self.said.emit(tr("Your answer is not kept for “Save answers”: {reason}.", reason=reason_of(problem)))

    @property
    def attempt(self) -> Attempt:
        """What the stage shows, as a challenge judges it."""
        history = self._session.state.history
        return Attempt(history.present, max(history.position - self._begun, 0), self.answered.ways)

    def _keep_stars(self, goal: Goal, verdict: Verdict) -> None:
        """Keep the stars that an attempt at a challenge brought, and the way that it found."""
        assert self.lesson
        experiment = self.experiment
        assert experiment
        way = goal.way(self.attempt, experiment)
        self.answered = replace(self.answered, ways=(*self.answered.ways, *((way,) if way else ())))
        if verdict.stars:
            self._settings.keep_stars(self.lesson.name, verdict.stars[0])

    def begin_again(self) -> None:
        """Begin a challenge again, keeping the ways found so far."""
        self.answered = Answered(ways=self.answered.ways)
        self._staged = max((i for i in range(self.at + 1) if self.lesson and self.lesson.steps[i].stage), default=-1)
        self.show_stage()

    def stars(self, challenge: Lesson) -> tuple[int, int]:
        """How many stars the learner has of a challenge, and how many there are."""
        most = [step.question.most_stars for step in challenge.steps if isinstance(step.question, Goal)]
        return min(self._settings.stars(challenge.name), max(most, default=0)), max(most, default=0)

    def give_up(self) -> None:
        """Show the solution in words and on the stage."""
        step, experiment = self.step, self.experiment
        assert step
        assert step.question
        assert experiment
        self.answered = replace(self.answered, solution=solution(step.question, experiment), verdict=None)
        if step.question.field == "stage":
            self._session.look_at(step.question.solved(experiment), self._label(), lesson=True)
            self.answered = replace(self.answered, open=False)
        self._uncover()
        self.changed.emit()

    def another(self) -> None:
        """Ask the same question about other numbers."""
        step = self.step
        assert self.lesson
        assert step
        assert step.question
        first = self.lesson.experiment(self.at)
        assert first
        seed = self.answered.seed + 1
        try:
            fresh = another(step.question, first, seed)
        except ValueError as problem:
            self.said.emit(str(problem))
            return
        self.answered = Answered(fresh=fresh, seed=seed)
        self._staged = self.at
        self.show_stage()

    def done(self, lesson: Lesson) -> tuple[int, int]:
        """How many questions of a lesson the learner has answered rightly, and how many there are."""
        return len(lesson.asked & self._settings.answered(lesson.name)), len(lesson.asked)

    def _uncover(self) -> None:
        """Give the answer away: close the question, and show on the stage what was hidden."""
        was_open = self.answered.open
        self.answered = replace(self.answered, open=False)
        step = self.step
        if was_open and step and step.stage and step.stage.hidden:
            self.show_stage()

    def _point_at(self, asked: Asked | None) -> None:
        """Show the products of a cell that was answered wrongly; their sum only if the output is not hidden."""
        hidden, step = self._covers, self.step
        if not self.is_on_stage or step is None:
            return
        points = asked is not None and hidden  # then highlight that cell alone
        self._session.follow(replace(step.guide, highlight=(), asked=asked) if points else step.guide)
        if asked and not hidden:
            self._session.select(asked.layer)
            self._pin(asked.cell, asked.layer)

    def _pin(self, cell: tuple[int, int, int] | None, layer: int) -> None:
        if cell is None:
            return
        channel, row, column = cell
        panel = PanelId(MatrixId("map", layer), channel)
        self._session.look(Focus(pin=Spot(panel, row, column)))

    def _go_home(self) -> None:
        """Go to the last step of the history that does not belong to a lesson."""
        history = self._session.state.history
        if not history.document.lesson:
            return
        own = [at for at in range(history.position) if not history.steps[at].document.lesson]
        if own:
            self._session.jump(own[-1])

    def _label(self) -> str:
        assert self.lesson
        return tr("Lesson: {title}", title=self.lesson.title)

    def _watch(self, lesson: Lesson | None) -> None:
        """Watch the file of a lesson, to read it again when it is written; None: watch no file."""
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        if lesson:
            self._watcher.addPath(str(lesson.path))

    def _read_again(self) -> None:
        """Read the lesson again, and stay at the same step; if the file is broken, say so and keep the old lesson."""
        if self.lesson is None:
            return
        path = self.lesson.path
        self._watch(self.lesson)  # an editor may have replaced the file
        try:
            lesson = read(path)
        except LessonProblem as problem:
            self.said.emit(str(problem))
            return
        self.lessons = tuple(lesson if each.path == path else each for each in self.lessons)
        self.challenges = tuple(lesson if each.path == path else each for each in self.challenges)
        self.lesson, self._staged = lesson, -1
        self.go(self.at)
