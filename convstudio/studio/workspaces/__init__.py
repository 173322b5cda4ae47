"""The workspaces of a window: their widgets, made on first use, and which of them is in front."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtWidgets import QStackedWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.state import State
from convstudio.scene.workspaces import known, of
from convstudio.studio.shell.settings_stack import SettingsStack
from convstudio.studio.workspaces.parts import AnyParts, Around, Player


class Spaces:
    """The pages of a window, with their panels and players.

    `usual` makes the usual panel, the settings of the selected layer, which serves workspaces without a panel of their own.
    """

    def __init__(self, around: Around, pages: QStackedWidget, panels: SettingsStack, usual: Callable[[], object]) -> None:
        self._around, self._pages, self._panels, self._usual = around, pages, panels, usual
        self._made: dict[str, AnyParts] = {}
        self._look = LIGHT

    @property
    def here(self) -> AnyParts:
        """The widgets of the present workspace."""
        return self.parts(self._around.session.state.workspace)

    @property
    def player(self) -> Player | None:
        """The player of the present workspace, if it has one."""
        return self.here.player

    def made(self, name: str) -> bool:
        """Whether the widgets of a workspace exist already."""
        return name in self._made

    def parts(self, name: str) -> AnyParts:
        """The widgets of a workspace, made on first use, so that the program starts quickly."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> AnyParts:
        workspace = known(name)
        assert workspace, name
        parts: AnyParts = import_module(workspace.widgets).make(self._around)
        self._pages.addWidget(parts.page)
        parts.page.set_look(self._look)
        if parts.panel:
            self._usual()  # the usual panel comes first in the stack
            self._panels.add(parts.panel)
            parts.panel.set_look(self._look)
        return parts

    def show_state(self, state: State) -> None:
        """Show the page and the panel of the state's workspace, update them, and pause the players of the others."""
        parts = self.parts(of(state).name)
        self._pages.setCurrentWidget(parts.page)
        self._panels.show_panel(parts.panel)
        for other in self._made.values():
            if other is not parts and other.player and other.player.playing:
                other.player.pause()
        parts.page.show_state(state)
        if parts.panel:
            parts.panel.show_state(state)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        for parts in self._made.values():
            parts.page.set_look(look)
            if parts.panel:
                parts.panel.set_look(look)

    def close(self) -> None:
        """Stop the timers and threads of all players."""
        for parts in self._made.values():
            if parts.player:
                parts.player.close()
