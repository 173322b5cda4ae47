"""Numbers in followed code: `torch.tensor([[…]])`, `torch.ones(…)`, and what is done to their shape."""

from __future__ import annotations

import ast
from math import prod

import numpy as np

from convstudio.experiment.limits import LARGEST_VALUE, MOST_WEIGHTS
from convstudio.export.network.meant import Tensor
from convstudio.export.values import OPERATORS, Known, number_of
from convstudio.words import tr

MOST_NUMBERS = 65_536  # that are computed with; of larger tensors only the shape is known
MOST_AXES = 6
WRITTEN = {"tensor", "Tensor", "FloatTensor", "DoubleTensor", "as_tensor", "array", "asarray", "constant", "from_numpy"}
FILLED = {"ones": 1.0, "zeros": 0.0}
DRAWN = {"randn", "rand", "empty", "random_normal", "normal", "uniform"}
KEEPS = {"float", "double", "to", "cuda", "cpu", "clone", "detach", "type", "requires_grad_", "contiguous", "astype", "half"}
SHAPED = {"view", "reshape"}


def written(node: ast.expr, known: Known) -> Tensor | None:
    """The numbers in nested lists; None if there are none, or not in rows of equal length."""
    values = _nested(node, known)
    if values is None:
        return None
    try:
        array = np.array(values, dtype=np.float64)
    except (ValueError, OverflowError):
        return None
    return Tensor(array.shape, array) if array.ndim <= MOST_AXES and array.size else None


def filled(name: str, shape: tuple[int, ...]) -> Tensor:
    """The tensor that `torch.ones`, `zeros` or `randn` makes. Raises ValueError with a sentence if it is too large."""
    size = _checked(shape)
    if name in FILLED and size <= MOST_NUMBERS:
        return Tensor(shape, np.full(shape, FILLED[name]))
    return Tensor(shape)


def shaped(tensor: Tensor, shape: tuple[int, ...]) -> Tensor | None:
    """The same numbers in another shape, in which one side may be −1; None if they do not fit."""
    size, known = prod(tensor.shape), prod(side for side in shape if side != -1)
    if shape.count(-1) > 1 or known < 1 or any(side < 1 and side != -1 for side in shape) or size % known:
        return None
    whole = tuple(size // known if side == -1 else side for side in shape)
    if prod(whole) != size or len(whole) > MOST_AXES:
        return None
    return Tensor(whole, None if tensor.values is None else tensor.values.reshape(whole))


def with_axis(tensor: Tensor, axis: int) -> Tensor | None:
    """The tensor with one more axis of length 1."""
    place = axis + len(tensor.shape) + 1 if axis < 0 else axis
    if not 0 <= place <= len(tensor.shape) < MOST_AXES:
        return None
    return Tensor(
        (*tensor.shape[:place], 1, *tensor.shape[place:]),
        None if tensor.values is None else np.expand_dims(tensor.values, place),
    )


def repeated(tensor: Tensor, times: tuple[int, ...]) -> Tensor | None:
    """The tensor repeated along each axis. Raises ValueError with a sentence if it gets too large."""
    if len(times) != len(tensor.shape) or min(times) < 1:
        return None
    shape = tuple(side * n for side, n in zip(tensor.shape, times, strict=True))
    size = _checked(shape)
    return Tensor(shape, np.tile(tensor.values, times) if tensor.values is not None and size <= MOST_NUMBERS else None)


def combined(left: object, sign: type[ast.operator], right: object) -> Tensor | None:
    """A tensor and a number, or two tensors of the same shape, added, multiplied, …; None for anything else."""
    shapes = [part.shape for part in (left, right) if isinstance(part, Tensor)]
    if sign not in OPERATORS or sign is ast.Pow or len(set(shapes)) != 1:
        return None
    values = [part.values if isinstance(part, Tensor) else part for part in (left, right)]
    if any(value is None for value in values):
        return Tensor(shapes[0])
    with np.errstate(all="ignore"):
        made = np.asarray(OPERATORS[sign](values[0], values[1]), dtype=np.float64)
    good = bool(np.isfinite(made).all()) and float(np.abs(made).max(initial=0.0)) <= LARGEST_VALUE
    return Tensor(shapes[0], made) if good else None


def turned(tensor: Tensor, how: str, axes: tuple[int, ...]) -> Tensor | None:
    """The tensor with some axes reversed ("flip"), or in another order: two swapped, or all permuted as in NumPy."""
    rank = len(tensor.shape)
    places = tuple(axis + rank if axis < 0 else axis for axis in axes)
    if not all(0 <= place < rank for place in places) or len(set(places)) != len(places):
        return None
    order = list(range(rank))
    if how != "flip":
        if len(places) == 2:
            order[places[0]], order[places[1]] = places[1], places[0]
        elif how == "transpose" and len(places) == rank:
            order = list(places)
        else:
            return None
    values = tensor.values
    if values is not None:
        values = np.flip(values, places) if how == "flip" else values.transpose(order)
    return Tensor(tuple(tensor.shape[place] for place in order), values)


def _nested(node: ast.expr, known: Known) -> object:
    if isinstance(node, ast.List | ast.Tuple):
        parts = [_nested(part, known) for part in node.elts]
        return None if any(part is None for part in parts) else parts
    try:
        number = number_of(node, known)
    except ValueError:  # larger than any setting
        return None
    return None if number is None else float(number)


def _checked(shape: tuple[int, ...]) -> int:
    """The number of elements of a shape. Raises ValueError with a sentence if there are too many, or it is no shape."""
    if not shape or len(shape) > MOST_AXES or min(shape) < 1:
        raise ValueError(tr("A tensor of {shape} is not possible.", shape=" × ".join(map(str, shape[:8])) or "?"))
    size = prod(shape)
    if size > MOST_WEIGHTS:
        raise ValueError(tr("A tensor of {shape} is too large: at most {n} numbers.",
                            shape=" × ".join(map(str, shape)), n=MOST_WEIGHTS))  # fmt: skip
    return size
