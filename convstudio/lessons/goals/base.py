"""What every kind of goal answers: whether it is reached, how many stars that earns, and how far an attempt is from it."""

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
Layers = tuple[dict[str, Any], ...]  # as lessons write them


class Bound(Struct, frozen=True, forbid_unknown_fields=True):
    """The condition of a further star: a measure is at most `most`."""

    measure: Name
    most: int

    def now(self, attempt: Attempt) -> int:
        """The measure of an attempt."""
        return MEASURES[self.measure].of(attempt.experiment, attempt.steps)


class Attempt(Struct, frozen=True, eq=False):
    """What is judged: an experiment, the number of changes that led to it, and the ways that were found before."""

    experiment: Experiment
    steps: int = 0
    ways: tuple[str, ...] = ()


class Reading(Struct, frozen=True):
    """The state of a star: what it is for, the attempt's present reading, and whether the star is earned."""

    wanted: str
    now: str
    held: bool


class Target(Struct, frozen=True, eq=False):
    """A wanted output channel (H, W), and where the present one agrees with it (H, W); None if that has another size."""

    values: Array
    agrees: Array | None


class Goal(Question, frozen=True, eq=False, kw_only=True):
    """A goal. `bounds` earn further stars, from the loosest to the tightest; `kinds`, if any, are the kinds of layers allowed.

    `solution` earns all stars, with `solution_steps` changes; `also` is another right answer, which earns fewer, with
    `also_steps`.
    """

    bounds: tuple[Bound, ...] = ()
    kinds: tuple[str, ...] = ()
    solution: Layers = ()
    also: Layers = ()
    solution_steps: int = 1
    also_steps: int = 1

    field: ClassVar[Field] = "stage"
    keeps_input: ClassVar[bool] = True

    # What each kind defines

    def unmet(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        """What is still missing, as sentences; none if the goal is reached."""
        raise NotImplementedError

    def aim(self, attempt: Attempt, experiment: Experiment) -> tuple[str, str]:
        """What is wanted and what the attempt has of it, each in a few words."""
        raise NotImplementedError

    def target(self, attempt: Attempt, experiment: Experiment) -> Target | None:
        """The wanted output, if the goal is an output."""
        return None

    def way(self, attempt: Attempt, experiment: Experiment) -> str:
        """The way in which the attempt reaches the goal, if several are to be found; "" if it does not, or one suffices."""
        return ""

    # What follows from it

    @property
    def most_stars(self) -> int:
        """How many stars there are."""
        return 1 + len(self.bounds)

    def missed(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        """Why the attempt misses the goal, as sentences; none if it reaches it."""
        if self.keeps_input and not _same_input(attempt.experiment, experiment):
            return [tr("The input is another one now: begin again, and leave it as it is.")]
        others = {layer.title for layer in attempt.experiment.layers if layer.enabled and layer.kind not in self.kinds}
        if self.kinds and others:
            return [tr("This does not count here: {names}.", names=in_sentence(", ".join(sorted(map(translated, others)))))]
        return self.unmet(attempt, experiment)

    def stars(self, attempt: Attempt, experiment: Experiment) -> int:
        """How many stars an attempt earns."""
        if self.missed(attempt, experiment):
            return 0
        return 1 + sum(bound.now(attempt) <= bound.most for bound in self.bounds)

    def readings(self, attempt: Attempt, experiment: Experiment) -> tuple[Reading, ...]:
        """The state of each star."""
        reached = not self.missed(attempt, experiment)
        bounds = ((bound, bound.now(attempt)) for bound in self.bounds)
        return (
            Reading(*self.aim(attempt, experiment), reached),
            *(Reading(_at_most(bound), tr("now {n}", n=now), reached and now <= bound.most) for bound, now in bounds),
        )

    def solved(self, experiment: Experiment) -> Experiment:
        return replace(experiment, layers=layers_of(self.solution))

    def solved_otherwise(self, experiment: Experiment) -> Attempt:
        """The attempt that `also` describes."""
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
        """Why `also` does not fit; "" if it does: it is right but earns fewer stars, so that the bounds make a difference."""
        if not self.bounds or not self.also:
            return tr("also: another right answer, with fewer stars, is wanted beside bounds") if self.bounds else ""
        stars = self.stars(self.solved_otherwise(experiment), experiment)
        return "" if 0 < stars < self.most_stars else count(stars, "also: it gets {n} star", "also: it gets {n} stars")


def _same_input(one: Experiment, other: Experiment) -> bool:
    return one.input.shape == other.input.shape and bool(np.array_equal(one.input, other.input))


def _at_most(bound: Bound) -> str:
    return tr("at most {words}", words=MEASURES[bound.measure].words(bound.most))
