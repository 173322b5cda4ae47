"""The facts about a training: the stable rate, the least loss, what the pictures determine, and why it stopped."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from msgspec import Struct

from convstudio.engine.descent.identifiability import largest_curvature, largest_stable_rate, null_directions
from convstudio.engine.descent.optimisers import rule
from convstudio.engine.descent.quadratic import Quadratic
from convstudio.experiment.learning import Learnt, is_quadratic, optimiser, quadratic_of
from convstudio.experiment.learning.training_setup import Task
from convstudio.layers import Array
from convstudio.scene.words.numbers import MINUS, short
from convstudio.words import count, tr

LARGEST_DENOMINATOR = 1000
SAME = 1e-10
MOST_WEIGHTS_NAMED = 6


class Facts(Struct, frozen=True):
    """`stable` is the largest stable rate, None if there is no such bound. The texts are sentences, or "" if not applicable.

    `is_determined`: the pictures determine every weight.
    """

    stable: float | None = None
    rate: str = ""
    optimum: str = ""
    determined: str = ""
    is_determined: bool = True
    stopped: str = ""


def facts(learnt: Learnt) -> Facts:
    """The facts about the chosen run."""
    line, loss = learnt.line, quadratic_of(learnt)
    if line is None or not isinstance(learnt.task, Task):
        return Facts()
    how = optimiser(line.run)
    if loss is None:
        if line.trajectory is None:
            words = ""
        elif is_quadratic(learnt.task, line.run.loss):
            words = tr("So many weights have no curvature worked out: no rate is known to be safe beforehand.")
        else:
            words = tr("This loss is not a quadratic in the weights: no rate is safe beforehand.")
        return Facts(rate=words, stopped=stopped(learnt, None))
    curvature = largest_curvature(loss)
    stable = largest_stable_rate(how, curvature)
    return Facts(
        stable,
        _rate_words(how.kind, stable, curvature),
        tr("Least loss that any kernel reaches: {n}", n=short(loss.least)),
        *_determined(loss),
        stopped(learnt, stable),
    )


def as_fraction(value: float) -> str:
    """Write a number as a fraction such as "1/30" if it equals one with a small denominator, else as a decimal."""
    near = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    if near.denominator > 1 and abs(float(near) - value) <= SAME * abs(value):
        return f"{near.numerator}/{near.denominator}"
    return short(value)


def stopped(learnt: Learnt, stable: float | None) -> str:
    """Why the chosen run ended early; "" if it did not."""
    line = learnt.line
    if line is None or line.stop is None:
        return ""
    epoch = line.run.epoch + line.stop.epoch
    what = tr("Stopped before epoch {n}: the loss grew beyond 10¹².", n=epoch)
    rate = line.run.learning_rate
    if stable is not None and rate > stable:
        return f"{what} {tr('{rate} is above the stable rate {stable}.', rate=short(rate), stable=as_fraction(stable))}"
    return f"{what} {tr('Go back, take a smaller rate, and train on from there.')}"


def _rate_words(kind: str, stable: float | None, curvature: float) -> str:
    if stable is None:
        return tr("{name} scales its own steps: no rate is safe beforehand.", name=rule(kind).word)
    fraction = as_fraction(stable)
    about = "" if fraction == short(stable) else f" ≈ {short(stable)}"
    head = rule(kind).stability_words
    return tr("Stable below η = {rate} ({head} / largest curvature {c})", rate=fraction + about, head=head, c=short(curvature))


def _determined(loss: Quadratic) -> tuple[str, bool]:
    """What the pictures leave open in the weights, in words, and whether they determine every weight."""
    found = [null_directions(loss, group) for group in range(len(loss.gram))]
    free = max(found, key=len)
    if not len(free):
        return tr("These pictures determine every weight."), True
    words = count(
        len(free),
        "These pictures cannot tell {n} direction of the weights",
        "These pictures cannot tell {n} directions of the weights",
    )
    example = _direction(free[0]) if len(free) == 1 and free.shape[1] <= MOST_WEIGHTS_NAMED else ""
    return words + (f": {example}." if example else ".") + " " + tr("Several kernels fit equally well."), False


def _direction(direction: Array) -> str:
    """Write a direction in the weights, scaled so that its largest weight is 1: "[1, −1]"."""
    scaled = direction / direction[int(np.argmax(np.abs(direction)))]
    return "[" + ", ".join(short(round(float(v), 3)) for v in scaled).replace("-", MINUS) + "]"
