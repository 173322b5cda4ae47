"""The drawing of a view with its matrices; in the views of shifts, the moved input can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from convstudio.painting.palette import Look
from convstudio.scene import MatrixScene
from convstudio.scene.large import Large
from convstudio.scene.layout import scaled
from convstudio.scene.matrix.focus import INPUT
from convstudio.scene.workspaces.shift.every.build import EveryScene
from convstudio.scene.workspaces.shift.lab import LabScene
from convstudio.scene.workspaces.shift.layout import LEGENDS
from convstudio.scene.workspaces.shift.links import MOVED_INPUT
from convstudio.scene.workspaces.shift.part import SHIFTING
from convstudio.scene.workspaces.shift.views import named
from convstudio.studio.document.session import Session
from convstudio.studio.editing.colour_bar import ColourBar
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.gestures import Hold, Press, Selecting
from convstudio.studio.matrix_view.keys import ARROWS, shift_held
from convstudio.studio.stage.drawn import LEAST, DrawnView
from convstudio.studio.workspaces.shift.mover import Mover
from convstudio.studio.workspaces.shift.plot import ShiftPlot


class MovedView(MatrixView):
    """The moved input, which is dragged, or moved by the arrow keys, in steps of a cell."""

    def __init__(self, session: Session, scene: MatrixScene, mover: Mover, parent: QWidget | None = None) -> None:
        super().__init__(session, scene, parent)
        self._mover = mover
        self._from: tuple[QPointF, int, int] | None = None  # where the drag began, and the shift at that time
        self._movable = True
        self.setCursor(self._rest)

    def set_movable(self, movable: bool) -> None:
        """Set whether dragging and the arrow keys move the input, or do what they do on any matrix."""
        if movable != self._movable:
            self._movable, self._from = movable, None
            self.setCursor(self._rest)

    @property
    def _rest(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor if self._movable else Qt.CursorShape.ArrowCursor

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._movable or event.button() != Qt.MouseButton.LeftButton or self._space:
            super().mousePressEvent(event)
            return
        self._mover.pause()
        self._from = event.position(), *self._mover.by
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            super().mouseMoveEvent(event)
            self.setCursor(self._rest)
            return
        start, rows, columns = self._from
        by, cell = event.position() - start, self.grid().cell
        self._mover.move_to(rows=rows + round(by.y() / cell), columns=columns + round(by.x() / cell))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            super().mouseReleaseEvent(event)
            return
        self._from = None
        self.setCursor(self._rest)

    def leaveEvent(self, event: QEvent) -> None:
        if self._from is None:
            super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key())) if self._movable else None
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._mover.pause()
            self._mover.move_by(*step)
        elif event.key() == Qt.Key.Key_Escape and self._from:
            _start, rows, columns = self._from
            self._from = None
            self._mover.move_to(rows=rows, columns=columns)
        else:
            super().keyPressEvent(event)


class InputView(MatrixView):
    """The input, which can be painted on; with `marks`, a drag marks an area instead, and numbers are typed over cells."""

    marks = False

    def draws(self) -> bool:
        return not self.marks and super().draws()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.grid().cell_at(event.position())
        if not self.marks or cell is None or self._space or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._gesture = Selecting(self._session, self._scene, Press(cell, shift=shift_held(event)))
        self._hold = Hold(self._session)


class SquareView(DrawnView):
    """The widget that shows the drawing of a view."""

    def __init__(self, session: Session, mover: Mover, parent: QWidget | None = None) -> None:
        super().__init__(session, "shift_square", parent)
        self._mover = mover
        self._shown: tuple[LabScene, Large] | None = None

    def show_scene(self, scene: LabScene, large: Large) -> None:
        """Show another scene, with these channels large."""
        self._shown = scene, large
        self.lay()
        for view in self.views:
            if isinstance(view, MovedView):
                view.set_movable(scene.part.view in SHIFTING)
            elif isinstance(view, InputView):
                view.marks = scene.part.view == "reach"

    def lay(self) -> None:
        if self._shown is None or self.width() < LEAST.width() / 2:
            return
        room = self.room(self.size())
        drawing = named(self._shown[0].part.view).drawing
        self.show_drawing(scaled(drawing(*self._shown, room), room.unit))

    def view_for(self, scene: MatrixScene) -> MatrixView:
        if scene.panel.matrix == MOVED_INPUT:
            return MovedView(self._session, scene, self._mover, self)
        if scene.panel.matrix == INPUT:
            return InputView(self._session, scene, self)
        return super().view_for(scene)

    def behind(self, look: Look) -> str:
        return look.card

    def make(self, name: str) -> QWidget | None:
        if name == "plot":
            return ShiftPlot(self._mover, lambda: self.room(self.size()).unit, self)
        return ColourBar(self._session, self) if name.startswith("legend_") else None

    def fill(self, widget: QWidget, name: str) -> None:
        if isinstance(widget, ShiftPlot):
            if self._shown and isinstance(self._shown[0], EveryScene):
                widget.show_scene(self._shown[0], self._look)
            return
        panels = self._shown[0].matrices(LEGENDS[int(name.removeprefix("legend_"))]) if self._shown else ()
        if isinstance(widget, ColourBar) and panels:
            widget.setObjectName(f"shift_{name}")
            widget.show_scale(panels[0].scale, self._look)
