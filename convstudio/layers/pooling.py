"""What max and average pooling share: a window without weights, one channel at a time."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from msgspec.structs import replace

from convstudio.engine.geometry import Axis
from convstudio.layers.base import Layer
from convstudio.layers.conv2d import PADDING
from convstudio.layers.facts import Array, Cell, Term
from convstudio.layers.parameters import IntPair, Padding, Pair, Parameter, Switch

LARGEST_WINDOW = 64
WINDOW = Pair("kernel_size", "Window", "Rows and columns that become one.", low=1, high=LARGEST_WINDOW)
STRIDE = Pair(
    "stride", "Stride", "How far the window moves from one output to the next.", low=1, high=LARGEST_WINDOW
)  # as far as a window is large: a stride that equals it follows it
CEIL = Switch(
    "ceil_mode",
    "Round up",
    "On: the last window may hang over the edge, so sizes round up (ceil_mode). Off: what does not fill a window is dropped.",
    section="window",
)


class Pooling(Layer, frozen=True, eq=False, kw_only=True):
    """A window of `kernel_size` that slides by `stride` over each channel on its own."""

    kernel_size: IntPair = (2, 2)
    stride: IntPair = (2, 2)
    padding: Padding = "valid"
    ceil_mode: bool = False

    parameters: ClassVar[tuple[Parameter, ...]] = (WINDOW, STRIDE, PADDING, CEIL)

    @property
    def detail(self) -> str:
        return f"· {self.kernel_size[0]} × {self.kernel_size[1]}"

    @property
    def window(self) -> IntPair:
        return self.kernel_size

    @property
    def slide(self) -> dict[str, Any]:
        """How the window slides, as keyword arguments of the engine's poolings."""
        return {"kernel_size": self.kernel_size, "stride": self.stride, "padding": self.padding, "ceil_mode": self.ceil_mode}

    def with_setting(self, name: str, value: object, channels: int) -> Self:
        if name == "kernel_size" and self.stride == self.kernel_size:
            return replace(self, kernel_size=value, stride=value)  # a stride that equals the window follows it
        return super().with_setting(name, value, channels)

    def window_terms(self, x: Array, cell: Cell) -> list[Term]:
        """The cells of one output's window, row by row; padding as a term without a source."""
        channel, row, column = cell
        rows, columns = self.sliding_axes((x.shape[0], x.shape[1], x.shape[2]))
        return [
            Term(channel, r, c, source, float(x[channel, r, c]) if source else 0.0)
            for r in countable(rows, row)
            for c in countable(columns, column)
            for source in [(r, c) if 0 <= r < rows.size and 0 <= c < columns.size else None]
        ]

    def reader_spans(self, x: Array, cell: Cell) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Output rows and columns that read a cell."""
        rows, columns = self.axes((x.shape[0], x.shape[1], x.shape[2]))
        return (
            tuple(dict.fromkeys(output for output, _tap in rows.readers(cell[1]))),
            tuple(dict.fromkeys(output for output, _tap in columns.readers(cell[2]))),
        )


def countable(axis: Axis, output: int) -> list[int]:
    """The positions of a window that lie in the padded input: a ceil_mode overhang is nowhere."""
    return [p for p in axis.positions(output) if p < axis.size + axis.after]
