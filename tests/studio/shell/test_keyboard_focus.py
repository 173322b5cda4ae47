"""The keyboard: every stop of Tab is seen, in sight, and comes in reading order, the picture first."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QToolButton, QWidget

from convstudio.experiment import gallery
from convstudio.painting.palette import luminance
from convstudio.scene import workspaces
from convstudio.studio.shell.tab_order import in_reading_order
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

LEAST_PIXELS, LEAST_CONTRAST = 60, 1.8  # of what must differ, and by how much
OTHERS = [workspace.name for workspace in workspaces.WORKSPACES if workspace.name != "explore"]
PLACES = ("stage", "flow", *OTHERS)  # both views of Explore, and each other workspace


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def tab(person: Person, *, back: bool = False) -> QWidget:
    QTest.keyClick(focused(), Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
    person.settle()
    return focused()


def go_round(person: Person) -> list[QWidget]:
    """All stops, from the window itself until the first comes again."""
    person.window.setFocus()
    found = [tab(person)]
    while (following := tab(person)) is not found[0]:
        assert following not in found, f"{following.objectName()} comes twice"
        found.append(following)
    return found


def enter(open_window: OpenWindow, place: str) -> Person:
    """A person before a network in one of the places."""
    person = open_window(gallery.example("learning-through-layers"), view="flow" if place == "flow" else "stage")
    if place in OTHERS:
        person.press(f"workspace_{place}")
        for _ in range(8):
            person.settle()
    return person


def everything(person: Person) -> None:
    """Show all panels that there is room for."""
    window = person.window
    window.show_layer_table(window.session.state.workspace == "explore")
    window.show_help(True)
    window.sides.history_dock.show()
    window.sides.notes_dock.show()
    for _ in range(4):
        person.settle()


def pixels(widget: QWidget) -> np.ndarray:
    """The colours of a widget, as it is seen in its window, as luminances."""
    place = QRect(widget.mapTo(widget.window(), QPoint()), widget.size())
    image = widget.window().grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    seen: np.ndarray = luminance(tuple(np.unique(rows).tolist()))
    return seen[np.searchsorted(np.unique(rows), rows)][:, : image.width()]


def difference(person: Person, widget: QWidget) -> int:
    """How many pixels of a widget look different while it has the keyboard."""
    assert focused() is widget
    with_focus = pixels(widget)
    person.window.setFocus()
    person.settle()
    without = pixels(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert with_focus.shape == without.shape, f"{widget.objectName()} changes its size"
    contrast = (np.maximum(with_focus, without) + 0.05) / (np.minimum(with_focus, without) + 0.05)
    return int((contrast >= LEAST_CONTRAST).sum())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_whatever_has_the_keyboard_is_seen(open_window: OpenWindow, place: str, theme: str) -> None:
    QApplication.setCursorFlashTime(0)
    person = enter(open_window, place)
    person.window.choose_theme(theme, remember=False)
    everything(person)
    person.click(person.window.findChildren(type(focused_matrix(person)))[0], 1, 1)  # a pin has a chip
    person.window.setFocus()
    seen: dict[QWidget, int] = {}
    while (widget := tab(person)) not in seen:
        seen[widget] = difference(person, widget)
    assert len(seen) > 40
    assert {widget.objectName(): number for widget, number in seen.items() if number < LEAST_PIXELS} == {}


def focused_matrix(person: Person) -> QWidget:
    person.window.setFocus()
    return tab(person)


@pytest.mark.parametrize("place", PLACES)
def test_tab_begins_with_the_picture_and_goes_round_everything(open_window: OpenWindow, place: str) -> None:
    person = enter(open_window, place)
    everything(person)
    found = go_round(person)
    assert found[0].objectName() == "input_0"
    reachable = {
        w
        for w in person.window.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.isEnabled() and w.focusProxy() is None
    }
    assert set(found) == reachable
    names = [w.objectName() for w in found]
    assert names[-1] == "toolbar_settings"
    person.window.setFocus()
    back = [tab(person, back=True) for _ in found]
    assert back == found[::-1]


def test_a_new_layer_is_reached_where_it_stands(person: Person) -> None:
    person.add("activation")
    order = ["input_0", "kernel_0_0_0", "map_0_0", "map_1_0", "map_2_0", "add_layer", "transport_first", "outputs"]
    person.window.session.select(0)
    person.settle()
    names = [w.objectName() for w in go_round(person)]
    assert [name for name in names if name in order] == order


@pytest.mark.parametrize(
    ("example", "order"),
    [
        ("edge-detection", ["input_0", "kernel_0_0_0", "bias_0_0", "map_0_0", "tool_pointer", "kernel_menu_0", "rail"]),
        ("max-pooling", ["input_0", "map_0_0", "tool_pointer", "rail"]),
        (
            "three-to-four",
            ["input_0", "input_1", "input_2", "kernel_0_0_0", "kernel_0_3_2", "bias_0_0", "bias_0_3", "map_0_0", "rail"],
        ),
    ],
)
def test_on_the_stage_tab_follows_the_sentence_and_then_the_rail(
    open_window: OpenWindow, example: str, order: list[str]
) -> None:
    person = open_window(gallery.example(example), view="stage", size=(1280, 720))
    names = [w.objectName() for w in go_round(person)]
    after = ["add_layer", "transport_first", "scrubber", "stride_h", "padding_top", "toggle_theme"]
    assert [name for name in names if name in {*order, *after}] == [*order, *after]


def test_on_the_stage_tab_goes_on_from_the_layer_that_the_rail_shows(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("learning-through-layers"), view="stage")
    rail = person.window.page.rail
    rail.setFocus()
    person.key(rail, Qt.Key.Key_Right)
    assert focused() is rail
    assert person.window.session.state.selected == 1
    person.window.setFocus()
    person.settle()
    assert [tab(person).objectName() for _ in range(2)] == ["map_0_0", "map_1_0"]


@pytest.mark.parametrize("size", [(1024, 640), (1280, 720)])
def test_what_has_the_keyboard_is_scrolled_into_sight(open_window: OpenWindow, size: tuple[int, int]) -> None:
    person = open_window(gallery.example("small-network"), size=size)
    for widget in go_round(person):
        assert tab_to(person, widget) is widget
        area = widget.parentWidget()
        while area and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area:
            place, room = QRect(widget.mapTo(area.viewport(), QPoint()), widget.size()), area.viewport().rect()
            seen = place & room
            assert seen.width() >= min(widget.width(), room.width() - 30), widget.objectName()
            assert seen.height() >= min(widget.height(), room.height() - 30), widget.objectName()


def tab_to(person: Person, widget: QWidget) -> QWidget:
    for _ in range(200):
        if focused() is widget:
            break
        tab(person)
    return focused()


def test_a_click_on_a_bar_takes_no_keyboard_and_the_window_has_none_at_first(person: Person) -> None:
    assert QApplication.focusWidget() is person.window
    person.press("transport_forward")
    assert QApplication.focusWidget() is person.window


def test_what_is_hidden_leaves_the_keyboard_to_the_window_and_pins_nothing(person: Person) -> None:
    person.window.sides.notes_dock.show()
    person.settle()
    notes = person.window.findChild(QWidget, "notes")
    assert notes is not None
    notes.setFocus()
    person.window.sides.notes_dock.hide()
    person.settle()
    assert QApplication.focusWidget() is person.window
    assert person.window.session.state.focus.pin is None
    person.view(1).setFocus()
    person.window.session.select(1)
    person.shortcut(Qt.Key.Key_Delete)
    assert QApplication.focusWidget() is person.window
    assert person.window.session.state.focus.pin is None


def test_what_is_disabled_leaves_the_keyboard_to_the_next(person: Person) -> None:
    person.window.session.select(0)
    person.settle()
    button = person._one(QToolButton, "inspector_layer_later")
    button.setFocus()
    person.key(button, Qt.Key.Key_Space)
    assert not button.isEnabled()
    assert focused().objectName() == "inspector_switch_layer"
    assert person.window.session.state.focus.pin is None


def test_reading_order_goes_by_rows(qtbot: object) -> None:
    window = QWidget()
    places = {"b": QRect(50, 0, 20, 40), "a": QRect(0, 4, 20, 20), "d": QRect(60, 60, 10, 10), "c": QRect(0, 50, 20, 30)}
    widgets = {}
    for name, place in places.items():
        widgets[name] = QWidget(window)
        widgets[name].setObjectName(name)
        widgets[name].setGeometry(place)
    assert [w.objectName() for w in in_reading_order(widgets.values(), window)] == ["a", "b", "c", "d"]


def test_of_the_windows_before_nothing_is_left(qtbot: object) -> None:
    """Not even the menus of their plots, which stand by themselves."""
    gc.collect()  # of the test right before; until it had ended, pytest held its window
    assert QApplication.topLevelWidgets() == []
