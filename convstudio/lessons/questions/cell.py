"""“What is the value of this cell?”: one output cell, whose value is typed."""

from __future__ import annotations

from typing import Any

from convstudio.experiment import Experiment
from convstudio.lessons.cases import Case, case_of
from convstudio.lessons.misconceptions import MAPS, Misconception, under
from convstudio.lessons.questions.base import Question
from convstudio.lessons.questions.number import CLOSE, typed
from convstudio.scene.guide import Asked
from convstudio.scene.words.numbers import short
from convstudio.words import tr


class CellValue(Question, frozen=True, eq=False, kw_only=True, tag="cell"):
    """A question for the value of an output cell, (row, column) or (channel, row, column)."""

    cell: tuple[int, ...]

    @property
    def example(self) -> str:
        return "7"

    @property
    def place(self) -> tuple[int, int, int]:
        """The cell as (channel, row, column)."""
        channel, row, column = (0, *self.cell)[-3:]
        return channel, row, column

    def beliefs(self) -> list[Misconception]:
        return MAPS

    def case(self, experiment: Experiment) -> Case:
        return case_of(experiment, self.index)

    def reckoned(self, case: Case) -> float | None:
        return case.cell(*self.place)

    def answer(self, experiment: Experiment) -> float:
        if len(self.cell) not in (2, 3):
            raise ValueError(tr("cell: [row, column] or [channel, row, column] is wanted"))
        found = self.reckoned(self.case(experiment))
        if found is None:
            raise ValueError(tr("cell: the output has no cell {cell}", cell=list(self.cell)))
        return found

    def read(self, given: Any) -> float:
        return typed(given)

    def same(self, one: float, other: float) -> bool:
        return abs(one - other) <= CLOSE * max(abs(other), 1.0)

    def again(self) -> str:
        return tr("Try it once more, product by product.")

    def concerned(self, answer: float, experiment: Experiment) -> Asked:
        return Asked(self.index % max(len(experiment.layers), 1), self.place)

    def belief_sum(self, answer: float, experiment: Experiment, beliefs: tuple[Misconception, ...]) -> str:
        believed = under(self.case(experiment), beliefs)
        told = believed.sum_of(*self.place) if believed is not None else ""
        return f"{told} = {self.written(answer)}" if told else ""

    def written(self, answer: float) -> str:
        return short(answer)
