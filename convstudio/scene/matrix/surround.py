"""The padding that a layer puts around what it reads, and what it leaves unread."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from convstudio.engine.geometry import AnyAxis, Axis, Indices, PaddingMode
from convstudio.layers import Array, Layer, Shape
from convstudio.scene.matrix import Surround

LARGEST_SURROUND = 64 * 64  # cells of a map up to which its padding is shown value by value


def surround_of(layer: Layer, values: Array, reader: str = "") -> Surround | None:
    """The padding, without its values, that a layer called `reader` puts around each channel of a map (C, H, W); None if its
    window is a single cell and skips none.
    """
    return _around(layer, (len(values), values.shape[1], values.shape[2]), reader or layer.name or layer.label)


@lru_cache(maxsize=64)  # the numbers change, and where one points, but seldom what lies around them
def _around(layer: Layer, shape: Shape, reader: str) -> Surround | None:
    rows, columns = layer.axes(shape)
    mode = layer.padding_mode
    if not isinstance(rows, Axis) or not isinstance(columns, Axis):
        return None  # a transposed convolution puts nothing around the map
    if all((axis.window, axis.stride, axis.before, axis.after) == (1, 1, 0, 0) for axis in (rows, columns)):
        return None
    can_pad = any(parameter.name == "padding" for parameter in layer.parameters)
    unread = (rows.unread(mode), columns.unread(mode)) if rows.count and columns.count else ((), ())
    valued = any((rows.before, rows.after, columns.before, columns.after)) and layer.padding_counts
    filled = mode if valued and shape[1] * shape[2] <= LARGEST_SURROUND else None
    return Surround(rows, columns, None, *unread, can_pad, copies=mode != "zeros", filled=filled, reader=reader)


def with_padding(around: Surround | None, values: Array) -> Surround | None:
    """The same padding with its values, for one channel (H, W)."""
    if around is None or around.filled is None:
        return around
    return replace(around, padded=padded_values((around.rows, around.columns), values, around.filled))


def padded_values(axes: tuple[AnyAxis, AnyAxis], values: Array, mode: PaddingMode) -> Array:
    """One channel (H, W) with the values of its padding around it, (above + H + below, left + W + right)."""
    rows, columns = (_sources(axis, mode) for axis in axes)
    own_zero = (rows[:, None] < 0) | (columns < 0)
    padded: Array = np.where(own_zero, 0.0, values[np.maximum(rows, 0)[:, None], np.maximum(columns, 0)])
    return padded


@lru_cache(maxsize=64)
def _sources(axis: AnyAxis, mode: PaddingMode) -> Indices:
    positions = (axis.source(position, mode) for position in range(-axis.before, axis.size + axis.after))
    found = np.array([-1 if source is None else source for source in positions], dtype=np.intp)
    found.flags.writeable = False
    return found
