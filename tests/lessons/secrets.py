"""Experiments whose hidden numbers are found wherever they stand: none of them is also a number that may be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate
from convstudio.experiment.model import owned
from convstudio.layers import KernelLayer, Layer
from convstudio.lessons.model import Lesson
from convstudio.lessons.questions import Question
from convstudio.lessons.shelf import built_in, lessons

GAPS = dict.fromkeys(map(ord, "\N{THIN SPACE}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"))
NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)
SIZE = re.compile(r"\d+(?: ?[x×,] ?\d+)+")
SMALL = frozenset(map(float, range(10)))  # numbers that count many things
PRIMES = [n for n in range(11, 3000) if all(n % d for d in range(2, 55) if d < n)]


class Hiding(Struct, frozen=True, eq=False):
    """A step of a built-in lesson that hides its output until the question is answered."""

    lesson: Lesson
    at: int
    question: Question

    @property
    def name(self) -> str:
        return f"{self.lesson.name}, step {self.at + 1}"

    @property
    def own(self) -> Experiment:
        found = self.lesson.experiment(self.at)
        assert found
        return found


class Secrets(Struct, frozen=True):
    """What may not be found: numbers, and sizes such as (1, 9, 10)."""

    numbers: frozenset[float]
    sizes: frozenset[tuple[int, ...]]

    def told_in(self, text: str) -> list[str]:
        """The secrets in a text, however they are written there."""
        plain = text.translate(GAPS)
        numbers = [word for word in NUMBER.findall(plain) if _value(word) in self.numbers]
        sizes = [word for word in SIZE.findall(plain) if _size(word) in self.sizes]
        return numbers + sizes


@lru_cache(maxsize=1)
def hiding() -> tuple[Hiding, ...]:
    """All such steps."""
    return tuple(
        Hiding(lesson, at, step.question)
        for lesson in lessons([built_in()])[0]
        for at, step in enumerate(lesson.steps)
        if step.stage and step.stage.hidden and step.question
    )


def telling(experiment: Experiment) -> Experiment:
    """The same layers on primes, with primes as weights: no output is a number that anything else is."""
    random = np.random.default_rng(7)

    def primes(shape: tuple[int, ...]) -> np.ndarray:
        return owned(random.choice(PRIMES, shape).astype(float))

    def with_primes(layer: Layer) -> Layer:
        if not isinstance(layer, KernelLayer):
            return layer
        return replace(layer, kernel=primes(layer.kernel.shape), bias=primes(layer.bias.shape))

    made = primes(experiment.input.shape)
    return replace(experiment, input=made, high=float(made.max()), layers=tuple(map(with_primes, experiment.layers)))


def secrets(experiment: Experiment, question: Question, told: str = "") -> Secrets:
    """The outputs of all layers, their sizes, and the answer: but for what is a number of the input or of a layer too, and for
    what the lesson has `told`.
    """
    kept = secrets_of(experiment)
    known = {_size(word) for word in SIZE.findall(told)}
    seen = {_value(word) for word in NUMBER.findall(told)} | set(_seen(experiment))
    return Secrets((kept.numbers | set(_answers(question, experiment))) - seen - SMALL, kept.sizes - known)


def secrets_of(experiment: Experiment, layer: int | None = None) -> Secrets:
    """The numbers of the outputs and their sizes, of one layer or of all: but for those that may be seen elsewhere."""
    results = evaluate(experiment).results
    outputs = [result.output for at, result in enumerate(results) if result.output is not None and layer in (None, at)]
    others = [result.output for at, result in enumerate(results) if result.output is not None and layer not in (None, at)]
    numbers = {float(value) for output in outputs for value in output.ravel()}
    elsewhere = {float(value) for output in others for value in output.ravel()}
    arrays = list(_arrays(experiment))
    known = {array.shape[-2:] for array in arrays} | {array.shape for array in arrays} | {(1, 1)}
    known |= {layer.window for layer in experiment.layers}
    sizes = {part for output in outputs for part in (output.shape, output.shape[1:])}
    return Secrets(frozenset(numbers - elsewhere - set(_seen(experiment)) - SMALL), frozenset(sizes - known))


def _arrays(experiment: Experiment) -> Iterator[np.ndarray]:
    yield experiment.input
    for layer in experiment.layers:
        if isinstance(layer, KernelLayer):
            yield from (layer.kernel, layer.bias)


def _seen(experiment: Experiment) -> Iterator[float]:
    for array in _arrays(experiment):
        yield from (float(value) for value in array.ravel())
        yield from map(float, array.shape)


def _answers(question: Question, experiment: Experiment) -> Iterator[float]:
    answer = question.answer(experiment)
    if isinstance(answer, float | int):
        yield float(answer)


def _size(word: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", word)))


def _value(word: str) -> float:
    return float(word.replace("−", "-"))
