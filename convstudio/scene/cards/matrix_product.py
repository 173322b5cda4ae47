"""A 1 × 1 convolution shown as what it is: a matrix product, (c_o × c_i) · (c_i × h·w), number by number.

If there are many channels, one page of them is shown, the same as on the maps and the kernel; captions say what is left out.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from convstudio.experiment import Evaluation, shape_of
from convstudio.experiment.edits.grouping import dense
from convstudio.layers import Array, KernelLayer
from convstudio.layers.crop import Crop, gathered
from convstudio.scene.cards.card import Card
from convstudio.scene.cards.display import Display
from convstudio.scene.cards.paging import FIRST, Pages, page
from convstudio.scene.cards.paging import shown as shown_channels
from convstudio.scene.matrix import MatrixScene, Scale, signed_scale
from convstudio.scene.matrix.focus import NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, map_id, marks_of
from convstudio.scene.matrix.rounding import dust, settled_sum
from convstudio.scene.words.numbers import about, short
from convstudio.words import count, tr

WEIGHTS, PIXELS, RESULT, BIAS = range(4)  # the panels of the card
MOST_PIXELS = 24  # columns shown at a time
MOST_CHANNELS = 16  # rows of each matrix


class MatrixProduct(Struct, frozen=True, eq=False):
    """The factors and the result: `weights` (c_o, c_i), `pixels` (c_i, h·w), `result` = weights · pixels + bias (c_o, h·w).

    `first` is the pixel in the first column that is shown, `width` the number of columns of the output, `difference` the
    largest deviation from the result of the convolution. The outputs `outs` and the channels `channels` are shown; each output
    has `slices` weights of its own.
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
    outs: range
    channels: range
    slices: int

    def place_of(self, row: int, column: int) -> int | None:
        """The column that shows a pixel of the output; None if it is not shown."""
        place = row * self.width + column - self.first
        return place if 0 <= place < self.shown else None

    def pixel(self, place: int) -> tuple[int, int]:
        """Row and column of the output pixel that a column shows."""
        row, column = divmod(self.first + place, self.width)
        return row, column

    def channel_of(self, out: int, slice_: int) -> int:
        """The channel that a slice of an output reads."""
        groups = len(self.pixels) // self.slices
        return out * groups // len(self.weights) * self.slices + slice_

    def shape_of(self, which: int) -> tuple[int, int]:
        """The number of rows and columns that are shown of a panel."""
        outs, channels = len(self.outs), len(self.channels)
        return {
            WEIGHTS: (outs, channels), PIXELS: (channels, self.shown), RESULT: (outs, self.shown), BIAS: (outs, 1)
        }[which]  # fmt: skip


def is_pointwise(evaluation: Evaluation, index: int) -> bool:
    """Whether a layer with a result is a 1 × 1 convolution."""
    if not 0 <= index < len(evaluation.results):
        return False
    result = evaluation.results[index]
    layer = result.layer
    return isinstance(layer, KernelLayer) and layer.is_pointwise and layer.enabled and result.output is not None


def matrix_product(evaluation: Evaluation, index: int, focus: Focus, pages: Pages = FIRST) -> MatrixProduct | None:
    """The matrix product of a 1 × 1 convolution, with the channels of a page; None for any other layer."""
    if not is_pointwise(evaluation, index):
        return None
    layer, x = evaluation.results[index].layer, evaluation.input_of(index)
    if not isinstance(layer, KernelLayer) or x is None:
        return None
    weights = np.ascontiguousarray(dense(layer, len(x))[:, :, 0, 0])
    rows, columns = layer.sliding_axes(shape_of(x))
    every = gathered(x, Crop(rows, 0, rows.count - 1), Crop(columns, 0, columns.count - 1), layer.padding_mode)
    pixels = every[:, :: layer.stride[0], :: layer.stride[1]].reshape(len(x), -1)
    with np.errstate(over="ignore", invalid="ignore"):
        result = weights @ pixels + layer.bias[:, None]
        apart = np.abs(result - layer.weighted_sum(x).reshape(result.shape))
    first, shown = _page(focus, index, columns.count, result.shape[1])
    return MatrixProduct(
        index, weights, pixels, result, layer.bias, first, shown, columns.count, float(apart.max(initial=0.0)),
        _channels(pages, index, len(weights)), _channels(pages, index - 1, len(x)), layer.kernel.shape[1],
    )  # fmt: skip


