"""Matrices as text for the clipboard: written exactly, with tabs, and read in every form that people paste.

It reads tables with tabs, semicolons, commas or spaces between the numbers, and nested lists as in Python, NumPy, MATLAB or
JSON, which may hold channels, or all slices of a kernel. If tabs or semicolons separate the numbers, a comma is a decimal
comma. Fractions are numbers everywhere, and so are True and False. Lines that begin with # are comments.

A clipboard may hold anything. So rows, numbers and brackets are counted before a text is split at them, nothing is searched
for twice, and each row is converted to numbers before the next one is split off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from convstudio.experiment.limits import LARGEST_SIDE, MOST_INPUT_CELLS, MOST_INPUT_CHANNELS
from convstudio.layers import Array
from convstudio.scene.typed import plainly
from convstudio.scene.words.numbers import LARGEST, parse
from convstudio.words import tr

LONGEST_NUMBER = 25  # characters of a number with all its digits, and its separator
LONGEST_TEXT = LARGEST_SIDE**2 * LONGEST_NUMBER
MOST_LINES = 4 * LARGEST_SIDE  # including empty ones between the rows
MOST_ROWS = MOST_INPUT_CHANNELS * LARGEST_SIDE
MOST_BRACKETS = MOST_ROWS + MOST_INPUT_CHANNELS**2 + MOST_INPUT_CHANNELS + 1  # of all rows, slices and outputs
DEEPEST = 4  # a kernel: outputs, channels, rows, columns
TRUTH = {"true": 1.0, "false": 0.0}
SHORTENED = ("...", "…")
LONGEST_WRAPPING = 200  # characters around the brackets: np.array(…, dtype=np.float32)
LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # those of str.splitlines
_PLAIN = r"[-+.0-9eE]*"
_ROW = r"\[([^\[\]]*)\]"
_NO_BRACKET = r"[^\[\]]+"
_CALL = r"(Parametercontaining:)?([\w.]+\()?"
_SETTINGS = r"(,\w+=([\w.:'\"<>]+|\([\w,]*\)))*,?\)?;?"
Row = Sequence[str]


def block_text(values: Array) -> str:
    """A matrix (H, W) as lines of numbers with tabs between them; reading it back gives the same numbers."""
    plain = (values + 0.0).tolist()  # turns −0 into 0
    return "\n".join("\t".join(repr(value).removesuffix(".0") for value in row) for row in plain)


def parse_block(text: str) -> Array:
    """The matrix (H, W) that a text holds. Raises ValueError with a sentence that says where it is not one."""
    return _parsed(text, 2)


def parse_array(text: str) -> Array:
    """The matrix (H, W), channels (C, H, W) or kernel (C_out, C_in, k_h, k_w) that a text holds.

    Raises ValueError with a sentence that says where it is none of these.
    """
    return _parsed(text, DEEPEST)


def _parsed(text: str, deepest: int) -> Array:
    if len(text) > LONGEST_TEXT:
        raise ValueError(tr("The text is too long to be a matrix of at most {n} × {n} numbers.", n=LARGEST_SIDE))
    plain = plainly(text).strip("\r\n \f\v\ufeff")
    if not plain.strip():
        raise ValueError(tr("There are no numbers to paste."))
    return _listed(plain, deepest) if "[" in plain else _matrix(_table(plain))


def _listed(text: str, deepest: int) -> Array:
    """The numbers of [[1, 2], [3, 4]], also inside array(…) or with MATLAB's semicolons."""
    if max(text.count("["), text.count("]")) > (LARGEST_SIDE + 1 if deepest == 2 else MOST_BRACKETS):
        raise _too_many()
    first, last = text.index("["), text.rfind("]")
    if not (last > first and _wraps(text[:first], text[last + 1 :])):
        raise _no_matrix()
    inner = text[first + 1 : last]
    brackets = re.sub(_NO_BRACKET, "", inner)
    if not brackets:
        if inner.count(";") > LARGEST_SIDE:
            raise _too_many()
        return _matrix(map(_split_listed, inner.split(";")))
    sides = _sides(f"[{brackets}]", deepest)
    if re.sub(_ROW, "", inner).strip(" \t\r\n,;[]"):
        raise ValueError(tr("Between the rows in brackets there is something else than a comma."))
    rows = _matrix(map(_split_listed, re.findall(_ROW, inner)), MOST_ROWS)
    return rows.reshape(*sides, -1)


