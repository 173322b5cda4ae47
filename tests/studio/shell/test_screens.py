"""Small screens and large type: the first window fits, the settings' panel can be widened and never hides a field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLabel, QLineEdit, QToolButton, QWidget

from convstudio.experiment import gallery
from convstudio.studio.document.settings import Settings
from convstudio.studio.shell.placing import FRAME, SIZE, first_size
from convstudio.studio.shell.settings_stack import FOLDED
from convstudio.studio.shell.window import Window
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person

SCREENS = [(1024, 768), (1366, 768), (1093, 614), (911, 512)]  # the last two: 1366 × 768 at 125 and 150 %


@pytest.mark.parametrize("screen", [*SCREENS, (1280, 720), (1920, 1080)])
def test_the_first_window_fits_the_screen_with_its_frame(screen: tuple[int, int]) -> None:
    size = first_size(QSize(*screen))
    assert size.width() + FRAME.width() <= screen[0]
    assert size.height() + FRAME.height() <= screen[1]
    assert first_size(QSize(1920, 1080)) == SIZE


def test_the_first_window_asks_the_screen(qapp: QApplication) -> None:
    window = Window(gallery.opening_example())
    room = window.screen().availableSize()  # less than the usual size
    assert room.width() < SIZE.width()
    assert window.width() <= room.width()
    assert window.height() <= room.height()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", ["edge-detection", "three-to-four", "learning-through-layers"])
def test_a_small_window_stays_as_small_as_it_was_made(open_window: OpenWindow, name: str, screen: tuple[int, int]) -> None:
    size = first_size(QSize(*screen))
    person = open_window(gallery.example(name), size=size.toTuple())
    assert person.window.size() == size
    for select in range(-1, len(person.window.session.state.experiment.layers)):
        person.window.session.select(select)
        person.settle()
    person.press("transport_play")
    person.shortcut(Qt.Key.Key_J)
    person.settle()
    assert person.window.size() == size
    panel = person.window.findChild(QWidget, "settings")
    assert panel is not None
    for part in (panel, person.window.explanation, person.window.transport_bar, person.window.statusBar()):
        place = part.mapTo(person.window, QPoint())
        assert person.window.rect().contains(part.rect().translated(place)), part.objectName()


def test_a_narrow_bar_gives_way_and_gets_everything_back(open_window: OpenWindow) -> None:
    person = open_window(size=(1280, 720))
    names = ("transport_play", "transport_steps", "transport_speed", "transport_loop", "transport_hide_unreached")

    def shown() -> list[str]:
        return [name for name in names if person.window.findChild(QWidget, name).isVisible()]  # type: ignore[union-attr]

    assert shown() == list(names)
    person.window.resize(760, 600)
    person.settle()
    assert shown()[0] == "transport_play"
    assert len(shown()) < len(names)
    assert shown() == list(names)[: len(shown())]
    bar = person.window.transport_bar
    assert all(bar.rect().contains(w.geometry()) for w in bar.findChildren(QToolButton) if w.isVisible())
    person.window.resize(1280, 720)
    person.settle()
    assert shown() == list(names)


# The settings' panel


def panel_of(person: Person) -> QWidget:
    panel = person.window.findChild(QWidget, "settings")
    assert panel is not None
    return panel


def drag_edge(person: Person, by: int) -> None:
    """Drag the left edge of the panel."""
    panel = panel_of(person)
    edge = panel.mapTo(person.window, QPoint(-2, panel.height() // 2))
    QTest.mouseMove(person.window, edge)
    QTest.mousePress(person.window, LEFT, pos=edge)
    for part in (by // 2, by):
        move = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(edge + QPoint(part, 0)), person.window.mapToGlobal(QPointF(edge + QPoint(part, 0))),
            Qt.MouseButton.NoButton, LEFT, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(person.window, move)
        person.settle()
    QTest.mouseRelease(person.window, LEFT, pos=edge + QPoint(by, 0))
    for _ in range(3):
        person.settle()


def test_the_panel_is_widened_by_its_edge_and_the_next_window_remembers(open_window: OpenWindow) -> None:
    person = open_window(size=(1280, 720))
    before = panel_of(person).width()
    drag_edge(person, -90)
    wide = panel_of(person).width()
    assert wide > before + 60
    person.press("workspace_learn")
    assert panel_of(person).width() == wide
    person.press("workspace_explore")
    person.window.close()
    assert Settings().panel_width == wide
    again = open_window(size=(1280, 720))
    assert panel_of(again).width() == wide


def test_a_width_that_nobody_chose_is_not_remembered(person: Person) -> None:
    person.window.close()
    assert Settings().panel_width is None


@pytest.mark.parametrize("points", [0, 14, 16])
def test_no_field_is_cut_off_however_narrow_the_panel_and_however_large_the_type(
    open_window: OpenWindow, type_size: Callable[[int], None], points: int
) -> None:
    type_size(points)
    person = open_window(gallery.example("small-network"), size=(1920, 1080))
    drag_edge(person, 400)  # as narrow as it goes
    for selected in range(-1, len(person.window.session.state.experiment.layers)):
        person.window.session.select(selected)
        for _ in range(3):
            person.settle()
        view = person.window.inspector.parentWidget()
        assert person.window.inspector.width() <= view.width()
        for kind in (QAbstractSpinBox, QComboBox, QLineEdit, QToolButton, QLabel):
            for widget in person.window.inspector.findChildren(kind):
                if widget.isVisible():
                    left, right = (widget.mapTo(view, corner).x() for corner in (QPoint(), widget.rect().bottomRight()))
                    assert left >= 0, widget.objectName()
                    assert right <= view.width(), widget.objectName()
                    if not isinstance(widget, QLabel):
                        assert widget.width() >= needed(widget), widget.objectName()


def needed(widget: QWidget) -> int:
    """The pixels that a control needs to be whole: a small square button only those of its sign."""
    if isinstance(widget, QToolButton) and widget.minimumWidth() == widget.maximumWidth():
        return widget.fontMetrics().horizontalAdvance(widget.text()) + 4
    return widget.minimumSizeHint().width()


def test_folded_settings_leave_their_room_to_the_matrices_and_come_back_as_wide_as_they_were(open_window: OpenWindow) -> None:
    person = open_window(size=(1280, 720), view="stage")
    drag_edge(person, -40)
    wide, cell = panel_of(person).width(), person.view().grid().cell
    person.press("toolbar_settings")
    person.settle()
    assert panel_of(person).width() == FOLDED
    assert person.view().grid().cell > cell
    person.press("workspace_learn")
    assert panel_of(person).width() == FOLDED, "in every workspace"
    person.press("workspace_explore")
    person.window.close()
    again = open_window(size=(1280, 720), view="stage")
    assert panel_of(again).width() == FOLDED, "and in the next window"
    again.press("settings_folded")
    for _ in range(3):
        again.settle()
    assert panel_of(again).width() == wide
    assert again.view().grid().cell == cell


def test_a_setting_that_is_asked_for_brings_folded_settings_back(open_window: OpenWindow) -> None:
    person = open_window(size=(1280, 720), view="stage")
    person.shortcut(Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert panel_of(person).width() == FOLDED
    person.window.ask_setting("stride")
    person.settle()
    assert panel_of(person).width() > FOLDED
    assert person.window.actions_by_name["settings"].isChecked()
