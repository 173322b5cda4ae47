"""A kernel's card: presets and biases below the weights."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout

from convstudio.experiment import edits
from convstudio.experiment.gallery import KernelPreset, kernels
from convstudio.layers import Conv2d
from convstudio.painting.palette import Look
from convstudio.scene import Card
from convstudio.scene.kernel_facts import facts_help, facts_line
from convstudio.studio.controls import NumberField
from convstudio.studio.explore.cards import CardView
from convstudio.studio.explore.kernel_menu import fill_kernel_menu
from convstudio.studio.icons import icon
from convstudio.words import tr

BIASES_A_ROW = 4


class KernelCard(CardView):
    """The weights of a convolution, its biases, and a menu of kernels to start from."""

    def build_footer(self, footer: QHBoxLayout) -> None:
        self._biases: list[NumberField] = []
        self._described: Conv2d | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._bias_grid = QGridLayout()
        self._bias_grid.setSpacing(5)
        self._rows.addLayout(self._bias_grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(5)
        buttons.addWidget(self._preset_button())
        buttons.addWidget(self._edit_button())
        buttons.addStretch(1)
        self._rows.addLayout(buttons)
        self._facts = QLabel(self)
        self._facts.setObjectName(f"kernel_facts_{self._card.matrix.layer}")
        self._facts.setProperty("look", "muted")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._rows.addWidget(self._facts)
        footer.addLayout(self._rows)
        footer.addStretch(1)

    def show_footer(self, card: Card) -> None:
        layer = self._layer()
        if layer is None:
            return
        if len(self._biases) != len(layer.bias):
            self._make_biases(len(layer.bias))
        if layer is not self._described:
            self._described = layer
            for field, value in zip(self._biases, layer.bias.tolist(), strict=True):
                field.show_value(value)
            self._facts.setText(facts_line(layer))
            self._facts.setToolTip(facts_help(layer))

    def _preset_button(self) -> QToolButton:
        self._preset = QToolButton(self)
        self._preset.setText(tr("Preset"))
        self._preset.setObjectName(f"kernel_preset_{self._card.matrix.layer}")
        self._preset.setToolTip(tr("Kernels to start from"))
        self._preset.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._preset.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._preset)
        menu.aboutToShow.connect(self._fill_menu)
        self._preset.setMenu(menu)
        return self._preset

    def _edit_button(self) -> QToolButton:
        self._edit = QToolButton(self)
        self._edit.setText(tr("Edit"))
        self._edit.setObjectName(f"kernel_edit_{self._card.matrix.layer}")
        self._edit.setAccessibleName(tr("Edit the whole kernel"))
        self._edit.setToolTip(tr("Turn, mirror, negate, normalise, scale or draw the whole kernel anew"))
        self._edit.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._edit.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._edit)
        menu.setObjectName(f"kernel_edit_menu_{self._card.matrix.layer}")
        menu.aboutToShow.connect(partial(fill_kernel_menu, menu, self._session, self._card.matrix.layer))
        self._edit.setMenu(menu)
        return self._edit

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self._preset.setIcon(icon("kernel", look))
        self._edit.setIcon(icon("edit", look))

    def _layer(self) -> Conv2d | None:
        layers = self._session.state.experiment.layers
        index = self._card.matrix.layer
        layer = layers[index] if index < len(layers) else None
        return layer if isinstance(layer, Conv2d) else None

    def _make_biases(self, number: int) -> None:
        while self._bias_grid.count():
            item = self._bias_grid.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.deleteLater()
        self._bias_grid.addWidget(QLabel(tr("+ bias"), self), 0, 0)
        self._biases = [self._bias_field(channel, number) for channel in range(number)]
        for place, field in enumerate(self._biases):
            self._bias_grid.addWidget(field, place // BIASES_A_ROW, 1 + place % BIASES_A_ROW)

    def _bias_field(self, channel: int, number: int) -> NumberField:
        field = NumberField(parent=self)
        field.setObjectName(f"bias_{self._card.matrix.layer}_{channel}")
        name = tr("Bias") if number == 1 else tr("Bias of output channel {c}", c=channel)
        field.setAccessibleName(name)
        field.setToolTip(tr("{name}: added to every cell of the output", name=name))
        field.setFixedWidth(62)
        field.chosen.connect(partial(self._set_bias, channel))
        return field

    def _set_bias(self, channel: int, value: float) -> None:
        self._session.edit(edits.set_bias, self._card.matrix.layer, channel, value)

    def _fill_menu(self) -> None:
        menu = self._preset.menu()
        if menu.actions():
            return
        groups: dict[str, QMenu] = {}
        for preset in kernels():
            if preset.group not in groups:
                groups[preset.group] = menu.addMenu(tr(preset.group))
            groups[preset.group].addAction(self._preset_action(preset, groups[preset.group]))

    def _preset_action(self, preset: KernelPreset, menu: QMenu) -> QAction:
        rows, columns = preset.values.shape
        action = QAction(tr("{title}  ({h} × {w})", title=tr(preset.title), h=rows, w=columns), menu)
        action.setObjectName(f"preset_{preset.name}")
        action.setToolTip(tr(preset.look_for))
        action.triggered.connect(partial(self._take, preset))
        return action

    def _take(self, preset: KernelPreset) -> None:
        self._session.edit(edits.use_preset, self._card.matrix.layer, preset.values, tr(preset.title))
