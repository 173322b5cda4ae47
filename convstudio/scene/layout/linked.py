"""The stage of a layer with the links and words of all its cells, for web pages that respond without the program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.scene.build import build
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.trim import trimmed
from convstudio.scene.layout.values import Drawing, Matrix
from convstudio.scene.matrix.focus import Focus, PanelId, Spot
from convstudio.scene.matrix.links import Mark, links
from convstudio.scene.words.arithmetic import arithmetic
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.spoken import spoken
from convstudio.scene.words.text_runs import plain_text

MOST_CELLS = 2500  # of a stage; with more there are no links
Run = tuple[int, int]  # first and last number


class Lit(Struct, frozen=True):
    """A rectangle of cells, lit in some role, of the matrix number `place` in the drawing."""

    place: int
    role: str
    rows: Run
    columns: Run


class Answer(Struct, frozen=True):
    """What is said about a cell, and the cells that it lights."""

    words: str
    lit: tuple[Lit, ...]


class Linked(Struct, frozen=True, eq=False):
    """A drawing, its matrices in order, and the answers of each, row by row; () if there are none."""

    name: str
    drawing: Drawing
    matrices: tuple[Matrix, ...]
    answers: tuple[tuple[Answer, ...], ...]


def linked_stage(evaluation: Evaluation, layer: int, room: Room) -> Linked:
    """The stage of a layer, with those links of its cells that lead to cells on it."""
    scene = replace(build(evaluation, selected=layer, staged=True), products=(), product_words=None)  # of a single cell
    drawing = trimmed(stage(scene, layer, {}, room))
    matrices = tuple(matrix for matrix in drawing.matrices if matrix.panel.matrix.kind in ("map", "kernel"))
    few = sum(matrix.scene.values.size for matrix in matrices) <= MOST_CELLS
    places = {matrix.panel: place for place, matrix in enumerate(matrices)}
    answers = tuple(tuple(_answers(evaluation, matrix, places)) if few else () for matrix in matrices)
    return Linked(f"{layer + 1} · {layer_name(evaluation, layer)}", drawing, matrices, answers)


def _answers(evaluation: Evaluation, matrix: Matrix, places: dict[PanelId, int]) -> Iterator[Answer]:
    rows, columns = matrix.scene.shape
    for row in range(rows):
        for column in range(columns):
            spot = Spot(matrix.panel, row, column)
            marks = links(evaluation, Focus(pin=spot))
            lit = tuple(part for mark in marks if mark.panel in places for part in _parts(mark, places[mark.panel]))
            made = arithmetic(evaluation, spot) if matrix.panel.matrix.kind == "map" else ()
            yield Answer(plain_text(made) or f"{matrix.scene.name}: {spoken(evaluation, spot, marks)}", lit)


def _parts(mark: Mark, place: int) -> Iterator[Lit]:
    """A mark as rectangles: one, unless a dilation leaves gaps."""
    for rows in runs(mark.rows):
        for columns in runs(mark.columns):
            yield Lit(place, mark.role, rows, columns)


def runs(numbers: tuple[int, ...]) -> list[Run]:
    """Ascending numbers as runs of consecutive ones: (1, 2, 4) gives 1 to 2 and 4 to 4."""
    groups = (list(group) for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]))
    return [(group[0][1], group[-1][1]) for group in groups]
