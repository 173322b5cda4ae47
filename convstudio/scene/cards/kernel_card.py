"""The card of a kernel: a row for every output, a column for every input channel, nothing where a channel is not read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.layers import KernelLayer
from convstudio.scene.cards.card import Card, KernelLayout, Wire, shape_text
from convstudio.scene.cards.display import Display
from convstudio.scene.cards.paging import EACH, FIRST, Pages, page, shown, shown_rows
from convstudio.scene.cards.products import Products, product_panels, product_words
from convstudio.scene.matrix import MatrixScene, Scale, signed_scale
from convstudio.scene.matrix.focus import MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, marks_of
from convstudio.words import count, language, tr

Panels = tuple[tuple[MatrixScene, ...], ...]
MOST_COLUMNS = EACH  # input channels side by side
MOST_KERNEL_PANELS = 16


def kernel_card(
    evaluation: Evaluation,
    index: int,
    layer: KernelLayer,
    marks: tuple[Mark, ...],
    display: Display,
    products: Products | None,
    pages: Pages = FIRST,
) -> Card:
    """The card of a layer's weights, as many as there is room for, with the products of one output cell below them."""
    outs, slices = layer.kernel.shape[:2]
    inputs = slices * layer.groups
    part, read = shown_rows(pages, index, outs, _most_rows(slices)), shown(pages, index - 1, inputs)
    if layer.groups > 1:
        first = layer.in_channels_read(part.start, inputs).start
        read = range(first, min(first + MOST_COLUMNS, inputs))
    names, number = input_names(evaluation, index, read), _number(evaluation, index)
    card = _unmarked(index, layer, replace(display, limit=None), part, read, names, number, language())
    at_work = {mark.panel for mark in marks if mark.panel.matrix == card.matrix}
    multiplied = products if products and products.layer == index else None
    if not (at_work or multiplied):
        return card
    layout = card.kernel_layout
    assert layout
    slices_shown = (panel.panel for row in card.panels for panel in row)
    wires = tuple(replace(wire, lit=panel in at_work) for wire, panel in zip(layout.wires, slices_shown, strict=False))
    panels = tuple(tuple(_with_marks(panel, marks) for panel in row) for row in card.panels)
    layout = replace(layout, wires=wires)
    if multiplied:
        panels, layout = _with_products(multiplied, panels, layout, read, marks)
    return replace(card, panels=panels, kernel_layout=layout)


@lru_cache(maxsize=32)  # most are the same from one cell that is pointed at to the next
def _unmarked(
    index: int,
    layer: KernelLayer,
    display: Display,
    part: range,
    read: range,
    names: tuple[str, ...],
    number: str,
    _language: str,
) -> Card:
    """The card while nothing points at it: of the outputs in `part`, the slices that read the channels in `read`."""
    outs, slices = layer.kernel.shape[:2]
    inputs = slices * layer.groups
    scale = signed_scale(layer.kernel, display)
    every = [(out, list(_shown(layer, out, read))) for out in part]
    rows = [(out, row) for out, row in every if row]
    panels = tuple(tuple(_panel(index, layer, out, slice_, scale) for slice_, _ in row) for out, row in rows)
    alone = outs * inputs == 1
    layout = KernelLayout(
        layer,
        () if alone else names,
        () if alone else tuple(tr("out {o}", o=out) for out, _ in rows),
        tuple(tuple(column for _, column in row) for _, row in rows),
        tuple(out for out, _ in rows),
        tuple(tuple(slice_ for slice_, _ in row) for _, row in rows),
        wires=_wires(layer, rows) if layer.groups > 1 else (),
    )
    turners = page(("rows", index), "outputs", part, outs, _most_rows(slices))
    turners += page(("map", index - 1), "inputs", read, inputs) if layer.groups == 1 else ()
    return Card(
        MatrixId("kernel", index), tr("Kernel K") + number, _subtitle(layer), panels, scale,
        hidden_channels=outs * slices - sum(map(len, panels)), pages=turners, kernel_layout=layout,
    )  # fmt: skip


def _most_rows(slices: int) -> int:
    """How many outputs are shown, of so many slices each."""
    return max(1, MOST_KERNEL_PANELS // min(slices, MOST_COLUMNS))


def locked(card: Card) -> Card:
    """The card with weights that cannot be edited."""
    panels = tuple(tuple(replace(panel, editable=False) for panel in row) for row in card.panels)
    return replace(card, panels=panels)


def _with_products(
    products: Products, panels: Panels, layout: KernelLayout, read: range, marks: tuple[Mark, ...]
) -> tuple[Panels, KernelLayout]:
    places = tuple(place for place, channel in enumerate(products.channels) if channel in read)
    columns = tuple(products.channels[place] - read.start for place in places)
    row = product_panels(products, places, marks)
    return (*panels, row), replace(layout, columns=(*layout.columns, columns), products=product_words(products, places))


def input_names(evaluation: Evaluation, index: int, channels: range) -> tuple[str, ...]:
    """Names of the channels that a layer reads: those of the input, as long as no layer before it mixes channels."""
    experiment = evaluation.experiment
    own = not any(isinstance(layer, KernelLayer) and layer.enabled for layer in experiment.layers[:index])
    known = len(experiment.input) if own else 0
    names = ((c, experiment.channel_name(c) if c < known else "") for c in channels)
    return tuple(name or tr("in {c}", c=c) for c, name in names)


def _shown(layer: KernelLayer, out: int, columns: range) -> Iterator[tuple[int, int]]:
    """The slices of an output that read the channels of the columns, each with its column."""
    read = layer.in_channels_read(out, layer.kernel.shape[1] * layer.groups)
    return ((slice_, channel - columns.start) for slice_, channel in enumerate(read) if channel in columns)


def _subtitle(layer: KernelLayer) -> str:
    outs, slices = layer.kernel.shape[:2]
    if outs * slices * layer.groups == 1:
        return f"{tr('1 → 1 channel')} · {shape_text(layer.window)}"
    shape = ", ".join(map(str, layer.kernel.shape))
    groups = f" · {count(layer.groups, '{n} group', '{n} groups')}" if layer.groups > 1 else ""
    return tr("({shape}) outputs, channels, rows, columns", shape=shape) + groups


def _number(evaluation: Evaluation, index: int) -> str:
    places = [i for i, result in enumerate(evaluation.results) if isinstance(result.layer, KernelLayer)]
    return "" if len(places) == 1 else f" {places.index(index) + 1}"


def _wires(layer: KernelLayer, rows: list[tuple[int, list[tuple[int, int]]]]) -> tuple[Wire, ...]:
    """A wire for each slice shown; `rows` holds the outputs, each with its slices and their columns."""
    each = len(layer.kernel) // layer.groups or 1  # a layer with fewer outputs than groups cannot work, but is shown
    return tuple(Wire(place, column, out // each, lit=False) for place, (out, row) in enumerate(rows) for _slice, column in row)


def _panel(index: int, layer: KernelLayer, out: int, slice_: int, scale: Scale) -> MatrixScene:
    outs, slices = layer.kernel.shape[:2]
    panel = PanelId(MatrixId("kernel", index), out, slice_)
    name = tr("Kernel K") if outs * slices == 1 else tr("Kernel for output {o}, channel {s}", o=out, s=slice_)
    return MatrixScene(panel, name, layer.kernel[out, slice_], layer.kernel, scale, editable=True, dimmed=not layer.enabled)


def _with_marks(panel: MatrixScene, marks: tuple[Mark, ...]) -> MatrixScene:
    own = marks_of(marks, panel.panel)
    return replace(panel, marks=own) if own else panel
