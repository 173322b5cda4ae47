"""What every type of question answers: what is right, what was given, and which misconceptions speak of it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from msgspec import Struct

from convstudio.experiment import Experiment
from convstudio.lessons.misconceptions import Misconception, giving
from convstudio.lessons.questions.fresh import fresh_numbers
from convstudio.scene.guide import Asked
from convstudio.words import tr

Field = Literal["line", "choice", "signs", "numbers", "stage"]  # how an answer is given


class Question(Struct, frozen=True, eq=False, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """A question. `ask`, `hint` and `explain` may hold computed numbers; `another`: fresh ones like it can be made.

    `layer` is the layer that it is about, counted from 1; 0 is the last one.
    """

    ask: str
    hint: str = ""
    explain: str = ""
    another: bool = False
    layer: int = 0

    field: ClassVar[Field] = "line"

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is said of it, with the numbers still to be put in."""
        return self.ask, self.hint, self.explain

    @property
    def example(self) -> str:
        """An answer to be seen before one is given."""
        return ""

    @property
    def index(self) -> int:
        """The layer's place in the strip, −1 for the last one."""
        return self.layer - 1

    def beliefs(self) -> list[Misconception]:
        """The misconceptions that can speak of this question."""
        return []

    def case(self, experiment: Experiment) -> Any:
        """What an answer is reckoned from."""
        raise NotImplementedError

    def reckoned(self, case: Any) -> Any:
        """The answer that a case gives; None where it gives none."""
        raise NotImplementedError

    def answer(self, experiment: Experiment) -> Any:
        """The right answer. Raises ValueError if there is none."""
        raise NotImplementedError

    def read(self, given: Any) -> Any:
        """The answer that was given, from what a person typed or chose. Raises ValueError with a sentence."""
        raise NotImplementedError

    def same(self, one: Any, other: Any) -> bool:
        """Whether two answers are the same."""
        return bool(one == other)

    def is_right(self, answer: Any, experiment: Experiment) -> bool:
        """Whether an answer is right."""
        return self.same(answer, self.answer(experiment))

    def explanations(self, answer: Any, experiment: Experiment) -> tuple[tuple[str, ...], ...]:
        """Why somebody may give a wrong answer: one sentence, or two that go together, for each way to come to it."""

        def matches(case: Any) -> bool:
            found = self.reckoned(case)
            return found is not None and self.same(answer, found)

        found = giving(self.beliefs(), self.case(experiment), matches)
        return tuple(tuple(each.sentence for each in beliefs) for beliefs in found)

    def either(self, sentences: list[str]) -> str:
        """Several ways to come to the same wrong answer, told together."""
        return tr("Either: {words}", words=tr(" Or: ").join(sentences))

    def again(self) -> str:
        """What to do about a wrong answer that nothing is known of."""
        return tr("Not yet. Try it once more.")

    def remark(self, answer: Any, experiment: Experiment) -> str:
        """What else there is to say about a wrong answer; "" if nothing."""
        return ""

    def concerned(self, answer: Any, experiment: Experiment) -> Asked | None:
        """The output cell that a wrong answer is about; None if it is about none."""
        return None

    def belief_sum(self, answer: Any, experiment: Experiment, beliefs: tuple[Misconception, ...]) -> str:
        """How somebody with some beliefs comes to an answer, product by product; "" if that is no sum."""
        return ""

    def written(self, answer: Any) -> str:
        """An answer in words."""
        raise NotImplementedError

    def solved(self, experiment: Experiment) -> Experiment:
        """What stands on the stage when the solution is shown."""
        return experiment

    def fresh(self, experiment: Experiment, random: np.random.Generator) -> Experiment:
        """An experiment like this one, with other numbers; nobody has looked yet whether it is a good one."""
        return fresh_numbers(experiment, random)

    def problem(self, experiment: Experiment) -> str:
        """Why the question cannot be asked of an experiment; "" if it can."""
        try:
            found = self.answer(experiment)
            return "" if self.is_right(found, experiment) else "its own solution is not right"
        except ValueError as impossible:
            return str(impossible)
