"""Dragging an edge of a map: the padding that the next layer puts on that side grows or shrinks."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPointF, Qt

from convstudio.experiment import edits
from convstudio.layers.conv2d import LARGEST_PADDING
from convstudio.painting.cells.grid import Grid
from convstudio.scene import MatrixScene
from convstudio.studio.document.session import Session

GRASP = 5.0  # pixels around an edge that take hold of it
SIDES = ("top", "bottom", "left", "right")
CURSORS = {
    "top": Qt.CursorShape.SizeVerCursor,
    "bottom": Qt.CursorShape.SizeVerCursor,
    "left": Qt.CursorShape.SizeHorCursor,
    "right": Qt.CursorShape.SizeHorCursor,
}


def side_at(scene: MatrixScene, grid: Grid, point: QPointF) -> str | None:
    """The side whose padding a press here would take hold of: just outside the padded map."""
    if scene.surround is None or not scene.surround.can_pad:
        return None
    outer = grid.outer
    beyond = {
        "top": outer.top() - point.y(),
        "bottom": point.y() - outer.bottom(),
        "left": outer.left() - point.x(),
        "right": point.x() - outer.right(),
    }
    near = outer.adjusted(-GRASP, -GRASP, GRASP, GRASP)
    return next((side for side, by in beyond.items() if 0 < by <= GRASP and near.contains(point)), None)


class PaddingDrag(Struct, frozen=True):
    """A drag of one side that runs: where it began, and the padding then."""

    layer: int
    side: str
    start: QPointF
    cell: float
    padding: tuple[int, int, int, int]

    def preview(self, session: Session, point: QPointF) -> None:
        """Show the padding for a pointer's global position."""
        by = point - self.start
        outwards = {"top": -by.y(), "bottom": by.y(), "left": -by.x(), "right": by.x()}[self.side]
        cells = list(self.padding)
        place = SIDES.index(self.side)
        cells[place] = min(max(cells[place] + round(outwards / self.cell), 0), LARGEST_PADDING)
        top, bottom, left, right = cells
        session.preview(edits.set_parameter, self.layer, "padding", ((top, bottom), (left, right)))


def begin(scene: MatrixScene, grid: Grid, point: QPointF, at: QPointF) -> PaddingDrag | None:
    """Take hold of an edge at a point of the view, `at` in global coordinates; None if none is there."""
    side = side_at(scene, grid, point)
    return PaddingDrag(scene.panel.matrix.layer + 1, side, at, grid.cell, scene.margins) if side else None
