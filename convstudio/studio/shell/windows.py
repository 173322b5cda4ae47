"""The windows of the program: each has a document of its own, and its unsaved work is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.experiment import Experiment, files, gallery
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files import recovery
from convstudio.studio import places
from convstudio.studio.document.others import same_file
from convstudio.studio.document.settings import Settings
from convstudio.studio.keeping.found import Found, found_in
from convstudio.studio.keeping.keeping import Keeping
from convstudio.studio.shell.placing import place_beside
from convstudio.studio.shell.window import Window
from convstudio.studio.widgets.problem_bar import show_problem
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.keeping.sheet import RecoverySheet

FREE_AGAIN_MS = 200


class Windows(QObject):
    """Opens windows, knows the open ones, and frees those that close."""

    def __init__(self, settings: Settings, details: Callable[[], str] = str, most: int | None = None) -> None:
        """`details` gives those of uncaught errors; files of at most `most` bytes are opened without a question."""
        super().__init__()
        self._settings, self._details, self._most = settings, details, most
        self._keeping: dict[Window, Keeping] = {}
        self._closed: list[Window] = []

    @property
    def all(self) -> list[Window]:
        """All windows, in the order in which they were opened."""
        return list(self._keeping)

    def open(self, experiment: Experiment) -> Window:
        """Open one more window, beside the one in front."""
        front = self._front()
        window = Window(experiment, None, self._settings, self)
        window.documents.most = self._most or window.documents.most
        keeps, digest = self._keeps, window.documents.digest
        keeping = self._keeping[window] = Keeping(window.session, places.recovery_folder(), keeps, digest, window)
        keeping.said.connect(window.session.complained)
        if front:
            place_beside(window, front)
        window.show()
        return window

    def _keeps(self) -> bool:
        return self._settings.keeps_work_while_working

    def _front(self) -> Window | None:
        """The active window, or the one that was active last; None if there is none."""
        active = QApplication.activeWindow()
        while active is not None and not isinstance(active, Window):
            active = active.parentWidget()
        return active if active in self._keeping else next(reversed(self._keeping), None)

    # What a window may ask

    def new(self) -> None:
        """Open one more window, on a new experiment."""
        self.open(gallery.new_experiment())

    def take(self, experiment: Experiment, mark: files.FileMark, path: Path) -> bool:
        """Open one more window, on the content of a file."""
        self.open(experiment).documents.take(experiment, mark, path)
        return True

    def show(self, path: Path) -> bool:
        """Bring the window that has a file to the front; False if none has."""
        for window in self._keeping:
            known = window.session.state.path
            if known and same_file(known, path):
                to_front(window)
                return True
        return False

    def ask_for(self, path: str) -> None:
        """Open a file, as if it had been chosen in the window in front."""
        front = self._front()
        if front:
            front.documents.open(Path(path))

    def quit(self) -> None:
        """Close all windows after each has settled what to do with its work; close none if one is to stay."""
        for window in self.all:
            if window.session.state.history.unsaved:
                to_front(window)
            if not window.documents.may_leave():
                return
        for window in self.all:
            window.documents.left = True
            window.close()

    def follow_settings(self) -> None:
        """Have all windows follow the settings."""
        for window in self.all:
            window.follow_settings()

    def closed(self, window: QWidget) -> None:
        """Note that a window has closed, so that the work kept of it is not needed any more."""
        if isinstance(window, Window) and window in self._keeping:
            self._keeping.pop(window).drop()
            self._closed.append(window)
            QTimer.singleShot(0, self, self._free)

    def _free(self) -> None:
        """Free the windows that have closed, but not while a modal dialog is open."""
        if QApplication.activeModalWidget():
            QTimer.singleShot(FREE_AGAIN_MS, self, self._free)
            return
        while self._closed:
            self._closed.pop().deleteLater()

    # Nothing is lost

    def keep(self, *, typed: bool = False) -> list[Path]:
        """Keep all unsaved work at once, including what is half `typed`. Return the files. Raises FileProblem."""
        kept, problems = list[Path](), list[FileProblem]()
        for window, keeping in self._keeping.items():
            if typed:
                window.session.finish_typing()
            try:
                kept += keeping.now(durable=True)
            except FileProblem as problem:
                problems.append(problem)
        if problems:
            raise problems[0]
        return kept

    def keep_if_possible(self, *_session: object) -> None:
        """Keep all unsaved work at once, as the session ends or something went wrong."""
        with suppress(FileProblem):
            self.keep()

    def tell(self, sentence: str) -> None:
        """Show an internal error in the window in front, after keeping the work of all windows."""
        self.keep_if_possible()
        front = self._front()
        if front:
            front.session.complained.emit(sentence)
            show_problem(front, sentence, self._details)

    def let_go(self) -> None:
        """End all windows without a question; kept work stays for the next start."""
        for window, keeping in self._keeping.items():
            window.let_go()
            keeping.let_go()

    def offer_kept(self) -> bool:
        """Offer the work that earlier runs have left; False if there is none."""
        found = found_in(places.recovery_folder())
        front = self._front()
        if not found or front is None:
            return False
        front.when_painted(partial(self._offer, found, front))
        return True

    def _offer(self, found: list[Found], front: Window) -> None:
        from convstudio.studio.keeping.sheet import RecoverySheet  # imported late: few starts need it

        sheet = RecoverySheet(found, front.look, front)
        sheet.restored.connect(self.restore)
        sheet.discarded.connect(_discard)
        sheet.copied.connect(self._save_copy)
        sheet.finished.connect(partial(_leave, sheet))
        sheet.open()

    def restore(self, found: Found) -> None:
        """Continue with kept work, in a window that has not been used yet, or else in a new one."""
        front = self._front()
        window = front if front and _is_fresh(front) else self.open(found.work.experiment)
        recovery.begin_try(found.place.path)
        window.documents.restore(found.work.experiment, found.path)
        self._keeping[window].adopt(found.place, found.work.done)
        to_front(window)
        if found.standing == "changed":
            name = found.work.name
            window.documents.said.emit(tr("“{name}” has changed since: this is an untitled copy of your work.", name=name))

    def _save_copy(self, found: Found) -> None:
        """Write work that cannot be shown to a file."""
        front = self._front()
        name = f"{Path(found.work.name).stem or tr('experiment')}.convstudio"
        path = front.documents.asking.file_to_save(Path.home() / name) if front else None
        try:
            if path:
                files.write(found.work.experiment, path)
                found.place.forget()
        except FileProblem as problem:
            path = None
            if front:
                front.documents.asking.tell(tr("Saving an experiment"), f"“{name}”\n\n{problem}")
        if path is None:
            found.place.let_go()


def to_front(window: QWidget) -> None:
    """Bring a window to the front."""
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()


def _is_fresh(window: Window) -> bool:
    """Whether nothing has been done in a window yet."""
    history = window.session.state.history
    return history.document.path is None and len(history.steps) == 1 and not history.modified


def _discard(found: Found) -> None:
    found.place.forget()


def _leave(sheet: RecoverySheet, _result: int) -> None:
    """Leave undecided work for the next start."""
    for found in sheet.left:
        found.place.let_go()
