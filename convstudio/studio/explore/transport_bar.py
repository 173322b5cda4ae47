"""The bar of the transport, between the board and the explanation: buttons, scrubber, position, and speed."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from convstudio.experiment import Evaluation
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.playing.playhead import phase_scale
from convstudio.scene.words.placing import Form, longest_place, place_text
from convstudio.studio.document.session import State
from convstudio.studio.explore.scrubber import Scrubber
from convstudio.studio.playing.play_buttons import action_button, play_button
from convstudio.studio.playing.transport import SPEEDS, Transport
from convstudio.studio.widgets.elided import Elided
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr

SPACING = 4  # pixels between the controls
LEAST_PLACE = 30  # pixels of the words about the position; if there is less room, only the scrubber shows it
WIDE_DIGITS = 117  # from this width in digits on, the bar also names the layer,
NARROW_DIGITS = 100  # and below this one its words are short


class TransportBar(QWidget):
    """Shows the playhead, and passes clicks on to the transport."""

    def __init__(self, transport: Transport, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Transport"))
        self._transport, self._actions, self._look = transport, actions, LIGHT
        self._state: State | None = None
        self._asked: object = None  # what the longest position text was found for
        self._longest = ""
        self._widest: tuple[object, int] = None, 0  # a layer, and the width in pixels of its longest position text
        self.scrubber = Scrubber(self)
        self.scrubber.picked.connect(transport.scrub)
        self.scrubber.stepped.connect(transport.scrub_phase)
        self.play = play_button(actions["play"], "transport_play", (tr("Play"), tr("Pause")), self)
        self._room = _Room(self)
        self.place = self._room.label
        self.speed = self._speed_box()
        self._lay_out()
        transport.changed.connect(self._show_pace)

    def _lay_out(self) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 6, 14, 4)
        box.setSpacing(SPACING)
        for name in ("first", "back"):
            box.addWidget(action_button(self._actions[name], f"transport_{name}", self))
        box.addWidget(self.play)
        for name in ("forward", "last"):
            box.addWidget(action_button(self._actions[name], f"transport_{name}", self))
        steps, loop, hide = (
            action_button(self._actions[name], f"transport_{name}", self) for name in ("steps", "loop", "hide_unreached")
        )
        box.addWidget(steps)
        box.addSpacing(6)
        box.addWidget(self.scrubber, 1)
        box.addSpacing(6)
        box.addWidget(self._room)
        for widget in (self.speed, loop, hide):
            box.addWidget(widget)
        self._dispensable = (steps, self.speed, loop, hide)  # hidden from the last one on; the menu has them too

    def show_state(self, state: State) -> None:
        """Show the position of the playhead."""
        before, self._state = self._state, state
        self.setEnabled(state.playhead is not None)
        if state.playhead is None:
            self._say(_why_still(state.evaluation), "", None)
        elif before is None or before.playhead is None or _place(state) != _place(before):
            shape = state.evaluation.shape(state.playhead.layer)
            assert shape is not None
            self.scrubber.show_place(state.playhead.window, shape)
            self._say_place(state)
            self._show_phases()
        self._actions["hide_unreached"].setChecked(state.hide_unreached)

    def _show_phases(self) -> None:
        """Show the phases of the cell, product by product."""
        state = self._state
        playing = self._transport.pace.steps and state is not None and state.playhead is not None
        self.scrubber.show_phases(
            phase_scale(state.evaluation, state.playhead) if playing and state and state.playhead else None
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()
        if self._state and self._state.playhead:
            self._say_place(self._state)

    def minimumSizeHint(self) -> QSize:
        """The size without the parts that can be hidden."""
        least = super().minimumSizeHint()
        shown = [widget for widget in self._dispensable if not widget.isHidden()]
        return QSize(least.width() - sum(map(_place_of, shown)), least.height())

    def _give_way(self) -> None:
        """Show as much as there is room for, so that a narrow window can stay narrow."""
        free = self.width() - self.minimumSizeHint().width()
        for widget in self._dispensable:
            free -= _place_of(widget)
            if widget.isHidden() != (free < 0):
                widget.setVisible(free >= 0)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.scrubber.set_look(look)
        self._show_pace()

    def _say_place(self, state: State) -> None:
        assert state.playhead
        evaluation, layer = state.evaluation, state.playhead.layer
        digits = self.width() / self.fontMetrics().horizontalAdvance("0")
        form: Form = "named" if digits >= WIDE_DIGITS else "full" if digits >= NARROW_DIGITS else "short"
        asked = evaluation, layer, form, self._transport.pace.steps
        if asked != self._asked:
            self._asked = asked
            self._longest = longest_place(evaluation, layer, form, inside=self._transport.pace.steps)
        self._say(place_text(evaluation, state.playhead, form), self._longest, (form, layer, evaluation.shape(layer)))

    def _say(self, text: str, longest: str, of: object) -> None:
        """Show a text, with room for the longest one `of` the same thing, so that nothing moves while playing."""
        self.place.say(text)
        metrics = self.place.fontMetrics()
        width = max(metrics.horizontalAdvance(longest), metrics.horizontalAdvance(text)) + 10
        kept = of, metrics.height()
        self._widest = kept, max(width, self._widest[1] if kept == self._widest[0] else 0)
        self._room.keep(self._widest[1], metrics.height() + 4)
        self.scrubber.setAccessibleDescription(text)

    def _show_pace(self) -> None:
        playing, pace = self._transport.playing, self._transport.pace
        word = tr("Pause") if playing else tr("Play")
        on_accent = replace(self._look, text=self._look.accent_text, border=self._look.muted)
        self.play.setIcon(icon("pause" if playing else "play", on_accent))
        self.play.setText(word)
        self.play.setAccessibleName(word)
        self._actions["steps"].setChecked(pace.steps)
        self._show_phases()
        if self._state and self._state.playhead:
            self._say_place(self._state)
        self._actions["loop"].setChecked(pace.loop)
        self.speed.setCurrentIndex(self.speed.findData(pace.speed))

    def _speed_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName("transport_speed")
        box.setAccessibleName(tr("Speed"))
        set_tooltip(box, tr("How fast it plays; large layers stride, so that they end in time"))
        for speed in SPEEDS:
            box.addItem(f"{speed:g}×", speed)
        box.setCurrentIndex(box.findData(self._transport.pace.speed))
        box.activated.connect(self._choose_speed)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return box

    def _choose_speed(self, index: int) -> None:
        self._transport.set_speed(float(self.speed.itemData(index)))


def _place_of(widget: QWidget) -> int:
    """The width that a control takes in the bar, in pixels."""
    return widget.sizeHint().width() + SPACING


class _Room(QWidget):
    """Room for a text, which may shrink so that the window can be narrow. Changing the text needs no new layout; if it is cut
    off, the tooltip has all of it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._size = QSize(0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.label = Elided(LEAST_PLACE, self)
        self.label.setObjectName("transport_place")
        self.label.setProperty("look", "muted")

    def keep(self, width: int, height: int) -> None:
        """Take a width and a height in pixels, if there is room."""
        if self._size != QSize(width, height):
            self._size = QSize(width, height)
            self.label.resize(self.width(), height)
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.label.resize(self.width(), self._size.height())

    def sizeHint(self) -> QSize:
        return self._size

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._size.height())


def _place(state: State) -> tuple[object, ...]:
    """All that the words about the position depend on."""
    layer = state.playhead.layer if state.playhead else 0
    results = state.evaluation.results
    return state.playhead, state.evaluation.shape(layer), id(results[layer].layer) if layer < len(results) else None


def _why_still(evaluation: Evaluation) -> str:
    """Why there is nothing to play."""
    if evaluation.pending is not None:
        return tr("computing …")
    problem = evaluation.problem
    return problem[1].told if problem and problem[1].hides else tr("No layer to play")
