"""The bar of Learn's timeline: train, step, rewind."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment.learning import Line
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.words.numbers import short
from convstudio.studio.commands.keyed import say_with_keys
from convstudio.studio.explore.scrubber import Scrubber
from convstudio.studio.learn.learner import Learner
from convstudio.studio.playing.play_buttons import action_button, play_button
from convstudio.studio.widgets.flow import FlowLayout
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import count, tr

LONGEST_LOSS = "0000.000"
SHORTEST_SCRUBBER = 76
AROUND, BESIDE = 14, 6  # pixels at the ends of the bar, and on each side of the scrubber
LESS_OFTEN = ("slow", "reset_training", "new_seed")  # commands that move into a menu where there is less room


class Timeline(QWidget):
    """The bar that shows the moment and passes clicks on to the learner."""

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
        self._lay_out()
        learner.changed.connect(self._follow)

    def _lay_out(self) -> None:
        actions = self._actions
        self._bar = bar = QHBoxLayout()
        bar.setSpacing(4)
        for name in ("first", "back"):
            bar.addWidget(action_button(actions[name], f"timeline_{name}", self))
        bar.addWidget(self.train)
        bar.addWidget(action_button(actions["forward"], "timeline_forward", self))
        self.last = action_button(actions["last"], "timeline_last", self)
        bar.addWidget(self.last)
        actions["last"].changed.connect(self._say_last)  # which has its own words on the button by now
        self._transport_width = bar.minimumSize().width() + 5 * bar.spacing()
        bar.addSpacing(BESIDE)
        bar.addWidget(self.scrubber, 1)
        bar.addSpacing(BESIDE)
        self._buttons = [action_button(actions[name], f"timeline_{name}", self, text=True) for name in LESS_OFTEN]
        self._more = self._menu_button()
        self._beside = [self.place, self.stop, *self._buttons, self._more]  # the scrubber, or below it if there is no room
        self._steps = steps = FlowLayout()
        self._is_wide, self._is_brief, self._is_folded = True, False, False
        for widget in self._beside:
            bar.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(AROUND, 6, AROUND, 2)
        box.setSpacing(4)
        box.addLayout(bar)
        box.addLayout(steps)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_place()  # arranged by the page, for one width: two of them could call for each other for ever

    def minimumSizeHint(self) -> QSize:
        """The narrowest size that the bar can take, whatever its present arrangement."""
        margins = self.contentsMargins().left() + self.contentsMargins().right() + 2 * AROUND
        return QSize(margins + self._transport_width + SHORTEST_SCRUBBER, super().minimumSizeHint().height())

    def arrange(self, width: int) -> None:
        """Arrange the bar for a width, reserving room for the longest text, so that nothing moves while training.

        If epoch and loss fit beside the scrubber, both are shown there. Else the loss is left to the title of the curve; else
        the less common buttons also move into a menu; else all that is beside the scrubber moves below it.
        """
        place, gap = self.fontMetrics().horizontalAdvance, self._bar.spacing()
        free = width - 2 * AROUND - self._transport_width - SHORTEST_SCRUBBER - 2 * BESIDE
        beside = free - sum(button.sizeHint().width() + gap for button in self._buttons)
        folded = free - self._more.sizeHint().width() - gap
        epoch = place(_place_words(300, 300))
        self._is_brief = beside < place(_place_words(1000, 1000, LONGEST_LOSS))
        self._is_folded = beside < epoch <= folded
        is_wide = max(beside, folded if self._is_folded else 0) >= epoch
        for button in self._buttons:
            button.setVisible(not self._is_folded)
        self._more.setVisible(self._is_folded)
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            for widget in self._beside:
                (self._steps if is_wide else self._bar).removeWidget(widget)
                (self._bar if is_wide else self._steps).addWidget(widget)

    def _menu_button(self) -> QToolButton:
        """The button with the menu of the less common commands."""
        button = QToolButton(self)
        button.setObjectName("timeline_more")
        button.setText(tr("More"))
        set_tooltip(button, tr("One step slowly, or to train anew"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)  # what is not possible says why
        for name in LESS_OFTEN:
            menu.addAction(self._actions[name])
        button.setMenu(menu)
        return button

    def show_scene(self, scene: LearnScene) -> None:
        """Show the moment of a scene."""
        line, self._scene = scene.learnt.line, scene
        self.setEnabled(line is not None or scene.waits)
        if line is not None:
            epochs = max(line.run.end, scene.learnt.experiment.training.epochs)
            self.scrubber.show_place(scene.moment.epoch, (1, epochs + 1, 1))
        self._show_place()
        self._say_last()

    def _say_last(self) -> None:
        """Say what the button does: at the end it trains on."""
        if not self._actions["last"].isEnabled() or self._scene is None:
            return  # it says why not
        more = count(self._learner.further, "Train {n} more epoch, and go to it", "Train {n} more epochs, and go to the last")
        say_with_keys(self.last, more if self._learner.at_end else tr("To the last epoch of the run"), "last")

    def _show_place(self) -> None:
        """Show the epoch in words, or the progress of what is awaited; and the button that stops it."""
        scene = self._scene
        if scene is None:
            return
        line = scene.learnt.line
        behind = line is not None and not line.done and line.last < line.run.end
        text = self._waiting_words() or (
            _epoch_words(scene, line, behind, brief=self._is_brief and self._is_wide) if line else ""
        )
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


def _epoch_words(scene: LearnScene, line: Line, behind: bool, *, brief: bool) -> str:
    epochs = max(line.run.end, scene.learnt.experiment.training.epochs)
    loss = short(scene.shown.loss) if scene.shown and not brief else ""
    known = tr(" ({n} computed)", n=line.last) if behind else ""
    return _place_words(scene.moment.epoch, epochs, loss) + known


def _place_words(epoch: int, last: int, loss: str = "") -> str:
    return tr("epoch {i} of {n}", i=epoch, n=last) + (tr(" · loss {n}", n=loss) if loss else "")


def _label(name: str) -> QLabel:
    label = Label()
    label.setObjectName(name)
    label.setProperty("look", "muted")
    label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
    return label
