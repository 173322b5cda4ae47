"""The tabs of the Shift lab's views."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from convstudio.scene.workspaces.shift.views import VIEWS, View
from convstudio.studio.widgets.flow import FlowLayout
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.workspaces.shift.mover import Mover
from convstudio.words import tr, translated

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ViewTabs(QWidget):
    """A row of tabs that shows the chosen view; a click or the arrow keys choose another."""

    def __init__(self, mover: Mover, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shift_views")
        self.setAccessibleName(tr("Views"))
        self._mover = mover
        inner = QWidget(self)
        flow = FlowLayout(inner, spacing=4)
        around = QHBoxLayout(self)
        around.setContentsMargins(14, 6, 14, 0)
        around.addWidget(inner)
        group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for view in VIEWS:
            button = QToolButton(inner)
            button.setObjectName(f"shift_view_{view.name}")
            button.setText(translated(view.title))
            button.setAccessibleName(translated(view.title))
            set_tooltip(button, translated(view.help))
            button.setProperty("look", "quiet")
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, view.name))
            group.addButton(button)
            flow.addWidget(button)
            self._buttons[view.name] = button

    def show_view(self, view: View) -> None:
        """Show which view is chosen."""
        self._buttons[view.name].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from view to view with the arrow keys."""
        step = STEPS.get(Qt.Key(event.key()))
        names = list(self._buttons)
        at = next((at for at, name in enumerate(names) if self._buttons[name].hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        name = names[(at + step) % len(names)]
        self._buttons[name].setFocus(Qt.FocusReason.TabFocusReason)
        self._choose(name)

    def _choose(self, name: str, _checked: bool = True) -> None:
        self._mover.pause()
        self._mover.move_to(view=name)
