"""Edits of the strip as a whole: its layers' order, copies, switches and names."""

from __future__ import annotations

from dataclasses import replace

from convstudio.experiment import limits
from convstudio.experiment.edits import Edit
from convstudio.experiment.model import Experiment
from convstudio.words import tr

LONGEST_NAME = 60


def move_layer(experiment: Experiment, index: int, to: int) -> Edit:
    """A layer at another place: `to` is its index afterwards."""
    layers = list(experiment.layers)
    layer = layers.pop(index)
    layers.insert(to, layer)
    return Edit(replace(experiment, layers=tuple(layers)), tr("Move {layer}", layer=layer.label))


def duplicate_layer(experiment: Experiment, index: int) -> Edit:
    """The same layer once more, behind itself. Raises ValueError if the strip is full."""
    if len(experiment.layers) >= limits.MOST_LAYERS:
        raise ValueError(tr("An experiment has at most {n} layers.", n=limits.MOST_LAYERS))
    layers = (*experiment.layers[: index + 1], replace(experiment.layers[index]), *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Duplicate {layer}", layer=experiment.layers[index].label))


def switch_layer(experiment: Experiment, index: int, enabled: bool) -> Edit:
    """A layer on or off; switched off it hands its input on."""
    layer = experiment.layers[index]
    layers = (*experiment.layers[:index], replace(layer, enabled=enabled), *experiment.layers[index + 1 :])
    word = tr("Switch on {layer}", layer=layer.label) if enabled else tr("Switch off {layer}", layer=layer.label)
    return Edit(replace(experiment, layers=layers), word)
