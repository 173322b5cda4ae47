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
        self._mark: tuple[Path, files.FileMark] | None = None  # the document's file, as it was read or written last
        self._newer: Path | None = None  # a file of a newer program: it is not saved over unless it is chosen for that
        self._backed_up: set[Path] = set()  # files whose version of before is kept beside them

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
        return self._open(path)

    def _open(self, path: Path, *, leave: bool = False) -> bool:
        try:
            experiment, mark = files.read_marked(path)
        except files.FileProblem as problem:
            stays = tr("Your current experiment is unchanged.")
            self.asking.tell(tr("“{name}” cannot be opened", name=path.name), f"{problem}\n\n{stays}")
            return False
        if not leave and not self.may_leave():
            return False
        self._session.open(experiment, path)
        self._settings.remember(path)
        self._mark = path, mark
        self._backed_up.discard(path)
        self._newer = path if files.is_newer(experiment.extra) else None
        if self._newer:
            kept = tr("What this one does not know is not shown, but kept. Saving asks for a new name.")
            self.asking.tell(tr("“{name}” was made by a newer ConvStudio", name=path.name), kept)
        return True

    def save(self) -> bool:
        """Save to the document's file; ask where if it has none, or if a newer program made it."""
        path = self._session.state.path
        return self._write(path) if path and path != self._newer else self.save_as()

    def save_as(self) -> bool:
        """Ask where, and save there."""
        path = self.asking.file_to_save((self._folder() or Path.home()) / self._suggested_name())
        return self._write(path) if path else False

    def may_leave(self) -> bool:
        """Whether the document may be closed: nothing to lose, or saved, or discarded on purpose."""
        self._session.commit()  # a stroke that is still being drawn is work, too
        state = self._session.state
        if not state.history.modified:
            return True
        answer = self.asking.save_changes(state.name or tr("Untitled"))
        return answer == "discard" or (answer == "save" and self.save())

    def look_at_file(self) -> None:
        """Say so if another program has written the document's file since."""
        path = self._session.state.path
        if path and self._is_other(path, at_a_glance=True):
            self.said.emit(tr("“{name}” was changed by another program; saving will ask what to do.", name=path.name))

    def _is_other(self, path: Path, *, at_a_glance: bool = False) -> bool:
        known, mark = self._mark or (None, None)
        return known == path and mark is not None and files.has_changed(path, mark, at_a_glance=at_a_glance)

    def _write(self, path: Path) -> bool:
        """Write the present to a file, unless another program's work would be lost: then what the answer says."""
        answer = self.asking.file_changed(path.name) if self._is_other(path) else "overwrite"
        if answer == "copy":
            return self.save_as()
        if answer == "reload":
            self._open(path, leave=True)
        return answer == "overwrite" and self._overwrite(path)

    def _overwrite(self, path: Path) -> bool:
        self._session.commit()
        title = tr("Saving “{name}”", name=path.name)
        try:
            mark = files.write(self._session.state.history.present, path, backup=path not in self._backed_up)
        except files.ReadOnlyFile as problem:
            return self.asking.save_a_copy(title, str(problem)) and self.save_as()
        except files.FileProblem as problem:
            if isinstance(problem, files.UnconfirmedSave):
                self._mark = None  # of what was there before
            self.asking.tell(title, str(problem))
            return False
        self._backed_up.add(path)
        self._newer = None
        self._mark = (path, mark) if mark else None
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
