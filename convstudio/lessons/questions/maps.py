"""“What will the output be?”: a whole output channel, as numbers or as signs."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from convstudio.experiment import Experiment
from convstudio.layers import Array
from convstudio.lessons.cases import Case, case_of
from convstudio.lessons.misconceptions import MAPS, Misconception
from convstudio.lessons.questions.base import Field, Question
from convstudio.lessons.questions.number import CLOSE
from convstudio.scene.guide import Asked
from convstudio.scene.words.numbers import parse, short
from convstudio.words import tr

MOST_CELLS = 100
SIGNS = {"+": 1.0, "0": 0.0, "−": -1.0, "-": -1.0}


class WholeMap(Question, frozen=True, eq=False, kw_only=True):
    """A question for an output channel, cell by cell."""

    channel: int = 0

    def beliefs(self) -> list[Misconception]:
        return MAPS

    def case(self, experiment: Experiment) -> Case:
        return case_of(experiment, self.index)

    def reckoned(self, case: Case) -> Array | None:
        found = case.output()
        return found[self.channel] if found is not None and not case.late and self.channel < len(found) else None

    def answer(self, experiment: Experiment) -> Array:
        found = self.reckoned(self.case(experiment))
        if found is None or found.size > MOST_CELLS:
            raise ValueError(tr("an output of at most {n} cells is wanted", n=MOST_CELLS))
        return found

    def same(self, one: Array, other: Array) -> bool:
        scale = max(1.0, float(np.abs(other).max(initial=0.0)))
        return one.shape == other.shape and bool((np.abs(one - other) <= CLOSE * scale).all())

    def remark(self, answer: Array, experiment: Experiment) -> str:
        found = self.concerned(answer, experiment)
        return tr("Look at cell [{row}, {column}] first.", row=found.cell[1], column=found.cell[2]) if found else ""

    def again(self) -> str:
        return tr("Try it once more, product by product.")

    def concerned(self, answer: Array, experiment: Experiment) -> Asked | None:
        """The first wrong cell in row order; None if no cell is wrong, or the size is."""
        right = self.answer(experiment)
        if answer.shape != right.shape or np.array_equal(answer, right):
            return None
        wrong = np.argwhere(answer != right)
        row, column = (int(part) for part in wrong[0])
        return Asked(self.index % max(len(experiment.layers), 1), (self.channel, row, column))


class PaintOutput(WholeMap, frozen=True, eq=False, kw_only=True, tag="output"):
    """A question for every number of an output channel, typed into a grid."""

    field: ClassVar[Field] = "numbers"

    def read(self, given: Any) -> Array:
        if not all(text.strip() for row in given for text in row):
            raise ValueError(tr("Fill in every cell first."))
        return np.array([[parse(text) for text in row] for row in given])

    def written(self, answer: Array) -> str:
        return "\n".join("  ".join(short(float(cell)) for cell in row) for row in answer)


class SignMap(WholeMap, frozen=True, eq=False, kw_only=True, tag="signs"):
    """A question for the sign of every number of an output channel: +, 0 or −."""

    field: ClassVar[Field] = "signs"

    def reckoned(self, case: Case) -> Array | None:
        found = super().reckoned(case)
        return None if found is None else np.sign(found)

    def read(self, given: Any) -> Array:
        if not all(text in SIGNS for row in given for text in row):
            raise ValueError(tr("Give every cell a sign first: +, 0 or −."))
        return np.array([[SIGNS[text] for text in row] for row in given])

    def remark(self, answer: Array, experiment: Experiment) -> str:
        """Which cell to look at first, with the products whose sum has the sign."""
        found = self.concerned(answer, experiment)
        products = self.case(experiment).sum_of(*found.cell) if found else ""
        if not found or not products:
            return super().remark(answer, experiment)
        said = tr("Look at cell [{row}, {column}] first: is {products} more than 0, less than 0, or 0?")
        return said.format(row=found.cell[1], column=found.cell[2], products=products)

    def written(self, answer: Array) -> str:
        return "\n".join("  ".join("−0+"[int(cell) + 1] for cell in row) for row in answer)
