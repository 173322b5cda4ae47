"""One matrix by itself, with its title and its legend: a figure for a page."""

from __future__ import annotations

from math import floor

from convstudio.scene.cards.card import shape_text
from convstudio.scene.layout.stage.plan import LARGEST_CELL, Room, lead_of, padded
from convstudio.scene.layout.values import Drawing, Item, Legend, Matrix, Rect, Words
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.words.text_runs import Line, Run

TITLE, GAP, LEAST_LEGEND = 30.0, 10.0, 90.0


def alone(panel: MatrixScene, room: Room) -> Drawing:
    """The drawing of a panel, with cells as large as there is room for."""
    measure = room.measure
    rows, columns = padded(panel)
    legend = 26.0 + GAP
    cell = min((room.width - lead_of(panel)) / columns, (room.height - TITLE - legend - lead_of(panel)) / rows, LARGEST_CELL)
    cell = float(floor(cell)) if cell >= 2 else max(cell, 0.05)
    above, _below, before, _after = panel.margins
    matrix = Matrix(panel, lead_of(panel) + before * cell, TITLE + lead_of(panel) + above * cell, cell)
    title: Line = (Run(panel.name, "strong"), Run(f"  {shape_text(panel.shape)}", "muted"))
    width, height = measure.width(title, "title") + 1, measure.height("title")
    bar = Rect(matrix.inner.left, matrix.outer.bottom + GAP, max(matrix.inner.width, LEAST_LEGEND), 26.0)
    items: tuple[Item, ...] = (
        matrix,
        Words(title, Rect(matrix.inner.left, 0.0, width, height), "title"),
        Legend(panel.scale, bar),
    )
    return Drawing(max(matrix.outer.right, bar.right, matrix.inner.left + width), bar.bottom, items)
