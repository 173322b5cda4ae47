"""A layer as Keras 3: `layers.Conv2D(…)`, channels last.

Keras knows "valid" and "same" (an odd cell goes to the bottom and right, as here); other zero padding becomes a ZeroPadding2D.
Its average pooling never counts its own padding; it has no ceil_mode, no dilated pooling, and no padding but zeros. It finds
out the number of input channels from the input, so no line has it.
"""

from __future__ import annotations

import dataclasses

from convstudio.engine.geometry import NO_SIDES, Axis, Sides, same_padding
from convstudio.export.line import Code, axes_of, call, sides_of, unless, unsaid, with_what_is_unsaid
from convstudio.layers import (
    Activation,
    AvgPool2d,
    Conv2d,
    ConvTranspose2d,
    GlobalAvgPool2d,
    KernelLayer,
    Layer,
    MaxPool2d,
    Shape,
)
from convstudio.layers.pooling import Pooling
from convstudio.words import count, tr

FUNCTIONS = ("relu", "leaky_relu", "sigmoid", "tanh", "gelu", "softplus")  # those that have the same name here
Remarks = tuple[str, ...]


def keras(layer: Layer, shape: Shape | None) -> Code:
    """The layer for an input (C, H, W), or for one of unknown size; a kind that Keras has no line for says so."""
    match layer:
        case Conv2d():
            code = _convolution(layer, shape)
        case ConvTranspose2d():
            code = _transposed(layer)
        case GlobalAvgPool2d():
            code = Code((call("layers.GlobalAveragePooling2D", keepdims=True),))
        case MaxPool2d() | AvgPool2d():
            code = _pooling(layer, shape)
        case Activation():
            code = Code(_activation(layer.activation, layer.negative_slope))
        case _:
            code = unsaid(layer, "Keras")
    return with_what_is_unsaid(code, layer, FUNCTIONS, "Keras")


def _convolution(layer: Conv2d, shape: Shape | None) -> Code:
    sides = sides_of(axes_of(layer, shape))
    zeros = layer.padding_mode == "zeros" or sides == NO_SIDES
    by_name = "same" if zeros and layer.padding == "same" else None
    before = () if by_name or not zeros or sides == NO_SIDES else (call("layers.ZeroPadding2D", sides),)
    missing = (*(() if zeros else (_no_border(layer, sides),)), *_refused(layer))
    inside, behind = _split_activation(layer)
    line = _call(layer, padding=by_name, activation=inside)
    return Code((*before, line, *behind), (*_channels_last(shape), *missing), equal=not missing)


