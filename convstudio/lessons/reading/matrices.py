"""Matrices within a text: "[[19, 25], [37, 43]]" is found, to be shown as rows and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

Matrix = tuple[tuple[str, ...], ...]  # rows of numbers, as they are written

WRITTEN = re.compile(r"\[\[[^\[\]]+\](?:,\s*\[[^\[\]]+\])*\]")
ROW = re.compile(r"\[([^\[\]]+)\]")


def parts(text: str) -> Iterator[str | Matrix]:
    """The words of a text, and the matrices among them, in their order. What has rows of unequal length is words."""
    at = 0
    for found in WRITTEN.finditer(text):
        matrix = tuple(tuple(cell.strip() for cell in row.split(",")) for row in ROW.findall(found[0][1:-1]))
        if len({len(row) for row in matrix}) == 1:
            if found.start() > at:
                yield text[at : found.start()]
            yield matrix
            at = found.end()
    if at < len(text):
        yield text[at:]


def matrices(text: str) -> list[Matrix]:
    """The matrices in a text."""
    return [part for part in parts(text) if not isinstance(part, str)]


def in_line(matrix: Matrix) -> str:
    """A matrix as it is written in a line: "[[19, 25], [37, 43]]"."""
    return "[" + ", ".join(f"[{', '.join(row)}]" for row in matrix) + "]"


def row_by_row(text: str) -> str:
    """A text with its matrices row by row, for where they cannot be drawn: "19 25 / 37 43"."""
    found = (part if isinstance(part, str) else " / ".join(" ".join(row) for row in part) for part in parts(text))
    return "".join(found)
