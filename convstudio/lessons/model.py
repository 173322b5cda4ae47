"""A lesson as a value: its steps, and for each step its text in blocks, its experiment and its question.

Text consists of a few kinds of blocks and runs of plain words; none of it is markup of any widget.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from convstudio.experiment import Experiment
from convstudio.lessons.goals.base import Goal
from convstudio.lessons.questions.base import Question
from convstudio.scene.guide import FREE, Guide
from convstudio.words import tr

Style = Literal["plain", "strong", "emphasis", "code"]
Kind = Literal["paragraph", "heading", "item", "number", "code", "quote"]


class Run(Struct, frozen=True):
    """Words in one style."""

    text: str
    style: Style = "plain"


class Paragraph(Struct, frozen=True):
    """A paragraph, a heading, an item of a list (`marker` "•" or "1."), lines of code or a quotation."""

    runs: tuple[Run, ...]
    kind: Kind = "paragraph"
    marker: str = ""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


class Picture(Struct, frozen=True):
    """A picture from the lesson's folder, and words for what it shows."""

    path: Path
    words: str


Block = Paragraph | Picture


class Stage(Struct, frozen=True, eq=False):
    """What the stage shows in a step.

    `hidden`: no layer has an output until the question is answered. `select` is the index of the selected layer, and `pin` an
    output cell (channel, row, column) of it that is pinned once nothing is hidden; None pins nothing.
    """

    experiment: Experiment
    hidden: bool = False
    select: int = 0
    pin: tuple[int, int, int] | None = None


class Step(Struct, frozen=True, eq=False):
    """A step of a lesson. With `stage` None, the stage stays as it is. `line` is the line of the file where the step begins.

    `guide` says what the step frames, and which controls it locks.
    """

    title: str
    blocks: tuple[Block, ...]
    stage: Stage | None = None
    question: Question | None = None
    line: int = 0
    guide: Guide = FREE

    @property
    def text(self) -> str:
        """All words of the step, one line for each block."""
        return "\n".join(block.text if isinstance(block, Paragraph) else block.words for block in self.blocks)


class Lesson(Struct, frozen=True, eq=False):
    """A lesson. `name` is the name of its file without the suffix, `order` its place among the others.

    `only_english`: it is shown in English because there is no translation into the user's language yet.
    """

    name: str
    title: str
    summary: str
    order: float
    steps: tuple[Step, ...]
    path: Path
    only_english: bool = False

    @property
    def is_challenge(self) -> bool:
        """Whether a step has a goal, for which stars are kept."""
        return any(isinstance(step.question, Goal) for step in self.steps)

    @property
    def asked(self) -> frozenset[int]:
        """The indices of the steps with a question."""
        return frozenset(at for at, step in enumerate(self.steps) if step.question)

    def is_done(self, answered: frozenset[int]) -> bool:
        """Whether all its questions are among the `answered` steps; a lesson without questions is never done."""
        return bool(self.asked) and self.asked <= answered

    def experiment(self, step: int) -> Experiment | None:
        """The experiment of a step: its own, else that of the last step before it that has one; None if there is none."""
        stages = [each.stage for each in self.steps[: step + 1] if each.stage]
        return stages[-1].experiment if stages else None


class LessonProblem(ValueError):  # noqa: N818 — the sentence is for the author of the lesson
    """Why a file is not a lesson: the file, the line (0: the file as a whole), the reason."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        placed = tr("{file}, line {n}: {reason}", file=path.name, n=line, reason=reason)
        super().__init__(placed if line else f"{path.name}: {reason}")
        self.path, self.line, self.reason = path, line, reason
