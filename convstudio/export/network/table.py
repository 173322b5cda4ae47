"""A pasted network as a table to read: each call with its line, what it is here, and its input and output shapes."""

from __future__ import annotations

import ast
from typing import Literal

from msgspec import Struct

from convstudio.export.network.meant import Step
from convstudio.export.network.reading import Reading
from convstudio.export.network.repairs import why_stuck
from convstudio.export.network.strangers import effect_of
from convstudio.export.network.strip import Row, Strip
from convstudio.export.values import brief
from convstudio.layers import Shape
from convstudio.scene.cards.card import shape_text
from convstudio.words import Text, tr

LONGEST_CODE = 44  # characters of a call
HEADINGS: tuple[Text, ...] = ("Code line", "Code", "Layer", "In", "Out", "Note")
Tone = Literal["", "muted", "warning"]


class TableRow(Struct, frozen=True):
    """The texts of a row, one for each of `HEADINGS`, and how it looks."""

    line: int
    cells: tuple[str, ...]
    tone: Tone = ""


def table_of(reading: Reading, strip: Strip) -> tuple[TableRow, ...]:
    """A row for each call, in the order in which they are applied; at the end, what was not followed of the code."""
    stuck, why = strip.stuck, why_stuck(strip)
    rows = [_row(row, why if row is stuck else "") for row in strip.rows]
    remarks = [
        TableRow(remark.line, (str(remark.line), "", tr("not read"), "", "", remark.words), "muted")
        for remark in reading.remarks
    ]
    return (*rows, *remarks)


def _row(row: Row, why: str) -> TableRow:
    expected = bool(effect_of(row.step.call.name))  # every such network has this end
    wrong = bool(why) or (row.role == "ends" and not expected)
    tone: Tone = "warning" if wrong else "" if row.role in ("layer", "part", "ends") else "muted"
    note = _capital(why) if why else row.words
    cells = (str(row.step.line), code_in(row.step), _what(row), _shape(row.shape_in), _shape(row.shape_out), note)
    return TableRow(row.step.line, cells, tone)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _what(row: Row) -> str:
    number = (row.number or 0) + 1
    match row.role:
        case "layer" if row.layer is not None:
            return tr("{n} · {name}", n=number, name=row.layer.label)
        case "part":
            return tr("with layer {n}", n=number)
        case "skipped":
            return tr("left out")
        case "ends":
            return tr("end")
        case _:
            return tr("not shown")


def _shape(shape: Shape | None) -> str:
    return shape_text(shape) if shape else ""


def code_in(step: Step) -> str:
    """The call of a step on one line; the map that a function gets is written as "…"."""
    source = step.source
    if not isinstance(source, ast.Call):
        return brief(ast.unparse(source).partition("\n")[0])
    arguments = list(source.args)
    if step.node is None and arguments and not isinstance(arguments[0], ast.Name | ast.Constant):
        arguments[0] = ast.Name("…")
    function = source.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call):
        function = ast.Attribute(ast.Name("…"), function.attr)
    text = ast.unparse(ast.Call(function, arguments, source.keywords))
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= LONGEST_CODE else f"{line[: LONGEST_CODE - 1]}…"
