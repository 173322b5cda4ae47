"""Edits of the strip as a whole: moving, copying, replacing, naming and switching layers."""

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
    """Move a layer; `to` is its index afterwards."""
    layers = list(experiment.layers)
    layer = layers.pop(index)
    layers.insert(to, layer)
    return Edit(replace(experiment, layers=tuple(layers)), tr("Move {layer}", layer=layer.label))


def duplicate_layer(experiment: Experiment, index: int) -> Edit:
    """Duplicate a layer; the copy comes after it. Raises ValueError if the strip is full."""
    if len(experiment.layers) >= limits.MOST_LAYERS:
        raise ValueError(tr("An experiment has at most {n} layers.", n=limits.MOST_LAYERS))
    layers = (*experiment.layers[: index + 1], replace(experiment.layers[index]), *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Duplicate {layer}", layer=experiment.layers[index].label))


def replace_layer(experiment: Experiment, index: int, layer: Layer) -> Edit:
    """Replace a layer by another one, as read from a pasted line of code."""
    layers = (*experiment.layers[:index], layer, *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Paste {layer}", layer=layer.label))


def paste_network(experiment: Experiment, layers: tuple[Layer, ...], picture: Edit | None = None) -> Edit:
    """Replace all layers by those of pasted code; `picture` is an edit that makes the input that they are meant for.

    Raises ValueError with a sentence if there are too many.
    """
    if len(layers) > limits.MOST_LAYERS:
        raise ValueError(tr("An experiment has at most {n} layers.", n=limits.MOST_LAYERS))
    after = replace(picture.after if picture else experiment, layers=layers)
    return Edit(after, count(len(layers), "Paste a network of {n} layer", "Paste a network of {n} layers"))


def switch_layer(experiment: Experiment, index: int, enabled: bool) -> Edit:
    """Switch a layer on or off; when off, it passes its input on."""
    layer = experiment.layers[index]
    layers = (*experiment.layers[:index], replace(layer, enabled=enabled), *experiment.layers[index + 1 :])
    word = tr("Switch on {layer}", layer=layer.label) if enabled else tr("Switch off {layer}", layer=layer.label)
    return Edit(replace(experiment, layers=layers), word)


def name_layer(experiment: Experiment, index: int, name: str) -> Edit:
    """Give a layer a name of its own; with "" it has the name of its kind again."""
    layer = experiment.layers[index]
    named = replace(layer, name=" ".join(name.split())[:LONGEST_NAME])
    layers = (*experiment.layers[:index], named, *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Rename {layer}", layer=layer.label))


def reset_input(experiment: Experiment, opened: Experiment) -> Edit:
    """Restore the input as it was when the document was opened."""
    after = replace(experiment, input=opened.input, low=opened.low, high=opened.high, channel_names=opened.channel_names)
    return Edit(after, tr("Reset input"))


def reset_layer(experiment: Experiment, index: int, opened: Experiment) -> Edit:
    """Restore a layer as it was when the document was opened; one added since then gets the defaults of its kind."""
    layer = experiment.layers[index]
    before = opened.layers[index] if index < len(opened.layers) else None
    fresh = before if type(before) is type(layer) else new_layer(layer.kind, channels_into(experiment, index))
    assert fresh is not None
    layers = (*experiment.layers[:index], fresh, *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Reset {layer}", layer=layer.label))


def reset_all(_experiment: Experiment, opened: Experiment) -> Edit:
    """Restore everything as it was when the document was opened."""
    return Edit(opened, tr("Reset everything"))
