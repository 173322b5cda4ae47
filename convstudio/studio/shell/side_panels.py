"""The panels beside the board: the settings of what is selected, the history, the notes.

They are made after the window has been painted for the first time, so that the start does not wait for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from convstudio.painting.palette import Look
from convstudio.scene import workspaces
from convstudio.studio.commands import Studio
from convstudio.studio.docks import MakeDock
from convstudio.studio.document.history_list import HistoryList
from convstudio.studio.document.notes import NotesPanel
from convstudio.studio.document.session import State
from convstudio.studio.explore.settings.inspector import Inspector, settings_of
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.lessons.model import Lesson
    from convstudio.studio.lessons.dock import Lessons
    from convstudio.studio.shell.help.help_panel import HelpPanel


class SidePanels:
    """The panels at the left and the right of the board."""

    def __init__(self, studio: Studio, actions: Mapping[str, QAction], make_dock: MakeDock, room: QWidget) -> None:
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        self.inspector = Inspector(studio.session, actions, studio.code.take, studio.settings, room)
        self._history = HistoryList(studio.session)
        self.history_dock = make_dock(tr("History"), self._history, left)
        self._notes = NotesPanel(studio.session)
        self.notes_dock = make_dock(tr("Notes"), self._notes, left)
        self._session = studio.session
        self._make_dock, self._show_checked = make_dock, actions["help"].setChecked
        self._help: HelpPanel | None = None  # made when first asked for
        self._help_dock: QDockWidget | None = None
        self._lessons: Lessons | None = None  # likewise
        self._studio, self._actions = studio, actions
        for dock, name in ((self.history_dock, "history"), (self.notes_dock, "notes")):
            dock.hide()
            dock.visibilityChanged.connect(actions[name].setChecked)

    def show_help(self, shown: bool) -> None:
        """Show or hide the help."""
        if self._help is None:
            from convstudio.studio.shell.help.help_panel import HelpPanel

            self._help = HelpPanel()
            self._help.show_workspace(workspaces.of(self._session.state))
            self._help_dock = self._make_dock(tr("Help"), self._help, Qt.DockWidgetArea.LeftDockWidgetArea)
            self._help_dock.visibilityChanged.connect(self._show_checked)
        assert self._help_dock
        self._help_dock.setVisible(shown)
        window = self._help_dock.parentWidget()
        if shown and self._lessons and self._lessons.dock.isVisible() and isinstance(window, QMainWindow):
            window.tabifyDockWidget(self._lessons.dock, self._help_dock)  # below it there would be room for one line only
            self._help_dock.raise_()

    @property
    def lessons(self) -> Lessons:
        """The lessons, made when first asked for."""
        if self._lessons is None:
            from convstudio.studio.lessons.dock import Lessons

            self._lessons = Lessons(self._studio, self._make_dock)
            self._lessons.dock.visibilityChanged.connect(self._actions["lessons"].setChecked)
        return self._lessons

    @property
    def lesson(self) -> Lesson | None:
        """The open lesson; None if none is."""
        return self._lessons.player.lesson if self._lessons else None

    def show_state(self, before: State | None, state: State) -> None:
        """Show another state. Parts that did not change are not shown again."""
        if before is None or before.experiment is not state.experiment:
            self._notes.show_experiment(state.experiment)
        if before is None or settings_of(before) != settings_of(state):
            self.inspector.show_state(state)
        if self._help:
            self._help.show_workspace(workspaces.of(state))
        if before is None or before.history is not state.history:
            self._history.show_history(state.history)
            if self._lessons:
                self._lessons.panel.show_state()

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self.inspector.set_look(look)
