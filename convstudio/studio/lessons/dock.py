"""The lessons' place in the window: a panel at the left, beside the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt

from convstudio.lessons.write import write_first
from convstudio.studio.lessons.panel import LessonPanel
from convstudio.studio.lessons.player import LessonPlayer
from convstudio.studio.widgets import places
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.commands import Studio
    from convstudio.studio.docks import MakeDock


class Lessons(QObject):
    """The panel in its dock; closing it leaves the lesson."""

    def __init__(self, studio: Studio, make_dock: MakeDock) -> None:
        super().__init__(studio.session)  # they end with it
        self._studio = studio
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
            self.panel.take_keyboard()
        else:
            self.dock.close()

    def begin(self, name: str) -> None:
        """Show a lesson: where it was left, if it is the one that was open last; else from its beginning."""
        self.show(True)
        self.player.begin(name)

    def open_titled(self, title: str) -> None:
        """Open the lesson of a title."""
        self.player.look_around()
        found = next((lesson for lesson in self.player.lessons if lesson.title == title), None)
        if found is None:
            self._studio.session.complained.emit(tr("There is no lesson called “{title}”.", title=title))
            return
        self.begin(found.name)

    def write_new(self) -> None:
        """Write a first lesson that shows the experiment, and open it: what an editor saves is shown at once."""
        self._studio.session.finish_typing()
        self._studio.session.commit()
        experiment = self._studio.session.state.history.present
        try:
            path = write_first(experiment, places.lessons_folder())
        except (OSError, ValueError) as problem:
            self._studio.session.complained.emit(tr("The lesson cannot be written: {reason}", reason=problem))
            return
        self.show(True)
        self.player.begin(path.stem)
        self._studio.session.complained.emit(tr("Your lesson is {path}. Edit it: what you save is shown here.", path=path))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the lesson with its panel; a presentation only hides it."""
        if event.type() == QEvent.Type.Close:
            self._studio.settings.welcome = False
            if self.player.lesson:
                self.player.close()
        return False
