"""What the stage shows of a layer: input, kernels, the products of a cell, and output, as far as there is room."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.layers import KernelLayer, Layer
from convstudio.scene.build import Scene
from convstudio.scene.cards.card import Card, KernelLayout
from convstudio.scene.cards.compare import COMPARE, NOW
from convstudio.scene.cards.products import ProductWords
from convstudio.scene.cards.remedies import first_layer
from convstudio.scene.large import Large
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.matrix.links import map_id
from convstudio.words import tr

MOST_ROWS, MOST_OUTS, FEW_OUTS = 4, 8, 2  # input channels below one another; outputs side by side, and in a narrow window


class Row(Struct, frozen=True):
    """An input channel, its slice of each output's kernel (None: not read), and its products for the chosen output."""

    x: MatrixScene
    kernels: tuple[MatrixScene | None, ...]
    products: MatrixScene | None = None
    subtotal: str = ""


class Subject(Struct, frozen=True):
    """A layer on the stage, or the input alone if the layer is None.

    `outs` are the outputs whose kernels are shown, and `chosen` is the place of the large one among them, if it is one of
    them and made by its kernel. `others_in` and `others_out` are the channels that are shown small. `y` is None if there is no
    output, and never was one.
    """

    evaluation: Evaluation
    index: int
    layer: Layer | None
    rows: tuple[Row, ...]
    outs: tuple[int, ...]
    chosen: int | None
    y: MatrixScene | None
    others_in: tuple[MatrixScene, ...]
    others_out: tuple[MatrixScene, ...]
    x_card: Card
    y_card: Card
    kernel_card: Card | None
    layout: KernelLayout | None
    total: ProductWords | None = None  # the sum of the products
    compared: tuple[MatrixScene, ...] = ()  # the output of the snapshot, and the difference of the present one
    compare_note: str = ""
    overhang: tuple[int, int] = (0, 0)  # rows and columns by which the window is larger than its input

    @property
    def has_kernel(self) -> bool:
        """Whether the layer has weights."""
        return self.kernel_card is not None

    @property
    def is_off(self) -> bool:
        """Whether the layer is switched off: its input is passed on, and all that would compute is drawn faintly."""
        return self.layer is not None and not self.layer.enabled


def subject(scene: Scene, index: int, large: Large, most_rows: int = MOST_ROWS, most_outs: int = MOST_OUTS) -> Subject:
    """The layer at `index`, with at most `most_rows` input channels below one another and the kernels of `most_outs` outputs.

    If more channels are read, one is shown large: the one in `large`, else the first that the large output reads.
    """
    evaluation = scene.evaluation
    if not evaluation.results:
        return _alone(scene, large)
    layer = evaluation.results[index].layer
    x_card, y_card = scene.card(map_id(index - 1)), scene.card(map_id(index))
    inputs, outputs = _panels(x_card), _panels(y_card)
    y = _chosen(outputs, large.get(index, 0))
    kernel_card = _card(scene, MatrixId("kernel", index)) if isinstance(layer, KernelLayer) else None
    out = y.panel.channel if y else large.get(index, 0)
    read = _read(evaluation, layer, index, out, inputs)
    wanted = large.get(index - 1, read[0].panel.channel if read else 0)
    if len(read) > most_rows or not isinstance(layer, KernelLayer):
        alone = _chosen(read, wanted)
        read = (alone,) if alone else ()
    outs = _around(_reading(layer, kernel_card, read), out, most_outs)
    small_in = tuple(x for x in inputs if all(x is not other for other in read))
    rows = tuple(_row(scene, x if place == 0 else _without_ruler(x), kernel_card, outs) for place, x in enumerate(read))
    return Subject(
        evaluation, index, layer, rows, outs, outs.index(out) if out in outs and layer.enabled else None, y, small_in,
        tuple(other for other in outputs if other is not y), x_card, y_card, kernel_card,
        kernel_card.kernel_layout if kernel_card else None, scene.product_words, *_compared(scene, y),
        _overhang(layer, rows[0].x) if y_card.problem and rows else (0, 0),
    )  # fmt: skip


def _around(outs: tuple[int, ...], out: int, most: int) -> tuple[int, ...]:
    """At most `most` of the outputs, the large one included if it is one of them."""
    start = outs.index(out) // most * most if out in outs else 0
    return outs[start : start + most]


