"""The steps of a network as layers, for an input of some shape: what each becomes, what is left out, where the layers end."""

from __future__ import annotations

from math import prod
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import frozen, limits
from convstudio.experiment.budget import NUMBER, Spent, cost_of, overdrawn
from convstudio.export.network.meant import Step
from convstudio.export.network.reading import Reading
from convstudio.export.network.strangers import FLATTENING, TAKES_ROW, effect_of, said_of
from convstudio.export.parts import Part, part_of
from convstudio.export.reading import Around, KernelShape, layer_of, new_kernel
from convstudio.export.signatures import OUT_FIRST, signature
from convstudio.export.transposed import is_crop
from convstudio.export.values import brief
from convstudio.layers import Array, KernelLayer, Layer, Problem, Shape
from convstudio.scene.cards.layer_table import thousands
from convstudio.words import tr

MOST_NUMBERS = 5_000_000  # weights in all kernels together: as many as the file of an experiment may hold
Role = Literal["layer", "part", "skipped", "ends", "behind"]


class Row(Struct, frozen=True, eq=False):
    """One step. `number` is the layer that it becomes, or becomes a part of, counted from 0; None if it is none.

    `behind` says that it comes after the end of what can be shown; `refused`, that it is a layer of a kind that is known, but
    cannot be as it is written. The row of a layer's main call has the layer's shapes.
    """

    step: Step
    role: Role
    number: int | None = None
    words: str = ""
    part: Part | None = None
    layer: Layer | None = None
    shape_in: Shape | None = None
    shape_out: Shape | None = None
    problem: Problem | None = None
    refused: bool = False


class Strip(Struct, frozen=True, eq=False):
    """The layers; `drawn` are those whose weights are still to be drawn at random. `rows` has every step."""

    input: Shape
    rows: tuple[Row, ...]
    layers: tuple[Layer, ...]
    drawn: frozenset[int]

    @property
    def stuck(self) -> Row | None:
        """The first layer that cannot work on what arrives."""
        return next((row for row in self.rows if row.problem), None)

    @property
    def end(self) -> Row | None:
        """The step before which the strip ends; None if it has all steps."""
        return next((row for row in self.rows if row.role == "ends"), None)

    def filled(self) -> tuple[Layer, ...]:
        """The layers with weights: those in the code, else random ones with a fixed seed, as for new layers."""
        return tuple(_filled(layer, number) if number in self.drawn else layer for number, layer in enumerate(self.layers))


class _Group(Struct):
    """The indices of the steps that make one layer."""

    places: list[int]
    main: int


def strip_of(reading: Reading, shape: Shape, *, any_channels: bool = False) -> Strip:
    """The layers of a network for an input (C, H, W).

    With `any_channels` kernels read whatever arrives, so that only sizes can fail to fit.
    """
    groups, rows = _grouped(_understood(reading))
    return _built(groups, rows, shape, any_channels=any_channels)


def _understood(reading: Reading) -> list[Row]:
    """A row for each step by itself."""
    rows = [_row(step, reading.names) for step in reading.steps]
    end = next((place for place, row in enumerate(rows) if row.role == "ends"), None)
    return rows if end is None else _ended(rows, end, rows[end].words)


def _row(step: Step, names: set[str]) -> Row:
    name, effect = step.call.name, step.effect or effect_of(step.call.name)
    if effect:
        words = step.words or said_of(name)
        same = tr("{reason} The shapes stay as they are without it.", reason=words)
        return Row(step, "ends", words=words) if effect == "ends" else Row(step, "skipped", words=same)
    if signature(step.call.prefix, name, names) is None:
        return Row(step, "ends", words=tr("{name} is not known here.", name=brief(name)))
    try:
        return Row(step, "layer", part=part_of(step.call, names))
    except ValueError as wrong:
        return Row(step, "ends", words=str(wrong), refused=True)


