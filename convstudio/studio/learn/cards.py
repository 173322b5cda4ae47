"""The cards of Learn that have more than a colour bar below their matrices."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QMenu, QSizePolicy, QToolButton

from convstudio.experiment import training_edits
from convstudio.experiment.gallery import KernelPreset, Picture, kernels, pictures
from convstudio.experiment.task import pictures as all_pictures
from convstudio.layers import Array
from convstudio.painting.palette import Look
from convstudio.scene import Card
from convstudio.scene.workspaces.learn import showing_picture
from convstudio.studio.explore.cards import CardView
from convstudio.studio.explore.input_card import DrawnCard
from convstudio.studio.icons import icon
from convstudio.studio.literal import Label, set_tooltip
from convstudio.words import tr

LEARNED_CELL, LEARNED_SIDE = 38.0, 66.0  # pixels of a weight: four digits; of a kernel that has many


class MapCard(CardView):
    """A map with its colour bar, which says that the colours of a run stay, also where its numbers do not fit its cells."""

    def build_footer(self, footer: QHBoxLayout) -> None:
        super().build_footer(footer)
        self._bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as wide as the card is anyway
        footer.setStretch(0, 100)


class TargetCard(DrawnCard):
    """A target that is painted; the tools are those of Explore, by their keys."""

    def beside_panels(self, panels: QGridLayout) -> QLayout:
        """The matrices alone: width is what this workspace has least of."""
        for tool in self._drawing.tools:
            tool.hide()
        return panels


class StepCard(CardView):
    """Weights alone, large enough for their digits."""

    least_kernel_cell, least_kernel_side = LEARNED_CELL, LEARNED_SIDE

    def build_footer(self, footer: QHBoxLayout) -> None:
        """Nothing."""

    def show_footer(self, card: Card) -> None:
        """There is nothing that changes."""


class PictureCard(CardView):
    """A picture to learn from, the tools to change it, and the way to the others."""

    def build_footer(self, footer: QHBoxLayout) -> None:
        self._previous = _button("picture_previous", tr("Previous picture"), "left", partial(self._turn, -1))
        self._next = _button("picture_next", tr("Next picture"), "right", partial(self._turn, 1))
        self._which = Label(parent=self)
        self._which.setObjectName("picture_number")
        self._add = _button("picture_add", tr("Add a picture to learn from"), "plus")
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._add)
        menu.setObjectName("picture_add_menu")
        menu.aboutToShow.connect(partial(self._fill, menu))
        self._add.setMenu(menu)
        self._remove = _button("picture_remove", tr("Remove this picture"), "remove", self._remove_picture)
        for widget in (self._previous, self._which, self._next, self._add, self._remove):
            footer.addWidget(widget)
        footer.addStretch(1)

    def show_footer(self, card: Card) -> None:
        state = self._session.state
        number, count = self._number(), len(state.experiment.training.pictures) + 1
        self._which.setText(tr("{i} of {n}", i=number + 1, n=count))
        self._previous.setEnabled(number > 0)
        self._next.setEnabled(number + 1 < count)
        self._remove.setEnabled(number > 0)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        _dress((self._previous, self._next, self._add, self._remove), look)

    def _number(self) -> int:
        return max(self.matrix.layer, 0)

    def _turn(self, by: int) -> None:
        self._show_picture(self._number() + by)

    def _show_picture(self, number: int) -> None:
        self._session.finish_typing()
        self._session.become(showing_picture(number))

    def _remove_picture(self) -> None:
        number = self._number()
        self._show_picture(number - 1)
        self._session.edit(training_edits.remove_picture, number)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        copy = menu.addAction(tr("Copy of this picture"))
        copy.setObjectName("add_copy")
        copy.triggered.connect(self._copy)
        menu.addSeparator()
        for preset in pictures():
            action = menu.addAction(tr(preset.title))
            action.setObjectName(f"add_{preset.name}")
            action.triggered.connect(partial(self._take, preset))

    def _copy(self) -> None:
        self._add_picture(all_pictures(self._session.state.experiment)[self._number()])

    def _take(self, preset: Picture) -> None:
        self._add_picture(preset.values)

    def _add_picture(self, values: Array) -> None:
        if self._session.edit(training_edits.add_picture, values):
            self._show_picture(len(self._session.state.experiment.training.pictures))


class LearnedCard(StepCard):
    """The kernel that is learned, and the way out of this workspace for it."""

    def beside_panels(self, panels: QGridLayout) -> QLayout:
        """The matrix, with the button at its right: height is what a window has least of."""
        self._use = QToolButton(self)
        self._use.setText(tr("Use it"))
        self._use.setObjectName("use_kernel")
        set_tooltip(self._use, tr("Make this the kernel of the layer in Explore"))
        self._use.setProperty("look", "compact")
        self._use.clicked.connect(self._take)
        return _side_by_side(panels, self._use)

    def _take(self) -> None:
        screen = self._session.state.learning
        if screen and screen.shown:
            self._session.edit(training_edits.use_kernel, screen.shown.task, screen.shown.weights)


class WantedCard(StepCard):
    """The kernel that the target comes from, and others to take instead."""

    least_kernel_cell = 0.0

    def beside_panels(self, panels: QGridLayout) -> QLayout:
        """The matrix, with the presets at its right."""
        self._preset = QToolButton(self)
        self._preset.setText(tr("Preset"))
        self._preset.setObjectName("target_preset")
        set_tooltip(self._preset, tr("Let another kernel make the target"))
        self._preset.setProperty("look", "compact")
        self._preset.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._preset.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._preset)
        menu.setObjectName("target_preset_menu")
        menu.aboutToShow.connect(partial(self._fill, menu))
        self._preset.setMenu(menu)
        return _side_by_side(panels, self._preset)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self._preset.setIcon(icon("kernel", look))

    def _fill(self, menu: QMenu) -> None:
        """The kernels that have the size of the learned one."""
        menu.clear()
        screen = self._session.state.learning
        shape = screen.shown.task.layer.window if screen and screen.shown else (0, 0)
        for preset in (preset for preset in kernels() if preset.values.shape == shape):
            action = menu.addAction(tr(preset.title))
            action.setObjectName(f"target_{preset.name}")
            action.triggered.connect(partial(self._take, preset))
        if not menu.actions():
            menu.addAction(tr("No preset is {h} × {w}", h=shape[0], w=shape[1])).setEnabled(False)

    def _take(self, preset: KernelPreset) -> None:
        self._session.edit(training_edits.set_target_kernel, preset.values, tr(preset.title))


class GradientCard(StepCard):
    """The gradient, and the proof of it: nudge a weight, and see how the loss changes."""

    nudge_asked = Signal()

    def beside_panels(self, panels: QGridLayout) -> QLayout:
        """The matrix, with the button at its right."""
        self._nudge = QToolButton(self)
        self._nudge.setText(tr("Nudge"))
        self._nudge.setObjectName("nudge")
        set_tooltip(self._nudge,
            tr("Make one weight a little larger and a little smaller, and compare how the loss changes with the gradient.\n"
               "It is the weight that is pointed at or pinned, else the one with the steepest slope.")
        )  # fmt: skip
        self._nudge.setProperty("look", "compact")
        self._nudge.clicked.connect(self.nudge_asked)
        return _side_by_side(panels, self._nudge)


def _side_by_side(panels: QGridLayout, button: QToolButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addLayout(panels)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    return row


def _button(name: str, title: str, drawing: str, does: object = None) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(title)
    set_tooltip(button, title)
    button.setProperty("drawing", drawing)
    button.setProperty("look", "small")
    if callable(does):
        button.clicked.connect(does)
    return button


def _dress(buttons: tuple[QToolButton, ...], look: Look) -> None:
    for button in buttons:
        button.setIcon(icon(button.property("drawing"), look))
