"""The view of one matrix: shows a MatrixScene, and turns mouse and keys into edits and looks.

It repaints only the cells that differ from what it showed before.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.painting.cells import CellImage
from convstudio.painting.grid import Grid
from convstudio.painting.marks import reach
from convstudio.painting.matrix import draw_matrix
from convstudio.painting.palette import LIGHT, Look
from convstudio.painting.ruler import RULER
from convstudio.painting.texts import CellTexts
from convstudio.scene import Focus, MatrixScene, PanelId, Spot
from convstudio.scene.numbers import exact
from convstudio.scene.veil import difference
from convstudio.studio.matrix_view import padding_drag
from convstudio.studio.matrix_view.camera import FACTOR, Camera
from convstudio.studio.matrix_view.field import CellField
from convstudio.studio.matrix_view.gestures import Gesture, Painting, Press, begin, extend_by_keys
from convstudio.studio.matrix_view.keys import ARROWS, NUMBER_SIGNS, alt_held, brush_after, shift_held
from convstudio.studio.matrix_view.overlay import brush_rect, draw_brush, draw_selection, selection_rect
from convstudio.studio.matrix_view.tools import tool
from convstudio.studio.matrix_view.writing import clearing, write_cells
from convstudio.studio.session import Session

EDGE = 4  # pixels kept free for outlines


class MatrixView(QWidget):
    """Shows one panel. Hover looks, a click pins or paints, arrows walk, typing writes, Ctrl+wheel zooms."""

    zoomed = Signal()

    def __init__(self, session: Session, scene: MatrixScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._look = LIGHT
        self._scene = scene
        self._image, self._texts = CellImage(), CellTexts()
        self._camera = Camera()
        self._gesture: Gesture | None = None
        self._last_painted: tuple[int, int] | None = None
        self._overlay: tuple[QRectF, QRectF] = (QRectF(), QRectF())
        self._padding: padding_drag.PaddingDrag | None = None
        self._pan_from: QPointF | None = None
        self._space = self._space_dragged = False
        self._field: CellField | None = None
        self._cell_hint = 0.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self._name(scene)

    # What it shows

    @property
    def scene(self) -> MatrixScene:
        """What is shown."""
        return self._scene

    @property
    def panel(self) -> PanelId:
        """Which panel is shown."""
        return self._scene.panel

    def grid(self) -> Grid:
        """Where the cells lie, in the widget's pixels."""
        size = self._room()
        found = self._camera.grid(size, *self._scene.shape, self._scene.margins)
        if self._camera.cell is not None:
            return found
        return replace(found, left=found.left + self._lead(), top=found.top + self._lead() + self._caption_height())

    def text_at(self, row: int, column: int) -> str:
        """The number as it stands in a cell; "" where cells are too small for it, or hidden."""
        veil = self._scene.veil
        if not self._texts.fit(self._scene, self.grid().cell, self.font()) or (veil and veil.hides(row, column)):
            return ""
        return self._texts.text(float(self._scene.values[row, column]))

    def set_cell_size(self, cell: float) -> None:
        """Take the size that shows the whole matrix at some pixels a cell."""
        self._cell_hint = cell
        above, below, left, right = self._scene.margins
        rows, columns = self._scene.shape
        width, height = (columns + left + right) * cell, (rows + above + below) * cell
        around = EDGE + self._lead()
        self.setFixedSize(
            max(round(width) + around, self._caption_width(), 1), max(round(height), 1) + around + self._caption_height()
        )

    def _lead(self) -> int:
        """Pixels at the left of the matrix, and above it below the caption: the ruler has its place there."""
        return EDGE + round(RULER) if self._scene.surround else EDGE

    def _room(self) -> QSizeF:
        """The area that a fitted matrix has."""
        around = EDGE + self._lead()
        return QSizeF(self.width() - around, self.height() - around - self._caption_height())

    def _caption_height(self) -> int:
        return self.fontMetrics().height() + 2 if self._scene.caption else 0

    def _caption_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._scene.caption) + 8 if self._scene.caption else 0

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.update()

    def show_scene(self, scene: MatrixScene) -> None:
        """Show another scene; what is the same is not painted again."""
        before, self._scene = self._scene, scene
        self._update_overlay()
        if before.shape != scene.shape or before.margins != scene.margins or bool(before.surround) != bool(scene.surround):
            self._camera = Camera()
            self.set_cell_size(self._cell_hint)
            self.update()
        self._name(scene)
        changed = self._image.show(scene, self._look)
        grid = self.grid()
        if before.dimmed != scene.dimmed or _frame(before) != _frame(scene) or not self._texts.suits(scene, grid.cell):
            self.update()
            return
        if scene.surround and before.surround and scene.surround.ghosts_differ(before.surround):
            self.update(_outset(grid.outer))
        if changed:
            rows, columns = changed
            block = grid.rect(rows.start, columns.start, rows.stop - rows.start, columns.stop - columns.start)
            self.update(_outset(block))
        veiled = difference(before.veil, scene.veil, scene.shape) if before.shape == scene.shape else None
        if veiled:
            rows, columns = veiled
            block = grid.rect(rows.start, columns.start, rows.stop - rows.start, columns.stop - columns.start)
            self.update(_outset(block))
        self._update_marks(before, scene, grid)

    def _update_overlay(self) -> None:
        """Paint again where the selection or the brush has come or gone."""
        state, grid = self._session.state, self.grid()
        before = self._overlay
        self._overlay = selection_rect(state, self.panel, grid), brush_rect(state, self.panel, grid)
        for old, new in zip(before, self._overlay, strict=True):
            if old != new:
                self.update(_outset(old))
                self.update(_outset(new))

    def _update_marks(self, before: MatrixScene, scene: MatrixScene, grid: Grid) -> None:
        if len(before.marks) == len(scene.marks) and all(_alike(a, b) for a, b in zip(before.marks, scene.marks, strict=True)):
            return
        for mark in (*before.marks, *scene.marks):
            self.update(_outset(reach(mark, grid)))

    def _name(self, scene: MatrixScene) -> None:
        self.setObjectName(_object_name(scene.panel))
        self.setAccessibleName(scene.name)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(self.font())
            self._image.show(self._scene, self._look)
            painter.setClipRect(event.rect())
            draw_matrix(painter, self._scene, self.grid(), self._image, self._texts, self._look, QRectF(event.rect()))
            state, grid = self._session.state, self.grid()
            draw_selection(painter, selection_rect(state, self.panel, grid), self._look)
            draw_brush(painter, brush_rect(state, self.panel, grid) if self._paints() else QRectF(), self._look)
            if self._scene.caption:
                painter.setPen(QColor(self._look.muted))
                painter.drawText(self.rect().adjusted(EDGE, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, self._scene.caption)
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._look.accent), 1.5))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._padding = padding_drag.begin(self._scene, self.grid(), event.position(), event.globalPosition())
            if self._padding:
                return
        if event.button() == Qt.MouseButton.MiddleButton or self._space:
            self._pan_from = event.position()
            self._space_dragged = self._space
            return
        cell = self.grid().cell_at(event.position())
        if cell is None or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        press = Press(cell, event.button() == Qt.MouseButton.RightButton, shift_held(event), alt_held(event))
        self._gesture = begin(self._session, self._scene, press, self._last_painted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._padding:
            self._padding.preview(self._session, event.globalPosition())
            return
        if self._pan_from is not None:
            self._camera = self._camera.moved(self.grid(), event.position() - self._pan_from)
            self._pan_from = event.position()
            self.update()
            return
        if self._gesture:
            self._gesture.move(self.grid().nearest(event.position()), shift_held(event))
            return
        side = padding_drag.side_at(self._scene, self.grid(), event.position())
        self.setCursor(padding_drag.CURSORS[side] if side else Qt.CursorShape.ArrowCursor)
        cell = self.grid().cell_at(event.position())
        if not self._session.state.focus.pinned:
            self._session.look(Focus(Spot(self.panel, *cell)) if cell else Focus())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
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
        if self._scene.editable and not self._paints() and cell and self.grid().contains(*cell):
            self._open_field(exact(float(self._scene.values[cell])), select=True)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._session.state.focus.pinned and not self._gesture:
            self._session.look(Focus())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.zoom(FACTOR if event.angleDelta().y() > 0 else 1 / FACTOR, event.position())

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around a point of the view (its middle)."""
        centre = at if at is not None else QPointF(self.rect().center())
        fitted = Camera().grid(self._room(), *self._scene.shape, self._scene.margins)
        self._camera = self._camera.zoomed(self.grid(), factor, centre, fitted.cell)
        self.update()
        self.zoomed.emit()

    def fit(self) -> None:
        """Show the whole matrix again."""
        self._camera = Camera()
        self.update()
        self.zoomed.emit()

    def _paints(self) -> bool:
        is_input = self.panel.matrix.kind == "map"
        return self._scene.editable and is_input and tool(self._session.state.brush.tool).paints

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
            self._escape()
            return True
        step, held = ARROWS.get(Qt.Key(event.key())), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is None or held & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        if held:
            extend_by_keys(self._session, self._scene, step)
        else:
            self._step(*step)
        return True

    def _escape(self) -> None:
        """Drop the gesture that runs; else release the selection; else the cell."""
        if self._gesture:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()
        elif self._session.state.selection:
            self._session.choose(None)
        else:
            self._session.look(Focus())

    def _step(self, rows: int, columns: int) -> None:
        row, column = self._cell_in_focus() or (-rows if rows > 0 else 0, -columns if columns > 0 else 0)
        height, width = self._scene.shape
        spot = Spot(self.panel, min(max(row + rows, 0), height - 1), min(max(column + columns, 0), width - 1))
        self._session.choose(None)
        self._session.look(Focus(spot, pinned=True))

    def _brush_key(self, event: QKeyEvent) -> bool:
        state = self._session.state
        if not self._scene.editable or self.panel.matrix.kind == "kernel" or event.modifiers():
            return False
        brush = brush_after(event.text(), state.brush, state.experiment)
        if brush:
            self._session.use(brush)
        return brush is not None

    def _write(self, event: QKeyEvent) -> bool:
        cell = self._cell_in_focus()
        if not self._scene.editable or cell is None or not self.grid().contains(*cell):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._open_field(exact(float(self._scene.values[cell])), select=True)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._clear(cell)
        elif event.text() and event.text() in NUMBER_SIGNS:
            self._open_field(event.text(), select=False)
        else:
            return False
        return True

    def _clear(self, cell: tuple[int, int]) -> None:
        selection = self._session.state.selection
        if selection and selection.panel == self.panel:
            self._session.edit(clearing(selection))
        else:
            write_cells(self._session, self.panel, {cell: 0.0})

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keyboard and self._cell_in_focus() is None:
            self._session.look(Focus(Spot(self.panel, 0, 0), pinned=True))

    def _cell_in_focus(self) -> tuple[int, int] | None:
        spot = self._session.state.focus.spot
        return (spot.row, spot.column) if spot and spot.panel == self.panel else None

    def _open_field(self, text: str, *, select: bool) -> None:
        cell = self._cell_in_focus()
        if cell is None:
            return
        self._session.look(Focus(Spot(self.panel, *cell), pinned=True))
        if self._field is None:
            self._field = CellField(self)
            self._field.entered.connect(self._typed)
            self._field.left.connect(self.setFocus)
        self._field.open(self.grid().rect(*cell), text, select=select)

    def _typed(self, value: float, rows: int, columns: int) -> None:
        cell = self._cell_in_focus()
        if cell is None:
            return
        write_cells(self._session, self.panel, {cell: value})
        if rows or columns:
            self._step(rows, columns)


def cell_centre(view: MatrixView, row: int, column: int) -> QPoint:
    """The pixel in the middle of a cell."""
    return view.grid().rect(row, column).center().toPoint()


def _object_name(panel: PanelId) -> str:
    name = "input" if panel.matrix == ("map", -1) else f"{panel.matrix.kind}_{panel.matrix.layer}"
    return f"{name}_{panel.channel}_{panel.slice}" if panel.matrix.kind == "kernel" else f"{name}_{panel.channel}"


def _alike(a: object, b: object) -> bool:
    return a is b or all(
        getattr(a, n) is getattr(b, n) or _equal(getattr(a, n), getattr(b, n))
        for n in ("panel", "role", "rows", "columns", "weights")
    )


def _equal(a: object, b: object) -> bool:
    return isinstance(a, tuple | str) and a == b


def _frame(scene: MatrixScene) -> object:
    surround = scene.surround
    return surround and (surround.rows, surround.columns, surround.unread_rows, surround.unread_columns)


def _outset(rect: QRectF) -> QRect:
    return rect.toAlignedRect().adjusted(-3, -3, 3, 3)
