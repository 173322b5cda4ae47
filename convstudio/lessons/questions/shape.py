"""“What size will the output have?”: rows and columns, or channels, rows and columns, typed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from convstudio.experiment import Experiment
from convstudio.lessons.cases import Case, case_of
from convstudio.lessons.misconceptions import OUTPUTS, SHAPES, Misconception
from convstudio.lessons.questions.base import Question
from convstudio.lessons.questions.fresh import fresh_sizes
from convstudio.words import tr

LONGEST = 40


def count_places() -> str:
    """The sentence for a wrong size that nothing explains."""
    return tr("Count the places of the window: along each row, then down.")


class ShapeOfOutput(Question, frozen=True, eq=False, kw_only=True, tag="shape"):
    """A question for the output's rows and columns; with `channels`, for its channels, rows and columns."""

    channels: bool = False

    @property
    def example(self) -> str:
        return "1 × 2 × 3" if self.channels else "2 × 3"

    def beliefs(self) -> list[Misconception]:
        return [*SHAPES, *OUTPUTS] if self.channels else SHAPES

    def case(self, experiment: Experiment) -> Case:
        return case_of(experiment, self.index)

    def reckoned(self, case: Case) -> tuple[int, ...] | None:
        found = case.shape()
        return found if found is None or self.channels else found[1:]

    def answer(self, experiment: Experiment) -> tuple[int, ...]:
        found = self.reckoned(self.case(experiment))
        if found is None:
            raise ValueError(tr("the layer has no output"))
        return found

    def read(self, given: Any) -> tuple[int, ...]:
        if not given.strip():
            raise ValueError(tr("Type a size first, like {example}.", example=self.example))
        wanted = 3 if self.channels else 2
        sides = re.split(r"\s*[×x*,; ]\s*", given.strip().lower()) if len(given) <= LONGEST else []
        if len(sides) != wanted or not all(side.isdecimal() for side in sides):
            raise ValueError(tr("A size looks like {example}.", example=self.example))
        return tuple(map(int, sides))

    def again(self) -> str:
        return count_places()

    def fresh(self, experiment: Experiment, random: np.random.Generator) -> Experiment:
        return fresh_sizes(experiment, random)

    def written(self, answer: tuple[int, ...]) -> str:
        return " × ".join(map(str, answer))
