"""A kernel's card: presets and biases below the weights."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout

from convstudio.experiment import kernel_edits
from convstudio.experiment.gallery import KernelPreset, kernels
from convstudio.layers import Conv2d
from convstudio.painting.palette import Look
from convstudio.painting.wires import Run, draw_wires
from convstudio.scene import Card, PanelId
from convstudio.scene.card import Wire
from convstudio.scene.kernel_facts import facts_help, facts_line
from convstudio.studio.explore.cards import CardView
from convstudio.studio.explore.kernel_part import PartBox
from convstudio.studio.explore.kernel_rows import KernelRows
from convstudio.studio.icons import icon
from convstudio.studio.literal import Label, set_tooltip
from convstudio.words import tr

MOST_FACTS = 3  # outputs whose facts stand below the kernel; of more the tooltip of the shape tells


class KernelCard(CardView):
    """The weights of a convolution, its biases, and menus: kernels to start from, edits, outputs."""

    def build_head(self, head: QHBoxLayout) -> None:
        head.addWidget(self._outputs_button())

    def build_footer(self, footer: QHBoxLayout) -> None:
        self._panels.setVerticalSpacing(2)
        self._rows = KernelRows(self._session, self._card.matrix.layer, self._panels, self)
        self._described: Conv2d | None = None
        self._wires: tuple[Wire, ...] = ()
        below = QVBoxLayout()
        below.setSpacing(6)
        buttons = QHBoxLayout()
        buttons.setSpacing(5)
        self._part = PartBox(f"kernel_part_{self._card.matrix.layer}", self)
        for button in (self._part, self._preset_button(), self._edit_button()):
            buttons.addWidget(button)
        buttons.addStretch(1)
        below.addLayout(buttons)
        self._facts = Label(parent=self)
        self._facts.setObjectName(f"kernel_facts_{self._card.matrix.layer}")
        self._facts.setProperty("look", "muted")
        below.addWidget(self._facts)
        footer.addLayout(below)
        footer.addStretch(1)

    @property
    def sums(self) -> list[str]:
        """The texts below the products."""
        return self._rows.sums

    def place_of(self, panel: PanelId, row: int, column: int) -> tuple[int, int]:
        assert self._card.kernel_layout
        return self._rows.place_of(self._card.kernel_layout, row, column)

    def show_footer(self, card: Card) -> None:
        if card.kernel_layout is None:
            return
        layer = card.kernel_layout.layer  # not the session's: while another workspace is shown, the board is behind
        if card.kernel_layout.wires != self._wires:
            self._wires = card.kernel_layout.wires
            self.update()
        self._rows.show(card.kernel_layout, layer.bias.tolist())
        self._part.offer(layer, card.kernel_layout)
        if layer is not self._described:
            self._described = layer
            self._facts.setText(facts_line(layer))
            for label in (self._facts, self.subtitle):
                set_tooltip(label, facts_help(layer))
            self._facts.setVisible(len(card.kernel_layout.outputs) <= MOST_FACTS)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._wires:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw_wires(painter, self.wire_runs())

    def wire_runs(self) -> list[Run]:
        """Where the wires run, in the card's pixels."""
        layout = self._card.kernel_layout
        places = [(row, column) for row, columns in enumerate(layout.columns if layout else ()) for column in columns]
        views = dict(zip(places, self.views, strict=True))
        return [self._rows.run_of(wire, QRectF(views[wire.row, wire.column].geometry())) for wire in self._wires]

    def _preset_button(self) -> QToolButton:
        self._preset = QToolButton(self)
        self._preset.setText(tr("Preset"))
        self._preset.setObjectName(f"kernel_preset_{self._card.matrix.layer}")
        set_tooltip(self._preset, tr("Kernels to start from"))
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
        set_tooltip(self._edit, tr("Turn, mirror, negate, normalise, scale or draw the whole kernel anew"))
        self._edit.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._edit.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._edit)
        menu.setObjectName(f"kernel_edit_menu_{self._card.matrix.layer}")
        menu.aboutToShow.connect(self._fill_edit_menu)
        self._edit.setMenu(menu)
        return self._edit

    def _outputs_button(self) -> QToolButton:
        self._outputs = QToolButton(self)
        self._outputs.setText(tr("Outputs"))
        self._outputs.setObjectName(f"kernel_outputs_{self._card.matrix.layer}")
        set_tooltip(self._outputs, tr("Add an output channel, or give every channel a kernel of its own"))
        self._outputs.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._outputs)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill_outputs_menu)
        self._outputs.setMenu(menu)
        return self._outputs

    def _fill_outputs_menu(self) -> None:
        from convstudio.studio.explore.kernel_menu import fill_outputs_menu  # only now: it brings dialogs

        fill_outputs_menu(self._outputs.menu(), self._session, self._card.matrix.layer)

    def _fill_edit_menu(self) -> None:
        from convstudio.studio.explore.kernel_menu import fill_kernel_menu

        fill_kernel_menu(self._edit.menu(), self._session, self._card.matrix.layer, self._part.part)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self._preset.setIcon(icon("kernel", look))
        self._edit.setIcon(icon("edit", look))

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
        set_tooltip(action, tr(preset.look_for))
        action.triggered.connect(partial(self._take, preset))
        return action

    def _take(self, preset: KernelPreset) -> None:
        self._session.edit(kernel_edits.use_preset, self._card.matrix.layer, preset.values, tr(preset.title), self._part.part)
