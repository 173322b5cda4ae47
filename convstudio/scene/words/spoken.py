"""What the status bar and a screen reader say about a cell."""

from __future__ import annotations

from convstudio.experiment import Evaluation
from convstudio.layers import KernelLayer
from convstudio.scene.matrix.focus import Spot
from convstudio.scene.matrix.links import Mark, in_matrix
from convstudio.scene.matrix.readers import met, unread
from convstudio.scene.matrix.receptive_field import reach
from convstudio.scene.matrix.rounding import dust
from convstudio.scene.words.numbers import exact, told
from convstudio.scene.words.text_runs import Line, plain_text
from convstudio.words import count, tr


def value_at(evaluation: Evaluation, spot: Spot) -> float | None:
    """The value of a cell; None for padding and for cells that do not exist."""
    panel, index = spot.panel, spot.matrix.layer
    if spot.matrix.kind == "kernel":
        layer = evaluation.experiment.layers[index]
        kernel = layer.kernel if isinstance(layer, KernelLayer) else None
        return None if kernel is None else float(kernel[panel.channel, panel.slice, spot.row, spot.column])
    values = evaluation.experiment.input if index < 0 else evaluation.results[index].shown
    if values is None or panel.channel >= len(values):
        return None
    inside = in_matrix((len(values), values.shape[1], values.shape[2]), spot)
    return float(values[panel.channel, spot.row, spot.column]) if inside else None


def spoken(
    evaluation: Evaluation, spot: Spot, marks: tuple[Mark, ...], unreached: bool = False, weights: Line | None = None
) -> str:
    """ "row 2, column 3, value −1.5, feeds 1 output, meets 2 in Y[2, 3]"; the value of an `unreached` cell is left out.

    `weights` are the words of `met`, where they are known already.
    """
    value = value_at(evaluation, spot)
    where = tr("row {r}, column {c}", r=exact(spot.row), c=exact(spot.column))
    below = dust(evaluation, spot.matrix.layer) if spot.matrix.kind == "map" else 0.0
    shown = _padding(spot, marks) if value is None else tr("value {v}", v=told(value, below))
    what = tr("not reached yet") if unreached else shown
    parts = [where, what]
    fed = sum(_reached(mark) for mark in marks if mark.role == "reader")
    if spot.matrix.kind == "kernel":
        parts.append(count(fed, "used by {n} output", "used by {n} outputs"))
    elif spot.matrix.layer + 1 < len(evaluation.results):
        nobody = unread(evaluation, spot)
        parts.append(nobody or count(fed, "feeds {n} output", "feeds {n} outputs"))
    read = [mark for mark in marks if mark.role == "window"]
    if read:
        parts.append(tr("reads {h} × {w}", h=len(read[0].rows), w=len(read[0].columns)))
    parts += reach(evaluation, spot, marks)
    weights = met(evaluation, spot, marks) if weights is None else weights
    parts += filter(None, (plain_text(weights),))  # last, as it may be longer than the bar
    return ", ".join(parts)


def _padding(spot: Spot, marks: tuple[Mark, ...]) -> str:
    source = next((mark for mark in marks if mark.role == "source" and mark.panel == spot.panel), None)
    if source is None:
        return tr("padding")
    return tr("padding, a copy of row {r}, column {c}", r=source.rows[0], c=source.columns[0])


def _reached(mark: Mark) -> int:
    return len(mark.rows) * len(mark.columns)
