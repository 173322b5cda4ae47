"""“Another one like this”: a similar experiment in which each misconception leads to a different answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from convstudio.experiment import Experiment
from convstudio.lessons.questions import Question
from convstudio.words import tr

TRIES = 2000


def another(question: Question, experiment: Experiment, seed: int) -> Experiment:
    """Another experiment for a question, the same for equal seeds. Raises ValueError if none is found."""
    random = np.random.default_rng(seed)
    silent = _silent(question, experiment)
    for _ in range(TRIES):
        made = question.fresh(experiment, random)
        if not question.problem(made) and tells_apart(question, made, silent):
            return made
    raise ValueError(tr("No other one was found in which every mistake shows."))


def tells_apart(question: Question, experiment: Experiment, silent: frozenset[str] = frozenset()) -> bool:
    """Whether no two misconceptions lead to the same answer, and none to the right one; those named `silent` are left out."""
    right = question.answer(experiment)
    answers = [right, *(answer for name, answer in _believed(question, experiment) if name not in silent)]
    return not any(question.same(one, other) for one, other in combinations(answers, 2))


def _silent(question: Question, experiment: Experiment) -> frozenset[str]:
    """The misconceptions that lead to the right answer here, such as one about a padding that the asked cell does not read."""
    right = question.answer(experiment)
    return frozenset(name for name, answer in _believed(question, experiment) if question.same(answer, right))


def _believed(question: Question, experiment: Experiment) -> Iterator[tuple[str, Any]]:
    """The name of each misconception that leads to an answer, and that answer."""
    case = question.case(experiment)
    for each in question.beliefs():
        believed = each.believed(case)
        answer = None if believed is None else question.reckoned(believed)
        if answer is not None:
            yield each.name, answer
