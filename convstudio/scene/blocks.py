"""Matrices as text, for the clipboard: written tab-separated and exact, read in every form that people paste.

Read are tables with tabs, semicolons, commas or spaces between the numbers, and nested lists as in Python, NumPy, MATLAB or
JSON. Where tabs or semicolons separate, a comma is a decimal comma; fractions are numbers everywhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

import numpy as np

from convstudio.experiment.limits import LARGEST_SIDE
from convstudio.layers import Array
from convstudio.scene.numbers import LARGEST, MINUS, parse
from convstudio.words import tr

LONGEST_TEXT = 64 * 1024 * 1024
_PLAIN = re.compile(r"[-+.0-9eE]*")
_ROW = re.compile(r"\[([^\[\]]*)\]")
_WRAPPED = re.compile(r"(?:[\w.]+\s*\(\s*)?(\[.*\])\s*(?:,\s*\w+\s*=\s*[\w.]+\s*)*\)?\s*;?", re.DOTALL)
Row = Sequence[str]


def block_text(values: Array) -> str:
    """A matrix (H, W) as lines of numbers with tabs between them; reading it back gives the same numbers."""
    plain = (values + 0.0).tolist()  # no minus zero
    return "\n".join("\t".join(repr(value).removesuffix(".0") for value in row) for row in plain)


def parse_block(text: str) -> Array:
    """The matrix (H, W) that a text holds. Raises ValueError with one sentence that says where it is none."""
    plain = text.strip("\r\n \f\v﻿").replace(MINUS, "-")
    if not plain.strip():
        raise ValueError(tr("There are no numbers to paste."))
    if len(plain) > LONGEST_TEXT:
        raise ValueError(tr("The text is too long to be a matrix of at most {n} × {n} numbers.", n=LARGEST_SIDE))
    rows = _listed(plain) if "[" in plain else _table(plain)
    _check_shape(rows)
    return np.array([_numbers(row, line) for line, row in enumerate(rows, start=1)], dtype=np.float64)


def _listed(text: str) -> list[Row]:
    """The rows of [[1, 2], [3, 4]], also inside array(…) or with MATLAB's semicolons."""
    wrapped = _WRAPPED.fullmatch(text)
    inner = wrapped[1] if wrapped else ""
    depth = _depth(inner)
    if depth == 1:
        return [_split_listed(row) for row in inner[1:-1].split(";")]
    if depth != 2:
        raise ValueError(tr("The brackets do not make one matrix, as in [[1, 0], [0, 1]]."))
    if _ROW.sub("", inner[1:-1]).strip(" \t\r\n,;"):
        raise ValueError(tr("Between the rows in brackets there is something else than a comma."))
    return [_split_listed(row) for row in _ROW.findall(inner)]


def _split_listed(row: str) -> Row:
    parts = row.strip().strip(",").split(",") if "," in row else row.split()
    return [part.strip() for part in parts] if row.strip() else []


def _depth(text: str) -> int:
    """How deep brackets nest; −1 if they do not match, or close before the end."""
    depth = deepest = 0
    for place, sign in enumerate(text):
        depth += (sign == "[") - (sign == "]")
        deepest = max(deepest, depth)
        if depth < 0 or (depth == 0 and place < len(text) - 1):
            return -1
    return deepest if depth == 0 else -1


def _table(text: str) -> list[Row]:
    lines = [line for line in text.splitlines() if line.strip()]
    separator = next((sign for sign in "\t;," if sign in text), None)
    if separator is None:
        return [line.split() for line in lines]
    if separator != "\t":
        lines = [line.strip().removesuffix(separator) for line in lines]
    try:
        return [[part.strip() for part in row] for row in csv.reader(lines, delimiter=separator)]
    except csv.Error as wrong:
        raise ValueError(tr("The text is not a table of numbers.")) from wrong


def _check_shape(rows: Sequence[Row]) -> None:
    for line, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise ValueError(
                tr("Row {r} has length {n} and row 1 has {m}: all need the same.", r=line, n=len(row), m=len(rows[0]))
            )
    if not rows[0]:
        raise ValueError(tr("There are no numbers to paste."))
    if max(len(rows), len(rows[0])) > LARGEST_SIDE:
        raise ValueError(tr("{h} × {w} numbers are too many: at most {n} × {n}.", h=len(rows), w=len(rows[0]), n=LARGEST_SIDE))


def _numbers(row: Row, line: int) -> list[float]:
    return [_number(text, line, column) for column, text in enumerate(row, start=1)]


def _number(text: str, line: int, column: int) -> float:
    try:
        return _quick(text) if _PLAIN.fullmatch(text) else parse(text)
    except ValueError as wrong:
        where = tr("Row {r}, column {c}", r=line, c=column)
        what = _reason(text, wrong)
        raise ValueError(tr("{where} of the text: {what}", where=where, what=what)) from wrong


def _quick(text: str) -> float:
    """Most numbers by the shortest way; what it does not like goes the way of typed numbers, which says why."""
    try:
        value = float(text)
    except ValueError:
        return parse(text)
    return value + 0.0 if abs(value) <= LARGEST else parse(text)


def _reason(text: str, wrong: ValueError) -> str:
    return str(wrong) if text else tr("the cell is empty.")
