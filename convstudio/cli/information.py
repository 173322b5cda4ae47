"""Facts about an experiment, as a table for people and as JSON for programs."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from convstudio.experiment import Evaluation
from convstudio.experiment.files.jsontext import written
from convstudio.scene.build import problem_line
from convstudio.scene.cards.layer_table import HEADINGS, cells, layer_table, total_cells
from convstudio.scene.words.text_runs import plain_text
from convstudio.words import translated

LEFT = {1, 2}  # columns of words; the others are numbers


def problem_of(evaluation: Evaluation) -> str:
    """Why a layer cannot work, and what would help; "" if all layers work."""
    return plain_text(problem_line(evaluation))


def as_text(evaluation: Evaluation, problem: str, remark: str = "") -> str:
    """The title, a line for each layer and one for the totals; below the title `remark`, at the end `problem`, if any."""
    table = layer_table(evaluation)
    rows = [tuple(map(translated, HEADINGS)), *(cells(row) for row in table.rows), total_cells(table)]
    widths = [max(_columns(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(_aligned(text, width, column) for column, (text, width) in enumerate(zip(row, widths, strict=True)))
             for row in rows]  # fmt: skip
    told = [line for line in (evaluation.experiment.title, remark) if line]
    return "\n".join(printable(line.rstrip()) for line in (*told, *lines, *([problem] if problem else []))) + "\n"


def printable(text: str) -> str:
    """A text on one line, with visible characters only, as a terminal would obey control characters."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _aligned(text: str, width: int, column: int) -> str:
    room = " " * (width - _columns(text))
    return text + room if column in LEFT else room + text


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a letter of Chinese, Japanese or Korean, none for an accent."""
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def as_json(evaluation: Evaluation, problem: str, assumed: bool | None = None) -> str:
    """The same as JSON. Jumps are decimal numbers, since transposed convolutions make them fractions.

    `assumed` says of a network in code whether the size of its input is not the code's.
    """
    table = layer_table(evaluation)
    layers = [
        {
            "number": row.index + 1, "kind": evaluation.results[row.index].layer.kind, "name": row.name,
            "enabled": evaluation.results[row.index].layer.enabled,
            "output": list(row.shape) if row.shape else None, "weights": row.weights, "biases": row.biases,
            "multiplications": row.multiplications, "receptive_field": list(row.field),
            "jump": [float(step) for step in row.jump], "problem": row.problem or None,
        }
        for row in table.rows
    ]  # fmt: skip
    known = {
        "title": evaluation.experiment.title, "input": list(table.input),
        **({} if assumed is None else {"input_assumed": assumed}), "layers": layers, "weights": table.weights,
        "biases": table.biases, "multiplications": table.multiplications, "problem": problem or None,
    }  # fmt: skip
    return written(known) + "\n"
