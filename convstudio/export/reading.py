"""A pasted line as a layer. What it says is checked like every other setting; what it cannot say stays as it was.

The line is the whole layer: a convolution without an activation after it has none. Weights are not part of a line: those that
still fit are kept, and new stacks are normally distributed random numbers with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import prod
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine import ACTIVATIONS
from convstudio.experiment import frozen, limits
from convstudio.experiment.edits import refusal
from convstudio.export.calls import read_calls
from convstudio.export.line import alike
from convstudio.export.pads import padding_of, pair
from convstudio.export.parts import Part, part_of
from convstudio.export.signatures import Dialect
from convstudio.export.transposed import is_crop, transposed_settings
from convstudio.layers import KINDS, Activation, Array, AvgPool2d, Conv2d, ConvTranspose2d, GlobalAvgPool2d, KernelLayer, Layer
from convstudio.layers.parameters import IntPair
from convstudio.words import count, tr

DECIMALS = 3
SLOPES: dict[Dialect, float] = {"pytorch": 0.01, "keras": 0.3}
FUNCTIONS = {"linear": "none", None: "none"} | {known.name: known.name for known in ACTIVATIONS if not known.has_slope}
Settings = Mapping[str, Any]


KernelShape = tuple[int, int, int, int]


class Around(Struct, frozen=True, eq=False):
    """The context of a line: the input channels and their size (None: not known), and where weights come from."""

    channels: int
    size: IntPair | None
    weights: Callable[[KernelShape], tuple[Array, Array]]


class Pasted(Struct, frozen=True):
    """The layer that a line describes, and a sentence about what could not be taken from it; "" if all was."""

    layer: Layer
    left_out: str = ""


def read_layer(text: str, before: Layer, channels: int | None, size: IntPair | None = None) -> Pasted:
    """The layer of a pasted line, which replaces `before`, for an input with `channels` of a size (None: not known).

    Raises ValueError with a sentence if the line is not one layer, or has a setting that is not possible.
    """
    calls = read_calls(text)
    names = {call.name for call in calls}
    if channels is None:
        known = before.kernel.shape[1] * before.groups if isinstance(before, KernelLayer) else 1
    else:
        known = channels
    pasted = layer_of([part_of(call, names) for call in calls], Around(known, size, partial(_kept, before)))
    layer, remarks = replace(pasted.layer, name=before.name, enabled=before.enabled), pasted.left_out
    if channels is not None and isinstance(layer, KernelLayer) and layer.kernel.shape[1] * layer.groups != channels:
        remarks = f"{_other_channels(layer.kernel.shape[1] * layer.groups, channels)} {remarks}".rstrip()
    return Pasted(layer, remarks)


def layer_of(parts: list[Part], around: Around) -> Pasted:
    """The one layer that some parts make. Raises ValueError with a sentence if they make none, or several."""
    stamped = any(part.signature.role == "conv_transpose2d" for part in parts)
    crops = [part for part in parts if stamped and is_crop(part)]
    pads = [part for part in parts if part.signature.role == "pad" and part not in crops]
    functions = [part for part in parts if part.signature.role == "activation"]
    mains = [part for part in parts if part.signature.role not in ("pad", "crop", "activation")]
    _check_order(parts, len(mains), len(functions))
    remarks: list[str] = []
    function = _activation_settings(functions[0]) if functions else {}
    layer: Layer
    if not mains:
        layer = Activation(**function)
    elif mains[0].signature.role == "conv2d":
        settings = _slid(mains[0])
        settings |= padding_of(mains[0], pads, settings)
        layer = _with_kernel(Conv2d, mains[0], settings, function, around, remarks)
    elif mains[0].signature.role == "conv_transpose2d":
        settings = transposed_settings(mains[0], crops)
        layer = _with_kernel(ConvTranspose2d, mains[0], settings, function, around, remarks)
    elif mains[0].signature.role == "global_avg_pool2d":
        layer = _global_pooling(mains[0])
    else:
        layer = _pooling(mains[0], pads, around.size)
    left_out = [name for part in parts for name in part.left_out]
    if left_out:
        remarks.append(tr("Not taken: {names}.", names=", ".join(left_out)))
    return Pasted(_checked(layer), " ".join(remarks))


def _check_order(parts: list[Part], mains: int, functions: int) -> None:
    """Check the order: padding, then a convolution or pooling, then an activation after a convolution make one layer here.

    After a transposed convolution may come what it cuts off.
    """
    stamped = any(part.signature.role == "conv_transpose2d" for part in parts)
    roles = ["crop" if stamped and is_crop(part) else part.signature.role for part in parts]
    places = {"pad": 0, "crop": 2, "activation": 3}
    wanted = sorted(roles, key=lambda role: places.get(role, 1))
    pooled_and_more = functions and mains and not {"conv2d", "conv_transpose2d"} & set(roles)
    if "crop" in roles and "conv_transpose2d" not in roles:
        raise ValueError(tr("Cutting cells off is possible here behind a transposed convolution only."))
    if "pad" in roles and {"conv_transpose2d", "global_avg_pool2d"} & set(roles):
        raise ValueError(tr("Padding before this layer is not possible here."))
    if mains > 1 or functions > 1 or roles != wanted or pooled_and_more:
        raise ValueError(
            tr("These are several layers, and a line is one. Take them all with “Paste a network” in the menu File.")
        )
    if not mains and not functions:
        raise ValueError(tr("Padding alone is no layer here; paste it with the convolution or pooling behind it."))


def _pooling(part: Part, pads: list[Part], size: IntPair | None) -> Layer:
    settings = _slid(part)
    settings |= padding_of(part, pads, settings)
    if "kernel_size" not in settings:
        raise ValueError(tr("{name} needs a window: kernel_size.", name=part.name))
    settings["stride"] = settings["stride"] or settings["kernel_size"]
    for switch in ("ceil_mode", "count_include_pad"):
        if switch in part.settings:
            settings[switch] = part.settings[switch]
    kind = next(kind for kind in KINDS if kind.kind == part.signature.role)
    apart = bool(pads) and settings["padding"] not in ("valid", "same")  # zeros from a layer before are cells like others
    if kind is AvgPool2d and (apart or part.signature.dialect == "keras"):
        settings["count_include_pad"] = apart
    layer = _checked(kind(**settings))
    if apart and size and not all(alike(axis, layer.ceil_mode) for axis in layer.sliding_axes((1, *size))):
        raise ValueError(tr("Padded by a layer of its own, ceil_mode makes another number of outputs; pad in the pooling."))
    return layer


def _global_pooling(part: Part) -> Layer:
    if part.settings.get("output_size", 1) not in (1, (1, 1)):
        raise part.refused("output_size", tr("only 1 is a layer here: the mean of the whole map"))
    return GlobalAvgPool2d()


def _slid(part: Part) -> dict[str, Any]:
    """Window, stride and dilation under their names here."""
    found: dict[str, Any] = {}
    for name, words in {"kernel_size": ("kernel_size", "pool_size"), "stride": ("stride", "strides"),
                        "dilation": ("dilation", "dilation_rate")}.items():  # fmt: skip
        given = [part.settings[word] for word in words if word in part.settings]
        if given:
            found[name] = None if given[0] is None else pair(words[0], given[0])
    if part.signature.dialect == "keras" and part.signature.role != "conv2d":
        found.setdefault("kernel_size", (2, 2))
    found.setdefault("stride", None)
    if part.name == "Conv2D" and max(found["stride"] or (1, 1)) > 1 and max(found.get("dilation") or (1, 1)) > 1:
        raise ValueError(tr("Keras refuses strides together with dilation_rate: one of them is 1."))
    return found


def _with_kernel(
    kind: type[Conv2d | ConvTranspose2d],
    part: Part,
    settings: dict[str, Any],
    function: Settings,
    around: Around,
    remarks: list[str],
) -> Layer:
    ins = _whole("in_channels", part.settings.get("in_channels", around.channels))
    groups, outs = _whole("groups", part.settings.get("groups", 1)), 0
    if part.name == "DepthwiseConv2D":
        groups, outs = ins, ins * _whole("depth_multiplier", part.settings.get("depth_multiplier", 1))
    else:
        outs = _whole("out_channels", part.settings.get("out_channels", part.settings.get("filters")))
    if ins % groups or outs % groups:
        raise ValueError(
            count(outs, "{i} → {n} channel cannot be split into {g}.", "{i} → {n} channels cannot be split into {g}.",
                  i=ins, g=count(groups, "{n} group", "{n} groups"))
        )  # fmt: skip
    if not part.has_bias:
        remarks.append(tr("It has no bias: all biases are 0."))
    size = settings.pop("kernel_size", None)
    if size is None:
        raise ValueError(tr("{name} needs a kernel: kernel_size.", name=part.name))
    _check("kernel_size", size, kind)
    kernel, bias = _weights(around, (outs, ins // groups, *size), part)
    own = _named_function(part.settings["activation"]) if part.settings.get("activation") else {}
    if own and function:
        raise ValueError(tr("The line has two activations; a layer has one."))
    return kind(kernel=kernel, bias=bias, groups=groups, **{**settings, "stride": settings["stride"] or (1, 1)},
                  **(own or function))  # fmt: skip


def _other_channels(ins: int, channels: int) -> str:
    here = count(channels, "{n} comes in here", "{n} come in here")
    return tr("The line reads {channels}, {here}.", channels=count(ins, "{n} channel", "{n} channels"), here=here)


def _weights(around: Around, shape: KernelShape, part: Part) -> tuple[Array, Array]:
    """Weights and biases of a shape."""
    if max(shape[:2]) > limits.MOST_CHANNELS or prod(shape) > limits.MOST_WEIGHTS:
        raise ValueError(tr("A kernel of {shape} is too large.", shape=" × ".join(map(str, shape))))
    kernel, bias = around.weights(shape)
    return kernel, bias if part.has_bias else frozen(np.zeros(shape[0]))


def new_kernel(shape: KernelShape, seed: int = 0) -> Array:
    """An untrained kernel: normal random numbers with which sums are about as large as the input. It is writable."""
    fan_in = shape[1] * shape[2] * shape[3]
    return np.random.default_rng(seed).normal(0, fan_in**-0.5, shape).round(DECIMALS)


def _kept(before: Layer, shape: KernelShape) -> tuple[Array, Array]:
    """New weights, with the old ones kept as far as they fit."""
    kernel, bias = new_kernel(shape), np.zeros(shape[0])
    if isinstance(before, KernelLayer):
        kept = tuple(slice(min(a, b)) for a, b in zip(before.kernel.shape, shape, strict=True))
        kernel[kept[:2]] = 0.0
        kernel[kept] = before.kernel[kept]
        bias[kept[0]] = before.bias[kept[0]]
    return frozen(kernel), frozen(bias)


def _activation_settings(part: Part) -> dict[str, Any]:
    if part.name == "Activation":
        return _named_function(part.settings.get("activation"))
    if part.signature.word == "leaky_relu":
        slope = part.settings.get("negative_slope", SLOPES[part.signature.dialect])
        return {"activation": "leaky_relu", "negative_slope": slope}
    if part.settings.get("negative_slope"):
        return {"activation": "leaky_relu", "negative_slope": part.settings["negative_slope"]}
    return {"activation": part.signature.word}


def _named_function(word: object) -> dict[str, Any]:
    if word == "leaky_relu":  # given by name only, it has this slope in Keras 3
        return {"activation": "leaky_relu", "negative_slope": 0.2}
    if not isinstance(word, str | None) or word not in FUNCTIONS:
        raise ValueError(tr("The activation {word} is not known here.", word=word))
    return {"activation": FUNCTIONS[word]}


def _checked(layer: Layer) -> Layer:
    """`layer` itself. Raises ValueError for a setting out of bounds."""
    for parameter in layer.parameters:
        wrong = refusal(parameter, getattr(layer, parameter.name))
        if wrong:
            raise ValueError(wrong)
    return layer


def _check(name: str, value: object, kind: type[Layer]) -> None:
    wrong = refusal(next(p for p in kind.parameters if p.name == name), value)
    if wrong:
        raise ValueError(wrong)


def _whole(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise ValueError(tr("{name} is a whole number from 1 up.", name=name))