def _grouped(rows: list[Row]) -> tuple[list[_Group], list[Row]]:
    """The groups of steps that make a layer together: padding before it, a crop and an activation after it. And the rows, with
    those that cannot be layers.
    """
    groups: list[_Group] = []
    pads: list[int] = []
    for place, row in enumerate(rows):
        if row.part is None or row.role != "layer":
            if row.role in ("ends", "behind"):
                break
            continue
        role, last = row.part.signature.role, groups[-1] if groups and not pads else None
        if last and _takes(last, row.part, rows):
            last.places.append(place)
        elif role == "crop":
            words = tr("Cutting cells off is possible here behind a transposed convolution only.")
            return groups, _ended(rows, place, words)
        elif role == "pad":
            pads.append(place)
        elif role == "activation" and pads:
            break
        else:
            groups.append(_Group([*pads, place], place))
            pads = []
    if pads:
        words = tr("This padding belongs to no layer: a convolution or a pooling has to follow.")
        return groups, _ended(rows, pads[0], words)
    return groups, rows


def _takes(group: _Group, part: Part, rows: list[Row]) -> bool:
    """Whether a layer includes one more step: an activation after its kernel, a crop after a transposed convolution."""
    main, others = rows[group.main].part, [rows[place].part for place in group.places]
    assert main is not None
    has_function = main.settings.get("activation") or any(p and p.signature.role == "activation" for p in others)
    if part.signature.role == "activation":
        return main.signature.role in ("conv2d", "conv_transpose2d") and not has_function
    return main.signature.role == "conv_transpose2d" and not has_function and is_crop(part)


def _ended(rows: list[Row], place: int, words: str) -> list[Row]:
    """The rows with an end at an index, and the reason."""
    end = replace(rows[place], role="ends", number=None, words=tr("{reason} The layers end before it.", reason=words))
    behind = [replace(row, role="behind", number=None) for row in rows[place + 1 :]]
    return [*rows[:place], end, *(replace(row, words="") if row.part else row for row in behind)]


def _built(groups: list[_Group], rows: list[Row], shape: Shape, *, any_channels: bool) -> Strip:
    layers: list[Layer] = []
    drawn: set[int] = set()
    channels, arriving, spent = shape[0], shape, Spent(NUMBER * shape[0] * shape[1] * shape[2])
    at: Shape | None = arriving
    for group in groups:
        number = len(layers)
        try:
            layer, words = _layer_of(group, rows, channels, at)
            _check_room(layers, layer)
        except ValueError as wrong:
            rows = _ended(rows, group.places[0], str(wrong))
            rows[group.places[0]] = replace(rows[group.places[0]], refused=True)
            break
        problem = None if at is None else layer.problem(at)
        if any_channels and at and problem and isinstance(layer, KernelLayer) and problem.parameter == "kernel":
            layer = replace(layer, kernel=_empty((len(layer.kernel), at[0], *layer.window))[0], groups=1)
            problem = layer.problem(at)
        if at and problem is None:
            problem = overdrawn(spent, cost_of(layer, at))
        out = layer.output_shape(at) if at and problem is None else None
        for place in group.places:
            rows[place] = replace(rows[place], role="part", number=number)
        rows[group.main] = replace(rows[group.main], role="layer", layer=layer, words=words, shape_in=at, shape_out=out,
                                   problem=problem)  # fmt: skip
        if isinstance(layer, KernelLayer):
            if _numbers(rows[group.main].step) is None:
                drawn.add(number)
        if at and out:
            spent = spent.with_layer(cost_of(layer, at))
        layers.append(layer)
        channels, at = layer.out_channels(channels), out
    return Strip(shape, tuple(_counted(rows, at)), tuple(layers), frozenset(drawn))


def _counted(rows: list[Row], shape: Shape | None) -> list[Row]:
    """The rows, in which the first layer after the maps that takes a row of numbers says whether as many arrive as it wants."""
    end = next((place for place, row in enumerate(rows) if row.role == "ends"), len(rows))
    flat = False
    for place in range(end, len(rows) if shape else end):
        call = rows[place].step.call
        if call.name in TAKES_ROW and flat:
            name = TAKES_ROW[call.name]
            takes = dict(call.named).get(name, call.positional[0] if call.positional else None)
            if isinstance(takes, int) and shape and takes != prod(shape):
                problem = Problem(name, f"{takes} ≠ {prod(shape)}", tr("Let it take {n}.", n=prod(shape)))
                return [*rows[:place], replace(rows[place], shape_in=shape, problem=problem), *rows[place + 1 :]]
            return rows
        flat = flat or call.name in FLATTENING
        part = rows[place].part
        passes = part is not None and part.signature.role == "activation"
        if call.name not in FLATTENING and not passes and effect_of(call.name) != "same":
            return rows
    return rows


