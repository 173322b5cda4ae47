"""What is said of a rate that is too large: exactly what the losses do, which may fall before they grow."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import gallery
from convstudio.experiment.learning import Learnt, advance, learn
from convstudio.scene.learn.build import beyond, build
from convstudio.scene.learn.divergence import divergence
from convstudio.scene.learn.moment import Moment
from convstudio.scene.matrix.focus import NOWHERE
from convstudio.scene.words.numbers import short

DIRECTION = "in one direction every step overshoots by more than the one before, and in the end the loss grows."


def trained(epochs: int, rate: float) -> Learnt:
    example = gallery.example("learning-a-kernel")
    run = replace(example.training.run, length=epochs, learning_rate=rate)
    learnt = learn(replace(example, training=replace(example.training, runs=(run,))))
    while not learnt.done:
        learnt = advance(learnt, 1.0)
    return learnt


def said(learnt: Learnt) -> str:
    found = divergence(learnt)
    return found.words if found else ""


def test_before_it_is_trained_it_says_what_will_come() -> None:
    assert said(trained(0, 0.05)) == f"η = 0.05 is too large here: {DIRECTION} Stable is below 1/30."
    assert said(trained(0, 0.03)) == ""


def test_a_loss_that_falls_first_is_not_said_to_grow_from_the_beginning() -> None:
    """At 0.034 the error along [1, 1] grows by 1.04 a step, while the other one shrinks: the loss falls, and then it grows."""
    falling = trained(3, 0.034)
    assert (np.diff(falling.line.losses) < 0).all()
    assert said(falling) == f"η = 0.034 is too large here: {DIRECTION} Stable is below 1/30."
    grown = trained(300, 0.034)
    least = int(grown.line.losses.argmin())
    assert 0 < least < len(grown.line.losses) - 1
    assert said(grown) == (
        f"The loss falls until epoch {least}, to {short(grown.line.losses[least])}, and then grows, to "
        f"{short(grown.line.losses[-1])}: at η = 0.034 every step overshoots by more than the one before. Stable is below 1/30."
    )


def test_a_loss_that_only_grows_is_said_to_grow() -> None:
    grown = trained(5, 0.2)
    assert (np.diff(grown.line.losses) > 0).all()
    assert said(grown).startswith(f"The loss grows, from {short(grown.line.losses[0])} to {short(grown.line.losses[-1])}: at η")


def test_in_a_few_words_it_says_what_would_do() -> None:
    found = divergence(trained(0, 0.05))
    assert found
    assert found.brief == "Diverges at η = 0.05: stable is below 1/30."
    assert found.rate == 0.016


def test_numbers_beyond_the_scale_of_the_run_are_known() -> None:
    learnt = trained(100, 0.034)
    assert beyond(build(learnt, NOWHERE, Moment(0))) == (False, False)
    assert beyond(build(learnt, NOWHERE, Moment(100))) == (False, True)
