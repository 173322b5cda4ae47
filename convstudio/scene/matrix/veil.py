"""What is hidden while a layer is played: the cells that the playhead has not reached, and all cells that depend on them.

The latest cell, in reading order, that an output needs is decisive: if it is reached, all others are. As windows are products
of rows and columns, the latest row, column and channel can be followed through later layers separately, so hiding costs a few
short vectors even if a map has a million cells.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from convstudio.engine.geometry import AnyAxis, Indices, PaddingMode
from convstudio.experiment import Evaluation
from convstudio.layers import Layer
from convstudio.scene.playing.playhead import Playhead, cell_of, is_done

Flags = NDArray[np.bool_]
Latest = tuple[Indices, Indices, Indices]  # the latest one needed, for each channel, row and column of a map; −1 for none


class Veil(Struct, frozen=True, eq=False):
    """The hidden cells of a panel: a union of products of rows and columns; `blank` ones are to be filled in."""

    parts: tuple[tuple[Flags, Flags], ...]
    blank: bool = False

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell of the matrix is hidden."""
        return any(bool(rows[row] and columns[column]) for rows, columns in self.parts)

    def covers(self, row: int, column: int) -> bool:
        """Like `hides`, for a cell that may lie outside the matrix, where nothing is hidden."""
        rows, columns = self.parts[0]
        return 0 <= row < len(rows) and 0 <= column < len(columns) and self.hides(row, column)

    def mask(self, rows: slice, columns: slice) -> Flags:
        """Which cells of a block are hidden."""
        found: Flags = np.logical_or.reduce([np.logical_and.outer(r[rows], c[columns]) for r, c in self.parts])
        return found


def veils(evaluation: Evaluation, playhead: Playhead) -> dict[int, tuple[Veil | None, ...]]:
    """For the played layer and each one behind it, the veils of the channels; None where nothing is hidden."""
    reached = _reached(evaluation, playhead)
    found = _latest(evaluation, playhead.layer)
    return {
        playhead.layer + place: tuple(_veil(int(channel), latest, reached) for channel in latest[0])
        for place, latest in enumerate(found)
    }


def difference(before: Veil | None, after: Veil | None, shape: tuple[int, int]) -> tuple[slice, slice] | None:
    """The rows and columns in which two veils of a matrix differ."""
    if before is None or after is None:
        return None if before is after else (slice(0, shape[0]), slice(0, shape[1]))
    touched = np.zeros(shape[0], dtype=bool)
    for (rows, columns), (other_rows, other_columns) in zip(before.parts, after.parts, strict=True):
        touched |= rows != other_rows
        if not np.array_equal(columns, other_columns):
            touched |= rows | other_rows
    lines = _extent(touched)
    whole = slice(0, shape[1])
    differs = before.mask(lines, whole) != after.mask(lines, whole)
    found = _extent(differs.any(axis=0))
    return (lines, found) if found.stop else None


def _extent(flags: Flags) -> slice:
    hit = np.flatnonzero(flags)
    return slice(int(hit[0]), int(hit[-1]) + 1) if len(hit) else slice(0, 0)


def _reached(evaluation: Evaluation, playhead: Playhead) -> tuple[int, int, int]:
    """The last cell of the played map that has its value; channel −1 if none has."""
    if is_done(evaluation, playhead):
        return cell_of(evaluation, playhead)
    before = Playhead(playhead.layer, playhead.window - 1)
    return cell_of(evaluation, before) if playhead.window else (-1, 0, 0)


def _veil(channel: int, latest: Latest, reached: tuple[int, int, int]) -> Veil | None:
    _channels, rows, columns = latest
    if channel < reached[0]:
        return None
    nothing = np.zeros_like(rows, dtype=bool), np.zeros_like(columns, dtype=bool)
    if channel > reached[0]:
        return Veil(((rows >= 0, columns >= 0), nothing)) if channel >= 0 else None
    after = Veil(((rows > reached[1], columns >= 0), (rows == reached[1], columns > reached[2])))
    return after if any(r.any() and c.any() for r, c in after.parts) else None


@lru_cache(maxsize=1)  # the same in every frame while playing
def _latest(evaluation: Evaluation, layer: int) -> tuple[Latest, ...]:
    shape = evaluation.shape(layer)
    assert shape is not None
    found: list[Latest] = [(np.arange(shape[0]), np.arange(shape[1]), np.arange(shape[2]))]
    for index in range(layer + 1, len(evaluation.results)):
        result, shape = evaluation.results[index], evaluation.shape(index - 1)
        if result.output is None or shape is None:
            break
        found.append(_behind(result.layer, shape, found[-1]) if result.layer.enabled else found[-1])
    return tuple(found)


def _behind(layer: Layer, shape: tuple[int, int, int], latest: Latest) -> Latest:
    rows, columns = layer.axes(shape)
    read = [layer.in_channels_read(out, shape[0]) for out in range(layer.out_channels(shape[0]))]
    channels = np.array([max(int(latest[0][channel]) for channel in each) for each in read], dtype=np.intp)
    mode = layer.padding_mode
    return channels, _through(rows, mode, latest[1]), _through(columns, mode, latest[2])


def _through(axis: AnyAxis, mode: PaddingMode, latest: Indices) -> Indices:
    sources = axis.sources(mode)
    found: Indices = np.where(sources < 0, -1, latest[sources]).max(axis=1)
    return found
