"""An experiment as a worksheet: the stage with cells left open, lines for their arithmetic, and the answers on later pages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from convstudio.experiment import Evaluation
from convstudio.scene.handout.pieces import Piece, head, heading, picture, text, to_write
from convstudio.scene.handout.stages import Cells, LayerError, printed_stage
from convstudio.scene.layout.values import Measure
from convstudio.scene.matrix.focus import PanelId, Spot
from convstudio.scene.matrix.links import map_id
from convstudio.scene.words.arithmetic import arithmetic
from convstudio.scene.words.formula import size_formula
from convstudio.scene.words.naming import layer_name, output_symbol
from convstudio.scene.words.text_runs import Line, Meaning, Run
from convstudio.words import count, tr

MOST_LINES = 12  # for arithmetic
LONG = 7  # terms from which on a sum gets two lines
Place = tuple[int, int]


class Task(Struct, frozen=True):
    """The task of a worksheet: the layer and output channel, the cells left open, and how many of them need their arithmetic.

    `cells` is None for all but the first one, which is worked out as an example, and () for every one.
    """

    layer: int = 0
    channel: int = 0
    cells: tuple[Place, ...] | None = None
    lines: int = 4
    notes: bool = False  # whether the experiment's notes come first


def worksheet(evaluation: Evaluation, task: Task, width: float, measure: Measure) -> Iterator[Piece]:
    """The pieces of the sheet, then those of the answers. Raises ValueError with a sentence if the task is not possible."""
    shape = _shape(evaluation, task)
    example = (0, 0) if task.cells is None and shape != (1, 1) else None
    left = frozenset(task.cells or _every(shape)) - {example}
    asked = task.cells[:MOST_LINES] if task.cells else _spread(sorted(left), min(task.lines, MOST_LINES))
    symbol = output_symbol(task.layer)
    yield from head(evaluation.experiment.title or tr("Worksheet"), width, measure)
    if task.notes:
        for paragraph in evaluation.experiment.notes.split("\n\n"):
            yield from text((Run(" ".join(paragraph.split())),), width, measure) if paragraph.strip() else ()
    yield from text(_told(evaluation, task, left, symbol), width, measure)
    yield picture(printed_stage(evaluation, task.layer, measure, width, channel=task.channel, cells=left, pin=example), width)
    if example:
        yield from text((Run(tr("Example: "), "strong"), *_worked(evaluation, task, example)), width, measure)
    long = _terms(evaluation, task, asked[0]) >= LONG if asked else False
    for cell in asked:
        yield to_write((Run(f"{_name(symbol, evaluation, task, cell)} ="),), width, measure, lines=2 if long else 1)
    yield from _answers(evaluation, task, left, asked, width, measure)


def _answers(
    evaluation: Evaluation, task: Task, left: Cells, asked: tuple[Place, ...], width: float, measure: Measure
) -> Iterator[Piece]:
    title, *rest = heading(tr("Answers: {title}", title=evaluation.experiment.title or tr("Worksheet")), width, measure)
    yield Piece(title.drawing, title.gap, holds=True, breaks=True)
    yield from rest
    stage = printed_stage(
        evaluation, task.layer, measure, width, channel=task.channel, asked=left if task.cells else frozenset()
    )
    yield picture(stage, width)
    for cell in asked:
        yield from text(_worked(evaluation, task, cell), width, measure)
    for line in size_formula(evaluation, task.layer):
        yield from text(line, width, measure)


def _told(evaluation: Evaluation, task: Task, left: Cells, symbol: str) -> Line:
    """The task in words."""
    which = count(len(left), "Fill in the empty cell of {y}.", "Fill in the {n} empty cells of {y}.", y=symbol)
    several = len(evaluation.experiment.layers) > 1
    layer = tr("Layer {n}, {name}: ", n=task.layer + 1, name=layer_name(evaluation, task.layer)) if several else ""
    where = tr(" Rows and columns are counted from 0.")
    return Run(layer, "strong"), Run(which + where)


def _shape(evaluation: Evaluation, task: Task) -> Place:
    """Rows and columns of the output. Raises ValueError if it has none, or not the cells that are asked for."""
    shape = evaluation.shape(task.layer) if 0 <= task.layer < len(evaluation.results) else None
    if shape is None:
        problem = evaluation.problem
        why = problem[1].told_of(layer_name(evaluation, problem[0])) if problem else ""
        raise LayerError(" ".join((tr("This layer has no output that could be asked for."), why)).strip())
    if evaluation.is_off(task.layer):
        raise LayerError(
            tr("This layer is switched off: it passes its input on, so there is nothing to work out. Switch it on.")
        )
    if not 0 <= task.channel < shape[0]:
        raise ValueError(tr("There is no output channel {n}: they count from 0 to {last}.", n=task.channel, last=shape[0] - 1))
    for row, column in task.cells or ():
        if not (0 <= row < shape[1] and 0 <= column < shape[2]):
            raise ValueError(
                tr("The output has no cell {row}, {column}: rows go from 0 to {rows}, columns from 0 to {columns}.",
                   row=row, column=column, rows=shape[1] - 1, columns=shape[2] - 1)
            )  # fmt: skip
    return shape[1], shape[2]


def _every(shape: Place) -> list[Place]:
    return [(row, column) for row in range(shape[0]) for column in range(shape[1])]


def _spread(cells: list[Place], number: int) -> tuple[Place, ...]:
    """`number` of the cells, spread from the first to the last."""
    places = np.linspace(0, len(cells) - 1, min(number, len(cells))).round().astype(int)
    return tuple(cells[place] for place in places)


def _spot(task: Task, cell: Place) -> Spot:
    return Spot(PanelId(map_id(task.layer), task.channel), *cell)


def _worked(evaluation: Evaluation, task: Task, cell: Place) -> Line:
    """The arithmetic of a cell without colours: "Y[0, 1] = 1·1 + 0·2 = 1"."""
    line = tuple(run for run in arithmetic(evaluation, _spot(task, cell)) if not run.text.lstrip().startswith("→ "))
    symbol = output_symbol(task.layer)
    return Run(f"{_name(symbol, evaluation, task, cell)} = "), *(Run(run.text, _plain(run.meaning)) for run in line)


def _plain(meaning: Meaning) -> Meaning:
    return meaning if meaning in ("strong", "sub") else "plain"


def _terms(evaluation: Evaluation, task: Task, cell: Place) -> int:
    return sum(run.meaning == "value" for run in arithmetic(evaluation, _spot(task, cell)))


def _name(symbol: str, evaluation: Evaluation, task: Task, cell: Place) -> str:
    """ "Y[0, 1]", or with several channels "Y[2, 0, 1]"."""
    shape = evaluation.shape(task.layer)
    indices = (task.channel, *cell) if shape and shape[0] > 1 else cell
    return f"{symbol}[{', '.join(map(str, indices))}]"
