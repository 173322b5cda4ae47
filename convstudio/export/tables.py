"""A matrix as a file that spreadsheets and NumPy read: every number comes back exactly as it was."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from msgspec import Struct

from convstudio.layers import Array
from convstudio.words import Text


class TableKind(Struct, frozen=True):
    """A kind of file: its suffix, its name, and the separator of numbers (empty: it holds bytes)."""

    suffix: str
    title: Text
    between: str = ""


TABLES = (
    TableKind(".csv", "Table with commas", ","),
    TableKind(".tsv", "Table with tabs", "\t"),
    TableKind(".txt", "NumPy text", " "),
    TableKind(".npy", "NumPy array"),
)


def table(values: Array, suffix: str) -> bytes:
    """A matrix (H, W) as the bytes of a file of a kind in `TABLES`. Raises KeyError for another one.

    Text has one line per row, a decimal point in every language, and no heading, so that np.loadtxt can read it.
    """
    kind = {kind.suffix: kind for kind in TABLES}[suffix]
    if not kind.between:
        buffer = BytesIO()
        np.save(buffer, np.ascontiguousarray(values, dtype=np.float64), allow_pickle=False)
        return buffer.getvalue()
    rows = (kind.between.join(_number(value) for value in row) for row in values.tolist())
    return "".join(f"{row}\n" for row in rows).encode("ascii")


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")
