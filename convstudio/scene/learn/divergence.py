"""Whether a training diverges, explained in plain words, and a learning rate at which it would not."""

from __future__ import annotations

from math import floor, log10

from msgspec import Struct

from convstudio.engine.descent.identifiability import largest_curvature, largest_stable_rate
from convstudio.experiment.learning import Learnt, Line, optimiser, quadratic_of
from convstudio.scene.learn.facts import as_fraction
from convstudio.scene.words.numbers import short
from convstudio.words import tr

ROUNDING = 1e-9
SMALLER = 10.0  # the rate is divided by this where no stable rate is known
GROWN = 2.0  # times the first loss: a smaller rise may be temporary


class Divergence(Struct, frozen=True):
    """What is wrong, as a full sentence and in a few words, and a smaller learning rate to try."""

    words: str
    brief: str
    rate: float


def divergence(learnt: Learnt) -> Divergence | None:
    """Why the chosen run diverges or will diverge; None if nothing indicates that it does."""
    line = learnt.line
    if line is None or not len(line.losses):
        return None
    rate, stable = line.run.learning_rate, stable_rate(learnt)
    first, last = float(line.losses[0]), float(line.losses[-1])
    if stable is None:
        return _seen(line, rate) if last > GROWN * first or line.stop else None
    if rate <= stable * (1 + ROUNDING) or not last:
        return None
    values = {"rate": short(rate), "stable": as_fraction(stable)}
    grown = _grown(line)
    if grown:
        words = tr(
            "{grown}: at η = {rate} every step overshoots by more than the one before. Stable is below {stable}.",
            grown=grown, **values,
        )  # fmt: skip
    else:
        words = tr(
            "η = {rate} is too large here: in one direction every step overshoots by more than the one before, and in the end "
            "the loss grows. Stable is below {stable}.",
            **values,
        )
    return Divergence(words, tr("Diverges at η = {rate}: stable is below {stable}.", **values), rounded_down(stable / 2))


def _grown(line: Line) -> str:
    """How the loss has grown so far, perhaps after falling at first; "" if the last loss is the least."""
    losses = line.losses
    least = int(losses.argmin())
    if least == len(losses) - 1:
        return ""
    if least:
        return tr(
            "The loss falls until epoch {n}, to {least}, and then grows, to {last}",
            n=line.run.epoch + least, least=short(losses[least]), last=short(losses[-1]),
        )  # fmt: skip
    return tr("The loss grows, from {first} to {last}", first=short(losses[0]), last=short(losses[-1]))


def stable_rate(learnt: Learnt) -> float | None:
    """The largest stable learning rate of the chosen run; None if its loss or its optimiser has no such bound."""
    loss, line = quadratic_of(learnt), learnt.line
    return largest_stable_rate(optimiser(line.run), largest_curvature(loss)) if loss and line else None


def rounded_down(rate: float) -> float:
    """Round a rate down to two significant digits."""
    unit = 10.0 ** (floor(log10(rate)) - 1)
    return float(f"{floor(rate / unit * (1 + ROUNDING)) * unit:.2g}")


def _seen(line: Line, rate: float) -> Divergence:
    brief, grown = tr("η = {rate} is too large here.", rate=short(rate)), _grown(line)
    return Divergence(f"{grown}: {brief}" if grown else brief, brief, rounded_down(rate / SMALLER))
