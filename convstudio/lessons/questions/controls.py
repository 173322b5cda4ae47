"""“Make it so”: the controls are set on the stage, and any experiment that reaches all goals is right."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Experiment
from convstudio.lessons.questions.base import StageQuestion
from convstudio.lessons.reading import expressions
from convstudio.lessons.reading.shorthand import layers_of, training_of
from convstudio.words import tr


class Goal(Struct, frozen=True, forbid_unknown_fields=True):
    """A condition, as an expression (`test`) that must be true, and the sentence for when it is not."""

    test: str
    otherwise: str

    def holds(self, experiment: Experiment) -> bool:
        """Whether the test is true; it is not if it has no value, for example for lack of an output."""
        try:
            return bool(np.all(expressions.value(self.test, experiment)))
        except ValueError:
            return False

    def said(self, experiment: Experiment) -> str:
        """The sentence for an experiment that fails the test, with the numbers of that experiment."""
        try:
            return expressions.filled(self.otherwise, experiment)
        except ValueError:
            return tr("A layer or its output is missing on the stage: put it back, or begin the step again.")


class SetControls(StageQuestion, frozen=True, eq=False, kw_only=True, tag="controls"):
    """A question whose `goals` are to be reached with the controls of the stage, on the step's own input.

    `solution` are layers that reach them; `training` is a training that does, if the goals are about learning.
    """

    goals: tuple[Goal, ...]
    solution: tuple[dict[str, Any], ...] = ()
    training: dict[str, Any] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return (*super().texts, *(goal.otherwise for goal in self.goals))

    def solved(self, experiment: Experiment) -> Experiment:
        layers = layers_of(self.solution) if self.solution else experiment.layers
        training = training_of(self.training) if self.training else experiment.training
        return replace(experiment, layers=layers, training=training)

    def is_right(self, answer: Experiment, experiment: Experiment) -> bool:
        return not self._missed(answer, experiment)

    def explanations(self, answer: Experiment, experiment: Experiment) -> tuple[tuple[str, ...], ...]:
        missed = self._missed(answer, experiment)
        return ((missed[0],),) if missed else ()

    def written(self, answer: Experiment) -> str:
        return ""

    def problem(self, experiment: Experiment) -> str:
        if not self.goals:
            return tr("goals: at least one is wanted")
        missed = self._missed(self.answer(experiment), experiment)
        return tr("solution: it misses a goal: {goal}", goal=missed[0]) if missed else ""

    def _missed(self, answer: Experiment, experiment: Experiment) -> list[str]:
        if answer.input.shape != experiment.input.shape or not np.array_equal(answer.input, experiment.input):
            return [tr("The input is another one now: begin the step again, and leave it as it is.")]
        return [goal.said(answer) for goal in self.goals if not goal.holds(answer)]
