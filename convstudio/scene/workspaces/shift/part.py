"""The part of the state that belongs to the Shift lab: the view, the shift of the input, and the settings of the views."""

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
    """The settings of the Shift lab.

    The input is moved down by `rows` and to the right by `columns`; `border` says what comes in behind it, and `against` with
    what the output of the moved input is compared.
    """

    rows: int = 0
    columns: int = 2  # a stride of 2 can follow it
    border: Border = "zeros"
    against: Against = "moved"
    view: ViewName = "shift"
    turn: Turn = "quarter"
    along: Along = "columns"  # the axis whose shifts are plotted
    scope: Scope = "layer"  # whose cost is counted
    size: Size = "this"  # of which input the cost is counted

    @property
    def settings(self) -> tuple[object, ...]:
        """What the report of a shift depends on."""
        return self.rows, self.columns, self.border, self.against

    @property
    def by(self) -> tuple[int, int]:
        """The shift (rows, columns)."""
        return self.rows, self.columns


def part(state: State) -> ShiftPart:
    """Return the Shift lab's part of a state, with the shift limited by the size of the input."""
    own = state.parts[NAME]
    assert isinstance(own, ShiftPart)
    rows, columns = state.evaluation.experiment.input.shape[1:]
    return replace(own, rows=_held(own.rows, rows), columns=_held(own.columns, columns))


def with_settings(**settings: object) -> Callable[[State], State]:
    """The change that gives some fields of the part other values."""

    def change(state: State) -> State:
        own = replace(part(state), **settings)
        return state if own == state.parts[NAME] else with_part(state, NAME, own)

    return change


def _held(by: int, size: int) -> int:
    """Limit a shift to less than the size, beyond which nothing would change any more."""
    return min(max(by, 1 - size), size - 1)