def product_card(
    evaluation: Evaluation, product: MatrixProduct, marks: tuple[Mark, ...], display: Display, focus: Focus = NOWHERE
) -> Card:
    """The card with the two factors and the result, laid out so that rows and columns meet."""
    place = slice(product.first, product.first + product.shown)
    outs, channels = (slice(part.start, part.stop) for part in (product.outs, product.channels))
    more_outs, more_channels = len(product.weights) - len(product.outs), len(product.pixels) - len(product.channels)
    below = dust(evaluation, product.layer)
    result = signed_scale(product.result, display, dust=below)
    experiment = evaluation.experiment
    grey = Scale("grey", experiment.low, experiment.high) if product.layer == 0 else signed_scale(product.pixels, display)
    parts = [
        (WEIGHTS, tr("weights"), (more_channels, more_outs), product.weights[outs, channels], signed_scale(product.weights)),
        (PIXELS, tr("channels × pixels"), (0, more_channels), product.pixels[channels, place], grey),
        (RESULT, tr("product + bias") if product.bias.any() else tr("product"), (0, more_outs),
         product.result[outs, place], result),
    ]  # fmt: skip
    if product.bias.any():
        parts.append((BIAS, tr("bias"), (0, 0), product.bias[outs, None], signed_scale(product.bias)))
    panels = tuple(
        _panel(product, which, _and(name, *more), values, scale, marks, below if which == RESULT else 0.0)
        for which, name, more, values, scale in parts
    )
    turners = page(("map", product.layer), "outputs", product.outs, len(product.weights), MOST_CHANNELS)
    turners += page(("map", product.layer - 1), "inputs", product.channels, len(product.pixels), MOST_CHANNELS)
    title, note = tr("1 × 1 as a matrix product"), _note(product, output_cell(product, focus) or focus.spot)
    return Card(
        MatrixId("factor", product.layer), title, _sizes(product), (panels,), result, note=note, pages=turners
    )  # fmt: skip


def output_cell(product: MatrixProduct | None, focus: Focus) -> Spot | None:
    """The cell of the output that the cell in focus stands for, if that belongs to the result; else None."""
    spot = focus.spot
    if product is None or spot is None or spot.panel != panel_id(product, RESULT) or not is_shown(product, spot):
        return None
    return Spot(PanelId(map_id(product.layer), product.outs[spot.row]), *product.pixel(spot.column))


def panel_id(product: MatrixProduct, which: int) -> PanelId:
    """A panel of the card."""
    return PanelId(MatrixId("factor", product.layer), which)


def is_shown(product: MatrixProduct, spot: Spot) -> bool:
    """Whether a spot on a panel of the card is one of its cells."""
    rows, columns = product.shape_of(spot.panel.channel)
    return 0 <= spot.row < rows and 0 <= spot.column < columns


def _page(focus: Focus, index: int, width: int, pixels: int) -> tuple[int, int]:
    """The first pixel that is shown, and the number of pixels: whole rows of the output if they fit."""
    most = MOST_PIXELS // width * width or MOST_PIXELS
    spot = focus.spot
    at = spot.row * width + spot.column if spot and spot.matrix == map_id(index) else 0
    first = min(max(at, 0), pixels - 1) // most * most
    return first, min(most, pixels - first)


def _channels(pages: Pages, layer: int, number: int) -> range:
    """The channels of a map shown in a factor: possibly more than the map itself shows, but always including its page."""
    first = shown_channels(pages, layer, number).start // MOST_CHANNELS * MOST_CHANNELS
    return range(first, min(first + MOST_CHANNELS, number))


def _and(name: str, columns: int, rows: int) -> str:
    """ "weights · … 48 more columns": a name, and what is left out below it."""
    parts = [name]
    if columns:
        parts.append(count(columns, "… {n} more column", "… {n} more columns"))
    if rows:
        parts.append(count(rows, "… {n} more row", "… {n} more rows"))
    return " · ".join(parts)


def _note(product: MatrixProduct, spot: Spot | None) -> str:
    """What the shown and the other channels contribute to the output cell in focus; without one, how exact the product is."""
    left = len(product.pixels) - len(product.channels)
    place = product.place_of(spot.row, spot.column) if spot and spot.matrix == map_id(product.layer) else None
    if not left or spot is None or place is None or spot.panel.channel not in product.outs:
        return tr("largest difference from the convolution: {d}", d=short(product.difference))
    terms = product.weights[spot.panel.channel] * product.pixels[:, product.first + place]
    here = np.zeros(len(terms), dtype=bool)
    here[product.channels.start : product.channels.stop] = True
    a, b = (settled_sum(part.tolist()) for part in (terms[here], terms[~here]))
    these = count(int(here.sum()), "the channel here adds {a}", "the {n} channels here add {a}", a=about(a))
    return f"{these}, {count(left, 'the other one adds {b}', 'the other {n} add {b}', b=about(b))}"


def _sizes(product: MatrixProduct) -> str:
    outs, channels = product.weights.shape
    pixels = product.pixels.shape[1]
    sizes = f"({outs} × {channels}) · ({channels} × {pixels}) = ({outs} × {pixels})"
    if product.shown == pixels:
        return sizes
    return sizes + tr(" · pixels {a} to {b}", a=product.first, b=product.first + product.shown - 1)


def _panel(
    product: MatrixProduct, which: int, name: str, values: Array, scale: Scale, marks: tuple[Mark, ...], below: float
) -> MatrixScene:
    panel = panel_id(product, which)
    own = marks_of(marks, panel)
    return MatrixScene(panel, name, np.ascontiguousarray(values), values, scale, marks=own, caption=name, dust=below)
