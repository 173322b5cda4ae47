"""A lesson as a value: its steps, their text in blocks, the experiment of a step, and its question.

Text is made of few kinds of blocks and runs, all of them plain words: nothing in it is markup of any widget.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from convstudio.experiment import Experiment
from convstudio.lessons.goals.base import Goal
from convstudio.lessons.questions.base import Question
from convstudio.scene.guide import FREE, Guide

Style = Literal["plain", "strong", "emphasis", "code"]
Kind = Literal["paragraph", "heading", "item", "number", "code", "quote"]


class Run(Struct, frozen=True):
    """Some words in one style."""

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
    """A picture of the lesson's folder, and what it shows in words."""

    path: Path
    words: str


Block = Paragraph | Picture


class Stage(Struct, frozen=True, eq=False):
    """What stands on the stage in a step.

    `hidden`: until the question is answered, no layer has an output that could be read. `pin` is an
    output cell (channel, row, column) of layer `select` that is pinned once nothing is hidden; None pins nothing.
    """

    experiment: Experiment
    hidden: bool = False
    select: int = 0
    pin: tuple[int, int, int] | None = None


class Step(Struct, frozen=True, eq=False):
    """A step of a lesson. `stage` None: what is on the stage stays. `line` is where the step begins in its file.

    `guide` is what it frames and locks.
    """

    title: str
    blocks: tuple[Block, ...]
    stage: Stage | None = None
    question: Question | None = None
    line: int = 0
    guide: Guide = FREE

    @property
    def text(self) -> str:
        """All words of the step, a block a line."""
        return "\n".join(block.text if isinstance(block, Paragraph) else block.words for block in self.blocks)


class Lesson(Struct, frozen=True, eq=False):
    """A lesson: `name` is its file's, `order` its place among the others. `only_english` says that it ought to be in another
    language by now.
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
        """Whether a step of it has a goal: stars are kept of it."""
        return any(isinstance(step.question, Goal) for step in self.steps)

    @property
    def asked(self) -> frozenset[int]:
        """The steps that ask something."""
        return frozenset(at for at, step in enumerate(self.steps) if step.question)

    def is_done(self, answered: frozenset[int]) -> bool:
        """Whether all that it asks was answered; one that asks nothing is never done."""
        return bool(self.asked) and self.asked <= answered

    def experiment(self, step: int) -> Experiment | None:
        """What the question of a step is about: its own experiment, else that of the last step before that has one."""
        stages = [each.stage for each in self.steps[: step + 1] if each.stage]
        return stages[-1].experiment if stages else None


class LessonProblem(ValueError):  # noqa: N818 — the sentence is for who wrote the lesson
    """Why a file is no lesson: the file, the line, the reason."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path.name}, line {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason
