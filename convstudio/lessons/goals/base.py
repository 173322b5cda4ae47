"""What every kind of goal answers: whether it is reached, how many stars that is worth, and how far one has come."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Experiment
from convstudio.layers import Array
from convstudio.lessons.goals.measures import MEASURES, Name
from convstudio.lessons.questions.base import Field, Question
from convstudio.lessons.reading.shorthand import layers_of
from convstudio.words import count, in_sentence, tr, translated

MOST_BOUNDS = 4
Layers = tuple[dict[str, Any], ...]  # as a lesson writes them


class Bound(Struct, frozen=True, forbid_unknown_fields=True):
    """A further star: a `measure` is at `most` so much."""

    measure: Name
    most: int

    def now(self, attempt: Attempt) -> int:
        """What the measure is."""
        return MEASURES[self.measure].of(attempt.experiment, attempt.steps)


class Attempt(Struct, frozen=True, eq=False):
    """What is to be judged: an experiment, after so many changes, and the `ways` that were found before."""

    experiment: Experiment
    steps: int = 0
    ways: tuple[str, ...] = ()


class Reading(Struct, frozen=True):
    """A star: what it is for, how it stands now, and whether that is enough."""

    wanted: str
    now: str
    held: bool


class Target(Struct, frozen=True, eq=False):
    """An output channel (H, W) that is wanted, and where the present one agrees with it; None if it has another size."""

    values: Array
    agrees: Array | None


class Goal(Question, frozen=True, eq=False, kw_only=True):
    """A goal. `bounds` are further stars, from the loosest to the tightest; `kinds` of layers are the only ones that count.

    `solution` gets all stars in `solution_steps` changes; `also` is another right answer, which gets fewer in `also_steps`.
    """

    bounds: tuple[Bound, ...] = ()
    kinds: tuple[str, ...] = ()
    solution: Layers = ()
    also: Layers = ()
    solution_steps: int = 1
    also_steps: int = 1

    field: ClassVar[Field] = "stage"
    keeps_input: ClassVar[bool] = True

    # What a kind says

    def unmet(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        """What is still missing, as sentences; none if the goal is reached."""
        raise NotImplementedError

    def aim(self, attempt: Attempt, experiment: Experiment) -> tuple[str, str]:
        """What is wanted in a few words, and how it stands now."""
        raise NotImplementedError

    def target(self, attempt: Attempt, experiment: Experiment) -> Target | None:
        """The output that is wanted, if the goal is one."""
        return None

    def way(self, attempt: Attempt, experiment: Experiment) -> str:
        """Which way the goal is reached, where several are to be found; "" where it is not, or one is enough."""
        return ""

    # What follows

    @property
    def most_stars(self) -> int:
        """How many stars there are."""
        return 1 + len(self.bounds)

    def missed(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        """Why the goal is not reached, as sentences; none if it is."""
        if self.keeps_input and not _same_input(attempt.experiment, experiment):
            return [tr("The input is another one now: begin again, and leave it as it is.")]
        others = {layer.title for layer in attempt.experiment.layers if layer.enabled and layer.kind not in self.kinds}
        if self.kinds and others:
            return [tr("This does not count here: {names}.", names=in_sentence(", ".join(sorted(map(translated, others)))))]
        return self.unmet(attempt, experiment)

    def stars(self, attempt: Attempt, experiment: Experiment) -> int:
        """How many stars an attempt gets."""
        if self.missed(attempt, experiment):
            return 0
        return 1 + sum(bound.now(attempt) <= bound.most for bound in self.bounds)

    def readings(self, attempt: Attempt, experiment: Experiment) -> tuple[Reading, ...]:
        """Each star, and how it stands."""
        reached = not self.missed(attempt, experiment)
        bounds = ((bound, bound.now(attempt)) for bound in self.bounds)
        return (
            Reading(*self.aim(attempt, experiment), reached),
            *(Reading(_at_most(bound), tr("now {n}", n=now), reached and now <= bound.most) for bound, now in bounds),
        )

    def solved(self, experiment: Experiment) -> Experiment:
        return replace(experiment, layers=layers_of(self.solution))

    def solved_otherwise(self, experiment: Experiment) -> Attempt:
        """The other right answer."""
        return Attempt(replace(experiment, layers=layers_of(self.also)), self.also_steps)

    def answer(self, experiment: Experiment) -> Attempt:
        return Attempt(self.solved(experiment), self.solution_steps)

    def read(self, given: Any) -> Attempt:
        assert isinstance(given, Attempt)
        return given

    def is_right(self, answer: Attempt, experiment: Experiment) -> bool:
        return not self.missed(answer, experiment)

    def explanations(self, answer: Attempt, experiment: Experiment) -> tuple[tuple[str, ...], ...]:
        missed = self.missed(answer, experiment)
        return ((missed[0],),) if missed else ()

    def written(self, answer: Attempt) -> str:
        return ""

    def problem(self, experiment: Experiment) -> str:
        if len(self.bounds) > MOST_BOUNDS:
            return tr("bounds: at most {n} are wanted", n=MOST_BOUNDS)
        missed = self.missed(self.answer(experiment), experiment)
        if missed:
            return tr("solution: it misses the goal: {goal}", goal=missed[0])
        if self.stars(self.answer(experiment), experiment) < self.most_stars:
            return tr("solution: it does not get all stars")
        if not self.missed(Attempt(experiment), experiment):
            return tr("the goal is reached before anything is done")
        return self._problem_of_other(experiment)

    def _problem_of_other(self, experiment: Experiment) -> str:
        """The other answer is right, and worth less: else the bounds bind nobody."""
        if not self.bounds or not self.also:
            return tr("also: another right answer, with fewer stars, is wanted beside bounds") if self.bounds else ""
        stars = self.stars(self.solved_otherwise(experiment), experiment)
        return "" if 0 < stars < self.most_stars else count(stars, "also: it gets {n} star", "also: it gets {n} stars")


def _same_input(one: Experiment, other: Experiment) -> bool:
    return one.input.shape == other.input.shape and bool(np.array_equal(one.input, other.input))


def _at_most(bound: Bound) -> str:
    return tr("at most {words}", words=MEASURES[bound.measure].words(bound.most))
