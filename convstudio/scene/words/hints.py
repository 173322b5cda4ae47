"""What the marks on a matrix mean, in words: for a tooltip at a cell or at the ruler, and for "What is this?"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from convstudio.engine.geometry import Axis
from convstudio.layers import Layer
from convstudio.scene.matrix import MatrixScene, Surround
from convstudio.scene.matrix.links import Mark, Role
from convstudio.scene.matrix.readers import unread_words
from convstudio.scene.words.numbers import NEAR_ZERO, exact, told
from convstudio.words import Text, count, tr, translated

ROLES: Mapping[Role, Text] = {
    "window": "framed: the window that the output reads; a bar above and below a number has the colour of its weight",
    "winner": "filled: the largest of the window, which the maximum takes",
    "source": "dashed frame: padding copies this cell",
    "reader": "framed: reads the cell pointed at; a bar above and below a number has the colour of the weight",
    "weight": "framed: the weights at work",
    "pair": "tinted: multiplied by the weight pointed at",
    "field": "tinted: the output pointed at depends on it",
    "fed": "tinted: depends on the cell pointed at",
    "product": "framed: it is being multiplied",
    "meant": "filled: what the letter of the size formula counts",
    "highlight": "dashed frame: the lesson points at it",
}
LEGEND: Text = (
    "Ticks above and at the left: a window of the next layer begins there. An orange bar beside them: the window that is lit; "
    "a brown one: cells left over at the end. Slanting lines: no window reads these cells. Pale cells around: padding."
)
SIGNS: Mapping[str, Text] = {
    "⋆": "⋆ the kernel slides over what stands before it; at each place the products are added up",
    "=": "= what comes out",
    "→": "→ what comes out goes into the next layer",
    "+": "+ the bias, which is added to every sum",
}
NUMBERS: Text = (
    "All numbers that are not whole have the same number of decimals; ≈0 is a number that is small beside the others. "
    "The exact number stands in the status bar."
)


def cell_hint(scene: MatrixScene, row: int, column: int, text: str) -> str:
    """The tooltip of a cell: its value, and what each mark on it means; `text` is the number as it is shown there."""
    return "\n".join(_about_cell(scene, row, column, text))


def ruler_hint(surround: Surround, down: bool, position: int, window: Mark | None) -> str:
    """What the ruler above a map (`down`: at its left) shows at a position of the padded input, counted from 0."""
    axis = surround.rows if down else surround.columns
    if not axis.count:
        words = tr("window {h} high, padded input {n} high") if down else tr("window {h} wide, padded input {n} wide")
        return tr("Bar: {why}.", why=words.format(h=axis.span, n=axis.padded))
    lit = (window.rows if down else window.columns) if window else ()
    if lit and 0 <= position - axis.before - lit[0] < axis.span:
        return tr("Orange bar: the window that is lit.")
    if axis.remainder and position >= axis.padded - axis.remainder:
        return _left_over(axis, down)
    steps = (
        count(axis.stride, "every row", "every {n} rows") if down else count(axis.stride, "every column", "every {n} columns")
    )
    name, number = surround.reader, count(axis.count, "{n} place", "{n} places")
    return tr("Ticks: where a window of {name} begins, {steps}: {number}.", name=name, steps=steps, number=number)


def legend(scene: MatrixScene) -> str:
    """Everything that can be seen on a matrix of this kind, for "What is this?"."""
    parts = [translated(LEGEND)] if scene.surround else []
    if scene.veil is not None:
        parts.append(tr("Slanting lines on grey: not reached yet."))
    if not np.isfinite(scene.values).all():
        parts.append(tr("Crossed lines: no finite number."))
    return " ".join([*parts, translated(NUMBERS)])


def sign_hint(sign: str, layer: Layer | None) -> str:
    """What an operator on the stage means; "" for any other sign. An arrow stands for the layer itself."""
    if layer and not layer.enabled and sign in SIGNS:
        return tr("switched off: passed on unchanged")
    return translated(layer.help) if sign == "→" and layer else translated(SIGNS.get(sign, ""))


def _about_cell(scene: MatrixScene, row: int, column: int, text: str) -> Iterator[str]:
    where = tr("{name}, row {r}, column {c}", name=scene.name, r=exact(row), c=exact(column))
    height, width = scene.shape
    inside = 0 <= row < height and 0 <= column < width
    hidden = inside and scene.veil is not None and scene.veil.hides(row, column)
    yield f"{where}: {_value(scene, row, column, inside, hidden)}"
    if text == NEAR_ZERO and not hidden:
        yield tr("≈0: small beside the other numbers here, but not 0")
    if inside and not hidden and not np.isfinite(scene.values[row, column]):
        yield tr("crossed lines: no finite number")
    if inside and scene.surround:
        nobody = unread_words(scene.surround.reader, row in scene.surround.unread_rows, column in scene.surround.unread_columns)
        yield from (tr("slanting lines: {why}", why=nobody),) if nobody else ()
    roles = dict.fromkeys(mark.role for mark in scene.marks if row in mark.rows and column in mark.columns)
    yield from (translated(ROLES[role]) for role in roles if role in ROLES)


def _value(scene: MatrixScene, row: int, column: int, inside: bool, hidden: bool) -> str:
    if hidden:
        return tr("not reached yet")
    if inside:
        return told(float(scene.values[row, column]), scene.dust)
    surround = scene.surround
    if surround is None or surround.padded is None:
        return tr("padding")
    return tr("padding, {v}", v=told(surround.value_at(row, column), scene.dust))


def _left_over(axis: Axis, down: bool) -> str:
    number = axis.remainder
    cells = count(number, "{n} row", "{n} rows") if down else count(number, "{n} column", "{n} columns")
    return tr("Brown bar: {cells} left over; another window would not fit.", cells=cells)
