"""The strip as a table: sizes, costs, and how receptive field and jump grow.

Receptive field and jump follow Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks" (Distill
2019): each layer adds (k − 1)·d times the jump before it to the field, and multiplies the jump by its stride. They are those of
a cell far from the edges, on which padding has no say.
"""

from __future__ import annotations

from msgspec import Struct

from convstudio.engine import cost
from convstudio.experiment import Evaluation
from convstudio.layers import Conv2d, Layer, Shape
from convstudio.layers.parameters import IntPair
from convstudio.scene.card import shape_text
from convstudio.scene.naming import layer_name
from convstudio.words import tr


class LayerRow(Struct, frozen=True):
    """One layer: `shape` and `multiplications` are None where it has no output; `problem` says why, if it is the cause."""

    index: int
    name: str
    shape: Shape | None
    weights: int
    biases: int
    multiplications: int | None
    field: IntPair
    jump: IntPair
    problem: str = ""


class LayerTable(Struct, frozen=True):
    """All layers, the input not counted, and their sums; `multiplications` are those of the layers that work."""

    input: Shape
    rows: tuple[LayerRow, ...]

    @property
    def weights(self) -> int:
        """Weights of all layers."""
        return sum(row.weights for row in self.rows)

    @property
    def biases(self) -> int:
        """Biases of all layers."""
        return sum(row.biases for row in self.rows)

    @property
    def multiplications(self) -> int:
        """Multiplications of all layers, for one input."""
        return sum(row.multiplications or 0 for row in self.rows)


def layer_table(evaluation: Evaluation) -> LayerTable:
    """The table of an evaluation. A layer that is switched off costs nothing and changes nothing."""
    rows: list[LayerRow] = []
    field, jump = (1, 1), (1, 1)
    for index, result in enumerate(evaluation.results):
        layer, shape = result.layer, evaluation.shape(index)
        if layer.enabled:
            field, jump = _grown(field, jump, layer), (jump[0] * layer.stride[0], jump[1] * layer.stride[1])
        kernel = layer.kernel if isinstance(layer, Conv2d) and layer.enabled else None
        spent = _multiplications(layer, shape)
        sizes = (0, 0) if kernel is None or not isinstance(layer, Conv2d) else (int(kernel.size), int(layer.bias.size))
        rows.append(
            LayerRow(index, layer_name(evaluation, index), shape, *sizes, spent, field, jump, _problem(evaluation, index))
        )
    channels, height, width = evaluation.experiment.input.shape
    return LayerTable((channels, height, width), tuple(rows))


HEADINGS = ("", "Layer", "Output", "Weights", "Biases", "Multiplications", "Receptive field", "Jump")


def cells(row: LayerRow) -> tuple[str, ...]:
    """A row as it is written, one text a heading."""
    number = "" if row.multiplications is None else thousands(row.multiplications)
    shape = row.problem or (shape_text(row.shape) if row.shape else tr("waits"))
    return (
        str(row.index + 1), row.name, shape, thousands(row.weights), thousands(row.biases), number,
        shape_text(row.field), shape_text(row.jump),
    )  # fmt: skip


def total_cells(table: LayerTable) -> tuple[str, ...]:
    """The line of sums below the rows."""
    last = table.rows[-1] if table.rows else None
    field, jump = (shape_text(last.field), shape_text(last.jump)) if last else ("", "")
    sums = (thousands(n) for n in (table.weights, table.biases, table.multiplications))
    return ("", tr("Total"), tr("from {shape}", shape=shape_text(table.input)), *sums, field, jump)


def thousands(number: int) -> str:
    """12 345 678, with thin gaps."""
    return f"{number:,}".replace(",", " ")


def _grown(field: IntPair, jump: IntPair, layer: Layer) -> IntPair:
    (h, w), (k, m), (d, e) = field, layer.window, layer.dilation
    return h + (k - 1) * d * jump[0], w + (m - 1) * e * jump[1]


def _multiplications(layer: Layer, shape: Shape | None) -> int | None:
    if shape is None:
        return None
    if not isinstance(layer, Conv2d) or not layer.enabled:
        return 0
    outs, slices, height, width = layer.kernel.shape
    return cost.convolutional((outs, slices, height, width), shape).multiplications


def _problem(evaluation: Evaluation, index: int) -> str:
    problem = evaluation.results[index].problem
    return tr("Not possible: {was}.", was=problem.was) if problem else ""
