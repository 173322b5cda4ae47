"""The card of a kernel: a row for every output, a column for every input channel, nothing where a channel is not read."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.layers import Conv2d
from convstudio.scene.card import Card, KernelLayout, Wire, shape_text
from convstudio.scene.display import Display
from convstudio.scene.focus import MatrixId, PanelId
from convstudio.scene.links import Mark
from convstudio.scene.matrix import MatrixScene, Scale, signed_scale
from convstudio.scene.products import Products, product_panels, product_words
from convstudio.words import count, tr

Panels = tuple[tuple[MatrixScene, ...], ...]
MOST_COLUMNS = 8  # input channels side by side
MOST_KERNEL_PANELS = 16


def kernel_card(
    evaluation: Evaluation, index: int, layer: Conv2d, marks: tuple[Mark, ...], display: Display, products: Products | None
) -> Card:
    """The weights of a convolution, as far as there is room for them, and below them the products of one output cell."""
    outs, slices = layer.kernel.shape[:2]
    scale = signed_scale(layer.kernel, replace(display, limit=None))
    inputs = slices * layer.groups
    shown_outs = max(1, min(outs, MOST_KERNEL_PANELS // min(slices, MOST_COLUMNS)))
    every = [list(_shown(layer, out, min(inputs, MOST_COLUMNS))) for out in range(shown_outs)]
    rows = [row for row in every if row]
    panels = tuple(tuple(_panel(index, layer, out, s, scale, marks) for s, _ in row) for out, row in enumerate(rows))
    names = input_names(evaluation, index, inputs)
    columns = tuple(tuple(column for _, column in row) for row in rows)
    alone = outs * inputs == 1
    wires = _wires(index, layer, rows, marks) if layer.groups > 1 else ()
    shown_names = ((), ()) if alone else (names[:MOST_COLUMNS], _outputs(len(rows)))
    layout = KernelLayout(*shown_names, columns, wires=wires)
    hidden = outs * slices - sum(map(len, panels))
    if products and products.layer == index:
        panels, layout = _with_products(products, panels, layout, marks)
    title = tr("Kernel K") + _number(evaluation, index)
    return Card(MatrixId("kernel", index), title, _subtitle(layer), panels, scale, hidden_channels=hidden, kernel_layout=layout)


def _with_products(
    products: Products, panels: Panels, layout: KernelLayout, marks: tuple[Mark, ...]
) -> tuple[Panels, KernelLayout]:
    shown = tuple(column for column in products.channels if column < MOST_COLUMNS)
    words = product_words(products, len(shown))
    row = product_panels(products, len(shown), marks)
    return (*panels, row), replace(layout, columns=(*layout.columns, shown), products=words)


def input_names(evaluation: Evaluation, index: int, channels: int) -> tuple[str, ...]:
    """What the channels that reach a layer are called: by their names, as long as they come from the input one by one."""
    experiment = evaluation.experiment
    own = not any(isinstance(layer, Conv2d) and layer.enabled for layer in experiment.layers[:index])
    known = len(experiment.input) if own else 0
    names = (experiment.channel_name(c) if c < known else "" for c in range(channels))
    return tuple(name or tr("in {c}", c=c) for c, name in enumerate(names))


def _shown(layer: Conv2d, out: int, columns: int) -> Iterator[tuple[int, int]]:
    """The slices of an output that stand in the first columns, each with its column."""
    read = layer.in_channels_read(out, layer.kernel.shape[1] * layer.groups)
    return ((slice_, column) for slice_, column in enumerate(read) if column < columns)


def _outputs(number: int) -> tuple[str, ...]:
    return tuple(tr("out {o}", o=out) for out in range(number))


def _subtitle(layer: Conv2d) -> str:
    outs, slices = layer.kernel.shape[:2]
    if outs * slices * layer.groups == 1:
        return f"{tr('1 → 1 channel')} · {shape_text(layer.window)}"
    shape = ", ".join(map(str, layer.kernel.shape))
    groups = f" · {count(layer.groups, '{n} group', '{n} groups')}" if layer.groups > 1 else ""
    return tr("({shape}) outputs, channels, rows, columns", shape=shape) + groups


def _number(evaluation: Evaluation, index: int) -> str:
    places = [i for i, result in enumerate(evaluation.results) if isinstance(result.layer, Conv2d)]
    return "" if len(places) == 1 else f" {places.index(index) + 1}"


def _wires(index: int, layer: Conv2d, rows: list[list[tuple[int, int]]], marks: tuple[Mark, ...]) -> tuple[Wire, ...]:
    """One for every slice that is shown; `rows` holds the slices of each output with their columns."""
    each = len(layer.kernel) // layer.groups
    at_work = {mark.panel for mark in marks}
    return tuple(
        Wire(out, column, out // each, PanelId(MatrixId("kernel", index), out, slice_) in at_work)
        for out, row in enumerate(rows)
        for slice_, column in row
    )


def _panel(index: int, layer: Conv2d, out: int, slice_: int, scale: Scale, marks: tuple[Mark, ...]) -> MatrixScene:
    outs, slices = layer.kernel.shape[:2]
    panel = PanelId(MatrixId("kernel", index), out, slice_)
    name = tr("Kernel K") if outs * slices == 1 else tr("Kernel for output {o}, channel {s}", o=out, s=slice_)
    own = tuple(mark for mark in marks if mark.panel == panel)
    return MatrixScene(panel, name, layer.kernel[out, slice_], layer.kernel, scale, marks=own, editable=True)
