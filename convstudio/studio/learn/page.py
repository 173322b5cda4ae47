"""The Learn workspace: the board, the timeline, the arithmetic, and the pictures of the loss."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment import training_edits
from convstudio.experiment.learning import quadratic_of
from convstudio.experiment.task import Task
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import NOWHERE, PanelId
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.pictures import kernels_picture, landscape, loss_picture
from convstudio.scene.learn.words import weight_name
from convstudio.scene.numbers import short
from convstudio.scene.runs import Run
from convstudio.studio.explore.explanation import LinesArea, LinesView
from convstudio.studio.learn.board import MAPS, SLOPES, LearnBoard
from convstudio.studio.learn.kernel_strip import KernelStrip
from convstudio.studio.learn.landscape import Landscape
from convstudio.studio.learn.learner import Learner
from convstudio.studio.learn.loss_curve import LossCurve
from convstudio.studio.learn.timeline import Timeline
from convstudio.studio.literal import Label, set_tooltip
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.pin_chip import PinChip
from convstudio.studio.session import Session, State
from convstudio.words import tr

PLOTS_HEIGHT = 170  # pixels that the pictures have at least
BOARD_SHARE, BOARD_HEIGHT = 0.55, 318  # of the height, or so many pixels, that the matrices have at most where they fit
SLOPE_CELL, LARGE_SLOPE_CELL = 26.0, 40.0
LARGE_PLOTS = 318  # pixels of height from which on the gradient is shown large
SETTLED_MS = 150  # without a change, until the landscape is worked out that is no quadratic
MOST_AXES = 64  # weights that the landscape can be taken along


class LearnArea(QScrollArea):
    """Scrolls the board where a window is too small for it."""

    def __init__(self, board: LearnBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board_scroll")
        self.board = board
        self.setWidget(board)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.board.set_viewport(self.maximumViewportSize(), self.verticalScrollBar().sizeHint().width())


class LearnPage(QWidget):
    """Everything between the toolbar and the status bar, but the panel at the right."""

    def __init__(self, session: Session, learner: Learner, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learn")
        self._session, self._learner, self._look = session, learner, LIGHT
        self.loss, self.landscape = LossCurve(), Landscape()
        self._places = (0, 1)
        learner.changed.connect(self._replot)
        self._settling = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._settle)
        self._drawn: tuple[object, ...] = (None,)
        self._ground_holds = False  # whether the landscape that is shown is one of these weights
        self._named: tuple[object, ...] = ()  # what the names of the axes follow from
        self.axes = QComboBox(), QComboBox()
        self.board = LearnBoard(session, MAPS)
        self.area = LearnArea(self.board)
        self.board.reshaped.connect(self._share_height)
        self.slopes = LearnBoard(session, SLOPES)
        self.slopes.reshaped.connect(self._share_height)
        self._slopes_area = LearnArea(self.slopes)
        self.timeline = Timeline(learner, actions)
        self.arithmetic = LinesView("learn_arithmetic", 1, self)
        font = self.arithmetic.font()
        font.setPointSizeF(font.pointSizeF() * 1.1)
        self.arithmetic.setFont(font)
        self._lines = LinesArea(self.arithmetic, self)
        self.chip = PinChip(self)
        self.chip.clicked.connect(lambda: session.look(NOWHERE))
        self._obstacle = QWidget(self)
        self._lay_out()

    def _lay_out(self) -> None:
        self.kernels = KernelStrip()
        for part in (self.kernels, self.loss, self.landscape):
            part.picked.connect(self._learner.scrub)
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
        inner.setContentsMargins(18, 2, 18, 4)
        inner.addWidget(self._lines, 1)
        inner.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._obstacle)
        box.addWidget(self.area)
        box.addWidget(self.timeline)
        box.addWidget(self.kernels)
        box.addWidget(words)
        below = QWidget()
        below.setObjectName("plots")
        below.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._plots = QHBoxLayout(below)
        self._plots.setContentsMargins(0, 0, 0, 0)
        self._plots.setSpacing(0)
        self._plots.addWidget(self._slopes_area)
        self._plots.addWidget(self._loss_panel(), 1)
        self._plots.addWidget(self._landscape_panel(), 1)
        box.addWidget(below, 1)

    def show_state(self, state: State) -> None:
        """Show another state."""
        scene = state.learning
        if scene is None:
            return
        self._obstacle.setVisible(scene.obstacle is not None)
        self.area.setVisible(scene.obstacle is None)
        if scene.obstacle:
            self.warning.setText(f"{tr('Nothing to learn: {was}.', was=scene.obstacle.was)} {scene.obstacle.remedy}")
            self.fit_target.setVisible(scene.obstacle.setting == "targets")
        self.board.show_scene(scene)
        self.slopes.show_scene(scene)
        self.timeline.show_scene(scene)
        self._say(scene)
        self._plot(scene)

    def _plot(self, scene: LearnScene) -> None:
        """Bring the pictures up to date."""
        drawn = scene.learnt, scene.shown, self._learner.playing, self._places, self._look, self.width()
        if scene.shown is None or all(a is b or a == b for a, b in zip(drawn, self._drawn, strict=False)):
            return
        self._drawn = drawn
        self.kernels.show_picture(kernels_picture(scene, self.kernels.most()), self._look)
        losses = loss_picture(scene)
        self.loss.show_picture(losses, self._look)
        self._loss_title.setText(tr("Loss {loss} at epoch {n}", loss=short(losses.loss), n=losses.epoch))
        task = scene.shown.task
        self._fill_axes(task)
        slow = quadratic_of(scene.learnt) is None and not self._settling
        if slow:
            self._settled.start()  # anew with every change
        moving = self._ground_holds and (self._learner.playing or slow)
        picture = landscape(scene, self._places, self.landscape.picture if self._ground_holds else None, hold=moving)
        self._ground_holds = True
        self._landscape.setVisible(picture is not None)
        if picture:
            self.landscape.show_picture(picture, self._look)

    def _fill_axes(self, task: Task) -> None:
        """The weights that can be looked along."""
        named = task.layer.kernel.shape, task.layer.flip, task.learn_bias
        if named == self._named:
            return
        self._named = named
        names = [weight_name(task, place) for place in range(min(task.size, MOST_AXES))]
        self._ground_holds = False
        self._places = 0, min(1, task.size - 1)
        for box, place in zip(self.axes, self._places, strict=True):
            box.clear()
            box.addItems(names)
            box.setCurrentIndex(place)

    def _choose_axes(self) -> None:
        x, y = (box.currentIndex() for box in self.axes)
        if x != y:
            self._places = x, y
        for box, place in zip(self.axes, self._places, strict=True):
            box.setCurrentIndex(place)
        self._ground_holds = False
        self._replot()

    def _settle(self) -> None:
        """Work the landscape out that takes longer than a frame, now that nothing has moved for a moment."""
        self._settling, self._drawn = True, (None,)
        self._replot()
        self._settling = False

    def _replot(self) -> None:
        if self._session.state.learning:
            self._plot(self._session.state.learning)

    def _loss_panel(self) -> QWidget:
        panel, head, self._loss_title = _panel("", self.loss)
        self.logarithmic = QToolButton()
        self.logarithmic.setObjectName("logarithmic")
        self.logarithmic.setText(tr("log"))
        set_tooltip(self.logarithmic, tr("A logarithmic scale: every step down is a division"))
        self.logarithmic.setCheckable(True)
        self.logarithmic.setChecked(True)
        self.logarithmic.setProperty("look", "compact")
        self.logarithmic.toggled.connect(self.loss.set_logarithmic)
        head.addWidget(self.logarithmic)
        return panel

    def _landscape_panel(self) -> QWidget:
        panel, head, _title = _panel(tr("Loss landscape"), self.landscape)
        self._landscape = panel
        for box, name, words in zip(self.axes, ("axis_x", "axis_y"), (tr("Weight across"), tr("Weight upwards")), strict=True):
            box.setObjectName(name)
            box.setAccessibleName(words)
            set_tooltip(box, words)
            box.activated.connect(self._choose_axes)
            head.addWidget(box)
        return panel

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Give the matrices the height that they can use, and the pictures below all else."""
        others = (self.timeline, self.kernels, self._words)
        free = self.height() - sum(part.sizeHint().height() for part in others)
        most = max(free - PLOTS_HEIGHT, 0)
        share = min(most, max(int(free * BOARD_SHARE), BOARD_HEIGHT))
        height = min(self.board.height_within(share), most)
        self.area.setFixedHeight(height)
        cell = SLOPE_CELL if free - height < LARGE_PLOTS else LARGE_SLOPE_CELL
        self._slopes_area.setFixedWidth(min(self.slopes.width_at(cell), self.width() * 2 // 5))

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises StopIteration if it is not shown."""
        return next(view for card in (*self.board.cards, *self.slopes.cards) for view in card.views if view.panel == panel)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.board.set_look(look)
        self.slopes.set_look(look)
        self.timeline.set_look(look)
        if self._session.state.learning:
            self._say(self._session.state.learning)
            self._plot(self._session.state.learning)

    def _say(self, scene: LearnScene) -> None:
        hint = tr("Point at a weight to see what pulls on it, at any other cell to see where it comes from.")
        line = scene.arithmetic or (Run(hint, "muted"),)
        self.arithmetic.show_lines((line,), scene.scales, self._look)
        self.chip.show_pin(scene, scene.focus.pin, self._look)
        self._lines.keep_room(scene.shown.task.index if scene.shown else None, self.arithmetic.rows_needed)
        self._lines.take_room()

    def _fit_target(self) -> None:
        self._session.edit(training_edits.fit_target)


def _panel(title: str, plot: QWidget) -> tuple[QWidget, QHBoxLayout, QLabel]:
    """A panel for a plot, with room for controls beside its title."""
    panel = QWidget()
    box = QVBoxLayout(panel)
    box.setContentsMargins(10, 6, 10, 4)
    box.setSpacing(2)
    head = QHBoxLayout()
    head.setSpacing(4)
    label = Label(title)
    label.setProperty("look", "heading")
    head.addWidget(label)
    head.addStretch(1)
    box.addLayout(head)
    box.addWidget(plot)
    return panel, head, label
