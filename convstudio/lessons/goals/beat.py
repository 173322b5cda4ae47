"""“Beat gradient descent”: a kernel typed by hand against one learned in some epochs."""

from __future__ import annotations

import numpy as np

from convstudio.experiment import Experiment, evaluate
from convstudio.layers import Array
from convstudio.lessons.cases import fit_of
from convstudio.lessons.descent import loss_at
from convstudio.lessons.goals.base import Attempt, Goal, Target
from convstudio.lessons.questions.number import CLOSE
from convstudio.scene.words.numbers import rounded
from convstudio.words import tr

DECIMALS = 2


class BeatDescent(Goal, frozen=True, eq=False, kw_only=True, tag="beat"):
    """The goal of a loss below that of the step's training after `epochs`, both for the target of the training."""

    epochs: int = 10

    def unmet(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        mine, descent = self.loss(attempt, experiment), loss_at(experiment, self.epochs)
        if mine is None:
            return [tr("The output has another size than the target.")]
        if mine < descent:
            return []
        return [tr("Your loss is {mine}; gradient descent comes to {other}.", mine=_written(mine), other=_written(descent))]

    def aim(self, attempt: Attempt, experiment: Experiment) -> tuple[str, str]:
        descent, mine = _written(loss_at(experiment, self.epochs)), self.loss(attempt, experiment)
        wanted = tr("a loss below {loss}, which gradient descent has after {n} steps", loss=descent, n=self.epochs)
        return wanted, tr("now {loss}", loss=tr("none") if mine is None else _written(mine))

    def target(self, attempt: Attempt, experiment: Experiment) -> Target:
        wanted, found = fit_of(experiment).target, _output(attempt.experiment)
        fits = found is not None and found.shape == wanted.shape
        return Target(wanted[0], np.abs(found - wanted)[0] <= CLOSE if fits and found is not None else None)

    def loss(self, attempt: Attempt, experiment: Experiment) -> float | None:
        """The sum of the squared errors of the attempt; None if its output has another size."""
        wanted, found = fit_of(experiment).target, _output(attempt.experiment)
        return float(((found - wanted) ** 2).sum()) if found is not None and found.shape == wanted.shape else None


def _output(experiment: Experiment) -> Array | None:
    results = evaluate(experiment).results
    return results[-1].output if results else None


def _written(loss: float) -> str:
    return rounded(loss, DECIMALS)
