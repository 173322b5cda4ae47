"""The size formula of a layer with the numbers put in, for the height and for the width. Each kind has its own."""

from __future__ import annotations

from functools import lru_cache

from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import Layer, Shape
from convstudio.layers.formula import Letter, SizeFormula
from convstudio.scene.words.numbers import MINUS
from convstudio.scene.words.text_runs import FormulaTerm, Line, Run, Side
from convstudio.words import tr

MOST_NAMED = 4


def size_formula(evaluation: Evaluation, index: int) -> tuple[Line, ...]:
    """The formula of a layer as two lines, height and width; () if the layer has none, or no input."""
    x = evaluation.input_of(index) if 0 <= index < len(evaluation.results) else None
    if x is None or evaluation.is_off(index):
        return ()
    return _formula(evaluation.results[index].layer, index, shape_of(x))


@lru_cache(maxsize=4)  # it stays the same while somebody points or paints
def _formula(layer: Layer, index: int, shape: Shape) -> tuple[Line, ...]:
    found = layer.formula(shape)
    if found is None:
        return ()
    rows, columns = found
    return (
        _line(tr("height"), index, "h", rows, _unread(rows.unread, tr("row"), tr("rows"))),
        _line(tr("width"), index, "w", columns, _unread(columns.unread, tr("column"), tr("columns"))),
    )


def _line(name: str, layer: int, side: Side, formula: SizeFormula, unread: str) -> Line:
    result = (Run(" = "), Run(str(formula.result).replace("-", MINUS), "strong"))
    if not any(isinstance(part, Letter) for part in formula.parts):
        return (Run(f"{name}  ", "muted"), Run(str(formula.result), "strong"), *_remark(formula, unread))
    letters = tuple(run for part in formula.parts for run in _letter(part, layer, side))
    numbers = tuple(run for part in formula.parts for run in _number(part, layer, side))
    return (Run(f"{name}  ", "muted"), *letters, Run(" = "), *numbers, *result, *_remark(formula, unread))


def _letter(part: str | Letter, layer: int, side: Side) -> Line:
    if isinstance(part, str):
        return (Run(part),)
    if not part.subscript:
        return (Run(part.name),)
    term = FormulaTerm(layer, part.name, side)
    return Run(part.name, points_at=term), Run(side, "sub", points_at=term)


def _number(part: str | Letter, layer: int, side: Side) -> Line:
    if isinstance(part, str):
        return (Run(part),)
    term = FormulaTerm(layer, part.name, side) if part.subscript else None
    return (Run(str(part.number), points_at=term),)


def _remark(formula: SizeFormula, unread: str) -> Line:
    if not formula.count:
        return (Run("   " + tr("the window does not fit"), "warning"),)
    if formula.count != formula.result:
        less = tr("less one window that would start in the padding: {n}", n=formula.count)
        return (Run("   " + less, "warning"),)
    return (Run(f"   {unread}", "warning"),) if unread else ()


def _unread(cells: tuple[int, ...], one: str, many: str) -> str:
    """ "row 5 is not read", "columns 2 and 5 are not read"; only their number if there are many."""
    if not cells:
        return ""
    if len(cells) == 1:
        return tr("{name} {cell} is not read", name=one, cell=cells[0])
    if len(cells) > MOST_NAMED:
        return tr("{n} {names} are not read", n=len(cells), names=many)
    named = tr("{these} and {last}", these=", ".join(map(str, cells[:-1])), last=cells[-1])
    return tr("{names} {named} are not read", names=many, named=named)
