"""Edits of channels: those of the input, and the outputs of a convolution. The layers behind are adapted.

An `Order` says how channels come, go and change places: for each channel afterwards, which one it was before, or None if it is
new. A convolution that reads the channels reorders its slices in the same way, with weights of 0 for a new channel. So adding,
copying and moving channels leaves every output as it was, and removing one takes away just what it contributed. A new output
begins with random weights, so that there is something to see.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import limits
from convstudio.experiment.edits import Edit, check_input_shape, convolution, with_layer
from convstudio.experiment.edits.grouping import channels_into, check_kernel_shape, fits, fitted
from convstudio.experiment.files.plaintext import plain
from convstudio.experiment.model import Experiment, owned
from convstudio.layers import Array, KernelLayer
from convstudio.layers.parameters import Whole
from convstudio.words import count, tr

Order = Sequence[int | None]
OUTPUTS = Whole("outputs", "Outputs", "Output channels: each has a stack of kernels of its own, a slice for every channel "
                "that it reads", low=1, high=limits.MOST_CHANNELS)  # fmt: skip


def add_channel(experiment: Experiment) -> Edit:
    """Add a black input channel after the last one."""
    channels = len(experiment.input)
    return Edit(_reordered(experiment, (*range(channels), None)), tr("Add channel {c}", c=channels))


def remove_channel(experiment: Experiment, channel: int) -> Edit:
    """Remove an input channel. Raises ValueError if it is the only one."""
    channels = len(experiment.input)
    if channels == 1:
        raise ValueError(tr("An input has at least one channel."))
    order = [c for c in range(channels) if c != channel]
    return Edit(_reordered(experiment, order), tr("Remove {channel}", channel=called(experiment, channel)))


def duplicate_channel(experiment: Experiment, channel: int) -> Edit:
    """Duplicate an input channel; the copy comes after it."""
    order: list[int | None] = list(range(len(experiment.input)))
    order.insert(channel + 1, None)
    after = _reordered(experiment, order)
    values = after.input.copy()
    values[channel + 1] = experiment.input[channel]
    return Edit(replace(after, input=owned(values)), tr("Duplicate {channel}", channel=called(experiment, channel)))


def move_channel(experiment: Experiment, channel: int, to: int) -> Edit:
    """Move an input channel; `to` is its index afterwards."""
    order = _moved(len(experiment.input), channel, to)
    return Edit(_reordered(experiment, order), tr("Move {channel}", channel=called(experiment, channel)))


def name_channel(experiment: Experiment, channel: int, name: str) -> Edit:
    """Name an input channel; with "" it is called by its number again."""
    names = list(experiment.channel_names or [""] * len(experiment.input))
    names[channel] = plain(name.strip()[: limits.LONGEST_CHANNEL_NAME])
    after = replace(experiment, channel_names=tuple(names) if any(names) else ())
    return Edit(after, tr("Name channel {c}", c=channel))


def add_output(experiment: Experiment, index: int) -> Edit:
    """Add an output channel with random weights and a bias of 0; with groups, one to each of them."""
    layer = convolution(experiment, index)
    each, groups = outputs_in_groups(layer)
    after = _with_outputs(experiment, index, (*range(each), None))
    return Edit(after, count(groups, "Add output channel", "Add {n} output channels"))


def set_outputs(experiment: Experiment, index: int, number: int) -> Edit:
    """Set the number of output channels. New ones have random weights and a bias of 0; the last ones are removed.

    With groups, the number is moved on, in the direction of the change, to the next one that they divide.
    """
    layer = convolution(experiment, index)
    each, groups = outputs_in_groups(layer)
    wanted = max(-(-number // groups) if number > len(layer.kernel) else number // groups, 1)
    ranks = [rank if rank < each else None for rank in range(wanted)]
    return Edit(_with_outputs(experiment, index, ranks), count(wanted * groups, "{n} output channel", "{n} output channels"))


def remove_output(experiment: Experiment, index: int, channel: int) -> Edit:
    """Remove an output channel; with groups, its counterparts too. Raises ValueError if none would be left."""
    layer = convolution(experiment, index)
    each, groups = outputs_in_groups(layer)
    if each == 1:
        raise ValueError(_only_one(layer))
    order = [rank for rank in range(each) if rank != channel % each]
    return Edit(_with_outputs(experiment, index, order), count(groups, "Remove output channel", "Remove {n} output channels"))


def duplicate_output(experiment: Experiment, index: int, channel: int) -> Edit:
    """Duplicate an output channel, the copy after it; with groups, its counterparts too."""
    layer = convolution(experiment, index)
    each, groups = outputs_in_groups(layer)
    rank = channel % each
    order = [*range(rank + 1), None, *range(rank + 1, each)]
    after = _with_outputs(experiment, index, order, copies=[*range(rank + 1), rank, *range(rank + 1, each)])
    return Edit(after, count(groups, "Duplicate output channel", "Duplicate {n} output channels"))


def move_output(experiment: Experiment, index: int, channel: int, to: int) -> Edit:
    """Move an output channel. Raises ValueError if it would leave its group, whose channels it reads."""
    layer = convolution(experiment, index)
    each, groups = outputs_in_groups(layer)
    if channel // each != to // each:
        raise ValueError(tr("An output channel stays in its group: there it finds the channels that it reads."))
    order = _moved(each, channel % each, to % each)
    return Edit(_with_outputs(experiment, index, order), count(groups, "Move output channel", "Move {n} output channels"))


def fit_kernel(experiment: Experiment, index: int) -> Edit:
    """Fit the kernel of a convolution to the channels of its input. Missing slices are copies of those it has."""
    layer, channels = convolution(experiment, index), channels_into(experiment, index)
    return Edit(
        with_layer(experiment, index, fitted(layer, channels)),
        count(channels, "Fit the kernel to {n} channel", "Fit the kernel to {n} channels"),
    )


def depthwise(experiment: Experiment, index: int) -> Edit:
    """Give each channel a kernel of its own: as many groups as channels, one output each. The layers behind are adapted."""
    layer, channels = fit_layer(experiment, index), channels_into(experiment, index)
    own, slices = [_own_output(layer, channel) for channel in range(channels)], np.arange(channels) % layer.kernel.shape[1]
    kernel = layer.kernel[own, slices][:, None]
    changed = replace(layer, kernel=owned(kernel), bias=owned(layer.bias[own]), groups=channels)
    before = len(layer.kernel)
    order = [out if out < before else None for out in range(channels)]
    return Edit(_followed(with_layer(experiment, index, changed), index + 1, order, before), tr("Depthwise"))


def fit_layer(experiment: Experiment, index: int) -> KernelLayer:
    """The convolution, with another kernel if its own does not fit the channels of its input."""
    layer, channels = convolution(experiment, index), channels_into(experiment, index)
    return layer if fits(layer, channels) else fitted(layer, channels)


def called(experiment: Experiment, channel: int) -> str:
    """A channel's name, or "channel 2" if it has none."""
    return experiment.channel_name(channel) or tr("channel {c}", c=channel)


