"""Answers as JSON, one a line: a person can read them, and a truncated file loses one at most.

{"lesson":"02-by-hand","step":1,"question":"What is Y[0, 1]?","answer":"37","right":false,"try":1,
 "misconceptions":["rows_columns_swapped"],"stars":0,"time":"2026-03-01T10:15:00Z"}
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from convstudio.experiment import Experiment
from convstudio.lessons.check import Verdict
from convstudio.lessons.model import Lesson
from convstudio.lessons.questions import Question
from convstudio.lessons.reading.read import computed
from convstudio.reasons import reason_of
from convstudio.words import tr

SUFFIX = ".jsonl"
LARGEST_FILE = 4 * 1024 * 1024  # bytes
MOST_LINES = 20_000
LONGEST_WORDS = 500  # characters of a question or an answer


class Answer(Struct, frozen=True, kw_only=True):
    """A checked answer to the question of a step (counted from 1) of a lesson, at a time (ISO 8601, UTC).

    `tries` counts the answers to this question, this one included; `misconceptions` are names, or a lesson's own sentences.
    """

    lesson: str
    step: int
    question: str
    answer: str
    right: bool
    tries: int = field(name="try", default=1)
    misconceptions: tuple[str, ...] = ()
    stars: int = 0
    time: str = ""


class AnswerProblem(ValueError):  # noqa: N818 — the sentence is for the teacher
    """Why a file of answers cannot be read."""


def answer_of(lesson: Lesson, at: int, experiment: Experiment, given: Any, verdict: Verdict, tries: int) -> Answer:
    """The record of an answer to the question of step `at` (counted from 0), with the present time."""
    question = lesson.steps[at].question
    assert question
    return Answer(
        lesson=lesson.name,
        step=at + 1,
        question=_short(computed(question.ask, experiment)),
        answer=_short(_words(question, given, experiment)),
        right=verdict.right,
        tries=tries,
        misconceptions=() if verdict.right else verdict.beliefs,
        stars=verdict.stars[0] if verdict.stars else 0,
        time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def lines_of(answers: Iterable[Answer]) -> bytes:
    """The content of a file with some answers."""
    return b"".join(msgspec.json.encode(answer) + b"\n" for answer in answers)


def read_answers(path: Path) -> tuple[Answer, ...]:
    """Read the answers of a file. Raises AnswerProblem with a sentence if it is unreadable, too large or malformed."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise AnswerProblem(tr("it cannot be read: {reason}", reason=reason_of(error))) from None
    if len(content) > LARGEST_FILE or content.count(b"\n") > MOST_LINES:
        raise AnswerProblem(tr("it is too large for answers"))
    return tuple(_answer(line, number) for number, line in enumerate(content.split(b"\n"), 1) if line.strip())


def whole_lines(content: bytes) -> bytes:
    """The lines that can be read, so that a truncated line spoils no other one."""
    return b"".join(line + b"\n" for line in content.split(b"\n") if line.strip() and _reads(line))


def _reads(line: bytes) -> bool:
    try:
        _answer(line, 0)
    except AnswerProblem:
        return False
    return True


def _answer(line: bytes, number: int) -> Answer:
    try:
        return msgspec.json.decode(line, type=Answer, strict=True)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise AnswerProblem(tr("line {n} is no saved answer; the file was cut off or changed there", n=number)) from None


def _words(question: Question, given: Any, experiment: Experiment) -> str:
    try:
        return computed(question.written(question.read(given)), experiment)
    except ValueError:
        return str(given)


def _short(text: str) -> str:
    return "; ".join(text.split("\n"))[:LONGEST_WORDS]
