"""What all views of the Shift lab have in common: cards, the cell in focus, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from convstudio.experiment import Evaluation
from convstudio.layers import Array
from convstudio.scene.cards.card import Card, shape_text
from convstudio.scene.matrix import MatrixScene, Scale
from convstudio.scene.matrix.focus import Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, map_id, marks_of
from convstudio.scene.words.text_runs import Line
from convstudio.scene.workspaces.shift.part import ShiftPart
from convstudio.words import tr


class Signs(Struct, frozen=True):
    """What stands between the matrices of a square: the letter of what is done to the input, what that is to the input and to
    the output (None: the output is left as it was), and the largest difference.
    """

    letter: str
    done_in: str
    done_out: str | None
    minus: str  # what is taken away, in words
    largest: float
    note: Line = ()  # what stands below the map in the upper row, if there is one


class LabScene(Struct, frozen=True, eq=False, kw_only=True):
    """All cards and what is said of them."""

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
        """Whether a cell is on the screen."""
        shapes = (matrix.shape for matrix in self.panels if matrix.panel == spot.panel)
        return any(spot.row < rows and spot.column < columns for rows, columns in shapes)

    def panel(self, panel: PanelId) -> MatrixScene:
        """One panel. Raises StopIteration if it is not shown."""
        return next(matrix for matrix in self.panels if matrix.panel == panel)

    def matrices(self, matrix: MatrixId) -> tuple[MatrixScene, ...]:
        """All channels of a matrix; none if it is not shown."""
        return next((card.panels[0] for card in self.cards if card.matrix == matrix), ())

    def card(self, matrix: MatrixId) -> Card:
        """The card of a matrix. Raises StopIteration if it is not shown."""
        return next(card for card in self.cards if card.matrix == matrix)


class SquareScene(LabScene, frozen=True, eq=False, kw_only=True):
    """Two ways round that are compared; without `signs` there is nothing to compare, and `conclusion` says why."""

    signs: Signs | None = None


def output_matrix(evaluation: Evaluation) -> MatrixId:
    """The output of the last layer."""
    return map_id(len(evaluation.results) - 1)


def standing(panels: tuple[MatrixScene, ...], channel: int) -> MatrixScene | None:
    """The channel that stands large: the one that was chosen, else the first."""
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
    """A card with a panel for each channel."""
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
