"""How an output cell is summed over its channels: a map of products for each, the subtotals, the bias, and the result.

What is displayed adds up, or says "≈", by the same rule as the line of arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import isfinite

import numpy as np
from msgspec import Struct

from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import Array, Cell, KernelLayer, Term, Terms
from convstudio.layers.facts import frozen
from convstudio.scene.matrix import MatrixScene, Scale, signed_scale
from convstudio.scene.matrix.focus import Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, in_matrix, map_id, marks_of
from convstudio.scene.matrix.rounding import dust, settled_sum
from convstudio.scene.matrix.veil import Veil
from convstudio.scene.playing.playhead import Playhead, cell_of, plays
from convstudio.scene.playing.terms import cell_terms
from convstudio.scene.words.arithmetic import bracketed, is_written_exactly, same, shown_value, written
from convstudio.scene.words.naming import output_symbol
from convstudio.scene.words.numbers import exact
from convstudio.scene.words.sums import shown_sum
from convstudio.words import tr


class Products(Struct, frozen=True, eq=False):
    """The products of one output cell, channel by channel; the first `reached` of its `terms` have been multiplied so far."""

    layer: int
    cell: Cell
    channels: range  # those that the cell reads
    window: tuple[int, int]
    terms: Terms
    reached: int
    done: bool

    @property
    def several(self) -> bool:
        """Whether more than one channel is read, so that there are subtotals."""
        return len(self.channels) > 1

    @property
    def each(self) -> int:
        """How many products each channel has."""
        return self.window[0] * self.window[1]

    def subtotal(self, place: int) -> float:
        """The sum of the products reached so far of the channel at a place."""
        end = min((place + 1) * self.each, self.reached)
        return shown_sum(self.terms.terms[place * self.each : end])

    @property
    def subtotals(self) -> tuple[float, ...]:
        """The subtotals of all channels."""
        return tuple(self.subtotal(place) for place in range(len(self.channels)))


class ProductWords(Struct, frozen=True):
    """The words around the maps of products: the cell, the subtotal below each map, the bias, the result."""

    cell: str
    subtotals: tuple[str, ...]
    bias: str
    result: str


_last: dict[object, Products | None] = {}  # what was asked for last, by all that it is made of


def products_of(
    evaluation: Evaluation, index: int, focus: Focus, playhead: Playhead | None, hidden: bool, *, alone: bool = True
) -> Products | None:
    """The products of the cell in focus, otherwise of the playhead's cell; None if nothing is multiplied.

    In a cell that is being played, only the products multiplied so far are reached; in a `hidden` cell, none. Unless `alone`,
    there are none of a cell that reads a single channel.
    """
    if not 0 <= index < len(evaluation.results):
        return None
    layer, x = evaluation.results[index].layer, evaluation.input_of(index)
    if not isinstance(layer, KernelLayer) or x is None or not plays(evaluation, index):
        return None
    cell, phase = _chosen(evaluation, index, focus, playhead)
    if not alone and len(layer.in_channels_read(cell[0], len(x))) <= 1:
        return None
    below, behind = dust(evaluation, index - 1), dust(evaluation, index)
    asked = index, cell, phase, hidden, below, behind, layer, x.shape, _read(layer, x, cell)
    if asked not in _last:  # while one points or paints elsewhere, all of it stays the same
        _last.clear()
        _last[asked] = _of_output(evaluation, index, cell, phase, hidden)
    return _last[asked]


def _read(layer: KernelLayer, x: Array, cell: Cell) -> bytes:
    """The numbers that an output cell reads."""
    reads, mode = layer.reads(shape_of(x), cell), layer.padding_mode
    down, across = (
        [source for place in places if (source := axis.source(place, mode)) is not None]
        for axis, places in zip(layer.axes(shape_of(x)), (reads.rows, reads.columns), strict=True)
    )
    channels = layer.in_channels_read(cell[0], len(x))
    return x[channels.start : channels.stop, down][:, :, across].tobytes()


def _of_output(evaluation: Evaluation, index: int, cell: Cell, phase: int | None, hidden: bool) -> Products | None:
    layer, x = evaluation.results[index].layer, evaluation.input_of(index)
    assert x is not None
    terms, reads = cell_terms(evaluation, index, cell), layer.reads(shape_of(x), cell)
    number, window = len(terms.terms), (len(reads.rows), len(reads.columns))
    if not number:
        return None
    reached = 0 if hidden else number if phase is None else min(phase, number)
    done = not hidden and (phase is None or phase > number)
    return Products(index, cell, layer.in_channels_read(cell[0], len(x)), window, terms, reached, done)


def product_panels(products: Products, places: Sequence[int], marks: tuple[Mark, ...]) -> tuple[MatrixScene, ...]:
    """A map for each of the channels at some places."""
    values = _values(products)
    scale = signed_scale(values)
    return tuple(_panel(products, place, values, scale, marks) for place in places)


@lru_cache(maxsize=1)
def _values(products: Products) -> Array:
    """The products as maps (C, H, W)."""
    height, width = products.window
    return frozen(np.array([term.product for term in products.terms.terms]).reshape(-1, height, width))


@lru_cache(maxsize=1)
def product_words(products: Products, places: tuple[int, ...]) -> ProductWords:
    """The numbers around the maps of the channels at some places, as a sum that a reader can check."""
    subtotals, terms = products.subtotals, products.terms
    begun = -(-products.reached // products.each)
    texts = [("" if place == 0 else "+ ") + bracketed(written(s)) for place, s in enumerate(subtotals[:begun])]
    texts += [""] * (len(subtotals) - begun)
    rest = [subtotal for place, subtotal in enumerate(subtotals) if place not in places]
    more = f"+ {bracketed(written(settled_sum(rest)))} … " if rest and begun == len(subtotals) else ""
    bias = f"{more}+ {bracketed(written(terms.bias or 0.0))}" if products.done else ""
    channel, row, column = products.cell
    return ProductWords(
        f"{output_symbol(products.layer)}[{channel}, {row}, {column}] =",
        tuple(texts[place] for place in places),
        bias,
        _result(products) if products.done else "",
    )


def adds_up(products: Products) -> bool:
    """Whether the subtotals and the bias, as written, add up to the total as written."""
    shown = [shown_value(number) for number in (*products.subtotals, products.terms.bias or 0.0)]
    known = [number for number in shown if number is not None]
    return len(known) == len(shown) and same(sum(known, Fraction(0)), products.terms.total)


def product_marks(products: Products | None, focus: Focus) -> tuple[Mark, ...]:
    """The marks that link a product with its two factors, whichever of the three is in focus."""
    spot = focus.spot
    if products is None or spot is None:
        return ()
    if spot.matrix == product_id(products.layer):
        return tuple(_of_product(products, spot))
    places = [place for place, term in enumerate(products.terms.terms) if _is_factor(products, place, spot)]
    return tuple(_at(products, place, "focus") for place in places[: products.reached])


def at_work(products: Products | None, playhead: Playhead | None) -> tuple[Mark, ...]:
    """Marks of the product that is being computed."""
    if products is None or playhead is None or products.done or playhead.layer != products.layer:
        return ()
    return (_at(products, products.reached - 1, "product"),) if products.reached and not products.done else ()


def product_spoken(products: Products, spot: Spot) -> str:
    """ "channel 1, row 0, column 1: 2 · −1 = −2"."""
    place = _place(products, spot)
    if place is None:
        return ""
    term = products.terms.terms[place]
    where = tr("channel {k}, row {r}, column {c}", k=term.channel, r=spot.row, c=spot.column)
    if place >= products.reached:
        return f"{where}, {tr('not reached yet')}"
    return f"{where}: {_multiplied(term)}"


def _multiplied(term: Term) -> str:
    """ "2 · (−1) = −2"; with "≈" if the numbers as written do not give it exactly, followed by the exact product."""
    numbers = term.value, term.weight or 0.0, term.product
    value, weight, product = (written(number) for number in numbers)
    a, b, _product = (shown_value(number) for number in numbers)
    holds = a is not None and b is not None and same(a * b, term.product) and all(map(is_written_exactly, numbers))
    plain = holds or not isfinite(term.product) or is_written_exactly(term.product)
    exactly = "" if plain else tr(" (exactly {whole})", whole=exact(term.product))
    return f"{value} · {bracketed(weight)} {'=' if holds else '≈'} {product}{exactly}"


def product_id(layer: int) -> MatrixId:
    """The maps of products of a layer."""
    return MatrixId("product", layer)


def _chosen(evaluation: Evaluation, index: int, focus: Focus, playhead: Playhead | None) -> tuple[Cell, int | None]:
    """The output cell that is shown, and its phase; None if the cell is complete."""
    spot, shape = focus.spot, evaluation.shape(index)
    assert shape is not None
    played = cell_of(evaluation, playhead) if playhead and playhead.layer == index else (0, 0, 0)
    if spot and spot.matrix == map_id(index) and spot.panel.channel < shape[0] and in_matrix(shape, spot):
        cell = spot.panel.channel, spot.row, spot.column
        inside = focus.pinned and playhead is not None and playhead.layer == index and cell == played
        return cell, playhead.phase if inside and playhead else None
    return played, None


def _panel(products: Products, place: int, values: Array, scale: Scale, marks: tuple[Mark, ...]) -> MatrixScene:
    panel = PanelId(product_id(products.layer), products.channels[place])
    name = tr("Products of channel {c}", c=panel.channel)
    own = marks_of(marks, panel)
    return MatrixScene(panel, name, values[place], values, scale, marks=own, veil=_veil(products, place))


def _veil(products: Products, place: int) -> Veil | None:
    """The veil over the products that are still to come."""
    height, width = products.window
    known = min(max(products.reached - place * products.each, 0), products.each)
    if known == products.each:
        return None
    row, column = divmod(known, width)
    rows, columns = np.arange(height), np.arange(width)
    return Veil(((rows > row, columns >= 0), (rows == row, columns >= column)))


def _result(products: Products) -> str:
    terms = products.terms
    after = "" if terms.activation == "none" else f" → {written(terms.output)}"
    return f"{'=' if adds_up(products) else '≈'} {written(terms.total)}{after}"


def _of_product(products: Products, spot: Spot) -> Iterator[Mark]:
    place = _place(products, spot)
    if place is None:
        return
    term = products.terms.terms[place]
    yield _at(products, place, "focus")
    yield Mark(PanelId(map_id(products.layer - 1), term.channel), "product", (term.row,), (term.column,))
    if term.weight_cell:
        out, slice_, row, column = term.weight_cell
        yield Mark(PanelId(MatrixId("kernel", products.layer), out, slice_), "product", (row,), (column,))
    channel, row, column = products.cell
    yield Mark(PanelId(map_id(products.layer), channel), "reader", (row,), (column,))


def _is_factor(products: Products, place: int, spot: Spot) -> bool:
    term = products.terms.terms[place]
    if spot.matrix == MatrixId("kernel", products.layer):
        return term.weight_cell == (spot.panel.channel, spot.panel.slice, spot.row, spot.column)
    on_input = spot.matrix == map_id(products.layer - 1) and spot.panel.channel == term.channel
    return on_input and (term.row, term.column) == (spot.row, spot.column)


def _at(products: Products, place: int, role: str) -> Mark:
    channel, inside = divmod(place, products.each)
    row, column = divmod(inside, products.window[1])
    panel = PanelId(product_id(products.layer), products.channels[channel])
    return Mark(panel, "product" if role == "product" else "focus", (row,), (column,))


def _place(products: Products, spot: Spot) -> int | None:
    height, width = products.window
    inside = spot.panel.channel in products.channels and 0 <= spot.row < height and 0 <= spot.column < width
    return products.channels.index(spot.panel.channel) * products.each + spot.row * width + spot.column if inside else None
