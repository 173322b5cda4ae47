"""The strip as a table: sizes, costs, and how receptive field and jump grow.

Receptive field and jump follow Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks" (Distill
2019): each layer adds (k − 1)·d times the jump before it to the field, and multiplies the jump by its stride. This holds for
cells far from the edges, which padding does not affect.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from msgspec import Struct

from convstudio.experiment import Evaluation
from convstudio.layers import Shape
from convstudio.layers.facts import Growth
from convstudio.layers.parameters import IntPair
from convstudio.scene.cards.card import shape_text
from convstudio.scene.words.naming import layer_name
from convstudio.words import Text, tr

Jump = tuple[Fraction, Fraction]


class LayerRow(Struct, frozen=True):
    """One layer. `shape` and `multiplications` are None if it has no output; `problem` says why, if the layer is the cause.

    No number of a `hidden` layer is written: a question may be about it. One that is not `enabled` is switched off.
    """

    index: int
    name: str
    shape: Shape | None
    weights: int
    biases: int
    multiplications: int | None
    field: IntPair
    jump: Jump
    problem: str = ""
    hidden: bool = False
    enabled: bool = True


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
    field: IntPair = (1, 1)
    jump: Jump = (Fraction(1), Fraction(1))
    for index, result in enumerate(evaluation.results):
        layer, shape = result.layer, evaluation.shape(index)
        x = evaluation.shape(index - 1)
        if layer.enabled:
            field, jump = _grown(field, jump, layer.growth(x))
        used = layer.at_work(x if shape is not None else None)
        rows.append(
            LayerRow(
                index, layer_name(evaluation, index), shape, *used, field, jump, *_problem(evaluation, index), layer.enabled
            )
        )
    channels, height, width = evaluation.experiment.input.shape
    return LayerTable((channels, height, width), tuple(rows))


HEADINGS: tuple[Text, ...] = ("", "Layer", "Output", "Weights", "Biases", "Multiplications", "Receptive field", "Jump")


def cells(row: LayerRow) -> tuple[str, ...]:
    """The texts of a row, one for each of `HEADINGS`."""
    number = "" if row.multiplications is None else thousands(row.multiplications)
    shape = row.problem or (shape_text(row.shape) if row.shape else tr("waits"))
    shape += "" if row.enabled else f" · {tr('switched off')}"
    if row.hidden:
        return (str(row.index + 1), row.name, shape, *[""] * (len(HEADINGS) - 3))
    return (
        str(row.index + 1), row.name, shape, thousands(row.weights), thousands(row.biases), number,
        shape_text(row.field), _jump_text(row.jump),
    )  # fmt: skip


def total_cells(table: LayerTable) -> tuple[str, ...]:
    """The texts of the totals below the rows, one for each of `HEADINGS`."""
    if any(row.hidden for row in table.rows):
        return ("", tr("Total"), tr("from {shape}", shape=shape_text(table.input)), *[""] * (len(HEADINGS) - 3))
    last = table.rows[-1] if table.rows else None
    field, jump = (shape_text(last.field), _jump_text(last.jump)) if last else ("", "")
    sums = (thousands(n) for n in (table.weights, table.biases, table.multiplications))
    return ("", tr("Total"), tr("from {shape}", shape=shape_text(table.input)), *sums, field, jump)


def _jump_text(jump: Jump) -> str:
    """ "2 × 2", "1/2 × 1/2"."""
    return " × ".join(map(str, jump))


def thousands(number: int) -> str:
    """A whole number with thin spaces between groups of three digits, such as 12 345 678."""
    return f"{number:,}".replace(",", " ")


def _grown(field: IntPair, jump: Jump, growth: Growth) -> tuple[IntPair, Jump]:
    """Receptive field and jump behind a layer. Behind a transposed convolution neighbouring cells may see the same inputs."""
    high, wide = (size + ceil((span - 1) * step) for size, span, step in zip(field, growth.span, jump, strict=True))
    down, across = (step * own for step, own in zip(jump, growth.jump, strict=True))
    return (high, wide), (down, across)


def _problem(evaluation: Evaluation, index: int) -> tuple[str, bool]:
    """Why a layer has no output, and whether it has one that is only hidden."""
    problem = evaluation.results[index].problem
    return (problem.told, problem.hides) if problem else ("", False)
