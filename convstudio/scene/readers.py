"""How the next layer reads a cell: which weight meets it in which output; or that no window reads it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from convstudio.experiment import Evaluation
from convstudio.layers import Cell, Conv2d, Layer, Readers
from convstudio.scene.focus import MatrixId, Spot
from convstudio.scene.links import in_matrix, next_layer
from convstudio.scene.naming import layer_name
from convstudio.scene.numbers import about
from convstudio.scene.runs import Line, Run
from convstudio.words import count, tr

MOST_MET = 4  # outputs that are named; of more the first ones, and how many there are besides


def met(evaluation: Evaluation, spot: Spot) -> Line:
    """ "meets −1 in Y[2, 3] and 1 in Y[2, 4]"; () where no convolution reads the cell."""
    index = spot.matrix.layer + 1
    layer, x = next_layer(evaluation, spot.matrix.layer), evaluation.input_of(index) if spot.matrix.kind == "map" else None
    if not isinstance(layer, Conv2d) or x is None:
        return ()
    cell = spot.panel.channel, spot.row, spot.column
    readers = layer.readers(x, cell)
    number = readers.weights.size
    if not number:
        return ()
    named = list(_each(layer, readers, index, MOST_MET if number <= MOST_MET else MOST_MET - 1))
    verb = tr("counts for") if _is_copied(layer, x.shape, cell) else tr("meets")
    line: Line = (Run(f"{verb} ", "muted"),)
    for place, (weight, where) in enumerate(named):
        last = place and place == number - 1
        between = tr(" and ") if last else ", " if place else ""
        line = (*line, *((Run(between, "muted"),) if between else ()), weight, Run(where, "muted"))
    if number > len(named):
        more = count(number - len(named), " and one in {n} more output", " and others in {n} more outputs")
        line = (*line, Run(more, "muted"))
    several = len(evaluation.results) > 1
    return (*line, Run(tr(" of {name}", name=layer_name(evaluation, index)), "muted")) if several else line


def unread(evaluation: Evaluation, spot: Spot) -> str:
    """ "no window of Max pool reads this column"; "" where one reads the cell, or where no layer follows."""
    if spot.matrix.kind != "map":
        return ""
    layer, x = next_layer(evaluation, spot.matrix.layer), evaluation.input_of(spot.matrix.layer + 1)
    if layer is None or x is None:
        return ""
    name = layer_name(evaluation, spot.matrix.layer + 1)
    shape = x.shape[0], x.shape[1], x.shape[2]
    if not in_matrix(shape, spot):
        found = layer.readers(x, (spot.panel.channel, spot.row, spot.column))
        return "" if found.weights.size else tr("no window of {name} reads this padding", name=name)
    rows, columns = layer.axes(shape)
    mode = layer.padding_mode
    return unread_words(name, spot.row in rows.unread(mode), spot.column in columns.unread(mode))


def unread_words(name: str, row: bool, column: bool) -> str:
    """The words for a cell in a row, or a column, that no window of a layer reads; "" if it is in neither."""
    if row and column:
        return tr("no window of {name} reads this row, nor this column", name=name)
    if row:
        return tr("no window of {name} reads this row", name=name)
    return tr("no window of {name} reads this column", name=name) if column else ""


def _each(layer: Conv2d, readers: Readers, index: int, most: int) -> Iterator[tuple[Run, str]]:
    """The weight, and the place of its output, for the first of the outputs that read a cell."""
    kernel = MatrixId("kernel", index)
    for o, r, c in islice(np.ndindex(readers.weights.shape), most):
        weight = float(readers.weights[o, r, c])
        channel = f"{readers.channels[o]}, " if len(layer.kernel) > 1 else ""
        where = tr(" in {y}", y=f"Y[{channel}{readers.rows[r]}, {readers.columns[c]}]")
        yield Run(about(weight), "weight", weight, kernel), where


def _is_copied(layer: Layer, shape: tuple[int, ...], cell: Cell) -> bool:
    """Whether padding copies a cell, so that several weights may meet its value in one output."""
    rows, columns = layer.axes((shape[0], shape[1], shape[2]))
    mode, (_channel, row, column) = layer.padding_mode, cell
    inside = 0 <= row < rows.size and 0 <= column < columns.size
    return inside and (len(rows.through_padding(row, mode)) > 1 or len(columns.through_padding(column, mode)) > 1)