def _layer_of(group: _Group, rows: list[Row], channels: int, shape: Shape | None) -> tuple[Layer, str]:
    """The layer of a group, with an empty kernel if the code has no numbers, and what could not be taken.

    Raises ValueError with a sentence if the layer is not possible here.
    """
    parts = [part for place in group.places if (part := rows[place].part)]
    pasted = layer_of(parts, Around(channels, (shape[1], shape[2]) if shape else None, _empty))
    layer, step = pasted.layer, rows[group.main].step
    if isinstance(layer, KernelLayer) and step.kernel is not None and step.kernel.values is not None:
        kernel = _as_kernel(step, rows[group.main].part, layer)
        if kernel is None or kernel.shape != layer.kernel.shape:
            sides = " × ".join(map(str, step.kernel.shape))
            raise ValueError(tr("The numbers given to its kernel, {shape}, do not fit it.", shape=sides))
        layer = replace(layer, kernel=frozen(kernel), bias=frozen(np.zeros(len(kernel))))
        if step.bias is not None and step.bias.values is not None and step.bias.shape == layer.bias.shape:
            layer = replace(layer, bias=frozen(step.bias.values))
    return layer, pasted.left_out


def _numbers(step: Step) -> Array | None:
    return step.kernel.values if step.kernel is not None else None


def _as_kernel(step: Step, part: Part | None, layer: KernelLayer) -> Array | None:
    """The numbers of a kernel in the order used here, (C_out, C_in/groups, k_h, k_w); None if they do not have four axes.

    PyTorch has the input channels of a transposed convolution first. Keras has rows and columns first, then inputs, then
    outputs; for a depthwise kernel, the outputs of each channel are last; for a transposed convolution, outputs come before
    inputs.
    """
    numbers = _numbers(step)
    if numbers is None or numbers.ndim != 4 or part is None:
        return None
    stamps = part.signature.role not in OUT_FIRST
    if part.signature.dialect == "keras":
        if part.name == "DepthwiseConv2D":
            return numbers.transpose(2, 3, 0, 1).reshape(-1, 1, *numbers.shape[:2])
        return numbers.transpose(2, 3, 0, 1) if stamps else numbers.transpose(3, 2, 0, 1)
    if not stamps:
        return numbers
    ins, each, high, wide = numbers.shape
    if ins % layer.groups:
        return None
    split = numbers.reshape(layer.groups, ins // layer.groups, each, high, wide).swapaxes(1, 2)
    return split.reshape(layer.groups * each, ins // layer.groups, high, wide)


def _empty(shape: KernelShape) -> tuple[Array, Array]:
    """A kernel and a bias that take no memory, until it is known that they are wanted."""
    return np.broadcast_to(np.zeros(()), shape), np.broadcast_to(np.zeros(()), shape[:1])


def _filled(layer: Layer, number: int) -> Layer:
    assert isinstance(layer, KernelLayer)
    outs, depth, high, wide = layer.kernel.shape
    return replace(layer, kernel=frozen(new_kernel((outs, depth, high, wide), number)), bias=frozen(np.zeros(outs)))


def _check_room(layers: list[Layer], layer: Layer) -> None:
    """Raise ValueError with a sentence if there are too many layers, or too many weights in them."""
    if len(layers) >= limits.MOST_LAYERS:
        raise ValueError(tr("An experiment has at most {n} layers.", n=limits.MOST_LAYERS))
    weights = sum(each.weight_count() for each in (*layers, layer))
    if weights > MOST_NUMBERS:
        raise ValueError(
            tr(
                "The layers up to here have {n} weights; at most {most} are possible.",
                n=thousands(weights),
                most=thousands(MOST_NUMBERS),
            )
        )
