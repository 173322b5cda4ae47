"""Which cells light up in Learn: the strip's links of a cell, and the pairs that pull on a weight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from convstudio.experiment.learning.snapshot import Snapshot
from convstudio.layers import Array, Pairs
from convstudio.scene.learn.cards import is_plain, matrices, picture_id
from convstudio.scene.matrix.focus import BIAS, INPUT, Focus, Kind, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, exists, in_matrix, map_id
from convstudio.scene.matrix.links import links as strip_links
from convstudio.scene.matrix.surround import padded_values

WEIGHTS: tuple[Kind, ...] = ("learned", "gradient", "step", "kernel", "target_kernel")
OUTPUTS: tuple[Kind, ...] = ("prediction", "target", "error")
PICTURES: tuple[Kind, ...] = ("map", "picture")


class Pull(NamedTuple):
    """What pulls on one weight in the picture that is shown: the values that it multiplies, and the slopes at the outputs.

    `values` and `slopes` (rows, columns) have an entry for each output of channel `pairs.out_channel` that uses the weight. The
    gradient is the sum of their products, over all pictures. `pairs` gives the positions of the values.
    """

    pairs: Pairs
    values: Array
    slopes: Array


def links(shown: Snapshot, focus: Focus) -> tuple[Mark, ...]:
    """All marks of the cell in focus; none if no cell is in focus, or if it no longer exists."""
    spot = focus.spot
    if spot is None or not is_there(shown, spot):
        return ()
    own = Mark(spot.panel, "focus", (spot.row,), (spot.column,))
    if spot.matrix.kind in WEIGHTS:
        return (own, *_of_weight(shown, spot))
    return (own, *_of_cell(shown, spot))


def pull(shown: Snapshot, spot: Spot) -> Pull | None:
    """What pulls on the weight at a spot; None for a bias, on which every output pulls alike."""
    if spot.panel.slice == BIAS:
        return None
    layer, x = shown.task.layer, shown.task.seen[shown.number]
    pairs = layer.pairs((x.shape[0], x.shape[1], x.shape[2]), (spot.panel.channel, spot.panel.slice, spot.row, spot.column))
    rows, columns = layer.axes((x.shape[0], x.shape[1], x.shape[2]))
    padded = padded_values((rows, columns), x[pairs.in_channel], layer.padding_mode)
    down, across = np.array(pairs.rows) + rows.before, np.array(pairs.columns) + columns.before
    pulls = shown.pull[pairs.out_channel][np.array(pairs.out_rows)[:, None], np.array(pairs.out_columns)]
    return Pull(pairs, padded[down[:, None], across], pulls)


def seen_panel(shown: Snapshot, channel: int) -> PanelId:
    """The panel of a channel that the learned layer reads: of its input, or of the picture if it is the first layer."""
    matrix = MatrixId("seen", shown.task.index) if shown.task.index else picture_id(shown.number)
    return PanelId(matrix, channel)


def is_there(shown: Snapshot, spot: Spot) -> bool:
    """Whether a cell exists on the screen: a pinned cell stays pinned when a setting makes its matrix smaller."""
    kind, panel, layer = spot.matrix.kind, spot.panel, shown.task.layer
    if spot.matrix not in matrices(shown):
        return False
    if panel.slice == BIAS:
        learned = shown.task.learn_bias and kind in ("learned", "gradient", "step")
        return learned and spot.row == 0 and 0 <= spot.column < len(layer.kernel)
    if kind in WEIGHTS:
        cell = panel.channel, panel.slice, spot.row, spot.column
        return all(0 <= i < n for i, n in zip(cell, layer.kernel.shape, strict=True))
    place = strip_panel(shown, panel)
    if place is None or not exists(shown.evaluation, Spot(place, spot.row, spot.column)):
        return False
    return kind in (*PICTURES, "seen") or in_matrix(shown.evaluation.shape(place.matrix.layer) or (0, 0, 0), spot)


def _of_weight(shown: Snapshot, spot: Spot) -> Iterator[Mark]:
    for kind in WEIGHTS:
        if kind != spot.matrix.kind:
            yield Mark(replace_matrix(spot.panel, MatrixId(kind, shown.task.index)), "weight", (spot.row,), (spot.column,))
    found = pull(shown, spot)
    channel = spot.column if found is None else found.pairs.out_channel
    whole = shown.pull[channel]
    rows, columns, values = tuple(range(whole.shape[0])), tuple(range(whole.shape[1])), np.ones_like(whole)
    if found:
        pairs, values = found.pairs, found.values
        rows, columns = tuple(pairs.out_rows), tuple(pairs.out_columns)
        yield Mark(seen_panel(shown, pairs.in_channel), "pair", tuple(pairs.rows), tuple(pairs.columns), found.slopes)
    kind = "error" if is_plain(shown) else "pull"
    yield Mark(PanelId(MatrixId(kind, shown.task.index), channel), "pair", rows, columns, values)


def replace_matrix(panel: PanelId, matrix: MatrixId) -> PanelId:
    """The corresponding panel of another matrix."""
    return PanelId(matrix, panel.channel, panel.slice)


def _of_cell(shown: Snapshot, spot: Spot) -> Iterator[Mark]:
    """The strip's links of a cell, moved to the panels of Learn: the same cell in prediction, target and error included."""
    place = strip_panel(shown, spot.panel)
    if place is None:
        return
    for mark in strip_links(shown.evaluation, Focus(Spot(place, spot.row, spot.column))):
        for panel in _shown_as(shown, mark.panel):
            if mark.role != "focus" or panel != spot.panel:
                yield replace(mark, panel=panel, role="reader" if mark.role == "focus" else mark.role)


def strip_panel(shown: Snapshot, panel: PanelId) -> PanelId | None:
    """The panel of the strip that corresponds to a panel of Learn; None if none does."""
    kind, until = panel.matrix.kind, shown.task.until
    if kind in OUTPUTS:
        return PanelId(map_id(until), panel.channel)
    if kind == "pull":
        return PanelId(map_id(shown.task.index), panel.channel)
    if kind == "seen":
        return PanelId(map_id(shown.task.index - 1), panel.channel)
    return PanelId(INPUT, panel.channel) if kind in PICTURES else None


def _shown_as(shown: Snapshot, panel: PanelId) -> Iterator[PanelId]:
    """The panels of Learn that show a panel of the strip."""
    task, matrix = shown.task, panel.matrix
    if matrix.kind == "kernel":
        if matrix.layer == task.index:
            yield replace_matrix(panel, MatrixId("learned", task.index))
        return
    if matrix == INPUT:
        yield replace_matrix(panel, picture_id(shown.number))
    if matrix.layer == task.index - 1 and task.index:
        yield replace_matrix(panel, MatrixId("seen", task.index))
    if matrix.layer == task.index and not is_plain(shown):
        yield replace_matrix(panel, MatrixId("pull", task.index))
    if matrix.layer == task.until:
        yield replace_matrix(panel, MatrixId("prediction", task.index))
        yield replace_matrix(panel, MatrixId("target", shown.number))
        yield replace_matrix(panel, MatrixId("error", task.index))
