"""Words about the receptive field of a cell in the maps before it, and the cells behind it that depend on it."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.experiment import Evaluation
from convstudio.scene.matrix.focus import INPUT, Spot
from convstudio.scene.matrix.links import Mark
from convstudio.scene.matrix.readers import unread
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import count, tr

MOST_NAMED = 7  # maps named in one line
BETWEEN = "     "


def reach(evaluation: Evaluation, spot: Spot, marks: tuple[Mark, ...]) -> tuple[str, ...]:
    """For the status bar: how much of the farthest maps a cell sees ("sees 7 × 7 of the input") and reaches; () if adjacent."""
    if spot.matrix.kind != "map":
        return ()
    seen = {mark.panel.matrix.layer: mark for mark in marks if mark.role == "field" and mark.rows and mark.columns}
    fed = {mark.panel.matrix.layer: mark for mark in marks if mark.role == "fed" and mark.rows and mark.columns}
    parts = [tr("sees {size} of {name}", size=_size(seen[-1]), name=tr("the input"))] if -1 in seen else []
    if fed:
        last = max(fed)
        parts.append(tr("reaches {size} of {name}", size=_size(fed[last]), name=layer_name(evaluation, last)))
    return tuple(parts)


def reach_line(evaluation: Evaluation, spot: Spot, marks: tuple[Mark, ...], weights: Line) -> Line:
    """The line shown for an input cell, which has no arithmetic: the weights that meet it, and the cells that depend on it."""
    if spot.matrix != INPUT:
        return ()
    nobody = unread(evaluation, spot)
    if nobody:
        return (Run(nobody, "muted"),)
    found = list(_reached(evaluation, marks))
    if len(found) > MOST_NAMED:
        found = [*found[: MOST_NAMED - 2], "…", found[-1]]
    if not found:
        return weights
    between = (Run(BETWEEN),) if weights else ()
    return (*weights, *between, Run(tr("reaches {what}", what=", ".join(found)), "muted"))


def _reached(evaluation: Evaluation, marks: tuple[Mark, ...]) -> Iterator[str]:
    reached = [mark for mark in marks if mark.role in ("reader", "fed") and mark.rows and mark.columns]
    by_map = {mark.panel.matrix.layer: mark for mark in reached}
    for layer, mark in sorted(by_map.items()):
        yield tr("{size} of {name}", size=_size(mark), name=layer_name(evaluation, layer))


def _size(mark: Mark) -> str:
    """ "7 × 7"; with the gaps of a dilation "4 × 4 cells spread over 7 × 7"."""
    cells = len(mark.rows), len(mark.columns)
    spread = tuple(max(side) - min(side) + 1 if side else 0 for side in (mark.rows, mark.columns))
    if cells == spread:
        return tr("{h} × {w}", h=cells[0], w=cells[1])
    return count(
        cells[0] * cells[1], "{h} × {w} cell spread over {a} × {b}", "{h} × {w} cells spread over {a} × {b}",
        h=cells[0], w=cells[1], a=spread[0], b=spread[1],
    )  # fmt: skip
