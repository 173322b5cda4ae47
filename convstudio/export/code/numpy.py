"""An experiment as a program in plain NumPy, with readable loops. It computes the numbers on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod

from msgspec import Struct

from convstudio.engine.geometry import NO_SIDES, Axis, Sides
from convstudio.experiment import Evaluation, shape_of
from convstudio.export.code.functions import FUNCTIONS
from convstudio.export.code.source import array, comments, heading, name_of, needs_bytes, number, plain, stopped, told
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
from convstudio.scene.words.naming import layer_name
from convstudio.words import tr

MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}  # as np.pad has them
ACTIVATIONS = {
    "none": "{x}",
    "relu": "relu({x})",
    "leaky_relu": "leaky_relu({x}, {slope})",
    "sigmoid": "sigmoid({x})",
    "tanh": "np.tanh({x})",
    "gelu": "gelu({x})",
    "softplus": "softplus({x})",
}


class Step(Struct, frozen=True):
    """What a layer does: lines that define its weights, and the expression of its output."""

    before: tuple[str, ...]
    value: str
    remark: str = ""


def numpy_program(evaluation: Evaluation) -> str:
    """The whole program. Run, it prints every map; imported, it has them as x, y_1, y_2 and so on."""
    experiment = evaluation.experiment
    steps = list(_steps(evaluation))
    known = [step for step in steps if step]
    functions = _needed(" ".join(step.value for step in known))
    imports = [
        *(["import base64"] if needs_bytes(experiment) else []),
        *(["import math"] if "gelu" in functions else []),
    ]
    parts = [
        *heading(experiment, tr("Needs NumPy. Run it: it prints every map.")), "",
        *imports, *([""] if imports else []), "import numpy as np", "", "",
        *(line for name in functions for line in (*FUNCTIONS[name].strip("\n").split("\n"), "", "")),
        f"# {tr('The input: channels, rows, columns')}", f"x = {array(experiment.input, len('x = '))}", "",
        *(line for index, step in enumerate(steps) for line in (*_lines(evaluation, index, step), "")),
        *stopped(evaluation, len(known)),
        "", *_printing(evaluation, len(known)),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _needed(calls: str) -> list[str]:
    """The functions that are called, in the order in which they are defined."""
    named = {name for name in FUNCTIONS if re.search(rf"\b{name}\(", calls)}
    if named & {"max_pool2d", "avg_pool2d"}:
        named.add("taps")
    return [name for name in FUNCTIONS if name in named]


def _steps(evaluation: Evaluation) -> Iterator[Step | None]:
    """The layers as far as they have outputs; then None if a layer cannot be expressed."""
    for index, result in enumerate(evaluation.results):
        before = evaluation.input_of(index)
        if before is None or result.output is None:
            return
        step = _step(result.layer, index + 1, shape_of(before), f"y_{index}" if index else "x")
        yield step
        if step is None:
            return


def _lines(evaluation: Evaluation, index: int, step: Step | None) -> Iterator[str]:
    if step is None:
        yield from comments(tr("{layer}: plain NumPy has no words for this here.", layer=name_of(evaluation, index)))
        return
    yield from told(evaluation, index, step.remark)
    yield from step.before
    yield f"y_{index + 1} = {step.value}"


def _printing(evaluation: Evaluation, known: int) -> Iterator[str]:
    yield from ('if __name__ == "__main__":', "    np.set_printoptions(suppress=True, linewidth=120)")
    named = [(tr("Input X"), "x"), *((plain(layer_name(evaluation, index)), f"y_{index + 1}") for index in range(known))]
    for name, variable in named:
        yield f"    print({name!r}, {variable}.shape)"
        yield f"    print({variable})"


def _step(layer: Layer, place: int, shape: Shape, x: str) -> Step | None:
    """A layer that reads `x`; None for a kind that cannot be expressed."""
    if not layer.enabled:
        return Step((), x, tr("switched off: passed on unchanged"))
    match layer:
        case Conv2d():
            return _activated(layer, _convolution(layer, place, shape, x))
        case ConvTranspose2d():
            return _activated(layer, _transposed(layer, place, x))
        case MaxPool2d():
            return _maximum(layer, shape, x)
        case AvgPool2d():
            return _average(layer, place, shape, x)
        case GlobalAvgPool2d():
            return Step((), f"{x}.mean(axis=(1, 2), keepdims=True)")
        case Activation():
            return _function(layer.activation, layer.negative_slope, Step((), x))
        case _:
            return None


def _activated(layer: KernelLayer, step: Step) -> Step | None:
    return _function(layer.activation, layer.negative_slope, step)


def _function(name: str, slope: float, step: Step) -> Step | None:
    form = ACTIVATIONS.get(name)
    return Step(step.before, form.format(x=step.value, slope=number(slope)), step.remark) if form else None


def _weights(layer: KernelLayer, place: int) -> tuple[str, str]:
    kernel, bias = f"kernel_{place} = ", f"bias_{place} = "
    return kernel + array(layer.kernel, len(kernel)), bias + array(layer.bias, len(bias))


def _convolution(layer: Conv2d, place: int, shape: Shape, x: str) -> Step:
    kernel, bias = _weights(layer, place)
    rows, columns = layer.sliding_axes(shape)
    sides: Sides = ((rows.before, rows.after), (columns.before, columns.after))
    flipped = f"kernel_{place} = kernel_{place}[:, :, ::-1, ::-1]  # {tr('turned by 180°: convolution as mathematics has it')}"
    settings = _settings(stride=layer.stride, dilation=layer.dilation, groups=layer.groups)
    value = f"conv2d({padded(x, sides, MODES.get(layer.padding_mode, ''))}, kernel_{place}, bias_{place}{settings})"
    return Step((kernel, *([flipped] if layer.flip else []), bias), value, _word(layer))


def _transposed(layer: ConvTranspose2d, place: int, x: str) -> Step:
    settings = _settings(
        stride=layer.stride, cut=layer.cut, added=layer.output_padding, dilation=layer.dilation, groups=layer.groups
    )
    return Step(_weights(layer, place), f"conv_transpose2d({x}, kernel_{place}, bias_{place}{settings})")


def _maximum(layer: MaxPool2d, shape: Shape, x: str) -> Step:
    axes = layer.sliding_axes(shape)
    settings = _settings(dilation=layer.dilation)
    inner = padded(x, whole_sides(axes), fill="-np.inf")
    return Step((), f"max_pool2d({inner}, {layer.kernel_size}, {layer.stride}{settings}){cut_to(axes)}", _word(layer))


def _average(layer: AvgPool2d, place: int, shape: Shape, x: str) -> Step:
    rows, columns = axes = layer.sliding_axes(shape)
    sides = whole_sides(axes)
    every = all(axis.overhang == 0 and (layer.count_include_pad or axis.before == axis.after == 0) for axis in axes)
    value = f"avg_pool2d({padded(x, sides)}, {layer.kernel_size}, {layer.stride}"
    if every:
        return Step((), f"{value}){cut_to(axes)}", _word(layer))
    own: Sides = ((rows.before, rows.after), (columns.before, columns.after)) if layer.count_include_pad else NO_SIDES
    ones = f"np.ones((1, {rows.size + sum(own[0])}, {columns.size + sum(own[1])}))"
    (top, bottom), (left, right) = sides
    rest: Sides = ((top - own[0][0], bottom - own[0][1]), (left - own[1][0], right - own[1][1]))
    what = tr("1 where a cell counts in the mean")
    counts = f"counted_{place} = {padded(ones, rest)}  # {what}"
    return Step((counts,), f"{value}, counted_{place}){cut_to(axes)}", _word(layer))


def whole_sides(axes: tuple[Axis, Axis]) -> Sides:
    """((top, bottom), (left, right)) cells around a map, including those that the last windows of ceil_mode overhang."""
    rows, columns = axes
    return (rows.before, rows.after + rows.overhang), (columns.before, columns.after + columns.overhang)


def padded(x: str, sides: Sides, mode: str = "", fill: str = "") -> str:
    """An expression with padding around it: zeros, or a mode of np.pad."""
    if sides == NO_SIDES:
        return x
    how = f', mode="{mode}"' if mode else f", constant_values={fill}" if fill else ""
    return f"np.pad({x}, ((0, 0), {sides[0]}, {sides[1]}){how})"


def cut_to(axes: tuple[Axis, Axis]) -> str:
    """An index that removes windows which ceil_mode leaves out because they would begin in the padding."""
    plainly = [(axis.padded + axis.overhang - axis.span) // axis.stride + 1 for axis in axes]
    wanted = [axis.count for axis in axes]
    return "" if plainly == wanted else f"[:, :{wanted[0]}, :{wanted[1]}]"


def _settings(**settings: object) -> str:
    """Named arguments, without those that have their default."""
    usual = {"stride": (1, 1), "dilation": (1, 1), "groups": 1, "cut": NO_SIDES, "added": (0, 0)}
    return "".join(f", {name}={value}" for name, value in settings.items() if value != usual[name])


def _word(layer: Conv2d | Pooling) -> str:
    """The comment on padding given by name, and on ceil_mode; "" if there is neither."""
    words = [tr("padding “{word}”", word=layer.padding)] if isinstance(layer.padding, str) and layer.padding != "valid" else []
    if layer.ceil_mode and prod(layer.window) > 1:
        words.append(tr("the last window may hang over the edge"))
    return ", ".join(words)
