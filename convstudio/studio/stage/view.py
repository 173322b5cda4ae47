"""The stage: the matrices, fields and menus of one layer, each where the drawing has its place."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from convstudio.scene import Scene
from convstudio.scene.large import Large
from convstudio.scene.layout.plan import Plan, best_plan
from convstudio.scene.layout.stage import composed
from convstudio.studio.explore.channel_tag import ChannelTag
from convstudio.studio.session import Session
from convstudio.studio.stage.drawn import LEAST, DrawnView
from convstudio.studio.stage.slots import fill, make


class StageView(DrawnView):
    """Shows one layer of a scene."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "stage", parent)
        self._shown: tuple[Scene, int, Large] | None = None
        self._plan: Plan | None = None

    def show_scene(self, scene: Scene, index: int, large: Large) -> None:
        """Show a layer of a scene; of an experiment without layers the input stands alone."""
        self._shown = scene, index, large
        self.lay()

    def plan_of(self, scene: Scene, index: int, large: Large, size: QSize) -> Plan:
        """What would fit into some size."""
        return best_plan(scene, index, large, self.room(size))

    def ask_name(self, channel: int) -> None:
        """Let the name of a channel of the input be typed; of one without a place for its name, in the input's settings."""
        tag = self._filled.get((f"channel_{channel}", 0))
        if isinstance(tag, ChannelTag):
            tag.ask_name()

    def lay(self) -> None:
        """Find the largest cells that fit, and put everything in its place."""
        if self._shown is None or self.width() < LEAST.width() / 2:
            return
        self._plan = self.plan_of(*self._shown, self.size())
        self.show_drawing(composed(self._plan, self.room(self.size())))

    def make(self, name: str) -> QWidget | None:
        return make(name, self._session, self._plan.subject, self) if self._plan else None

    def fill(self, widget: QWidget, name: str) -> None:
        if self._plan:
            fill(widget, name, self._plan.subject, self._look)

    def key(self, name: str) -> tuple[str, int]:
        """What belongs to a layer is another one for another layer."""
        return name, self._shown[1] if self._shown else 0
