"""A mouse button is down, and something else edits: what was drawn stays a step of its own, and the mouse draws no further."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.experiment.edits import training_edits
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.view import cell_centre
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person

# They ask, leave, or change how the window lies on the screen.
ASKING = {
    "quit", "close", "open", "save", "save_as", "new", "full_screen", "present", "shortcuts", "about", "what", "help", "notes",
    "palette", "welcome", "handout", "export_handout", "export_film", "preferences", "paste_network", "picture_gallery",
    "new_window", "forget_answers",
}  # fmt: skip
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def strip() -> Experiment:
    """An input that is not square, so that a turned one has other cells."""
    kernel = frozen(np.arange(9.0).reshape(1, 1, 3, 3))
    return Experiment(input=frozen(np.zeros((1, 5, 8))), layers=(Conv2d(kernel=kernel, bias=frozen(np.zeros(1))), MaxPool2d()))


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    return open_window(strip())


def press(view: MatrixView, row: int, column: int) -> None:
    QTest.mousePress(view, LEFT, pos=cell_centre(view, row, column))


def pull(view: MatrixView, point: QPoint) -> None:
    """Move on with the button down, wherever the view stands now."""
    at = QPointF(point)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, QPointF(view.mapToGlobal(point)), none, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def start_stroke(person: Person, view: MatrixView) -> None:
    """Press and draw some cells; the button stays down."""
    press(view, 0, 0)
    pull(view, cell_centre(view, 0, 3))


def assert_sound(person: Person) -> None:
    """No draft is left, and what is shown is what the engine makes of the document."""
    state = person.window.session.state
    assert state.draft is None
    fresh = evaluate(state.experiment)
    for shown, wanted in zip(state.evaluation.results, fresh.results, strict=True):
        assert np.array_equal(shown.output, wanted.output) if wanted.output is not None else shown.output is None


def labels(person: Person) -> list[str]:
    return [step.label for step in person.window.session.state.history.steps]


def test_turning_while_painting_keeps_the_stroke_and_turns_it(person: Person) -> None:
    start_stroke(person, person.view())
    person.shortcut(Qt.Key.Key_R)
    assert labels(person) == ["", "Paint 4 cells", "Rotate right"]
    turned = person.view().scene.values
    assert turned.shape == (8, 5)
    assert turned[:4, 4].tolist() == [1, 1, 1, 1]
    pull(person.view(), cell_centre(person.view(), 7, 0))  # the button is still down
    QTest.mouseRelease(person.view(), LEFT, pos=cell_centre(person.view(), 7, 0))
    person.settle()
    assert labels(person) == ["", "Paint 4 cells", "Rotate right"]
    assert np.array_equal(person.view().scene.values, turned)
    assert_sound(person)


def test_undo_while_painting_takes_back_the_stroke_and_redo_brings_it(person: Person) -> None:
    person.click(person.view(), 4, 7)
    start_stroke(person, person.view())
    person.shortcut(Qt.Key.Key_Z)
    assert person.view().scene.values.sum() == 1
    pull(person.view(), cell_centre(person.view(), 3, 3))
    assert person.view().scene.values.sum() == 1
    QTest.mouseRelease(person.view(), LEFT, pos=cell_centre(person.view(), 3, 3))
    person.shortcut(Qt.Key.Key_Z, CTRL | SHIFT)
    assert person.view().scene.values.sum() == 5
    assert labels(person) == ["", "Paint 1 cell", "Paint 4 cells"]


def test_a_stroke_that_runs_is_asked_about_before_it_would_be_lost(person: Person) -> None:
    start_stroke(person, person.view())
    person.window.documents.new()
    assert person.answers.asked_about
    assert labels(person) == ["", "Paint 4 cells"]


def test_a_stroke_ends_where_its_matrix_is_hidden(person: Person) -> None:
    view = person.view()
    start_stroke(person, view)
    person.press("workspace_learn")
    person.press("workspace_explore")
    pull(view, cell_centre(view, 4, 4))
    assert labels(person) == ["", "Paint 4 cells"]
    assert_sound(person)


def test_dragging_the_padding_ends_when_its_layer_goes(person: Person) -> None:
    view = person.view()
    edge = view.grid().outer.right() + 2
    point = QPoint(round(edge), round(view.grid().outer.center().y()))
    QTest.mousePress(view, LEFT, pos=point)
    pull(view, point + QPoint(60, 0))
    assert person.window.session.state.draft is not None
    person.select(1)
    for _ in range(2):
        person.window.actions_by_name["remove_layer"].trigger()
    pull(view, point + QPoint(90, 0))
    QTest.mouseRelease(view, LEFT, pos=point + QPoint(90, 0))
    assert person.window.session.state.experiment.layers == ()
    assert labels(person)[2:] == ["Remove Max pool", "Remove Convolution"]
    assert_sound(person)


def test_escape_drops_a_drag_of_the_padding(person: Person) -> None:
    view = person.view()
    point = QPoint(round(view.grid().outer.right() + 2), round(view.grid().outer.center().y()))
    QTest.mousePress(view, LEFT, pos=point)
    pull(view, point + QPoint(60, 0))
    person.key(view, Qt.Key.Key_Escape)
    pull(view, point + QPoint(90, 0))
    QTest.mouseRelease(view, LEFT, pos=point + QPoint(90, 0))
    assert labels(person) == [""]
    assert person.window.session.state.draft is None


@pytest.mark.parametrize(
    ("workspace", "tool"), [("explore", "pencil"), ("explore", "rectangle"), ("explore", "pointer"), ("learn", "pencil")]
)
def test_every_action_may_come_in_the_middle_of_every_gesture(open_window: OpenWindow, workspace: str, tool: str) -> None:
    person = open_window(strip(), size=(1000, 640))  # two thousand states are painted
    window, session = person.window, person.window.session
    QGuiApplication.clipboard().setText("1 2\n3 4")
    actions = [action for name, action in window.actions_by_name.items() if name not in ASKING]
    assert len(actions) > 80
    for action in actions:
        session.open(strip(), None)
        session.work_in("learn" if workspace == "learn" else "explore")
        if workspace == "learn":
            session.edit(training_edits.set_task, "target", "painted")
        session.use(replace(session.state.brush, tool=tool))
        person.settle()
        before = len(session.state.history.steps)
        for view in [v for v in window.findChildren(MatrixView) if v.isVisible() and v.scene.editable][:2]:
            start_stroke(person, view)
            action.trigger()
            person.settle()
            if view.isVisible():
                pull(view, QPoint(3, 3))
                pull(view, view.rect().bottomRight() - QPoint(4, 4))
                QTest.mouseRelease(view, LEFT, pos=QPoint(5, 5))
            person.settle()
            assert session.state.draft is None, action.objectName()
        assert len(session.state.history.steps) <= before + 5
    assert_sound(person)


@pytest.mark.parametrize("name", ["three-to-four", "learning-a-kernel"])
def test_sixty_steps_and_all_the_way_back(open_window: OpenWindow, name: str) -> None:
    """Every edit of the menus, one after the other; undone to the beginning and redone, step by step and at once."""
    person = open_window(gallery.example(name))
    window, session = person.window, person.window.session
    QGuiApplication.clipboard().setText("1 2\n3 4")
    window.actions_by_name["history"].trigger()
    actions = [action for key, action in window.actions_by_name.items() if key not in {*ASKING, "undo", "redo", "history"}]
    first = session.state.experiment
    for action in actions:
        if action.isEnabled():
            action.trigger()
            person.settle()
    last, steps = session.state.experiment, len(session.state.history.steps)
    assert steps > 25
    for _ in range(steps + 5):
        person.shortcut(Qt.Key.Key_Z)
    assert session.state.experiment is first
    assert_sound(person)
    for _ in range(steps + 5):
        person.shortcut(Qt.Key.Key_Z, CTRL | SHIFT)
    assert session.state.experiment is last
    session.jump(0)
    session.jump(steps - 1)
    assert_sound(person)


def test_what_a_gesture_shows_may_hide_the_view_that_it_runs_in(person: Person) -> None:
    view, session = person.view(), person.window.session
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=cell_centre(view, 0, 2))
    session.changed.connect(lambda *_states: view.hide())
    QTest.mouseMove(view, cell_centre(view, 0, 3))
    for _ in range(2):
        person.settle()
    assert session.state.draft is None
    assert session.state.history.undo_label == "Paint 2 cells"
