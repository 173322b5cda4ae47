"""The positions of everything in the loop, as values."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.layout.loop.frames import Frame
from convstudio.scene.layout.loop.outline import Outline
from convstudio.scene.layout.values import Point, Rect

EDGE = 16.0  # pixels around the loop


class Cells(Struct, frozen=True):
    """The size of a cell in pixels: in the maps, in the kernel, and in the weights on the way back."""

    maps: float
    kernel: float
    back: float


class Sign(Struct, frozen=True):
    """An operator in the room between two blocks, and the phase that is shown above it."""

    text: str
    left: float
    width: float
    middle: float
    phase: int = 0


class Places(Struct, frozen=True):
    """The rectangles of all blocks and their cells, and of what is between and around them."""

    rects: dict[str, Rect]
    signs: tuple[Sign, ...]
    before: tuple[Rect, ...]
    behind: tuple[Rect, ...]
    line: float  # the vertical position of the way back
    lane: float  # the horizontal position of the line from the source to the gradient
    rise: float  # the horizontal position of the line up to K
    legend: Rect
    pictures: Rect
    kernel: Rect
    nudge: Rect
    head: float  # the top of the line of titles
    right: float
    bottom: float
    cells: dict[str, Rect] = {}


def with_cells(found: Places, outline: Outline, cells: Cells) -> Places:
    """The places with the rectangles of all cells."""
    sizes = {"learned": cells.kernel, "wanted": cells.kernel, "gradient": cells.back, "step": cells.back}
    frames: dict[str, Frame] = {name: getattr(outline, name) for name in found.rects}
    return replace(
        found,
        cells={n: frame.cells(sizes.get(n, cells.maps), *found.rects[n][:2]) for n, frame in frames.items()},
    )


def corner(rect: Rect, frame: Frame, cell: float, row: int, column: int) -> Point:
    """The corner of cell (0, 0) of a matrix in a block."""
    at = frame.corner(cell, row, column)
    return Point(rect.left + at.x, rect.top + at.y)
