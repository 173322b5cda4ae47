"""A drawing with its widgets: the matrices, fields and buttons each where the drawing has its place, all else painted below."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from convstudio.painting.cells.marks import reach
from convstudio.painting.drawing import Ground, Images, draw_ground, ground_of, qrect, thumb_grid, touched, with_marks
from convstudio.painting.fill import fill
from convstudio.painting.palette import LIGHT, Look
from convstudio.painting.typeface import Typeset, spread
from convstudio.scene import MatrixScene, PanelId
from convstudio.scene.layout import Badge, Drawing, Hit, Legend, Matrix, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.moves import moves
from convstudio.scene.layout.stage.plan import Room
from convstudio.studio.document.session import Session
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.canvas import area_of
from convstudio.studio.matrix_view.hints import show_hint_in
from convstudio.studio.stage.beams import Beams
from convstudio.studio.stage.moving import Moving
from convstudio.studio.widgets.literal import show_tooltip_at
from convstudio.studio.widgets.look import motion
from convstudio.words import tr

RADIUS = 10
FROM_AFAR = 1.35  # how much larger type is in a room
GROWTH = 0.6  # of what stands between the matrices, where type grows by 1
LEAST = QSize(360, 110)
FIXED = QSizePolicy.Policy.Fixed


class DrawnView(QWidget):
    """Shows a drawing. Widgets are made anew only where others stand; the rest is repainted where it changed."""

    held = Signal(bool)  # whether its painting waits for the next frame: what can wait too should

    def __init__(self, session: Session, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._session, self._look = session, LIGHT
        self._drawing = Drawing(0, 0, ())
        self._ground: tuple[Ground, ...] = ()  # of the drawing
        self._images: Images = {}
        self._views: dict[PanelId, MatrixView] = {}
        self._filled: dict[tuple[str, int], QWidget] = {}
        self._spare: dict[tuple[str, int], QWidget] = {}  # that come again: Qt frees not all of a field with a style sheet
        self._document: object = None  # that they belong to
        self._stacked: tuple[QWidget, ...] = ()
        self._moving: Moving | None = None
        self._seen = Drawing(0, 0, ())  # what was last painted: what moves comes from there
        self.beams = Beams(self)
        self._bare = False

    # What another kind of drawing has of its own

    def lay(self) -> None:
        """Find out what to draw at this size, and show it."""
        raise NotImplementedError

    def make(self, name: str) -> QWidget | None:
        """The widget of a slot; None for a slot that stays empty."""
        raise NotImplementedError

    def fill(self, widget: QWidget, name: str) -> None:
        """Bring the widget of a slot up to date."""
        raise NotImplementedError

    def view_for(self, scene: MatrixScene) -> MatrixView:
        """A view of a matrix that is shown for the first time."""
        return MatrixView(self._session, scene, self)

    def behind(self, look: Look) -> str:
        """The colour that shows at its round corners."""
        return look.board

    def key(self, name: str) -> tuple[str, int]:
        """The key under which the widget of a slot is reused; widgets with other keys are made anew."""
        return name, 0

    # What stands on it

    @property
    def drawing(self) -> Drawing:
        """Where everything stands."""
        return self._drawing

    @property
    def views(self) -> Iterator[MatrixView]:
        """The views of the matrices, in the order of the drawing."""
        return (self._views[item.panel] for item in self._drawing.matrices if item.panel in self._views)

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises KeyError if it does not stand large."""
        return self._views[panel]

    def stops(self) -> list[QWidget]:
        """The widgets in the order of the keyboard: the matrices, then the fields around them."""
        widgets = [self._filled[key] for item in self._slots() if (key := self.key(item.name)) in self._filled]
        return [*self.views, *(part for widget in widgets for part in (widget, *widget.findChildren(QWidget)))]

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self._images.clear()
        for view in self._views.values():
            view.set_look(look)
        self.lay()
        self.update()

    def set_bare(self, bare: bool) -> bool:
        """Hide the tools and enlarge the type, as for a presentation, or undo both. Returns whether anything changed."""
        if bare == self._bare:
            return False
        self._bare = bare
        font = QFont()
        font.setPointSizeF(QApplication.font().pointSizeF() * FROM_AFAR)
        self.setFont(font if bare else QFont())
        self.lay()
        self.update()
        return True

    def room(self, size: QSize) -> Room:
        """What a drawing has room for in some size."""
        scale = type_scale(self)
        unit = max(1 + (scale - 1) * GROWTH, 1.0)
        return Room(size.width() / unit, size.height() / unit, Typeset(scale, unit), unit, self._bare)

    # Showing

    def show_drawing(self, drawing: Drawing, *, glides: bool = False, moves: bool = False, placed: bool = False) -> None:
        """Put everything in its place, unless all is `placed` already; beams may glide there, and matrices move."""
        before, self._drawing, ground, self._ground = self._drawing, drawing, self._ground, ground_of(drawing)
        moving = moves and not self._in_a_hurry(drawing) and motion.is_seen() and self.isVisible()
        gone = [*self._place_matrices(placed=placed), *self._fill_slots(placed=placed)]
        self.beams.setGeometry(self.rect())
        self.beams.show_drawing(self._drawing, self._look, type_scale(self), glides=glides)
        self._stack()
        self._repaint(before, ground)
        for widget in gone:  # last, for hiding one that has the keyboard may show another state at once
            if widget not in self._filled.values():  # that other state may have brought it back
                widget.hide()
            if isinstance(widget, MatrixView):
                widget.deleteLater()
        if moving:
            self._move()

    def _in_a_hurry(self, drawing: Drawing) -> bool:
        """What comes while something still moves is there at once; unless it is what moves, in the same places."""
        if self._moving is None or not self._moving.running:
            return False
        ends = {move.end for move in self._moving.moves}
        if not ends <= {rect for item in drawing.matrices for rect in (item.whole, item.inner, item.outer)}:
            self._moving.stop()
        return True

    def _move(self) -> None:
        found = moves(self._seen, self._drawing)
        if found:
            self.beams.hide()  # they are there when the matrices are
            self.moving.lay_out(found, self._seen)

    @property
    def moving(self) -> Moving:
        """What moves over all of it, made when something first does."""
        if self._moving is None:
            self._moving = Moving(self, lambda panel: self._views.get(panel))
            self._moving.stopped.connect(self._return)
            self._moving.held.connect(self.held)
        return self._moving

    def _return(self) -> None:
        """Show all matrices in their places again, and the beams between them."""
        self.beams.show()
        for view in self._views.values():
            view.set_away(False)

    def _place_matrices(self, *, placed: bool) -> list[QWidget]:
        """Views where the drawing has matrices; returns those that are not shown any more."""
        wanted = {item.panel: item for item in self._drawing.matrices}
        alone = {} if placed else self._alone(wanted)
        gone: list[QWidget] = [view for panel, view in self._views.items() if panel not in wanted]
        self._views = {panel: view for panel, view in self._views.items() if panel in wanted}
        for panel, item in wanted.items():
            view = self._views.get(panel)
            if view is None:
                view = self._views[panel] = self.view_for(item.scene)
                view.set_look(self._look)
            view.show_scene(item.scene)
            if not placed:
                view.place(item, alone=alone[panel])
            view.show()
        return gone

    def _alone(self, matrices: dict[PanelId, Matrix]) -> dict[PanelId, bool]:
        """Below which matrices there is nothing but the card.

        None counts as alone where a pixel of the screen may lie half in a matrix and half beside it.
        """
        if self.devicePixelRatioF() % 1:
            return dict.fromkeys(matrices, False)
        scale, inside = type_scale(self), self.rect().adjusted(RADIUS, RADIUS, -RADIUS, -RADIUS)
        areas, below = {panel: area_of(item) for panel, item in matrices.items()}, [touched(p, scale) for p in self._ground]
        return {
            panel: inside.contains(area)
            and not any(area.intersects(piece) for piece in below)
            and not any(area.intersects(other) for beside, other in areas.items() if beside != panel)
            for panel, area in areas.items()
        }

    def _slots(self) -> Iterator[Slot]:
        for item in self._drawing.items:
            if isinstance(item, Slot):
                yield item
            elif isinstance(item, Legend):
                yield Slot("legend", item.rect)
            elif isinstance(item, Badge):
                yield Slot(f"phase_{item.number}", item.rect)

    def _fill_slots(self, *, placed: bool) -> list[QWidget]:
        """Fields and menus where the drawing has slots; returns those that are not shown any more."""
        if placed:
            for (name, _), filled in list(self._filled.items()):
                self.fill(filled, name)
            return []
        wanted = {self.key(slot.name): slot for slot in self._slots()}
        self._forget_spare()
        left = {key: widget for key, widget in self._filled.items() if key not in wanted}
        self._filled = {key: widget for key, widget in self._filled.items() if key in wanted}
        for key, slot in wanted.items():
            widget = self._filled.get(key) or self._spare.pop(key, None)
            if widget is None:
                made = self.make(slot.name)
                if made is None:
                    continue
                widget = made
            self._filled[key] = widget
            self.fill(widget, slot.name)
            place(widget, slot.rect)
            widget.show()
        self._spare |= left
        return list(left.values())

    def _forget_spare(self) -> None:
        """Drop the widgets set aside for reuse when another document is shown."""
        if self._document is not self._session.state.opened:
            self._document = self._session.state.opened
            for widget in self._spare.values():
                widget.deleteLater()
            self._spare = {}

    def _stack(self) -> None:
        """Beams over the matrices, fields over the beams; once for the same widgets, for all of them are painted after it."""
        stacked = (*self._views.values(), *self._filled.values())
        if stacked == self._stacked:
            return
        self._stacked = stacked
        self.beams.raise_()
        for widget in self._filled.values():
            widget.raise_()

    def _repaint(self, before: Drawing, old: tuple[Ground, ...]) -> None:
        """Repaint where the ground below the widgets has changed."""
        new = self._ground
        if len(old) != len(new) or (before.width, before.height) != (self._drawing.width, self._drawing.height):
            self.update()
            return
        scale = type_scale(self)
        for a, b in zip(old, new, strict=True):
            for rect in unlike(a, b, self._look, scale):
                self.update(rect.toAlignedRect().adjusted(-6, -6, 6, 6))

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._seen = self._drawing
        with QPainter(self) as painter:
            paint_card(painter, self, event.region(), self._look, self.behind(self._look))
            draw_ground(painter, self._ground, self._look, type_scale(self), event.region(), self._images)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a small channel lets it stand large, one on a layer's name chooses the layer; else it is the window's."""
        hit = self._hit(event)
        if hit is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
        elif hit.channel is not None:
            self._session.enlarge(hit.layer, hit.channel)
        else:
            self._session.select(hit.layer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hit(event) else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if show_hint_in(self, event):
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.show_drawing(self._drawing)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.hint_at(event.pos())
            if found:
                show_tooltip_at(event.globalPos(), found[0], self, qrect(found[1]).toRect())
                return True
        return super().event(event)

    def hint_at(self, at: QPoint) -> tuple[str, Rect] | None:
        """What to say of a small channel or a title, and where it holds."""
        hit = hit_at(self._drawing, at.x(), at.y())
        if hit is None:
            return None
        if hit.channel is not None:
            return tr("Click to see this channel large"), hit.rect
        return tr("Click to see the settings of the input") if hit.layer < 0 else tr("Click to see this layer"), hit.rect

    def _hit(self, event: QMouseEvent) -> Hit | None:
        return hit_at(self._drawing, event.position().x(), event.position().y())


def hit_at(drawing: Drawing, x: float, y: float) -> Hit | None:
    """What a click at a place chooses."""
    hits = (item for item in drawing.items if isinstance(item, Hit))
    return next((hit for hit in hits if hit.rect.left <= x < hit.rect.right and hit.rect.top <= y < hit.rect.bottom), None)


def paint_card(painter: QPainter, widget: QWidget, area: QRegion, look: Look, behind: str) -> None:
    """Paint the rounded card that fills a widget, with what stands behind its corners, and nothing outside an area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRegion(area)
    asked, whole = area.boundingRect(), widget.rect()
    if whole.adjusted(2, RADIUS, -2, -RADIUS).contains(asked) or whole.adjusted(RADIUS, 2, -RADIUS, -2).contains(asked):
        fill(painter, asked, QColor(look.card))  # an outline of which nothing is seen takes its time nevertheless
        return
    fill(painter, asked, QColor(behind))  # so that nothing below has to be painted
    painter.setPen(QPen(QColor(look.border), 1))
    painter.setBrush(QColor(look.card))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def type_scale(widget: QWidget) -> float:
    """How much larger than usual the type of a widget is."""
    return widget.fontInfo().pixelSize() / Typeset.usual


