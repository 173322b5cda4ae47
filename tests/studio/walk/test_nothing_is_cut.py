"""Nothing is cut: in the least window, with large type, and with words that are 40 % longer, whatever is shown.

A walk visits all workspaces with what opens beside them. Every text is compared with the room that it has: it may be
shortened only where its tooltip has it whole.

Scale factors need no windows of their own: Qt lays out in logical pixels, and all sizes here are logical ones. At a factor of
1.25 a screen of 1280 × 800 has the 1024 × 640 of the least window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QToolButton

from convstudio import languages, words
from convstudio.experiment import edits, gallery
from convstudio.scene import Focus, MatrixId, PanelId, Spot
from convstudio.studio.document.settings import Settings
from convstudio.studio.shell.window import Window
from tests.studio.conftest import OpenWindow
from tests.studio.walk.longer import Longer, longer
from tests.studio.walk.needs import cut

STAGED = ("three-to-four", "learning-through-layers", "dilation", "small-network", "global-average", "depthwise")
IN_FLOW = ("three-to-four", "one-by-one", "small-network")
LEARNED = ("learning-too-fast", "three-to-four", "learning-through-layers")
SHIFTED = ("translation", "small-network")
DOCKS = ("lessons", "history", "notes", "help")
SHEETS = ("layer_table", "shortcuts", "picture_gallery")


class Walk:
    """Goes through a window, and notes what is cut where."""

    def __init__(self, window: Window) -> None:
        self.window, self.session = window, window.session
        self.found: dict[str, str] = {}

    def act(self, name: str) -> None:
        self.window.actions_by_name[name].trigger()

    def open(self, name: str) -> None:
        self.session.open(gallery.example(name), None, example=True)

    def look(self, where: str) -> None:
        """What is cut now, in the window and in all that stands over it."""
        for _ in range(3):
            QCoreApplication.processEvents()
        for top in QApplication.topLevelWidgets():
            if top.isVisible():
                for said in cut(top):
                    self.found.setdefault(said, where)

    def everywhere(self) -> list[str]:
        """Visit all there is; returns what is cut, and where."""
        size = self.window.size()
        for part in (self.learn, self.stage, self.flow, self.shift):
            part()
        assert self.window.size() == size
        self.beside()  # which may widen a window that has no room for both panels
        self.over()
        return [f"{where}: {said}" for said, where in self.found.items()]

    def learn(self) -> None:
        for name in LEARNED:
            self.open(name)
            self.session.work_in("learn")
            self.look(f"learn {name}")

    def stage(self) -> None:
        self.session.open(gallery.opening_example(), None, example=True)
        self.session.work_in("explore")
        self.look("stage")
        self.session.look(Focus(pin=Spot(PanelId(MatrixId("map", 0)), 1, 1)))
        self.act("steps")
        self.act("step_forward")
        self.look("a product, pinned")
        self.act("steps")
        self.act("compare")
        self.look("compared")
        self.act("compare")
        for name in STAGED:
            self.open(name)
            for layer in range(-1, len(self.session.state.experiment.layers)):
                self.session.select(layer)
                self.look(f"stage {name} {layer}")
        self.session.edit(edits.set_parameter, 0, "dilation", (30, 30))
        self.session.select(0)
        self.look("an impossible setting")

    def flow(self) -> None:
        self.act("flow")
        for name in IN_FLOW:
            self.open(name)
            self.look(f"flow {name}")
        self.act("flow")

    def shift(self) -> None:
        for name in SHIFTED:
            self.open(name)
            self.session.work_in("shift")
            self.look(f"shift {name}")
        self.session.work_in("explore")

    def beside(self) -> None:
        for name in DOCKS:
            self.act(name)
            self.look(name)
            if name == "lessons":
                self.lesson()
            self.act(name)

    def lesson(self) -> None:
        """One that is begun, and the contents then."""
        for button in ("lesson_begin", "lesson_leave"):
            found = self.window.findChild(QToolButton, button)
            assert found, button
            found.click()
            self.look(button)

    def over(self) -> None:
        for name in SHEETS:
            self.act(name)
            self.look(name)
            for top in QApplication.topLevelWidgets():
                if top.isVisible() and top is not self.window:
                    top.close()
        self.act("palette")
        self.look("palette")


@pytest.fixture
def translated(qapp: QApplication) -> Iterator[Callable[[bool], None]]:
    """Lets all words be longer, if they ought to be, and ends that."""
    translator = Longer(qapp)

    def choose(longer_words: bool) -> None:
        if longer_words:
            qapp.installTranslator(translator)
            words.use_translator(longer)

    yield choose
    qapp.removeTranslator(translator)
    words.use_translator(None)


@pytest.mark.parametrize(
    ("size", "points", "longer_words"),
    [
        ((1024, 640), 0, False),
        ((1280, 720), 14, False),
        ((1280, 720), 16, False),
        ((1024, 640), 0, True),
        ((1920, 1080), 16, True),
    ],
)
def test_nothing_is_cut(
    open_window: OpenWindow,
    type_size: Callable[[int], None],
    translated: Callable[[bool], None],
    size: tuple[int, int],
    points: int,
    longer_words: bool,
) -> None:
    type_size(points)
    translated(longer_words)
    Settings().code_folded = False
    person = open_window(size=size, view="stage")
    assert person.window.size().toTuple() == size
    assert (person.window.transport_bar.play.text() != "Play") == longer_words
    found = Walk(person.window).everywhere()
    assert not found, "\n".join(found)


@pytest.fixture
def chinese_letters(qapp: QApplication) -> Iterator[None]:
    """A stand-in for the system's Chinese font, which not every machine has: a box one em wide for each character."""
    added = QFontDatabase.addApplicationFont(str(Path(__file__).with_name("han.ttf")))
    yield
    QFontDatabase.removeApplicationFont(added)


@pytest.mark.parametrize("language", ["de", "zh_CN"])
@pytest.mark.usefixtures("chinese_letters")
def test_nothing_is_cut_in_a_language(open_window: OpenWindow, language: str) -> None:
    languages.use(language)
    Settings().code_folded = False
    person = open_window(size=(1024, 640), view="stage")
    assert person.window.transport_bar.play.text() == words.tr("Play") != "Play"
    found = Walk(person.window).everywhere()
    assert not found, "\n".join(found)
