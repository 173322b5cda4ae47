"""The single edit that makes an impossible layer possible, offered as a button beside the problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from convstudio.experiment import Evaluation, Experiment, edits, shape_of
from convstudio.experiment.edits import Edit, channel_edits
from convstudio.layers import Layer, Padding, Problem
from convstudio.words import count, tr


class Mend(Struct, frozen=True, eq=False):
    """A button beside a problem: its text, its help, and the edit that it makes."""

    words: str
    help: str
    edit: Callable[[Experiment], Edit]


def mending(evaluation: Evaluation, index: int) -> Mend | None:
    """The edit that solves a layer's problem; None if it has no problem, or no single edit solves it."""
    result = evaluation.results[index]
    x = evaluation.input_of(index)
    if result.problem is None or x is None:
        return None
    return _mend(result.problem, result.layer, shape_of(x), index)


def first_layer(experiment: Experiment) -> Mend:
    """The button where no layer is: it adds a convolution."""
    layer = edits.new_layer("conv2d", len(experiment.input))
    told = tr("Any other layer is in the list of “Add a layer”")
    return Mend(tr("Add a convolution"), told, partial(edits.add_layer, layer=layer))


def _mend(problem: Problem, layer: Layer, shape: tuple[int, int, int], index: int) -> Mend | None:
    match problem.parameter:
        case "kernel" | "groups":
            words = tr("Make the kernel fit") if problem.parameter == "kernel" else tr("Choose fitting groups")
            told = tr("Give the kernel as many slices as channels come in; slices that are missing are copies")
            return Mend(words, told, partial(channel_edits.fit_kernel, index=index))
        case "kernel_size":
            return _padding(layer, shape, index)
        case _:
            return None


def _padding(layer: Layer, shape: tuple[int, int, int], index: int) -> Mend | None:
    """The padding that lets a window larger than its input fit; None if no allowed padding does."""
    rows, columns = layer.sliding_axes(shape)
    down, across = max(rows.span - rows.padded, 0), max(columns.span - columns.padded, 0)
    sides = (
        (rows.before + down // 2, rows.after + down - down // 2),
        (columns.before + across // 2, columns.after + across - across // 2),
    )
    if not _works(layer, sides, shape):
        return None
    more_rows, more_columns = count(down, "{n} more row", "{n} more rows"), count(across, "{n} more column", "{n} more columns")
    both = tr("{rows} and {columns}", rows=more_rows, columns=more_columns)
    words = tr("Pad {missing}", missing=both if down and across else more_rows if down else more_columns)
    told = tr("Add what is missing around the input, so that the window fits once")
    return Mend(words, told, partial(edits.set_parameter, index=index, name="padding", value=sides))


def _works(layer: Layer, padding: Padding, shape: tuple[int, int, int]) -> bool:
    """Whether a layer may have a padding, and has an output with it."""
    parameter = next(parameter for parameter in layer.parameters if parameter.name == "padding")
    allowed = edits.refusal(parameter, padding) is None
    return allowed and layer.with_setting("padding", padding, shape[0]).problem(shape) is None
