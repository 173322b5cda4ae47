"""The view of the matrix as a value: input, kernel and output; the matrix, the flattened input above, the output beside it."""

from __future__ import annotations

from collections.abc import Mapping

from convstudio.experiment import shape_of
from convstudio.layers import KernelLayer
from convstudio.scene.cards.card import Card
from convstudio.scene.matrix import MatrixScene, Scale, scale_to, signed_scale
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import INPUT, MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, map_id, marks_of
from convstudio.scene.state import State
from convstudio.scene.words.naming import layer_name
from convstudio.scene.workspaces.shift.dense import words
from convstudio.scene.workspaces.shift.dense.links import COLUMN, MATRIX, PRODUCT, ROW, marks, place_of
from convstudio.scene.workspaces.shift.dense.matrix import Dense, dense_of, layer_with_kernel
from convstudio.scene.workspaces.shift.lab import LabScene, card_of
from convstudio.scene.workspaces.shift.part import NAME, part
from convstudio.scene.workspaces.shift.words import no_weights, obstacle
from convstudio.words import Text, tr, translated

HELP: Mapping[MatrixId, Text] = {
    MATRIX: "The layer as a matrix: a row for each output, a column for each cell of the input, in the kernel’s colours.",
    ROW: "The input as one row, channel by channel and row by row: each number stands above its column of the matrix.",
    COLUMN: "The output as one column: each number is its row of the matrix times the picture above it.",
    PRODUCT: "The output of the layer, before an activation.",
}


class DenseScene(LabScene, frozen=True, eq=False, kw_only=True):
    """A layer and its matrix; `dense` is None if there is none to show."""

    dense: Dense | None = None


def build(state: State) -> DenseScene:
    """Build the screen of a state."""
    last = state.screens.get(NAME)
    before = last.dense if isinstance(last, DenseScene) else None
    own, evaluation = part(state), state.evaluation
    index = layer_with_kernel(evaluation, state.selected)
    dense = dense_of(evaluation, index, before) if index is not None and evaluation.pending is None else None
    place = place_of(dense, state.focus.spot) if dense else None
    if dense:
        conclusion = words.conclusion(dense, place)
    elif index is not None and evaluation.pending is None:
        layer, x = evaluation.results[index].layer, evaluation.input_of(index)
        assert isinstance(layer, KernelLayer)
        assert x is not None
        conclusion = words.too_large(layer, shape_of(x), layer_name(evaluation, index))
    elif evaluation.results and evaluation.pending is None and not evaluation.problem:
        conclusion = (no_weights(evaluation),)
    else:
        conclusion = (obstacle(evaluation),)
    return DenseScene(
        part=own, evaluation=evaluation, focus=state.focus, selected=state.selected, dense=dense, conclusion=conclusion,
        cards=_cards(state, dense, marks(dense, place)) if dense else (),
        spoken=words.spoken(dense, place, state.focus.spot) if dense and place and state.focus.spot else "",
    )  # fmt: skip


def _cards(state: State, dense: Dense, lit: tuple[Mark, ...]) -> tuple[Card, ...]:
    experiment, display = state.evaluation.experiment, state.display
    first = dense.index == 0
    x = state.evaluation.input_of(dense.index)
    assert x is not None
    of_x = Scale("grey", experiment.low, experiment.high) if first else signed_scale(x, display)
    of_y = scale_to(largest_magnitude(dense.sums), display)
    of_k = signed_scale(dense.layer.kernel, display)
    shown = INPUT if first else map_id(dense.index - 1)
    names = experiment.channel_names if first else ()
    help_ = tr("What goes into the layer.") + (" " + tr("Paint on it, or type over a cell.") if first else "")
    output = tr("Output") if dense.layer.activation == "none" else tr("Before the activation")
    flat = dense.part.reshape(1, 1, -1)
    return (
        card_of(shown, tr("Input"), "X", x, of_x, _with_part(dense, lit, shown), help_, editable=first, names=names),
        _kernel_card(dense, of_k, lit),
        card_of(PRODUCT, output, "Y", dense.sums, of_y, lit, translated(HELP[PRODUCT])),
        card_of(ROW, tr("X as a row"), "x", flat, of_x, lit, translated(HELP[ROW])),
        card_of(MATRIX, tr("Matrix"), "M", dense.matrix[None], of_k, lit, translated(HELP[MATRIX])),
        card_of(COLUMN, tr("Y"), "y", dense.product.reshape(1, -1, 1), of_y, lit, translated(HELP[COLUMN])),
    )


def _with_part(dense: Dense, lit: tuple[Mark, ...], shown: MatrixId) -> tuple[Mark, ...]:
    """Add an outline around the part of the input that the matrix covers, if it does not cover all of it."""
    if not dense.cropped:
        return lit
    channels, height, width = dense.part.shape
    rows, columns = tuple(range(height)), tuple(range(width))
    return (*lit, *(Mark(PanelId(shown, channel), "source", rows, columns) for channel in range(channels)))


def _kernel_card(dense: Dense, scale: Scale, lit: tuple[Mark, ...]) -> Card:
    """The card of the kernel: all slices in one row, output channel by output channel."""
    matrix, kernel = MatrixId("kernel", dense.index), dense.layer.kernel
    several = kernel.shape[:2] != (1, 1)
    panels = tuple(
        MatrixScene(
            PanelId(matrix, out, slice_), tr("Kernel {o}, slice {s}", o=out, s=slice_) if several else tr("Kernel"),
            kernel[out, slice_], kernel, scale, marks=marks_of(lit, PanelId(matrix, out, slice_)), editable=True,
        )
        for out in range(kernel.shape[0])
        for slice_ in range(kernel.shape[1])
    )  # fmt: skip
    return Card(matrix, tr("Kernel"), "", (panels,), scale)
