"""The page of Learn: the loop, the timeline, the arithmetic and the plots."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning import cost_estimates
from convstudio.experiment.learning.snapshot import Snapshot
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import NOWHERE, Focus, PanelId
from convstudio.scene.layout.values import Drawing
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.words import nudged
from convstudio.scene.words.text_runs import Line, Run
from convstudio.studio.document.session import Session, State
from convstudio.studio.explore.explanation import LinesArea, LinesView
from convstudio.studio.learn.badge import phase_words
from convstudio.studio.learn.curves.timeline import Timeline
from convstudio.studio.learn.learner import Learner
from convstudio.studio.learn.loop_view import LoopView
from convstudio.studio.learn.pictures import Pictures
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.look.type_size import enlarge
from convstudio.studio.widgets.pin_chip import PinChip
from convstudio.studio.workspaces.parts import Page
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.experiment.learning.training_setup import Obstacle
    from convstudio.painting.figure import Figure
    from convstudio.scene.layout.stage.plan import Room

PLOTS_HEIGHT, LOW_PLOTS = 140, 120  # least height of the plots in pixels: as a rule, and in low windows
LOOP_SHARE = 0.56  # of the free height, which the loop exceeds only if its numbers were unreadable otherwise
LEAST_LOOP = 186  # least height of the loop in pixels; where there is less, the page scrolls
AROUND, LESS_AROUND = 8, 4  # pixels around the loop: as a rule, and in low windows
LONGEST_LINE = 88  # digits of arithmetic for which room is kept
WORDS_MARGIN = 18  # pixels on each side of the arithmetic


class LearnPage(Page):
    """The page of Learn, between the toolbar and the status bar, without the panel at the right."""

    def __init__(self, session: Session, learner: Learner, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learn")
        self._session, self._learner, self._look = session, learner, LIGHT
        self.pictures = Pictures(session, learner)
        self.loss, self.landscape, self.kernels = self.pictures.loss, self.pictures.landscape, self.pictures.kernels
        self._nudged: tuple[Snapshot, Focus, str] | None = None  # snapshot and focus of the last nudge, and its result
        learner.measuring.done.connect(self._show_nudged)
        self._room: tuple[int, ...] = ()  # what the heights were last computed from
        self._shared: set[tuple[int, ...]] = set()  # and before that, since the page was given its size and content
        self._margin, self._least_plots = AROUND, PLOTS_HEIGHT
        self.loop = LoopView(session)
        self.loop.reshaped.connect(self._share_height)
        self.loop.nudge_asked.connect(self._nudge)
        self.loop.phase_asked.connect(learner.show_phase)
        self.timeline = Timeline(learner, actions)
        self.arithmetic = LinesView("learn_arithmetic", 1, self)
        enlarge(self.arithmetic, 1.1)
        self._lines = LinesArea(self.arithmetic, self)
        self.chip = PinChip(self)
        self.chip.clicked.connect(lambda: session.look(NOWHERE))
        self._obstacle = QWidget(self)
        self._lay_out()

    def _lay_out(self) -> None:
        self.warning = Label()
        self.warning.setObjectName("obstacle")
        self.warning.setProperty("look", "warning")
        self.warning.setWordWrap(True)
        self.fit_target = QToolButton()
        self.fit_target.setObjectName("fit_target")
        self.fit_target.setText(tr("Fit the target"))
        set_tooltip(self.fit_target, tr("Give the target the size of the prediction; what still has a place is kept"))
        self.fit_target.clicked.connect(self._fit_target)
        why = QHBoxLayout(self._obstacle)
        why.setContentsMargins(14, 10, 14, 10)
        why.addWidget(self.warning, 1)
        why.addWidget(self.fit_target)
        words = QWidget()
        words.setObjectName("explanation")
        words.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QHBoxLayout(words)
        inner.setContentsMargins(WORDS_MARGIN, 2, WORDS_MARGIN, 4)
        inner.addWidget(self._lines, 1)
        inner.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        self._content = QWidget()
        self._content.setObjectName("learn_content")
        self._content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("learn_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._content)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._scroll)
        box = QVBoxLayout(self._content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._obstacle)
        box.addWidget(self._around_loop())
        box.addWidget(self.timeline)
        box.addWidget(words)
        below = self._below = QWidget()
        below.setObjectName("plots")
        below.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        plots = QHBoxLayout(below)
        plots.setContentsMargins(0, 0, 0, 0)
        plots.setSpacing(0)
        plots.addWidget(self.pictures, 1)
        box.addWidget(below, 1)
        self._rest = QWidget()  # takes the place of the plots where nothing can be learned
        self._rest.hide()
        box.addWidget(self._rest, 1)
        self._content.installEventFilter(self)

    def _around_loop(self) -> QWidget:
        staged = self._staged = QWidget()
        staged.setObjectName("staged")
        staged.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._inner = QVBoxLayout(staged)
        self._inner.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        self._inner.addWidget(self.loop)
        return staged

    def show_state(self, state: State) -> None:
        """Show another state."""
        scene = state.learning
        if scene is None:
            return
        self._obstacle.setVisible(scene.obstacle is not None)
        for part in (self._staged, self._below):
            part.setVisible(scene.obstacle is None)
        self._rest.setVisible(scene.obstacle is not None)
        if scene.obstacle:
            self.warning.setText(self._why(scene.obstacle))
            self.fit_target.setVisible(scene.obstacle.setting == "targets")
        self.loop.show_state(state)
        self.timeline.show_scene(scene)
        self._say(scene)
        self.pictures.show_state(state)
        self._shared.clear()
        if self._room_now() != self._room:
            self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()
        self._shared.clear()
        self._share_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Distribute the height anew when something on the page needs another one."""
        if event.type() == QEvent.Type.LayoutRequest:
            room = self._room_now()
            if room != self._room and room not in self._shared:  # else two ways of sharing could ask for each other for ever
                self._shared.add(room)
                self._share_height()
        return super().eventFilter(watched, event)

    def _share_height(self) -> None:
        """Distribute the height: to the loop what it can use, to the plots the rest; less around both in a low window."""
        for low in (False, True):
            self._be_low(low)
            self._room = self._room_now()
            width, others, plots, seen = self._room
            free = max(seen - others, LEAST_LOOP + plots)
            most = max(free - plots, LEAST_LOOP)
            usual = min(max(int(free * LOOP_SHARE), LEAST_LOOP), most)
            wide, high = self.loop.size_within(width - 2 * self._margin, usual, most)
            if others + plots + max(high, LEAST_LOOP) <= seen and wide + 2 * self._margin <= width:
                break
        self.loop.setMinimumWidth(wide)
        self.loop.setFixedHeight(max(high, LEAST_LOOP))
        self._below.setMinimumHeight(plots)

    def _be_low(self, low: bool) -> None:
        self._margin = LESS_AROUND if low else AROUND
        self._inner.setContentsMargins(self._margin, self._margin, self._margin, self._margin)
        self.pictures.set_low(low)
        self._least_plots = LOW_PLOTS if low else PLOTS_HEIGHT

    def _room_now(self) -> tuple[int, int, int, int]:
        """What the heights depend on, in pixels: the width, then the heights of the bars, of the plots, and of the page."""
        needed, room = self.pictures.minimumSizeHint(), self._scroll.maximumViewportSize()  # the room without scroll bars
        least = max(needed.width(), self.timeline.minimumSizeHint().width())
        narrow = room.width() - self._scroll.verticalScrollBar().sizeHint().width()
        self.timeline.arrange(max(narrow, least))  # the same with a scroll bar and without: two ways would call for each other
        plots = max(self._least_plots, needed.height(), self.pictures.height_at(max(room.width(), least)))
        others = self._height_of_bars(max(room.width(), least))
        width = room.width()
        if others + LEAST_LOOP + plots > room.height():
            width = narrow
            others = self._height_of_bars(max(width, least))
        return max(width, least), others, plots, room.height()

    def _height_of_bars(self, width: int) -> int:
        return 2 * self._margin + sum(_height(part, width) for part in (self.timeline, self._words))

    @property
    def views(self) -> list[MatrixView]:
        """The views of all matrices, in their order."""
        return list(self.loop.views)

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises KeyError if it is not shown."""
        return self.loop.view(panel)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.loop.set_look(look)
        self.timeline.set_look(look)
        self.pictures.set_look(look)
        if self._session.state.learning:
            self._say(self._session.state.learning)

    def figure(self, state: State, room: Room, look: Look) -> Figure:
        """Make a figure of the loop, its arithmetic and the plots, or of the obstacle."""
        from convstudio.studio.learn.curves.figure import learning_figure  # imported late: few users export

        scene = state.learning
        assert scene
        if scene.obstacle:
            return learning_figure(Drawing(room.width, 0.0, ()), ((Run(self._why(scene.obstacle), "warning"),),), room)
        told = (scene.arithmetic,) if scene.arithmetic else ()
        return learning_figure(self.loop.drawing_in(room), told, room, self.pictures.seen(look))

    def curve_figure(self, look: Look) -> Figure | None:
        """The loss curve with the kernels below it; None if there is none."""
        from convstudio.studio.learn.curves.figure import plots_figure

        seen = self.pictures.seen(look)
        return plots_figure(replace(seen, ground=None)) if seen else None

    def landscape_figure(self, look: Look) -> Figure | None:
        """The landscape of the loss; None if there is none."""
        from convstudio.studio.learn.curves.figure import plots_figure

        seen = self.pictures.seen(look)
        return plots_figure(replace(seen, loss=None, kernels=None)) if seen and seen.ground else None

    @staticmethod
    def _why(obstacle: Obstacle) -> str:
        return f"{tr('Nothing to learn: {was}.', was=obstacle.was)} {obstacle.remedy}"

    def _say(self, scene: LearnScene) -> None:
        phase = scene.moment.phase if scene.shown else 0
        words = ((Run(phase_words(phase), "muted"),),) if phase else ()
        self.arithmetic.show_lines((self._line(scene), *words), scene.scales, self._look)
        self.chip.show_pin(scene, scene.focus.pin, self._look)
        self._keep_room()

    def _keep_room(self) -> None:
        """Keep as much room for the arithmetic as a long line takes at this width, so that nothing moves while pointing."""
        scene = self._session.state.learning
        width = self._scroll.maximumViewportSize().width() - self.chip.sizeHint().width() - 2 * WORDS_MARGIN
        digits = LONGEST_LINE * self.arithmetic.fontMetrics().horizontalAdvance("0")
        strip = scene.shown.task.index if scene and scene.shown else None
        told = 1 if scene and scene.moment.phase else 0  # what happens in a phase has a line of its own
        self._lines.keep_room((strip, width), -(-digits // max(width, 1)) + told)
        if self._lines.take_room():
            self._share_height()

    def _line(self, scene: LearnScene) -> Line:
        """The line to show: the result of a nudge until the snapshot or the focus changes, else the arithmetic, else a hint."""
        if scene.shown is None:
            return (Run(tr("Computing …"), "muted"),) if scene.waits else ()
        if self._nudged and self._nudged[0] is scene.shown and self._nudged[1] == scene.focus:
            return (Run(self._nudged[2]),)
        hint = tr("Point at a weight to see what pulls on it, at any other cell to see where it comes from.")
        return scene.arithmetic or tuple(Run(f"{word} ", "muted") for word in hint.split())

    def _nudge(self) -> None:
        """Measure how the loss changes with a weight; on another thread if that takes long."""
        scene = self._session.state.learning
        if scene is None or scene.shown is None:
            return
        shown, focus = scene.shown, scene.focus
        measure = partial(_nudged, shown, focus)
        if 2 * cost_estimates.of_prediction(shown.task) <= cost_estimates.QUICK:
            self._show_nudged(measure())
        else:
            self._show_nudged((shown, focus, tr("measuring …")))
            self._learner.measuring.do(measure)

    def _show_nudged(self, found: tuple[Snapshot, Focus, str]) -> None:
        self._nudged = found
        if self._session.state.learning:
            self._say(self._session.state.learning)

    def _fit_target(self) -> None:
        self._session.edit(training_edits.fit_target)


def _height(part: QWidget, width: int) -> int:
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()


def _nudged(shown: Snapshot, focus: Focus) -> tuple[Snapshot, Focus, str]:
    return shown, focus, nudged(shown, focus.spot)
