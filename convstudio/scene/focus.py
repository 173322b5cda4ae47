"""What is pointed at: one cell of one matrix, and whether it is pinned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class MatrixId(NamedTuple):
    """Which matrices: the feature map after a layer (−1: the input), the kernel of a layer, what compares two outputs, the
    products of an output cell of a layer, or the factors and the result of a 1 × 1 layer as a product of matrices.
    """

    kind: Literal["map", "kernel", "compare", "product", "factor"]
    layer: int


INPUT = MatrixId("map", -1)


class PanelId(NamedTuple):
    """One matrix on the screen: a channel of a map, or a slice of one output channel's stack of kernels."""

    matrix: MatrixId
    channel: int = 0
    slice: int = 0


class Spot(NamedTuple):
    """One cell: a row and a column of a panel. Outside the matrix it is a cell of the padding around it."""

    panel: PanelId
    row: int
    column: int

    @property
    def matrix(self) -> MatrixId:
        """The matrices that the panel belongs to."""
        return self.panel.matrix


@dataclass(frozen=True, slots=True)
class Focus:
    """The cell pointed at, or pinned by a click; None if there is none."""

    spot: Spot | None = None
    pinned: bool = False


NOWHERE = Focus()
