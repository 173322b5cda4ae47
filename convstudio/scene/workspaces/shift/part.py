"""What of the state is the Shift lab's own: which view is shown, how far the input is moved, and what comes in behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.shifting import Border
from convstudio.engine.turning import Turn
from convstudio.scene.state import State, with_part

NAME = "shift"
Against = Literal["moved", "still"]  # the output moved along, or as it was
ViewName = Literal["shift", "every", "turn", "reach", "cost", "matrix"]
Along = Literal["rows", "columns"]
Scope = Literal["layer", "all"]
Size = Literal["this", "large"]
SHIFTING: tuple[ViewName, ...] = ("shift", "every")  # the views in which the input is moved


class ShiftPart(Struct, frozen=True):
    """A shift down by `rows` and to the right by `columns`, and what the output of the moved input is compared with."""

    rows: int = 0
    columns: int = 2  # which a stride of 2 can follow
    border: Border = "zeros"
    against: Against = "moved"
    view: ViewName = "shift"
    turn: Turn = "quarter"
    along: Along = "columns"  # the axis whose shifts are plotted
    scope: Scope = "layer"  # whose cost is counted
    size: Size = "this"  # for which input

    @property
    def settings(self) -> tuple[object, ...]:
        """All that a shift is made of."""
        return self.rows, self.columns, self.border, self.against

    @property
    def by(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns


def part(state: State) -> ShiftPart:
    """The Shift lab's own part of a state, its shift no larger than the input."""
    own = state.parts[NAME]
    assert isinstance(own, ShiftPart)
    rows, columns = state.evaluation.experiment.input.shape[1:]
    return replace(own, rows=_held(own.rows, rows), columns=_held(own.columns, columns))


def with_settings(**settings: object) -> Callable[[State], State]:
    """Give some of the part's fields other values."""

    def change(state: State) -> State:
        own = replace(part(state), **settings)
        return state if own == state.parts[NAME] else with_part(state, NAME, own)

    return change


def _held(by: int, size: int) -> int:
    """A shift by less than the size: farther off nothing more would change."""
    return min(max(by, 1 - size), size - 1)
