"""“How many?”, “how large?”: questions whose answer is a typed number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from convstudio.experiment import Experiment
from convstudio.lessons.cases import Case, Fit, case_of, fit_of
from convstudio.lessons.misconceptions import OUTPUTS, SHAPES, STEPS, WEIGHTS, Misconception, named
from convstudio.lessons.questions.base import Question
from convstudio.lessons.questions.shape import count_places
from convstudio.lessons.reading import expressions
from convstudio.scene.words.numbers import parse, short
from convstudio.words import tr

Quantity = Literal["rows", "columns", "outputs", "weights", "multiplications", "loss", "gradient", "step"]
CLOSE = 1e-9
OF_CASES: Mapping[str, Callable[[Case], Any]] = {
    "rows": lambda case: (case.shape() or (None,) * 3)[1],
    "columns": lambda case: (case.shape() or (None,) * 3)[2],
    "outputs": lambda case: (case.shape() or (None,) * 3)[0],
    "weights": Case.weights,
    "multiplications": Case.products,
}
OF_FITS: Mapping[str, Callable[[Fit, int], float]] = {
    "loss": lambda fit, _weight: fit.loss(),
    "gradient": lambda fit, weight: float(fit.gradient().flat[weight]),
    "step": lambda fit, weight: float(fit.next_kernel().flat[weight]),
}
BELIEFS: Mapping[str, list[Misconception]] = {
    "rows": SHAPES,
    "columns": SHAPES,
    "outputs": OUTPUTS,
    "weights": WEIGHTS,
    "multiplications": [*SHAPES, *OUTPUTS, named("one_slice_counted")],
    **dict.fromkeys(OF_FITS, STEPS),
}


def typed(given: str) -> float:
    """Read a typed number. Raises ValueError with a sentence if it is not one."""
    if not given.strip():
        raise ValueError(tr("Type a number first."))
    return parse(given)


class Mistake(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer that the lesson explains itself: the expression that gives it, and the reason why it is wrong."""

    gives: str
    because: str


class Number(Question, frozen=True, eq=False, kw_only=True, tag="number"):
    """A question for a number: a `quantity` of the layer or of the first step of training, or the expression `value`.

    `weight` is the index of the weight that "gradient" and "step" are about. An answer may differ by `within`.
    """

    quantity: Quantity | None = None
    value: str = ""
    weight: int = 0
    within: float = 0.0
    mistakes: tuple[Mistake, ...] = ()

    @property
    def example(self) -> str:
        return "12"

    @property
    def texts(self) -> tuple[str, ...]:
        return (*super().texts, *(mistake.because for mistake in self.mistakes))

    def beliefs(self) -> list[Misconception]:
        return [] if self.quantity is None else BELIEFS[self.quantity]

    def case(self, experiment: Experiment) -> Any:
        return fit_of(experiment) if self.quantity in OF_FITS else case_of(experiment, self.index)

    def reckoned(self, case: Any) -> float | None:
        assert self.quantity
        found = OF_FITS[self.quantity](case, self.weight) if isinstance(case, Fit) else OF_CASES[self.quantity](case)
        return None if found is None else float(found)

    def answer(self, experiment: Experiment) -> float:
        if self.quantity is None:
            found = expressions.value(self.value, experiment)
            if np.ndim(found):
                raise ValueError(tr("“{text}” is no single number", text=self.value))
            return float(found)
        found = self.reckoned(self.case(experiment))
        if found is None:
            raise ValueError(tr("there is no “{name}” in this experiment", name=self.quantity))
        return found

    def read(self, given: Any) -> float:
        return typed(given)

    def same(self, one: float, other: float) -> bool:
        return abs(one - other) <= max(self.within, CLOSE * max(abs(other), 1.0))

    def explanations(self, answer: float, experiment: Experiment) -> tuple[tuple[str, ...], ...]:
        own = [each for each in self.mistakes if self.same(answer, float(expressions.value(each.gives, experiment)))]
        if own or self.quantity is None:
            return tuple((each.because,) for each in own)
        return super().explanations(answer, experiment)

    def again(self) -> str:
        return count_places() if self.quantity in ("rows", "columns") else super().again()

    def written(self, answer: float) -> str:
        return short(answer)
