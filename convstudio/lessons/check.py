"""The judgement of an answer: whether it is right, and which belief a wrong one suggests."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from convstudio.experiment import Experiment
from convstudio.lessons.goals import Attempt, Goal
from convstudio.lessons.misconceptions import belief_of
from convstudio.lessons.questions import Question
from convstudio.lessons.reading.read import computed
from convstudio.scene.guide import Asked
from convstudio.words import tr

TRIES = 2  # wrong answers, after which a hint is offered
MOST_WAYS = 3  # that are told; if there are more, none is likely


class Verdict(Struct, frozen=True):
    """Whether an answer is right, and the words about it.

    For a wrong answer, `asked` is the output cell that it is about, `sum` the products that lead to it, and `beliefs` are the
    names of the misconceptions that lead to it, or the lesson's own sentences.
    """

    right: bool
    words: str
    asked: Asked | None = None
    sum: str = ""
    beliefs: tuple[str, ...] = ()
    stars: tuple[int, int] | None = None  # of a goal: those reached, and those there are


def check(question: Question, experiment: Experiment, given: Any) -> Verdict:
    """Judge an answer as it was given. Raises ValueError with a sentence for the learner if it is not an answer."""
    answer = question.read(given)
    if isinstance(question, Goal):
        return _judged(question, answer, experiment)
    if question.is_right(answer, experiment):
        return Verdict(True, " ".join(filter(None, (tr("Right."), computed(question.explain, experiment)))))
    ways = question.explanations(answer, experiment)
    said = [_ways(question, ways), question.remark(answer, experiment)]
    words = " ".join(computed(part, experiment) for part in said if part)
    known = tuple(computed(part, experiment) for way in ways for part in way) if len(ways) <= MOST_WAYS else ()
    return Verdict(
        False,
        words or question.again(),
        question.concerned(answer, experiment),
        _sum(question, answer, experiment, ways),
        tuple(belief.name if (belief := belief_of(part)) else part for part in known),
    )


def _judged(goal: Goal, attempt: Attempt, experiment: Experiment) -> Verdict:
    """Judge an attempt at a goal: how many stars it gets, and what the next one is for."""
    missed = goal.missed(attempt, experiment)
    stars, most = goal.stars(attempt, experiment), goal.most_stars
    if missed:
        words = computed(missed[0], experiment)
        return Verdict(False, words, beliefs=(words,), stars=(0, most))
    if stars == most:
        said = (tr("All stars."), computed(goal.explain, experiment))
    else:
        left = (reading for reading in goal.readings(attempt, experiment) if not reading.held)
        wanted = (f"{reading.wanted} ({reading.now})" if reading.now else reading.wanted for reading in left)
        said = (tr("Right."), tr("For another star: {wanted}.", wanted=next(wanted, "")))
    return Verdict(True, " ".join(filter(None, said)), stars=(stars, most))


def solution(question: Question, experiment: Experiment) -> str:
    """The right answer in words, and why it is right."""
    words = question.written(question.answer(experiment))
    told = tr("Answer: {words}.", words=words) if words and "\n" not in words else words
    return "\n".join(filter(None, (told, computed(question.explain, experiment))))


def _sum(question: Question, answer: Any, experiment: Experiment, ways: tuple[tuple[str, ...], ...]) -> str:
    """The products that lead to a wrong answer; "" unless exactly one way leads to it."""
    beliefs = tuple(found for part in ways[0] if (found := belief_of(part))) if len(ways) == 1 else ()
    return question.belief_sum(answer, experiment, beliefs) if beliefs else ""


def _ways(question: Question, ways: tuple[tuple[str, ...], ...]) -> str:
    """The words about the ways to a wrong answer: one belief, several alternatives, or two mistakes made together.

    "" if there are none, or more than `MOST_WAYS`.
    """
    if not ways or len(ways) > MOST_WAYS:
        return ""
    if len(ways[0]) > 1:
        return tr("Two mistakes would give this: {words}", words=" ".join(ways[0]))
    told = [way[0] for way in ways]
    return told[0] if len(told) == 1 else question.either(told)
