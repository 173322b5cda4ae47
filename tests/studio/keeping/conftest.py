from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from convstudio.experiment import gallery
from convstudio.experiment.files import recovery
from convstudio.studio import places
from convstudio.studio.document.settings import Settings
from convstudio.studio.keeping.place import Place
from convstudio.studio.keeping.sheet import RecoverySheet
from convstudio.studio.shell.window import Window
from convstudio.studio.shell.windows import Windows
from tests.studio.person import Person


class Desk:
    """The program's windows, and a person before each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.windows = Windows(Settings(), lambda: "all details")
        self.people: dict[Window, Person] = {}

    def start(self) -> Person:
        """The window that the program opens with."""
        window = self.windows.open(gallery.opening_example())
        window.resize(1000, 700)
        self.settle()
        return self.people[window]

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for window in self.windows.all:
            if window not in self.people:
                self.people[window] = Person(window)

    def person(self, number: int) -> Person:
        """Who sits before a window, in the order in which they were opened."""
        self.settle()
        return self.people[self.windows.all[number]]

    @property
    def sheet(self) -> RecoverySheet:
        (sheet,) = [s for window in self.windows.all for s in window.findChildren(RecoverySheet) if s.isVisible()]
        return sheet

    def left_behind(self, example: str, **known: object) -> Path:
        """Work that an earlier program has kept."""
        recovery.make_folder(self.folder)
        work = recovery.Work(experiment=gallery.example(example), **{"name": example, "done": "Paint 12 cells", **known})  # type: ignore
        path = self.folder / f"{len(recovery.kept(self.folder)):032}{recovery.SUFFIX}"
        recovery.write(work, path)
        return path

    @property
    def kept(self) -> list[Path]:
        return recovery.kept(self.folder)

    def free(self, path: Path) -> bool:
        """Whether the next start could take what is kept there."""
        place = Place(path)
        taken = place.take()
        place.let_go()
        return taken


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(places, "recovery_folder", lambda: tmp_path / "recovery")
    made = Desk(tmp_path / "recovery")
    yield made
    made.windows.let_go()
    for window in made.windows.all:
        window.hide()
