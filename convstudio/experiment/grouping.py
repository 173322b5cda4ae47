"""A convolution's kernel for another number of groups, or of channels in."""

from __future__ import annotations

from math import gcd

import numpy as np
from msgspec.structs import replace

from convstudio.experiment.model import Experiment, owned
from convstudio.layers import Array, KernelLayer


def channels_into(experiment: Experiment, index: int) -> int:
    """The channels that reach a layer, whether it can read them or not."""
    channels = len(experiment.input)
    for layer in experiment.layers[:index]:
        channels = layer.out_channels(channels) if layer.enabled else channels
    return channels


def fits(layer: KernelLayer, channels: int) -> bool:
    """Whether a convolution can read so many channels."""
    return bool(layer.kernel.shape[1] * layer.groups == channels and len(layer.kernel) % layer.groups == 0)


def regrouped(layer: KernelLayer, groups: int, channels: int) -> KernelLayer:
    """A convolution with another number of groups on so many channels in.

    Weights stay where their channel is still read; a channel that is newly read gets weights of 0. Where `groups` does not
    divide the channels in or out, the kernel stays as it is, and the layer says what would do.
    """
    outs = len(layer.kernel)
    if channels % groups or outs % groups:
        return replace(layer, groups=groups)
    each = channels // groups
    every = dense(layer, channels)
    firsts = [out * groups // outs * each for out in range(outs)]
    kernel = np.stack([every[out, first : first + each] for out, first in enumerate(firsts)])
    return replace(layer, kernel=owned(kernel), groups=groups)


def fitted(layer: KernelLayer, channels: int) -> KernelLayer:
    """A convolution that reads so many channels: slices that are missing are copies of those there are, in turn.

    A depthwise layer stays one: as many groups as channels. Other groups stay as many as divide the channels in and out.
    """
    outs, each = layer.kernel.shape[:2]
    if layer.groups > 1 and each == 1 and outs % layer.groups == 0:
        return _depthwise_for(layer, channels)
    groups = gcd(gcd(layer.groups, channels), outs)
    slices = [s % each for s in range(channels // groups)]
    return replace(layer, kernel=owned(layer.kernel[:, slices]), groups=groups)


def dense(layer: KernelLayer, channels: int) -> Array:
    """The kernel (C_out, channels, k_h, k_w) with the zeros written out that groups leave out.

    A kernel that has a slice for every channel is taken as it is, whatever its groups say.
    """
    outs, each = layer.kernel.shape[:2]
    if each == channels:
        return layer.kernel
    every = np.zeros((outs, max(channels, each * layer.groups), *layer.window))
    for out in range(outs):
        read = layer.in_channels_read(out, channels)
        every[out, read.start : read.stop] = layer.kernel[out]
    return every[:, :channels]


def _depthwise_for(layer: KernelLayer, channels: int) -> KernelLayer:
    each = len(layer.kernel) // layer.groups
    order = [c % layer.groups * each + rank for c in range(channels) for rank in range(each)]
    return replace(layer, kernel=owned(layer.kernel[order]), bias=owned(layer.bias[order]), groups=channels)