def _call(layer: Conv2d, padding: str | None, activation: str | None) -> str:
    """Conv2D, or DepthwiseConv2D if every input channel has kernels of its own."""
    outs, slices = layer.kernel.shape[:2]
    settings = {
        "strides": unless(layer.stride, (1, 1)),
        "padding": padding,
        "dilation_rate": unless(layer.dilation, (1, 1)),
        "activation": activation,
    }
    if slices == 1 and layer.groups > 1 and layer.stride[0] == layer.stride[1]:
        each = unless(outs // layer.groups, 1)
        return call("layers.DepthwiseConv2D", layer.window, depth_multiplier=each, **settings)
    return call("layers.Conv2D", outs, layer.window, groups=unless(layer.groups, 1), **settings)


def _transposed(layer: ConvTranspose2d) -> Code:
    """Conv2DTranspose, which without output_padding adds what is missing to size · stride, then a layer that cuts cells off."""
    spans = tuple((k - 1) * d + 1 for k, d in zip(layer.window, layer.dilation, strict=True))
    added = tuple(max(s - span, 0) for s, span in zip(layer.stride, spans, strict=True))
    behind = () if layer.cut == NO_SIDES else (call("layers.Cropping2D", layer.cut),)
    inside, function = _split_activation(layer)
    line = call(
        "layers.Conv2DTranspose",
        layer.kernel.shape[0],
        layer.window,
        strides=unless(layer.stride, (1, 1)),
        output_padding=unless(layer.output_padding, added),
        dilation_rate=unless(layer.dilation, (1, 1)),
        activation=inside,
    )
    missing = (*_refused(layer), *_not_transposed(layer))
    return Code((line, *behind, *function), missing, equal=not missing)


def _not_transposed(layer: ConvTranspose2d) -> Remarks:
    """Remarks on what Keras's transposed convolution does not have."""
    grouped = (tr("Keras has no groups in a transposed convolution"),) if layer.groups > 1 else ()
    most = tuple(extra >= step for extra, step in zip(layer.output_padding, layer.stride, strict=True) if extra)
    added = (tr("Keras wants output_padding smaller than strides"),) if any(most) else ()
    return (*grouped, *added)


def _pooling(layer: MaxPool2d | AvgPool2d, shape: Shape | None) -> Code:
    axes = axes_of(layer, shape)
    counts = layer.padding_counts
    padding, before, unpadded = _pool_padding(layer, axes, counts)
    dilated = (tr("Keras has no dilated pooling: dilation {h} × {w} is missing", h=layer.dilation[0], w=layer.dilation[1]),)
    missing = (*unpadded, *(dilated if layer.dilation != (1, 1) else ()))
    harmless, short = _rounding(layer, axes)
    name = "layers.MaxPooling2D" if isinstance(layer, MaxPool2d) else "layers.AveragePooling2D"
    line = call(name, layer.kernel_size, strides=unless(layer.stride, layer.kernel_size), padding=padding)
    return Code((*before, line), (*harmless, *missing, *short), equal=not missing and not short)


def _pool_padding(layer: Pooling, axes: tuple[Axis, Axis], counts: bool) -> tuple[str | None, tuple[str, ...], Remarks]:
    """The word for the padding, the layer before that makes it, and what is missing."""
    sides = sides_of(axes)
    if sides == NO_SIDES and layer.padding != "same":
        return None, (), ()
    if counts:
        return None, () if sides == NO_SIDES else (call("layers.ZeroPadding2D", sides),), ()
    if layer.padding == "same" or sides == tuple(same_padding(a.size, a.window, a.stride, a.dilation) for a in axes):
        return "same", (), ()
    (top, bottom), (left, right) = sides
    return None, (), (
        tr("Keras cannot pad a pooling by top {t}, bottom {b}, left {l}, right {r} without counting the padding",
           t=top, b=bottom, l=left, r=right),
    )  # fmt: skip


def _rounding(layer: Pooling, axes: tuple[Axis, Axis]) -> tuple[Remarks, Remarks]:
    """Remarks about ceil_mode: those if it changes nothing at this size, and those if it does."""
    if not layer.ceil_mode:
        return (), ()
    floor = tuple(dataclasses.replace(axis, ceil=False).count for axis in axes)
    if floor == tuple(axis.count for axis in axes):
        return (tr("Keras has no ceil_mode; at this size it changes nothing"),), ()
    cells = count(floor[0] * floor[1], "{h} × {w} cell", "{h} × {w} cells", h=floor[0], w=floor[1])
    return (), (tr("Keras has no ceil_mode: its output has {cells} only", cells=cells),)


def _activation(function: str, slope: float) -> tuple[str, ...]:
    if function == "leaky_relu":
        return (call("layers.LeakyReLU", negative_slope=slope),)
    if function == "relu":
        return (call("layers.ReLU"),)
    return (call("layers.Activation", function),) if function in FUNCTIONS else ()


def _split_activation(layer: KernelLayer) -> tuple[str | None, tuple[str, ...]]:
    """The activation as an argument, or as a line after the layer, the only way to give leaky ReLU its slope."""
    if layer.activation == "leaky_relu":
        return None, _activation(layer.activation, layer.negative_slope)
    return layer.activation if layer.activation in FUNCTIONS else None, ()


def _no_border(layer: Conv2d, sides: Sides) -> str:
    (top, bottom), (left, right) = sides
    return tr(
        "Keras pads with zeros only: padding mode {mode} (top {t}, bottom {b}, left {l}, right {r}) is missing",
        mode=layer.padding_mode, t=top, b=bottom, l=left, r=right,
    )  # fmt: skip


def _refused(layer: KernelLayer) -> Remarks:
    if max(layer.stride) > 1 and max(layer.dilation) > 1:
        return (tr("Keras refuses strides together with dilation_rate"),)
    return ()


def _channels_last(shape: Shape | None) -> Remarks:
    return (tr("channels last: input ({h}, {w}, {c})", h=shape[1], w=shape[2], c=shape[0]),) if shape else ()
