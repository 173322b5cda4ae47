"""Which cells behind each layer an area of the input can reach, and which cells of the input an output can see."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from convstudio.engine.geometry import AnyAxis, PaddingMode
from convstudio.experiment.evaluate import Evaluation


class Area(Struct, frozen=True):
    """Cells of a map: `rows` × `columns` in each of some channels."""

    channels: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.channels) * len(self.rows) * len(self.columns)

    def contains(self, channel: int, row: int, column: int) -> bool:
        """Whether a cell belongs to the area."""
        return channel in self.channels and row in self.rows and column in self.columns


def reached(evaluation: Evaluation, area: Area) -> tuple[Area, ...]:
    """The area behind each layer that an area of the input can reach, also through its copies in the padding.

    Every layer must have an output. Cells outside cannot change when values in the input's area do.
    """
    found = []
    for index, result in enumerate(evaluation.results):
        shape, layer = evaluation.shape(index - 1), result.layer
        assert shape is not None
        if layer.enabled:
            rows, columns = layer.axes(shape)
            mode = layer.padding_mode
            read = set(area.channels)
            channels = (c for c in range(layer.out_channels(shape[0])) if read & set(layer.in_channels_read(c, shape[0])))
            area = Area(tuple(channels), _readers(rows, area.rows, mode), _readers(columns, area.columns, mode))
        found.append(area)
    return tuple(found)


def seen(evaluation: Evaluation, area: Area) -> Area:
    """The receptive field in the input of an area of the last output. Every layer must have an output."""
    for index, result in reversed(list(enumerate(evaluation.results))):
        shape, layer = evaluation.shape(index - 1), result.layer
        assert shape is not None
        if layer.enabled:
            rows, columns = layer.axes(shape)
            mode = layer.padding_mode
            channels = sorted(set().union(*(layer.in_channels_read(channel, shape[0]) for channel in area.channels)))
            area = Area(tuple(channels), _read(rows, area.rows, mode), _read(columns, area.columns, mode))
    return area


def _readers(axis: AnyAxis, cells: tuple[int, ...], mode: PaddingMode) -> tuple[int, ...]:
    chosen = np.zeros(axis.size + 1, dtype=bool)  # one more for index −1, a zero of the padding
    chosen[list(cells)] = True
    return tuple(np.flatnonzero(chosen[axis.sources(mode)].any(axis=1)).tolist())


def _read(axis: AnyAxis, outputs: tuple[int, ...], mode: PaddingMode) -> tuple[int, ...]:
    return tuple(sorted(set(axis.sources(mode)[list(outputs)].ravel().tolist()) - {-1}))
