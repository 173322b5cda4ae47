"""The menus of a kernel (kernels to start from, edits, outputs), what they apply to, and the line about the weights."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from convstudio.experiment.edits import kernel_edits
from convstudio.experiment.gallery import KernelPreset, kernels
from convstudio.layers import KernelLayer
from convstudio.painting.palette import Look
from convstudio.scene.cards.card import KernelLayout
from convstudio.scene.words.kernel_facts import facts_help, facts_line
from convstudio.studio.document.session import Session
from convstudio.studio.explore.tools.kernel_part import PartBox
from convstudio.studio.widgets.buttons import menu_button
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr, translated


class KernelTools:
    """Buttons and a line for the kernel of a layer. The owner lays them out."""

    def __init__(self, session: Session, layer: int, parent: QWidget) -> None:
        self._session, self._layer, self._parent = session, layer, parent
        self._described: KernelLayer | None = None
        self.part = PartBox(f"kernel_part_{layer}", parent)
        self.preset = self._button("preset", tr("Preset"), tr("Kernels to start from"), self._fill_presets)
        edit_help = tr("Turn, mirror, negate, normalise, scale or draw the whole kernel anew")
        self.edit = self._button("edit", tr("Edit"), edit_help, self._fill_edits)
        self.edit.setAccessibleName(tr("Edit the whole kernel"))
        self.edit.menu().setObjectName(f"kernel_edit_menu_{layer}")
        outputs_help = tr("Add an output channel, or give every channel a kernel of its own")
        self.outputs = self._button("outputs", tr("Outputs"), outputs_help, self._fill_outputs)
        self.outputs.menu().setToolTipsVisible(True)
        self.facts = Label(parent=parent)
        self.facts.setObjectName(f"kernel_facts_{layer}")
        self.facts.setProperty("look", "muted")

    def show_layout(self, layout: KernelLayout) -> bool:
        """Show the parts and facts of a kernel. Return whether it is another kernel than before."""
        layer = layout.layer  # not the session's, as the board lags behind while another workspace is shown
        self.part.offer(layer, layout)
        if layer is self._described:
            return False
        self._described = layer
        self.facts.setText(facts_line(layer))
        set_tooltip(self.facts, facts_help(layer))
        return True

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self.preset.setIcon(icon("kernel", look))
        self.edit.setIcon(icon("edit", look))
        self.outputs.setIcon(icon("stack", look))

    def _button(self, name: str, text: str, help_text: str, fill: object) -> QToolButton:
        button = menu_button(f"kernel_{name}_{self._layer}", text, help_text, self._parent)
        button.menu().aboutToShow.connect(fill)
        return button

    def _fill_outputs(self) -> None:
        from convstudio.studio.explore.tools.kernel_menu import fill_outputs_menu  # imported late: it brings dialogs

        fill_outputs_menu(self.outputs.menu(), self._session, self._layer)

    def _fill_edits(self) -> None:
        from convstudio.studio.explore.tools.kernel_menu import fill_kernel_menu

        fill_kernel_menu(self.edit.menu(), self._session, self._layer, self.part.part)

    def _fill_presets(self) -> None:
        menu = self.preset.menu()
        if menu.actions():
            return
        groups: dict[str, QMenu] = {}
        for preset in kernels():
            if preset.group not in groups:
                groups[preset.group] = menu.addMenu(translated(preset.group))
            groups[preset.group].addAction(self._preset_action(preset, groups[preset.group]))

    def _preset_action(self, preset: KernelPreset, menu: QMenu) -> QAction:
        from convstudio.studio.commands.menus.kernel import preset_words  # imported late, for a quick start of the program

        action = QAction(preset_words(preset), menu)
        action.setObjectName(f"preset_{preset.name}")
        set_tooltip(action, translated(preset.look_for))
        action.triggered.connect(partial(self._take, preset))
        return action

    def _take(self, preset: KernelPreset) -> None:
        self._session.edit(kernel_edits.use_preset, self._layer, preset.values, translated(preset.title), self.part.part)
