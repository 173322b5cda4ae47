from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from convstudio import words
from convstudio.experiment import Experiment, gallery
from convstudio.scene.state import View
from convstudio.studio.document.settings import Settings
from convstudio.studio.shell.window import Window
from convstudio.studio.widgets.look import theme
from tests.studio.person import Person

OpenWindow = Callable[..., Person]
opening_example = cache(gallery.opening_example)


@pytest.fixture
def open_window(qapp: QApplication) -> Iterator[OpenWindow]:
    """Opens real windows, each driven by a person, and takes them down in the end."""
    opened: list[Window] = []

    def open_one(
        experiment: Experiment | None = None,
        path: Path | None = None,
        size: tuple[int, int] = (1600, 900),
        view: View = "flow",
    ) -> Person:
        settings = Settings()
        settings.view = view
        window = Window(experiment or opening_example(), path, settings)
        window.resize(*size)
        window.show()
        person = Person(window)
        for _ in range(4):  # the panels beside the board come after the first picture
            person.settle()
        opened.append(window)
        return person

    yield open_one
    for window in opened:
        window.session.changed.disconnect()
        window.session.close()
        window.spaces.close()
        window.hide()
    words.use_translator(None)


@pytest.fixture
def type_size(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    """Prefers type of so many points (0: the desktop's), and the desktop's in the end."""

    def take(points: int) -> None:
        if theme.size_type(points):
            theme.apply(theme.applied())

    def choose(points: int) -> None:
        Settings().type_size = points
        take(points)

    yield choose
    take(0)


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    """A person before the opening example."""
    return open_window()
