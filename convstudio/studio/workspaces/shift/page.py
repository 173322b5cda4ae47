"""The page of the Shift lab: the tabs of its views, the drawing of the present one, the bar, and the conclusion in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import NOWHERE
from convstudio.scene.layout.trim import trimmed
from convstudio.scene.layout.values import Drawing, Item, Legend, Slot
from convstudio.scene.layout.wrap import with_lines
from convstudio.scene.state import State
from convstudio.scene.workspaces.shift.lab import LabScene
from convstudio.scene.workspaces.shift.layout import LEGENDS
from convstudio.scene.workspaces.shift.part import SHIFTING
from convstudio.scene.workspaces.shift.views import named
from convstudio.studio.document.session import Session
from convstudio.studio.explore.explanation import LinesArea, LinesView
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.keys import ARROWS
from convstudio.studio.widgets.pin_chip import PinChip
from convstudio.studio.workspaces.parts import Page
from convstudio.studio.workspaces.shift.bar import ShiftBar
from convstudio.studio.workspaces.shift.mover import Mover
from convstudio.studio.workspaces.shift.square import SquareView
from convstudio.studio.workspaces.shift.tabs import ViewTabs

if TYPE_CHECKING:
    from convstudio.painting.figure import Figure
    from convstudio.scene.layout.stage.plan import Room

AROUND = 14  # pixels around the drawing
WIDE = 900  # pixels of width from which words take fewer lines
MOST_LINES, FEWER_LINES, HIGH = 4, 2, 20  # most lines of words: on a page `HIGH` or more lines high, and on a lower one


class ShiftPage(Page):
    """The page on which the input is moved, turned or marked, and the effect on the output is shown."""

    def __init__(self, session: Session, mover: Mover, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shift_page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._mover, self._look = session, mover, LIGHT
        self._scene: LabScene | None = None
        self.square = SquareView(session, mover)
        self.bar = ShiftBar(mover, actions)
        self.tabs = ViewTabs(mover, self)
        self.conclusion = LinesView("shift_conclusion", 2, self)
        self.area = LinesArea(self.conclusion, self)
        self.chip = PinChip(self)
        self.chip.clicked.connect(lambda: session.look(NOWHERE))
        words = QWidget(self)
        words.setObjectName("explanation")
        words.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(words)
        line.setContentsMargins(18, 4, 18, 6)
        line.addWidget(self.area, 1)
        line.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        drawn = QWidget(self)
        inner = QVBoxLayout(drawn)
        inner.setContentsMargins(AROUND, 4, AROUND, AROUND - 4)
        inner.addWidget(self.square)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.tabs)
        box.addWidget(drawn, 1)
        box.addWidget(self.bar)
        box.addWidget(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Adapt the room for words, so that nothing moves when they change."""
        super().resizeEvent(event)
        self._keep_room()

    @property
    def views(self) -> list[MatrixView]:
        """The matrices, in the order of the drawing."""
        return list(self.square.views)

    @property
    def play_bar(self) -> QWidget | None:
        return self.bar if self._scene and self._scene.part.view in SHIFTING else None

    def show_state(self, state: State) -> None:
        """Show another state."""
        scene = state.screen
        assert isinstance(scene, LabScene)
        self._scene = scene
        view = named(scene.part.view)
        self.tabs.show_view(view)
        self.bar.show_scene(scene, view)
        self.square.show_scene(scene, state.large)
        self.conclusion.show_lines(scene.conclusion, {}, self._look)
        self.chip.show_pin(scene, scene.focus.pin, self._look)
        if self._keep_room():
            for widget in (self.area.parentWidget(), self):  # at once, else the words would cover the bar for one frame
                layout = widget.layout() if widget else None
                if layout:
                    layout.activate()

    def _keep_room(self) -> bool:
        """Keep a fixed room for the words, which scroll if longer, so that nothing moves; return whether the room changed."""
        if self._scene:
            wide, narrow = named(self._scene.part.view).lines
            most = MOST_LINES if self.height() >= HIGH * self.conclusion.row_height else FEWER_LINES
            self.area.rows = min(narrow if self.width() < WIDE else wide, most)
            return self.area.take_room()
        return False

    def figure(self, state: State, room: Room, look: Look) -> Figure:
        """Make a figure of the drawing, with the conclusion below it."""
        from convstudio.painting.figure import Figure  # imported late: few users export

        scene = state.screen
        assert isinstance(scene, LabScene)
        made = named(scene.part.view).drawing(scene, state.large, room)
        drawn = trimmed(Drawing(made.width, made.height, tuple(_on_paper(item, scene) for item in made.items)))
        return Figure(with_lines([drawn], [scene.conclusion], room.measure)[0])

    def set_look(self, look: Look) -> None:
        """Change the colours; for presentations, also hide the tools in the drawing and enlarge its type."""
        self._look = look
        self.square.set_bare(look.emphasis > 1)
        self.square.set_look(look)
        self.bar.set_look(look)
        if self._scene:
            self.conclusion.show_lines(self._scene.conclusion, {}, look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the input by the arrow keys, if the focused widget does not use them."""
        moves = self._scene and self._scene.part.view in SHIFTING
        step = ARROWS.get(Qt.Key(event.key())) if moves else None
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._mover.pause()
            self._mover.move_by(*step)
        else:
            super().keyPressEvent(event)


def _on_paper(item: Item, scene: LabScene) -> Item:
    """An item as a figure shows it: a plain legend in the place of the interactive colour bar."""
    place = item.name.removeprefix("legend_") if isinstance(item, Slot) else ""
    panels = scene.matrices(LEGENDS[int(place)]) if place.isdecimal() else ()
    return Legend(panels[0].scale, item.rect) if panels and isinstance(item, Slot) else item
