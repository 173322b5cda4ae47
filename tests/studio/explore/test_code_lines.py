"""Layers as lines of code: copied by button and key, pasted, refused with a sentence, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from convstudio.experiment import evaluate
from convstudio.layers import Conv2d, MaxPool2d
from tests.studio.person import Person, numbers

SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def field(person: Person) -> QPlainTextEdit:
    found = person.window.findChild(QPlainTextEdit, "paste_line")
    assert found is not None
    return found


def shown(person: Person, dialect: str) -> str:
    found = person.window.findChild(QLabel, f"code_{dialect}")
    assert found is not None
    return found.text()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def paste_into_field(person: Person, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    field(person).setFocus()
    person.key(field(person), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_the_selected_layer_stands_as_code_and_is_copied(person: Person) -> None:
    person.select(0)
    assert shown(person, "pytorch") == "nn.Conv2d(1, 1, kernel_size=(1, 2))"
    person.press("fold_code")
    person.press("inspector_copy_pytorch")
    assert clipboard() == shown(person, "pytorch")
    person.select(1)
    person.shortcut(Qt.Key.Key_K, SHIFTED)
    assert clipboard() == "layers.MaxPooling2D(2)" == shown(person, "keras")
    person.shortcut(Qt.Key.Key_Y, SHIFTED)
    assert clipboard() == "nn.MaxPool2d(2)"


def test_the_code_follows_the_controls(person: Person) -> None:
    person.select(0)
    person.spin("stride_h", 2)
    person.spin("padding_top", 1)
    assert shown(person, "pytorch") == ("nn.ZeroPad2d((0, 0, 1, 0)),\nnn.Conv2d(1, 1, kernel_size=(1, 2), stride=(2, 1)),")


def test_a_pasted_line_sets_the_layer_in_one_step(person: Person) -> None:
    person.select(0)
    before = person.read(person.view(0))
    paste_into_field(person, "nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1)")
    state = person.window.session.state
    layer = state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    assert (layer.window, layer.stride, layer.padding) == ((3, 3), (2, 2), ((1, 1), (1, 1)))
    output = evaluate(state.experiment).results[0].output
    assert output is not None
    assert person.read(person.view(0)) == numbers(output[0])
    assert field(person).toPlainText() == ""
    assert state.history.position == 1
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.view(0)) == before


def test_undo_in_the_field_is_the_windows_once_the_line_was_taken(person: Person) -> None:
    person.select(0)
    before = person.window.session.state.experiment
    paste_into_field(person, "nn.Conv2d(1, 1, 5)")
    assert person.window.focusWidget() is field(person)
    person.key(field(person), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert person.window.session.state.experiment is before
    person.key(field(person), Qt.Key.Key_Z, SHIFTED)
    assert person.window.session.state.experiment is not before
    QTest.keyClicks(field(person), "nn")
    person.key(field(person), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field(person).toPlainText() != "nn"
    assert person.window.session.state.experiment is not before


@pytest.mark.parametrize("text", ["-" * 900 + "1", "nn" + ".a" * 1900, "nn.Conv2d(1, 1, 3)," * 200_000])
def test_no_text_on_the_clipboard_is_too_much(person: Person, text: str) -> None:
    before = person.window.session.state.experiment
    QGuiApplication.clipboard().setText(text)
    person.shortcut(Qt.Key.Key_L, SHIFTED)
    assert person.window.statusBar().currentMessage().endswith(".")
    paste_into_field(person, text)
    assert person.window.session.state.experiment is before
    assert field(person).toPlainText() in (text, "")


def test_a_typed_line_is_taken_with_enter_and_may_be_another_kind(person: Person) -> None:
    person.select(1)
    field(person).setFocus()
    QTest.keyClicks(field(person), "layers.AveragePooling2D(3, strides=1)")
    person.key(field(person), Qt.Key.Key_Return)
    assert person.window.session.state.experiment.layers[1].kind == "avg_pool2d"
    assert person.card_title(1) == "Average pool · 3 × 3"
    assert person.window.session.state.history.undo_label == "Paste Average pool"


def test_a_line_on_the_clipboard_is_taken_by_key(person: Person) -> None:
    person.select(1)
    QGuiApplication.clipboard().setText("nn.MaxPool2d(3, stride=1)")
    person.shortcut(Qt.Key.Key_L, SHIFTED)
    layer = person.window.session.state.experiment.layers[1]
    assert isinstance(layer, MaxPool2d)
    assert (layer.kernel_size, layer.stride) == ((3, 3), (1, 1))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("nn.Linear(3, 4)", "Linear is not a layer here"), ("nn.Conv2d(1, 1, 99)", "Kernel: 99 × 99 is not possible")],
)
def test_what_is_no_layer_says_so_and_stays_to_be_mended(person: Person, text: str, sentence: str) -> None:
    person.select(0)
    before = person.window.session.state.experiment
    paste_into_field(person, text)
    assert person.window.session.state.experiment is before
    assert person.window.statusBar().currentMessage().startswith(sentence)
    assert field(person).toPlainText() == text


def test_other_channels_are_said_and_explained_at_the_layer(person: Person) -> None:
    person.select(0)
    paste_into_field(person, "nn.Conv2d(3, 2, 3)")
    assert person.window.statusBar().currentMessage() == "The line reads 3 channels, 1 comes in here."
    assert person.problem(0)
    assert "Waits for the layer before." in person.problem(1)
    assert person.view(0).scene.dimmed
    assert person.view(1).scene.dimmed
    person.shortcut(Qt.Key.Key_Z)
    assert not person.problem(0)
    assert not person.view(1).scene.dimmed
