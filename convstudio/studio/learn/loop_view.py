"""The loop of learning: the way forward on top, the way back below, with each widget in its place in the drawing."""

from __future__ import annotations

from functools import partial
from math import ceil

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from convstudio.painting.typeface import Typeset
from convstudio.scene.large import Large
from convstudio.scene.layout import Drawing
from convstudio.scene.layout.loop import Plan, best_plan, drawn, loop
from convstudio.scene.layout.stage.plan import READABLE_CELL, Room
from convstudio.scene.learn.build import LearnScene, beyond
from convstudio.scene.matrix.focus import BIAS
from convstudio.scene.workspaces.learn import part
from convstudio.studio.document.session import Session, State
from convstudio.studio.editing.colour_bar import ColourBar
from convstudio.studio.learn.badge import PhaseBadge
from convstudio.studio.learn.kernel_tools import LearnedTools
from convstudio.studio.learn.picture_tools import PictureTools
from convstudio.studio.stage.drawn import LEAST, DrawnView, type_scale
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.widgets.locking import lock
from convstudio.words import tr


class LoopView(DrawnView):
    """The view of a moment of a training, drawn as a loop."""

    reshaped = Signal()  # the matrices or their sizes have changed
    nudge_asked = Signal()
    phase_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "loop", parent)
        self._shown: tuple[LearnScene, Large, bool] | None = None
        self._outline: object = None

    def show_state(self, state: State) -> None:
        """Show the moment, picture and focus of a state; do nothing if nothing can be learned."""
        scene = state.learning
        if scene is None or scene.obstacle:
            return
        revealed = part(state).revealed or state.experiment.training.target == "drawn"
        self._shown = scene, learn_large(state), revealed
        outline = (
            revealed,
            [
                [[(p.panel, p.shape, p.margins, bool(p.surround), p.caption) for p in row] for row in card.panels]
                for card in scene.cards
            ],
        )
        if outline != self._outline:
            self._outline = outline
            self.reshaped.emit()
        self.lay()

    def size_within(self, width: int, usual: int, most: int) -> tuple[int, int]:
        """The width and height in pixels that the loop takes: at most `usual` high, or `most` if its numbers need it.

        If not even the smallest cells fit, the size exceeds the room.
        """
        if self._shown is None or not self._shown[0].cards:
            return LEAST.width(), usual
        plan = self._plan(QSize(width, usual))
        if plan.cells.maps < READABLE_CELL:
            plan = self._plan(QSize(width, most))
        return max(ceil(plan.width), LEAST.width()), ceil(plan.height)

    def room(self, size: QSize) -> Room:
        """A size in pixels as a room, with the view's own type to measure words and digits."""
        return Room(float(size.width()), float(size.height()), Typeset(type_scale(self)))

    def _plan(self, size: QSize) -> Plan:
        assert self._shown
        scene, large, revealed = self._shown
        return best_plan(scene, large, self.room(size), revealed=revealed)

    def lay(self) -> None:
        """Find the largest cells that fit, and place all widgets accordingly."""
        if self._shown is None or self.width() < LEAST.width() / 2 or not self._shown[0].cards:
            return
        self.show_drawing(drawn(self._plan(self.size()), self.room(self.size())))

    def drawing_in(self, room: Room) -> Drawing:
        """Draw the present loop for another room."""
        if self._shown is None:
            return Drawing(room.width, 0.0, ())
        scene, large, revealed = self._shown
        return loop(scene, large, room, revealed=revealed)

    def make(self, name: str) -> QWidget | None:
        kind, _, rest = name.partition("_")
        if kind == "phase":
            badge = PhaseBadge(int(rest), self)
            badge.clicked.connect(partial(self.phase_asked.emit, int(rest)))
            return badge
        if kind == "nudge":
            return self._nudge()
        makers = {"pictures": PictureTools, "kernel": LearnedTools, "legend": ColourBar}
        return makers[kind](self._session, self) if kind in makers else None

    def fill(self, widget: QWidget, name: str) -> None:
        assert self._shown
        scene, _large, revealed = self._shown
        if isinstance(widget, PhaseBadge):
            widget.show_phase(scene.moment.phase, self._look)
        elif isinstance(widget, PictureTools):
            number = max(next(c.matrix.layer for c in scene.cards if c.matrix.kind in ("map", "picture")), 0)
            widget.show_number(number, self._look)
        elif isinstance(widget, LearnedTools):
            widget.show_scene(scene, self._look, revealed=revealed)
        elif name == "nudge":
            lock(widget, self._session.state.guiding.lock("training"))
        elif isinstance(widget, ColourBar):
            widget.show_scale(scene.card("target").scale, self._look, beyond(scene))

    def _nudge(self) -> QToolButton:
        button = QToolButton(self)
        button.setText(tr("Nudge"))
        button.setObjectName("nudge")
        set_tooltip(button,
            tr("Make one weight a little larger and a little smaller, and compare how the loss changes with the gradient.\n"
               "It is the weight that is pointed at or pinned, else the one with the steepest slope.")
        )  # fmt: skip
        button.setProperty("look", "compact")
        button.clicked.connect(self.nudge_asked)
        return button


def learn_large(state: State) -> Large:
    """The channel of each layer to show large where not all have room: the pinned cell's, or those that a pinned weight joins;
    for other layers the chosen one.
    """
    found, screen, pin = dict(state.enlarged), state.learning, state.focus.pin
    if not (screen and screen.shown and pin):
        return found
    task, panel = screen.shown.task, pin.panel
    if pin.matrix.has_weights:
        read = task.layer.in_channels_read(panel.channel, task.layer.kernel.shape[1] * task.layer.groups)
        if panel.slice != BIAS and panel.slice < len(read):
            found[task.index - 1], found[task.until] = read[panel.slice], panel.channel
    else:
        layers = {"map": -1, "picture": -1, "seen": task.index - 1}
        found[layers.get(pin.matrix.kind, task.until)] = panel.channel
    return found
