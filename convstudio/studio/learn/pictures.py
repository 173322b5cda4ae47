"""The plots of Learn: the loss over the epochs, and the loss landscape, each with its controls."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning import cost_estimates, quadratic_of
from convstudio.experiment.learning.training_setup import Task
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.divergence import Divergence, divergence
from convstudio.scene.learn.pictures import LandscapePicture, View, kernels_picture, landscape, loss_picture
from convstudio.scene.learn.words import weight_name
from convstudio.scene.words.numbers import short
from convstudio.studio.document.session import Session, State
from convstudio.studio.learn.curves.figure import Seen
from convstudio.studio.learn.curves.kernel_strip import KernelStrip
from convstudio.studio.learn.curves.landscape import Landscape
from convstudio.studio.learn.curves.loss_curve import LossCurve
from convstudio.studio.learn.learner import Learner
from convstudio.studio.widgets.flow import FlowLayout
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr

FOLLOWING_MS = 40  # after which the plots follow a stroke; its matrices, which take less time than these, follow at once
SETTLED_MS = 150  # without a change, before a landscape that takes long is computed
NARROW = 70  # letters of width; below it, the button stands below the warning instead of beside it
MOST_AXES = 64  # weights that can be chosen as axes of the landscape


class Pictures(QWidget):
    """Both plots; above them, if the run diverges, a warning with its reason and a button that takes a smaller rate."""

    def __init__(self, session: Session, learner: Learner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._learner, self._look = session, learner, LIGHT
        self.loss, self.landscape = LossCurve(), Landscape()
        self.kernels = KernelStrip(self.loss.place_of)
        self._filmed: tuple[object, ...] = (None,)
        self.axes = QComboBox(), QComboBox()
        self._places = (0, 1)
        self._view: View | None = None  # the part chosen by zooming
        self._opened: object = None
        self._drawn: tuple[object, ...] = (None,)
        self._ground_holds = False  # whether the landscape shown is over the chosen weights
        self._named: tuple[object, ...] = ()  # what the names of the axes depend on
        self._divergence: Divergence | None = None
        self._is_low = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._work_out)
        self._following = QTimer(self)
        self._following.setSingleShot(True)
        self._following.setInterval(FOLLOWING_MS)
        self._following.timeout.connect(self._follow)
        self._lay_out()
        learner.changed.connect(self._replot)
        learner.drawing.done.connect(self._worked_out)
        learner.changed.connect(self._film)
        self.landscape.zoomed.connect(self._zoom)
        self.loss.moved.connect(self._film)
        self.landscape.resized.connect(self._replot)
        self.kernels.picked.connect(learner.scrub)
        for plot in (self.loss, self.landscape):
            plot.picked.connect(learner.scrub)

    def _lay_out(self) -> None:
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._warning_row())
        self._plots = QHBoxLayout()
        self._plots.addWidget(self._loss_panel(), 1)
        self._plots.addWidget(self._landscape_panel(), 1)
        box.addLayout(self._plots, 1)

    def show_state(self, state: State) -> None:
        """Show another state."""
        if state.opened is not self._opened:
            self._opened = state.opened
            self._look_at_all()
        if state.draft and self._drawn[0]:
            if not self._following.isActive():
                self._following.start()
        else:
            self._follow()

    def _follow(self) -> None:
        """Show the present state."""
        self._following.stop()
        self._replot()
        self._film()

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.this_run.setIcon(icon("fit", look))
        self._replot()
        self._film()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_warning()

    def set_low(self, low: bool) -> None:
        """Take less height: lower plots, and a shorter warning."""
        if low == self._is_low:
            return
        self._is_low = low
        self._turn_warning()
        self._say_why()
        for plot in (self.loss, self.landscape):
            plot.set_low(low)
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.updateGeometry()  # Qt would do so only later, but the height is needed now
        self._plots.invalidate()
        self._box.invalidate()

    def _turn_warning(self) -> None:
        narrow = self.width() < NARROW * self.fontMetrics().averageCharWidth() and not self._is_low
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._warning_box.setDirection(direction)

    def height_at(self, width: int) -> int:
        """The height in pixels that the plots need at some width, where titles may wrap."""
        box = self._box
        return box.totalMinimumHeightForWidth(width) if box.hasHeightForWidth() else box.totalMinimumSize().height()

    # What is shown

    def _replot(self) -> None:
        if self._session.state.learning:
            self._plot(self._session.state.learning)

    def _plot(self, scene: LearnScene) -> None:
        if scene.shown is None:
            self._loss_title.setText(tr("Loss"))
            self._loss_epoch.setText(tr("computing …") if scene.waits else "")
            self._drawn = (None,)
            return
        chosen = self._places, self._view, self.this_run.isChecked()
        drawn = scene.learnt, scene.shown, self._learner.playing, chosen, self._look, self.width(), self.landscape.aspect
        if all(a is b or a == b for a, b in zip(drawn, self._drawn, strict=False)):
            return
        self._drawn = drawn
        losses = loss_picture(scene)
        self.loss.show_picture(losses, self._look)
        self._loss_title.setText(tr("Loss {loss}", loss=short(losses.loss)))
        self._loss_epoch.setText(tr("at epoch {n}", n=losses.epoch))
        self._warn(divergence(scene.learnt))
        self._fill_axes(scene.shown.task)
        self._plot_landscape(scene)

    def _film(self) -> None:
        """Update the kernel strip."""
        scene = self._session.state.learning
        if scene is None or scene.shown is None or scene.learnt.line is None:
            return
        apart = self.kernels.apart(scene.learnt.line.last)
        filmed = scene.learnt, scene.shown, self._look, apart
        if not all(a is b or a == b for a, b in zip(filmed, self._filmed, strict=False)):
            self._filmed = filmed
            self.kernels.show_picture(kernels_picture(scene, apart), self._look)
        self.kernels.update()

    def _plot_landscape(self, scene: LearnScene) -> None:
        assert scene.shown
        slow = quadratic_of(scene.learnt) is None or 2 * cost_estimates.of_gradient(scene.shown.task) > cost_estimates.QUICK
        before = self.landscape.picture if self._ground_holds else None
        hold = before is not None and (self._learner.playing or slow)
        found = self._landscape_of(scene, before, hold=hold, bare=slow)
        self._ground.setVisible(found is not None)
        if found:
            self._ground_holds = True
            self.landscape.show_picture(found, self._look)
        if slow and found:
            self._settled.start()  # restarted by every change

    def _landscape_of(
        self, scene: LearnScene, before: LandscapePicture | None, *, hold: bool = False, bare: bool = False
    ) -> LandscapePicture | None:
        alone = self.this_run.isChecked()
        return landscape(
            scene, self._places, before, hold=hold, bare=bare, view=self._view, alone=alone, aspect=self.landscape.aspect
        )

    def _work_out(self) -> None:
        """Compute a landscape that takes longer than a frame on another thread, now that nothing has changed for a moment."""
        scene = self._session.state.learning
        if scene and scene.shown and not self._learner.playing:
            self._wanted = self._drawn
            self._learner.drawing.do(partial(self._landscape_of, scene, None))

    def _worked_out(self, found: LandscapePicture | None) -> None:
        if found and self._wanted is self._drawn:
            self.landscape.show_picture(found, self._look)

    _wanted: tuple[object, ...] | None = None  # the `_drawn` for which a landscape is being computed

    def seen(self, look: Look) -> Seen | None:
        """What the plots show, to be drawn with another look; None while they show nothing."""
        picture = self.loss.picture
        if picture is None:
            return None
        title = f"{self._loss_title.text()} {self._loss_epoch.text()}"
        ground = self.landscape.picture if self._ground.isVisibleTo(self) else None
        return Seen(title, picture, self.kernels.picture, ground, look, logarithmic=self.loss.logarithmic)

    # The part of the landscape

    def _fill_axes(self, task: Task) -> None:
        """Fill the lists of weights for the axes, if the weights have changed."""
        named = task.layer.kernel.shape, task.layer.turns, task.learn_bias
        if named == self._named:
            return
        self._named = named
        names = [weight_name(task, place) for place in range(min(task.size, MOST_AXES))]
        self._places = 0, min(1, task.size - 1)
        self._view, self._ground_holds = None, False
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
        self._view, self._ground_holds = None, False
        self._replot()

    def _zoom(self, view: View | None) -> None:
        """Zoom to a part of the landscape; None: to the paths of the runs."""
        self._view = view
        self._replot()

    def _zoom_to_run(self) -> None:
        self._view = None
        self._replot()

    def _look_at_all(self) -> None:
        self._view = None
        self.this_run.setChecked(False)

    # The warning of divergence

    def _warn(self, found: Divergence | None) -> None:
        if found == self._divergence:
            return
        self._divergence = found
        self._warning.setVisible(found is not None)
        if found:
            self._say_why()
            self.take_rate.setText(tr("Take η = {rate}", rate=short(found.rate)))

    def _say_why(self) -> None:
        """Show the reason as a sentence; in a low window in a few words, with the sentence as their tooltip."""
        found = self._divergence
        if found:
            self.diverges.setText(found.brief if self._is_low else found.words)
            set_tooltip(self.diverges, found.words if self._is_low else "")

    def _take_rate(self) -> None:
        if self._divergence:
            self._session.edit(training_edits.take_rate, self._divergence.rate)

    # Pieces

    def _warning_row(self) -> QWidget:
        self._warning = QWidget()
        row = self._warning_box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._warning)
        row.setContentsMargins(10, 6, 10, 0)
        self.diverges = Label()
        self.diverges.setObjectName("diverges")
        self.diverges.setProperty("look", "warning")
        self.diverges.setWordWrap(True)
        self.take_rate = QToolButton()
        self.take_rate.setObjectName("take_stable_rate")
        set_tooltip(self.take_rate, tr("Train from the same start with a learning rate that is small enough"))
        self.take_rate.clicked.connect(self._take_rate)
        row.addWidget(self.diverges, 1)
        row.addWidget(self.take_rate)
        self._warning.hide()
        return self._warning

    def _loss_panel(self) -> QWidget:
        panel, head, self._loss_title = _panel(tr("Loss"), self.loss, self.kernels)
        self._loss_title.ensurePolished()
        self._loss_title.setMinimumWidth(self._loss_title.fontMetrics().horizontalAdvance(tr("Loss {loss}", loss="0.0000")))
        self._loss_epoch = Label()
        self._loss_epoch.setProperty("look", "heading")
        head.addWidget(self._loss_epoch)
        self.logarithmic = QToolButton()
        self.logarithmic.setObjectName("logarithmic")
        self.logarithmic.setText(tr("log"))
        set_tooltip(self.logarithmic, tr("A logarithmic scale: every step down is a division"))
        self.logarithmic.setCheckable(True)
        self.logarithmic.setChecked(True)
        self.logarithmic.setProperty("look", "compact")
        self.logarithmic.toggled.connect(self.loss.set_logarithmic)
        head.addWidget(self.logarithmic)
        head.keep_together(2)
        return panel

    def _landscape_panel(self) -> QWidget:
        panel, head, _title = _panel(tr("Loss landscape"), self.landscape)
        self._ground = panel
        head.keep_together(1)
        named = (("axis_x", tr("Weight across"), "→"), ("axis_y", tr("Weight upwards"), "↑"))
        for box, (name, words, arrow) in zip(self.axes, named, strict=True):
            sign = Label(arrow)
            sign.setProperty("look", "muted")
            box.setObjectName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setAccessibleName(words)
            set_tooltip(box, words)
            box.activated.connect(self._choose_axes)
            head.addWidget(sign)
            head.addWidget(box)
        self.this_run = QToolButton()
        self.this_run.setObjectName("zoom_to_run")
        self.this_run.setAccessibleName(tr("Zoom to this run"))
        set_tooltip(self.this_run, tr("Zoom to this run; again: to all runs. The wheel, + and − zoom where they point"))
        self.this_run.setCheckable(True)
        self.this_run.setProperty("look", "compact")
        self.this_run.clicked.connect(self._zoom_to_run)
        head.addWidget(self.this_run)
        return panel


def _panel(title: str, plot: QWidget, *below: QWidget) -> tuple[QWidget, FlowLayout, Label]:
    """A panel for a plot and the widgets below it: the panel, the row of its title for further controls, and the title."""
    panel = QWidget()
    box = QVBoxLayout(panel)
    box.setContentsMargins(10, 6, 10, 4)
    box.setSpacing(2)
    head = FlowLayout()
    label = Label(title)
    label.setProperty("look", "heading")
    head.addWidget(label)
    box.addLayout(head)
    box.addWidget(plot, 1)
    for widget in below:
        box.addWidget(widget)
    return panel, head, label
