"""New, open, save: what happens to the document of a window as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QObject, Signal

from convstudio.experiment import Experiment, files, gallery
from convstudio.experiment.fileadvice import advice
from convstudio.experiment.files.filesize import megabytes
from convstudio.experiment.files.plaintext import plain
from convstudio.experiment.importing.sorts import Sort, sort_of
from convstudio.experiment.limits import LARGEST_FILE, USUAL_FILE
from convstudio.scene import workspaces
from convstudio.scene.state import State
from convstudio.studio.document.asking import SUFFIX, Asking
from convstudio.studio.document.others import NoOthers, OtherWindows, same_file
from convstudio.studio.document.session import Session
from convstudio.studio.document.settings import Settings
from convstudio.words import tr

LONGEST_NAME = 80  # characters of a name that is suggested for a file
DEVICE = "(?:CON|PRN|AUX|NUL|(?:COM|LPT)[0-9])"


class Documents(QObject):
    """Moves experiments between the session and files. Nothing is lost without a question."""

    said = Signal(str)  # a sentence for the status bar

    def __init__(
        self,
        session: Session,
        settings: Settings,
        asking: Asking,
        parent: QObject | None = None,
        others: OtherWindows | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._settings, self.asking = session, settings, asking
        self._others = others or NoOthers()
        self.left = False  # whether its person has said what becomes of it, and it is about to close
        self._mark: tuple[Path, files.FileMark] | None = None  # the document's file, as it was read or written last
        self._newer: Path | None = None  # a file of a newer program: it is not saved over unless it is chosen for that
        self._backed_up: set[Path] = set()  # files whose version of before is kept beside them
        self.most = USUAL_FILE  # bytes of a file that is opened without a question
        self._take_other: Callable[[Path, Sort], object] = lambda _path, _sort: None

    def when_other(self, take: Callable[[Path, Sort], object]) -> None:
        """Register `take`, which takes files that are no experiments, or raises FileProblem."""
        self._take_other = take

    @property
    def settings(self) -> Settings:
        """The user's settings."""
        return self._settings

    def new(self) -> None:
        """A fresh experiment, after asking for the changes of this one."""
        if self.may_leave():
            self._session.open(gallery.new_experiment(), None)

    def open_example(self, name: str) -> None:
        """One of the built-in examples, as an unnamed document.

        From another one that was changed, or that such a one came before, it is a step of the same history: undo brings back
        what was changed, so nobody has to be asked.
        """
        self._session.finish_typing()
        self._session.commit()
        example = gallery.example(name)
        example = replace(example, workspace=example.workspace or "explore")
        history = self._session.state.history
        if history.unsaved and history.document.example and history.document.path is None:
            self._session.look_at(example, tr("Example: {title}", title=example.title))
        elif self.may_leave():
            self._session.open(example, None, example=True)

    def ask_open(self) -> None:
        """Ask which file, and open it."""
        path = self.asking.file_to_open(self._folder())
        if path:
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a file, in another window if this one has work. If it cannot be read, say why; the present experiment stays.

        The window of one that is open already comes to the front. A picture or numbers become this window's input.
        """
        own = self._session.state.path
        here = own is not None and same_file(path, own)
        return (not here and self._others.show(path)) or self._open(path, here=here)

    def open_dropped(self, paths: list[Path]) -> None:
        """Open one of several dropped files, preferably an experiment, and say that the others were not opened."""
        chosen = next((path for path in paths if path.suffix == SUFFIX), paths[0])
        self.open(chosen)
        left = [path for path in paths if path is not chosen]
        if left:
            name, n = plain(left[0].name), len(left) - 1
            one = tr("One file is opened at a time: “{name}” was not opened.", name=name)
            more = tr("One file is opened at a time: “{name}” and {n} more were not opened.", name=name, n=n)
            self.said.emit(one if len(left) == 1 else more)

    def _open(self, path: Path, *, here: bool = False, leave: bool = False) -> bool:
        try:
            sort = sort_of(files.head_of(path), path.name)
            if sort != "experiment":
                self._take_other(path, sort)
                return False
            read = self._read(path)
        except files.FileProblem as problem:
            what = tr("“{name}” cannot be opened.", name=plain(path.name))
            stays = tr("Your current experiment is unchanged.")
            self.asking.tell(tr("Opening a file"), f"{what}\n\n{problem}\n\n{stays}")
            return False
        if read is None:
            return False
        if not here and self._has_work() and self._others.take(*read, path):
            return True
        if not (leave or self.may_leave()):
            return False
        self.take(*read, path)
        return True

    def _has_work(self) -> bool:
        self._session.finish_typing()
        self._session.commit()
        return bool(self._session.state.history.unsaved)

    def take(self, experiment: Experiment, mark: files.FileMark, path: Path) -> None:
        """Show what a file holds."""
        self._session.open(experiment, path)
        self._settings.remember(path)
        self._mark = path, mark
        self._backed_up.discard(path)
        self._newer = path if files.is_newer(experiment.extra) else None
        if self._newer:
            newer = tr("“{name}” was made by a newer ConvStudio.", name=path.name)
            kept = tr("What this one does not know is not shown, but kept. Saving asks for a new name.")
            self.asking.tell(tr("Opening a file"), f"{newer}\n\n{kept}")

    def restore(self, experiment: Experiment, path: Path | None) -> None:
        """Show work that no file holds: of a file that is as it was, or without one."""
        self._session.open(experiment, path, saved=False)
        self._mark = self._newer = None
        if path:
            with suppress(files.FileProblem):
                self._mark = path, files.read_marked(path, LARGEST_FILE)[1]
            self._backed_up.discard(path)
            self._newer = path if files.is_newer(experiment.extra) else None

    def digest(self) -> str:
        """The SHA-256 of what the document's file held when it was read or written here; "" without one."""
        path, mark = self._mark or (None, None)
        return mark.digest.hex() if mark and path == self._session.state.path else ""

    def _read(self, path: Path) -> tuple[Experiment, files.FileMark] | None:
        """The experiment in a file; None if it is unusually large and the question about it is declined. Raises FileProblem."""
        own = path == self._session.state.path
        try:
            return files.read_marked(path, LARGEST_FILE if own else self.most)
        except files.LargeFile as problem:
            if problem.size > LARGEST_FILE:
                raise
            wanted = self.asking.open_large(path.name, megabytes(problem.size), megabytes(USUAL_FILE))
            return files.read_marked(path, LARGEST_FILE) if wanted else None

    def save(self) -> bool:
        """Save to the document's file; ask where if it has none, or if a newer program made it."""
        self._session.finish_typing()
        if self._is_kept_back():
            return False
        path = self._session.state.path
        return self._write(path) if path and path != self._newer else self.save_as()

    def save_as(self) -> bool:
        """Ask where, and save there."""
        self._session.finish_typing()
        if self._is_kept_back():
            return False
        path = self.asking.file_to_save((self._folder() or Path.home()) / self._suggested_name())
        return self._write(path) if path else False

    def _is_kept_back(self) -> bool:
        """Whether a lesson hides what a file would give away; says so."""
        hides = any(result.problem and result.problem.hides for result in self._session.state.evaluation.results)
        if hides:
            told = tr("Not saved: the output is hidden until you have answered the question in the lesson.")
            self.asking.tell(tr("Saving an experiment"), told)
        return hides

    def ask_export(self, what: str, kinds: tuple[tuple[str, str], ...]) -> Path | None:
        """Ask where to export to, in the folder of the document; `kinds` are titles and endings of files."""
        name = Path(self._suggested_name()).stem + (f"-{_in_a_name(what)}" if what else "")
        return self.asking.file_to_export((self._folder() or Path.home()) / (name + kinds[0][1]), kinds)

    def may_leave(self) -> bool:
        """Whether the document may be closed: nothing to lose, or saved, or discarded on purpose.

        What was changed in an example before this one counts, too; it is shown while it is asked about.
        """
        if self.left:
            return True
        self._session.finish_typing()
        self._session.commit()  # a stroke that is still being drawn is work, too
        here = self._session.state.history.position
        while unsaved := self._session.state.history.unsaved:
            if unsaved[-1] != self._session.state.history.position:
                self._session.jump(unsaved[-1])
            answer = self.asking.save_changes(self._session.state.name or tr("Untitled"), len(unsaved) - 1)
            if answer == "discard":
                return True
            if answer == "cancel" or not self.save():
                self._session.jump(here)
                return False
        return True

    def look_at_file(self) -> None:
        """Say so if another program has changed the document's file."""
        path = self._session.state.path
        if path and self._is_other(path, at_a_glance=True):
            self.said.emit(tr("“{name}” was changed by another program; saving will ask what to do.", name=path.name))

    def _is_other(self, path: Path, *, at_a_glance: bool = False) -> bool:
        known, mark = self._mark or (None, None)
        return known == path and mark is not None and files.has_changed(path, mark, at_a_glance=at_a_glance)

    def _write(self, path: Path) -> bool:
        """Write the document to a file; if that would overwrite another program's work, do what the person answers."""
        answer = self.asking.file_changed(path.name) if self._is_other(path) else "overwrite"
        if answer == "copy":
            return self.save_as()
        if answer == "reload":
            self._open(path, here=True, leave=True)
        return answer == "overwrite" and self._overwrite(path)

    def _overwrite(self, path: Path) -> bool:
        self._session.commit()
        title = tr("Saving an experiment")
        try:
            state = self._session.state
            written = replace(state.history.present, workspace=self._workspace(state))
            mark = files.write(written, path, backup=path not in self._backed_up)
        except files.ReadOnlyFile as problem:
            return self.asking.save_a_copy(title, f"“{path.name}”\n\n{problem}") and self.save_as()
        except files.FileProblem as problem:
            if isinstance(problem, files.UnconfirmedSave):
                self._mark = None  # of what was there before
                self._backed_up.add(path)  # and is kept: what is there now must not take its place
            self.asking.tell(title, f"“{path.name}”\n\n{problem}\n\n{advice(problem)}")
            return False
        self._backed_up.add(path)
        self._newer = None
        self._mark = (path, mark) if mark else None
        self._session.saved(path)
        self._settings.remember(path)
        self.said.emit(self._saved_words(path.name, mark.size if mark else 0))
        return True

    @staticmethod
    def _workspace(state: State) -> str:
        """The workspace to write into the file: the present one, or an unknown one that the document was opened with."""
        named = state.opened.workspace
        return state.workspace if not named or workspaces.known(named) else named

    def _saved_words(self, name: str, size: int) -> str:
        if size <= self.most:
            return tr("Saved “{name}”.", name=name)
        return tr("Saved “{name}”. It has {size} MB: opening it will ask first.", name=name, size=megabytes(size))

    def _folder(self) -> Path | None:
        path = self._session.state.path
        recent = self._settings.recent
        return path.parent if path else recent[0].parent if recent else None

    def _suggested_name(self) -> str:
        state = self._session.state
        if state.path:
            return state.path.name
        return (_in_a_name(state.experiment.title) or tr("experiment")) + SUFFIX


def _in_a_name(text: str) -> str:
    """The part of a text that is allowed in file names everywhere: Windows keeps some words for devices."""
    name = "".join(c if c.isalnum() or c in " -_" else "_" for c in text).strip()[:LONGEST_NAME].strip()
    return f"{name}_" if re.fullmatch(DEVICE, name, re.IGNORECASE) else name


def dropped(data: QMimeData) -> list[Path]:
    """The local files among dropped URLs; those that name another machine are left out."""
    names = [url.toLocalFile() for url in data.urls() if url.isLocalFile() and not url.host()]
    return [Path(name) for name in names if name and not name.replace("\\", "/").startswith("//")]
