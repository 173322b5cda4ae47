"""Sentences about a shift: whether the output followed, and what that means."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from convstudio.experiment import Evaluation
from convstudio.experiment.moving.following import Cells, Mask, total_strides
from convstudio.layers import Array, KernelLayer
from convstudio.scene.matrix.focus import INPUT, Spot
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.numbers import about, exact, told
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED
from convstudio.scene.workspaces.shift.report import Report
from convstudio.words import Text, count, tr, translated

BORDERS: Mapping[str, Text] = {
    "zeros": "zeros came in there",
    "wrap": "what had left came in there",
    "repeat": "the edge came in there once more",
}


def conclusion(report: Report) -> tuple[Line, ...]:
    """Whether both ways give the same output; then what the letters mean, and how much of the output stayed as it was."""
    if not report.along:
        return _stands(report), _why_still(report)
    return _follows(report), (Run(f"{letters(report)} {_stays(report)}", "muted"),)


def letters(report: Report) -> str:
    """What the letters of the formulas mean, and by how much the input is moved."""
    return tr("S: moved {by}. L: all layers. S L X: first L, then S.", by=by_words(report.part.by))


def obstacle(evaluation: Evaluation) -> Line:
    """Why there is nothing to compare, and what would help."""
    if not evaluation.results:
        return (Run(tr("Without a layer there is no output that could follow: add one in Explore.")),)
    problem = evaluation.problem
    if problem:
        index, found = problem
        return Run(found.told_of(layer_name(evaluation, index)), "warning"), Run(f" {found.remedy}")
    if evaluation.pending is not None:
        return (Run(tr("computing …"), "muted"),)
    return (
        Run(tr("All this takes too long to be computed again at every step. Make the input smaller, or its layers fewer.")),
    )


def no_weights(evaluation: Evaluation) -> Line:
    """Why there is no kernel to look at, and what would help."""
    if any(isinstance(result.layer, KernelLayer) for result in evaluation.results):
        return (Run(tr("Every layer with weights is switched off: switch one on in Explore.")),)
    return (Run(tr("No layer here has weights: add a convolution in Explore.")),)


def _follows(report: Report) -> Line:
    """The verdict on a shift for which the output is compared moved along."""
    if report.part.by == (0, 0):
        return (Run(tr("Nothing is moved yet: drag the moved input, or type by how much.")),)
    near = tr("no output lies clear of the borders, so this shift tells nothing about the layers.")
    if report.same == report.cells:
        equal = tr("Exactly equal.") if report.largest == 0 else tr("Equal but for rounding.")
        if not report.clear_count:
            return Run(equal, "strong"), Run(f" {tr('But')} {near}")
        along = tr("The input moved, and the output moved along: it is equivariant to this shift.")
        return Run(equal, "strong"), Run(f" {along}")
    largest = tr("Largest difference {n}", n=about(report.largest))
    if not report.clear_count:
        return Run(tr("Not equal."), "strong"), Run(f" {largest}; {near}")
    if report.same_clear == report.clear_count:
        where = tr("at the borders ({n} of {all} differ).", n=report.cells - report.same, all=report.cells)
        why = tr("Inside the outline all is equal: the layers are equivariant.")
        return Run(tr("Equal away from the borders."), "strong"), Run(f" {largest}, {where} {_because(report)} {why}")
    inside = count(report.clear_count - report.same_clear, "{n} cell", "{n} cells")
    return Run(tr("Not equal."), "strong"), Run(f" {largest}, {tr('also away from the borders, in {cells}.', cells=inside)}")


def _because(report: Report) -> str:
    """At which borders cells can differ, within how many rows or columns, and why."""
    assert report.clear
    places = [
        words
        for mask, sides in zip(report.clear, (("top", "bottom"), ("left", "right")), strict=True)
        for cells, side in zip(_unclear(mask), sides, strict=True)
        if cells and (words := _beside(side, cells))
    ]
    reason = translated(BORDERS[report.part.border])
    if any(result.layer.enabled and result.layer.padding != "valid" for result in report.evaluation.results):
        reason = tr("{reason}, or padding is read", reason=reason)
    return tr("Only {places} can differ: {reason}.", places=_listed(places), reason=reason)


def _listed(parts: list[str]) -> str:
    """Join parts as in "a, b and c"."""
    *first, last = parts
    return tr("{these} and {that}", these=", ".join(first), that=last) if first else last


def _unclear(mask: Mask) -> tuple[int, int]:
    """How many cells along an axis precede the first clear one, and follow the last."""
    clear = np.flatnonzero(mask)
    return int(clear[0]), len(mask) - 1 - int(clear[-1])


def _beside(side: str, cells: int) -> str:
    match side:
        case "top":
            return count(cells, "the top row", "the top {n} rows")
        case "bottom":
            return count(cells, "the bottom row", "the bottom {n} rows")
        case "left":
            return count(cells, "the leftmost column", "the {n} leftmost columns")
        case _:
            return count(cells, "the rightmost column", "the {n} rightmost columns")


def _stays(report: Report) -> str:
    """How much of the output is unchanged by the shift."""
    return tr("Compared with the output as it was, {share} % is unchanged ({n} of {all}).",
              n=report.still, all=report.cells, share=share_of(report.still, report.cells))  # fmt: skip


def _stands(report: Report) -> Line:
    """The verdict on a shift for which the output is compared as it was."""
    share = share_of(report.still, report.cells)
    said = tr("{share} % of the output is unchanged ({n} of {all}).", n=report.still, all=report.cells, share=share)
    if report.still == report.cells:
        return Run(said, "strong"), Run(" " + tr("The output does not notice the shift: it is invariant to it."))
    largest = tr("The largest difference is {n}.", n=about(report.largest))
    return Run(said, "strong"), Run(f" {tr('That share is how invariant the output is to this shift.')} {largest}")


def _why_still(report: Report) -> Line:
    """Why the output is compared as it was."""
    reasons = [_broken(report, side) for side in (0, 1) if report.moves[side].whole is None]
    if reasons:
        return (Run(" ".join(reasons)),)
    return (
        Run(tr("A pooling that takes the largest of a window forgives small shifts; a convolution shows every one."), "muted"),
        Run(" " + tr("The map says which cells are unchanged."), "muted"),
    )


def _broken(report: Report, side: int) -> str:
    """Why the output cannot move along by whole cells; `side` 0 is for rows, 1 for columns."""
    move, by = report.moves[side], report.part.by[side]
    if move.single:
        return tr("The output is a single cell that way: it has nowhere to go, so it is compared as it was.")
    broken = move.first_broken
    assert broken is not None
    step = abs(move.steps[broken + 1])
    cells = count(abs(by), "{n} row", "{n} rows") if side == 0 else count(abs(by), "{n} column", "{n} columns")
    said = tr(
        "A shift by {cells} would be {step} of a cell behind {name}: there is no such shift. Multiples of {least} have one.",
        cells=cells, step=step, name=layer_name(report.evaluation, broken), least=move.least,
    )  # fmt: skip
    return f"{said} {stride_words(total_strides(report.evaluation)[side])}"


def stride_words(total: int) -> str:
    """What the product of all strides, `total`, means for shifts."""
    if total == 2:
        return tr("Total stride 2: equal only for even shifts.")
    return tr("Total stride {n}: equal only for every {n}th shift.", n=total)


def share_line(report: Report) -> Line:
    """The line with the share of the output that is unchanged."""
    share = Run(tr("{share} %", share=share_of(report.still, report.cells)), "strong")
    return share, Run(" " + tr("unchanged: {n} of {all}", n=report.still, all=report.cells), "muted")


def share_of(part: int, whole: int) -> int:
    """A share in whole per cent that is 0 or 100 only if it is so exactly."""
    share = round(100 * part / whole)
    return share if part in (0, whole) else min(max(share, 1), 99)


def spoken(report: Report, spot: Spot) -> str:
    """What the status bar says about the cell in focus: its value, and what it is compared with."""
    if spot.matrix in (INPUT, MOVED_INPUT):
        evaluation = report.evaluation if spot.matrix == INPUT else report.moved
        return spoken_value(spot, evaluation.experiment.input)
    if spot.matrix in (MOVED_OUTPUT, OF_MOVED, DIFFERENCE):
        return spoken_difference(spot, report.of_moved, report.compared, report.difference, report.tolerance)
    return spoken_value(spot, report.output, report.tolerance)


def spoken_value(spot: Spot, values: Array, tolerance: float = 0.0) -> str:
    """Where a cell is, and its value among `values` (C, H, W)."""
    return tr("{where}, value {v}", where=spoken_place(spot), v=told(_at(values, spot), tolerance))


def spoken_difference(spot: Spot, first: Array, then: Array, difference: Array, tolerance: float) -> str:
    """Where a cell is, and that its difference is the first value minus the other one."""
    a, b, c = (told(_at(values, spot), tolerance) for values in (first, then, difference))
    return tr("{where}: {first} − {then} = {difference}", where=spoken_place(spot), first=a, then=_bracketed(b), difference=c)


def spoken_place(spot: Spot) -> str:
    """The row and the column of a cell."""
    return tr("row {r}, column {c}", r=exact(spot.row), c=exact(spot.column))


def _at(values: Array, spot: Spot) -> float:
    return float(values[spot.panel.channel, spot.row, spot.column])


def by_words(by: Cells) -> str:
    """Write a shift (rows, columns) in words: "1 down, 2 left"."""
    down, across = by
    parts = [tr("{n} down", n=down) if down > 0 else tr("{n} up", n=-down)] if down else []
    parts += [tr("{n} right", n=across) if across > 0 else tr("{n} left", n=-across)] if across else []
    return ", ".join(parts) or tr("by nothing")


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number
