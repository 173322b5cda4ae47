"""What every type of question answers: the right answer, how to read a given one, and which misconceptions apply."""

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
    """A question. `ask`, `hint` and `explain` may hold computed numbers; `another`: further questions like it can be made.

    `layer` is the layer that it is about, counted from 1; 0 stands for the last one.
    """

    ask: str
    hint: str = ""
    explain: str = ""
    another: bool = False
    layer: int = 0

    field: ClassVar[Field] = "line"

    @property
    def texts(self) -> tuple[str, ...]:
        """All its texts, before computed numbers are filled in."""
        return self.ask, self.hint, self.explain

    @property
    def example(self) -> str:
        """An example of an answer, as a placeholder."""
        return ""

    @property
    def index(self) -> int:
        """The index of the layer in the strip, −1 for the last one."""
        return self.layer - 1

    def beliefs(self) -> list[Misconception]:
        """The misconceptions that can apply to this question."""
        return []

    def case(self, experiment: Experiment) -> Any:
        """The case from which the answer is computed."""
        raise NotImplementedError

    def reckoned(self, case: Any) -> Any:
        """The answer that a case gives; None if it gives none."""
        raise NotImplementedError

    def answer(self, experiment: Experiment) -> Any:
        """The right answer. Raises ValueError with a sentence if there is none."""
        raise NotImplementedError

    def read(self, given: Any) -> Any:
        """Read an answer from what a person typed, chose or built. Raises ValueError with a sentence if it is not one."""
        raise NotImplementedError

    def same(self, one: Any, other: Any) -> bool:
        """Whether two answers are the same."""
        return bool(one == other)

    def is_right(self, answer: Any, experiment: Experiment) -> bool:
        """Whether an answer is right."""
        return self.same(answer, self.answer(experiment))

    def explanations(self, answer: Any, experiment: Experiment) -> tuple[tuple[str, ...], ...]:
        """The ways to a wrong answer, each as the sentence of a misconception, or as two sentences that apply together."""

        def matches(case: Any) -> bool:
            found = self.reckoned(case)
            return found is not None and self.same(answer, found)

        found = giving(self.beliefs(), self.case(experiment), matches)
        return tuple(tuple(each.sentence for each in beliefs) for beliefs in found)

    def either(self, sentences: list[str]) -> str:
        """Join the sentences for several ways to the same wrong answer."""
        return tr("Either: {words}", words=tr(" Or: ").join(sentences))

    def again(self) -> str:
        """The sentence for a wrong answer that nothing explains."""
        return tr("Try it once more.")

    def remark(self, answer: Any, experiment: Experiment) -> str:
        """A further sentence about a wrong answer; "" if there is none."""
        return ""

    def concerned(self, answer: Any, experiment: Experiment) -> Asked | None:
        """The output cell that a wrong answer is about; None if it is about none."""
        return None

    def belief_sum(self, answer: Any, experiment: Experiment, beliefs: tuple[Misconception, ...]) -> str:
        """The sum of products that leads to an answer under some misconceptions; "" if it is not such a sum."""
        return ""

    def written(self, answer: Any) -> str:
        """Write an answer in words."""
        raise NotImplementedError

    def solved(self, experiment: Experiment) -> Experiment:
        """The experiment that the stage shows as the solution."""
        return experiment

    def fresh(self, experiment: Experiment, random: np.random.Generator) -> Experiment:
        """A similar experiment with other numbers, which may turn out not to suit the question."""
        return fresh_numbers(experiment, random)

    def problem(self, experiment: Experiment) -> str:
        """Why the question cannot be asked about an experiment; "" if it can."""
        try:
            found = self.answer(experiment)
            return "" if self.is_right(found, experiment) else tr("its own solution is not right")
        except ValueError as impossible:
            return str(impossible)


class StageQuestion(Question, frozen=True, eq=False, kw_only=True):
    """A question that is answered on the stage: the answer is the experiment that stands there."""

    field: ClassVar[Field] = "stage"

    def answer(self, experiment: Experiment) -> Experiment:
        return self.solved(experiment)

    def read(self, given: Any) -> Experiment:
        assert isinstance(given, Experiment)
        return given
