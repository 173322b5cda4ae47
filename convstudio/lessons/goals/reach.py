"""“Make it so”: any experiment that passes all tests is right."""

from __future__ import annotations

from convstudio.experiment import Experiment
from convstudio.lessons.goals.base import Attempt, Goal
from convstudio.lessons.questions.controls import Goal as Test
from convstudio.words import tr


class Reach(Goal, frozen=True, eq=False, kw_only=True, tag="reach"):
    """The goal of passing all `tests`, as in a question of the type `controls`."""

    tests: tuple[Test, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return (*super().texts, *(test.otherwise for test in self.tests))

    def unmet(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        return [test.said(attempt.experiment) for test in self.tests if not test.holds(attempt.experiment)]

    def aim(self, attempt: Attempt, experiment: Experiment) -> tuple[str, str]:
        missing = len(self.unmet(attempt, experiment))
        return tr("all that is asked for"), tr("{n} of {all}", n=len(self.tests) - missing, all=len(self.tests))

    def problem(self, experiment: Experiment) -> str:
        return super().problem(experiment) if self.tests else tr("tests: at least one is wanted")
