"""Lines of text in pieces that each have a meaning, so that the same formula can be coloured, spoken and tested."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

from convstudio.scene.matrix.focus import MatrixId

Meaning = Literal["plain", "strong", "muted", "faint", "value", "weight", "padding", "warning", "sub", "emphasis"]


Side = Literal["h", "w"]


class FormulaTerm(NamedTuple):
    """A letter of a layer's size formula, and the axis that it belongs to."""

    layer: int
    letter: str
    axis: Side


class Run(Struct, frozen=True):
    """A piece of text. `value` and `weight` are chips in the colour of their cell: `number` of `matrix`.

    `now` lights the chips of the current term; `points_at` is what lights up in the matrices when the pointer is on the piece.
    """

    text: str
    meaning: Meaning = "plain"
    number: float = 0.0
    matrix: MatrixId | None = None
    now: bool = False
    points_at: FormulaTerm | None = None


Line = tuple[Run, ...]


def plain_text(line: Line) -> str:
    """The text of a line without its styles, for screen readers and tests."""
    return "".join(run.text for run in line)
