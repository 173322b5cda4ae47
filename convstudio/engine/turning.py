"""A picture turned or mirrored: the eight symmetries of the square, but for the one that does nothing."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Turn = Literal["quarter", "half", "three_quarters", "left_right", "top_bottom", "diagonal", "other_diagonal"]


class Moves(NamedTuple):
    """A turn in two steps: rows and columns are exchanged (or not), then rows and columns are read backwards (or not)."""

    exchanges: bool
    rows_backwards: bool
    columns_backwards: bool


MOVES: dict[Turn, Moves] = {
    "quarter": Moves(True, False, True),  # to the right
    "half": Moves(False, True, True),
    "three_quarters": Moves(True, True, False),
    "left_right": Moves(False, False, True),
    "top_bottom": Moves(False, True, False),
    "diagonal": Moves(True, False, False),
    "other_diagonal": Moves(True, True, True),
}
TURNS: tuple[Turn, ...] = tuple(MOVES)


def turn(x: Array, how: Turn) -> Array:
    """`x` (…, H, W) turned by quarters to the right, or mirrored. Raises ValueError for another word.

    >>> turn(np.array([[[1.0, 2.0], [3.0, 4.0]]]), "quarter")
    array([[[3., 1.],
            [4., 2.]]])
    """
    if how not in MOVES:
        raise ValueError(f"how was {how!r}; it is one of {', '.join(map(repr, MOVES))}")
    moves = MOVES[how]
    turned = np.swapaxes(x, -1, -2) if moves.exchanges else x
    turned = turned[..., ::-1, :] if moves.rows_backwards else turned
    turned = turned[..., ::-1] if moves.columns_backwards else turned
    return np.ascontiguousarray(turned)


def turned_cells(
    rows: tuple[int, ...], columns: tuple[int, ...], shape: tuple[int, int], how: Turn
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the cells `rows` × `columns` of a picture (H, W) come to lie, as rows and columns in order."""
    moves = MOVES[how]
    (high, wide), (down, across) = shape, (rows, columns)
    if moves.exchanges:
        (high, wide), (down, across) = (wide, high), (across, down)
    down = tuple(sorted(high - 1 - at for at in down)) if moves.rows_backwards else down
    across = tuple(sorted(wide - 1 - at for at in across)) if moves.columns_backwards else across
    return down, across


def undone(how: Turn) -> Turn:
    """The turn that takes a turn back."""
    back: dict[Turn, Turn] = {"quarter": "three_quarters", "three_quarters": "quarter"}
    return back.get(how, how)
