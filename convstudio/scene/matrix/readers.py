"""How the next layer reads a cell: which weight meets it in which output, or that no window reads it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from convstudio.experiment import Evaluation
from convstudio.layers import Layer, Shape
from convstudio.scene.matrix.focus import MatrixId, Spot
from convstudio.scene.matrix.links import Mark, in_matrix, map_id, next_layer
from convstudio.scene.words.naming import layer_name, output_symbol
from convstudio.scene.words.numbers import about
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import count, tr

MOST_MET = 4  # outputs that are named; if there are more, their number is added


def met(evaluation: Evaluation, spot: Spot, marks: tuple[Mark, ...]) -> Line:
    """ "meets −1 in Y[2, 3] and 1 in Y[2, 4]", by the marks of a cell; () if no layer with weights reads it."""
    index = spot.matrix.layer + 1
    layer, shape = next_layer(evaluation, spot.matrix.layer), evaluation.shape(spot.matrix.layer)
    following = map_id(index)
    readers = [mark for mark in marks if mark.role == "reader" and mark.panel.matrix == following]
    number = sum(len(mark.rows) * len(mark.columns) for mark in readers)
    if spot.matrix.kind != "map" or layer is None or layer.kernel_at_work is None or shape is None or not number:
        return ()
    named = list(
        islice(_each(readers, channels=layer.out_channels(shape[0])), MOST_MET if number <= MOST_MET else MOST_MET - 1)
    )
    words = tr("counts for") if _is_copied(layer, shape, spot) else tr("meets")
    line: list[Run] = []
    for place, (weight, where) in enumerate(named):
        line += [Run(f"{words} ", "muted"), Run(about(weight), "weight", weight, MatrixId("kernel", index))]
        words = where + (tr(" and") if place + 2 == number else ",")
    line.append(Run(words.removesuffix(","), "muted"))
    left = number - len(named)
    rest = count(left, " and one in {n} more output", " and others in {n} more outputs") if left else ""
    if len(evaluation.results) > 1:
        rest += tr(" of {name}", name=layer_name(evaluation, index))
    return (*line, Run(rest, "muted")) if rest else tuple(line)  # by itself, as it seldom changes


def unread(evaluation: Evaluation, spot: Spot) -> str:
    """ "no window of Max pool reads this column"; "" if one reads the cell, or no layer follows."""
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


def _each(readers: list[Mark], channels: int) -> Iterator[tuple[float, str]]:
    """The weight that meets the cell in each output that reads it, and which output that is."""
    for mark in readers:
        channel, symbol = f"{mark.panel.channel}, " if channels > 1 else "", output_symbol(mark.panel.matrix.layer)
        for (i, row), (j, column) in product(enumerate(mark.rows), enumerate(mark.columns)):
            weight = 0.0 if mark.weights is None else float(mark.weights[i, j])
            yield weight, tr(" in {y}", y=f"{symbol}[{channel}{row}, {column}]")


def _is_copied(layer: Layer, shape: Shape, spot: Spot) -> bool:
    """Whether padding copies a cell, so that several weights may meet its value in one output."""
    if layer.padding_mode == "zeros" or not in_matrix(shape, spot):
        return False
    rows, columns = layer.axes(shape)
    places = rows.through_padding(spot.row, layer.padding_mode), columns.through_padding(spot.column, layer.padding_mode)
    return max(map(len, places)) > 1
