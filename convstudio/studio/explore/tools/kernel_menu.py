"""The menu of what can be done to a whole kernel."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QMenu, QWidget

from convstudio.experiment.edits import channel_edits, convolution, kernel_edits, set_parameter
from convstudio.experiment.edits.grouping import channels_into
from convstudio.experiment.edits.kernel_edits import ALL, Part
from convstudio.studio.commands.menus.kernel import KERNEL_ACTIONS, changes, edit_kernel
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.controls import NumberField
from convstudio.studio.widgets.literal import set_title, set_tooltip
from convstudio.words import tr, translated

FACTORS = (("2", 2.0), ("1/2", 0.5), ("10", 10.0), ("1/10", 0.1))


def fill_kernel_menu(menu: QMenu, session: Session, index: int, part: Part = ALL) -> None:
    """Fill a menu with all entries for a part of the kernel; those that would change nothing are disabled."""
    for old in menu.findChildren(QMenu):
        old.setParent(None)
        old.deleteLater()
    menu.clear()
    menu.setToolTipsVisible(True)
    group = KERNEL_ACTIONS[0].group
    for entry in KERNEL_ACTIONS:
        if entry.group != group:
            menu.addSeparator()
        group = entry.group
        _add(
            menu, entry.name, translated(entry.text), translated(entry.help), partial(edit_kernel, session, index, part, entry)
        )
        menu.actions()[-1].setEnabled(changes(session.state.history.present, index, partial(entry.edit, part=part)))
    _add_scales(menu.addMenu(tr("&Scale")), session, index, part)
    _add_random(menu.addMenu(tr("Random nor&mal")), session, index, part)


def fill_outputs_menu(menu: QMenu, session: Session, index: int) -> None:
    """Fill a menu for output channels: adding one, and giving each input channel a kernel of its own."""
    menu.clear()
    layer, channels = convolution(session.state.history.present, index), channels_into(session.state.history.present, index)
    own = layer.groups == channels == len(layer.kernel)
    add = partial(session.edit, channel_edits.add_output, index)
    _add(
        menu,
        "add_output",
        tr("&Add an output"),
        tr("Another stack of kernels, of random weights: one output channel more"),
        add,
    )
    depthwise = partial(session.edit, channel_edits.depthwise, index)
    _add(
        menu, "depthwise", tr("&Depthwise"), tr("Every input channel gets a kernel of its own; channels do not mix"), depthwise
    )
    menu.actions()[-1].setEnabled(channels > 1 and not own)
    together = partial(session.edit, set_parameter, index, "groups", 1)
    _add(menu, "together", tr("All channels &together"), tr("Every output reads every channel: 1 group"), together)
    menu.actions()[-1].setEnabled(layer.groups > 1)


class FactorSheet(QDialog):
    """Asks for the number that the weights are multiplied by."""

    def __init__(self, session: Session, index: int, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._index, self._part = session, index, part
        self.setObjectName("factor_sheet")
        set_title(self, tr("Scale the kernel"))
        self._factor = NumberField(parent=self)
        self._factor.setObjectName("factor")
        self._factor.setAccessibleName(tr("Factor"))
        set_tooltip(self._factor, tr("What every weight is multiplied by; a fraction will do"))
        self._factor.show_value(1.0)
        self._value = 1.0
        self._factor.chosen.connect(self._keep)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 14)
        form.addRow(tr("Multiply every weight by"), self._factor)
        form.addRow(buttons)
        self._factor.selectAll()

    def _keep(self, factor: float) -> None:
        self._value = factor
        self._factor.show_value(factor)

    def _accept(self) -> None:
        self._session.edit(kernel_edits.scale, self._index, self._value, self._part)
        self.accept()


def _add_scales(menu: QMenu, session: Session, index: int, part: Part) -> None:
    menu.setToolTipsVisible(True)
    for words, factor in FACTORS:
        name = f"scale_{words.replace('/', '_')}"
        _add(
            menu, name, f"× {words}", tr("Every weight × {factor}", factor=words), partial(_scale, session, index, part, factor)
        )
    ask = partial(_ask_factor, menu, session, index, part)
    _add(menu, "scale_other", tr("&Another factor…"), tr("Every weight times a number of your choice"), ask)
    menu.setEnabled(bool(convolution(session.state.history.present, index).kernel.any()))


def _scale(session: Session, index: int, part: Part, factor: float) -> None:
    session.edit(kernel_edits.scale, index, factor, part)


def _ask_factor(menu: QMenu, session: Session, index: int, part: Part) -> None:
    FactorSheet(session, index, part, menu.window() if menu.parent() is None else _top(menu)).open()


def _top(menu: QMenu) -> QWidget:
    """The window that a menu belongs to, not the menu's own."""
    parent = menu.parentWidget()
    while isinstance(parent, QMenu):
        parent = parent.parentWidget()
    return parent.window() if parent else menu


def _add_random(menu: QMenu, session: Session, index: int, part: Part) -> None:
    menu.setToolTipsVisible(True)
    seed = session.state.seed
    inputs = int(convolution(session.state.history.present, index).kernel[0].size)
    for name, words, sigma in (
        ("random_1", tr("σ = 1, seed {seed}", seed=seed), 1.0),
        ("random_he", tr("σ = √(2/{n}), seed {seed}", n=inputs, seed=seed), math.sqrt(2 / inputs)),
    ):
        help_text = tr("Weights from a normal distribution around 0. The same seed gives the same weights again.")
        _add(menu, name, words, help_text, partial(_randomise, session, index, part, sigma, seed))


def _randomise(session: Session, index: int, part: Part, sigma: float, seed: int) -> None:
    session.next_seed(seed + 1)
    session.edit(kernel_edits.random_normal, index, sigma, seed, part)


def _add(menu: QMenu, name: str, text: str, help_text: str, does: Callable[[], object]) -> None:
    action = menu.addAction(text)
    action.setObjectName(f"kernel_{name}")
    set_tooltip(action, help_text)
    action.triggered.connect(lambda: does())
