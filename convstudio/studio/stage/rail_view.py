"""The rail: the whole network below the stage. A click, or ← and →, puts a layer on the stage; dragging one moves it."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from convstudio.experiment.edits import strip_edits
from convstudio.experiment.edits.strip_edits import LONGEST_NAME
from convstudio.painting.drawing import Ground, Images, draw_bracket, draw_ground, ground_of, qrect
from convstudio.painting.fill import fill
from convstudio.painting.inks import HOLLOW
from convstudio.painting.palette import LIGHT, Look
from convstudio.painting.typeface import Typeset
from convstudio.scene import Scene
from convstudio.scene.large import Large
from convstudio.scene.layout import Drawing, Hit, Slot, Thumbnail, scaled
from convstudio.scene.layout.rail import LINE, PICTURES, layer_words, rail, rail_hint, read, renewed, reveal
from convstudio.studio.document.session import Session
from convstudio.studio.shell.status import announce
from convstudio.studio.stage.drawn import RADIUS, hit_at, paint_card, type_scale, unlike
from convstudio.studio.widgets.buttons import menu_button
from convstudio.studio.widgets.literal import show_tooltip_at
from convstudio.studio.widgets.locking import lock
from convstudio.studio.widgets.look.icons import icon
from convstudio.studio.widgets.name_field import NameField
from convstudio.words import tr

LEAST_NAME = 120  # pixels of the field for a name
FADE = 28  # pixels at an end behind which there is more


class RailView(QWidget):
    """Shows the network of a scene, scrolled to the layer on the stage."""

    moved = Signal(object, object)  # a layer's index, and the one that it was dragged to

    def __init__(self, session: Session, add_menu: QMenu, layer_menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(tr("Network: the layers in their order"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._session, self._look, self._layer_menu = session, LIGHT, layer_menu
        self._shown: tuple[Scene, Large] | None = None
        self._drawing = Drawing(0, 0, ())
        self._ground: tuple[Ground, ...] = ()  # what it paints of the drawing
        self._asked: object = None  # what the drawing was made for
        self._images: Images = {}
        self._offset = 0
        self._revealed: int | None = None
        self._pressed: tuple[QPoint, int] | None = None
        self._gap: int | None = None  # before which layer what is dragged would go
        self.add = menu_button("add_layer", tr("Add a layer"), tr("Another layer behind the last one"), self, add_menu)
        self._naming = 0  # the layer that is named anew
        self._field = NameField("layer_name", tr("Name of the layer"), LONGEST_NAME, self)
        self._field.named.connect(self._named)
        self._has_pictures = False
        self.setFixedHeight(self.height_of(pictures=False))

    @property
    def drawing(self) -> Drawing:
        """Where everything stands, before it is scrolled."""
        return self._drawing

    @property
    def offset(self) -> int:
        """By how many pixels it is scrolled."""
        return self._offset

    def set_form(self, *, pictures: bool) -> None:
        """With pictures, or as a line of names where there is little height."""
        high = self.height_of(pictures=pictures)
        if (high, pictures) != (self.maximumHeight(), self._has_pictures):
            self._has_pictures = pictures
            self.setFixedHeight(high)
            self._lay()

    @property
    def unit(self) -> float:
        """How many pixels a unit of the drawing has."""
        return max(type_scale(self), 1.0)

    def height_of(self, *, pictures: bool) -> int:
        """Pixels that a form takes in the present type."""
        return round((PICTURES if pictures else LINE) * self.unit)

    def show_scene(self, scene: Scene, large: Large) -> None:
        """Show another scene; a layer that is chosen comes into sight."""
        self._shown = scene, large
        lock(self.add, self._session.state.guiding.lock("layers"))
        self._lay()
        if scene.selected != self._revealed:
            self._revealed = scene.selected
            self._scroll_to(scene.selected)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self._images.clear()
        self.add.setIcon(icon("plus", look))
        self.update()

    def _lay(self) -> None:
        if self._shown is None:
            return
        before, (scene, large), scale, unit = self._drawing, self._shown, type_scale(self), self.unit
        asked = self._has_pictures, scale, unit, read(scene, large)
        if asked == self._asked:
            self._drawing = renewed(before, scene)
        else:
            self._asked = asked
            self._drawing = scaled(rail(scene, large, Typeset(scale, unit), pictures=self._has_pictures), unit)
        self._scroll(self._offset)
        self._repaint(before)

    def _repaint(self, before: Drawing) -> None:
        slots = before.slot("bracket"), self._drawing.slot("bracket")
        if slots[0] != slots[1]:
            for slot in filter(None, slots):
                self.update(_around(slot).translated(-self._offset, 0))
        old, new = self._ground, ground_of(self._drawing)
        self._ground = new
        if len(old) != len(new) or before.width != self._drawing.width:
            self.update()
            return
        scale = type_scale(self)
        for a, b in zip(old, new, strict=True):
            for rect in unlike(a, b, self._look, scale):
                out = 2 if isinstance(a, Thumbnail) else 6  # the names stand close below the pictures
                self.update(rect.translated(-self._offset, 0).toAlignedRect().adjusted(-out, -out, out, out))

    # Scrolling

    def _most(self) -> int:
        return max(ceil(self._drawing.width) - self.width(), 0)

    def _scroll(self, offset: float) -> None:
        offset = round(min(max(offset, 0.0), self._most()))  # by whole pixels: what is painted in parts fits together
        if offset != self._offset:
            self._offset = offset
            self.update()
        slot = self._drawing.slot("add_layer")
        if slot:
            self.add.setGeometry(QRectF(*slot.rect).translated(-self._offset, 0).toRect())

    def _scroll_to(self, layer: int) -> None:
        left, right = reveal(self._drawing, layer)
        low, high = right - self.width() + FADE, left - FADE
        self._scroll(min(max(self._offset, low), high) if low <= high else high)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        self._scroll(self._offset - (turned.x() or turned.y()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay()
            self.update()

    # Mouse and keys

    def _hit(self, at: QPoint) -> Hit | None:
        return hit_at(self._drawing, at.x() + self._offset, at.y())

    def event(self, event: QEvent) -> bool:
        """A layer says what it is where the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self._hit(event.pos())
            if hit and self._shown:
                place = QRectF(*hit.rect).translated(-self._offset, 0).toRect()
                show_tooltip_at(event.globalPos(), rail_hint(self._shown[0], hit.layer), self, place)
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position().toPoint())
        if hit is None:
            event.ignore()
            return
        self._session.select(hit.layer)
        if event.button() == Qt.MouseButton.LeftButton and hit.layer >= 0:
            self._pressed = event.position().toPoint(), hit.layer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hit(at) else Qt.CursorShape.ArrowCursor)
        if self._pressed and (at - self._pressed[0]).manhattanLength() >= QApplication.startDragDistance():
            self._gap = self._gap_at(at.x() + self._offset)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, gap = self._pressed, self._gap
        self._pressed = self._gap = None
        self.update()
        if pressed and gap is not None:
            self.moved.emit(pressed[1], gap - 1 if gap > pressed[1] else gap)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A layer's name can be typed anew."""
        hit = self._hit(event.position().toPoint())
        if hit and hit.layer >= 0:
            self.rename(hit.layer)

    def rename(self, layer: int) -> None:
        """Open the field for the name of a layer."""
        self._scroll_to(layer)
        hit = next((item for item in self._drawing.items if isinstance(item, Hit) and item.layer == layer >= 0), None)
        if hit is None:  # the input has a name of its own
            return
        left, wide = round(hit.rect.left - self._offset), max(round(hit.rect.width), LEAST_NAME)
        high = self._field.sizeHint().height()
        self._naming = layer
        kind = self._session.state.experiment.layers[layer]
        top = self.height() - high - (4 if self._has_pictures else 2)
        self._field.open(kind.name, QRect(left, top, wide, high), kind.label)

    def _named(self, name: str) -> None:
        layers = self._session.state.experiment.layers
        if self._naming < len(layers) and name.strip() != layers[self._naming].name:
            self._session.edit(strip_edits.name_layer, self._naming, name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done to the layer that was clicked."""
        self._layer_menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from layer to layer."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is None or event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
            return
        state = self._session.state
        self._session.select(min(max(state.selected + by, -1), len(state.experiment.layers) - 1))
        if self._shown:
            announce(self, layer_words(self._shown[0], self._session.state.selected))

    def _gap_at(self, x: float) -> int:
        """The index of the layer before which a position lies."""
        hits = [item for item in self._drawing.items if isinstance(item, Hit) and item.layer >= 0]
        return next((hit.layer for hit in hits if x < hit.rect.centre.x), len(hits))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_card(painter, self, event.region(), self._look, self._look.board)
            painter.setBrush(HOLLOW)
            painter.save()
            painter.setClipRect(QRectF(self.rect()).adjusted(2, 1, -2, -1), Qt.ClipOperation.IntersectClip)
            painter.translate(-self._offset, 0)
            asked = event.region().translated(self._offset, 0)
            draw_ground(painter, self._ground, self._look, type_scale(self), asked, self._images)
            self._draw_bracket(painter, asked)
            self._draw_gap(painter)
            painter.restore()
            self._fade(painter)
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._look.accent), 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _draw_bracket(self, painter: QPainter, asked: QRegion) -> None:
        """Draw the bracket from the input of the layer on the stage to its output, if a region reaches it."""
        slot = self._drawing.slot("bracket")
        if slot and asked.intersects(_around(slot)):
            draw_bracket(painter, qrect(slot.rect), self._look)

    def _draw_gap(self, painter: QPainter) -> None:
        """Draw the gap into which the dragged layer would go."""
        if self._gap is None:
            return
        hits = [item for item in self._drawing.items if isinstance(item, Hit) and item.layer >= 0]
        x = hits[self._gap].rect.left - 12 if self._gap < len(hits) else hits[-1].rect.right + 8
        fill(painter, QRectF(x, 6, 4, self.height() - 12), QColor(self._look.accent))

    def _fade(self, painter: QPainter) -> None:
        """Fade the ends of the rail behind which there is more."""
        ends = (self._offset > 0, 1, 1), (self._offset < self._most(), self.width() - 2, -1)
        for more, end, inwards in ends:
            for step in range(FADE if more else 0):  # in strips: for a gradient PySide6 would make all its enumerations
                veil = QColor(self._look.card)
                veil.setAlphaF(1 - (step + 0.5) / FADE)
                fill(painter, QRectF(end + inwards * step, 2, 1, self.height() - 4), veil)

    def sizeHint(self) -> QSize:
        return QSize(400, self.maximumHeight())


def _around(slot: Slot) -> QRect:
    """The pixels of the bracket."""
    return qrect(slot.rect).toAlignedRect().adjusted(-2, -2, 2, 2)
