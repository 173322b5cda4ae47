"""Copies of large outputs, made ahead: the same numbers, each handed out once, none of what is gone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import Activation, Array, Conv2d
from convstudio.studio.document.output_copies import LEAST, Spares


@pytest.fixture
def spares() -> Iterator[Spares]:
    made = Spares()
    yield made
    made.close()


def evaluation(side: int, seed: int = 0) -> Evaluation:
    rng = np.random.default_rng(seed)
    kernel = Conv2d(kernel=frozen(rng.normal(size=(2, 1, 1, 1))), bias=frozen(np.zeros(2)))
    return evaluate(Experiment(input=frozen(rng.normal(size=(1, side, side))), layers=(kernel, Activation())))


def outputs(of: Evaluation) -> list[Array]:
    return [result.output for result in of.results if result.output is not None]


@pytest.mark.parametrize("ahead", [True, False])
def test_a_copy_holds_the_same_numbers_and_is_its_takers_own(spares: Spares, ahead: bool) -> None:
    large = evaluation(300)
    assert all(output.nbytes >= LEAST for output in outputs(large))
    spares.follow(large)
    if ahead:
        spares.prepare()
    taken = [spares.take(output) for output in (*outputs(large), *outputs(large))]
    for copy, output in zip(taken, (*outputs(large), *outputs(large)), strict=True):
        assert np.array_equal(copy, output)
        assert copy.flags.writeable
    for place, copy in enumerate(taken):
        assert not any(np.shares_memory(copy, other) for other in (*taken[place + 1 :], *outputs(large)))


def test_what_was_made_for_another_evaluation_is_not_handed_out(spares: Spares) -> None:
    before, after = evaluation(300, seed=1), evaluation(300, seed=2)
    spares.follow(before)
    spares.prepare()
    spares.follow(after)
    spares.prepare()
    for output in (*outputs(before), *outputs(after)):
        assert np.array_equal(spares.take(output), output)


def test_small_outputs_are_copied_when_they_are_needed(spares: Spares) -> None:
    small = evaluation(8)
    spares.follow(small)
    spares.prepare()
    assert all(np.array_equal(spares.take(output), output) for output in outputs(small))
