"""What an area of the input can reach, and how the output changes if every value in the area does."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation, evaluate
from convstudio.experiment.model import owned
from convstudio.experiment.moving.following import difference, last_output, unchanged
from convstudio.experiment.moving.reach import Area, reached
from convstudio.layers import Array
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import INPUT
from convstudio.scene.state import State
from convstudio.scene.workspaces.shift.report import MOST


class ReachReport(Struct, frozen=True, eq=False):
    """An area of the input, and the output after all values in it changed; `reach` is what it can reach behind each layer."""

    evaluation: Evaluation
    area: Area
    reach: tuple[Area, ...]
    changed: Evaluation
    output: Array
    of_changed: Array
    difference: Array
    map: Array  # of the output: 1 where the area can reach, else 0
    largest: float
    moved: int  # how many outputs changed
    outside: float  # the largest difference where the area never reaches: 0

    @property
    def cells(self) -> int:
        """How many outputs there are."""
        return self.output.size

    @property
    def reachable(self) -> int:
        """How many outputs the area can reach."""
        return self.reach[-1].size


def marked(state: State) -> Area:
    """The marked area: the selection in the input, else the pixel in focus, else the middle one; in all channels."""
    channels, height, width = state.evaluation.experiment.input.shape
    block, spot = state.selection, state.focus.spot
    if block and block.panel.matrix == INPUT:
        rows, columns = range(block.rows.start, block.rows.stop), range(block.columns.start, block.columns.stop)
    elif spot and spot.matrix == INPUT and 0 <= spot.row < height and 0 <= spot.column < width:
        rows, columns = range(spot.row, spot.row + 1), range(spot.column, spot.column + 1)
    else:
        rows, columns = range(height // 2, height // 2 + 1), range(width // 2, width // 2 + 1)
    return Area(tuple(range(channels)), tuple(rows), tuple(columns))


def reported(evaluation: Evaluation, area: Area, before: ReachReport | None) -> ReachReport | None:
    """The report of an area; None if a layer has no output, or computing it would take too long. `before` is reused."""
    output = last_output(evaluation)
    if output is None or not evaluation.results:
        return None
    if before and before.evaluation is evaluation and before.area == area:
        return before
    changed = evaluate(replace(evaluation.experiment, input=_changed(evaluation, area)), evaluation, MOST)
    of_changed = last_output(changed)
    if of_changed is None:
        return None
    reach = reached(evaluation, area)
    able = np.zeros(output.shape)
    able[np.ix_(*map(list, (reach[-1].channels, reach[-1].rows, reach[-1].columns)))] = 1.0
    differs = difference(of_changed, output)
    return ReachReport(
        evaluation, area, reach, changed, output, of_changed, differs, owned(able), largest_magnitude(differs),
        output.size - unchanged(of_changed, output), largest_magnitude(np.where(able, 0.0, differs)),
    )  # fmt: skip


def _changed(evaluation: Evaluation, area: Area) -> Array:
    """The input (C, H, W) with the marked pixels inverted: black becomes white; the middle grey becomes white too."""
    experiment = evaluation.experiment
    x = experiment.input.copy()
    at = np.ix_(*map(list, (area.channels, area.rows, area.columns)))
    inverted = experiment.low + experiment.high - x[at]
    x[at] = np.where(inverted == x[at], experiment.high, inverted)
    return owned(x)
