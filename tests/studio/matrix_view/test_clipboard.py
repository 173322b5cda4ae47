"""Cut, copy and paste over every matrix of both workspaces: what can be written is, what cannot says why."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from convstudio.experiment import Experiment, frozen
from convstudio.experiment.edits import training_edits
from convstudio.experiment.limits import LONGEST_NOTES
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import Focus, Spot
from convstudio.scene.matrix.focus import BIAS
from convstudio.studio.matrix_view import MatrixView
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def strip() -> Experiment:
    """One channel in, two out, pooled: an output has a channel that the input has not."""
    kernel = frozen(np.arange(18.0).reshape(2, 1, 3, 3))
    return Experiment(
        input=frozen(np.arange(30.0).reshape(1, 5, 6)),
        layers=(Conv2d(kernel=kernel, bias=frozen(np.zeros(2))), MaxPool2d()),
    )


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    """A person before one channel, two outputs and a pooling."""
    return open_window(strip())


def said(person: Person) -> str:
    return person.window.statusBar().currentMessage()


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def panels(person: Person) -> list[MatrixView]:
    """Every matrix that is shown."""
    return list(person.window.spaces.here.page.views)


def choose(person: Person, view: MatrixView) -> None:
    """Pin the first cell, as a click of the pointer does."""
    view.setFocus()
    person.window.session.choose(None)
    person.window.session.look(Focus(pin=Spot(view.panel, 0, 0)))


@pytest.mark.parametrize("channel", [0, 1])
@pytest.mark.parametrize("key", [Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Delete, Qt.Key.Key_7, Qt.Key.Key_Return])
def test_a_computed_matrix_says_that_it_cannot_be_written(person: Person, channel: int, key: Qt.Key) -> None:
    before = person.window.session.state.experiment
    copy("7 8\n9 9")
    person.click(person.view(0, channel), 1, 1)
    person.key(person.view(0, channel), key, CTRL if key in (Qt.Key.Key_V, Qt.Key.Key_X) else Qt.KeyboardModifier.NoModifier)
    assert person.window.session.state.experiment is before
    assert (
        said(person) == f"{person.view(0, channel).scene.name} is computed: write into the input or a kernel, and it follows."
    )


def test_a_computed_matrix_with_the_keyboard_is_no_way_into_the_input(person: Person) -> None:
    """Nothing is chosen, and the keyboard is on an output."""
    before = person.window.session.state.experiment
    copy("7 8\n9 9")
    for channel in (0, 1):
        person.view(0, channel).setFocus()
        person.window.session.look(Focus())
        person.shortcut(Qt.Key.Key_V)
        assert person.window.session.state.experiment is before
        assert "is computed" in said(person)


def test_the_menu_says_why_it_is_grey(person: Person) -> None:
    actions = person.window.actions_by_name
    person.click(person.view(0), 1, 1)
    for name in ("paste", "cut", "clear"):
        assert not actions[name].isEnabled()
        assert "is computed" in actions[name].toolTip()
        assert actions[name].toolTip() == actions[name].statusTip()
    person.key(person.view(0), Qt.Key.Key_Escape)
    person.click(person.kernel(), 0, 0)
    for name in ("paste", "cut", "clear"):
        assert actions[name].isEnabled()
        assert "is computed" not in actions[name].toolTip()


def test_with_nothing_chosen_numbers_go_into_the_input_and_cutting_says_what_it_wants(person: Person) -> None:
    copy("50")
    person.shortcut(Qt.Key.Key_V)
    assert person.view().scene.values[0, 0] == 50
    for name in ("cut", "clear"):
        person.window.session.choose(None)
        person.window.session.look(Focus())
        assert not person.window.actions_by_name[name].isEnabled()
        assert "Choose cells" in person.window.actions_by_name[name].toolTip()
    person.shortcut(Qt.Key.Key_X)
    assert "Choose cells" in said(person)


NUMBERS = ("7", "7 8 9\n1 2 3", "\n".join(["7 " * 40] * 40))
NO_NUMBERS = ("", "no numbers", "<b>1</b>", "[[[1]]]", "1\t2\n3")


def before_every_matrix(open_window: OpenWindow, workspace: str) -> Person:
    """A person before as many matrices that can be written as a workspace has."""
    person = open_window(strip())
    person.press(f"workspace_{workspace}")
    if workspace == "learn":
        person.window.session.edit(training_edits.set_task, "learn_bias", True)
        person.window.session.edit(training_edits.set_task, "target", "painted")
        person.settle()
    return person


@pytest.mark.parametrize("workspace", ["explore", "learn"])
@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_go_into_the_chosen_matrix_and_into_no_other(open_window: OpenWindow, workspace: str, text: str) -> None:
    person = before_every_matrix(open_window, workspace)
    start = person.window.session.state.history
    copy(text)
    written = set()
    for panel in [view.panel for view in panels(person)]:
        before = {v.panel: v.scene.values for v in panels(person) if v.scene.editable}
        view = next(v for v in panels(person) if v.panel == panel)
        choose(person, view)
        person.window.statusBar().clearMessage()
        person.key(view, Qt.Key.Key_V, CTRL)
        if panel not in before:
            assert person.window.session.state.experiment is start.present
            assert "is computed" in said(person)
            continue
        after = {v.panel: v.scene.values for v in panels(person)}
        assert after[panel][0, 0] == 7
        written.add(panel.matrix.kind)
        for other in before.keys() - {panel}:
            assert np.array_equal(before[other], after[other]), f"{panel} wrote into {other}"
        person.window.session.jump(start.position)
        person.settle()
    assert written == ({"map", "kernel"} if workspace == "explore" else {"map", "learned", "target"})


@pytest.mark.parametrize("workspace", ["explore", "learn"])
def test_what_is_no_matrix_is_said_wherever_it_is_pasted(open_window: OpenWindow, workspace: str) -> None:
    person = before_every_matrix(open_window, workspace)
    before = person.window.session.state.experiment
    for view in panels(person):
        for text in NO_NUMBERS:
            copy(text)
            choose(person, view)
            person.window.statusBar().clearMessage()
            person.key(view, Qt.Key.Key_V, CTRL)
            assert said(person).endswith(".")
            assert person.window.session.state.experiment is before


def test_what_was_refused_is_no_longer_said_once_a_paste_has_worked(person: Person) -> None:
    copy("nothing of a matrix")
    choose(person, person.kernel())
    person.key(person.kernel(), Qt.Key.Key_V, CTRL)
    assert said(person).endswith(".")
    copy("7")
    person.key(person.kernel(), Qt.Key.Key_V, CTRL)
    assert person.read(person.kernel())[0][0] == 7
    assert said(person) == ""


def bias_panel(person: Person) -> MatrixView:
    return next(view for view in panels(person) if view.panel.slice == BIAS and view.scene.editable)


@pytest.fixture
def biased(open_window: OpenWindow) -> Person:
    """A person in Learn before two outputs whose biases are learned."""
    person = open_window(strip())
    person.press("workspace_learn")
    person.window.session.edit(training_edits.set_task, "learn_bias", True)
    person.settle()
    return person


def test_biases_are_pasted_cleared_and_moved_as_biases(biased: Person) -> None:
    kernel = next(v for v in panels(biased) if v.panel.matrix.kind == "learned" and v.panel.slice != BIAS).scene.values
    copy("3 4 5\n6 7 8")
    choose(biased, bias_panel(biased))
    biased.key(bias_panel(biased), Qt.Key.Key_V, CTRL)
    assert bias_panel(biased).scene.values.tolist() == [[3, 4]]
    assert "4 numbers lie beyond the edge" in said(biased)
    bias = bias_panel(biased)
    biased.window.session.use(replace(biased.window.session.state.brush, tool="pointer"))
    QTest.keyClick(bias, Qt.Key.Key_Escape)
    QTest.keyClick(bias, Qt.Key.Key_Escape)
    biased.drag(bias, (0, 0), (0, 0))
    biased.key(bias, Qt.Key.Key_Right, SHIFT)
    biased.key(bias, Qt.Key.Key_Left, SHIFT)
    assert biased.window.session.state.selection is not None
    biased.drag(bias_panel(biased), (0, 0), (0, 1))
    assert bias_panel(biased).scene.values.tolist() == [[0, 3]]
    now = next(v for v in panels(biased) if v.panel.matrix.kind == "learned" and v.panel.slice != BIAS).scene.values
    assert np.array_equal(now, kernel)


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V, Qt.Key.Key_A])
def test_where_learn_shows_no_matrix_the_clipboard_says_so(open_window: OpenWindow, key: Qt.Key) -> None:
    person = open_window(Experiment(input=frozen(np.zeros((1, 4, 4))), layers=(MaxPool2d(),)))
    person.press("workspace_learn")
    copy("1 2")
    before = person.window.session.state.experiment
    person.shortcut(key)
    person.window.editing.copy()
    assert said(person)
    assert person.window.session.state.experiment is before


def type_sign(widget: QWidget, sign: str) -> None:
    """Type a sign that no key of QTest's has."""
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))


