"""View ▸ Fit: all of the board in sight where the window is large enough, else as wide as the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from convstudio.experiment import gallery
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


def in_sight(person: Person) -> bool:
    """Whether nothing is scrolled away."""
    area = person.window.area
    return area.horizontalScrollBar().maximum() == area.verticalScrollBar().maximum() == 0


def fit(person: Person) -> None:
    person.shortcut(Qt.Key.Key_0)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("learning-through-layers", (1280, 720)),
        ("border", (1280, 720)),
        ("one-by-one", (1280, 720)),
        ("three-to-four", (1280, 720)),
        ("edge-detection", (1024, 640)),
        ("small-network", (1920, 1080)),
    ],
)
def test_fit_brings_all_of_the_board_into_sight(open_window: OpenWindow, name: str, size: tuple[int, int]) -> None:
    person = open_window(gallery.example(name), size=size)
    fit(person)
    assert in_sight(person)
    board = person.window.board
    assert all(board.rect().contains(card.geometry()) for card in board.cards)
    assert board.rect().contains(board.add.geometry())


def test_what_cannot_be_made_small_enough_is_as_wide_as_the_window(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("depthwise"), size=(1024, 640))
    fit(person)
    assert not in_sight(person)
    assert person.window.area.horizontalScrollBar().maximum() == 0


def test_fit_follows_the_window_until_one_zooms_or_opens_something_else(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("learning-through-layers"), size=(1280, 720))
    comfortable = person.view().grid().cell
    fit(person)
    assert person.view().grid().cell < comfortable
    person.window.resize(1180, 760)
    person.settle()
    assert in_sight(person)
    person.window.resize(1280, 720)
    person.settle()
    assert in_sight(person)
    person.window.size_board(larger=True)
    person.settle()
    assert person.view().grid().cell == comfortable
    fit(person)
    person.open_example("edge-detection")
    person.open_example("learning-through-layers")
    person.window.actions_by_name["explore"].trigger()
    person.settle()
    assert person.view().grid().cell == comfortable


def test_what_fits_already_stays_as_it_is(open_window: OpenWindow) -> None:
    person = open_window(size=(1600, 900))
    before = [card.geometry() for card in person.window.board.cards]
    assert in_sight(person)
    fit(person)
    assert [card.geometry() for card in person.window.board.cards] == before
