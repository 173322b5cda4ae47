"""How much room several matrices of one kind take in rows and columns, with what is written around them."""

from __future__ import annotations

from msgspec import Struct

from convstudio.scene.layout.values import Point, Rect

GAP = 10.0  # pixels between matrices of one kind
NO_MARGINS = (0, 0, 0, 0)


class Frame(Struct, frozen=True):
    """`rows` × `columns` matrices of `high` × `wide` cells each, with padding cells above, below, left and right.

    All others are pixels: the ruler around the first matrix, the caption above each, the names above the columns and beside
    the rows, the least width of a column and of the whole. There may be a bias with `bias` cells below, and at the foot a line
    about what is not shown.
    """

    rows: int
    columns: int
    high: int
    wide: int
    margins: tuple[int, int, int, int] = NO_MARGINS
    ruler: float = 0.0
    caption: float = 0.0
    head: float = 0.0
    side: float = 0.0
    least_column: float = 0.0
    least: float = 0.0
    bias: int = 0
    foot: float = 0.0

    @property
    def padded(self) -> tuple[int, int]:
        """Rows and columns of one matrix with its padding."""
        above, below, left, right = self.margins
        return self.high + above + below, self.wide + left + right

    def pitch(self, cell: float) -> tuple[float, float]:
        """Pixels from one matrix to the next: across, and down."""
        high, wide = self.padded
        return max(wide * cell, self.least_column) + GAP, high * cell + self.caption + GAP

    def matrices(self, cell: float) -> tuple[float, float]:
        """Width and height of the matrices alone, without names, ruler and bias."""
        across, down = self.pitch(cell)
        return self.columns * across - GAP, self.rows * down - GAP

    def size(self, cell: float) -> tuple[float, float]:
        """Width and height of the whole."""
        width, height = self.matrices(cell)
        below = self.foot + (GAP + self.bias_lead + cell if self.bias else 0.0)
        wide = max(width, self.bias * cell)
        return max(wide + self.side + self.ruler, self.least), height + self.head + self.ruler + below

    @property
    def bias_lead(self) -> float:
        """The height of the word above a bias."""
        return self.head or self.caption or 14.0

    def corner(self, cell: float, row: int, column: int) -> Point:
        """The corner of cell (0, 0) of a matrix, relative to the upper left corner of the whole."""
        across, down = self.pitch(cell)
        above, _below, left, _right = self.margins
        return Point(
            self.side + self.ruler + column * across + left * cell,
            self.head + self.ruler + self.caption + row * down + above * cell,
        )

    def bias_corner(self, cell: float) -> Point:
        """The corner of the first cell of the bias, relative to the upper left corner of the whole."""
        _width, height = self.matrices(cell)
        return Point(self.side + self.ruler, self.head + self.ruler + height + GAP + self.bias_lead)

    def cells(self, cell: float, left: float, top: float) -> Rect:
        """The rectangle of all cells with their padding, and of the bias, if the whole has its corner at (`left`, `top`)."""
        start, end = self.corner(cell, 0, 0), self.corner(cell, self.rows - 1, self.columns - 1)
        above, below, before, after = self.margins
        right, bottom = end.x + (self.wide + after) * cell, end.y + (self.high + below) * cell
        if self.bias:
            at = self.bias_corner(cell)
            right, bottom = max(right, at.x + self.bias * cell), at.y + cell
        x, y = start.x - before * cell, start.y - above * cell
        return Rect(left + x, top + y, right - x, bottom - y)

    def middle(self, cell: float) -> float:
        """How far below the upper edge the middle of the matrices lies, without their padding."""
        first, last = self.corner(cell, 0, 0), self.corner(cell, self.rows - 1, 0)
        return (first.y + last.y + self.high * cell) / 2
