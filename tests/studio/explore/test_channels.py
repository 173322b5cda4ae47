"""Channels of the input by mouse and keys: added, named, moved, removed, looked at in three ways; kernels follow."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton

from convstudio.experiment import evaluate, gallery
from convstudio.scene import INPUT
from convstudio.studio.explore.cards.channel_views import ChannelStack, ColourView
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person, numbers

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | SHIFT


def experiment(person: Person):
    return person.window.session.state.experiment


def channel_menu(person: Person, channel: int) -> QMenu:
    return person._one(QToolButton, f"channel_tag_{channel}").menu()


def name_channel(person: Person, channel: int, name: str) -> None:
    person.pick(channel_menu(person, channel), "channel_name")
    field = person._one(QLineEdit, f"channel_name_{channel}")
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.settle()


def test_a_name_is_shown_letter_by_letter(person: Person) -> None:
    person.press("add_channel_button")
    name_channel(person, 1, "R&D")
    assert experiment(person).channel_names == ("", "R&D")
    assert person._one(QToolButton, "channel_tag_1").text() == "R&&D"  # a button shows "&&" as "&"


def test_a_channel_is_added_painted_named_moved_copied_and_removed(person: Person) -> None:
    before = person.read(person.view(0))
    person.press("add_channel_button")
    assert len(experiment(person).input) == 2
    assert person.card_subtitle(-1).startswith("2 × 6 × 8")
    assert person.read(person.view(0)) == before, "a channel that is new has weights of 0"
    person.click(person.view(-1, 1), 2, 3)
    assert experiment(person).input[1, 2, 3] == 1
    name_channel(person, 1, "depth")
    assert experiment(person).channel_names == ("", "depth")
    assert person._one(QToolButton, "channel_tag_1").text() == "depth"
    person.pick(channel_menu(person, 1), "channel_earlier")
    assert experiment(person).channel_names == ("depth", "")
    assert person.read(person.view(0)) == before
    person.pick(channel_menu(person, 0), "channel_duplicate")
    assert np.array_equal(experiment(person).input[1], experiment(person).input[0])
    person.pick(channel_menu(person, 0), "channel_remove")
    person.pick(channel_menu(person, 0), "channel_remove")
    assert person.read(person.view(0)) == before
    for _ in range(7):
        person.shortcut(Qt.Key.Key_Z)
    assert experiment(person) is gallery_start(person)


def gallery_start(person: Person):
    return person.window.session.state.history.steps[0].experiment


def test_channels_by_keys_alone(person: Person) -> None:
    person.shortcut(Qt.Key.Key_A, CONTROL_SHIFT)
    view = person.view(-1, 1)
    view.setFocus()
    person.shortcut(Qt.Key.Key_F2, SHIFT)
    QTest.keyClicks(person._one(QLineEdit, "channel_name_1"), "second")
    QTest.keyClick(person._one(QLineEdit, "channel_name_1"), Qt.Key.Key_Return)
    person.settle()
    assert experiment(person).channel_names == ("", "second")
    person.view(-1, 1).setFocus()
    person.shortcut(Qt.Key.Key_PageUp, CONTROL_SHIFT)
    assert experiment(person).channel_names == ("second", "")
    person.view(-1, 0).setFocus()
    person.shortcut(Qt.Key.Key_Delete, CONTROL_SHIFT)
    assert len(experiment(person).input) == 1


def choose_picture(person: Person, name: str) -> None:
    person.pick(person.menu("pictures_menu"), f"picture_{name}")


def test_a_kernel_that_does_not_fit_is_made_to_by_one_click(person: Person) -> None:
    choose_picture(person, "three-squares")
    assert "kernel for 1 channel, input with 3 channels" in person.problem(0)
    person.press("mend_0")
    assert person.problem(0) == ""
    result = evaluate(experiment(person)).results[0].output
    assert result is not None
    assert person.read(person.view(0)) == numbers(result[0])
    kernel = experiment(person).layers[0].kernel
    assert kernel.shape == (1, 3, 1, 2)
    person.shortcut(Qt.Key.Key_Z)
    assert "kernel for 1 channel" in person.problem(0)


def test_three_channels_as_a_stack_come_to_the_front_one_after_the_other(person: Person) -> None:
    choose_picture(person, "three-squares")
    person.press("channels_stack")
    stack = person._one(ChannelStack, "channel_stack")
    before = experiment(person)
    for channel in (1, 2, 0):
        view = person.view(-1, channel)
        corner = QPoint(view.width() - 3, view.height() // 2)
        QTest.mouseClick(view, LEFT, pos=corner)
        person.settle()
        assert stack.front == channel
        assert experiment(person) is before, "bringing a channel forward paints nothing"
        assert all(view.y() >= person.view(-1, c).y() for c in range(3))
    person.click(person.view(-1, 0), 5, 5)
    assert experiment(person).input[0, 5, 5] == 1
    person.press("channels_side")
    assert len({person.view(-1, c).pos().toTuple() for c in range(3)}) == 3


def test_three_channels_as_colours(person: Person) -> None:
    choose_picture(person, "three-squares")
    person.press("mend_0")
    person.press("channels_colour")
    colours = person._one(ColourView, "colour_view")
    assert colours.colour_at(3, 2) == (255, 255, 255)
    assert colours.colour_at(2, 2) == (255, 255, 0)
    assert colours.colour_at(0, 0) == (230, 0, 26)
    image, at = colours.grab().toImage(), colours.cell_rect(2, 2).center().toPoint()
    assert image.pixelColor(at).getRgb()[:3] == (255, 255, 0)
    QTest.mouseMove(colours, colours.cell_rect(2, 3).center().toPoint())
    person.settle()
    assert "row 2, column 3" in person.status()
    assert any(mark.role == "reader" for mark in person.view(0).scene.marks)
    person.press("channels_side")
    assert person.view(-1, 2).isVisible()


def test_the_pencil_says_why_it_does_not_paint_colours_and_what_would_do(person: Person) -> None:
    choose_picture(person, "three-squares")
    person.press("channels_colour")
    colours, before = person._one(ColourView, "colour_view"), experiment(person)
    for name in ("pencil", "fill", "eyedropper"):
        person.press(f"tool_{name}")
        QTest.mouseClick(colours, LEFT, pos=colours.cell_rect(2, 3).center().toPoint())
        assert "side by side" in person.window.statusBar().currentMessage(), name
        person.window.statusBar().clearMessage()
    person.press("tool_pointer")
    QTest.mouseClick(colours, LEFT, pos=colours.cell_rect(2, 4).center().toPoint())
    assert person.window.statusBar().currentMessage() == ""
    assert experiment(person) is before
    assert person.status().startswith("row 2, column 4")


@pytest.mark.parametrize("size", [(1024, 640), (1280, 720)])
def test_what_makes_a_kernel_fit_is_in_reach_wherever_its_card_is(open_window: OpenWindow, size: tuple[int, int]) -> None:
    person = open_window(size=size)
    choose_picture(person, "three-squares")
    button = person._one(QToolButton, "mend")
    assert button.text() == "Make the kernel fit"
    assert button.visibleRegion().boundingRect() == button.rect()
    lines = person.window.explanation.arithmetic
    assert "kernel for 1 channel" in person.arithmetic()
    assert person.window.explanation.area.height() >= lines.rows_needed * lines.row_height
    assert all(item.rect.right <= lines.width() for item in lines._placed), "words are cut off"
    person.press("mend")
    assert person.problem(0) == ""
    assert not button.isVisible()


def test_the_button_of_a_way_to_look_stays_under_the_mouse(person: Person) -> None:
    choose_picture(person, "rainbow")
    names = ("channels_side", "channels_stack", "channels_colour", "add_channel_button")
    before = [person._one(QToolButton, name).mapTo(person.window, QPoint()) for name in names]
    for name in names[2::-1]:
        person.press(name)
        assert [person._one(QToolButton, each).mapTo(person.window, QPoint()) for each in names] == before


def test_the_buttons_of_the_ways_to_look_are_seen_on_a_large_board(open_window: OpenWindow) -> None:
    person = open_window(size=(1024, 640))
    choose_picture(person, "rainbow")
    for _ in range(4):
        person.window.size_board(larger=True)
    person.settle()
    person.window.area.horizontalScrollBar().setValue(0)
    person.window.area.verticalScrollBar().setValue(0)
    assert person.window.board.card(INPUT).width() > person.window.area.viewport().width()
    for name in ("channels_side", "channels_stack", "channels_colour"):
        button = person._one(QToolButton, name)
        assert button.visibleRegion().boundingRect() == button.rect()


def test_the_ways_to_look_fit_the_number_of_channels(person: Person) -> None:
    def offered() -> list[str]:
        names = ("side", "stack", "colour")
        return [n for n in names if person.window.findChild(QToolButton, f"channels_{n}").isVisible()]  # type: ignore[union-attr]

    assert offered() == []
    person.press("add_channel_button")
    assert offered() == ["side", "stack"]
    person.press("add_channel_button")
    assert offered() == ["side", "stack", "colour"]
    person.press("channels_colour")
    person.press("add_channel_button")
    assert offered() == ["side", "stack"]
    assert person.view(-1, 3).isVisible()


def test_names_are_saved_and_come_back(open_window: OpenWindow, tmp_path) -> None:
    person = open_window(gallery.example("depthwise"))
    person.answers.save_path = tmp_path / "named.convstudio"
    person.shortcut(Qt.Key.Key_S)
    again = open_window()
    again.window.documents.open(tmp_path / "named.convstudio")
    again.settle()
    assert [again.view(-1, c).scene.caption for c in range(3)] == ["red", "green", "blue"]
