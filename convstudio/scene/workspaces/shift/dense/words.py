"""Sentences about the matrix: how many of its entries are zeros and repetitions, and what a row of it computes."""

from __future__ import annotations

import numpy as np

from convstudio.engine.toeplitz import NONE
from convstudio.layers import Array, KernelLayer
from convstudio.scene.cards.layer_table import thousands
from convstudio.scene.matrix.focus import Spot
from convstudio.scene.words.numbers import about, exact, short
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.dense.links import Place
from convstudio.scene.workspaces.shift.dense.matrix import Dense, size_of
from convstudio.scene.workspaces.shift.words import spoken_place
from convstudio.words import count, tr

MOST_TERMS = 9  # of a sum that are written out


def conclusion(dense: Dense, place: Place | None) -> tuple[Line, ...]:
    """How sparse the matrix is, and what the cell in focus means; without one, whether its product equals the output."""
    return _size(dense), _detail(dense, place)


def too_large(layer: KernelLayer, shape: tuple[int, int, int], name: str) -> tuple[Line, ...]:
    """The sentence about a layer whose matrix is too large even for a small part of its input (C, H, W)."""
    rows, columns, connected = size_of(layer, shape)
    said = tr("{name} as a matrix would be {rows} × {columns}", name=name, rows=thousands(rows), columns=thousands(columns))
    share = percent(rows * columns - connected, rows * columns)
    return ((Run(said, "strong"), Run(tr(", {share} % of it zeros: too large to be shown.", share=share))),)


def _size(dense: Dense) -> Line:
    rows, columns, connected = dense.whole
    cells = rows * columns
    lead = tr("{rows} × {columns}: {share} % of the matrix is 0.", rows=thousands(rows), columns=thousands(columns),
              share=percent(cells - connected, cells))  # fmt: skip
    weights = dense.layer.kernel.size
    own = count(weights, "{n} weight", "{n} weights")
    rest = tr("Its other {n} numbers are the {own} of the kernel, again and again.", n=thousands(connected), own=own)
    line: Line = (Run(lead, "strong"), Run(f" {rest}"))
    if dense.cropped:
        _c, high, wide = dense.part.shape
        line += (Run(" " + tr("Shown: for the upper left {high} × {wide} of the input.", high=high, wide=wide), "muted"),)
    return line


def _detail(dense: Dense, place: Place | None) -> Line:
    if place is None:
        if dense.largest_gap:
            return (Run(tr("Matrix times picture and output differ by {n}.", n=about(dense.largest_gap)), "warning"),)
        equation = tr("Matrix · x + bias = y") if dense.layer.bias.any() else tr("Matrix · x = y")
        equal = tr("{equation}, number by number: {n} of {n} are equal.", equation=equation, n=thousands(dense.sums.size))
        return Run(f"{equal} "), Run(tr("Point at any cell to see what belongs to it."), "muted")
    if place.row is not None and place.column is None:
        return (Run(_row_sum(dense, place.row)),)
    if place.row is not None and place.column is not None:
        return (Run(_one(dense, place)),)
    if place.column is not None:
        readers = int((dense.which[:, place.column] != NONE).sum())
        cell = named("X", dense.input_cell(place.column), dense.part)
        used = count(readers, "{n} output reads it", "{n} outputs read it")
        return (Run(tr("Column {c} is for {cell}: {used}.", c=place.column, cell=cell, used=used)),)
    assert place.weight is not None
    times = count(int((dense.which == place.weight).sum()), "{n} time", "{n} times")
    out, slice_, i, j = dense.weight_cell(place.weight)
    value = exact(float(dense.layer.kernel[out, slice_, i, j]))
    return (Run(tr("This weight, {value}, stands in the matrix {times}: it is shared.", value=value, times=times)),)


def _row_sum(dense: Dense, row: int) -> str:
    """The sum that a row of the matrix computes: its weights times the numbers above them, plus the bias."""
    x = dense.part.ravel()
    reads = np.flatnonzero(dense.which[row] != NONE)
    terms = [f"{_bracketed(float(dense.matrix[row, c]))}·{_bracketed(float(x[c]))}" for c in reads[:MOST_TERMS]]
    if len(reads) > MOST_TERMS:
        terms.append("…")
    channel = dense.output_cell(row)[0]
    bias = float(dense.layer.bias[channel])
    if bias:
        terms.append(_bracketed(bias))
    result = short(float(dense.sums.ravel()[row]))
    total = " + ".join(terms) or "0"
    return tr("Row {r}: {total} = {result} = {cell}", r=row, total=total, result=result,
              cell=named("Y", dense.output_cell(row), dense.sums))  # fmt: skip


def _one(dense: Dense, place: Place) -> str:
    assert place.row is not None
    assert place.column is not None
    x, y = named("X", dense.input_cell(place.column), dense.part), named("Y", dense.output_cell(place.row), dense.sums)
    if place.weight is not None:
        value = short(float(dense.matrix[place.row, place.column]))
        times = count(int((dense.which == place.weight).sum()), "{n} time", "{n} times")
        return tr(
            "{y} reads {x} with the weight {value}, which stands in the matrix {times}.", y=y, x=x, value=value, times=times
        )
    if dense.which[place.row, place.column] == NONE:
        return tr("0, by construction: {x} is not among what {y} reads.", y=y, x=x)
    return tr("Several weights meet here: the padding copies {x} for {y}, and they are added up.", y=y, x=x)


def spoken(dense: Dense, place: Place, spot: Spot) -> str:
    """What the status bar says about the cell in focus."""
    return f"{spoken_place(spot)}: " + "".join(run.text for run in _detail(dense, place))


def named(symbol: str, cell: tuple[int, int, int], values: Array) -> str:
    """Name a cell of a matrix: "X[2, 3]", or with its channel "X[0, 2, 3]" if there are several."""
    channel, row, column = cell
    return f"{symbol}[{row}, {column}]" if len(values) == 1 else f"{symbol}[{channel}, {row}, {column}]"


def percent(part: int, whole: int) -> str:
    """Write a share in per cent, with enough digits to distinguish it from 0 and 100."""
    share = 100 * part / whole
    for digits in (0, 1, 2, 3):
        text = f"{share:.{digits}f}"
        if part in (0, whole) or float(text) not in (0.0, 100.0):
            return text
    return f"{share:.6f}"


def _bracketed(value: float) -> str:
    text = short(value)
    return f"({text})" if text.startswith("−") else text
