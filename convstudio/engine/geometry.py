"""Where things are: sizes, windows, readers, unread cells, receptive fields.

One axis at a time: an output reads a row of positions and a column of positions, and its window is their product. So
all of convolution's and pooling's geometry is `Axis`, twice, and every question ("which cells?", "who reads this?",
"what nobody reads") has one answer for the engine, the pictures and the explanations.

Sizes follow Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285), with the
floor of relationship 6; `ceil` is the ceil_mode of torch.nn.functional.max_pool2d.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]
PADDING_MODES: tuple[PaddingMode, ...] = ("zeros", "reflect", "replicate", "circular")
Sides = tuple[tuple[int, int], tuple[int, int]]  # ((top, bottom), (left, right))
NO_SIDES: Sides = ((0, 0), (0, 0))
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a sliding window: `size` cells, `before` and `after` cells of padding, a window of `window` taps.

    Positions count input cells from 0; negative positions and those from `size` up are padding. Outputs count from 0.
    """

    size: int
    window: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    ceil: bool = False

    @property
    def span(self) -> int:
        """Cells from a window's first tap to its last, both included."""
        return (self.window - 1) * self.dilation + 1

    @property
    def padded(self) -> int:
        """Cells with the padding."""
        return self.before + self.size + self.after

    @property
    def slack(self) -> int:
        """How far the first window can move before it leaves the padded input; negative if it does not fit at all."""
        return self.padded - self.span

    @property
    def count(self) -> int:
        """Outputs: ⌊slack / stride⌋ + 1, or 0 if the window does not fit.

        With `ceil` the division rounds up, so that a last window may hang over; one that would start in the padding
        behind the input is left out, as PyTorch does.
        """
        count = (self.slack + (self.stride - 1 if self.ceil else 0)) // self.stride + 1
        if self.ceil and (count - 1) * self.stride >= self.size + self.before:
            count -= 1
        return max(count, 0)

    @property
    def remainder(self) -> int:
        """Padded cells behind the last window: what the floor drops (0 or more)."""
        return max(self.padded - self.reach, 0) if self.count else 0

    @property
    def overhang(self) -> int:
        """Cells by which the last window of `ceil` hangs over the padded input (0 or more)."""
        return max(self.reach - self.padded, 0)

    @property
    def reach(self) -> int:
        """Padded cells from the first one to the last window's last tap."""
        return (self.count - 1) * self.stride + self.span if self.count else 0

    def taps(self, output: int) -> tuple[tuple[int, int], ...]:
        """Every (position, tap) that one output reads, in order of positions."""
        return tuple((position, tap) for tap, position in enumerate(self.positions(output)))

    def positions(self, output: int) -> range:
        """The positions that one output reads, tap by tap."""
        start = output * self.stride - self.before
        return range(start, start + self.window * self.dilation, self.dilation)

    def tap_positions(self, tap: int) -> range:
        """The position that one tap reads, output by output."""
        start = tap * self.dilation - self.before
        return range(start, start + self.count * self.stride, self.stride)

    def uses(self, tap: int) -> tuple[range, range]:
        """The positions that one tap reads, and the outputs that read them with it."""
        return self.tap_positions(tap), range(self.count)

    def readers(self, position: int) -> tuple[tuple[int, int], ...]:
        """Every (output, tap) that reads a position, in order of outputs."""
        first, stride, behind = position + self.before, self.stride, self.count * self.stride
        starts = ((first - tap * self.dilation, tap) for tap in reversed(range(self.window)))
        return tuple((start // stride, tap) for start, tap in starts if 0 <= start < behind and start % stride == 0)

    def source(self, position: int, mode: PaddingMode = "zeros") -> int | None:
        """The input cell whose value stands at a position; None where padding is a value of its own (zero).

        Positions beyond what the mode can copy, and those in a `ceil` overhang, are None too.
        """
        if 0 <= position < self.size:
            return position
        if mode == "zeros" or not -self.before <= position < self.size + self.after:
            return None
        if mode == "replicate":
            return 0 if position < 0 else self.size - 1
        if mode == "circular":
            return position % self.size
        mirrored = -position if position < 0 else 2 * (self.size - 1) - position
        return mirrored if 0 <= mirrored < self.size else None

    def sources(self, mode: PaddingMode = "zeros") -> Indices:
        """(count, window) input cells that the outputs read through the padding; −1 where `source` is None."""
        return _sources(self, mode)

    def unread(self, mode: PaddingMode = "zeros") -> tuple[int, ...]:
        """The input cells that no window reads, neither directly nor through the padding."""
        return _unread(self, mode)

    def through_padding(self, cell: int, mode: PaddingMode) -> tuple[int, ...]:
        """The positions at which an input cell's value stands: itself, and the padding that copies it."""
        copies = (p for p in (*range(-self.before, 0), *range(self.size, self.size + self.after)))
        return (cell, *(p for p in copies if self.source(p, mode) == cell))

    def touched(self, first: int, last: int, mode: PaddingMode = "zeros") -> tuple[int, int] | None:
        """First and last output that read any of the input cells `first`…`last`; None if none does."""
        if mode == "zeros" and self.dilation == 1:  # windows without holes: no need to look at them
            lowest = max(-((self.window - 1 - first - self.before) // self.stride), 0)
            highest = min((last + self.before) // self.stride, self.count - 1)
            return (lowest, highest) if lowest <= highest else None
        sources = self.sources(mode)
        hit = np.flatnonzero(((sources >= first) & (sources <= last)).any(axis=1))
        return (int(hit[0]), int(hit[-1])) if len(hit) else None

    def has_holes(self, mode: PaddingMode = "zeros") -> bool:
        """Whether, of consecutive input cells, an output from the first to the last that are `touched` may read none."""
        return mode != "zeros" or self.dilation != 1

    def reads_only(self, cells: Mask) -> Mask:
        """Which outputs (count,) read none but some input cells (size,), and no padding."""
        return np.asarray(np.append(cells, False)[self.sources()].all(axis=1), dtype=bool)


@dataclass(frozen=True, slots=True)
class StampAxis:
    """One axis of stamps that are pressed: input cell i touches the outputs i·stride − cut_before + tap·dilation.

    `cut_before` and `cut_after` cells are cut off the output, `extra` cells are added behind it, stamps or not. It
    answers what `Axis` answers, with outputs and inputs in each other's places: an output reads the cells whose stamps touch
    it. Around the input there is nothing.
    """

    size: int
    window: int
    stride: int = 1
    cut_before: int = 0
    cut_after: int = 0
    dilation: int = 1
    extra: int = 0

    @property
    def before(self) -> int:
        """Cells of padding before the input: none."""
        return 0

    @property
    def after(self) -> int:
        """Cells of padding behind the input: none."""
        return 0

    @property
    def padded(self) -> int:
        """Cells of the input."""
        return self.size

    @property
    def span(self) -> int:
        """Outputs from a stamp's first tap to its last, both included."""
        return (self.window - 1) * self.dilation + 1

    @property
    def full(self) -> int:
        """Outputs before any are cut off: (size − 1)·stride + span + extra."""
        return (self.size - 1) * self.stride + self.span + self.extra

    @property
    def count(self) -> int:
        """Outputs: (size − 1)·stride − cut + dilation·(window − 1) + extra + 1, or 0 if nothing is left."""
        return max(self.full - self.cut_before - self.cut_after, 0)

    def taps(self, output: int) -> tuple[tuple[int, int], ...]:
        """Every (input cell, tap) that touches an output, in order of cells."""
        found = ((output + self.cut_before - tap * self.dilation, tap) for tap in reversed(range(self.window)))
        return tuple(
            (at // self.stride, tap) for at, tap in found if at >= 0 and at % self.stride == 0 and at // self.stride < self.size
        )

    def positions(self, output: int) -> tuple[int, ...]:
        """The input cells whose stamps touch an output."""
        return tuple(cell for cell, _tap in self.taps(output))

    def tap_positions(self, tap: int) -> range:
        """The input cells whose stamps press one tap on an output that is not cut off."""
        start = tap * self.dilation - self.cut_before
        first = max(-(start // self.stride), 0)
        behind = max(-((start - self.count) // self.stride), 0)
        return range(min(first, self.size), max(min(behind, self.size), min(first, self.size)))

    def uses(self, tap: int) -> tuple[range, range]:
        """The input cells that press one tap on an output, and these outputs."""
        cells = self.tap_positions(tap)
        first = cells.start * self.stride - self.cut_before + tap * self.dilation
        return cells, range(first, first + len(cells) * self.stride, self.stride)

    def readers(self, position: int) -> tuple[tuple[int, int], ...]:
        """Every (output, tap) that the stamp of an input cell touches, in order of outputs."""
        if not 0 <= position < self.size:
            return ()
        start = position * self.stride - self.cut_before
        found = ((start + tap * self.dilation, tap) for tap in range(self.window))
        return tuple((output, tap) for output, tap in found if 0 <= output < self.count)

    def source(self, position: int, mode: PaddingMode = "zeros") -> int | None:
        """The input cell at a position; None beside the input."""
        return position if 0 <= position < self.size else None

    def sources(self, mode: PaddingMode = "zeros") -> Indices:
        """(count, window) input cells whose stamps touch the outputs with each tap; −1 where none does."""
        return _stamp_sources(self)

    def unread(self, mode: PaddingMode = "zeros") -> tuple[int, ...]:
        """The input cells whose stamps are cut off completely."""
        return tuple(cell for cell in range(self.size) if not self.readers(cell))

    def through_padding(self, cell: int, mode: PaddingMode) -> tuple[int, ...]:
        """The positions at which an input cell's value stands: itself."""
        return (cell,)

    def touched(self, first: int, last: int, mode: PaddingMode = "zeros") -> tuple[int, int] | None:
        """First and last output that the stamps of the input cells `first`…`last` touch; None if they touch none."""
        lowest = max(first * self.stride - self.cut_before, 0)
        highest = min(last * self.stride - self.cut_before + self.span - 1, self.count - 1)
        return (lowest, highest) if lowest <= highest else None

    def has_holes(self, mode: PaddingMode = "zeros") -> bool:
        """Whether, of consecutive input cells, no stamp may touch an output from the first to the last that are `touched`."""
        return self.dilation != 1 or self.stride > self.window

    def reads_only(self, cells: Mask) -> Mask:
        """Which outputs (count,) are touched by no stamp but those of some input cells (size,), and would not be either if the
        input went on beyond its edges.
        """
        found = np.ones(self.count, dtype=bool)
        known = np.append(cells, False)
        for tap in range(self.window):
            at, rest = np.divmod(np.arange(self.count) + self.cut_before - tap * self.dilation, self.stride)
            inside = (at >= 0) & (at < self.size)
            found &= (rest != 0) | known[np.where(inside, at, self.size)]
        return found


AnyAxis = Axis | StampAxis


@lru_cache(maxsize=256)
def _unread(axis: Axis, mode: PaddingMode) -> tuple[int, ...]:
    read = np.zeros(axis.size + 1, dtype=bool)
    read[axis.sources(mode)] = True
    return tuple(int(i) for i in np.flatnonzero(~read[: axis.size]))


@lru_cache(maxsize=256)
def _sources(axis: Axis, mode: PaddingMode) -> Indices:
    first = np.arange(axis.count, dtype=np.intp)[:, None] * axis.stride - axis.before
    positions = first + np.arange(axis.window, dtype=np.intp) * axis.dilation
    lookup = {p: axis.source(p, mode) for p in (*range(-axis.before, 0), *range(axis.size, axis.size + axis.after))}
    table = np.full(axis.padded + axis.overhang, -1, dtype=np.intp)
    table[axis.before : axis.before + axis.size] = np.arange(axis.size)
    for position, source in lookup.items():
        table[position + axis.before] = -1 if source is None else source
    found: Indices = table[positions + axis.before]
    found.setflags(write=False)
    return found


@lru_cache(maxsize=256)
def _stamp_sources(axis: StampAxis) -> Indices:
    found = np.full((axis.count, axis.window), -1, dtype=np.intp)
    for cell in range(axis.size):
        for output, tap in axis.readers(cell):
            found[output, tap] = cell
    found.setflags(write=False)
    return found


def same_padding(size: int, window: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """(before, after) so that the outputs are ⌈size / stride⌉; an odd cell goes after.

    As in Keras's padding="same", which is also PyTorch's at its only stride, 1.
    """
    span = (window - 1) * dilation + 1
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + span - size, 0)
    return total // 2, total - total // 2


def receptive_field(axes: Iterable[Axis], outputs: Iterable[int]) -> tuple[int, ...]:
    """The cells of the first axis's input on which any of `outputs` of the last axis depends, sorted.

    `axes` go from the input to the output. Padding copies (reflect and so on) are not followed: the field is where the
    windows lie. Method: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks" (Distill
    2019), with sets of cells instead of intervals, so that dilation's holes stay visible.
    """
    cells = set(outputs)
    for axis in reversed(tuple(axes)):
        cells = {p for cell in cells for p in axis.positions(cell) if 0 <= p < axis.size}
    return tuple(sorted(cells))


def readers_field(axes: Iterable[Axis], cells: Iterable[int]) -> tuple[int, ...]:
    """The outputs of the last axis that depend on any of `cells` of the first axis's input, sorted: the converse."""
    outputs = set(cells)
    for axis in axes:
        outputs = {output for cell in outputs for output, _tap in axis.readers(cell)}
    return tuple(sorted(outputs))
