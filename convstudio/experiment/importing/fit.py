"""Turning the pixels of a picture into an input: each cell is the mean of the pixels that it covers.

Grey is the luma of ITU-R BT.601, 0.299 red + 0.587 green + 0.114 blue. Values go from 0 (black) to 1 (white), rounded to
thousandths, which distinguishes the 256 levels of a picture and is short to read.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from convstudio.experiment.limits import LARGEST_SIDE
from convstudio.layers import Array

Pixels = npt.NDArray[np.uint8]  # (H, W, 4): red, green, blue, opacity
Fit = Literal["whole", "fill", "stretch"]
LUMA = np.array([0.299, 0.587, 0.114])
DECIMALS = 3
USUAL_SIDE = 32  # cells of the longer side of a picture that has more pixels


class Taking(Struct, frozen=True, kw_only=True):
    """How a picture becomes an input.

    `fit` says what happens if the aspect ratios differ: "whole" adds a margin in the colour of the picture's edge, "fill" cuts
    off what does not fit, "stretch" distorts. With a `threshold`, values at least as large become 1, all others 0. `invert`
    finally turns each value x into 1 − x.
    """

    height: int
    width: int
    colour: bool = False
    fit: Fit = "whole"
    threshold: float | None = None
    invert: bool = False


def first_size(height: int, width: int) -> tuple[int, int]:
    """The initial rows and columns for a picture of so many pixels: as many, or 32 for the longer side."""
    longest = max(height, width)
    if longest <= USUAL_SIDE:
        return height, width
    return tuple(max(1, round(side * USUAL_SIDE / longest)) for side in (height, width))  # type: ignore[return-value]


def other_side(side: int, of: int, other: int) -> int:
    """The length of the `other` side, in proportion to one side `of` so many pixels that becomes `side`."""
    return min(max(1, round(side * other / of)), LARGEST_SIDE)


def is_grey(pixels: Pixels) -> bool:
    """Whether red, green and blue are equal everywhere."""
    return bool((pixels[..., :1] == pixels[..., 1:3]).all())


def has_fit(pixels: Pixels, height: int, width: int) -> bool:
    """Whether the aspect ratio differs from that of the picture by more than rounding, so that the fit matters."""
    rows, columns = pixels.shape[:2]
    return not (height == other_side(width, columns, rows) or width == other_side(height, rows, columns))


def taken(pixels: Pixels, how: Taking) -> Array:
    """The input (C, H, W): one channel, or red, green and blue."""
    planes = _on_white(pixels)
    if not how.colour:
        planes = (planes @ LUMA)[..., None]
    values: Array = np.round(np.moveaxis(_fitted(planes, how), 2, 0), DECIMALS)
    values = np.clip(values, 0.0, 1.0)  # rounding may have exceeded the range
    if how.threshold is not None:
        values = (values >= how.threshold).astype(np.float64)
    return np.round(1.0 - values, DECIMALS) if how.invert else values


def _on_white(pixels: Pixels) -> Array:
    """The colours (H, W, 3) from 0 to 1, on white where the picture is transparent."""
    colours = pixels[..., :3] / 255.0
    opacity = pixels[..., 3:]
    if (opacity == 255).all():
        return colours
    return 1.0 - (1.0 - colours) * (opacity / 255.0)


def _fitted(planes: Array, how: Taking) -> Array:
    rows, columns = planes.shape[:2]
    height, width = how.height, how.width
    if how.fit == "stretch" or not has_fit(planes, height, width):  # type: ignore[arg-type]
        return _averaged(planes, (0.0, rows, height), (0.0, columns, width))
    if how.fit == "fill":
        scale = max(height / rows, width / columns)
        cut = (rows - height / scale) / 2, (columns - width / scale) / 2
        return _averaged(planes, (max(cut[0], 0.0), rows - cut[0], height), (max(cut[1], 0.0), columns - cut[1], width))
    scale = min(height / rows, width / columns)
    inner = max(1, round(rows * scale)), max(1, round(columns * scale))
    values = np.empty((height, width, planes.shape[2]))
    values[:] = _edge_colour(planes)
    top, left = (height - inner[0]) // 2, (width - inner[1]) // 2
    whole = (0.0, rows, inner[0]), (0.0, columns, inner[1])
    values[top : top + inner[0], left : left + inner[1]] = _averaged(planes, *whole)
    return values


def _averaged(planes: Array, down: tuple[float, float, int], across: tuple[float, float, int]) -> Array:
    """A part of planes (H, W, C), resampled; `down` and `across` are each a start, an end and a number of cells."""
    return _means(_means(planes, *down).swapaxes(0, 1), *across).swapaxes(0, 1)


def _means(values: Array, start: float, end: float, cells: int) -> Array:
    """The means (cells, …) of values (N, …) between equidistant edges, as differences of cumulative sums."""
    edges = np.linspace(start, end, cells + 1)
    whole = np.minimum(edges.astype(np.intp), len(values) - 1)
    part = (edges - whole).reshape(-1, *(1,) * (values.ndim - 1))
    sums = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=sums[1:])
    means: Array = np.diff(sums[whole] + part * values[whole], axis=0) / ((end - start) / cells)
    return means


def _edge_colour(planes: Array) -> Array:
    """The median of the pixels along the edge of the picture."""
    edge = np.concatenate([planes[0], planes[-1], planes[:, 0], planes[:, -1]])
    colour: Array = np.median(edge, axis=0)
    return colour
