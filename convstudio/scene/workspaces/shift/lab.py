"""What all views of the Shift lab have in common: cards, the cell in focus, and the words about them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from convstudio.experiment import Evaluation, Experiment
from convstudio.layers import Array
from convstudio.scene.cards.card import Card, shape_text
from convstudio.scene.matrix import MatrixScene, Scale
from convstudio.scene.matrix.focus import INPUT, Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, map_id, marks_of
from convstudio.scene.words.text_runs import Line
from convstudio.scene.workspaces.shift.part import ShiftPart
from convstudio.words import tr


class Signs(Struct, frozen=True):
    """What is written between the matrices of a square.

    `letter` names what is done to the input; `done_in` and `done_out` are the words for it at the input and at the output
    (None: the output is left as it was).
    """

    letter: str
    done_in: str
    done_out: str | None
    minus: str  # what is subtracted, in words
    largest: float  # the largest difference
    note: Line = ()  # the line below the map in the upper row, if there is such a map


class LabScene(Struct, frozen=True, eq=False, kw_only=True):
    """All cards, and the words about them."""

    part: ShiftPart
    evaluation: Evaluation
    focus: Focus
    cards: tuple[Card, ...]
    conclusion: tuple[Line, ...]
    selected: int  # the layer whose settings are shown
    spoken: str = ""

    @property
    def panels(self) -> Iterator[MatrixScene]:
        """All matrices that are shown."""
        return (matrix for card in self.cards for row in card.panels for matrix in row)

    def has(self, spot: Spot) -> bool:
        """Whether the screen shows a cell."""
        shapes = (matrix.shape for matrix in self.panels if matrix.panel == spot.panel)
        return any(spot.row < rows and spot.column < columns for rows, columns in shapes)

    def panel(self, panel: PanelId) -> MatrixScene:
        """The matrix on a panel. Raises StopIteration if it is not shown."""
        return next(matrix for matrix in self.panels if matrix.panel == panel)

    def matrices(self, matrix: MatrixId) -> tuple[MatrixScene, ...]:
        """The panels of a matrix, one for each channel; none if it is not shown."""
        return next((card.panels[0] for card in self.cards if card.matrix == matrix), ())

    def card(self, matrix: MatrixId) -> Card:
        """The card of a matrix. Raises StopIteration if it is not shown."""
        return next(card for card in self.cards if card.matrix == matrix)


class SquareScene(LabScene, frozen=True, eq=False, kw_only=True):
    """A square of matrices that compares two ways; without `signs` there is nothing to compare, and `conclusion` says why."""

    signs: Signs | None = None


def output_matrix(evaluation: Evaluation) -> MatrixId:
    """The identity of the last layer's output."""
    return map_id(len(evaluation.results) - 1)


def standing(panels: tuple[MatrixScene, ...], channel: int) -> MatrixScene | None:
    """The panel that is shown large: that of the chosen channel, else the first; None if there are none."""
    return next((panel for panel in panels if panel.panel.channel == channel), panels[0] if panels else None)


def card_of(
    matrix: MatrixId,
    title: str,
    symbol: str,
    values: Array,
    scale: Scale,
    marks: tuple[Mark, ...],
    help_: str,
    *,
    editable: bool = False,
    names: tuple[str, ...] = (),
    dust: float = 0.0,
) -> Card:
    """A card with one panel for each channel of `values` (C, H, W)."""
    panels = tuple(
        MatrixScene(
            PanelId(matrix, channel), title if len(values) == 1 else tr("{name}, channel {c}", name=title, c=channel),
            values[channel], values, scale, marks=marks_of(marks, PanelId(matrix, channel)), editable=editable,
            caption=names[channel] if names else str(channel) if len(values) > 1 else "", symbol=symbol,
            help=help_, dust=dust,
        )
        for channel in range(len(values))
    )  # fmt: skip
    return Card(matrix, title, shape_text(values.shape), (panels,), scale)


def input_card(matrix: MatrixId, title: str, symbol: str, experiment: Experiment, marks: tuple[Mark, ...], help_: str) -> Card:
    """The card of the input of an experiment: the one that is edited, or one that is made of it."""
    scale, names = Scale("grey", experiment.low, experiment.high), experiment.channel_names
    return card_of(matrix, title, symbol, experiment.input, scale, marks, help_, editable=matrix == INPUT, names=names)
