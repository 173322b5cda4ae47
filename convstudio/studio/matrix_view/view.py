"""The view of one matrix: the canvas that shows it, with mouse and keys that become edits and looks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from convstudio.scene import NOWHERE, Focus, MatrixScene, Spot
from convstudio.scene.words.numbers import exact
from convstudio.studio.document.session import Session
from convstudio.studio.matrix_view import padding_drag
from convstudio.studio.matrix_view.camera import FACTOR
from convstudio.studio.matrix_view.canvas import MatrixCanvas
from convstudio.studio.matrix_view.field import CellField
from convstudio.studio.matrix_view.gestures import Gesture, Hold, Painting, Press, begin, extend_by_keys
from convstudio.studio.matrix_view.keys import ARROWS, CLEARING, OPENING, alt_held, begins_number, brush_after, shift_held
from convstudio.studio.matrix_view.writing import clearing, unwritable, write_cells


class MatrixView(MatrixCanvas):
    """Shows one panel. Hover looks, a click pins or paints, arrows walk, typing writes, Ctrl+wheel zooms."""

    def __init__(self, session: Session, scene: MatrixScene, parent: QWidget | None = None) -> None:
        super().__init__(session, scene, parent)
        self._gesture: Gesture | None = None
        self._hold: Hold | None = None  # of the gesture, or the padding's drag, that runs
        self._last_painted: tuple[int, int] | None = None
        self._padding: padding_drag.PaddingDrag | None = None
        self._pan_from: QPointF | None = None
        self._space = self._space_dragged = False
        self._field: CellField | None = None
        self._typing_in = (0, 0)  # the cell that the field lies over
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # Mouse

    @property
    def held(self) -> bool:
        """Whether the mouse drags something here."""
        return bool(self._gesture or self._padding)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._padding = padding_drag.begin(self._scene, self.grid(), event.position(), event.globalPosition())
            if self._padding:
                self._hold = Hold(self._session)
                return
        if event.button() == Qt.MouseButton.MiddleButton or self._space:
            self._pan_from = event.position()
            self._space_dragged = self._space
            return
        cell = self.grid().cell_at(event.position())
        if self._gesture or cell is None or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        press = Press(cell, event.button() == Qt.MouseButton.RightButton, shift_held(event), alt_held(event))
        self._gesture = begin(self._session, self._scene, press, self._last_painted)
        self._hold = Hold(self._session)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drop_if_over()
        hold = self._hold  # what the drag shows may hide this view, which lets go
        if self._padding and hold:
            self._padding.preview(self._session, event.globalPosition())
            hold.moved()
            return
        if self._pan_from is not None:
            self._camera = self._camera.moved(self.grid(), event.position() - self._pan_from)
            self._pan_from = event.position()
            self.update()
            return
        if self._gesture and hold:
            self._gesture.move(self.grid().nearest(event.position()), shift_held(event))
            hold.moved()
            return
        side = padding_drag.side_at(self._scene, self.grid(), event.position())
        cursor = padding_drag.CURSORS[side] if side else Qt.CursorShape.ArrowCursor
        if cursor != self.cursor().shape():
            self.setCursor(cursor)
        cell = self.grid().cell_at(event.position())
        self._session.point(Spot(self.panel, *cell) if cell else None)

    def _drop_if_over(self) -> None:
        """Let go of a gesture when an action or a key has edited the document meanwhile: what it had done is a step by then."""
        if self._hold and self._hold.over:
            self._gesture = self._padding = self._hold = None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drop_if_over()
        self._hold = None
        if self._padding:
            self._padding = None
            self._session.commit()
        self._pan_from = None
        if self._gesture:
            gesture, self._gesture = self._gesture, None
            gesture.finish()
            if isinstance(gesture, Painting):
                self._last_painted = gesture.last

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.grid().cell_at(event.position())
        if self._scene.editable and not self.draws() and cell and self.grid().contains(*cell):
            self._open_field(cell, exact(float(self._scene.values[cell])), select=True)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._gesture:
            self._session.point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.zoom(FACTOR if event.angleDelta().y() > 0 else 1 / FACTOR, event.position())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._hold:  # the button will go up elsewhere
            self._gesture = self._padding = self._hold = None
            QTimer.singleShot(0, self._session, self._session.commit)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._space, self._space_dragged = True, self._space and self._space_dragged
        elif not (self._walk(event) or self._brush_key(event) or self._write(event)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            if self._space_dragged:
                return  # else the window takes it: play or pause
        super().keyReleaseEvent(event)

    def _walk(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            return self._escape()
        step, held = ARROWS.get(Qt.Key(event.key())), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is None or held & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        if held:
            extend_by_keys(self._session, self._scene, step)
        else:
            self._step(*step)
        return True

    def _escape(self) -> bool:
        """Drop the gesture that runs; else release the selection; else the cell. False, for the window, if there is none."""
        self._drop_if_over()
        focus = self._session.state.focus
        if self._gesture or self._padding:
            gesture, self._gesture = self._gesture, None
            self._padding = self._hold = None
            (gesture or self._session).cancel()
        elif self._session.state.selection:
            self._session.choose(None)
        else:
            self._session.look(NOWHERE)
            return focus.pin is not None
        return True

    def _step(self, rows: int, columns: int) -> None:
        start = self._session.state.focus.cell_in(self.panel) or (-rows if rows > 0 else 0, -columns if columns > 0 else 0)
        self._session.choose(None)
        self._session.look(Focus(pin=self._beside(start, rows, columns)))

    def _beside(self, cell: tuple[int, int], rows: int, columns: int) -> Spot:
        """The cell so many rows and columns on, as far as there are any."""
        height, width = self._scene.shape
        return Spot(self.panel, min(max(cell[0] + rows, 0), height - 1), min(max(cell[1] + columns, 0), width - 1))

    def _brush_key(self, event: QKeyEvent) -> bool:
        state = self._session.state
        if not self._scene.editable or self.panel.matrix.is_kernel or event.modifiers():
            return False
        brush = brush_after(event.text(), state.brush, state.experiment)
        if brush:
            self._session.use(brush)
        return brush is not None

    def _write(self, event: QKeyEvent) -> bool:
        cell, selection = self._session.state.focus.cell_in(self.panel), self._session.state.selection
        if not self._scene.editable:
            return self._say_why(event)
        if event.key() in CLEARING and selection and selection.panel == self.panel:
            return self._session.edit(clearing(self._session, selection))
        if cell is None or not self.grid().contains(*cell):
            return False
        if event.key() in OPENING:
            self._open_field(cell, exact(float(self._scene.values[cell])), select=True)
        elif event.key() in CLEARING:
            write_cells(self._session, self.panel, {cell: 0.0})
        elif begins_number(event):
            self._open_field(cell, event.text(), select=False)
        else:
            return False
        return True

    def _say_why(self, event: QKeyEvent) -> bool:
        """Answer the keys that write, where nothing can be written."""
        writes = event.key() in (*CLEARING, *OPENING) or begins_number(event)
        if writes:
            self._session.complained.emit(unwritable(self._scene))
        return writes

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._session.showing:
            return  # what had the keyboard was taken away: nobody came here
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keyboard and self._session.state.focus.cell_in(self.panel) is None:
            self._session.look(Focus(pin=Spot(self.panel, 0, 0)))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = False

    def _open_field(self, cell: tuple[int, int], text: str, *, select: bool) -> None:
        self._session.point(Spot(self.panel, *cell))
        if self._field is None:
            self._field = CellField(self)
            self._field.entered.connect(self._typed)
        self._typing_in = cell
        self._field.open(self.grid().rect(*cell), text, select=select)

    def _typed(self, value: float, rows: int, columns: int) -> None:
        """Keep a number, and go on to another cell: typing pins nothing, but the pinned cell goes along."""
        cell = self._typing_in
        was_pinned = self._session.state.focus.pin == Spot(self.panel, *cell)
        write_cells(self._session, self.panel, {cell: value})
        if rows or columns:
            spot = self._beside(cell, rows, columns)
            self._session.choose(None)
            if was_pinned:
                self._session.look(Focus(pin=spot))
            else:
                self._session.point(spot)


def cell_centre(view: MatrixView, row: int, column: int) -> QPoint:
    """The pixel in the middle of a cell."""
    return view.grid().rect(row, column).center().toPoint()
