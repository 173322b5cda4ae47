"""Which cell is in focus: the one under the pointer, otherwise the pinned one."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

Kind = Literal[
    "map",  # the feature map after a layer; −1: the input
    "kernel",  # the kernel of a layer
    "compare",  # two outputs and their difference
    "product",  # the products of an output cell of a layer, channel by channel
    "factor",  # the factors and the result of a 1 × 1 layer as a product of matrices
    # Learn: of the layer that is learned, at the epoch that is shown
    "picture",  # a further training picture, by its number
    "seen",  # what the layer reads
    "learned",  # its kernel
    "target_kernel",  # the kernel that makes the target
    "prediction",
    "target",
    "error",  # prediction minus target
    "pull",  # the slope of the loss at the layer's sums
    "gradient",  # the slope of the loss at its weights
    "step",  # what is added to the weights
    "derived",  # made by a workspace from the others, by a number of its own; the matrix itself says what it is
]


class MatrixId(NamedTuple):
    """A map, a kernel or another set of matrices: its kind, and the layer it belongs to (or the number of a picture)."""

    kind: Kind
    layer: int

    @property
    def is_kernel(self) -> bool:
        """Whether its panels are slices of a kernel that can be edited as one."""
        return self.kind in ("kernel", "learned", "target_kernel")

    @property
    def has_weights(self) -> bool:
        """Whether its panels are laid out like the slices of a kernel."""
        return self.is_kernel or self.kind in ("gradient", "step")


INPUT = MatrixId("map", -1)


BIAS = -1  # in place of a slice: the biases of all output channels in a row


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


class Focus(Struct, frozen=True):
    """The cell under the pointer, and the one pinned by a click, which is in focus while nothing is pointed at."""

    pointed: Spot | None = None
    pin: Spot | None = None

    @property
    def spot(self) -> Spot | None:
        """The cell in focus; None if there is none."""
        return self.pointed or self.pin

    @property
    def pinned(self) -> bool:
        """Whether the cell in focus is the pinned one."""
        return self.pin is not None and self.spot == self.pin

    def cell_in(self, panel: PanelId) -> tuple[int, int] | None:
        """Row and column of the cell in a panel that keys apply to: the pinned one, else the one under the pointer."""
        spot = next((spot for spot in (self.pin, self.pointed) if spot and spot.panel == panel), None)
        return (spot.row, spot.column) if spot else None


NOWHERE = Focus()
