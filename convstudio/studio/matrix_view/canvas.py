"""Shows one matrix: a MatrixScene in its colours, fitted or zoomed.

It repaints only the cells that differ from what it showed before.
"""

from __future__ import annotations

from functools import lru_cache, reduce

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.painting.cells import CellImage
from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.marks import reach
from convstudio.painting.cells.matrix import draw_cells, draw_lines
from convstudio.painting.cells.ruler import RULER, window_stretches
from convstudio.painting.cells.texts import CellTexts
from convstudio.painting.fill import fill
from convstudio.painting.inks import ink
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import MatrixScene, PanelId
from convstudio.scene.layout import Matrix
from convstudio.scene.matrix.veil import difference
from convstudio.studio.document.session import Session
from convstudio.studio.matrix_view.camera import Camera
from convstudio.studio.matrix_view.kept import BLANK, KeptPicture
from convstudio.studio.matrix_view.overlay import brush_rect, draw_brush, draw_selection, selection_rect, selection_wash
from convstudio.studio.matrix_view.tools import tool

SHARP_CELL = 2.0  # pixels from which the colour of a cell stays within it
NO_OVERLAY = QRectF(), QRectF()
EDGE = 4  # pixels kept free for outlines
MOST_BETWEEN = 2.0  # times what is to be drawn; where all between takes less, all of it is drawn at once
MOST_PLACES = 2  # in which cells are drawn for themselves, rather than all those between them too


