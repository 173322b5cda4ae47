"""The tooltip of a matrix: what the cell or the part of the ruler under the pointer shows."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.ruler import RULER
from convstudio.scene import MatrixScene
from convstudio.scene.words.hints import cell_hint, ruler_hint
from convstudio.studio.matrix_view.canvas import MatrixCanvas
from convstudio.studio.widgets.literal import show_tooltip_at


def show_hint(view: MatrixCanvas, at: QPoint) -> None:
    """Show what there is to say at a point of the screen, as long as the pointer stays where it holds."""
    point = QPointF(view.mapFromGlobal(at))
    cell = view.grid().cell_at(point)
    text = view.text_at(*cell) if cell and view.grid().contains(*cell) else ""
    words = hint_at(view.scene, view.grid(), point, text)
    if words is None:
        QToolTip.hideText()
    else:
        show_tooltip_at(at, words[0], view, words[1].toAlignedRect())


def show_hint_in(board: QWidget, event: QEvent) -> bool:
    """Show the tooltip of a matrix when its board is asked for one; whether it was. A board asks here, so that the many other
    events of the matrices stay with Qt, which is quicker.
    """
    if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
        return False
    view = board.childAt(event.pos())
    if not isinstance(view, MatrixCanvas):
        return False
    show_hint(view, event.globalPos())
    return True


def hint_at(scene: MatrixScene, grid: Grid, point: QPointF, text: str) -> tuple[str, QRectF] | None:
    """The words for a point, and where they hold; `text` is the number as it stands in the cell there."""
    cell = grid.cell_at(point)
    if cell:
        return cell_hint(scene, *cell, text), grid.rect(*cell)
    return _of_ruler(scene, grid, point)


def _of_ruler(scene: MatrixScene, grid: Grid, point: QPointF) -> tuple[str, QRectF] | None:
    outer, surround = grid.outer, scene.surround
    if surround is None:
        return None
    window = next((mark for mark in scene.marks if mark.role == "window"), None)
    above = QRectF(outer.left(), outer.top() - RULER, outer.width(), RULER)
    beside = QRectF(outer.left() - RULER, outer.top(), RULER, outer.height())
    if above.contains(point):
        position = math.floor((point.x() - outer.left()) / grid.cell)
        return ruler_hint(surround, False, position, window), QRectF(point.x() - 1, above.top(), 3, RULER)
    if beside.contains(point):
        position = math.floor((point.y() - outer.top()) / grid.cell)
        return ruler_hint(surround, True, position, window), QRectF(beside.left(), point.y() - 1, RULER, 3)
    return None
