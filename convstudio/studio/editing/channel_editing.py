"""What the Input menu does with channels: with the one that is pinned, selected or has the keyboard, else with the first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from convstudio.experiment.edits import channel_edits
from convstudio.scene import INPUT, PanelId
from convstudio.studio.document.session import Session


class ChannelEditing(QObject):
    """Adds, copies, moves and removes channels of the input; `focused` tells which panel has the keyboard."""

    naming = Signal(int)  # the channel whose name is to be typed

    def __init__(self, session: Session, focused: Callable[[], PanelId | None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._focused = session, focused

    def add(self) -> None:
        """Add a black channel."""
        self._session.edit(channel_edits.add_channel)

    def duplicate(self) -> None:
        """Copy the channel in use."""
        self._session.edit(channel_edits.duplicate_channel, self._in_use())

    def remove(self) -> None:
        """Remove the channel in use."""
        self._session.edit(channel_edits.remove_channel, self._in_use())

    def earlier(self) -> None:
        """Swap the channel in use with the one before it."""
        self._move(-1)

    def later(self) -> None:
        """Swap the channel in use with the one after it."""
        self._move(1)

    def name(self) -> None:
        """Ask for the name of the channel in use."""
        self.naming.emit(self._in_use())

    def _move(self, by: int) -> None:
        channel = self._in_use()
        if 0 <= channel + by < len(self._session.state.experiment.input):
            self._session.edit(channel_edits.move_channel, channel, channel + by)

    def _in_use(self) -> int:
        state, focused = self._session.state, self._focused()
        spot = state.focus.pin
        panels = (focused, state.selection.panel if state.selection else None, spot.panel if spot else None)
        channel = next((panel.channel for panel in panels if panel and panel.matrix == INPUT), 0)
        return min(channel, len(state.experiment.input) - 1)
