"""Which cells light up, and why, when a cell is pointed at.

Every window is a product of rows and columns, so a mark is one too: `rows` × `columns` of a panel. All links come from the
layers' own windows and readers, in every direction: back through the windows (receptive field), forward through the readers;
a cell that padding copies is read through its copies too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import numpy as np
from msgspec import Struct

from convstudio.engine.geometry import AnyAxis, PaddingMode
from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import Array, Cell, Layer, Shape
from convstudio.scene.matrix.focus import Focus, MatrixId, PanelId, Spot
from convstudio.scene.playing.terms import cell_terms

Role = Literal[
    "focus",  # the cell itself
    "window",  # what an output reads
    "winner",  # the cells that a maximum takes
    "source",  # where the value of a padding cell in the window comes from
    "reader",  # the outputs that read a cell, or use a weight
    "weight",  # the kernel that is at work
    "pair",  # the cells that one weight multiplies
    "field",  # the receptive field in earlier maps
    "fed",  # the cells of later maps that depend on a cell
    "product",  # the cell and the weight that are being multiplied
    "meant",  # what a letter of the size formula means
    "highlight",  # what a lesson points at
]


class Mark(Struct, frozen=True, eq=False):
    """Cells of a panel in one role: `rows` × `columns`. `weights` (rows, columns) is what each counts for, if known."""

    panel: PanelId
    role: Role
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    weights: Array | None = None


def links(evaluation: Evaluation, focus: Focus) -> tuple[Mark, ...]:
    """All marks of the cell in focus; () if there is none or it no longer exists."""
    spot = focus.spot
    if spot is None or spot.matrix.kind not in ("map", "kernel") or not exists(evaluation, spot):
        return ()
    found = _of_weight(evaluation, spot) if spot.matrix.kind == "kernel" else _of_cell(evaluation, spot)
    return (Mark(spot.panel, "focus", (spot.row,), (spot.column,)), *found)


def marks_of(marks: tuple[Mark, ...], panel: PanelId) -> tuple[Mark, ...]:
    """The marks of one panel."""
    return _grouped.of(marks).get(panel, ())


class _Grouped:
    """The marks last asked for, grouped by panel: all panels of a scene ask with the same tuple."""

    def __init__(self) -> None:
        self._marks: tuple[Mark, ...] = ()
        self._found: dict[PanelId, tuple[Mark, ...]] = {}

    def of(self, marks: tuple[Mark, ...]) -> dict[PanelId, tuple[Mark, ...]]:
        if marks is not self._marks:
            found: dict[PanelId, list[Mark]] = {}
            for mark in marks:
                found.setdefault(mark.panel, []).append(mark)
            self._marks, self._found = marks, {panel: tuple(own) for panel, own in found.items()}
        return self._found


_grouped = _Grouped()


def map_id(index: int) -> MatrixId:
    """The feature map after a layer; −1 is the input."""
    return MatrixId("map", index)


def in_matrix(shape: Shape, spot: Spot) -> bool:
    """Whether a spot on a map is a cell of it, not of the padding around it."""
    return 0 <= spot.row < shape[1] and 0 <= spot.column < shape[2]


def exists(evaluation: Evaluation, spot: Spot) -> bool:
    """Whether a map or a kernel has such a cell; the padding around a map counts."""
    layer = spot.matrix.layer
    if layer >= len(evaluation.results):
        return False
    if spot.matrix.kind == "kernel":
        kernel = getattr(evaluation.results[layer].layer, "kernel", None)
        cell = (spot.panel.channel, spot.panel.slice, spot.row, spot.column)
        return kernel is not None and all(0 <= i < n for i, n in zip(cell, kernel.shape, strict=True))
    shape = evaluation.shape(layer)
    if shape is None or spot.panel.channel >= shape[0]:
        return False
    return in_matrix(shape, spot) or _is_padding(evaluation, spot, shape)


def _is_padding(evaluation: Evaluation, spot: Spot, shape: Shape) -> bool:
    reader = next_layer(evaluation, spot.matrix.layer)
    if reader is None:
        return False
    rows, columns = reader.axes(shape)
    return -rows.before <= spot.row < rows.size + rows.after and -columns.before <= spot.column < columns.size + columns.after


def next_layer(evaluation: Evaluation, index: int) -> Layer | None:
    """The layer that reads a map (−1: the input), if it has a result."""
    after = index + 1
    if after >= len(evaluation.results) or evaluation.results[after].output is None:
        return None
    layer = evaluation.results[after].layer
    return layer if layer.enabled else None


def _of_cell(evaluation: Evaluation, spot: Spot) -> Iterator[Mark]:
    index, cell = spot.matrix.layer, (spot.panel.channel, spot.row, spot.column)
    shape = evaluation.shape(index)
    assert shape is not None
    if in_matrix(shape, spot):
        yield from _window(evaluation, index, cell)
    else:
        yield from _copied(evaluation, spot)
    yield from _readers(evaluation, index, cell)


def _copied(evaluation: Evaluation, spot: Spot) -> Iterator[Mark]:
    """Mark the cell whose value a padding cell copies; there is none if the padding is zeros."""
    layer, shape = next_layer(evaluation, spot.matrix.layer), evaluation.shape(spot.matrix.layer)
    if layer is None or shape is None:
        return
    rows, columns = layer.axes(shape)
    row, column = rows.source(spot.row, layer.padding_mode), columns.source(spot.column, layer.padding_mode)
    if row is not None and column is not None:
        yield Mark(spot.panel, "source", (row,), (column,))


def _window(evaluation: Evaluation, index: int, cell: Cell) -> Iterator[Mark]:
    """The window of a layer's output cell, the kernel at work, and the receptive field before it."""
    if index < 0:
        return
    layer, x = evaluation.results[index].layer, evaluation.input_of(index)
    assert x is not None
    if not layer.enabled:
        yield from _passed_on(evaluation, index - 1, cell, "window")
        return
    rows, columns = layer.axes(shape_of(x))
    channels = layer.in_channels_read(cell[0], x.shape[0])
    yield from window_of(evaluation, index, cell)
    yield from _special(evaluation, index, cell)
    mode = layer.padding_mode
    yield from _field(evaluation, index - 1, set(channels), (_read(rows, cell[1:2], mode), _read(columns, cell[2:], mode)))


