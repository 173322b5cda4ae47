"""One matrix on the screen as a value: its numbers, its scale, what is marked in it, and the padding around it."""

from __future__ import annotations

import math
from typing import Literal

from msgspec import Struct

from convstudio.engine.geometry import Axis, PaddingMode
from convstudio.experiment import Change
from convstudio.layers import Array
from convstudio.scene.cards.display import PLAIN, Display
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import PanelId
from convstudio.scene.matrix.links import Mark
from convstudio.scene.matrix.veil import Veil


class Scale(Struct, frozen=True):
    """What the colours mean: `grey` from `low` (black) to `high` (white), `signed` symmetric around zero."""

    kind: Literal["grey", "signed"]
    low: float
    high: float
    colours: str = "red_blue"  # the colour map of a signed scale


class Surround(Struct, frozen=True, eq=False):
    """The padding that the next layer puts around a map, and what it leaves unread."""

    rows: Axis
    columns: Axis
    padded: Array | None  # (rows.padded, columns.padded) values including the padding, if there is any and it has values
    unread_rows: tuple[int, ...] = ()
    unread_columns: tuple[int, ...] = ()
    can_pad: bool = False  # whether the layer has padding to set
    copies: bool = False  # whether the padding repeats cells of the map
    filled: PaddingMode | None = None  # how the padding gets its values, if they are shown
    reader: str = ""  # the name of the next layer

    @property
    def margins(self) -> tuple[int, int, int, int]:
        """Padding cells above, below, left and right."""
        return self.rows.before, self.rows.after, self.columns.before, self.columns.after

    def value_at(self, row: int, column: int) -> float:
        """The value at a position of the map or of its padding, which must have values."""
        assert self.padded is not None
        return float(self.padded[row + self.rows.before, column + self.columns.before])

    def ghosts_differ(self, other: Surround) -> bool:
        """Whether the values in the padding differ; both surrounds have the same sizes."""
        if self.padded is None or other.padded is None or self.padded is other.padded:
            return self.padded is not other.padded
        above, below, left, right = self.margins
        differs = self.padded != other.padded
        differs[above : differs.shape[0] - below, left : differs.shape[1] - right] = False
        return bool(differs.any())


class MatrixScene(Struct, frozen=True, eq=False):
    """A panel: a matrix (H, W) as it is shown on the screen."""

    panel: PanelId
    name: str
    values: Array
    whole: Array  # the map or kernel that `values` is a part of; its identity says whether anything changed
    scale: Scale
    change: Change | None = None
    marks: tuple[Mark, ...] = ()
    surround: Surround | None = None
    dimmed: bool = False
    editable: bool = False
    caption: str = ""
    veil: Veil | None = None
    ruled: bool = True  # whether it has rulers, if a layer reads it
    symbol: str = ""  # its symbol in formulas, if its kind does not tell
    help: str = ""  # what it is, if its kind does not tell
    dust: float = 0.0  # values up to this size are only rounding errors of sums, and shown as 0
    locked: bool = False  # whether only a lesson keeps it from being edited

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def margins(self) -> tuple[int, int, int, int]:
        """Padding cells above, below, left and right."""
        return self.surround.margins if self.surround else (0, 0, 0, 0)


STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def signed_scale(values: Array, display: Display = PLAIN, change: Change | None = None, dust: float = 0.0) -> Scale:
    """A scale symmetric around zero: as `display` fixes it, or so that it holds every finite value; ±1 for dust alone.

    It ends at a round number, so that a painted cell seldom changes the colours of all others.
    """
    largest = largest_magnitude(values, change)
    return scale_to(largest if largest > dust else 0.0, display)


def scale_to(largest: float, display: Display = PLAIN) -> Scale:
    """A scale symmetric around zero up to the round number at or above `largest`, or to the limit that `display` fixes."""
    high = display.limit or round_up(largest) or 1.0
    return Scale("signed", -high, high, display.colours)


def round_up(value: float) -> float:
    """The next round number that is not smaller: one of `STEPS` times a power of ten; 0 for 0 and near the limits of floats."""
    if not 1e-300 < value < 1e300:
        return value
    unit = 10.0 ** math.floor(math.log10(value))
    return next((step * unit for step in STEPS if step * unit >= value), value)
