"""Padding, and its adjoint for the way back.

Modes as in torch.nn.functional.pad: zeros, reflect (mirrored at the edge cell), replicate (the edge cell), circular
(the other side).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from convstudio.engine.arguments import INPUT, Array, PaddingLike, fixed, numeric, padding_mode, resolve_padding
from convstudio.engine.geometry import Axis, Indices, PaddingMode, Sides


def pad(x: ArrayLike, sides: PaddingLike, mode: PaddingMode = "zeros") -> Array:
    """Return `x` (C, H, W) with rows and columns added: (C, top + H + bottom, left + W + right).

    `sides` is an int, (height, width) or ((top, bottom), (left, right)). Raises ValueError if the mode has no cell to copy:
    reflect needs fewer cells of padding than the input has, circular at most as many.

    >>> pad([[[1, 2, 3]]], ((0, 0), (2, 1)), "reflect").tolist()
    [[[3.0, 2.0, 1.0, 2.0, 3.0, 2.0]]]
    """
    array = numeric("x", x, INPUT)
    resolved = _sides(sides)
    must_reach(array.shape[1], array.shape[2], resolved, padding_mode(mode))
    return padded(array, resolved, mode)


def pad_backward(grad_output: ArrayLike, sides: PaddingLike, mode: PaddingMode = "zeros") -> Array:
    """Return the gradient with respect to the input of `pad`, given that with respect to its output: copies add up.

    >>> pad_backward([[[1, 1, 1, 1, 1, 1]]], ((0, 0), (2, 1)), "reflect").tolist()
    [[[1.0, 3.0, 2.0]]]
    """
    array = numeric("grad_output", grad_output, INPUT)
    (top, bottom), (left, right) = resolved = _sides(sides)
    height, width = array.shape[1] - top - bottom, array.shape[2] - left - right
    if height < 1 or width < 1:
        raise ValueError(f"grad_output has the shape {array.shape}; it must have more cells than the padding {resolved}")
    must_reach(height, width, resolved, padding_mode(mode))
    return unpadded(array, resolved, mode)


def padded(x: Array, sides: Sides, mode: PaddingMode, fill: float = 0.0) -> Array:
    """`pad` without checks; `fill` may replace the zeros."""
    (top, bottom), (left, right) = sides
    channels, height, width = x.shape
    if mode != "zeros":
        return np.ascontiguousarray(x[:, _sources(height, top, bottom, mode)[:, None], _sources(width, left, right, mode)])
    shape = (channels, top + height + bottom, left + width + right)
    out = np.zeros(shape, x.dtype) if fill == 0 else np.full(shape, fill, x.dtype)
    out[:, top : top + height, left : left + width] = x
    return out


def unpadded(grad: Array, sides: Sides, mode: PaddingMode) -> Array:
    """`pad_backward` without checks."""
    rows = _fold(grad, sides[0], mode)
    return np.ascontiguousarray(_fold(rows.swapaxes(1, 2), sides[1], mode).swapaxes(1, 2))


def must_reach(height: int, width: int, sides: Sides, mode: PaddingMode) -> None:
    """Raise ValueError if a mode has no cell to copy for some of the padding."""
    for size, (before, after), word in ((height, sides[0], "rows"), (width, sides[1], "columns")):
        most = {"reflect": size - 1, "circular": size}.get(mode, max(before, after))
        if max(before, after) > most:
            raise ValueError(
                f"padding is {max(before, after)} {word}, but padding_mode {mode!r} reaches at most {most} "
                f"in an input of {size} {word}; pad less or choose zeros or replicate"
            )


def _sides(sides: PaddingLike) -> Sides:
    if isinstance(sides, str):
        raise ValueError(f"sides is {sides!r}; without a window it must be numbers: ((top, bottom), (left, right))")
    return resolve_padding(fixed(sides)[0], (1, 1), (1, 1), (1, 1), (1, 1))


def _sources(size: int, before: int, after: int, mode: PaddingMode) -> Indices:
    return Axis(size, 1, before=before, after=after).sources(mode)[:, 0]


def _fold(grad: Array, sides: tuple[int, int], mode: PaddingMode) -> Array:
    before, after = sides
    size = grad.shape[1] - before - after
    inner = grad[:, before : before + size]
    if mode == "zeros" or not (before or after):
        return inner
    inner = inner.copy()
    sources = _sources(size, before, after, mode)
    for place in (*range(before), *range(before + size, len(sources))):
        inner[:, sources[place]] += grad[:, place]
    return inner
