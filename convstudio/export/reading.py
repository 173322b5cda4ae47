"""A pasted line as a layer: what it says is checked like every other setting, what it cannot say stays.

The line is the whole layer: a convolution without an activation behind it has none. Weights are no part of a line: those that
still fit stay, new stacks start random normal, with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine import ACTIVATIONS
from convstudio.engine.geometry import Sides
from convstudio.experiment import frozen, limits
from convstudio.experiment.edits import refusal
from convstudio.export.calls import Call, Unread, read_calls
from convstudio.export.signatures import KERAS, PYTORCH, SILENT, Dialect, Signature, signature
from convstudio.layers import KINDS, Activation, Array, AvgPool2d, Conv2d, Layer, Padding
from convstudio.layers.parameters import IntPair
from convstudio.words import count, tr

DECIMALS = 3
NO_SIDES: Sides = ((0, 0), (0, 0))
SLOPES: dict[Dialect, float] = {"pytorch": 0.01, "keras": 0.3}
FUNCTIONS = {"linear": "none", None: "none"} | {known.name: known.name for known in ACTIVATIONS if not known.has_slope}
Settings = Mapping[str, Any]


class Pasted(Struct, frozen=True):
    """The layer that a line describes, and a sentence about what could not be taken from it; "" if all was."""

    layer: Layer
    left_out: str = ""


class Part(Struct, frozen=True):
    """A call that is understood: its settings by name, and the names of those that are not."""

    signature: Signature
    name: str
    settings: dict[str, Any]
    left_out: tuple[str, ...] = ()


def read_layer(text: str, before: Layer, channels: int | None) -> Pasted:
    """The layer of a pasted line, in the place of `before`, for `channels` that come in (None: not known).

    Raises ValueError with a sentence if the line is not one layer, or has a setting that is not possible.
    """
    calls = read_calls(text)
    names = {call.name for call in calls}
    parts = [_part(call, names) for call in calls]
    pads = [part for part in parts if part.signature.role == "pad"]
    functions = [part for part in parts if part.signature.role == "activation"]
    mains = [part for part in parts if part.signature.role not in ("pad", "activation")]
    _check_order(parts, len(mains), len(functions))
    remarks: list[str] = []
    if mains:
        function = _activation_settings(functions[0]) if functions else None
        layer = _windowed(mains[0], _padded(pads), function, before, channels, remarks)
    else:
        layer = Activation(**_activation_settings(functions[0]))
    left_out = [name for part in parts for name in part.left_out]
    if left_out:
        remarks.append(tr("Not taken: {names}.", names=", ".join(left_out)))
    return Pasted(_checked(replace(layer, name=before.name, enabled=before.enabled)), " ".join(remarks))


def _check_order(parts: list[Part], mains: int, functions: int) -> None:
    """Padding, then a convolution or pooling, then an activation behind a convolution: that is one layer here."""
    roles = [part.signature.role for part in parts]
    wanted = sorted(roles, key=lambda role: {"pad": 0, "activation": 2}.get(role, 1))
    pooled_and_more = functions and mains and "conv2d" not in roles
    if mains > 1 or functions > 1 or roles != wanted or pooled_and_more:
        raise ValueError(tr("These are several layers; paste one at a time."))
    if not mains and not functions:
        raise ValueError(tr("Padding alone is no layer here; paste it with the convolution or pooling behind it."))


def _part(call: Call, names: set[str]) -> Part:
    found = signature(call.prefix, call.name, names)
    if found is None:
        known = ", ".join(name for name in (*PYTORCH, *KERAS) if "2" in name and "Pad" not in name)
        raise ValueError(tr("{name} is not a layer here; known are {known} and activations.", name=call.name, known=known))
    if len(call.positional) > len(found.takes):
        raise ValueError(tr("{name} has {n} arguments at most by their place.", name=call.name, n=len(found.takes)))
    given = {**dict(zip(found.takes, call.positional, strict=False)), **dict(call.named)}
    taken = {name: value for name, value in given.items() if name in found.takes and not isinstance(value, Unread)}
    fixed = dict(found.fixed)
    for name in fixed.keys() & taken.keys():
        if taken[name] not in (None, fixed[name]):
            raise ValueError(tr("{name}={value} is not possible here.", name=name, value=taken[name]))
    left = tuple(name for name in given if name not in taken and name not in SILENT)
    return Part(found, call.name, taken, left)


def _windowed(
    part: Part, pad: tuple[Sides, str], function: Settings | None, before: Layer, channels: int | None, remarks: list[str]
) -> Layer:
    settings = _slid(part)
    settings |= _padding(part, pad)
    if part.signature.role == "conv2d":
        return _convolution(part, settings, function, before, channels, remarks)
    if "kernel_size" not in settings:
        raise ValueError(tr("{name} needs a window: kernel_size.", name=part.name))
    settings["stride"] = settings["stride"] or settings["kernel_size"]
    for switch in ("ceil_mode", "count_include_pad"):
        if switch in part.settings:
            settings[switch] = part.settings[switch]
    kind = next(kind for kind in KINDS if kind.kind == part.signature.role)
    if kind is AvgPool2d and part.signature.dialect == "keras":
        settings["count_include_pad"] = pad[0] != NO_SIDES
    return kind(**settings)


def _slid(part: Part) -> dict[str, Any]:
    """Window, stride and dilation under their names here."""
    found: dict[str, Any] = {}
    for name, words in {"kernel_size": ("kernel_size", "pool_size"), "stride": ("stride", "strides"),
                        "dilation": ("dilation", "dilation_rate")}.items():  # fmt: skip
        given = [part.settings[word] for word in words if word in part.settings]
        if given:
            found[name] = None if given[0] is None else _pair(name, given[0])
    if part.signature.dialect == "keras" and part.signature.role != "conv2d":
        found.setdefault("kernel_size", (2, 2))
    found.setdefault("stride", None)
    return found


def _padding(part: Part, pad: tuple[Sides, str]) -> dict[str, Any]:
    """Padding and its mode, from the line's own and from the padding before it."""
    own, mode = part.settings.get("padding", 0), part.settings.get("padding_mode", "zeros")
    sides, pad_mode = pad
    if pad_mode == "-inf" and part.signature.role != "max_pool2d":
        raise ValueError(tr("Padding with −inf is possible before a maximum only."))
    if pad_mode == "zeros" and part.signature.role == "max_pool2d" and sides != NO_SIDES:
        raise ValueError(tr("Zeros before a maximum are not possible here: padding never wins."))
    if isinstance(own, str):
        if own.lower() not in ("same", "valid"):
            raise ValueError(tr('padding="{word}" is not possible: "valid", "same" or numbers.', word=own))
        own_sides: Padding = "same" if own.lower() == "same" else NO_SIDES
    else:
        rows, columns = _pair("padding", own)
        own_sides = (rows, rows), (columns, columns)
    if sides != NO_SIDES and own_sides != NO_SIDES:
        raise ValueError(tr("The line pads twice; write all padding into one place."))
    named = {"padding_mode": mode if sides == NO_SIDES else pad_mode} if part.signature.role == "conv2d" else {}
    if sides == NO_SIDES and own_sides == NO_SIDES:
        return {"padding": "valid", **named}
    return {"padding": own_sides if sides == NO_SIDES else sides, **named}


