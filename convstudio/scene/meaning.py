"""What the letters of the size formula mean in the matrices: n, k and p rows of input, window and padding; s the stops."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.engine.geometry import Axis
from convstudio.experiment import Evaluation
from convstudio.layers import Conv2d
from convstudio.scene.focus import MatrixId, PanelId
from convstudio.scene.links import Mark, map_id
from convstudio.scene.runs import FormulaTerm

Cells = tuple[int, ...]
MOST_STOPS = 200  # beyond it the ruler's ticks say it better


def meaning(evaluation: Evaluation, term: FormulaTerm | None) -> tuple[Mark, ...]:
    """The marks of a letter, on the first channel of the layer's input and on its kernel; none if the layer is gone."""
    if term is None or not 0 <= term.layer < len(evaluation.results):
        return ()
    shape = evaluation.shape(term.layer - 1)
    if shape is None:
        return ()
    layer = evaluation.results[term.layer].layer
    rows, columns = layer.axes(shape)
    axis, across = (rows, columns) if term.axis == "h" else (columns, rows)
    on_input = [_mark(PanelId(map_id(term.layer - 1)), term, *cells) for cells in _cells(term, axis, across)]
    kernel = [_mark(PanelId(MatrixId("kernel", term.layer)), term, tuple(range(axis.window)), (0,))]
    return (*on_input, *(kernel if term.letter == "k" and isinstance(layer, Conv2d) else ()))


def _cells(term: FormulaTerm, axis: Axis, across: Axis) -> Iterator[tuple[Cells, Cells]]:
    """Along the axis, and across it: a strip for sizes, whole rows for padding, a cell for each stop."""
    edge = (-across.before,)
    if term.letter == "n":
        yield tuple(range(axis.size)), (0,)
    elif term.letter == "k":
        yield tuple(axis.positions(0)), edge
    elif term.letter == "p":
        whole = tuple(range(-across.before, across.size + across.after))
        yield tuple(range(-axis.before, 0)), whole
        yield tuple(range(axis.size, axis.size + axis.after)), whole
    else:
        for output in range(axis.count) if axis.count * axis.stride <= MOST_STOPS else ():
            yield (output * axis.stride - axis.before,), edge


def _mark(panel: PanelId, term: FormulaTerm, along: Cells, across: Cells) -> Mark:
    rows, columns = (along, across) if term.axis == "h" else (across, along)
    return Mark(panel, "meant", rows, columns)