def test_full_width_numbers_are_typed_into_cells_and_fields(person: Person) -> None:
    person.click(person.kernel(), 0, 0)
    type_sign(person.kernel(), "－")
    field = person.kernel().findChild(QLineEdit, "cell_field")
    assert field is not None
    assert field.isVisible()
    field.insert("１．５")
    person.key(field, Qt.Key.Key_Return)
    assert person.kernel().scene.values[0, 0] == -1.5

    bias = person._one(QLineEdit, "bias_0_0")
    bias.setFocus()
    bias.selectAll()
    for sign in "２，５":
        type_sign(bias, sign)
    person.key(bias, Qt.Key.Key_Return)
    layer = person.window.session.state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    assert layer.bias[0] == 2.5

    stride = person._one(QSpinBox, "stride_w")
    stride.setFocus()
    stride.selectAll()
    type_sign(stride, "３")
    person.key(stride, Qt.Key.Key_Return)
    layer = person.window.session.state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    assert layer.stride == (1, 3)
    assert stride.text() == "3"


def test_notes_take_as_much_of_the_clipboard_as_they_hold(person: Person) -> None:
    person.window.actions_by_name["notes"].trigger()
    notes = person.window.findChild(QPlainTextEdit, "notes")
    assert notes is not None
    notes.setFocus()
    for text, kept in (("a<b>&\n" * 3, 18), ("b" * 30_000_000, LONGEST_NOTES), ("c", LONGEST_NOTES)):
        copy(text)
        person.key(notes, Qt.Key.Key_V, CTRL)
        assert len(notes.toPlainText()) == kept
    assert said(person) == "Notes have at most 20000 characters; the rest was left out."
    assert notes.toPlainText().startswith("a<b>&\na<b>&\n")
    notes.selectAll()
    copy("short")
    person.key(notes, Qt.Key.Key_V, CTRL)
    person.view().setFocus()
    assert person.window.session.state.experiment.notes == "short"
