"""A layer as PyTorch: `nn.Conv2d(…)` and what it needs before and behind it.

PyTorch pads both sides of an axis alike, allows padding="same" at stride 1 only, and pools with at most half a window of
padding; any other padding becomes a layer of its own. So does an activation.
"""

from __future__ import annotations

from convstudio.engine.geometry import Axis, Sides
from convstudio.export.line import (
    Code,
    alike,
    axes_of,
    call,
    even,
    sides_of,
    size_remark,
    unless,
    unsaid,
    with_what_is_unsaid,
)
from convstudio.layers import Activation, AvgPool2d, Conv2d, ConvTranspose2d, GlobalAvgPool2d, Layer, MaxPool2d, Shape
from convstudio.layers.pooling import Pooling
from convstudio.words import tr

PAD_LAYERS = {
    "zeros": "nn.ZeroPad2d",
    "reflect": "nn.ReflectionPad2d",
    "replicate": "nn.ReplicationPad2d",
    "circular": "nn.CircularPad2d",
}
FUNCTIONS = {
    "relu": "nn.ReLU",
    "leaky_relu": "nn.LeakyReLU",
    "sigmoid": "nn.Sigmoid",
    "tanh": "nn.Tanh",
    "gelu": "nn.GELU",
    "softplus": "nn.Softplus",
}
NOTHING_WINS = float("-inf")


def pytorch(layer: Layer, shape: Shape | None) -> Code:
    """The layer for an input (C, H, W), or for one of unknown size; a kind that PyTorch has no line for says so."""
    match layer:
        case Conv2d():
            code = _convolution(layer, shape)
        case ConvTranspose2d():
            code = _transposed(layer)
        case GlobalAvgPool2d():
            code = Code(("nn.AdaptiveAvgPool2d(1)",))
        case MaxPool2d():
            code = _maximum(layer, shape)
        case AvgPool2d():
            code = _average(layer, shape)
        case Activation():
            code = Code(_activation(layer.activation, layer.negative_slope))
        case _:
            code = unsaid(layer, "PyTorch")
    return with_what_is_unsaid(code, layer, FUNCTIONS, "PyTorch")


def _convolution(layer: Conv2d, shape: Shape | None) -> Code:
    sides = sides_of(axes_of(layer, shape))
    by_name = layer.padding == "same" and layer.stride == (1, 1)
    both = even(sides)
    before = () if by_name or both else (call(PAD_LAYERS[layer.padding_mode], _outside_in(sides)),)
    outs, slices = layer.kernel.shape[:2]
    line = call(
        "nn.Conv2d",
        slices * layer.groups,
        outs,
        kernel_size=layer.window,
        stride=unless(layer.stride, (1, 1)),
        padding="same" if by_name else unless(both, (0, 0)),
        dilation=unless(layer.dilation, (1, 1)),
        groups=unless(layer.groups, 1),
        padding_mode=None if before else unless(layer.padding_mode, "zeros"),
    )
    return Code((*before, line, *_activation(layer.activation, layer.negative_slope)), size_remark(layer, shape))


def _transposed(layer: ConvTranspose2d) -> Code:
    both = even(layer.cut)
    behind = () if both else (call("nn.ZeroPad2d", _outside_in(layer.cut, -1)),)
    outs, slices = layer.kernel.shape[:2]
    line = call(
        "nn.ConvTranspose2d",
        slices * layer.groups,
        outs,
        kernel_size=layer.window,
        stride=unless(layer.stride, (1, 1)),
        padding=unless(both or (0, 0), (0, 0)),
        output_padding=unless(layer.output_padding, (0, 0)),
        groups=unless(layer.groups, 1),
        dilation=unless(layer.dilation, (1, 1)),
    )
    return Code((line, *behind, *_activation(layer.activation, layer.negative_slope)))


def _maximum(layer: MaxPool2d, shape: Shape | None) -> Code:
    axes = axes_of(layer, shape)
    native = _native(axes)
    dilation = unless(layer.dilation, (1, 1))
    if native is not None:
        line = _pool(
            "nn.MaxPool2d", layer, padding=unless(native, (0, 0)), dilation=dilation, ceil_mode=layer.ceil_mode or None
        )
        return Code((line,), size_remark(layer, shape))
    top_left, reach = [axis.before for axis in axes], [axis.reach - axis.before - axis.size for axis in axes]
    after = [max(r, 0) if axis.ceil else axis.after for r, axis in zip(reach, axes, strict=True)]
    pad = call("nn.ConstantPad2d", (top_left[1], after[1], top_left[0], after[0]), NOTHING_WINS)
    return Code((pad, _pool("nn.MaxPool2d", layer, dilation=dilation)), _written_out(layer, shape))


def _average(layer: AvgPool2d, shape: Shape | None) -> Code:
    axes = axes_of(layer, shape)
    native = _native(axes)
    if native is not None or not layer.count_include_pad:
        line = _pool("nn.AvgPool2d", layer, padding=unless(native or (0, 0), (0, 0)), ceil_mode=layer.ceil_mode or None,
                     count_include_pad=None if layer.count_include_pad else False)  # fmt: skip
        missing = () if native is not None else (_uncountable(sides_of(axes)),)
        return Code((line,), (*size_remark(layer, shape), *missing), equal=not missing)
    rounding = next((ceil for ceil in (layer.ceil_mode, False) if all(alike(axis, ceil) for axis in axes)), None)
    pad = call("nn.ZeroPad2d", _outside_in(sides_of(axes)))
    unlike = () if rounding is not None else (tr("with ceil_mode this makes another number of outputs"),)
    return Code(
        (pad, _pool("nn.AvgPool2d", layer, ceil_mode=(layer.ceil_mode if rounding is None else rounding) or None)),
        (*_written_out(layer, shape), *unlike),
        equal=not unlike,
    )


def _pool(name: str, layer: Pooling, **settings: object) -> str:
    return call(name, layer.kernel_size, stride=unless(layer.stride, layer.kernel_size), **settings)


def _activation(function: str, slope: float) -> tuple[str, ...]:
    if function == "leaky_relu":
        return (call("nn.LeakyReLU", slope),)
    return (call(FUNCTIONS[function]),) if function in FUNCTIONS else ()


def _native(axes: tuple[Axis, Axis]) -> tuple[int, int] | None:
    """Padding as PyTorch's pooling takes it: both sides alike, at most half the window; else None."""
    both = even(sides_of(axes))
    return both if both and all(2 * axis.before <= axis.window for axis in axes) else None


def _written_out(layer: Pooling, shape: Shape | None) -> tuple[str, ...]:
    """The remark on why the padding is a layer of its own, which with ceil_mode is right for one size only."""
    if layer.ceil_mode and shape:
        return (tr("written out for an input of {h} × {w}", h=shape[1], w=shape[2]),)
    return size_remark(layer, shape)


def _uncountable(sides: Sides) -> str:
    (top, bottom), (left, right) = sides
    return tr(
        "padding that does not count (top {t}, bottom {b}, left {l}, right {r}) is missing: PyTorch has it only alike on both"
        " sides, up to half the window",
        t=top, b=bottom, l=left, r=right,
    )  # fmt: skip


def _outside_in(sides: Sides, sign: int = 1) -> tuple[int, int, int, int]:
    """(left, right, top, bottom): PyTorch's padding layers begin with the last axis. A `sign` of −1 cuts cells off."""
    (top, bottom), (left, right) = sides
    return sign * left, sign * right, sign * top, sign * bottom
