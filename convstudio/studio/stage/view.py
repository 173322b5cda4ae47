"""The stage: the matrices, fields and menus of one layer, each where the drawing has its place."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.painting.drawing import Images, draw_ground, qrect
from convstudio.painting.palette import LIGHT, Look
from convstudio.painting.typeface import Typeset
from convstudio.scene import PanelId, Scene
from convstudio.scene.hints import sign_hint
from convstudio.scene.large import Large
from convstudio.scene.layout import Box, Drawing, Hit, Item, Legend, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.plan import Plan, Room, best_plan, least_height
from convstudio.scene.layout.stage import composed
from convstudio.scene.links import map_id
from convstudio.scene.runs import plain_text
from convstudio.studio.explore.channel_tag import ChannelTag
from convstudio.studio.literal import show_tooltip_at
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.hints import show_hint
from convstudio.studio.session import Session
from convstudio.studio.stage.beams import Beams
from convstudio.studio.stage.slots import fill, make
from convstudio.words import tr

RADIUS = 10.0
LEAST = QSize(360, 110)


class StageView(QWidget):
    """Shows one layer of a scene. Widgets are made anew only where others stand; the rest is repainted where it changed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._session, self._look = session, LIGHT
        self._shown: tuple[Scene, int, Large] | None = None
        self._measured: object = None  # whose least height is known
        self._drawing = Drawing(0, 0, ())
        self._images: Images = {}
        self._views: dict[PanelId, MatrixView] = {}
        self._filled: dict[tuple[str, int], QWidget] = {}
        self._beams = Beams(self)

    # What stands on it

    @property
    def drawing(self) -> Drawing:
        """Where everything stands."""
        return self._drawing

    @property
    def views(self) -> Iterator[MatrixView]:
        """The views of the matrices, in the order of the sentence."""
        return (self._views[item.panel] for item in self._drawing.matrices if item.panel in self._views)

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises KeyError if it does not stand large."""
        return self._views[panel]

    def stops(self) -> list[QWidget]:
        """What stands on it as the sentence is read, X, K, b and Y, and then what stands around them."""
        slots = [slot.name for slot in self._slots() if self._key(slot.name) in self._filled]
        biases = [name for name in slots if name.startswith("bias_")]
        around = [name for name in slots if name not in biases]
        views = list(self.views)
        first = [view for view in views if self._is_read(view.panel)]
        return [*first, *self._widgets(biases), *(view for view in views if view not in first), *self._widgets(around)]

    def _is_read(self, panel: PanelId) -> bool:
        """Whether a panel is of what a window reads, or of the weights: all before the bias."""
        index = self._shown[1] if self._shown else 0
        return panel.matrix.is_kernel or panel.matrix == map_id(index - 1)

    def _widgets(self, names: list[str]) -> list[QWidget]:
        return [self._filled[self._key(name)] for name in names]

    def ask_name(self, channel: int) -> None:
        """Let the name of a channel of the input be typed; of one without a place for its name, in the input's settings."""
        tag = self._filled.get((f"channel_{channel}", 0))
        if isinstance(tag, ChannelTag):
            tag.ask_name()

    # Showing

    def show_scene(self, scene: Scene, index: int, large: Large) -> None:
        """Show a layer of a scene; of an experiment without layers the input stands alone."""
        self._shown = scene, index, large
        experiment = scene.evaluation.experiment
        measured = experiment.layers, experiment.input.shape, index, dict(large)
        if measured != self._measured:  # not at every cell that is pointed at
            self._measured = measured
            self.setMinimumHeight(round(least_height(scene, index, large)))
        self._lay()

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self._images.clear()
        for view in self._views.values():
            view.set_look(look)
        self._lay()
        self.update()

    def plan_of(self, scene: Scene, index: int, large: Large, size: QSize) -> Plan:
        """What would fit into some size."""
        return best_plan(scene, index, large, self._room(size))

    def _room(self, size: QSize) -> Room:
        return Room(float(size.width()), float(size.height()), Typeset(type_scale(self)))

    def _lay(self) -> None:
        """Put everything in its place."""
        if self._shown is None or self.width() < LEAST.width() / 2:
            return
        plan = self.plan_of(*self._shown, self.size())
        before, self._drawing = self._drawing, composed(plan, self._room(self.size()))
        gone = [*self._place_matrices(), *self._fill_slots(plan)]
        self._beams.setGeometry(self.rect())
        self._beams.show_drawing(self._drawing, self._look)
        self._stack()
        self._repaint(before)
        for widget in gone:  # last, for hiding one that has the keyboard may show another state at once
            widget.hide()
            widget.deleteLater()

    def _place_matrices(self) -> list[QWidget]:
        """Views where the drawing has matrices; returns those that are not shown any more."""
        wanted = {item.panel: item for item in self._drawing.matrices}
        gone: list[QWidget] = [view for panel, view in self._views.items() if panel not in wanted]
        self._views = {panel: view for panel, view in self._views.items() if panel in wanted}
        for panel, item in wanted.items():
            view = self._views.get(panel)
            if view is None:
                view = self._views[panel] = MatrixView(self._session, item.scene, self)
                view.set_look(self._look)
            view.show_scene(item.scene)
            view.place(item)
            view.show()
        return gone

    def _slots(self) -> Iterator[Slot]:
        for item in self._drawing.items:
            if isinstance(item, Slot):
                yield item
            elif isinstance(item, Legend):
                yield Slot("legend", item.rect)

    def _key(self, name: str) -> tuple[str, int]:
        """What belongs to a layer is another one for another layer."""
        return name, self._shown[1] if self._shown else 0

    def _fill_slots(self, plan: Plan) -> list[QWidget]:
        """Fields and menus where the drawing has slots; returns those that are not shown any more."""
        wanted = {self._key(slot.name): slot for slot in self._slots()}
        gone = [widget for key, widget in self._filled.items() if key not in wanted]
        self._filled = {key: widget for key, widget in self._filled.items() if key in wanted}
        for key, slot in wanted.items():
            widget = self._filled.get(key)
            if widget is None:
                made = make(slot.name, self._session, plan.subject, self)
                if made is None:
                    continue
                widget = self._filled[key] = made
            fill(widget, slot.name, plan.subject, self._look)
            place(widget, slot.rect)
            widget.show()
        return gone

    def _stack(self) -> None:
        """Beams over the matrices, fields over the beams."""
        self._beams.raise_()
        for widget in self._filled.values():
            widget.raise_()

    def _repaint(self, before: Drawing) -> None:
        """Paint anew where what lies below the widgets is another."""
        old, new = _ground(before), _ground(self._drawing)
        if len(old) != len(new) or (before.width, before.height) != (self._drawing.width, self._drawing.height):
            self.update()
            return
        for a, b in zip(old, new, strict=True):
            if not same(a, b):
                self.update(_around(a.rect))
                self.update(_around(b.rect))

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRegion(event.region())
            painter.setPen(QPen(QColor(self._look.border), 1))
            painter.setBrush(QColor(self._look.card))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            draw_ground(painter, self._drawing, self._look, type_scale(self), QRectF(event.rect()), self._images)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a small channel, or on the name of an output, lets it stand large, one on a title chooses what it names;
        beside all it is the window's.
        """
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
        """The tooltips of the matrices are asked for here, so that their many other events stay with Qt, which is quicker."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            view = self.childAt(event.pos())
            if isinstance(view, MatrixView):
                show_hint(view, event.globalPos())
                return True
            found = self._hint_at(event.pos())
            if found:
                show_tooltip_at(event.globalPos(), found[0], self, qrect(found[1]).toRect())
                return True
        return super().event(event)

    def _hint_at(self, at: QPoint) -> tuple[str, Rect] | None:
        """What to say of a small channel, a title or a sign, and where it holds."""
        hit = self._hit_at(at.x(), at.y())
        if hit and hit.channel is None:
            return tr("Click to see the settings of the input") if hit.layer < 0 else tr("Click to see this layer"), hit.rect
        if hit:
            return tr("Click to see this channel large"), hit.rect
        scene, index, _large = self._shown or (None, 0, None)
        layer = scene.evaluation.results[index].layer if scene and scene.evaluation.results else None
        signs = ((plain_text(item.line), item.rect) for item in self._drawing.items if isinstance(item, Words))
        told = ((sign_hint(sign, layer), rect) for sign, rect in signs if qrect(rect).contains(QPointF(at)))
        return next(((words, rect) for words, rect in told if words), None)

    def _hit(self, event: QMouseEvent) -> Hit | None:
        return self._hit_at(event.position().x(), event.position().y())

    def _hit_at(self, x: float, y: float) -> Hit | None:
        return hit_at(self._drawing, x, y)


