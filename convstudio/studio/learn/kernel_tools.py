"""The tools for the learned kernel, and for the kernel that makes the target."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from convstudio.experiment.edits import training_edits
from convstudio.experiment.gallery import KernelPreset, kernels
from convstudio.painting.palette import Look
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.workspaces.learn import revealing
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.widgets.locking import lock
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr, translated


class LearnedTools(QWidget):
    """Buttons that use the learned kernel in Explore, reveal the target kernel, and exchange it for a preset."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learned_tools")
        self._session = session
        self._look: Look | None = None
        self._use = self._button("use_kernel", tr("Use K"), tr("Make this the kernel of the layer in Explore"))
        self._use.clicked.connect(self._take)
        self.reveal = self._button("reveal_target", tr("Target"), tr("Show the kernel that makes the target, or hide it"))
        self.reveal.setCheckable(True)
        self.reveal.clicked.connect(lambda on: session.become(revealing(on)))
        self._preset = self._button("target_preset", "", tr("Let another kernel make the target"))
        self._preset.setAccessibleName(tr("Preset"))
        self._preset.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._preset)
        menu.setObjectName("target_preset_menu")
        menu.aboutToShow.connect(partial(self._fill, menu))
        self._preset.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self._use, self.reveal, self._preset):
            row.addWidget(widget)
        row.addStretch(1)

    def show_scene(self, scene: LearnScene, look: Look, *, revealed: bool) -> None:
        """Show the buttons that apply: a painted target has no kernel, and a drawn target kernel is always visible."""
        target = scene.learnt.experiment.training.target
        self.reveal.setVisible(target != "painted")
        self._preset.setVisible(target != "painted")
        self.reveal.setEnabled(target != "drawn")
        self.reveal.setChecked(revealed)
        guide = self._session.state.guiding
        lock(self._preset, guide.lock("training", "kernel"))
        lock(self._use, guide.lock("kernel"))
        self._use.setEnabled(scene.shown is not None and guide.allows("kernel"))
        if look is not self._look:
            self._look = look
            self.reveal.setIcon(icon("eye", look))
            self._preset.setIcon(icon("kernel", look))

    def _button(self, name: str, text: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        set_tooltip(button, words)
        button.setProperty("look", "small")
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        button.setToolButtonStyle(style)
        return button

    def _take(self) -> None:
        screen = self._session.state.learning
        if screen and screen.shown:
            self._session.edit(training_edits.use_kernel, screen.shown.task, screen.shown.weights)

    def _fill(self, menu: QMenu) -> None:
        """Fill the menu with the presets that have the size of the learned kernel."""
        menu.clear()
        screen = self._session.state.learning
        shape = screen.shown.task.layer.window if screen and screen.shown else (0, 0)
        for preset in (preset for preset in kernels() if preset.values.shape == shape):
            action = menu.addAction(translated(preset.title))
            action.setObjectName(f"target_{preset.name}")
            action.triggered.connect(partial(self._exchange, preset))
        if not menu.actions():
            menu.addAction(tr("No preset is {h} × {w}", h=shape[0], w=shape[1])).setEnabled(False)

    def _exchange(self, preset: KernelPreset) -> None:
        self._session.edit(training_edits.set_target_kernel, preset.values, translated(preset.title))
