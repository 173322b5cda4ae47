"""The stage, and where a screen is wide enough that of the next layer beside it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import PanelId
from convstudio.scene.layout.stage.pair import BETWEEN, WIDE, own_width
from convstudio.scene.state import State
from convstudio.studio.document.session import Session
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.stage.drawn import LEAST
from convstudio.studio.stage.view import StageView


class StageArea(QScrollArea):
    """Scrolls the stage where a window is too low for it."""

    def __init__(self, stage: StageView) -> None:
        super().__init__()
        self.setObjectName(f"{stage.objectName()}_scroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setMinimumHeight(LEAST.height())
        self.setViewport(QWidget())  # to hand out Qt's, PySide6 would load every kind of widget: 15 ms at the start
        self.setWidget(stage)
        stage.setAutoFillBackground(False)  # its corners are round


class StagePair(QWidget):
    """Shows the selected layer, and the next one where there is room for it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("staged")
        self._session, self._look = session, LIGHT
        self._state: State | None = None
        self.stage = StageView(session)
        self.next: StageView | None = None  # made when there is first room for it
        self._area: StageArea | None = None
        self._asked: object = None  # for what the width was shared
        self._box = QHBoxLayout(self)
        self._box.setSpacing(round(BETWEEN))
        self._box.addWidget(StageArea(self.stage), 1)

    def set_margins(self, left: int, top: int, right: int, bottom: int) -> None:
        """Pixels around both."""
        self._box.setContentsMargins(left, top, right, bottom)

    @property
    def views(self) -> Iterator[MatrixView]:
        """The matrices of both; one that stands on both as the first has it."""
        yield from self.stage.views
        if self.next and self.shows_next:
            shown = {view.panel for view in self.stage.views}
            yield from (view for view in self.next.views if view.panel not in shown)

    @property
    def shows_next(self) -> bool:
        """Whether the next layer is seen."""
        return self._area is not None and not self._area.isHidden()

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises StopIteration if it does not stand large."""
        return next(view for view in self.views if view.panel == panel)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.stage.set_look(look)
        if self.next:
            self.next.set_look(look)

    def show_state(self, state: State) -> None:
        """Show another state."""
        self._state, index = state, max(state.selected, 0)
        self._share(state, index)
        self.stage.show_scene(state.scene, index, state.large)
        if self.next and self.shows_next:
            self.next.show_scene(state.scene, index + 1, state.large)

    def _share(self, state: State, index: int) -> None:
        """Give the next layer what the stage leaves of the width."""
        if self.width() < WIDE and not self._area:  # most never see it
            return
        inside = self.contentsRect().marginsRemoved(self._box.contentsMargins())
        room, experiment = self.stage.room(inside.size()), state.evaluation.experiment
        asked = (
            experiment.layers,
            experiment.input.shape,
            state.evaluation.pending,
            index,
            dict(state.large),
            inside.size(),
            room.unit,
            room.bare,
        )
        if asked == self._asked:  # not at every cell that is pointed at
            return
        self._asked = asked
        own = own_width(state.scene, index, state.large, room)
        if own is None:
            if self._area:
                self._area.hide()
            return
        area = self._area or self._make_next()
        wide = inside.width() - round(own * room.unit) - self._box.spacing()
        if area.isHidden() or area.width() != wide:
            area.setFixedWidth(wide)
            area.show()
            self._box.activate()

    def _make_next(self) -> StageArea:
        self.next = StageView(self._session, "next_stage")
        self.next.set_look(self._look)
        self._area = StageArea(self.next)
        self._box.addWidget(self._area)
        return self._area

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._state and (self.width() >= WIDE or self._area):
            self.show_state(self._state)
