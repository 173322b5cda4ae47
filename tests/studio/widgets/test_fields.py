"""The fields of the settings: the keys of undo are the window's, unless something is half typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSpinBox, QToolTip, QWidget

from convstudio.experiment import edits
from convstudio.layers import Conv2d
from convstudio.studio.widgets.literal import out_of_tooltip
from tests.studio.person import Person

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def stride(person: Person) -> tuple[int, int]:
    return layer(person).stride


def layer(person: Person) -> Conv2d:
    found = person.window.session.state.experiment.layers[0]
    assert isinstance(found, Conv2d)
    return found


def field(person: Person, kind: type[QWidget], name: str) -> QWidget:
    found = person.window.findChild(kind, name)
    assert isinstance(found, QWidget)
    found.setFocus()
    return found


@pytest.mark.parametrize(("redo", "held"), [(Qt.Key.Key_Z, CONTROL | SHIFT), (Qt.Key.Key_Y, CONTROL)], ids=["Z", "Y"])
def test_a_turned_field_is_undone_and_redone_from_within(person: Person, redo: Qt.Key, held: Qt.KeyboardModifier) -> None:
    person.spin("stride_w", 3)
    turned = field(person, QSpinBox, "stride_w")
    person.key(turned, Qt.Key.Key_Up)
    assert stride(person) == (1, 4)
    for wanted in (3, 1):
        person.key(turned, Qt.Key.Key_Z, CONTROL)
        assert stride(person) == (1, wanted)
    person.key(turned, redo, held)
    assert stride(person) == (1, 3)


def test_a_typed_number_is_undone_from_within(person: Person) -> None:
    person.number("bias_0_0", "2,5")
    typed = field(person, QLineEdit, "bias_0_0")
    assert layer(person).bias.tolist() == [2.5]
    person.key(typed, Qt.Key.Key_Z, CONTROL)
    assert layer(person).bias.tolist() == [0.0]


def test_what_is_half_typed_is_the_fields_own(person: Person) -> None:
    person.spin("stride_w", 2)
    bias = field(person, QLineEdit, "bias_0_0")
    assert isinstance(bias, QLineEdit)
    QTest.keyClicks(bias, "7")
    person.key(bias, Qt.Key.Key_Z, CONTROL)
    assert bias.text() == "0"
    assert stride(person) == (1, 2)
    person.key(bias, Qt.Key.Key_Z, CONTROL)  # and now nothing is
    assert stride(person) == (1, 1)


def test_padding_by_a_name_is_shown_also_where_nobody_could_type_it(person: Person) -> None:
    session = person.window.session
    session.edit(edits.set_parameter, 0, "padding", "same")
    session.edit(edits.set_parameter, 0, "kernel_size", (31, 2))
    session.edit(edits.set_parameter, 0, "dilation", (6, 1))
    person.settle()
    sides = [person._one(QSpinBox, f"padding_{name}") for name in ("top", "bottom", "left", "right")]
    assert [side.value() for side in sides] == [90, 90, 0, 1]
    assert not any(side.isEnabled() for side in sides), "a side as large as that would be refused"
    session.edit(edits.set_parameter, 0, "dilation", (1, 1))
    person.settle()
    assert [side.value() for side in sides] == [15, 15, 0, 1]
    assert all(side.isEnabled() for side in sides)


@pytest.mark.parametrize(
    ("typed", "taken", "told"),
    [
        ("1.5", 3, "1.5 is no whole number from 1 to 32."), ("1,5", 3, "1,5 is no whole number from 1 to 32."),
        ("１．５", 3, "1.5 is no whole number from 1 to 32."), ("7/2", 3, "7/2 is no whole number from 1 to 32."),
        (".5", 3, ".5 is no whole number from 1 to 32."), ("2.0", 2, ""), ("4/2", 2, ""), ("2.", 2, ""), ("5", 5, ""),
        ("-2.0", 2, ""), ("0.0", 3, "0.0 is no whole number from 1 to 32."),
        ("", 3, ""), ("x4y", 4, ""),
    ],
)  # fmt: skip
def test_a_field_for_whole_numbers_takes_what_was_typed_whole_or_not_at_all(
    person: Person, typed: str, taken: int, told: str
) -> None:
    person.spin("stride_w", 3)
    stride_w = field(person, QSpinBox, "stride_w")
    assert isinstance(stride_w, QSpinBox)
    assert stride_w.maximum() == 32
    QToolTip.hideText()
    stride_w.selectAll()
    for sign in typed:
        QApplication.sendEvent(stride_w, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))
    person.key(stride_w, Qt.Key.Key_Return)
    assert stride(person) == (1, taken)
    assert stride_w.text() == str(taken)
    assert out_of_tooltip(QToolTip.text()) == told


def test_what_is_half_typed_and_no_whole_number_is_not_taken_when_something_else_happens(person: Person) -> None:
    person.spin("stride_w", 3)
    stride_w = field(person, QSpinBox, "stride_w")
    assert isinstance(stride_w, QSpinBox)
    stride_w.selectAll()
    QTest.keyClicks(stride_w, "1.5")
    person.window.session.finish_typing()
    person.settle()
    assert (stride(person), stride_w.text()) == ((1, 3), "3")