def _own_output(layer: KernelLayer, channel: int) -> int:
    """The output whose slice a channel keeps when it gets a kernel of its own: one that reads the channel."""
    each, outs = layer.kernel.shape[1], len(layer.kernel) // layer.groups
    return int(channel // each * outs + channel % each % outs)


def _reordered(experiment: Experiment, order: Order) -> Experiment:
    check_input_shape((len(order), *experiment.input.shape[1:]))
    values = np.stack([
        np.full(experiment.input.shape[1:], experiment.low) if c is None else experiment.input[c] for c in order
    ])  # fmt: skip
    names = tuple("" if c is None else experiment.channel_name(c) for c in order)
    after = replace(experiment, input=owned(values), channel_names=names if any(names) else ())
    return _followed(after, 0, order, len(experiment.input))


def _with_outputs(experiment: Experiment, index: int, ranks: Order, copies: Sequence[int] = ()) -> Experiment:
    """Reorder the outputs in each group of a convolution; `copies` says whose weights new ones take."""
    layer = convolution(experiment, index)
    each, groups = outputs_in_groups(layer)
    order = _in_groups(ranks, groups, each)
    sources = _in_groups(copies, groups, each) if copies else order
    check_kernel_shape(len(order), *layer.kernel.shape[1:])
    kernel = _taken(layer.kernel, sources)
    for place, source in enumerate(sources):
        if source is None:
            kernel[place] = fresh_weights(layer.kernel.shape[1:], (index, place))
    changed = replace(layer, kernel=owned(kernel), bias=owned(_taken(layer.bias, sources)))
    return _followed(with_layer(experiment, index, changed), index + 1, order, len(layer.kernel))


def fresh_weights(shape: tuple[int, ...], seed: tuple[int, ...]) -> Array:
    """The initial weights of an output: n normal numbers around 0 with σ = √(2/n), rounded so that they can be added by hand.

    The same seed gives the same weights again.
    """
    sigma = math.sqrt(2 / math.prod(shape))
    decimals = max(2, 1 - math.floor(math.log10(sigma)))
    drawn: Array = np.random.default_rng(seed).normal(0.0, sigma, shape)
    return drawn.round(decimals) + 0.0  # no −0


def outputs_in_groups(layer: KernelLayer) -> tuple[int, int]:
    """The number of outputs in a group, and of groups; if the groups do not divide the outputs, all of them and 1."""
    outs = len(layer.kernel)
    groups = layer.groups if outs % layer.groups == 0 else 1
    return outs // groups, groups


def _in_groups(ranks: Order, groups: int, each: int) -> list[int | None]:
    return [None if rank is None else group * each + rank for group in range(groups) for rank in ranks]


def _followed(experiment: Experiment, index: int, order: Order, was: int) -> Experiment:
    """The experiment with its layers from `index` on adapted, as far as possible, to another order of `was` channels."""
    for place in range(index, len(experiment.layers)):
        layer = experiment.layers[place]
        if list(order) == list(range(was)):
            break
        if not isinstance(layer, KernelLayer) or not layer.enabled:
            continue  # a pooling or an activation passes each channel on
        if not fits(layer, was) or (1 < layer.groups < was):
            break  # it did not fit before, or cannot keep its groups: its own problem says so, and how to make it fit
        if layer.groups == 1:
            check_kernel_shape(len(layer.kernel), len(order), *layer.window)
            return with_layer(experiment, place, replace(layer, kernel=owned(_taken(layer.kernel, order, axis=1))))
        each = len(layer.kernel) // was
        check_kernel_shape(len(order) * each, *layer.kernel.shape[1:])
        order = [None if c is None else c * each + rank for c in order for rank in range(each)]
        follower = replace(
            layer, kernel=owned(_taken(layer.kernel, order)), bias=owned(_taken(layer.bias, order)), groups=len(order) // each
        )
        experiment, was = with_layer(experiment, place, follower), len(layer.kernel)
    return experiment


def _taken(values: Array, order: Order, axis: int = 0) -> Array:
    """An array with its parts along an axis in another order; a new part is 0."""
    zeros = np.zeros_like(values.take([0], axis))
    return np.concatenate([zeros if c is None else values.take([c], axis) for c in order], axis)


def _moved(number: int, index: int, to: int) -> list[int]:
    order = list(range(number))
    order.insert(to, order.pop(index))
    return order


def _only_one(layer: KernelLayer) -> str:
    if outputs_in_groups(layer)[1] == 1:
        return tr("A convolution has at least one output channel.")
    return tr("Each of the {n} groups has one output channel left: set Groups to 1 first.", n=layer.groups)