def _reading(layer: Layer, kernels: Card | None, read: tuple[MatrixScene, ...]) -> tuple[int, ...]:
    """The outputs that read the channel that is shown large; the others belong to other groups."""
    if kernels is None or kernels.kernel_layout is None or not isinstance(layer, KernelLayer):
        return ()
    outs, channels = kernels.kernel_layout.outs, layer.kernel.shape[1] * layer.groups
    large = [panel.panel.channel for panel in read]
    found = tuple(out for out in outs if any(channel in layer.in_channels_read(out, channels) for channel in large))
    return found or outs


def _compared(scene: Scene, y: MatrixScene | None) -> tuple[tuple[MatrixScene, ...], str]:
    """The panels that the large output is compared with, and the line about them."""
    card = _card(scene, COMPARE)
    if card is None or y is None:
        return (), ""
    rows = card.panels
    row = rows[y.panel.channel] if y.panel.channel < len(rows) else ()
    return tuple(panel for panel in row if panel.panel.slice != NOW), card.problem or card.subtitle


def _alone(scene: Scene, large: Large) -> Subject:
    card = scene.card(map_id(-1))
    inputs = _panels(card)
    x = _chosen(inputs, large.get(-1, 0))
    others = tuple(panel for panel in inputs if panel is not x)
    rows = (Row(x, ()),) if x else ()
    return Subject(scene.evaluation, 0, None, rows, (), None, None, others, (), card, _no_output(scene, card), None, None)


def _no_output(scene: Scene, x_card: Card) -> Card:
    """What stands in the place of the output while there is no layer."""
    told, remedy = tr("There is no layer yet."), tr("Add one to see an output.")
    mend = first_layer(scene.evaluation.experiment)
    return Card(map_id(0), "", "", (), x_card.scale, told, remedy, dimmed=True, mend=mend)


def reach_of(layer: Layer) -> tuple[int, int]:
    """The number of rows and columns of the input from the first to the last that a window reads."""
    (high, wide), (down, across) = layer.window, layer.dilation
    return (high - 1) * down + 1, (wide - 1) * across + 1


def _overhang(layer: Layer, x: MatrixScene) -> tuple[int, int]:
    """By how much the window of an impossible layer is larger than the padded input."""
    above, below, left, right = x.margins
    high, wide = reach_of(layer)
    return max(high - x.shape[0] - above - below, 0), max(wide - x.shape[1] - left - right, 0)


def _without_ruler(panel: MatrixScene) -> MatrixScene:
    """The panel without its ruler: one above the first channel serves all."""
    return replace(panel, ruled=False) if panel.surround else panel


def _panels(card: Card) -> tuple[MatrixScene, ...]:
    return card.panels[0] if card.panels else ()


def _card(scene: Scene, matrix: MatrixId) -> Card | None:
    return next((card for card in scene.cards if card.matrix == matrix), None)


def _chosen(panels: tuple[MatrixScene, ...], channel: int) -> MatrixScene | None:
    return next((panel for panel in panels if panel.panel.channel == channel), panels[0] if panels else None)


def _read(
    evaluation: Evaluation, layer: Layer, index: int, out: int, inputs: tuple[MatrixScene, ...]
) -> tuple[MatrixScene, ...]:
    """The input channels that an output reads; all channels, if it reads none that exists (in a layer that cannot work)."""
    x = evaluation.results[index - 1].shown if index else evaluation.experiment.input
    if x is None:
        return inputs
    channels = layer.in_channels_read(out, len(x))
    found = tuple(panel for panel in inputs if panel.panel.channel in channels)
    return found or inputs


def _row(scene: Scene, x: MatrixScene, kernels: Card | None, outs: tuple[int, ...]) -> Row:
    if kernels is None or kernels.kernel_layout is None:
        return Row(x, ())
    layout, channel = kernels.kernel_layout, x.panel.channel
    slices: list[MatrixScene | None] = []
    for out in outs:
        read = list(layout.layer.in_channels_read(out, layout.layer.kernel.shape[1] * layout.layer.groups))
        wanted = read.index(channel) if channel in read else None
        row = next((row for row, o in zip(kernels.panels, layout.outs, strict=False) if o == out), ())
        slices.append(next((panel for panel in row if panel.panel.slice == wanted), None))
    products, words = scene.products, scene.product_words
    place = next((i for i, panel in enumerate(products) if panel.panel.channel == channel), None)
    found = products[place] if place is not None else None
    return Row(x, tuple(slices), found, words.subtotals[place] if words and place is not None else "")