class MatrixCanvas(QWidget):
    """Shows one panel; what the mouse and the keys do is the view's."""

    zoomed = Signal()

    def __init__(self, session: Session, scene: MatrixScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._look = LIGHT
        self._scene = scene
        self._image, self._texts = CellImage(), CellTexts()
        self._camera = Camera()
        self._laid: tuple[object, Grid] = None, Grid(1, 1, 1.0)
        self._overlay: tuple[QRectF, QRectF] = NO_OVERLAY
        self._cell_hint = 0.0
        self._placed: tuple[float, float, float] | None = None  # cell, left and top, where a drawing says where all stands
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._kept = KeptPicture()
        self._away = self._alone = False
        self._name(scene)

    @property
    def scene(self) -> MatrixScene:
        """What is shown."""
        return self._scene

    @property
    def panel(self) -> PanelId:
        """Which panel is shown."""
        return self._scene.panel

    def grid(self) -> Grid:
        """Where the cells lie, in the widget's pixels; found again only when something that it depends on is another."""
        scene = self._scene
        size = self.width(), self.height()  # as numbers, which are compared ten times as fast
        asked = size, self._camera, self._placed, scene.shape, scene.margins, scene.surround is None, scene.caption
        if self._laid[0] != asked:
            self._laid = asked, self._lay()
        return self._laid[1]

    def _lay(self) -> Grid:
        if self._placed and self._camera.cell is None:
            return Grid(*self._scene.shape, *self._placed, self._scene.margins)
        found = self._camera.grid(self._room(), *self._scene.shape, self._scene.margins)
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

    def place(self, item: Matrix, *, alone: bool) -> None:
        """Lie where a drawing has the matrix: its words are the drawing's, and what lies below shines through, unless it is
        `alone` there.
        """
        area = area_of(item)
        placed = item.cell, item.left - area.left(), item.top - area.top()
        if self._placed is None or alone != self._alone:
            self._alone = alone
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, alone)
            self._kept.set_behind(self._behind())
            self.update()
        if placed != self._placed:
            self._placed = placed
            self.update()
        self.setGeometry(area)

    def _behind(self) -> QColor:
        """What the picture of a placed matrix is drawn on."""
        return ink(self._look.card) if self._alone else BLANK

    def picture(self) -> QPixmap:
        """What is seen of a placed matrix."""
        cells, _beside = _parts(self._kept.stale, self.grid())
        for block in cells:
            self._kept.spoil(QRegion(block))
        return self._kept.shown(self.size(), self.devicePixelRatioF(), self._draw)

    def last_picture(self) -> QPixmap:
        """What was seen of it last, as it was then; null if it was never seen."""
        return self._kept.last

    def set_away(self, away: bool) -> None:
        """Show nothing while the picture is seen elsewhere."""
        if away != self._away:
            self._away = away
            super().update()

    def _lead(self) -> int:
        """Pixels at the left of the matrix, and above it below the caption: the ruler has its place there."""
        return EDGE + round(RULER) if self._scene.surround else EDGE

    def _room(self) -> QSizeF:
        """The area that a fitted matrix has."""
        around = EDGE + self._lead()
        return QSizeF(self.width() - around, self.height() - around - self._caption_height())

    def _caption_height(self) -> int:
        return self.fontMetrics().height() + 2 if self._scene.caption and not self._placed else 0

    def _caption_width(self) -> int:
        return _width(self._scene.caption, self.font().key()) + 8 if self._scene.caption else 0

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self._kept.set_behind(self._behind())
        self.update()

    def show_scene(self, scene: MatrixScene) -> None:
        """Show another scene; what is the same is not painted again."""
        before, self._scene = self._scene, scene
        self._update_overlay()
        if before is scene or _untouched(before, scene):
            return
        if before.shape != scene.shape or before.margins != scene.margins or bool(before.surround) != bool(scene.surround):
            self._camera = Camera()
            if self._placed is None:
                self.set_cell_size(self._cell_hint)
            self.update()
        if (before.panel, before.name) != (scene.panel, scene.name):
            self._name(scene)
        if self.visibleRegion().isEmpty():
            self._kept.spoil(QRegion(self.rect()))
            return  # scrolled away: what comes back is painted as a whole
        changed = self._image.show(scene, self._look)
        grid = self.grid()
        if before.dimmed != scene.dimmed or _frame(before) != _frame(scene) or not self._texts.suits(scene, grid.cell):
            self.update()
            return
        if scene.surround and before.surround and scene.surround.ghosts_differ(before.surround):
            self.update(_outset(grid.outer))
        if changed:
            block = _block(grid, *changed)
            self.update(block.toAlignedRect() if grid.cell >= SHARP_CELL else _outset(block))
        veiled = difference(before.veil, scene.veil, scene.shape) if before.shape == scene.shape else None
        if veiled:
            self.update(_outset(_block(grid, *veiled)))
        self._update_marks(before, scene, grid)

    def _update_overlay(self) -> None:
        """Paint again where the selection or the brush has come or gone."""
        state, before = self._session.state, self._overlay
        pointed_at = state.focus.spot is not None and state.focus.spot.panel == self.panel
        if not pointed_at and state.selection is None and before is NO_OVERLAY:
            return
        overlay = self._overlay_now()
        self._overlay = NO_OVERLAY if overlay == NO_OVERLAY else overlay
        for old, new in zip(before, overlay, strict=True):
            if old != new:
                self.update(_outset(old))
                self.update(_outset(new))

    def _overlay_now(self) -> tuple[QRectF, QRectF]:
        """Where the selection lies, and the brush."""
        state, grid = self._session.state, self.grid()
        return selection_rect(state, self.panel, grid), brush_rect(state, self.panel, grid) if self.draws() else QRectF()

    def _update_marks(self, before: MatrixScene, scene: MatrixScene, grid: Grid) -> None:
        if len(before.marks) == len(scene.marks) and all(_alike(a, b) for a, b in zip(before.marks, scene.marks, strict=True)):
            return
        lit = QRegion()
        for mark in (*before.marks, *scene.marks):
            lit += reach(mark, grid, self._look).toAlignedRect()
        for stretch in (*window_stretches(before, grid), *window_stretches(scene, grid)):
            lit += QRegion(_outset(stretch)).subtracted(_framed(grid))
        self.update(lit)

    def _name(self, scene: MatrixScene) -> None:
        self.setObjectName(_object_name(scene.panel))
        self.setAccessibleName(scene.name)

    def update(self, part: QRect | QRegion | None = None) -> None:  # type: ignore[override]  # the other forms are not used
        """Draw a part anew, or all of it."""
        region = QRegion(self.rect() if part is None else part)
        if self._placed:  # else no picture is kept
            self._kept.spoil(region)
        super().update(region)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._kept.spoil(QRegion(self.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._away and not self._alone:
            return
        with QPainter(self) as painter:
            if self._away:
                fill(painter, event.rect(), self._behind())
                return
            if self._placed:  # beams pass over it
                picture = self.picture()
                for rect in event.region():  # type: ignore[attr-defined]  # says nothing of iterating
                    painter.setClipRect(rect)  # Qt copies into a region of several rectangles half as fast
                    painter.drawPixmap(0, 0, picture)
                painter.setClipping(False)
            else:
                fill(painter, event.rect(), ink(self._look.card))
                self._draw(painter, event.region())
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._look.accent), 1.5))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)

    def _draw(self, painter: QPainter, region: QRegion) -> None:
        """Draw a region: the matrix, and what of this window lies over it."""
        painter.setFont(self.font())
        self._image.show(self._scene, self._look)
        state, grid = self._session.state, self.grid()
        over, (cells, beside) = selection_wash(state, self.panel, self._look), _parts(region, grid)
        outside = beside.boundingRect()
        for block in cells:
            painter.setClipRect(block)  # Qt enlarges in a region of many rectangles four times as slowly
            draw_cells(painter, self._scene, grid, self._image, self._texts, self._look, QRectF(block), over)
        if len(cells) != 1 or not outside.isEmpty():  # else it is clipped already
            painter.setClipRegion(reduce(QRegion.united, cells, beside))
        draw_lines(painter, self._scene, grid, self._look, QRectF(outside))
        if self._overlay is not NO_OVERLAY:
            self._overlay = self._overlay_now()  # the cells may lie elsewhere by now: this is what is to be cleared later
            draw_selection(painter, self._overlay[0], self._look)
            draw_brush(painter, self._overlay[1], self._look)
        strip = self._caption_height()
        if strip and region.boundingRect().top() < strip:  # where a zoomed matrix may have cells, too
            painter.setFont(self.font())
            painter.setPen(QColor(self._look.muted))
            painter.drawText(self.rect().adjusted(EDGE, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, self._scene.caption)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around a point of the view (its middle)."""
        centre = at if at is not None else QPointF(self.rect().center())
        fitted = self._placed[0] if self._placed else Camera().grid(self._room(), *self._scene.shape, self._scene.margins).cell
        self._camera = self._camera.zoomed(self.grid(), factor, centre, fitted)
        self.update()
        self.zoomed.emit()

    def fit(self) -> None:
        """Show the whole matrix again."""
        self._camera = Camera()
        self.update()
        self.zoomed.emit()

    def draws(self) -> bool:
        """Whether the mouse draws here, rather than selects."""
        is_picture = not self.panel.matrix.is_kernel
        return self._scene.editable and is_picture and tool(self._session.state.brush.tool).kind != "select"


def area_of(item: Matrix) -> QRect:
    """Where the view of a matrix lies that a drawing places: with its outlines, in whole pixels."""
    return QRectF(*item.whole).adjusted(-EDGE, -EDGE, EDGE, EDGE).toAlignedRect()


def _untouched(before: MatrixScene, scene: MatrixScene) -> bool:
    """Whether nothing about a panel is another: most kernels, while one points at pictures."""
    bare = not (before.marks or scene.marks or before.surround or scene.surround or before.veil or scene.veil)
    return (
        bare
        and before.whole is scene.whole
        and before.change is scene.change
        and (before.panel, before.name, before.scale, before.dimmed, before.caption, before.editable)
        == (scene.panel, scene.name, scene.scale, scene.dimmed, scene.caption, scene.editable)
    )


@lru_cache(maxsize=256)  # the board asks again for every size that it tries
def _width(text: str, font: str) -> int:
    measured = QFont()
    measured.fromString(font)
    return QFontMetrics(measured).horizontalAdvance(text)


def _object_name(panel: PanelId) -> str:
    name = "input" if panel.matrix == ("map", -1) else f"{panel.matrix.kind}_{panel.matrix.layer}"
    return f"{name}_{panel.channel}_{panel.slice}" if panel.matrix.has_weights else f"{name}_{panel.channel}"


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


@lru_cache(maxsize=64)
def _framed(grid: Grid) -> QRect:
    """The pixels of all cells, with the line around them."""
    return grid.outer.toAlignedRect().adjusted(-1, -1, 1, 1)


def _parts(region: QRegion, grid: Grid) -> tuple[tuple[QRect, ...], QRegion]:
    """The rectangles of cells that a region touches, and what of it lies beside the cells."""
    outer = _framed(grid)
    return _gathered(region.intersected(outer)), region.subtracted(outer)


def _gathered(region: QRegion) -> tuple[QRect, ...]:
    """A region as a rectangle, or as two where it lies in two places: what was lit, and what is now.

    What it makes of these, it leaves as they are.
    """
    whole = region.boundingRect()
    if region.rectCount() <= 1:
        return () if region.isEmpty() else (whole,)
    most = _area(whole) / MOST_BETWEEN
    if sum(map(_area, region)) >= most:  # type: ignore[call-overload]  # says nothing of iterating
        return (whole,)
    apart: list[QRect] = []
    for rect in region:  # type: ignore[attr-defined]
        joined = QRect(rect)
        while near := [other for other in apart if other.adjusted(-1, -1, 1, 1).intersects(joined)]:
            apart = [other for other in apart if other not in near]
            joined = reduce(QRect.united, near, joined)
        apart.append(joined)
    return tuple(apart) if len(apart) <= MOST_PLACES and sum(map(_area, apart)) < most else (whole,)


def _area(rect: QRect) -> int:
    return rect.width() * rect.height()


def _block(grid: Grid, rows: slice, columns: slice) -> QRectF:
    return grid.between((rows.start, rows.stop - 1), (columns.start, columns.stop - 1))


def _outset(rect: QRectF) -> QRect:
    return rect.toAlignedRect().adjusted(-3, -3, 3, 3)
