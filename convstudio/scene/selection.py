"""The selected rectangle of cells: a value, like the focus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from convstudio.layers import Array
from convstudio.scene.cards.card import Card
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import Focus, PanelId

Cell = tuple[int, int]


class Screen(Protocol):
    """The cards of a workspace."""

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards, in order."""

    @property
    def focus(self) -> Focus:
        """The cell whose links it shows."""

    @property
    def spoken(self) -> str:
        """The sentence in the status bar about the cell in focus."""

    @property
    def panels(self) -> Iterator[MatrixScene]:
        """All matrices that are shown."""

    def panel(self, panel: PanelId) -> MatrixScene:
        """One panel. Raises StopIteration if it is not shown."""


class Block(Struct, frozen=True):
    """A rectangle of cells of one panel, from the corner where the selection began (`anchor`) to the opposite one (`head`)."""

    panel: PanelId
    anchor: Cell
    head: Cell

    @property
    def rows(self) -> slice:
        """The rows, as a slice with start and stop."""
        return slice(min(self.anchor[0], self.head[0]), max(self.anchor[0], self.head[0]) + 1)

    @property
    def columns(self) -> slice:
        """The columns, as a slice with start and stop."""
        return slice(min(self.anchor[1], self.head[1]), max(self.anchor[1], self.head[1]) + 1)

    @property
    def top_left(self) -> Cell:
        """The first row and column."""
        return self.rows.start, self.columns.start

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and columns."""
        return self.rows.stop - self.rows.start, self.columns.stop - self.columns.start

    def contains(self, cell: Cell) -> bool:
        """Whether a cell is selected."""
        rows, columns = self.rows, self.columns
        return bool(rows.start <= cell[0] < rows.stop and columns.start <= cell[1] < columns.stop)

    def moved(self, by: Cell) -> Block:
        """The block moved by some rows and columns."""
        return replace(self, anchor=_plus(self.anchor, by), head=_plus(self.head, by))

    def held(self, by: Cell, shape: tuple[int, int]) -> Cell:
        """The move nearest to `by` that keeps the block inside a matrix."""
        rows = min(max(by[0], -self.rows.start), shape[0] - self.rows.stop)
        columns = min(max(by[1], -self.columns.start), shape[1] - self.columns.stop)
        return rows, columns

    def extended(self, by: Cell, shape: tuple[int, int]) -> Block:
        """The block with its head moved, clipped to the matrix."""
        row, column = _plus(self.head, by)
        return replace(self, head=(min(max(row, 0), shape[0] - 1), min(max(column, 0), shape[1] - 1)))

    def of(self, values: Array) -> Array:
        """The selected part of a matrix."""
        return values[self.rows, self.columns]


def single(panel: PanelId, cell: Cell) -> Block:
    """One cell."""
    return Block(panel, cell, cell)


def whole(panel: PanelId, shape: tuple[int, int]) -> Block:
    """Every cell of a panel."""
    return Block(panel, (0, 0), (shape[0] - 1, shape[1] - 1))


def pasted_at(panel: PanelId, cell: Cell, block: tuple[int, int], shape: tuple[int, int]) -> Block:
    """The cells covered by a block pasted at a cell, clipped to the matrix."""
    return single(panel, cell).extended((block[0] - 1, block[1] - 1), shape)


def still_there(block: Block | None, screen: Screen) -> Block | None:
    """The selection, if a screen still has all its cells; else None."""
    panel = _panel(screen, block.panel) if block else None
    if block is None or panel is None:
        return None
    inside = block.rows.stop <= panel.shape[0] and block.columns.stop <= panel.shape[1]
    return block if inside else None


def _panel(screen: Screen, panel: PanelId) -> MatrixScene | None:
    return next((matrix for matrix in screen.panels if matrix.panel == panel), None)


def _plus(a: Cell, b: Cell) -> Cell:
    return a[0] + b[0], a[1] + b[1]
