"""The bar of the Shift lab: play and step, the shift, what comes in at the border, and what is compared."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.workspaces.shift.lab import LabScene
from convstudio.scene.workspaces.shift.views import View
from convstudio.studio.explore.scrubber import Scrubber
from convstudio.studio.playing.play_buttons import action_button, play_button
from convstudio.studio.widgets.controls import ChoiceField, WholeField
from convstudio.studio.widgets.flow import FlowLayout
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.studio.workspaces.shift.mover import Mover
from convstudio.words import Text, tr

BORDERS: tuple[tuple[str, Text], ...] = (("zeros", "Zeros"), ("wrap", "Wrap"), ("repeat", "Repeat"))
MARGIN = 14
AGAINST: tuple[tuple[str, Text], ...] = (("moved", "Moved output"), ("still", "Output as it was"))
SCOPES: tuple[tuple[str, Text], ...] = (("layer", "Selected layer"), ("all", "All layers"))
SIZES: tuple[tuple[str, Text], ...] = (("this", "This one"), ("large", "3 × 224 × 224"))
ALONG: tuple[tuple[str, Text], ...] = (("columns", "Columns"), ("rows", "Rows"))
TURNING: tuple[tuple[str, Text], ...] = (
    ("quarter", "Quarter turn right"), ("half", "Half turn"), ("three_quarters", "Quarter turn left"),
    ("left_right", "Mirror left–right"), ("top_bottom", "Mirror top–bottom"), ("diagonal", "Mirror at the diagonal"),
    ("other_diagonal", "Mirror at the other diagonal"),
)  # fmt: skip
LEAST_SLIDER, LONGEST_SLIDER, BETWEEN = 90, 460, 10  # pixels


class ShiftBar(QWidget):
    """The bar that shows the settings of the lab and passes changes on to the mover."""

    def __init__(self, mover: Mover, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shift_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Shift"))
        self._mover, self._look = mover, LIGHT
        self._middle = 0  # the slider's position for no shift
        self.play = play_button(actions["play"], "shift_play", (tr("Play"), tr("Pause")), self)
        self.slider = Scrubber(self)
        self.slider.setObjectName("shift_slider")
        self.slider.setAccessibleName(tr("Columns to the right"))
        self.slider.setFixedWidth(LEAST_SLIDER)
        set_tooltip(self.slider, tr("Drag to move the input to the left or to the right"))
        self.slider.picked.connect(self._scrub)
        self.rows, self.columns = self._whole("rows"), self._whole("columns")
        set_tooltip(self.rows, tr("How many rows the input is moved down; negative: up"))
        set_tooltip(self.columns, tr("How many columns the input is moved to the right; negative: to the left"))
        self.border = self._choice("border", BORDERS)
        set_tooltip(
            self.border, tr("What comes in where the picture was: zeros, what left at the other side, or its edge once more")
        )
        self.against = self._choice("against", AGAINST)
        set_tooltip(self.against, tr("Moved along: does the output follow? As it was: does it notice at all?"))
        self.along = self._choice("along", ALONG)
        set_tooltip(self.along, tr("Which shifts are plotted: to the left and right, or up and down"))
        self.scope = self._choice("scope", SCOPES)
        set_tooltip(self.scope, tr("Whose cost is counted: the layer whose settings are shown, or all that have weights"))
        self.size_field = self._choice("size", SIZES)
        set_tooltip(self.size_field, tr("For which input: the one here, or a colour photograph as networks read it"))
        self.turn = self._choice("turn", TURNING)
        set_tooltip(self.turn, tr("How the input is turned or mirrored"))
        inner = QWidget(self)
        flow = self._flow = FlowLayout(inner, spacing=BETWEEN)
        around = QHBoxLayout(self)
        around.setContentsMargins(MARGIN, 4, MARGIN, 4)
        around.addWidget(inner)
        self._controls = {  # by the names in `View.controls`
            "transport": self._together(
                *(action_button(actions[name], f"shift_{name}", self) for name in ("first", "back")), self.play,
                *(action_button(actions[name], f"shift_{name}", self) for name in ("forward", "last")), self.slider,
            ),
            "rows": self._titled(tr("Rows"), self.rows),
            "columns": self._titled(tr("Columns"), self.columns),
            "border": self._titled(tr("Border"), self.border),
            "against": self._titled(tr("Compare"), self.against),
            "along": self._titled(tr("Plot"), self.along),
            "scope": self._titled(tr("Count"), self.scope),
            "size": self._titled(tr("Input"), self.size_field),
            "turn": self._titled(tr("Turn"), self.turn),
        }  # fmt: skip
        for group in self._controls.values():
            flow.addWidget(group)
        mover.changed.connect(self._show_playing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the slider the width that is left in a single row."""
        super().resizeEvent(event)
        groups = [group for group in self._controls.values() if not group.isHidden()]
        taken = sum(group.sizeHint().width() + BETWEEN for group in groups) - (
            self.slider.width() if self.slider.isVisible() else 0
        )
        free = self.contentsRect().width() - 2 * MARGIN - taken
        self.slider.setFixedWidth(min(max(free, LEAST_SLIDER), LONGEST_SLIDER))

    def show_scene(self, scene: LabScene, view: View) -> None:
        """Show the settings of a scene, with the controls that the view has."""
        for name, group in self._controls.items():
            group.setVisible(name in view.controls)
        self.setVisible(bool(view.controls))
        self.slider.setVisible("along" not in view.controls)  # else the plot serves as slider
        _channels, height, width = scene.evaluation.experiment.input.shape
        own = scene.part
        for field, most, value in ((self.rows, height - 1, own.rows), (self.columns, width - 1, own.columns)):
            if field.maximum() != most:  # set to what it was, all that it lies in would be laid out anew
                blocked = field.blockSignals(True)
                field.setRange(-most, most)
                field.blockSignals(blocked)
            field.show_value(value)
        self._middle = width - 1
        self.slider.show_place(own.columns + self._middle, (1, 1, 2 * width - 1))
        self.border.show_value(own.border)
        self.against.show_value(own.against)
        self.turn.show_value(own.turn)
        for choice, name in ((self.along, "along"), (self.scope, "scope"), (self.size_field, "size")):
            choice.show_value(getattr(own, name))

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.slider.set_look(look)
        self._show_playing()

    def _scrub(self, place: int) -> None:
        self._mover.scrub(place - self._middle)

    def _show_playing(self) -> None:
        playing = self._mover.playing
        word = tr("Pause") if playing else tr("Play")
        on_accent = replace(self._look, text=self._look.accent_text, border=self._look.muted)
        self.play.setIcon(icon("pause" if playing else "play", on_accent))
        self.play.setText(word)
        self.play.setAccessibleName(word)

    def _whole(self, name: str) -> WholeField:
        field = WholeField(-1, 1, self)
        field.setObjectName(f"shift_{name}")
        field.chosen.connect(partial(self._choose, name))
        return field

    def _choice(self, name: str, options: tuple[tuple[str, str], ...]) -> ChoiceField:
        field = ChoiceField(options, self)
        field.setObjectName(f"shift_{name}")
        field.chosen.connect(partial(self._choose, name))
        return field

    def _choose(self, name: str, value: object) -> None:
        self._mover.pause()
        self._mover.move_to(**{name: value})

    def _titled(self, title: str, field: QWidget) -> QWidget:
        label = Label(title, self)
        label.setProperty("look", "muted")
        label.setBuddy(field)
        field.setAccessibleName(title)
        return self._together(label, field)

    def _together(self, *widgets: QWidget) -> QWidget:
        """Group widgets so that they stay on one line."""
        group = QWidget(self)
        box = QHBoxLayout(group)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4 if not isinstance(widgets[0], QLabel) else 6)
        for widget in widgets:
            box.addWidget(widget)
        return group
