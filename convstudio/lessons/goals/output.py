"""“Make this output” for one picture, and “do the same” for every picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate, frozen
from convstudio.layers import Array
from convstudio.lessons.goals.base import Attempt, Goal, Layers, Target
from convstudio.lessons.questions.number import CLOSE
from convstudio.lessons.reading.shorthand import layers_of
from convstudio.words import tr

PICTURES = 3  # tried beside the one on the stage: strips that agree on all of them are taken to do the same
LARGEST_PIXEL = 9


class MakeOutput(Goal, frozen=True, eq=False, kw_only=True, tag="output"):
    """The goal of the output that other layers, `like`, have for the step's picture."""

    like: Layers

    def unmet(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        for wanted, found in self._pairs(attempt.experiment):
            if found is None or found.shape != wanted.shape:
                size = tr("none") if found is None else _size(found)
                return [tr("The output is {size}; {wanted} is wanted.", size=size, wanted=_size(wanted))]
            if not _agrees(found, wanted).all():
                return [self.otherwise]
        return []

    @property
    def otherwise(self) -> str:
        """The words for an output of the right size with other numbers."""
        return tr("Some cells are not yet what is wanted: they are framed in the picture of the target.")

    def aim(self, attempt: Attempt, experiment: Experiment) -> tuple[str, str]:
        wanted, found = self._on(attempt.experiment, attempt.experiment.input)
        agree = int(_agrees(found, wanted).sum()) if found is not None and found.shape == wanted.shape else 0
        return tr("the output is the target"), tr("cells: {n} of {all}", n=agree, all=wanted.size)

    def target(self, attempt: Attempt, experiment: Experiment) -> Target:
        wanted, found = self._on(attempt.experiment, attempt.experiment.input)
        fits = found is not None and found.shape == wanted.shape
        return Target(wanted[0], _agrees(found, wanted)[0] if fits and found is not None else None)

    def _pairs(self, made: Experiment) -> Iterator[tuple[Array, Array | None]]:
        """The wanted output and the attempt's, for each picture that counts."""
        yield self._on(made, made.input)

    def _on(self, made: Experiment, picture: Array) -> tuple[Array, Array | None]:
        wanted = _output(replace(made, input=picture, layers=layers_of(self.like)))
        if wanted is None:
            raise ValueError(tr("like: its layers have no output"))
        return wanted, _output(replace(made, input=picture))


class SameEverywhere(MakeOutput, frozen=True, eq=False, kw_only=True, tag="same"):
    """The goal of doing what other layers, `like`, do for every picture; the picture may be changed to find that out."""

    keeps_input: ClassVar[bool] = False

    @property
    def otherwise(self) -> str:
        return tr("On some pictures it does something else.")

    def aim(self, attempt: Attempt, experiment: Experiment) -> tuple[str, str]:
        return tr("the same as the target on every picture"), super().aim(attempt, experiment)[1]

    def missed(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        if attempt.experiment.input.shape != experiment.input.shape:
            return [tr("The picture has another size now: begin again.")]
        return super().missed(attempt, experiment)

    def _pairs(self, made: Experiment) -> Iterator[tuple[Array, Array | None]]:
        yield from super()._pairs(made)
        random = np.random.default_rng(0)
        for _ in range(PICTURES):
            picture = random.integers(0, LARGEST_PIXEL + 1, made.input.shape).astype(float)
            yield self._on(made, frozen(picture))


def _output(experiment: Experiment) -> Array | None:
    results = evaluate(experiment).results
    return results[-1].output if results else None


def _agrees(found: Array | None, wanted: Array) -> Array:
    assert found is not None
    return np.asarray(np.abs(found - wanted) <= CLOSE * max(1.0, float(np.abs(wanted).max(initial=0.0))))


def _size(output: Array) -> str:
    return " × ".join(map(str, output.shape if len(output) > 1 else output.shape[1:]))
