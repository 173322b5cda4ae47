"""One card on the board as a value."""

from __future__ import annotations

from msgspec import Struct

from convstudio.layers import KernelLayer
from convstudio.scene.cards.paging import Page
from convstudio.scene.cards.products import ProductWords
from convstudio.scene.cards.remedies import Mend
from convstudio.scene.matrix import MatrixScene, Scale
from convstudio.scene.matrix.focus import MatrixId


class Wire(Struct, frozen=True):
    """A connection on a kernel's card from an input channel (a column) through its slice to an output (a row) of its group.

    It is `lit` while a weight of the slice takes part in the cell that is pointed at.
    """

    row: int
    column: int
    group: int
    lit: bool


class KernelLayout(Struct, frozen=True):
    """The arrangement of a kernel's slices: the names of its columns and rows (none for a single slice), and for each row the
    columns of its panels. A last row may show the products of one output cell.
    """

    layer: KernelLayer
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    outs: tuple[int, ...] = ()  # the output of each row
    slices: tuple[tuple[int, ...], ...] = ()  # the slices in each row
    products: ProductWords | None = None  # around the last row, if it holds products
    wires: tuple[Wire, ...] = ()  # which output reads which input, unless each reads all


class Card(Struct, frozen=True, eq=False):
    """One card on the board: a title, a line about it, and the matrices, row by row."""

    matrix: MatrixId
    title: str
    subtitle: str
    panels: tuple[tuple[MatrixScene, ...], ...]
    scale: Scale
    problem: str = ""
    remedy: str = ""
    dimmed: bool = False
    hidden_channels: int = 0
    pages: tuple[Page, ...] = ()  # which give access to hidden channels
    kernel_layout: KernelLayout | None = None  # of a kernel
    note: str = ""  # the line at its foot
    mend: Mend | None = None  # the button beside the problem
    collapsed: bool = False  # a badge: no matrices


def shape_text(shape: tuple[int, ...]) -> str:
    """ "1 × 6 × 8"."""
    return " × ".join(map(str, shape))
