"""Some outputs of a sliding window, and what they read."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from convstudio.engine.geometry import Axis, PaddingMode
from convstudio.layers.facts import Array, Span


class Crop(Struct, frozen=True):
    """The outputs `first`…`last` of an axis, and what they read: one run of positions, and maybe an overhang behind them."""

    axis: Axis
    first: int
    last: int

    @property
    def end(self) -> int:
        """The position behind the last window's last tap."""
        return self.last * self.axis.stride - self.axis.before + self.axis.span

    @property
    def positions(self) -> range:
        """Every position of the padded input from the first window's first tap to the last window's last one."""
        start = self.first * self.axis.stride - self.axis.before
        return range(start, min(self.end, self.axis.size + self.axis.after))

    @property
    def overhang(self) -> int:
        """By how much the last window of `ceil` hangs over the padded input."""
        return self.end - self.positions.stop

    @property
    def inside(self) -> slice:
        """The positions that are input cells."""
        return slice(max(self.positions.start, 0), min(self.positions.stop, self.axis.size))

    @property
    def outside(self) -> Span:
        """By how much the windows extend beyond the input, before and after: padding and overhang."""
        return max(-self.positions.start, 0), max(self.end - self.axis.size, 0)

    def sources(self, mode: PaddingMode) -> NDArray[np.intp]:
        """The input cell whose value stands at each position; −1 for padding's own zero."""
        found = (self.axis.source(position, mode) for position in self.positions)
        return np.array([-1 if source is None else source for source in found], dtype=np.intp)


def gathered(x: Array, rows: Crop, columns: Crop, mode: PaddingMode) -> Array:
    """The cells (C, h, w) at the positions of two crops, padding filled in."""
    r, c = rows.sources(mode), columns.sources(mode)
    if (r >= 0).all() and (c >= 0).all():
        return x[:, r[:, None], c]
    inside_rows, inside_columns = np.flatnonzero(r >= 0)[:, None], np.flatnonzero(c >= 0)
    found = np.zeros((x.shape[0], len(r), len(c)))
    found[:, inside_rows, inside_columns] = x[:, r[inside_rows], c[inside_columns]]
    return found
