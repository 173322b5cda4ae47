"""The toolbar: everyday commands, the workspaces, the examples, the theme; and the icons of visible actions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QActionEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from convstudio.layers import KINDS
from convstudio.painting.palette import Look
from convstudio.scene.workspaces import WORKSPACES
from convstudio.studio.commands import COMMANDS, Studio
from convstudio.studio.commands.keyed import say_with_keys
from convstudio.studio.commands.menus.file import EXAMPLES
from convstudio.studio.shell.menus import fill_with
from convstudio.studio.widgets.buttons import menu_button
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.studio.widgets.look.type_size import fitted
from convstudio.words import tr, translated

TOOLS = ("new", "open", "save", "", "undo", "redo", "history", "", "fit", "compare")
SEEN = {*TOOLS, "notes", "first", "back", "play", "forward", "last", "steps", "loop", "hide_unreached"} - {""}


class Toolbar(QToolBar):
    """New, open, save, undo, redo; the workspaces; then, at the right, examples and the theme."""

    def __init__(self, studio: Studio, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(tr("Toolbar"), parent)
        self._actions = actions
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for name in TOOLS:
            if name:
                self.addAction(actions[name])
                self.widgetForAction(actions[name]).setObjectName(f"toolbar_{name}")
            else:
                self.addSeparator()
        self.addWidget(self._workspaces())
        gap = QWidget(self)
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.addWidget(self._lessons_button())
        self._examples = self._examples_button(studio)
        self.addWidget(self._examples)
        self.theme = QToolButton(self)
        self.theme.setObjectName("toggle_theme")
        set_tooltip(self.theme, tr("Light or dark"))
        self.theme.setAccessibleName(tr("Light or dark"))
        self.addWidget(self.theme)
        self._fold = QToolButton(self)  # shows by the state of the panel itself whether it is there
        self._fold.setObjectName("toolbar_settings")
        say_with_keys(self._fold, translated(COMMANDS["settings"].help), "settings")
        self._fold.setAccessibleName(tr("Settings"))
        self._fold.clicked.connect(actions["settings"].trigger)
        self.addWidget(self._fold)

    def set_look(self, look: Look) -> None:
        """Change the colours of the icons that belong to no command."""
        self.theme.setIcon(icon("theme", look))
        self._examples.setIcon(icon("examples", look))
        self._fold.setIcon(icon("settings", look))

    def fix_sizes(self) -> None:
        """Fix the sizes of the tools, which have their icons: else the window is laid out anew when their words change."""
        for name in filter(None, TOOLS):
            fitted(self.widgetForAction(self._actions[name]), lambda tool: tool.setFixedSize(tool.sizeHint()))

    def actionEvent(self, event: QActionEvent) -> None:
        """Each step changes the words of a tool, but no tool shows words: nothing in the window needs to be laid out anew."""
        if event.type() != QEvent.Type.ActionChanged:
            super().actionEvent(event)

    def _workspaces(self) -> QWidget:
        """The workspaces side by side, one of them pressed."""
        group = QWidget(self)
        box = QHBoxLayout(group)
        box.setContentsMargins(10, 0, 6, 0)
        box.setSpacing(0)
        for name in (workspace.name for workspace in WORKSPACES):
            button = QToolButton(group)
            button.setObjectName(f"workspace_{name}")
            button.setDefaultAction(self._actions[name])
            button.setProperty("look", "tab")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            box.addWidget(button)
        return group

    def _lessons_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("toolbar_lessons")
        button.setDefaultAction(self._actions["lessons"])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        return button

    def _examples_button(self, studio: Studio) -> QToolButton:
        button = menu_button("examples", tr("Examples"), tr("Worked examples, from cross-correlation to pooling"), self)
        button.menu().aboutToShow.connect(partial(fill_with, button.menu(), EXAMPLES, studio))
        return button


def dress(actions: Mapping[str, QAction], kinds: QMenu, look: Look, *, all_of_them: bool = True) -> None:
    """Give the actions the icons of a look: all of them, or only those that are visible without opening a menu."""
    for command in COMMANDS.values():
        if command.icon and (all_of_them or command.name in SEEN):
            actions[command.name].setIcon(icon(command.icon, look))
    if all_of_them:
        for action, kind in zip(kinds.actions(), KINDS, strict=True):
            action.setIcon(icon(kind.kind, look))
