"""Whether the output turns when the input is turned: for which layers it does, whatever the picture, and for which not.

Turning both the picture and the kernel turns the output. So a convolution is equivariant to a turn only if its kernel looks
the same when turned, and if turned windows are windows again.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from convstudio.engine.geometry import AnyAxis
from convstudio.engine.turning import MOVES, Turn, turn
from convstudio.experiment.evaluate import Evaluation, evaluate, shape_of
from convstudio.experiment.model import owned
from convstudio.layers import Layer, Shape

Reason = Literal["windows", "kernel"]  # what prevents it: windows that fall elsewhere, or a kernel that looks different


def turned_evaluation(evaluation: Evaluation, how: Turn, before: Evaluation | None = None, most: float = np.inf) -> Evaluation:
    """All results for the turned input; pending if they take more than `most` products."""
    experiment = evaluation.experiment
    return evaluate(replace(experiment, input=owned(turn(experiment.input, how))), before, most)


def obstructions(evaluation: Evaluation, how: Turn) -> tuple[tuple[int, Reason], ...]:
    """The layers that are not equivariant to a turn, and why; if there are none, the output turns whatever the picture.

    Every layer must have an output.
    """
    found: list[tuple[int, Reason]] = []
    for index, result in enumerate(evaluation.results):
        x = evaluation.input_of(index)
        assert x is not None
        if not result.layer.enabled:
            continue
        if not _windows_match(result.layer, shape_of(x), how):
            found.append((index, "windows"))
        kernel = result.layer.kernel_at_work
        if kernel is not None and not np.array_equal(turn(kernel, how), kernel):
            found.append((index, "kernel"))
    return tuple(found)


def _windows_match(layer: Layer, shape: Shape, how: Turn) -> bool:
    """Whether the windows on a turned input are the turned windows."""
    channels, height, width = shape
    turned = (channels, width, height) if MOVES[how].exchanges else shape
    if layer.problem(turned):
        return False
    down, across = layer.axes(shape)
    if MOVES[how].exchanges:
        down, across = across, down
    backwards = MOVES[how].rows_backwards, MOVES[how].columns_backwards
    pairs = zip(layer.axes(turned), (down, across), backwards, strict=True)
    return all(_same_windows(_table(layer, axis), _table(layer, old), old.size, flip) for axis, old, flip in pairs)


def _table(layer: Layer, axis: AnyAxis) -> NDArray[np.intp]:
    return axis.sources(layer.padding_mode)


def _same_windows(windows: NDArray[np.intp], before: NDArray[np.intp], size: int, backwards: bool) -> bool:
    if backwards:
        before = before[::-1, ::-1]
        before = np.where(before < 0, -1, size - 1 - before)
    return np.array_equal(windows, before)
