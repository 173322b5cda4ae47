"""The layout: input, kernel and output at the left, the matrix between the flattened input and the flattened output.

X      x x x x x x
K      M M M M M M   y
Y      M M M M M M   y
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from msgspec.structs import replace

from convstudio.scene.large import Large
from convstudio.scene.layout import Drawing, Item, Matrix, Rect, Words
from convstudio.scene.layout.stage.plan import EDGE, Room
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, map_id
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.dense.build import DenseScene
from convstudio.scene.workspaces.shift.dense.links import COLUMN, MATRIX, PRODUCT, ROW
from convstudio.scene.workspaces.shift.dense.matrix import Dense
from convstudio.scene.workspaces.shift.lab import standing
from convstudio.words import tr

HEAD, AIR = 24.0, 10.0  # pixels for the title of a matrix, and free below a matrix
SIDE, LEAST_SIDE = 0.24, 150.0  # share of the width for the grids at the left, and its least pixels
STRIP = 20.0  # pixels of thickness for which the flattened input and output have room
GAP = 24.0
LARGEST, KERNEL = 64.0, 18.0  # largest cell in pixels; cell of the kernel where those of the maps are smaller


def drawing(scene: DenseScene, large: Large, room: Room) -> Drawing:
    """Lay out all items of the view in a room."""
    if scene.dense is None:
        line: Line = (Run(tr("no matrix"), "muted"),)
        return Drawing(
            room.width, room.height, (Words(line, Rect(0, room.height / 2 - 10, room.width, 20), "title", "centre"),)
        )
    side = max(room.width * SIDE, LEAST_SIDE)
    left = Rect(EDGE, 8, side, room.height - 16)
    right = Rect(EDGE + side + GAP, 8, room.width - 2 * EDGE - side - GAP, room.height - 16)
    return Drawing(
        room.width, room.height, (*_grids(scene, scene.dense, large, left, room), *_matrix(scene, scene.dense, right, room))
    )


def _grids(scene: DenseScene, dense: Dense, large: Large, place: Rect, room: Room) -> list[Item]:
    """Input, kernel and output one below the other, with cells of the same size if that is large enough for the kernel."""
    shown = [
        _shown(scene, map_id(dense.index - 1), large.get(dense.index - 1, 0)),
        _shown(scene, MatrixId("kernel", dense.index), None),
        _shown(scene, PRODUCT, large.get(dense.index, 0)),
    ]
    found = [panel for panel in shown if panel]
    free = place.height - len(found) * (HEAD + AIR)
    one = min(free / sum(panel.shape[0] for panel in found), place.width / max(panel.shape[1] for panel in found), LARGEST / 2)
    own = min(max(one, KERNEL), free * 0.3 / found[1].shape[0], place.width / found[1].shape[1]) if one < KERNEL else one
    maps = found[0], found[2]
    rest = (free - found[1].shape[0] * own) / sum(panel.shape[0] for panel in maps)
    cell = min(rest, place.width / max(panel.shape[1] for panel in maps)) if one < KERNEL else one
    items: list[Item] = []
    top = place.top
    for panel, size in zip(found, (cell, own, cell), strict=True):
        items.append(_title(scene, panel, Rect(place.left, top, place.width, HEAD - 4), room))
        matrix = Matrix(panel, place.left, top + HEAD, _whole(size))
        items.append(matrix)
        top = matrix.inner.bottom + AIR
    return items


def _matrix(scene: DenseScene, dense: Dense, place: Rect, room: Room) -> list[Item]:
    """The matrix, the input as a row above it, and the output as a column to its right."""
    rows, columns = dense.matrix.shape
    wide, high = place.width - GAP, place.height - 2 * HEAD - AIR
    across, down = min((wide - STRIP) / columns, wide / (columns + 1)), min((high - STRIP) / rows, high / (rows + 1))
    cell = _whole(min(across, down, LARGEST))
    thick = max(ceil(STRIP / 2 / cell), 1)
    top = place.top + HEAD
    row = Matrix(_thicker(scene.matrices(ROW)[0], thick, 1), place.left, top, cell)
    body = Matrix(scene.matrices(MATRIX)[0], place.left, row.inner.bottom + HEAD, cell)
    column = Matrix(_thicker(scene.matrices(COLUMN)[0], 1, thick), body.inner.right + GAP, body.top, cell)
    size = tr("one row for each output, one column for each input: {rows} × {columns}", rows=rows, columns=columns)
    titles: tuple[tuple[Line, float], ...] = (
        ((Run(tr("X as one row"), "strong"), Run("  x", "muted")), place.top),
        ((Run(tr("Matrix"), "strong"), Run(f"  {size}", "muted")), row.inner.bottom + 2),
    )
    items: list[Item] = [row, body, column]
    for line, at in titles:
        fitting: Line = line if room.measure.width(line, "plain") <= place.width else line[:1]
        items.append(Words(fitting, Rect(place.left, at, room.measure.width(fitting, "plain") + 1, HEAD - 4), "plain"))
    middle = body.top + min(body.inner.height, 60.0) / 2 - 12
    items.append(Words((Run("="),), Rect(body.inner.right, middle, GAP, 24), "number", "centre"))
    items.append(Words((Run("y", "strong"),), Rect(column.left, column.inner.bottom + 2, 12, HEAD - 8), "plain"))
    return items


def _thicker(scene: MatrixScene, rows: int, columns: int) -> MatrixScene:
    """Repeat the cells of a thin strip across, so that it can be seen and pointed at."""
    if rows == columns == 1:
        return scene
    values = np.repeat(np.repeat(scene.values, rows, 0), columns, 1)
    marks = tuple(
        Mark(m.panel, m.role, m.rows if rows == 1 else tuple(range(rows)), m.columns if columns == 1 else tuple(range(columns)))
        for m in scene.marks
    )
    return replace(scene, values=values, whole=scene.whole, marks=marks)


def _shown(scene: DenseScene, matrix: MatrixId, channel: int | None) -> MatrixScene | None:
    """The panel of a matrix with the cell in focus, else one with marks, else the chosen channel; None if it is not shown."""
    panels = scene.matrices(matrix)
    focused = next((panel for panel in panels if any(mark.role == "focus" for mark in panel.marks)), None)
    pointed = next((panel for panel in panels if scene.focus.spot and panel.panel == scene.focus.spot.panel), None)
    lit = next((panel for panel in panels if any(mark.role in ("window", "weight", "reader") for mark in panel.marks)), None)
    return pointed or focused or lit or standing(panels, channel or 0)


def _title(scene: DenseScene, panel: MatrixScene, rect: Rect, room: Room) -> Words:
    """The title of a grid, with its symbol if there is room; the panel's name if the card has several panels."""
    name: PanelId = panel.panel
    card = scene.card(name.matrix)
    text = panel.name if len(card.panels[0]) > 1 else card.title
    symbol = {"kernel": "K"}.get(name.matrix.kind, panel.symbol)
    line: Line = (Run(text, "strong"), Run(f"  {symbol}", "muted"))
    return Words(line if room.measure.width(line, "plain") <= rect.width else line[:1], rect, "plain")


def _whole(cell: float) -> float:
    return float(floor(cell)) if cell >= 2 else max(cell, 0.05)
