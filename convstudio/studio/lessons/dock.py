"""The lessons' place in the window: a panel at the left, beside the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt

from convstudio.studio.lessons.panel import LessonPanel
from convstudio.studio.lessons.player import LessonPlayer
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.commands import Studio
    from convstudio.studio.side_panels import MakeDock


class Lessons(QObject):
    """The panel in its dock; closing it leaves the lesson."""

    def __init__(self, studio: Studio, make_dock: MakeDock) -> None:
        super().__init__(studio.session)  # they end with it
        self.player = LessonPlayer(studio.session, studio.settings, self)
        self.panel = LessonPanel(self.player)
        self.panel.said.connect(studio.session.complained)
        self.dock = make_dock(tr("Lessons"), self.panel, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.dock.installEventFilter(self)

    def show(self, shown: bool) -> None:
        """Show the lessons, or leave them."""
        if shown:
            self.player.look_around()
            self.panel.refresh()
            self.dock.show()
            self.dock.raise_()
        else:
            self.dock.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the lesson with its panel; a presentation only hides it."""
        if event.type() == QEvent.Type.Close and self.player.lesson:
            self.player.close()
        return False
