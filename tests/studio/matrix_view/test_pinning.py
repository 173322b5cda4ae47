"""A pinned cell: pointing goes before it, a chip says which it is and releases it, typing pins nothing."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget

from convstudio.experiment import evaluate, gallery
from convstudio.scene import INPUT, Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.matrix.focus import BIAS, Kind
from convstudio.scene.pinned import SYMBOLS, pin_words
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.playing import clock
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person


def leave(person: Person, view: QWidget) -> None:
    """Take the mouse away."""
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    person.settle()


def chip(person: Person) -> QToolButton:
    return person._one(QToolButton, "pin")


def no_chip(person: Person) -> bool:
    return not any(c.isVisible() for c in person.window.findChildren(QToolButton, "pin"))


def focus(person: Person) -> Focus:
    return person.window.session.state.focus


# Pointing goes before it


def test_pointing_previews_over_a_pinned_cell_which_comes_back_when_the_mouse_leaves(person: Person) -> None:
    output = person.view(0)
    person.click(output, 2, 1)
    pinned = person.arithmetic(), person.status()
    person.hover(output, 4, 4)
    assert person.arithmetic().endswith("Y[4, 4]")
    assert "pinned" not in person.status()
    person.hover(person.view(), 1, 1)
    assert person.status().startswith("row 1, column 1")
    leave(person, person.view())
    assert (person.arithmetic(), person.status()) == pinned
    assert pinned[1].endswith("pinned; Esc releases it")


def test_the_pages_of_a_pinned_cell_stay_where_they_were_turned_while_one_points(open_window: OpenWindow) -> None:
    from tests.scene.test_paging import network

    person = open_window(network(12, 20).experiment)
    person.click(person.view(0, 0), 0, 0)
    turner = person.window.board.card(MatrixId("map", 0)).pager
    assert turner is not None
    person.window.session.turn(("map", 0), 8)
    person.settle()
    person.hover(person.view(0, 9), 0, 0)
    leave(person, person.view(0, 9))
    assert person.view(0, 9).isVisible()
    assert chip(person).text().startswith("Y[0, 0, 0]")


def test_painting_shows_what_becomes_of_the_pinned_cell(person: Person) -> None:
    person.click(person.view(0), 2, 1)
    picture = person.view()
    person.hover(picture, 2, 2)
    QTest.mousePress(picture, LEFT, pos=cell_centre(picture, 2, 2))
    assert person.arithmetic() == "1·1 + 1·(−1) + bias 0 = 0  → Y[2, 1]"
    QTest.mouseRelease(picture, LEFT, pos=cell_centre(picture, 2, 2))
    assert person.arithmetic().endswith("Y[2, 1]")
    person.hover(picture, 3, 3)
    assert person.status().startswith("row 3, column 3")


@pytest.fixture
def still_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "FRAME_MS", 10**8)


@pytest.mark.usefixtures("still_time")
def test_playing_goes_on_behind_what_is_pointed_at(person: Person) -> None:
    moving = person.window.transport
    person.press("transport_play")
    person.hover(person.view(0), 4, 4)
    assert moving.playing
    moving.advance(1.0)
    assert person.arithmetic().endswith("Y[4, 4]")
    leave(person, person.view(0))
    assert person.arithmetic().endswith("Y[0, 2]")
    person.hover(person.view(0), 4, 4)
    person.press("transport_forward")  # a step that somebody takes is shown
    assert person.arithmetic().endswith("Y[0, 3]")


@pytest.mark.usefixtures("still_time")
def test_pointing_looks_away_from_a_product_and_back(person: Person) -> None:
    person.press("transport_steps")
    person.press("transport_first")
    person.press("transport_forward")
    inside = person.arithmetic()
    assert inside == "1·1 + …   running sum 1"
    person.hover(person.view(0), 4, 4)
    assert person.arithmetic().endswith("Y[4, 4]")
    leave(person, person.view(0))
    assert person.arithmetic() == inside
    person.hover(person.view(0), 0, 0)  # the cell itself, as far as it has come
    assert person.arithmetic() == inside


# Typing


def test_typing_over_a_cell_that_is_pointed_at_pins_nothing(person: Person) -> None:
    kernel = person.kernel()
    kernel.setFocus()
    person.hover(kernel, 0, 0)
    person.type_here(kernel, "0.5")
    assert person.read(kernel) == [[0.5, -1]]
    assert focus(person).pin is None
    assert no_chip(person)
    person.hover(person.view(0), 2, 1)
    assert person.arithmetic().startswith("1·0.5")


def test_typing_goes_on_in_the_next_cell_pinned_or_not(person: Person) -> None:
    kernel = person.kernel()
    kernel.setFocus()
    person.hover(kernel, 0, 0)
    person.type_here(kernel, "3", Qt.Key.Key_Tab)
    person.type_here(kernel, "4")
    assert person.read(kernel) == [[3, 4]]
    person.click(kernel, 0, 0)
    person.type_here(kernel, "5", Qt.Key.Key_Tab)
    assert chip(person).text().startswith("K[0, 1]")
    person.hover(kernel, 0, 0)  # the mouse is bumped; what was clicked is what is typed into
    person.type_here(kernel, "6")
    assert person.read(kernel) == [[5, 6]]


def test_a_number_goes_to_the_cell_that_its_field_lies_over(person: Person) -> None:
    kernel = person.kernel()
    kernel.setFocus()
    person.hover(kernel, 0, 0)
    QTest.keyClicks(kernel, "7")
    field = kernel.findChild(QLineEdit, "cell_field")
    assert field is not None
    person.hover(kernel, 0, 1)
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.settle()
    assert person.read(kernel) == [[7, -1]]


def test_after_a_number_the_keyboard_goes_straight_back_to_the_matrix(person: Person) -> None:
    kernel = person.kernel()
    person.click(kernel, 0, 0)
    for end in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClicks(kernel, "2")
        field = kernel.findChild(QLineEdit, "cell_field")
        assert field is not None
        passed: list[QWidget | None] = []
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        link = application.focusChanged.connect(lambda _old, new, passed=passed: passed.append(new))
        QTest.keyClick(field, end)
        person.settle()
        assert passed == [kernel]
        application.focusChanged.disconnect(link)  # and nobody else, who shows where the keyboard is


def test_enter_in_the_name_of_a_channel_is_not_for_the_matrix_below(person: Person) -> None:
    person.press("add_channel_button")
    person.hover(person.view(-1, 1), 2, 3)
    person.pick(person._one(QToolButton, "channel_tag_1").menu(), "channel_name")
    field = person._one(QLineEdit, "channel_name_1")
    QTest.keyClicks(field, "depth")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.settle()
    assert person.window.session.state.experiment.channel_names == ("", "depth")
    assert not any(f.isVisible() for f in person.window.findChildren(QLineEdit, "cell_field"))
    assert person.window.focusWidget() is person.view(-1, 1)


# The chip


def test_the_chip_says_which_cell_is_pinned_and_a_click_on_it_releases(person: Person) -> None:
    assert no_chip(person)
    person.click(person.view(0), 2, 1)
    assert chip(person).text() == "Y[2, 1]  ×"
    person.hover(person.view(0), 4, 4)
    assert chip(person).text() == "Y[2, 1]  ×"
    person.press("pin")
    assert no_chip(person)
    assert focus(person).pin is None
    leave(person, person.view(0))
    assert person.status() == ""


def test_escape_releases_it_wherever_the_keyboard_is(person: Person) -> None:
    for widget in (person.view(0), person.window):
        person.click(person.view(0), 2, 1)
        person.hover(person.view(), 1, 1)
        person.key(widget, Qt.Key.Key_Escape)
        assert no_chip(person)


def test_nothing_moves_when_a_cell_is_pinned(person: Person) -> None:
    def places() -> list[object]:
        explanation = person.window.explanation
        return [w.geometry() for w in (person.window.area, explanation, explanation.area, explanation.formula)]

    person.hover(person.view(0), 2, 1)
    before = places()
    person.click(person.view(0), 2, 1)
    assert places() == before


def test_a_pinned_cell_that_is_gone_has_no_chip_until_it_is_back(person: Person) -> None:
    person.click(person.view(0), 5, 6)
    person.spin("kernel_size_h", 3)
    assert no_chip(person) or chip(person).text() == "Y[3, 6]  ×"  # the playhead's cell moves along
    person.shortcut(Qt.Key.Key_Z)
    person.click(person.view(1), 2, 2)
    person.window.session.select(1)
    person.settle()
    person.shortcut(Qt.Key.Key_Delete)
    assert no_chip(person)
    person.shortcut(Qt.Key.Key_Z)
    assert chip(person).text() == "Y₂[2, 2]  ×"


def test_the_chip_is_there_in_learn_too(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("learning-a-kernel"))
    person.press("workspace_learn")
    view = next(v for v in person.window.findChildren(MatrixView) if v.isVisible() and v.panel.matrix.kind == "error")
    person.click(view, 1, 1)
    assert chip(person).text() == "Ŷ − Y[1, 1]  ×"
    person.hover(view, 2, 2)
    assert person.status().startswith("row 2, column 2")
    leave(person, view)
    assert person.status().startswith("row 1, column 1")
    person.press("pin")
    assert no_chip(person)


# Its name


@pytest.mark.parametrize("kind", [k for k in get_args(Kind) if k not in ("compare", "factor", "derived")])
def test_every_kind_has_a_symbol(kind: Kind) -> None:
    assert SYMBOLS[kind]


def test_names_of_cells() -> None:
    one, several = build(evaluate(gallery.opening_example())), build(evaluate(gallery.example("channels-out")))
    kernel, output = MatrixId("kernel", 0), MatrixId("map", 0)
    assert pin_words(one, None) == ""
    assert pin_words(one, Spot(PanelId(INPUT), 2, 3)) == "X[2, 3]"
    assert pin_words(one, Spot(PanelId(output), 2, 3)) == "Y[2, 3]"
    assert pin_words(one, Spot(PanelId(kernel), 0, 1)) == "K[0, 1]"
    assert pin_words(one, Spot(PanelId(output), 2, 70)) == ""
    assert pin_words(one, Spot(PanelId(MatrixId("map", 7)), 0, 0)) == ""
    assert pin_words(several, Spot(PanelId(output, 2), 0, 1)) == "Y[2, 0, 1]"
    assert pin_words(several, Spot(PanelId(kernel, 2, 1), 0, 1)) == "K[2, 1, 0, 1]"
    assert pin_words(several, Spot(PanelId(kernel, 0, BIAS), 0, 2)) == "b[2]"


def test_an_arrow_walks_on_from_the_pinned_cell_not_from_the_one_pointed_at(person: Person) -> None:
    person.click(person.view(0), 2, 1)
    person.hover(person.view(0), 4, 4)
    person.key(person.view(0), Qt.Key.Key_Right)
    assert person.arithmetic().endswith("Y[2, 2]")
    QTest.mouseMove(person.view(0), QPoint(1, 1))