def window_of(evaluation: Evaluation, index: int, cell: Cell) -> Iterator[Mark]:
    """What an output cell of a layer reads, and the weights that it meets; the layer needs an input, but no output."""
    layer, x = evaluation.results[index].layer, evaluation.input_of(index)
    assert x is not None
    reads, kernel = layer.reads(shape_of(x), cell), layer.kernel_at_work
    taps = np.ix_(reads.tap_rows, reads.tap_columns) if kernel is not None and reads.tap_rows and reads.tap_columns else None
    for slice_, channel in enumerate(layer.in_channels_read(cell[0], x.shape[0])):
        weights = kernel[cell[0], slice_][taps] if kernel is not None and taps else None
        yield Mark(PanelId(map_id(index - 1), channel), "window", reads.rows, reads.columns, weights)
        if kernel is not None:
            yield Mark(PanelId(MatrixId("kernel", index), cell[0], slice_), "weight", *layer.kernel_taps(reads))


def _special(evaluation: Evaluation, index: int, cell: Cell) -> Iterator[Mark]:
    """Single cells within a window: the cell that a maximum picks, and the cells that padding copies."""
    layer = evaluation.results[index].layer
    if layer.combination.kind != "pick" and layer.padding_mode == "zeros":
        return  # neither
    for term in cell_terms(evaluation, index, cell).terms:
        panel = PanelId(map_id(index - 1), term.channel)
        if term.wins:
            yield Mark(panel, "winner", (term.row,), (term.column,))
        elif term.source and term.source != (term.row, term.column):
            yield Mark(panel, "source", (term.source[0],), (term.source[1],))


def _field(
    evaluation: Evaluation, index: int, channels: set[int], cells: tuple[tuple[int, ...], tuple[int, ...]]
) -> Iterator[Mark]:
    """The receptive field of some cells of map `index` in all maps before it."""
    while index >= 0 and cells[0] and cells[1]:
        layer, shape = evaluation.results[index].layer, evaluation.shape(index - 1)
        assert shape is not None
        if layer.enabled:
            channels = set().union(*{layer.in_channels_read(channel, shape[0]) for channel in channels})
            rows, columns = layer.axes(shape)
            cells = _read(rows, cells[0], layer.padding_mode), _read(columns, cells[1], layer.padding_mode)
        index -= 1
        for channel in sorted(channels):
            yield Mark(PanelId(map_id(index), channel), "field", *cells)


