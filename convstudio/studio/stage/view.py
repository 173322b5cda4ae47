"""The stage: the matrices, fields and menus of one layer, each where the drawing has its place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from convstudio.painting.drawing import qrect
from convstudio.scene import PanelId, Scene
from convstudio.scene.large import Large
from convstudio.scene.layout import Rect, Words
from convstudio.scene.layout.moves import flights
from convstudio.scene.layout.stage.arrangement import Arrangement, arranged, drawn
from convstudio.scene.layout.stage.plan import Plan, best_plan, least_height
from convstudio.scene.matrix.links import map_id
from convstudio.scene.words.hints import sign_hint
from convstudio.scene.words.text_runs import plain_text
from convstudio.studio.document.session import Session
from convstudio.studio.explore.cards.channel_tag import ChannelTag
from convstudio.studio.stage.drawn import LEAST, DrawnView
from convstudio.studio.stage.slots import fill, make
from convstudio.studio.widgets.locking import lock
from convstudio.studio.widgets.look import motion

CONTROLS = {
    "tools": ("input",),
    "kernel": ("kernel", "kernel_size", "outputs"),
    "bias": ("bias",),
    "output": ("outputs",),
}  # what the slots of a kind change


class StageView(DrawnView):
    """Shows one layer of a scene."""

    def __init__(self, session: Session, name: str = "stage", parent: QWidget | None = None) -> None:
        super().__init__(session, name, parent)
        self._shown: tuple[Scene, int, Large] | None = None
        self._arranged: Arrangement | None = None
        self._glides = self._moves = self._waits = False
        self._document_shown: object = None  # of another document nothing comes from elsewhere
        self._measured: object = None  # whose least height is known

    def show_scene(self, scene: Scene, index: int, large: Large) -> None:
        """Show a layer of a scene; of an experiment without layers the input stands alone."""
        before, self._shown = self._shown, (scene, index, large)
        self._glides = before is not None and before[1] == index and _is_walked(before[0], scene)
        self._moves = self._document_shown is self._session.state.opened and not any(view.held for view in self.views)
        self._document_shown = self._session.state.opened
        experiment, room = scene.evaluation.experiment, self.room(self.size())
        measured = experiment.layers, experiment.input.shape, index, dict(large), room.unit
        if measured != self._measured:  # not at every cell that is pointed at
            self._measured = measured
            self.setMinimumHeight(round(least_height(scene, index, large, room) * room.unit))
        self.lay()
        if self._glides and scene.focus.pinned and not self.moving.running and motion.is_seen():
            self.moving.fly(flights(self._drawing, scene.focus.spot))
        self._glides = self._moves = False

    def wait(self) -> None:
        """Lay nothing out until `begin`: what stands around it may not have its height yet."""
        self._waits = True

    def begin(self) -> None:
        """Lay everything out if it waits, and from now on whenever something changes."""
        if self._waits:
            self._waits = False
            self.lay()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.lay()

    def plan_of(self, scene: Scene, index: int, large: Large, size: QSize) -> Plan:
        """The plan of what fits into a size."""
        return best_plan(scene, index, large, self.room(size))

    def ask_name(self, channel: int) -> None:
        """Let the name of a channel of the input be typed; of one without a place for its name, in the input's settings."""
        tag = self._filled.get((f"channel_{channel}", 0))
        if isinstance(tag, ChannelTag):
            tag.ask_name()

    def lay(self) -> None:
        """Find the largest cells that fit, and put everything in its place."""
        if self._waits or self._shown is None or self.width() < LEAST.width() / 2 or not self.isVisible():
            return
        before, self._arranged = self._arranged, arranged(*self._shown, self.room(self.size()), self._arranged)
        placed = before is not None and before.holds(self._arranged)
        self.show_drawing(drawn(self._arranged), glides=self._glides, moves=self._moves and not placed, placed=placed)

    def make(self, name: str) -> QWidget | None:
        return make(name, self._session, self._arranged.plan.subject, self) if self._arranged else None

    def fill(self, widget: QWidget, name: str) -> None:
        if self._arranged:
            fill(widget, name, self._arranged.plan.subject, self._look)
            controls = CONTROLS.get(name.partition("_")[0])
            if controls:
                lock(widget, self._session.state.guiding.lock(*controls))

    def key(self, name: str) -> tuple[str, int]:
        """What belongs to a layer is another one for another layer."""
        return name, self._shown[1] if self._shown else 0

    def stops(self) -> list[QWidget]:
        """What stands on it as the sentence is read, X, K, b and Y, and then what stands around them."""
        slots = [slot.name for slot in self._slots() if self.key(slot.name) in self._filled]
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
        return [self._filled[self.key(name)] for name in names]

    def hint_at(self, at: QPoint) -> tuple[str, Rect] | None:
        """As in the base class; also the meaning of an operator."""
        found = super().hint_at(at)
        if found or self._shown is None:
            return found
        scene, index, _large = self._shown
        layer = scene.evaluation.results[index].layer if scene.evaluation.results else None
        signs = ((plain_text(item.line), item.rect) for item in self._drawing.items if isinstance(item, Words))
        told = ((sign_hint(sign, layer), rect) for sign, rect in signs if qrect(rect).contains(QPointF(at)))
        return next(((words, rect) for words, rect in told if words), None)


def _is_walked(before: Scene, after: Scene) -> bool:
    """Whether the playhead went on, in the same experiment: to what is pointed at one goes at once."""
    return before.evaluation is after.evaluation and after.playhead is not None and before.playhead != after.playhead
