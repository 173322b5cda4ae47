"""That a training diverges, in plain words, and a learning rate at which it would not."""

from __future__ import annotations

from math import floor, log10

from msgspec import Struct

from convstudio.engine.descent.identifiability import largest_curvature, largest_stable_rate
from convstudio.experiment.learning import Learnt, optimiser, quadratic_of
from convstudio.scene.learn.facts import as_fraction
from convstudio.scene.words.numbers import short
from convstudio.words import tr

ROUNDING = 1e-9
SMALLER = 10.0  # times, where no rate is known to be stable
GROWN = 2.0  # times the loss at first: then it is not only finding its way


class Divergence(Struct, frozen=True):
    """What is wrong, in a sentence, and a learning rate that would be stable."""

    words: str
    rate: float


def divergence(learnt: Learnt) -> Divergence | None:
    """Why the chosen run diverges, or will; None if nothing says so."""
    line = learnt.line
    if line is None or not len(line.losses):
        return None
    rate, stable = line.run.learning_rate, stable_rate(learnt)
    first, last = float(line.losses[0]), float(line.losses[-1])
    if stable is None:
        return _seen(rate, first, last) if last > GROWN * first or line.stop else None
    if rate <= stable * (1 + ROUNDING) or not last:
        return None
    values = {"rate": short(rate), "stable": as_fraction(stable)}
    if last > first:
        words = tr(
            "The loss grows, from {first} to {last}: at η = {rate} every step overshoots by more than the one before. "
            "Stable is below {stable}.",
            first=short(first), last=short(last), **values,
        )  # fmt: skip
    else:
        words = tr(
            "η = {rate} is too large here: every step will overshoot by more than the one before, and the loss grow. "
            "Stable is below {stable}.",
            **values,
        )
    return Divergence(words, rounded_down(stable / 2))


def stable_rate(learnt: Learnt) -> float | None:
    """The largest stable learning rate of the chosen run, where there is such a rule."""
    loss, line = quadratic_of(learnt), learnt.line
    return largest_stable_rate(optimiser(line.run), largest_curvature(loss)) if loss and line else None


def rounded_down(rate: float) -> float:
    """A rate rounded down to two significant digits."""
    unit = 10.0 ** (floor(log10(rate)) - 1)
    return float(f"{floor(rate / unit * (1 + ROUNDING)) * unit:.2g}")


def _seen(rate: float, first: float, last: float) -> Divergence:
    words = tr(
        "The loss grows, from {first} to {last}: η = {rate} is too large here.",
        first=short(first), last=short(last), rate=short(rate),
    )  # fmt: skip
    return Divergence(words, rounded_down(rate / SMALLER))