def _readers(evaluation: Evaluation, index: int, cell: Cell) -> Iterator[Mark]:
    """The outputs of the next layer that read a cell, and the cells behind them that depend on it."""
    layer = next_layer(evaluation, index)
    x = evaluation.input_of(index + 1)
    if x is None:
        return
    if layer is None:
        yield from _passed_on(evaluation, index + 1, cell, "reader")
        return
    readers = layer.readers(x, cell)
    matrix = map_id(index + 1)
    for at, channel in enumerate(readers.channels):
        yield Mark(PanelId(matrix, channel), "reader", readers.rows, readers.columns, readers.weights[at])
    yield from _fed(evaluation, index + 1, set(readers.channels), (readers.rows, readers.columns))


def _fed(
    evaluation: Evaluation, index: int, channels: set[int], cells: tuple[tuple[int, ...], tuple[int, ...]]
) -> Iterator[Mark]:
    """The cells in all maps behind map `index` that depend on some of its cells."""
    while index + 1 < len(evaluation.results) and evaluation.results[index + 1].output is not None and all(cells):
        layer, shape = evaluation.results[index + 1].layer, evaluation.shape(index)
        assert shape is not None
        if layer.enabled:
            channels = _channels_fed(layer, channels, shape[0])
            rows, columns = layer.axes(shape)
            cells = _fed_by(rows, cells[0], layer.padding_mode), _fed_by(columns, cells[1], layer.padding_mode)
        index += 1
        matrix = map_id(index)
        for channel in sorted(channels):
            yield Mark(PanelId(matrix, channel), "fed", *cells)


def _channels_fed(layer: Layer, channels: set[int], number: int) -> set[int]:
    """The output channels of a layer that read any of some channels of its input, which has a `number` of them."""
    out = range(layer.out_channels(number))
    if len(channels) == number:
        return set(out)  # every output reads some channel
    return {o for o in out if not channels.isdisjoint(layer.in_channels_read(o, number))}


def _passed_on(evaluation: Evaluation, index: int, cell: Cell, role: Role) -> Iterator[Mark]:
    """Mark the same cell behind a layer that is switched off, which passes every cell on."""
    shape = evaluation.shape(index) if index < len(evaluation.results) else None
    if shape is None:
        return
    yield Mark(PanelId(map_id(index), cell[0]), role, (cell[1],), (cell[2],))
    cells = (cell[1],), (cell[2],)
    if role == "window":
        yield from _field(evaluation, index, {cell[0]}, cells)
    else:
        yield from _fed(evaluation, index, {cell[0]}, cells)


def _of_weight(evaluation: Evaluation, spot: Spot) -> Iterator[Mark]:
    index = spot.matrix.layer
    layer, shape = evaluation.results[index].layer, evaluation.shape(index - 1)
    output = evaluation.results[index].output
    if shape is None or output is None or not layer.enabled:
        return
    pairs = layer.pairs(shape, (spot.panel.channel, spot.panel.slice, spot.row, spot.column))
    yield Mark(PanelId(map_id(index - 1), pairs.in_channel), "pair", tuple(pairs.rows), tuple(pairs.columns))
    yield Mark(PanelId(map_id(index), pairs.out_channel), "reader", tuple(pairs.out_rows), tuple(pairs.out_columns))


@lru_cache(maxsize=256)  # in deep networks all layers behind some ask for the same
def _read(axis: AnyAxis, outputs: tuple[int, ...], mode: PaddingMode) -> tuple[int, ...]:
    """The input cells whose values some outputs read, also as copies in the padding."""
    read = set(axis.sources(mode)[list(outputs)].ravel().tolist())
    return tuple(sorted(read - {-1}))


@lru_cache(maxsize=256)
def _fed_by(axis: AnyAxis, cells: tuple[int, ...], mode: PaddingMode) -> tuple[int, ...]:
    """The outputs that read any of some input cells, in rising order and at least one, also as copies in the padding."""
    span = axis.touched(cells[0], cells[-1], mode)
    if span is None:
        return ()
    if cells[-1] - cells[0] == len(cells) - 1 and not axis.has_holes(mode):
        return tuple(range(span[0], span[1] + 1))
    chosen = np.zeros(axis.size + 1, dtype=bool)  # one more for index −1, a zero of the padding
    chosen[list(cells)] = True
    first, last = span
    fed = chosen[axis.sources(mode)[first : last + 1]].any(axis=1)
    return tuple((np.flatnonzero(fed) + first).tolist())
