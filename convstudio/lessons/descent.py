"""Gradient descent for the text of lessons: the loss and the weights at an epoch, computed as the workspace Learn does."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Experiment
from convstudio.experiment.learning import Learnt, advance, learn
from convstudio.layers import Array
from convstudio.words import tr

MOST_EPOCHS, FEW_EPOCHS = 1000, 50  # the most that a lesson may mention, and those computed at first
LONG = 60.0  # seconds: more than any lesson's epochs take


@lru_cache(maxsize=8)
def learnt(experiment: Experiment, epochs: int = FEW_EPOCHS) -> Learnt:
    """The training of an experiment, with `epochs` epochs of its chosen run. Raises ValueError if nothing can be learned."""
    training = experiment.training
    run = replace(training.run, length=epochs)
    runs = (*training.runs[: training.chosen], run, *training.runs[training.chosen + 1 :])
    found = learn(replace(experiment, training=replace(training, runs=runs)))
    if found.line is None:
        raise ValueError(tr("nothing can be learned in this experiment"))
    return advance(found, LONG)


def loss_at(experiment: Experiment, epoch: int) -> float:
    """The loss at an epoch of the chosen run. Raises ValueError if there is no such epoch."""
    line = learnt(experiment, _wanted(epoch)).line
    while line and line.parent and epoch < line.run.epoch:
        line = line.parent
    at = epoch - line.run.epoch if line else -1
    if line is None or not 0 <= at < len(line.losses):
        raise ValueError(tr("there is no epoch {n}", n=epoch))
    return float(line.losses[at])


def weights_at(experiment: Experiment, epoch: int) -> Array:
    """The weights (P,) at an epoch of the chosen run. Raises ValueError if there is no such epoch."""
    line = learnt(experiment, _wanted(epoch)).line
    if line is None or not 0 <= epoch <= line.last:
        raise ValueError(tr("there is no epoch {n}", n=epoch))
    return np.asarray(line.weights(epoch))


def _wanted(epoch: int) -> int:
    return FEW_EPOCHS if epoch <= FEW_EPOCHS else MOST_EPOCHS
