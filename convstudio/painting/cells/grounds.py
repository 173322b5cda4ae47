"""The grounds of the numbers: the colours of the cells, pale if a matrix is dimmed, washed where something lights up.

The ink of a number is chosen by its ground, so that it can always be read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter

from convstudio.painting.cells.grid import Grid
from convstudio.painting.fill import fill
from convstudio.painting.palette import Bytes, Look, argb_table, dark_reads_better

DIMMED = 0.3  # how much of its colour a dimmed cell keeps, against that of the card

Ground = NDArray[np.uint32]  # 0xRRGGBB
Block = tuple[int, int, int, int]  # first and last row, first and last column


class Paint(NamedTuple):
    """A colour that is laid over others, and its strength from 0 to 1."""

    colour: str
    strength: float


class Wash(NamedTuple):
    """Blocks of cells over which a paint is laid."""

    blocks: tuple[Block, ...]
    paint: Paint


class Table(Struct, frozen=True, eq=False):
    """For each colour of a map, the ground below a number, and whether dark ink reads better on it."""

    colours: Ground
    dark: NDArray[np.bool_]


class Grounds(Struct, frozen=True, eq=False):
    """The grounds below the numbers of a block of cells: the `indices` of their colours, and `which` table applies to each."""

    indices: Bytes
    tables: tuple[Table, ...]
    which: NDArray[np.intp] | None  # None: the only table

    @property
    def dark(self) -> NDArray[np.bool_]:
        """Whether dark ink reads better, cell by cell."""
        if self.which is None:
            return self.tables[0].dark[self.indices]
        found = self.tables[0].dark[self.indices]
        for place, other in enumerate(self.tables[1:], start=1):
            np.copyto(found, other.dark[self.indices], where=self.which == place)
        return found

    def colour(self, row: int, column: int) -> int:
        """The colour below the number of one cell."""
        table = self.tables[0 if self.which is None else int(self.which[row, column])]
        return int(table.colours[self.indices[row, column]])


def draw_wash(painter: QPainter, wash: Wash, grid: Grid) -> None:
    """Lay a paint over its cells."""
    colour = QColor(wash.paint.colour)
    colour.setAlphaF(wash.paint.strength)
    for top, bottom, left, right in wash.blocks:
        fill(painter, grid.rect(top, left, bottom - top + 1, right - left + 1), colour)


def grounds(bytes_: Bytes, origin: tuple[int, int], look: Look, name: str, dimmed: bool, washes: tuple[Wash, ...]) -> Grounds:
    """The grounds of a block of a picture's cells (indices into a map of colours) whose first cell is `origin`."""
    laid = [(part, wash.paint) for wash in washes for block in wash.blocks if (part := _part(block, origin, bytes_.shape))]
    if not laid or (len(laid) == 1 and laid[0][0] == (slice(0, bytes_.shape[0]), slice(0, bytes_.shape[1]))):
        return Grounds(bytes_, (_table(look, name, dimmed, tuple(paint for _, paint in laid)),), None)
    kinds: list[tuple[Paint, ...]] = [()]
    which = np.zeros(bytes_.shape, dtype=np.intp)
    for part, paint in laid:
        _lay(which[part], kinds, paint)
    return Grounds(bytes_, tuple(_table(look, name, dimmed, paints) for paints in kinds), which)


def _part(block: Block, origin: tuple[int, int], shape: tuple[int, ...]) -> tuple[slice, slice] | None:
    """The part of cells of some shape, the first of which is `origin`, that lies in a block; None if there is none."""
    top, bottom = max(block[0] - origin[0], 0), min(block[1] + 1 - origin[0], shape[0])
    left, right = max(block[2] - origin[1], 0), min(block[3] + 1 - origin[1], shape[1])
    return (slice(top, bottom), slice(left, right)) if top < bottom and left < right else None


def ghost_ground(look: Look, colour: int, strength: float, paints: tuple[Paint, ...]) -> int:
    """The colour of a padding cell: that of its value, laid faintly over the ground of the padding."""
    own = Paint(f"#{colour & 0xFFFFFF:06x}", strength)
    return int(_laid_over(np.array([int(look.sunken[1:], 16)], dtype=np.uint32), (own, *paints))[0])


def paints_at(washes: tuple[Wash, ...], row: int, column: int) -> tuple[Paint, ...]:
    """The paints laid over one cell."""
    return tuple(
        wash.paint
        for wash in washes
        for top, bottom, left, right in wash.blocks
        if top <= row <= bottom and left <= column <= right
    )


def _lay(part: NDArray[np.intp], kinds: list[tuple[Paint, ...]], paint: Paint) -> None:
    """Record that a paint is laid over a part of the cells, which then have other kinds of ground."""
    if len(kinds) == 1:  # no other paint lies there
        kinds.append((paint,))
        part[...] = 1
        return
    before = part.copy()
    for kind in np.unique(before).tolist():
        after = (*kinds[kind], paint)
        if after not in kinds:
            kinds.append(after)
        part[before == kind] = kinds.index(after)


@lru_cache(maxsize=64)
def _table(look: Look, name: str, dimmed: bool, paints: tuple[Paint, ...]) -> Table:
    """The ground for every colour of a map; what is not a number has the card as its ground."""
    colours: Ground = argb_table(look, name).copy()
    card = int(look.card[1:], 16)
    colours &= np.uint32(0xFFFFFF)
    colours[0] = card
    if dimmed:
        colours = _mixed(np.full_like(colours, card), colours, DIMMED)
    ground = _laid_over(colours, paints)
    return Table(ground, dark_reads_better(ground))


def _laid_over(colours: Ground, paints: tuple[Paint, ...]) -> Ground:
    for paint in paints:
        colours = _mixed(colours, np.full_like(colours, int(paint.colour[1:], 16)), paint.strength)
    return colours


def _mixed(below: Ground, above: Ground, strength: float) -> Ground:
    found = np.zeros_like(below)
    for shift in (16, 8, 0):
        low, high = (below >> shift) & 255, (above >> shift) & 255
        found |= np.rint(low + (high.astype(np.float64) - low) * strength).astype(np.uint32) << shift
    return found
