"""The timeline of Learn: train, step, rewind; and the five phases of one step."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment.learning import Line
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.moment import ERROR, FORWARD, GRADIENT, NEW, STEP
from convstudio.scene.numbers import short
from convstudio.studio.explore.scrubber import Scrubber
from convstudio.studio.flow import FlowLayout
from convstudio.studio.icons import icon
from convstudio.studio.learn.learner import Learner
from convstudio.studio.literal import Label, set_tooltip
from convstudio.studio.play_buttons import action_button, play_button
from convstudio.words import tr

LONGEST_PLACE = "epoch 10000 of 10000 · loss 0.000000"
SHORTEST_SCRUBBER = 180
PHASE_TITLES = (
    (FORWARD, "1  forward", "The kernel slides over the input: the prediction Ŷ."),
    (ERROR, "2  error", "What is wrong with it: prediction minus target, Ŷ − Y."),
    (GRADIENT, "3  gradient", "How the loss would change with each weight: the input correlated with the errors."),
    (STEP, "4  step", "Against the gradient, scaled by the learning rate."),
    (NEW, "5  new kernel", "The kernel plus the step."),
)


class Timeline(QWidget):
    """Shows the moment, and hands on what is clicked."""

    def __init__(self, learner: Learner, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Timeline"))
        self._learner, self._actions, self._look = learner, actions, LIGHT
        self.scrubber = Scrubber(self)
        self.scrubber.setObjectName("epoch_scrubber")
        self.scrubber.setAccessibleName(tr("Epoch"))
        set_tooltip(self.scrubber, tr("Drag to any epoch; one that is not trained yet is trained (arrows: an epoch)"))
        self.scrubber.picked.connect(learner.scrub)
        self.train = play_button(actions["play"], "train", (tr("Train"), tr("Pause")), self)
        self.place = _label("epoch_place")
        self.stop = QToolButton(self)
        self.stop.setObjectName("training_stop")
        self.stop.clicked.connect(self._stop_or_go_on)
        self._scene: LearnScene | None = None
        self.phases = {phase: self._phase_button(phase, title, words) for phase, title, words in PHASE_TITLES}
        self._lay_out()
        learner.changed.connect(self._follow)

    def _lay_out(self) -> None:
        actions = self._actions
        self._bar = bar = QHBoxLayout()
        bar.setSpacing(4)
        for name in ("first", "back"):
            bar.addWidget(action_button(actions[name], f"timeline_{name}", self))
        bar.addWidget(self.train)
        for name in ("forward", "last"):
            bar.addWidget(action_button(actions[name], f"timeline_{name}", self))
        self._transport_width = bar.minimumSize().width() + 5 * bar.spacing()
        bar.addSpacing(6)
        bar.addWidget(self.scrubber, 1)
        bar.addSpacing(6)
        anew = [action_button(actions[name], f"timeline_{name}", self, text=True) for name in ("reset_training", "new_seed")]
        self._beside = [self.place, self.stop, *anew]  # the scrubber; below it, where there is no room
        self._steps = steps = FlowLayout()
        steps.addWidget(action_button(actions["slow"], "timeline_slow", self, text=True))
        for button in self.phases.values():
            steps.addWidget(button)
        self._is_wide = False
        for widget in self._beside:
            steps.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 6, 14, 2)
        box.setSpacing(4)
        box.addLayout(bar)
        box.addLayout(steps)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the place beside the scrubber where there is room for the longest one, else below: it does not move meanwhile."""
        super().resizeEvent(event)
        room = self.fontMetrics().horizontalAdvance(LONGEST_PLACE) + sum(w.sizeHint().width() for w in self._beside[1:])
        is_wide = self.width() >= self._transport_width + room + SHORTEST_SCRUBBER
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            for widget in self._beside:
                (self._steps if is_wide else self._bar).removeWidget(widget)
                (self._bar if is_wide else self._steps).addWidget(widget)

    def show_scene(self, scene: LearnScene) -> None:
        """Show where it stands."""
        line, self._scene = scene.learnt.line, scene
        self.setEnabled(line is not None or scene.waits)
        if line is not None:
            epochs = max(line.run.end, scene.learnt.experiment.training.epochs)
            self.scrubber.show_place(scene.moment.epoch, (1, epochs + 1, 1))
        for phase, button in self.phases.items():
            button.setChecked(scene.moment.phase == phase)
        self._show_place()

    def _show_place(self) -> None:
        """The epoch in words, or how far what it waits for has come; and what stops that."""
        scene = self._scene
        if scene is None:
            return
        line = scene.learnt.line
        behind = line is not None and not line.done and line.last < line.run.end
        text = self._waiting_words() or (_epoch_words(scene, line, behind) if line else "")
        self.place.setText(text)
        self.scrubber.setAccessibleDescription(text)
        held = self._learner.held and scene.waits
        self.stop.setVisible(behind or scene.waits)
        self.stop.setText(tr("Go on") if held else tr("Stop"))
        set_tooltip(self.stop, tr("Compute it after all") if held else tr("Compute no further; what is there stays"))

    def _waiting_words(self) -> str:
        scene, progress = self._scene, self._learner.progress
        if scene is None or not scene.waits:
            return ""
        if self._learner.held:
            return tr("stopped before it was computed")
        if progress is None:
            return "" if scene.shown else tr("computing …")
        return tr("computing … {p} %", p=round(100 * progress))

    def _stop_or_go_on(self) -> None:
        if self._learner.held:
            self._learner.go_on()
        else:
            self._learner.stop()

    def _follow(self) -> None:
        self._show_pace()
        self._show_place()

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.scrubber.set_look(look)
        self._show_pace()

    def _show_pace(self) -> None:
        playing = self._learner.playing
        word = tr("Pause") if playing else tr("Train")
        on_accent = replace(self._look, text=self._look.accent_text, border=self._look.muted)
        self.train.setIcon(icon("pause" if playing else "play", on_accent))
        self.train.setText(word)
        self.train.setAccessibleName(word)
        self._actions["slow"].setChecked(self._learner.slow)

    def _phase_button(self, phase: int, title: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"phase_{phase}")
        button.setText(tr(title))
        set_tooltip(button, tr(words))
        button.setCheckable(True)
        button.setProperty("look", "phase")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._choose_phase, phase))
        return button

    def _choose_phase(self, phase: int) -> None:
        self._learner.show_phase(phase)


def _epoch_words(scene: LearnScene, line: Line, behind: bool) -> str:
    epochs = max(line.run.end, scene.learnt.experiment.training.epochs)
    loss = tr(" · loss {n}", n=short(scene.shown.loss)) if scene.shown else ""
    known = tr(" ({n} computed)", n=line.last) if behind else ""
    return tr("epoch {i} of {n}", i=scene.moment.epoch, n=epochs) + loss + known


def _label(name: str) -> QLabel:
    label = Label()
    label.setObjectName(name)
    label.setProperty("look", "muted")
    label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
    return label
