"""Changing the kernel of a convolution to another number of groups or of input channels."""

from __future__ import annotations

from math import gcd

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import limits
from convstudio.experiment.model import Experiment, owned
from convstudio.layers import Array, KernelLayer
from convstudio.words import tr


def check_kernel_shape(outs: int, slices: int, height: int, width: int) -> None:
    """Raise ValueError with a sentence if a kernel would have more channels or weights than an experiment may hold."""
    channels, weights = max(outs, slices), outs * slices * height * width
    if weights > limits.MOST_WEIGHTS:
        raise ValueError(tr("{n} weights are too many: at most {most}.", n=weights, most=limits.MOST_WEIGHTS))
    if channels > limits.MOST_CHANNELS:
        raise ValueError(tr("{n} channels are too many for a kernel: at most {most}.", n=channels, most=limits.MOST_CHANNELS))


def channels_into(experiment: Experiment, index: int) -> int:
    """The number of channels in a layer's input, whether the layer can read them or not."""
    channels = len(experiment.input)
    for layer in experiment.layers[:index]:
        channels = layer.out_channels(channels) if layer.enabled else channels
    return channels


def fits(layer: KernelLayer, channels: int) -> bool:
    """Whether a convolution can read that many channels."""
    return bool(layer.kernel.shape[1] * layer.groups == channels and len(layer.kernel) % layer.groups == 0)


def regrouped(layer: KernelLayer, groups: int, channels: int) -> KernelLayer:
    """A convolution with another number of groups, for a given number of input channels.

    A weight is kept if its channel is still read; channels that were not read before get weights of 0. If `groups` does not
    divide the channels in and out, the kernel stays as it is, and the layer's problem says what would fit. Raises ValueError
    if there would be too many weights.
    """
    outs = len(layer.kernel)
    if channels % groups or outs % groups:
        return replace(layer, groups=groups)
    each = channels // groups
    check_kernel_shape(outs, each, *layer.window)
    kernel = np.zeros((outs, each, *layer.window))
    for out in range(outs):
        first = out * groups // outs * each
        read = _reads(layer, out, channels)
        low, high = max(first, read.start), min(first + each, read.stop)
        if low < high:
            kernel[out, low - first : high - first] = layer.kernel[out, low - read.start : high - read.start]
    return replace(layer, kernel=owned(kernel), groups=groups)


def fitted(layer: KernelLayer, channels: int) -> KernelLayer:
    """A convolution that reads a given number of channels. Missing slices are copies of those it has, in turn.

    A depthwise layer stays one, with as many groups as channels. Otherwise as many groups are kept as divide the channels in
    and out. Raises ValueError if there would be too many weights.
    """
    outs, each = layer.kernel.shape[:2]
    if layer.groups > 1 and each == 1 and outs % layer.groups == 0:
        return _depthwise_for(layer, channels)
    groups = gcd(gcd(layer.groups, channels), outs)
    check_kernel_shape(outs, channels // groups, *layer.window)
    slices = [s % each for s in range(channels // groups)]
    return replace(layer, kernel=owned(layer.kernel[:, slices]), groups=groups)


def dense(layer: KernelLayer, channels: int) -> Array:
    """The kernel (C_out, channels, k_h, k_w) with the zeros written out that groups leave out."""
    outs, each = layer.kernel.shape[:2]
    if each == channels:
        return layer.kernel
    every = np.zeros((outs, channels, *layer.window))
    for out in range(outs):
        read = layer.in_channels_read(out, channels)
        kept = layer.kernel[out, : max(channels - read.start, 0)]
        every[out, read.start : read.start + len(kept)] = kept
    return every


def _reads(layer: KernelLayer, out: int, channels: int) -> range:
    """The input channels that the slices of an output read: all, if there is a slice for each, whatever the groups say."""
    return range(channels) if layer.kernel.shape[1] == channels else layer.in_channels_read(out, channels)


def _depthwise_for(layer: KernelLayer, channels: int) -> KernelLayer:
    each = len(layer.kernel) // layer.groups
    check_kernel_shape(channels * each, 1, *layer.window)
    order = [c % layer.groups * each + rank for c in range(channels) for rank in range(each)]
    return replace(layer, kernel=owned(layer.kernel[order]), bias=owned(layer.bias[order]), groups=channels)
