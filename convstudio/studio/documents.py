"""New, open, save: what happens to the document of a window as a whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convstudio.experiment import files, gallery
from convstudio.studio.asking import SUFFIX, Asking
from convstudio.studio.session import Session
from convstudio.studio.settings import Settings
from convstudio.words import tr


class Documents(QObject):
    """Moves experiments between the session and files. Nothing is lost without a question."""

    said = Signal(str)  # a sentence for the status bar

    def __init__(self, session: Session, settings: Settings, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings, self.asking = session, settings, asking

    def new(self) -> None:
        """A fresh experiment, after asking for the changes of this one."""
        if self.may_leave():
            self._session.open(gallery.new_experiment(), None)

    def open_example(self, name: str) -> None:
        """One of the built-in examples, as an unnamed document."""
        if self.may_leave():
            self._session.open(gallery.example(name), None)
            learns = next(example.learns for example in gallery.examples() if example.name == name)
            self._session.work_in("learn" if learns else "explore")

    def ask_open(self) -> None:
        """Ask which file, and open it."""
        path = self.asking.file_to_open(self._folder())
        if path:
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a file. If it cannot be read, say why; the present experiment stays."""
        try:
            experiment = files.read(path)
        except files.FileProblem as problem:
            stays = tr("Your current experiment is unchanged.")
            self.asking.tell(tr("“{name}” cannot be opened", name=path.name), f"{problem}\n\n{stays}")
            return False
        if not self.may_leave():
            return False
        self._session.open(experiment, path)
        self._settings.remember(path)
        return True

    def save(self) -> bool:
        """Save to the document's file; ask where if it has none."""
        path = self._session.state.path
        return self._write(path) if path else self.save_as()

    def save_as(self) -> bool:
        """Ask where, and save there."""
        path = self.asking.file_to_save((self._folder() or Path.home()) / self._suggested_name())
        return self._write(path) if path else False

    def may_leave(self) -> bool:
        """Whether the document may be closed: nothing to lose, or saved, or discarded on purpose."""
        state = self._session.state
        if not state.history.modified:
            return True
        answer = self.asking.save_changes(state.name or tr("Untitled"))
        return answer == "discard" or (answer == "save" and self.save())

    def _write(self, path: Path) -> bool:
        self._session.commit()
        try:
            files.write(self._session.state.history.present, path)
        except files.FileProblem as problem:
            self.asking.tell(tr("Saving “{name}”", name=path.name), str(problem))
            return False
        self._session.saved(path)
        self._settings.remember(path)
        self.said.emit(tr("Saved “{name}”.", name=path.name))
        return True

    def _folder(self) -> Path | None:
        path = self._session.state.path
        recent = self._settings.recent
        return path.parent if path else recent[0].parent if recent else None

    def _suggested_name(self) -> str:
        state = self._session.state
        if state.path:
            return state.path.name
        kept = "".join(c if c.isalnum() or c in " -_" else "_" for c in state.experiment.title).strip()[:80]
        return (kept or tr("experiment")) + SUFFIX