def place(widget: QWidget, rect: Rect) -> None:
    """Let a widget fill a slot; a tag is as wide as its name, and a field whose height is its own stands in the middle."""
    high, wide = round(rect.height), round(rect.width)
    if widget.sizePolicy().verticalPolicy() == FIXED:
        high = min(widget.sizeHint().height(), high)
    if widget.property("look") == "tag":
        wide = min(widget.sizeHint().width(), wide)
    if (widget.minimumWidth(), widget.maximumWidth()) != (wide, wide):
        widget.setFixedWidth(wide)
    widget.setGeometry(round(rect.left), round(rect.top + (rect.height - high) / 2), wide, high)


def unlike(a: Ground, b: Ground, look: Look, scale: float) -> tuple[QRectF, ...]:
    """Where two pieces look different: of small pictures, only the rectangle around changed numbers and marks."""
    if a is b:
        return ()
    if not (isinstance(a, Thumbnail) and isinstance(b, Thumbnail)):
        return () if type(a) is type(b) and a == b else (_whole(a, scale), _whole(b, scale))
    before, after = a.scene, b.scene
    looks = [(s.panel, s.scale, s.dimmed) for s in (before, after)]
    change = after.change if before.whole is not after.whole else None
    followed = before.whole is after.whole or (change is not None and change.base is before.whole)
    if not followed or looks[0] != looks[1] or (a.rect, a.chosen) != (b.rect, b.chosen):
        return QRectF(with_marks(a, look)), QRectF(with_marks(b, look))
    marks = () if before.marks == after.marks else (*before.marks, *after.marks)
    if not (change or marks):
        return ()
    grid = thumb_grid(after, qrect(b.rect))
    changed = grid.between(change.rows, change.columns) if change else QRectF()
    return (reduce(QRectF.united, (reach(mark, grid, look) for mark in marks), changed),)


def _whole(piece: Ground, scale: float) -> QRectF:
    return qrect(spread(piece, scale) if isinstance(piece, Words) else piece.rect)
