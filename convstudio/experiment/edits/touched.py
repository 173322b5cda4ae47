"""The controls that have to be used to get from one experiment to another. A lesson can lock some of them.

The control of a layer's setting has the name of the setting. The others are "input" (pixels), "input_size" (rows, columns,
channels), "range" (what black and white mean), "kernel" and "bias" (weights), "outputs", "layers" (which there are, in which
order, switched on or off) and "training" (all settings of Learn). Names and notes have no control, as they change no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from convstudio.experiment.edits.channel_edits import OUTPUTS
from convstudio.experiment.model import Experiment, same_content
from convstudio.layers import KINDS, KernelLayer, Layer

WHOLE = ("input", "input_size", "range", "layers", "training")  # controls that belong to no setting of a layer
FREE = ("name",)


def controls() -> tuple[str, ...]:
    """The names of all controls."""
    settings = (parameter.name for kind in KINDS for parameter in kind.parameters)
    return tuple(dict.fromkeys((*WHOLE, OUTPUTS.name, *settings)))


def touched(before: Experiment, after: Experiment) -> frozenset[str]:
    """The controls whose settings differ."""
    return frozenset(chain(_of_input(before, after), _of_layers(before.layers, after.layers), _of_training(before, after)))


def _of_input(before: Experiment, after: Experiment) -> Iterator[str]:
    if before.input.shape != after.input.shape:
        yield "input_size"
    elif not same_content(before.input, after.input):
        yield "input"
    if (before.low, before.high) != (after.low, after.high):
        yield "range"


def _of_training(before: Experiment, after: Experiment) -> Iterator[str]:
    if not same_content(before.training, after.training):
        yield "training"


def _of_layers(before: tuple[Layer, ...], after: tuple[Layer, ...]) -> Iterator[str]:
    if [type(layer) for layer in before] != [type(layer) for layer in after]:
        yield "layers"
        return
    if set(map(id, before)) == set(map(id, after)) and any(a is not b for a, b in zip(before, after, strict=True)):
        yield "layers"  # they stand in another order
        return
    for old, new in zip(before, after, strict=True):
        if old is not new:
            yield from _of_layer(old, new)


def _of_layer(old: Layer, new: Layer) -> Iterator[str]:
    weights = ("kernel", "bias") if isinstance(old, KernelLayer) else ()
    if isinstance(old, KernelLayer) and isinstance(new, KernelLayer):
        yield from _of_weights(old, new)
    for name in old.__struct_fields__:
        if name not in (*weights, *FREE) and not same_content(getattr(old, name), getattr(new, name)):
            yield "layers" if name == "enabled" else name


def _of_weights(old: KernelLayer, new: KernelLayer) -> Iterator[str]:
    """The controls of a kernel that differs. If its size does, its weights do anyway, so only the size counts. The number of
    slices follows from the channels of the input.
    """
    if old.kernel.shape[2:] != new.kernel.shape[2:]:
        yield "kernel_size"
    if len(old.kernel) != len(new.kernel):
        yield OUTPUTS.name
    if old.kernel.shape == new.kernel.shape and not same_content(old.kernel, new.kernel):
        yield "kernel"
    if old.bias.shape == new.bias.shape and not same_content(old.bias, new.bias):
        yield "bias"
