"""A workspace with one matrix, as somebody would add it: this folder, and `WORKSPACE` in `WORKSPACES`."""

from __future__ import annotations

from msgspec import Struct

from convstudio.scene.cards.card import Card
from convstudio.scene.matrix import MatrixScene, signed_scale
from convstudio.scene.matrix.focus import INPUT, Focus, MatrixId, PanelId
from convstudio.scene.matrix.links import Mark
from convstudio.scene.state import State
from convstudio.scene.workspaces import Workspace

MIRRORED = MatrixId("derived", 0)


class TrialScene(Struct, frozen=True, eq=False):
    """The input, and the same from right to left."""

    focus: Focus
    cards: tuple[Card, ...]
    spoken: str

    def panel(self, panel: PanelId) -> MatrixScene:
        """One panel. Raises StopIteration if it is not shown."""
        return next(m for card in self.cards for row in card.panels for m in row if m.panel == panel)


def build(state: State) -> TrialScene:
    """The screen of a state."""
    x, spot = state.evaluation.experiment.input, state.focus.spot
    cards = []
    for matrix, values in ((INPUT, x), (MIRRORED, x[:, :, ::-1])):
        marks: tuple[Mark, ...] = ()
        if spot:
            column = spot.column if spot.matrix == matrix else x.shape[2] - 1 - spot.column
            marks = (Mark(PanelId(matrix), "focus", (spot.row,), (column,)),)
        scene = MatrixScene(PanelId(matrix), "Mirrored", values[0], values, signed_scale(values), marks=marks,
                            editable=matrix == INPUT, symbol="X", help="The input from right to left.")  # fmt: skip
        cards.append(Card(matrix, "Mirrored", "", ((scene,),), scene.scale))
    return TrialScene(state.focus, tuple(cards), f"row {spot.row}, column {spot.column}" if spot else "")


WORKSPACE = Workspace("trial", "&Mirror", "Ctrl+9", "See the input in a mirror", "tests.studio.trial.widgets", build)
