"""The edits of an experiment: pure functions that return the next experiment, and the name that undo shows.

An edit that would exceed a limit raises ValueError with a sentence for the user, and the experiment stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import limits
from convstudio.experiment.edits.grouping import channels_into, check_kernel_shape, regrouped
from convstudio.experiment.files.plaintext import plain
from convstudio.experiment.model import Experiment, frozen, owned
from convstudio.layers import KINDS, Array, KernelLayer, Layer
from convstudio.layers.parameters import Choice, Parameter
from convstudio.words import count, tr, translated

Cells = Mapping[tuple[int, int, int], float]  # (channel, row, column) -> value
Weight = tuple[int, int, int, int]  # (C_out, C_in/groups, row, column)


class Edit(Struct, frozen=True, eq=False):
    """The next experiment, and the name of the step."""

    after: Experiment
    label: str


def paint(experiment: Experiment, cells: Cells) -> Edit:
    """Give some input cells new values."""
    after = replace(experiment, input=_with_cells(experiment.input, cells))
    return Edit(after, count(len(cells), "Paint {n} cell", "Paint {n} cells"))


def set_input(
    experiment: Experiment,
    values: Array,
    label: str,
    low: float | None = None,
    high: float | None = None,
    names: tuple[str, ...] | None = None,
) -> Edit:
    """Replace the input (C, H, W), its values of black and white, and the names of its channels.

    Without `names` the channels keep theirs if their number stays the same.
    """
    check_input_shape(values.shape)
    kept = experiment.channel_names if len(values) == len(experiment.input) else ()
    after = replace(
        experiment,
        input=frozen(values),
        low=experiment.low if low is None else low,
        high=experiment.high if high is None else high,
        channel_names=kept if names is None else names,
    )
    return Edit(after, label)


def set_range(experiment: Experiment, low: float, high: float) -> Edit:
    """Set the values shown as black and white in the input. Raises ValueError unless low < high."""
    _check_values((low, high))
    if not low < high:
        raise ValueError(tr("Black is {low} and white {high}: white must be larger.", low=_plain(low), high=_plain(high)))
    return Edit(replace(experiment, low=low, high=high), tr("Change black and white"))


def resize_input(experiment: Experiment, height: int, width: int, anchor: tuple[int, int] = (0, 0)) -> Edit:
    """Resize the input: what fits stays, and new cells are `low`.

    `anchor` says, for rows and for columns, what stays in place: 0 the top or left edge, 1 the middle, 2 the bottom or right
    edge.
    """
    channels, rows, columns = experiment.input.shape
    check_input_shape((channels, height, width))
    values = np.full((channels, height, width), experiment.low)
    down, across = _anchored(rows, height, anchor[0]), _anchored(columns, width, anchor[1])
    values[:, down[1], across[1]] = experiment.input[:, down[0], across[0]]
    return Edit(replace(experiment, input=owned(values)), tr("Resize input to {h} × {w}", h=height, w=width))


def set_weights(experiment: Experiment, index: int, weights: Mapping[Weight, float]) -> Edit:
    """Give some weights of a convolution new values."""
    layer = convolution(experiment, index)
    kernel = _with_cells(layer.kernel, weights)
    label = count(len(weights), "Change {n} weight", "Change {n} weights")
    return Edit(with_layer(experiment, index, replace(layer, kernel=kernel)), label)


def set_kernel(experiment: Experiment, index: int, kernel: Array, label: str, bias: Array | None = None) -> Edit:
    """Replace a kernel (C_out, C_in/groups, k_h, k_w); the bias stays if its length still fits."""
    layer = convolution(experiment, index)
    if kernel.ndim != 4 or max(kernel.shape[2:]) > limits.LARGEST_KERNEL or min(kernel.shape) < 1:
        raise ValueError(tr("A kernel has 1 to {n} rows and columns.", n=limits.LARGEST_KERNEL))
    check_kernel_shape(kernel.shape[0], kernel.shape[1], kernel.shape[2], kernel.shape[3])
    given = layer.bias if bias is None else bias
    fitting = within_limits(given if len(given) == len(kernel) else np.resize(given, len(kernel)))
    another = replace(layer, kernel=frozen(within_limits(kernel)), bias=frozen(fitting))
    return Edit(with_layer(experiment, index, another), label)


def set_bias(experiment: Experiment, index: int, channel: int, value: float) -> Edit:
    """Set the bias of one output channel."""
    return set_biases(experiment, index, {channel: value})


def set_biases(experiment: Experiment, index: int, values: Mapping[int, float]) -> Edit:
    """Set the biases of some output channels."""
    layer = convolution(experiment, index)
    bias = _with_cells(layer.bias, {(channel,): value for channel, value in values.items()})
    return Edit(with_layer(experiment, index, replace(layer, bias=bias)), tr("Change bias"))


def set_parameter(experiment: Experiment, index: int, name: str, value: Any) -> Edit:
    """Change a setting of a layer. Raises ValueError if the value is out of bounds, and says which values are allowed."""
    layer = experiment.layers[index]
    parameter = next(p for p in layer.parameters if p.name == name)
    wrong = refusal(parameter, value)
    if wrong:
        raise ValueError(wrong)
    word = translated(dict(parameter.options)[value]) if isinstance(parameter, Choice) else setting_text(value)
    label = tr("{title} {value}", title=translated(parameter.title), value=word)
    return Edit(with_layer(experiment, index, _set(layer, name, value, channels_into(experiment, index))), label)


def refusal(parameter: Parameter, value: object) -> str | None:
    """A sentence that says why a setting cannot have a value, and which ones are allowed; None if it can."""
    wanted = parameter.check(value)
    if wanted is None:
        return None
    return tr(
        "{title}: {value} is not possible; {wanted}.",
        title=translated(parameter.title),
        value=setting_text(value),
        wanted=wanted,
    )


def add_layer(experiment: Experiment, layer: Layer, index: int | None = None) -> Edit:
    """Add a layer at the end, or before `index`."""
    if len(experiment.layers) >= limits.MOST_LAYERS:
        raise ValueError(tr("An experiment has at most {n} layers.", n=limits.MOST_LAYERS))
    at = len(experiment.layers) if index is None else index
    layers = (*experiment.layers[:at], layer, *experiment.layers[at:])
    return Edit(replace(experiment, layers=layers), tr("Add {layer}", layer=layer.label))


def remove_layer(experiment: Experiment, index: int) -> Edit:
    """Remove a layer."""
    layers = (*experiment.layers[:index], *experiment.layers[index + 1 :])
    return Edit(replace(experiment, layers=layers), tr("Remove {layer}", layer=experiment.layers[index].label))


def set_words(experiment: Experiment, *, title: str | None = None, notes: str | None = None) -> Edit:
    """Change the title or the notes, cut to their limits and without control characters, which no file may hold."""
    after = replace(
        experiment,
        title=experiment.title if title is None else plain(title[: limits.LONGEST_TITLE]),
        notes=experiment.notes if notes is None else plain(notes[: limits.LONGEST_NOTES], lines=True),
    )
    return Edit(after, tr("Change title") if notes is None else tr("Change notes"))


def new_layer(kind: str, channels: int) -> Layer:
    """A layer of a kind, with the defaults that the kind has for so many input channels."""
    return next(layer for layer in KINDS if layer.kind == kind).fresh(channels)


def convolution(experiment: Experiment, index: int) -> KernelLayer:
    """The convolution at an index of the strip. Raises TypeError if that layer is something else."""
    layer = experiment.layers[index]
    if not isinstance(layer, KernelLayer):
        raise TypeError(f"layer {index} is a {layer.kind}, not a convolution")
    return layer


def within_limits(values: Array) -> Array:
    """Return `values` unchanged. Raises ValueError if one of them is too large, or NaN."""
    high, low = float(values.max(initial=0.0)), float(values.min(initial=0.0))
    _check_values((high, low))
    return values


def setting_text(value: object) -> str:
    """A setting as the history shows it: "2 × 1", "same", "on"."""
    match value:
        case bool():
            return tr("on") if value else tr("off")
        case (int() as height, int() as width):
            return f"{height} × {width}"
        case ((top, bottom), (left, right)):
            return tr("top {t}, bottom {b}, left {l}, right {r}", t=top, b=bottom, l=left, r=right)
        case _:
            return str(value)


def _set(layer: Layer, name: str, value: Any, channels: int) -> Layer:
    if isinstance(layer, KernelLayer) and name == "groups":
        return regrouped(layer, value, channels)
    if isinstance(layer, KernelLayer) and name == "kernel_size":
        return replace(layer, kernel=_resized_kernel(layer.kernel, *value))
    return layer.with_setting(name, value, channels)


def _resized_kernel(kernel: Array, height: int, width: int) -> Array:
    check_kernel_shape(kernel.shape[0], kernel.shape[1], height, width)
    values = np.zeros((*kernel.shape[:2], height, width))
    kept = slice(min(kernel.shape[2], height)), slice(min(kernel.shape[3], width))
    values[:, :, *kept] = kernel[:, :, *kept]
    return owned(values)


def _anchored(before: int, after: int, anchor: int) -> tuple[slice, slice]:
    """Which part of `before` cells stays, and where it lies among `after` cells; an odd cell goes to the bottom or right."""
    shift = (0, (after - before) // 2, after - before)[anchor]
    kept = min(before, after)
    return (slice(max(-shift, 0), max(-shift, 0) + kept), slice(max(shift, 0), max(shift, 0) + kept))


def _with_cells(array: Array, cells: Mapping[Any, float]) -> Array:
    _check_values(cells.values())
    values = array.copy()
    for cell, value in cells.items():
        values[cell] = value
    return owned(values)


def with_layer(experiment: Experiment, index: int, layer: Layer) -> Experiment:
    """The experiment with another layer at an index of the strip."""
    return replace(experiment, layers=(*experiment.layers[:index], layer, *experiment.layers[index + 1 :]))


def _check_values(values: Iterable[float]) -> None:
    for value in values:
        if not abs(value) <= limits.LARGEST_VALUE:
            most = _plain(limits.LARGEST_VALUE)
            raise ValueError(tr("{value} is too large: values go up to ±{most}.", value=_plain(value), most=most))


def _plain(value: float) -> str:
    """A number for a sentence."""
    return f"{value:g}".replace("e+", "e").replace("-", "−")


def check_input_shape(shape: tuple[int, ...]) -> None:
    """Raise ValueError with a sentence if an input (C, H, W) would be too large, or empty."""
    channels, height, width = shape
    if not (1 <= height <= limits.LARGEST_SIDE and 1 <= width <= limits.LARGEST_SIDE):
        raise ValueError(
            tr(
                "An input of {h} × {w} is not possible: 1 to {n} rows and columns.",
                h=height,
                w=width,
                n=limits.LARGEST_SIDE,
            )
        )
    if not 1 <= channels <= limits.MOST_INPUT_CHANNELS or channels * height * width > limits.MOST_INPUT_CELLS:
        raise ValueError(
            count(
                channels,
                "An input of {n} channel with {h} × {w} is too large: at most {m} channels and {cells} cells.",
                "An input of {n} channels with {h} × {w} is too large: at most {m} channels and {cells} cells.",
                h=height, w=width, m=limits.MOST_INPUT_CHANNELS, cells=limits.MOST_INPUT_CELLS,
            )
        )  # fmt: skip
