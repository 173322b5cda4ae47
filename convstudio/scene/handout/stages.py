"""The printed stage of a layer, with cells left open to be filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.scene.build import build
from convstudio.scene.cards.paging import FIRST, turned
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import READABLE_CELL, Room
from convstudio.scene.layout.trim import trimmed
from convstudio.scene.layout.values import Box, Drawing, Item, Legend, Matrix, Measure, Rect, Slot, Thumbnail, Words
from convstudio.scene.matrix.focus import NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.hiding import NOTHING_HIDDEN, Hidden
from convstudio.scene.matrix.links import map_id
from convstudio.scene.matrix.veil import Veil
from convstudio.scene.words.text_runs import Run
from convstudio.words import tr

LOW, HIGH, LARGEST = 90.0, 330.0, 40.0  # units: its least and its greatest height, and the largest cell
HALVINGS = 6
MARGIN = 6.0
UNKNOWN = 90.0, 76.0  # units of the blank area for an output whose size is not told

Cells = frozenset[tuple[int, int]]


class LayerError(ValueError):
    """A layer that cannot be printed, where another one may."""


def veil_of(shape: tuple[int, int], cells: Iterable[tuple[int, int]]) -> Veil | None:
    """A veil of blank cells to write in; None if there are none."""
    flags = np.zeros(shape, dtype=bool)
    for row, column in cells:
        flags[row, column] = True
    rows = [row for row in range(shape[0]) if flags[row].any()]
    return Veil(tuple((np.arange(shape[0]) == row, flags[row]) for row in rows), blank=True) if rows else None


def open_cells(evaluation: Evaluation, layer: int, channel: int, cells: Cells | None) -> Hidden:
    """Leave cells of one output channel open (None: all), and every cell of the other channels."""
    shape = evaluation.shape(layer)
    if shape is None or cells == frozenset():
        return NOTHING_HIDDEN
    every = frozenset((row, column) for row in range(shape[1]) for column in range(shape[2]))
    own = every if cells is None else cells
    return {layer: tuple(veil_of(shape[1:], own if out == channel else every) for out in range(shape[0]))}


def printed_stage(
    evaluation: Evaluation,
    layer: int,
    measure: Measure,
    width: float,
    *,
    channel: int = 0,
    cells: Cells | None = frozenset(),
    pin: tuple[int, int] | None = None,
    asked: Cells = frozenset(),
    open_kernel: bool = False,
) -> Drawing:
    """The stage of a layer with cells of its output left open (None: all), and the `asked` ones framed.

    `pin` is a cell whose window is shown. With `open_kernel` the weights are left open too. Raises ValueError with a sentence
    if the numbers would be too small to be read.
    """  # fmt: skip
    evaluation = _up_to(evaluation, layer)
    blank = open_cells(evaluation, layer, channel, cells)
    focus = Focus(pin=Spot(PanelId(map_id(layer), channel), *pin)) if pin and evaluation.shape(layer) else NOWHERE
    pages = turned(FIRST, ("map", layer), channel)
    scene = build(evaluation, focus, layer, staged=True, blank=blank, pages=pages)
    if not pin:
        scene = replace(scene, products=(), product_words=None)
    drawing, largest = _lowest(lambda high: stage(scene, layer, {layer: channel}, Room(width, high, measure, bare=True)))
    if largest < READABLE_CELL - 2:
        raise LayerError(
            tr("The matrices of this layer are too large for a sheet of paper: their numbers could not be read. "
               "Make the input smaller, or choose another layer.")
        )  # fmt: skip
    items = tuple(found for item in drawing.items for found in _printed(item, blank, layer, asked, open_kernel))
    return trimmed(Drawing(drawing.width, drawing.height, items), MARGIN)


def _up_to(evaluation: Evaluation, layer: int) -> Evaluation:
    """The evaluation without the layers behind one: the task is not about what they read and pad."""
    experiment = replace(evaluation.experiment, layers=evaluation.experiment.layers[: layer + 1])
    return replace(evaluation, experiment=experiment, results=evaluation.results[: layer + 1])


def _lowest(drawn: Callable[[float], Drawing]) -> tuple[Drawing, float]:
    """The drawing at the smallest height that does not make its cells smaller, and the size of these, which has a limit."""
    low, high = LOW, HIGH
    wanted = min(_cell(drawn(high)), LARGEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _cell(drawn(middle)) >= wanted else (middle, high)
    found = drawn(high)
    return found, _cell(found)


def _cell(drawing: Drawing) -> float:
    return min((matrix.cell for matrix in drawing.matrices), default=LARGEST)


def _printed(item: Item, blank: Hidden, layer: int, asked: Cells, open_kernel: bool) -> Iterator[Item]:
    """A piece of the stage as it is printed, without giving away what is left open."""
    match item:
        case Legend() if blank:
            return
        case Thumbnail() if blank and item.scene.panel.matrix == map_id(layer):
            yield Box(item.rect, "dashed")
        case Slot(name="facts") if open_kernel:
            return
        case Box(style="dashed"):  # the place of an output
            yield Box(Rect(item.rect.left, item.rect.top, *UNKNOWN), "dashed")
        case Slot(name="problem"):
            yield Words((Run("?", "muted"),), Rect(item.rect.left - 12, item.rect.top - 12, *UNKNOWN), "star", "centre")
        case Matrix() if open_kernel and item.panel.matrix == MatrixId("kernel", layer):
            rows, columns = item.scene.shape
            every = ((row, column) for row in range(rows) for column in range(columns))
            yield replace(item, scene=replace(item.scene, veil=veil_of(item.scene.shape, every)))
        case Matrix() if item.panel.matrix == map_id(layer):
            yield item
            yield from (Box(item.block((row, row), (column, column)), "asked") for row, column in asked)
        case _:
            yield item
