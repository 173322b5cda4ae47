"""A 1 × 1 convolution as what it is: a matrix product at every pixel, (c_o × c_i) · (c_i × h·w), number by number."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from convstudio.experiment import Evaluation, shape_of
from convstudio.experiment.grouping import dense
from convstudio.layers import Array, Cell, Conv2d
from convstudio.layers.base import Crop
from convstudio.layers.conv2d import gathered
from convstudio.scene.card import Card
from convstudio.scene.display import Display
from convstudio.scene.dust import dust
from convstudio.scene.focus import Focus, MatrixId, PanelId, Spot
from convstudio.scene.links import Mark, Role, map_id, marks_of
from convstudio.scene.matrix import MatrixScene, Scale, signed_scale
from convstudio.scene.numbers import short
from convstudio.words import tr

WEIGHTS, PIXELS, RESULT, BIAS = range(4)  # the panels of the card
MOST_PIXELS = 24  # columns shown at a time
MOST_CHANNELS = 16  # rows of each matrix


class MatrixProduct(Struct, frozen=True, eq=False):
    """The factors and the result: `weights` (c_o, c_i), `pixels` (c_i, h·w), `result` = weights · pixels + bias (c_o, h·w).

    `first` is the pixel in the first column that is shown, `width` the output's columns, `difference` the largest one from
    what the convolution gave.
    """

    layer: int
    weights: Array
    pixels: Array
    result: Array
    bias: Array
    first: int
    shown: int
    width: int
    difference: float

    def place_of(self, row: int, column: int) -> int | None:
        """The column shown for an output's pixel, or None."""
        place = row * self.width + column - self.first
        return place if 0 <= place < self.shown else None

    def pixel(self, place: int) -> tuple[int, int]:
        """Row and column of the output's pixel in a column that is shown."""
        row, column = divmod(self.first + place, self.width)
        return row, column


def is_pointwise(evaluation: Evaluation, index: int) -> bool:
    """Whether a layer with a result is a 1 × 1 convolution."""
    if not 0 <= index < len(evaluation.results):
        return False
    result = evaluation.results[index]
    layer = result.layer
    return isinstance(layer, Conv2d) and layer.window == (1, 1) and layer.enabled and result.output is not None


def matrix_product(evaluation: Evaluation, index: int, focus: Focus) -> MatrixProduct | None:
    """The matrix product of a 1 × 1 convolution; None for any other layer."""
    if not is_pointwise(evaluation, index):
        return None
    layer, x = evaluation.results[index].layer, evaluation.input_of(index)
    if not isinstance(layer, Conv2d) or x is None:
        return None
    weights = np.ascontiguousarray(dense(layer, len(x))[:, :, 0, 0])
    rows, columns = layer.axes(shape_of(x))
    every = gathered(x, Crop(rows, 0, rows.count - 1), Crop(columns, 0, columns.count - 1), layer.padding_mode)
    pixels = every[:, :: layer.stride[0], :: layer.stride[1]].reshape(len(x), -1)
    with np.errstate(over="ignore", invalid="ignore"):
        result = weights @ pixels + layer.bias[:, None]
        apart = np.abs(result - layer.weighted_sum(x).reshape(result.shape))
    first, shown = _page(focus, index, columns.count, result.shape[1])
    return MatrixProduct(
        index, weights, pixels, result, layer.bias, first, shown, columns.count, float(apart.max(initial=0.0))
    )  # fmt: skip


def product_card(evaluation: Evaluation, product: MatrixProduct, marks: tuple[Mark, ...], display: Display) -> Card:
    """The card with the two factors and the result, laid out so that rows and columns meet."""
    page = slice(product.first, product.first + product.shown)
    below = dust(evaluation, product.layer)
    result = signed_scale(product.result, display, dust=below)
    experiment = evaluation.experiment
    grey = Scale("grey", experiment.low, experiment.high) if product.layer == 0 else signed_scale(product.pixels, display)
    parts = [
        (WEIGHTS, tr("weights"), product.weights[:, :MOST_CHANNELS], signed_scale(product.weights)),
        (PIXELS, tr("channels × pixels"), product.pixels[:, page], grey),
        (RESULT, tr("product + bias") if product.bias.any() else tr("product"), product.result[:, page], result),
    ]
    if product.bias.any():
        parts.append((BIAS, tr("bias"), product.bias[:, None], signed_scale(product.bias)))
    panels = tuple(
        _panel(product, which, name, values[:MOST_CHANNELS], scale, marks, below if which == RESULT else 0.0)
        for which, name, values, scale in parts
    )
    note = tr("largest difference from the convolution: {d}", d=short(product.difference))
    return Card(
        MatrixId("factor", product.layer), tr("1 × 1 as a matrix product"), _sizes(product), (panels,), result, note=note
    )


def matrix_marks(product: MatrixProduct | None, focus: Focus) -> tuple[Mark, ...]:
    """The links of the matrix product: of its cells into the maps, and of the maps' cells into it."""
    spot = focus.spot
    if product is None or spot is None:
        return ()
    if spot.matrix == MatrixId("factor", product.layer):
        return tuple(_from_matrix(product, spot))
    return tuple(_from_maps(product, spot))