def _sides(brackets: str, deepest: int) -> list[int]:
    """How many parts each pair of brackets holds, from the outside in, without the numbers: [[][]] has [2]."""
    depth = len(brackets) - len(brackets.lstrip("["))
    if not 2 <= depth <= deepest:
        raise _no_matrix()
    sides: list[int] = []
    part = "[]"
    for level in range(depth - 1):
        begin, number = depth - 1 - level, 0
        while brackets.startswith(part, begin + number * len(part)):
            number += 1
        sides.insert(0, number)
        part = f"[{part * number}]"
    if part != brackets:
        raise _no_matrix() if depth == 2 else ValueError(tr("The parts in brackets are not all of one size."))
    if sides[-1] > LARGEST_SIDE or sides[0] > LARGEST_SIDE:
        raise _too_many()
    return sides


def _wraps(before: str, after: str) -> bool:
    """Whether the text around the brackets is only the call that makes an array, such as np.array(…)."""
    if len(before) + len(after) > LONGEST_WRAPPING:
        before, after = before.strip(), after.strip()
    if len(before) + len(after) > LONGEST_WRAPPING:
        return False
    return all(re.fullmatch(known, "".join(text.split())) for known, text in ((_CALL, before), (_SETTINGS, after)))


def _split_listed(row: str) -> Row:
    if "," not in row:
        return row.split(None, LARGEST_SIDE + 1)
    if row.count(",") > LARGEST_SIDE:
        raise _too_long()
    return [part.strip() for part in row.strip().strip(",").split(",")]


def _table(text: str) -> Iterable[Row]:
    if sum(map(text.count, LINE_ENDS)) > MOST_LINES:
        raise ValueError(tr("The text has more than {n} lines; a matrix has at most {m} rows.", n=MOST_LINES, m=LARGEST_SIDE))
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    text = "\n".join(lines) if "#" in text else text
    separator = next((sign for sign in "\t;," if sign in text), None)
    if separator is None:
        return (line.split(None, LARGEST_SIDE + 1) for line in lines)
    if text.count(separator) > LARGEST_SIDE * len(lines):
        raise _too_long()
    if separator != "\t":
        lines = [line.strip().removesuffix(separator) for line in lines]
    return _separated(lines, separator)


def _separated(lines: Sequence[str], separator: str) -> Iterator[Row]:
    import csv  # imported late: a start has nothing to read

    try:
        for row in csv.reader(lines, delimiter=separator):
            yield [part.strip() for part in row]
    except csv.Error as wrong:
        raise ValueError(tr("The text is not a table of numbers.")) from wrong


def _matrix(rows: Iterable[Row], most: int = LARGEST_SIDE) -> Array:
    """The rows as a matrix (H, W). Raises ValueError if there are none or too many, or if their lengths differ."""
    found: list[Array] = []
    for line, row in enumerate(rows, start=1):
        if len(row) > LARGEST_SIDE:
            raise _too_long()
        if line > most or line * len(row) > MOST_INPUT_CELLS:
            raise _too_many()
        if found and len(row) != len(found[0]):
            raise ValueError(
                tr("Row {r} has length {n} and row 1 has {m}: all need the same.", r=line, n=len(row), m=len(found[0]))
            )
        found.append(_numbers(row, line))
    if not found or not len(found[0]):
        raise ValueError(tr("There are no numbers to paste."))
    return np.array(found)


def _too_long() -> ValueError:
    return ValueError(tr("A row is too long: a matrix has at most {n} columns.", n=LARGEST_SIDE))


def _too_many() -> ValueError:
    return ValueError(tr("These are too many numbers: a matrix has at most {n} × {n}.", n=LARGEST_SIDE))


def _no_matrix() -> ValueError:
    return ValueError(tr("The brackets do not make one matrix, as in [[1, 0], [0, 1]]."))


def _numbers(row: Row, line: int) -> Array:
    """The numbers of a row, read by float() or, if that fails, as typed numbers are, which explains what is wrong."""
    signs = "".join(row)
    if re.fullmatch(_PLAIN, signs):
        try:
            values = np.array(list(map(float, row)))
        except ValueError:
            pass
        else:
            vanished = not values.all() and "e" in signs.lower()  # 1e-999 is not 0
            if np.abs(values).max(initial=0.0) <= LARGEST and not vanished:
                return values + 0.0
    return np.array([_number(text, line, column) for column, text in enumerate(row, start=1)], dtype=np.float64)


def _number(text: str, line: int, column: int) -> float:
    if text.lower() in TRUTH:
        return TRUTH[text.lower()]
    where = tr("Row {r}, column {c}", r=line, c=column)
    if text in SHORTENED:
        raise ValueError(tr("{where} of the text: numbers are left out here (“…”); copy or save all of them.", where=where))
    try:
        return parse(text)
    except ValueError as wrong:
        what = str(wrong) if text else tr("the cell is empty.")
        raise ValueError(tr("{where} of the text: {what}", where=where, what=what)) from wrong
