"""“Which of these?”: a choice of one of a few sentences, with an explanation for each wrong one."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from convstudio.experiment import Experiment
from convstudio.lessons.questions.base import Field, Question
from convstudio.words import tr

MOST = 6


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the answers to choose from; `because` says why a wrong one is wrong."""

    text: str
    right: bool = False
    because: str = ""


class Choice(Question, frozen=True, eq=False, kw_only=True, tag="choice"):
    """A question with `options`, of which one is right."""

    options: tuple[Option, ...]

    field: ClassVar[Field] = "choice"

    @property
    def texts(self) -> tuple[str, ...]:
        own = (text for option in self.options for text in (option.text, option.because))
        return (*super().texts, *own)

    def answer(self, experiment: Experiment) -> int:
        right = [place for place, option in enumerate(self.options) if option.right]
        if not 2 <= len(self.options) <= MOST or len(right) != 1:
            raise ValueError(tr("options: 2 to {n} are wanted, one of them with right = true", n=MOST))
        if not all(option.because for option in self.options if not option.right):
            raise ValueError(tr("options: each wrong one needs a “because”"))
        return right[0]

    def read(self, given: Any) -> int:
        if not isinstance(given, int) or not 0 <= given < len(self.options):
            raise ValueError(tr("Choose one of the answers first."))
        return given

    def explanations(self, answer: int, experiment: Experiment) -> tuple[tuple[str, ...], ...]:
        return ((self.options[answer].because,),)

    def written(self, answer: int) -> str:
        return self.options[answer].text
