"""The dock of the lessons, at the left of the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt

from convstudio.experiment import files
from convstudio.lessons.classroom.records import SUFFIX, AnswerProblem
from convstudio.lessons.classroom.table import class_table
from convstudio.lessons.write import write_first
from convstudio.reasons import reason_of
from convstudio.studio import places
from convstudio.studio.lessons import answer_log
from convstudio.studio.lessons.class_sheet import ClassSheet
from convstudio.studio.lessons.panel import LessonPanel
from convstudio.studio.lessons.player import LessonPlayer
from convstudio.words import tr, translated

if TYPE_CHECKING:
    from convstudio.studio.commands import Studio
    from convstudio.studio.docks import MakeDock


class Lessons(QObject):
    """The lessons of a window: their player, and their panel in a dock; closing the dock leaves the lesson."""

    def __init__(self, studio: Studio, make_dock: MakeDock) -> None:
        super().__init__(studio.session)  # the lessons end with the session
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
        """Open a lesson or a challenge: where it was left if it was the last one open, else at its beginning."""
        self.show(True)
        self.player.begin(name)

    def look_around(self) -> None:
        """Read all lessons again: they may lie elsewhere now."""
        self.player.look_around()
        self.panel.refresh()

    def save_answers(self) -> None:
        """Save all kept answers in a file that the learner chooses."""
        try:
            content = answer_log.kept(places.answers_file())
        except OSError as problem:
            self._tell(tr("The answers cannot be read: {reason}.", reason=reason_of(problem)))
            return
        if not content:
            self._tell(tr("There are no answers yet: answer a question of a lesson first."))
            return
        suggestion = Path.home() / (tr("answers") + SUFFIX)
        path = self._studio.documents.asking.file_to_export(suggestion, ((tr("Answers"), SUFFIX),))
        if path is None:
            return
        try:
            files.write_bytes_atomically(path, content)
        except files.FileProblem as problem:
            self._tell(f"“{path.name}”\n\n{problem}")
        else:
            self._studio.session.complained.emit(tr("Saved the answers as “{name}”.", name=path.name))

    def forget_answers(self) -> None:
        """Forget all answers, ticks and stars, after a question; the step that is shown is asked anew."""
        path = places.answers_file()
        try:
            number = len(answer_log.kept(path).splitlines())
        except OSError:
            number = 0  # what cannot be read can still be removed
        if not path.exists() and not self._studio.settings.has_progress:
            self._tell(tr("There are no answers yet: answer a question of a lesson first."))
            return
        if not self._studio.documents.asking.forget_answers(number):
            return
        try:
            answer_log.forget(path)
        except OSError as problem:
            self._tell(tr("The answers cannot be removed: {reason}.", reason=reason_of(problem)))
            return
        self._studio.settings.forget_progress()
        self.player.begin_anew()
        self._studio.session.complained.emit(tr("Your answers are forgotten: the lessons begin anew."))

    def show_class(self) -> None:
        """Let a teacher choose a folder of saved answers, and show it as a table."""
        folder = self._studio.documents.asking.folder_to_open(tr("Open a folder of saved answers"))
        if folder is None:
            return
        try:
            table = class_table(folder)
        except AnswerProblem as problem:
            self._tell(str(problem))
            return
        if not table.learners and not table.problems:
            self._tell(tr("“{name}” holds no saved answers: their files end in {suffix}.", name=folder.name, suffix=SUFFIX))
            return
        ClassSheet(table, folder.name, self.dock.window()).open()

    def _tell(self, sentence: str) -> None:
        self._studio.documents.asking.tell(tr("Answers"), sentence)

    def open_titled(self, title: str) -> None:
        """Open the lesson with a title."""
        self.player.look_around()
        found = next((lesson for lesson in self.player.lessons if lesson.title in (title, translated(title))), None)
        if found is None:
            self._studio.session.complained.emit(tr("There is no lesson called “{title}”.", title=title))
            return
        self.begin(found.name)

    def write_new(self) -> None:
        """Write a first lesson that shows the experiment, and open it; the panel then shows what an editor saves."""
        self._studio.session.finish_typing()
        self._studio.session.commit()
        experiment = self._studio.session.state.history.present
        try:
            path = write_first(experiment, self._studio.settings.lessons_folder)
        except (OSError, ValueError) as problem:
            self._studio.session.complained.emit(tr("The lesson cannot be written: {reason}", reason=problem))
            return
        self.show(True)
        self.player.begin(path.stem)
        self._studio.session.complained.emit(tr("Your lesson is {path}. Edit it: what you save is shown here.", path=path))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the lesson when its dock is closed; a presentation only hides the dock."""
        if event.type() == QEvent.Type.Close:
            self._studio.settings.welcome = False
            if self.player.lesson:
                self.player.close()
        return False