def hit_at(drawing: Drawing, x: float, y: float) -> Hit | None:
    """What a click at a place chooses."""
    hits = (item for item in drawing.items if isinstance(item, Hit))
    return next((hit for hit in hits if hit.rect.left <= x < hit.rect.right and hit.rect.top <= y < hit.rect.bottom), None)


def type_scale(widget: QWidget) -> float:
    """How much larger than usual the type of a widget is."""
    return widget.fontInfo().pixelSize() / Typeset.usual


def place(widget: QWidget, rect: Rect) -> None:
    """Let a widget fill a slot; a tag is as wide as its name, and a field whose height is its own stands in the middle."""
    fixed = widget.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed
    hint = widget.sizeHint()
    high = min(hint.height(), round(rect.height)) if fixed else round(rect.height)
    wide = min(hint.width(), round(rect.width)) if widget.property("look") == "tag" else round(rect.width)
    widget.setFixedWidth(wide)
    widget.setGeometry(round(rect.left), round(rect.top + (rect.height - high) / 2), wide, high)


def same(a: Item, b: Item) -> bool:
    """Whether two pieces look alike."""
    if isinstance(a, Thumbnail) and isinstance(b, Thumbnail):
        shown = a.scene.whole is b.scene.whole and a.scene.panel == b.scene.panel and a.scene.scale == b.scene.scale
        return shown and a.scene.marks == b.scene.marks and (a.rect, a.chosen) == (b.rect, b.chosen)
    return type(a) is type(b) and not isinstance(a, Thumbnail) and a == b


def _ground(drawing: Drawing) -> list[Words | Thumbnail | Box]:
    return [item for item in drawing.items if isinstance(item, Words | Thumbnail | Box)]


def _around(rect: Rect) -> QRect:
    return qrect(rect).toAlignedRect().adjusted(-6, -6, 6, 6)
