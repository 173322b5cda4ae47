"""The strip of layers: order, copies, switches, and padding drawn out with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from convstudio.experiment import evaluate
from convstudio.layers import Conv2d
from convstudio.scene import MatrixId
from convstudio.studio.explore.sign import Sign
from tests.studio.person import LEFT, Person, numbers


def kinds(person: Person) -> list[str]:
    return [layer.kind for layer in person.window.session.state.experiment.layers]


def test_a_card_is_dragged_to_another_place(person: Person) -> None:
    person.add("activation")
    assert kinds(person) == ["conv2d", "max_pool2d", "activation"]
    board = person.window.board
    dragged, target = board.card(MatrixId("map", 2)), board.card(MatrixId("map", 1))
    grip = QPoint(10, 10)
    goal = dragged.mapFromParent(target.geometry().topLeft() + QPoint(4, 40))
    QTest.mousePress(dragged, LEFT, pos=grip)
    QTest.mouseMove(dragged, (grip + goal) / 2)
    QTest.mouseMove(dragged, goal)
    QTest.mouseRelease(dragged, LEFT, pos=goal)
    person.settle()
    assert kinds(person) == ["conv2d", "activation", "max_pool2d"]
    assert person.window.session.state.history.undo_label == "Move ReLU"
    person.shortcut(Qt.Key.Key_Z)
    assert kinds(person) == ["conv2d", "max_pool2d", "activation"]


def test_layers_move_by_the_keyboard_and_stay_selected(person: Person) -> None:
    person.select(1)
    person.shortcut(Qt.Key.Key_PageUp)
    assert kinds(person) == ["max_pool2d", "conv2d"]
    assert person.window.session.state.selected == 0
    person.shortcut(Qt.Key.Key_PageDown)
    assert kinds(person) == ["conv2d", "max_pool2d"]


def test_a_layer_switched_off_hands_its_input_on(person: Person) -> None:
    person.select(1)
    person.press("inspector_switch_layer")
    assert person.read(person.view(1)) == person.read(person.view(0))
    assert "switched off" in person.card_subtitle(1)
    shown = [sign for sign in person.window.board.findChildren(Sign) if sign.sign]
    assert [(sign.sign, sign.isEnabled()) for sign in shown] == [("⋆", True), ("=", True), ("→", False)], "it is pale"
    person.press("inspector_switch_layer")
    assert all(sign.isEnabled() for sign in shown)
    assert person.view(1).scene.shape == (3, 3)


def test_a_duplicate_stands_behind_its_original(person: Person) -> None:
    person.select(0)
    person.press("inspector_duplicate_layer")
    assert kinds(person) == ["conv2d", "conv2d", "max_pool2d"]
    second = evaluate(person.window.session.state.experiment).results[1].output
    assert second is not None
    assert person.read(person.view(1)) == numbers(second[0])


def test_removing_a_layer_can_be_undone(person: Person) -> None:
    person.select(1)
    person.press("inspector_remove_layer")
    assert kinds(person) == ["conv2d"]
    person.shortcut(Qt.Key.Key_Z)
    assert kinds(person) == ["conv2d", "max_pool2d"]


def pull(person: Person, side: str, cells: int) -> None:
    """Drag an edge of the input outwards by some cells."""
    view = person.view()
    outer, cell = view.grid().outer, view.grid().cell
    grip = {
        "top": QPoint(round(outer.center().x()), round(outer.top()) - 2),
        "bottom": QPoint(round(outer.center().x()), round(outer.bottom()) + 2),
        "left": QPoint(round(outer.left()) - 2, round(outer.center().y())),
        "right": QPoint(round(outer.right()) + 2, round(outer.center().y())),
    }[side]
    step = {"top": QPoint(0, -1), "bottom": QPoint(0, 1), "left": QPoint(-1, 0), "right": QPoint(1, 0)}[side]
    QTest.mousePress(view, LEFT, pos=grip)
    start = view.mapToGlobal(grip)
    for _ in range(2):  # the view grows while it is dragged, so the pointer's place in it is asked anew
        QTest.mouseMove(view, view.mapFromGlobal(start + step * round(cells * cell)))
    QTest.mouseRelease(view, LEFT, pos=view.mapFromGlobal(start + step * round(cells * cell)))
    person.settle()


def test_an_edge_of_the_input_is_dragged_to_pad_that_side(person: Person) -> None:
    expected = [[0, 0], [0, 0]]
    for side, (axis, end) in {"top": (0, 0), "bottom": (0, 1), "left": (1, 0), "right": (1, 1)}.items():
        pull(person, side, 1)
        expected[axis][end] += 1
        layer = person.window.session.state.experiment.layers[0]
        assert isinstance(layer, Conv2d)
        assert [list(pair) for pair in layer.padding] == expected
    assert person.window.session.state.history.position == 4
    output = evaluate(person.window.session.state.experiment).results[0].output
    assert output is not None
    assert person.read(person.view(0)) == numbers(output[0])
    for _ in range(4):
        person.shortcut(Qt.Key.Key_Z)
    assert person.view(0).scene.shape == (6, 7)


def test_pointing_at_padding_lights_the_outputs_that_read_it(person: Person) -> None:
    person.select(0)
    person.spin("padding_left", 1)
    person.hover(person.view(), 2, -1)
    assert person.status() == (
        "row 2, column −1, padding, feeds 1 output, reaches 1 × 1 of Max pool, meets 1 in Y[2, 0] of Convolution"
    )
    (mark,) = [mark for mark in person.view(0).scene.marks if mark.role == "reader"]
    assert (mark.rows, mark.columns) == ((2,), (0,))
