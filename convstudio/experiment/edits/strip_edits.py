"""Edits of the strip as a whole: its layers' order, copies, switches and names."""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.experiment import limits
from convstudio.experiment.edits import Edit, new_layer
from convstudio.experiment.edits.grouping import channels_into
from convstudio.experiment.model import Experiment
from convstudio.layers import Layer
from convstudio.words import count, tr

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


def replace_layer(experiment: Experiment, index: int, layer: Layer) -> Edit:
    """Another layer in the place of one, as a pasted line of code gives it."""
    layers = (*experiment.layers[:index], layer, *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Paste {layer}", layer=layer.label))


def paste_network(experiment: Experiment, layers: tuple[Layer, ...], picture: Edit | None = None) -> Edit:
    """Other layers in the place of all, as pasted code has them; `picture` is an edit of the input that they are made for.

    Raises ValueError with a sentence if they are too many.
    """
    if len(layers) > limits.MOST_LAYERS:
        raise ValueError(tr("An experiment has at most {n} layers.", n=limits.MOST_LAYERS))
    after = replace(picture.after if picture else experiment, layers=layers)
    return Edit(after, count(len(layers), "Paste a network of {n} layer", "Paste a network of {n} layers"))


def switch_layer(experiment: Experiment, index: int, enabled: bool) -> Edit:
    """A layer on or off; switched off it hands its input on."""
    layer = experiment.layers[index]
    layers = (*experiment.layers[:index], replace(layer, enabled=enabled), *experiment.layers[index + 1 :])
    word = tr("Switch on {layer}", layer=layer.label) if enabled else tr("Switch off {layer}", layer=layer.label)
    return Edit(replace(experiment, layers=layers), word)


def name_layer(experiment: Experiment, index: int, name: str) -> Edit:
    """A name of its own for a layer; "" gives it back the name of its kind."""
    layer = experiment.layers[index]
    named = replace(layer, name=" ".join(name.split())[:LONGEST_NAME])
    layers = (*experiment.layers[:index], named, *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Rename {layer}", layer=layer.label))


def reset_input(experiment: Experiment, opened: Experiment) -> Edit:
    """The input as it was when the document was opened."""
    after = replace(experiment, input=opened.input, low=opened.low, high=opened.high, channel_names=opened.channel_names)
    return Edit(after, tr("Reset input"))


def reset_layer(experiment: Experiment, index: int, opened: Experiment) -> Edit:
    """A layer as it was when the document was opened; one that is new since then gets its kind's defaults."""
    layer = experiment.layers[index]
    before = opened.layers[index] if index < len(opened.layers) else None
    fresh = before if type(before) is type(layer) else new_layer(layer.kind, channels_into(experiment, index))
    assert fresh is not None
    layers = (*experiment.layers[:index], fresh, *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Reset {layer}", layer=layer.label))


def reset_all(_experiment: Experiment, opened: Experiment) -> Edit:
    """Everything as it was when the document was opened."""
    return Edit(opened, tr("Reset everything"))
