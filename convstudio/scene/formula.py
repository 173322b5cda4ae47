"""The size formula with the numbers put in, for the height and for the width.

⌊(n − k + p) / s⌋ + 1, with p the rows or columns added in all (Dumoulin and Visin, arXiv 1603.07285, relationship 6); with
dilation d the window spans d·(k − 1) + 1 (relationship 14).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from convstudio.engine.geometry import Axis
from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import Activation, Layer, Shape
from convstudio.scene.numbers import MINUS
from convstudio.scene.runs import FormulaTerm, Line, Run
from convstudio.words import tr

MOST_NAMED = 4
Side = Literal["h", "w"]
Letter = Literal["n", "k", "p", "s"]


def size_formula(evaluation: Evaluation, index: int) -> tuple[Line, ...]:
    """Two lines, height and width, for a layer with a window; () for others, or where no input comes in."""
    x = evaluation.input_of(index) if 0 <= index < len(evaluation.results) else None
    if x is None or isinstance(evaluation.results[index].layer, Activation) or not evaluation.results[index].layer.enabled:
        return ()
    return _formula(evaluation.results[index].layer, index, shape_of(x))


@lru_cache(maxsize=4)  # it stays while one points and paints
def _formula(layer: Layer, index: int, shape: Shape) -> tuple[Line, ...]:
    rows, columns = layer.axes(shape)
    return (
        _line(tr("height"), index, "h", rows, _unread(rows.unread(layer.padding_mode), tr("row"), tr("rows"))),
        _line(tr("width"), index, "w", columns, _unread(columns.unread(layer.padding_mode), tr("column"), tr("columns"))),
    )


def _line(name: str, layer: int, side: Side, axis: Axis, unread: str) -> Line:
    result = str(_by_formula(axis)).replace("-", MINUS)
    letters = {letter: (Run(letter, points_at=term), Run(side, "sub", points_at=term)) for letter, term in _terms(layer, side)}
    put_in = {"n": axis.size, "k": axis.window, "p": axis.before + axis.after, "s": axis.stride}
    numbers = {letter: (Run(str(put_in[letter]), points_at=term),) for letter, term in _terms(layer, side)}
    return (
        Run(f"{name}  ", "muted"),
        *_spelt(axis, "d", letters),
        Run(" = "),
        *_spelt(axis, str(axis.dilation), numbers),
        Run(" = "),
        Run(result, "strong"),
        *_remark(axis, unread),
    )


def _terms(layer: int, side: Side) -> list[tuple[str, FormulaTerm]]:
    letters: tuple[Letter, ...] = ("n", "k", "p", "s")
    return [(letter, FormulaTerm(layer, letter, side)) for letter in letters]


def _spelt(axis: Axis, dilation: str, put: Mapping[str, Line]) -> Line:
    """The formula with something put in the place of each letter."""
    opening, closing = ("⌈", "⌉") if axis.ceil else ("⌊", "⌋")
    before, after = ("", "") if axis.dilation == 1 else (f"({dilation}·(", " − 1) + 1)")
    return (
        Run(f"{opening}("), *put["n"], Run(f" − {before}"), *put["k"], Run(f"{after} + "), *put["p"], Run(") / "), *put["s"],
        Run(f"{closing} + 1"),
    )  # fmt: skip


def _by_formula(axis: Axis) -> int:
    """What the formula gives, also where no window fits."""
    return (-(-axis.slack // axis.stride) if axis.ceil else axis.slack // axis.stride) + 1


def _remark(axis: Axis, unread: str) -> Line:
    if not axis.count:
        return (Run("   " + tr("the window does not fit"), "warning"),)
    if axis.count != _by_formula(axis):
        less = tr("less one window that would start in the padding: {n}", n=axis.count)
        return (Run("   " + less, "warning"),)
    return (Run(f"   {unread}", "warning"),) if unread else ()


def _unread(cells: tuple[int, ...], one: str, many: str) -> str:
    """ "row 5 is not read", "columns 2 and 5 are not read"; their number where they are many."""
    if not cells:
        return ""
    if len(cells) == 1:
        return tr("{name} {cell} is not read", name=one, cell=cells[0])
    if len(cells) > MOST_NAMED:
        return tr("{n} {names} are not read", n=len(cells), names=many)
    named = tr("{these} and {last}", these=", ".join(map(str, cells[:-1])), last=cells[-1])
    return tr("{names} {named} are not read", names=many, named=named)
