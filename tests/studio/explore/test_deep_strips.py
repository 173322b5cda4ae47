"""Deep strips: badges, zoom, the way to a card, and problems in the middle of them, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.experiment import evaluate
from convstudio.scene import MatrixId
from convstudio.studio.explore.cards.cards import CardView
from convstudio.studio.explore.sign import HIGH, Sign
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person
from tests.studio.strips import deep_strip

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
)  # fmt: skip


def badges(person: Person) -> set[int]:
    """The layers that show no matrices."""
    return {card.matrix.layer for card in person.window.board.cards if not card.views}


def card(person: Person, layer: int) -> CardView:
    return person.window.board.card(MatrixId("map", layer))


def wheel(widget: QWidget, at: QPoint, steps: int) -> None:
    """Turn the wheel with Ctrl held."""
    angle = QPoint(0, 120 * steps)
    event = QWheelEvent(
        QPointF(at), QPointF(widget.mapToGlobal(at)), QPoint(), angle, Qt.MouseButton.NoButton, CONTROL,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()


@pytest.fixture
def six(open_window: OpenWindow) -> Person:
    return open_window(deep_strip(6, side=8, channels=2))


def test_a_card_becomes_a_badge_and_comes_back(six: Person) -> None:
    assert badges(six) == set()
    six.press("fold_1")
    assert badges(six) == {1}
    assert (six.card_title(1), six.card_subtitle(1)) == ("ReLU 1", "2 × 8 × 8")
    QTest.mouseDClick(card(six, 1), LEFT, pos=QPoint(8, 8))
    six.settle()
    assert badges(six) == set()
    assert six.view(1).scene.shape == (8, 8)


def test_badges_by_the_keyboard(six: Person) -> None:
    six.select(3)
    six.shortcut(Qt.Key.Key_O, CONTROL | SHIFT)
    assert badges(six) == {0, 1, 2, 4, 5}
    kernels = [c.matrix.layer for c in six.window.board.cards if c.matrix.kind == "kernel"]
    assert kernels == [3]
    six.shortcut(Qt.Key.Key_PageDown, ALT)
    assert six.window.session.state.selected == 4
    six.shortcut(Qt.Key.Key_E, CONTROL | SHIFT)
    assert badges(six) == {0, 1, 2, 5}
    six.shortcut(Qt.Key.Key_PageUp, ALT)
    assert six.window.session.state.selected == 3
    six.shortcut(Qt.Key.Key_X, CONTROL | SHIFT)
    assert badges(six) == set()


def test_collapsing_is_no_edit_and_follows_the_layers(six: Person) -> None:
    six.press("fold_1")
    assert not six.window.session.state.history.modified
    six.select(1)
    six.shortcut(Qt.Key.Key_PageDown)
    assert badges(six) == {2}
    six.shortcut(Qt.Key.Key_Z)
    assert badges(six) == {1}
    six.select(1)
    six.choose("activation", "tanh")
    assert badges(six) == {1}
    six.select(0)
    six.press("inspector_remove_layer")
    assert badges(six) == {0}


def test_results_behind_a_badge_are_those_of_the_engine(six: Person) -> None:
    six.select(5)
    six.shortcut(Qt.Key.Key_O, CONTROL | SHIFT)
    six.click(six.view(), 3, 3)
    output = evaluate(six.window.session.state.experiment).results[5].output
    assert output is not None
    assert np.array_equal(six.view(5).scene.values, output[0])
    six.hover(six.view(5), 1, 1)
    assert [mark.role for mark in six.view().scene.marks] == ["field"]


def test_32_layers_open_as_badges_within_one_window(open_window: OpenWindow) -> None:
    person = open_window(deep_strip(32, side=8, channels=2))
    assert badges(person) == set(range(1, 32))
    board, seen = person.window.board, person.window.area.viewport().size()
    assert board.width() <= seen.width()
    for _ in range(31):
        person.shortcut(Qt.Key.Key_PageDown, ALT)
    assert person.window.session.state.selected == 31
    last = card(person, 31)
    assert board.visibleRegion().contains(last.geometry().center())
    with_one_more = len(person.window.session.state.experiment.layers)
    person.add("activation")
    assert len(person.window.session.state.experiment.layers) == with_one_more
    assert person.window.statusBar().currentMessage() == "An experiment has at most 32 layers."


def test_the_board_zooms_beside_the_matrices_and_a_matrix_under_the_pointer(six: Person) -> None:
    board, view = six.window.board, six.view()
    cell, width = view.grid().cell, view.width()
    wheel(board, QPoint(2, 2), 1)
    assert view.width() > width
    wheel(board, QPoint(2, 2), -1)
    assert view.width() == width
    wheel(view, view.rect().center(), 1)
    assert view.width() == width
    assert view.grid().cell > cell
    six.shortcut(Qt.Key.Key_Minus, ALT)
    assert view.width() < width
    six.shortcut(Qt.Key.Key_0)  # all in sight; and larger than that is the size that is comfortable
    assert six.window.area.verticalScrollBar().maximum() == 0
    six.shortcut(Qt.Key.Key_Plus, ALT)
    assert (view.width(), view.grid().cell) == (width, cell)


def test_a_layer_that_does_not_fit_is_explained_where_it_arises(six: Person) -> None:
    before = [six.view(layer).scene.values.copy() for layer in range(6)]
    six.select(2)
    six.spin("kernel_size_h", 50)
    assert six.problem(2).startswith("Not possible: window 50 high, padded input 8 high.")
    assert [six.problem(layer) for layer in (0, 1)] == ["", ""]
    assert {six.problem(layer) for layer in (3, 4, 5)} == {"Waits for the layer before."}
    assert [six.view(layer).scene.dimmed for layer in range(6)] == [False, False, True, True, True, True]
    six.click(six.view(), 2, 2)  # a picture that changes meanwhile shows as far as it goes
    output = evaluate(six.window.session.state.experiment).results[1].output
    assert output is not None
    assert np.array_equal(six.view(1).scene.values, output[0])
    assert all(np.array_equal(six.view(layer).scene.values, before[layer]) for layer in (2, 3, 4, 5))
    six.press("fold_2")
    assert six.problem(2).startswith("Not possible")
    six.shortcut(Qt.Key.Key_Z)
    six.shortcut(Qt.Key.Key_Z)
    six.press("fold_2")
    assert all(six.problem(layer) == "" for layer in range(6))
    assert all(np.array_equal(six.view(layer).scene.values, before[layer]) for layer in range(6))
    assert not any(six.view(layer).scene.dimmed for layer in range(6))


def test_the_sizes_of_the_receptive_field_are_said(six: Person) -> None:
    six.select(3)
    six.hover(six.view(3), 1, 1)
    sees = next(mark for mark in six.view().scene.marks if mark.role == "field")
    assert f"sees {len(sees.rows)} × {len(sees.columns)} of the input" in six.status()
    assert (len(sees.rows), len(sees.columns)) == (7, 7)  # 8 × 8, cut at the edge
    reached = next(mark for mark in six.view(5).scene.marks if mark.role == "fed")
    assert f"reaches {len(reached.rows)} × {len(reached.columns)} of Average pool" in six.status()


def test_the_arrows_carry_the_shapes_that_flow(open_window: OpenWindow) -> None:
    person = open_window(deep_strip(6), size=(1920, 1080))
    experiment = person.window.session.state.experiment
    x, expected = experiment.input, []
    for layer in experiment.layers[:-1]:
        x = layer.forward(x)
        expected.append(" × ".join(map(str, x.shape)))
    arrows = [sign for sign in person.window.board.findChildren(Sign) if sign.sign in ("⋆", "→")]
    arrows.sort(key=lambda sign: (sign.y(), sign.x()))
    assert [sign.shape for sign in arrows] == ["", *expected]
    person.window.layers.fold_others()  # a badge has no room below its arrow, and tells its own shape
    person.settle()
    low = [sign for sign in person.window.board.findChildren(Sign) if sign.isVisible() and sign.height() < HIGH]
    assert low
    assert not any(sign.shape for sign in low)
