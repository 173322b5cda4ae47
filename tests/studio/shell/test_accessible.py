"""What a screen reader gets: a name for every control, the code of code lines, and the cell that is walked to."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QWidget

from convstudio.experiment import gallery
from convstudio.scene.matrix.focus import MatrixId, PanelId
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.state import View
from convstudio.scene.workspaces import WORKSPACES
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

EXAMPLES = ("edge-detection", "three-to-four", "one-by-one", "depthwise", "pooling-same", "learning-through-layers")


def nameless(window: QWidget) -> Iterator[str]:
    """Widgets that the keyboard reaches and a screen reader has no name for; parts of other controls take theirs."""
    for widget in window.findChildren(QWidget):
        part = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox) or widget.objectName().startswith("qt_")
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not part:
            known = QAccessible.queryAccessibleInterface(widget)
            if not (known and known.text(QAccessible.Text.Name).strip()):
                yield f"{type(widget).__name__} {widget.objectName()} in {widget.parentWidget().objectName()}"


@pytest.mark.parametrize(
    ("name", "view"), [*((name, "flow") for name in EXAMPLES), ("three-to-four", "stage"), ("one-by-one", "stage")]
)
def test_everything_that_the_keyboard_reaches_has_a_name_in_every_workspace(
    open_window: OpenWindow, name: str, view: View
) -> None:
    person = open_window(gallery.example(name), view=view)
    window = person.window
    window.show_layer_table(True)
    for dock in (window.sides.history_dock, window.sides.notes_dock):
        dock.show()
    window.show_help(True)
    for layer in (-1, 0):
        window.session.select(layer)
        person.settle()
        assert list(nameless(window)) == []
    for workspace in WORKSPACES:
        person.press(f"workspace_{workspace.name}")
        person.settle()
        assert list(nameless(window)) == []


def test_code_lines_are_read_as_their_code(person: Person) -> None:
    for name, start in (("pytorch", "nn.Conv2d(1, 1, "), ("keras", "# channels last")):
        line = person.window.findChild(QLabel, f"code_{name}")
        assert line is not None
        known = QAccessible.queryAccessibleInterface(line)
        assert known is not None
        assert known.text(QAccessible.Text.Name) == line.text()
        assert line.text().startswith(start)
        assert "This layer as" in known.text(QAccessible.Text.Description)
    person.spin("kernel_size_h", 3)
    line = person.window.findChild(QLabel, "code_pytorch")
    assert line is not None
    assert line.accessibleName() == line.text()
    assert "3" in line.text()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced."""
    words: list[str] = []
    told = SimpleNamespace(
        AnnouncementPoliteness=QAccessible.AnnouncementPoliteness,
        updateAccessibility=lambda event: words.append(event.message()),
    )
    monkeypatch.setattr(QtGui, "QAccessible", told)
    return words


@pytest.mark.parametrize("shown_in", ["flow", "stage"])
def test_a_cell_is_heard_when_it_is_walked_to(open_window: OpenWindow, heard: list[str], shown_in: View) -> None:
    person = open_window(view=shown_in)
    view = person.view()
    view.setFocus()
    person.click(view, 2, 2)
    heard.clear()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        person.key(view, key)
        assert heard
        assert person.status().startswith(heard[-1])
    assert [words.split(", value")[0] for words in heard] == ["row 2, column 3", "row 3, column 3", "row 3, column 2"]
    assert "meets" in heard[0]


def test_what_is_pointed_at_or_plays_by_itself_is_not_announced(person: Person, heard: list[str]) -> None:
    view = person.view(0)
    view.setFocus()
    person.hover(view, 2, 2)
    assert heard == []
    person.window.transport.play()
    assert len(heard) <= 1  # where it begins
    begun = list(heard)
    for window in (5, 6, 7):
        person.window.session.play(Playhead(0, window))
        person.settle()
    person.window.transport.pause()
    assert heard == begun


def test_the_layer_that_the_rail_goes_to_is_heard(open_window: OpenWindow, heard: list[str]) -> None:
    person = open_window(view="stage")
    rail = person.window.page.rail
    rail.setFocus()
    person.key(rail, Qt.Key.Key_Right)
    person.key(rail, Qt.Key.Key_Left)
    person.key(rail, Qt.Key.Key_Left)
    assert heard == ["Max pool 1 × 3 × 3", "Convolution 1 × 6 × 7", "Input X 1 × 6 × 8"]


def test_a_weight_is_heard_in_learn_too(open_window: OpenWindow, heard: list[str]) -> None:
    person = open_window(gallery.example("learning-a-kernel"))
    person.press("workspace_learn")
    view = person.window.learn_page.view(PanelId(MatrixId("learned", 0)))
    view.setFocus()
    person.key(view, Qt.Key.Key_Right)
    assert heard
    assert person.status().startswith(heard[-1])
    assert "pulled by" in heard[-1]