def _convolution(
    part: Part, settings: dict[str, Any], function: Settings | None, before: Layer, channels: int | None, remarks: list[str]
) -> Conv2d:
    known = channels or (before.kernel.shape[1] * before.groups if isinstance(before, Conv2d) else 1)
    ins = _whole("in_channels", part.settings.get("in_channels", known))
    groups, outs = _whole("groups", part.settings.get("groups", 1)), 0
    if part.name == "DepthwiseConv2D":
        groups, outs = ins, ins * _whole("depth_multiplier", part.settings.get("depth_multiplier", 1))
    else:
        outs = _whole("out_channels", part.settings.get("out_channels", part.settings.get("filters")))
    if ins % groups or outs % groups:
        raise ValueError(tr("{i} → {o} channels cannot be split into {g} groups.", i=ins, o=outs, g=groups))
    if channels is not None and ins != channels:
        remarks.append(_other_channels(ins, channels))
    if part.settings.get("bias", part.settings.get("use_bias", True)) is False:
        remarks.append(tr("It has no bias: all biases are 0."))
    size = settings.pop("kernel_size", None)
    if size is None:
        raise ValueError(tr("{name} needs a kernel: kernel_size.", name=part.name))
    _check("kernel_size", size, Conv2d)
    kernel, bias = _weights(before, (outs, ins // groups, *size), part)
    own = _named_function(part.settings["activation"]) if part.settings.get("activation") else {}
    if own and function:
        raise ValueError(tr("The line has two activations; a layer has one."))
    return Conv2d(kernel=kernel, bias=bias, groups=groups, **{**settings, "stride": settings["stride"] or (1, 1)},
                  **(own or function or {}))  # fmt: skip


def _other_channels(ins: int, channels: int) -> str:
    here = count(channels, "{n} comes in here", "{n} come in here")
    return tr("The line reads {channels}, {here}.", channels=count(ins, "{n} channel", "{n} channels"), here=here)


def _weights(before: Layer, shape: tuple[int, int, int, int], part: Part) -> tuple[Array, Array]:
    """Weights and biases of a shape: those that were there as far as they fit."""
    if max(shape[:2]) > limits.MOST_CHANNELS or int(np.prod(shape)) > limits.MOST_WEIGHTS:
        raise ValueError(tr("A kernel of {shape} is too large.", shape=" × ".join(map(str, shape))))
    fan_in = shape[1] * shape[2] * shape[3]
    kernel = np.random.default_rng(0).normal(0, fan_in**-0.5, shape).round(DECIMALS)
    bias = np.zeros(shape[0])
    if isinstance(before, Conv2d):
        kept = tuple(slice(min(a, b)) for a, b in zip(before.kernel.shape, shape, strict=True))
        kernel[kept[:2]] = 0.0
        kernel[kept] = before.kernel[kept]
        bias[kept[0]] = before.bias[kept[0]]
    if part.settings.get("bias", part.settings.get("use_bias", True)) is False:
        bias[:] = 0.0
    return frozen(kernel), frozen(bias)


def _padded(pads: list[Part]) -> tuple[Sides, str]:
    """The cells of the padding before, and its mode ("-inf" for the one that never wins)."""
    if not pads:
        return NO_SIDES, "zeros"
    if len(pads) > 1:
        raise ValueError(tr("The line pads twice; write all padding into one place."))
    part = pads[0]
    value = part.settings.get("value", 0.0)
    if value not in (0, float("-inf")):
        raise ValueError(tr("Padding with {value} is not possible, only zeros or copies of the input.", value=value))
    read = _keras_sides if part.signature.dialect == "keras" else _torch_sides
    return read(part.settings.get("padding", 1 if part.signature.dialect == "keras" else None)), (
        "-inf" if value else part.signature.word
    )


def _torch_sides(value: object) -> Sides:
    match value:
        case int() as n:
            return (n, n), (n, n)
        case (int() as left, int() as right, int() as top, int() as bottom):
            return (top, bottom), (left, right)
    raise ValueError(tr("Padding is a number or (left, right, top, bottom)."))


def _keras_sides(value: object) -> Sides:
    match value:
        case int() as n:
            return (n, n), (n, n)
        case (int() as rows, int() as columns):
            return (rows, rows), (columns, columns)
        case ((int() as top, int() as bottom), (int() as left, int() as right)):
            return (top, bottom), (left, right)
    raise ValueError(tr("Padding is a number, two, or ((top, bottom), (left, right))."))


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
    if word == "leaky_relu":  # by its name alone it has this slope in Keras 3
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


def _pair(name: str, value: object) -> IntPair:
    match value:
        case bool():
            pass
        case int() as n:
            return n, n
        case (int() as height, int() as width):
            return height, width
    raise ValueError(tr("{name} is one whole number or two, not {value}.", name=name, value=value))


def _whole(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise ValueError(tr("{name} is a whole number from 1 up.", name=name))
