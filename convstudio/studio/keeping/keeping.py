"""Keeps what a window has not saved: a second after the last edit, five seconds after the first one at the latest.

What is kept is what a crash would lose, no less and no more: as soon as something is saved or discarded, it is forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from convstudio.experiment import Experiment
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files import recovery
from convstudio.experiment.history import Document
from convstudio.scene.state import State
from convstudio.studio.document.session import Session
from convstudio.studio.keeping.place import Place, new_place
from convstudio.words import tr

PAUSE_MS = 1000  # after an edit, until nothing more seems to come
LATEST_MS = 5000  # after the first edit that is not kept
DURABLE_S = 30.0  # a power cut may take as much; the end of the program alone takes nothing that was written
Unsaved = tuple[Experiment, str, int]  # what a document has become, the last step to it, and the number of steps


class Keeping(QObject):
    """The unsaved work of one window, a file for each of its documents. `on` says whether it is kept without being asked."""

    said = Signal(str)  # a sentence: why nothing can be kept

    def __init__(
        self, session: Session, folder: Path, on: Callable[[], bool], based_on: Callable[[], str], parent: QObject
    ) -> None:
        """`based_on` gives the SHA-256 of what the file of the window's document held."""
        super().__init__(parent)
        self._session, self._folder, self._on, self._based_on = session, folder, on, based_on
        self._places: dict[Document, Place] = {}
        self._written: dict[Document, tuple[Experiment | None, str]] = {}
        self._durable, self._told = 0.0, False
        self._soon = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._latest = QTimer(self, interval=LATEST_MS, singleShot=True)
        for timer in (self._soon, self._latest):
            timer.timeout.connect(self.beat)
        session.changed.connect(self._follow)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._look_away)

    @property
    def waiting(self) -> bool:
        """Whether there is something that may not be kept yet."""
        return self._soon.isActive()

    @property
    def files(self) -> list[Path]:
        """The files that hold work of this window now."""
        return [place.path for place in self._places.values() if place.path.exists()]

    def _follow(self, before: State, after: State) -> None:
        """Looking costs nothing; an edit starts the clock; what was saved, or left, is forgotten at once."""
        if before.history is after.history and before.draft is after.draft:
            return
        if before.history.document is not after.history.document:
            self._forget_saved()
        self._soon.start()
        if not self._latest.isActive():
            self._latest.start()

    def _look_away(self, state: Qt.ApplicationState) -> None:
        """The person goes to another program: nobody waits for this one now."""
        if state != Qt.ApplicationState.ApplicationActive and self.waiting:
            self.beat()

    def beat(self) -> None:
        """Keep what is not saved, if that is wanted; where it cannot be done, say so once."""
        self._stop()
        if not self._on():
            return
        try:
            self.now()
            self._told = False
        except FileProblem as problem:
            if not self._told:
                self._told = True
                self.said.emit(tr("Your work cannot be kept while you work; save it yourself. {why}", why=problem))

    def now(self, *, durable: bool = False) -> list[Path]:
        """Keep what is not saved, and forget what is; the files. Raises FileProblem.

        On the beat nobody waits for the disk but every half minute: work outlives the program without that.
        """
        self._stop()
        unsaved = self._forget_saved()
        durable = durable or time.monotonic() - self._durable > DURABLE_S
        for document, work in unsaved.items():
            self._keep(document, work, durable)
        if durable and unsaved:
            self._durable = time.monotonic()
        return self.files

    def adopt(self, place: Place, done: str) -> None:
        """The window's document is now the work of a file that an earlier program has left, and what was `done` last there."""
        document = self._session.state.history.document
        self._places[document] = place
        self._written[document] = None, done
        self._soon.start()

    def drop(self) -> None:
        """The person has saved or discarded everything: forget it."""
        self._stop()
        self._session.changed.disconnect(self._follow)
        for place in self._places.values():
            place.forget()
        self._places.clear()
        self._written.clear()

    def let_go(self) -> None:
        """Leave the files to the next start."""
        self._stop()
        for place in self._places.values():
            place.let_go()

    def _stop(self) -> None:
        self._soon.stop()
        self._latest.stop()

    def _forget_saved(self) -> dict[Document, Unsaved]:
        unsaved = unsaved_in(self._session.state)
        for document in [known for known in self._places if known not in unsaved]:
            self._written.pop(document, None)
            self._places.pop(document).forget()
        return unsaved

    def _keep(self, document: Document, work: Unsaved, durable: bool) -> None:
        experiment, done, steps = work
        place = self._places.get(document)
        if place is None:
            place = self._places[document] = new_place(self._folder)
        known, before = self._written.get(document, (None, ""))
        if known is experiment and place.path.exists():
            return
        here = document is self._session.state.history.document
        made = recovery.Work(
            experiment=experiment, name=document.path.name if document.path else experiment.title, path=document.path,
            based_on=self._based_on() if here else "", done=done or before, steps=steps,
        )  # fmt: skip
        recovery.write(made, place.path, durable=durable)
        recovery.end_try(place.path)
        self._written[document] = experiment, made.done


def unsaved_in(state: State) -> dict[Document, Unsaved]:
    """What a window would lose if it ended now, the gesture that runs included: each document that was changed."""
    history = state.history
    found = {}
    for at in history.unsaved:
        step = history.steps[at]
        found[step.document] = step.experiment, step.label, at
    if state.draft and not history.document.holds(state.draft.after):
        found[history.document] = state.draft.after, state.draft.label, history.position + 1
    return found