def output_cell(product: MatrixProduct | None, focus: Focus) -> Spot | None:
    """The output cell that a cell of the result stands for."""
    spot = focus.spot
    if product is None or spot is None or spot.panel != _panel_id(product, RESULT) or not _inside(product, spot):
        return None
    return Spot(PanelId(map_id(product.layer), spot.row), *product.pixel(spot.column))


def _page(focus: Focus, index: int, width: int, pixels: int) -> tuple[int, int]:
    """The first pixel that is shown, and how many: whole rows of the output where they fit."""
    most = MOST_PIXELS // width * width or MOST_PIXELS
    spot = focus.spot
    at = spot.row * width + spot.column if spot and spot.matrix == map_id(index) else 0
    first = min(max(at, 0), pixels - 1) // most * most
    return first, min(most, pixels - first)


def _sizes(product: MatrixProduct) -> str:
    outs, channels = product.weights.shape
    pixels = product.pixels.shape[1]
    sizes = f"({outs} × {channels}) · ({channels} × {pixels}) = ({outs} × {pixels})"
    if product.shown == pixels:
        return sizes
    return sizes + tr(" · pixels {a} to {b}", a=product.first, b=product.first + product.shown - 1)


def _panel_id(product: MatrixProduct, which: int) -> PanelId:
    return PanelId(MatrixId("factor", product.layer), which)


def _panel(
    product: MatrixProduct, which: int, name: str, values: Array, scale: Scale, marks: tuple[Mark, ...], below: float
) -> MatrixScene:
    panel = _panel_id(product, which)
    own = marks_of(marks, panel)
    return MatrixScene(panel, name, np.ascontiguousarray(values), values, scale, marks=own, caption=name, dust=below)


def _inside(product: MatrixProduct, spot: Spot) -> bool:
    outs, channels = product.weights.shape
    shape = {WEIGHTS: (outs, channels), PIXELS: (channels, product.shown), RESULT: (outs, product.shown), BIAS: (outs, 1)}
    rows, columns = shape[spot.panel.channel]
    return bool(0 <= spot.row < min(rows, MOST_CHANNELS) and 0 <= spot.column < columns)


def _from_matrix(product: MatrixProduct, spot: Spot) -> Iterator[Mark]:
    """A cell of a matrix: itself, the row and the column that it is made of or goes into, and the maps' own cells."""
    if not _inside(product, spot):
        return
    which = spot.panel.channel
    yield Mark(spot.panel, "focus", (spot.row,), (spot.column,))
    if which == WEIGHTS:
        yield from _row(product, PIXELS, spot.column, "pair")
        yield from _row(product, RESULT, spot.row, "reader")
    elif which == PIXELS:
        yield from _column(product, RESULT, spot.column, "reader")
        yield from _column(product, WEIGHTS, spot.row, "weight")
        yield from _on_output(product, product.pixel(spot.column), range(len(product.weights)))
    elif which == RESULT:
        yield from _made_of(product, spot.row, spot.column)
        yield from _on_output(product, product.pixel(spot.column), range(spot.row, spot.row + 1))


def _from_maps(product: MatrixProduct, spot: Spot) -> Iterator[Mark]:
    """A cell of the output or of the kernel, found again in the matrices."""
    if spot.matrix == map_id(product.layer) and spot.panel.channel < min(len(product.weights), MOST_CHANNELS):
        place = product.place_of(spot.row, spot.column)
        if place is not None:
            yield Mark(_panel_id(product, RESULT), "focus", (spot.panel.channel,), (place,))
            yield from _made_of(product, spot.panel.channel, place)
    elif spot.matrix == MatrixId("kernel", product.layer) and spot.panel.slice < product.weights.shape[1]:
        yield Mark(_panel_id(product, WEIGHTS), "focus", (spot.panel.channel,), (spot.panel.slice,))
        yield from _row(product, RESULT, spot.panel.channel, "reader")


def _made_of(product: MatrixProduct, out: int, place: int) -> Iterator[Mark]:
    yield from _row(product, WEIGHTS, out, "weight")
    yield from _column(product, PIXELS, place, "window")


def _row(product: MatrixProduct, which: int, row: int, role: Role) -> Iterator[Mark]:
    columns = product.weights.shape[1] if which == WEIGHTS else product.shown
    yield Mark(_panel_id(product, which), role, (row,), tuple(range(min(columns, MOST_PIXELS))))


def _column(product: MatrixProduct, which: int, column: int, role: Role) -> Iterator[Mark]:
    rows = product.weights.shape[1] if which == PIXELS else len(product.weights)
    yield Mark(_panel_id(product, which), role, tuple(range(min(rows, MOST_CHANNELS))), (column,))


def _on_output(product: MatrixProduct, pixel: Cell | tuple[int, int], channels: range) -> Iterator[Mark]:
    for channel in channels:
        yield Mark(PanelId(map_id(product.layer), channel), "reader", (pixel[0],), (pixel[1],))
