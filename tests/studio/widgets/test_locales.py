"""Numbers typed as in the locale, or as everywhere: in cells and in fields, under five locales."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from convstudio.experiment import gallery
from convstudio.layers import KernelLayer
from convstudio.scene.words.numbers import parse
from convstudio.studio.widgets.controls import NumberField, WholeField
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

LOCALES = ("C", "de_DE", "fr_FR", "ar_EG", "hi_IN")
VALUES = (1.5, 0.25, -0.125)
FRACTIONS = ("1/3", "-1/8")
WHOLES = (12, 12000)
WIDE = 0, 100_000  # a range that has room for both


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Iterator[QLocale]:
    """The locale of the program, which ends with the test."""
    made = QLocale(request.param)
    QLocale.setDefault(made)
    yield made
    QLocale.setDefault(QLocale.c())


def typed(value: float, locale: QLocale) -> list[str]:
    """A number as people of a locale type it, and as programmers do."""
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    plain = repr(value)
    return [plain, plain.replace(".", ","), locale.toString(value, "g", 6)]


def test_a_number_is_read_in_each_form(locale: QLocale) -> None:
    for value in VALUES:
        assert {parse(text) for text in typed(value, locale)} == {value}, typed(value, locale)
    assert [parse(text) for text in FRACTIONS] == [1 / 3, -1 / 8]


def test_a_field_takes_each_form(locale: QLocale, qtbot: QtBot) -> None:
    field = NumberField(-10.0, 10.0)
    qtbot.addWidget(field)
    field.show()
    taken: list[float] = []
    field.chosen.connect(taken.append)
    for value in VALUES:
        for text in typed(value, locale):
            field.setFocus()
            field.selectAll()
            field.insert(text)
            QTest.keyClick(field, Qt.Key.Key_Return)
            assert taken.pop() == value, (text, field.text())
            field.show_value(0.0)


def whole_typed(value: int, locale: QLocale) -> tuple[str, str]:
    """A whole number in plain digits, and in those of a locale."""
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return str(value), locale.toString(value)


def press_all(field: WholeField, text: str) -> None:
    """Type over what a field shows, sign by sign as any keyboard sends them, and finish."""
    field.setFocus()
    field.selectAll()
    for sign in text:
        QApplication.sendEvent(field, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_spin_box_takes_the_digits_of_each_locale_and_shows_plain_ones(locale: QLocale, qtbot: QtBot) -> None:
    field = WholeField(*WIDE)
    qtbot.addWidget(field)
    field.show()
    taken: list[int] = []
    field.chosen.connect(taken.append)
    for value in WHOLES:
        for text in whole_typed(value, locale):
            press_all(field, text)
            assert taken == [value], (text, field.text())
            field.show_value(value)
            assert field.text() == str(value)  # no signs between the groups
            taken.clear()
            field.show_value(0)


def test_a_spin_box_takes_no_digit_beyond_its_range(locale: QLocale, qtbot: QtBot) -> None:
    field = WholeField(1, 99)
    qtbot.addWidget(field)
    field.show()
    taken: list[int] = []
    field.chosen.connect(taken.append)
    for text in whole_typed(12000, locale):
        press_all(field, text)
        assert taken == [12], (text, field.text())
        taken.clear()
        field.show_value(1)


def type_over(person: Person, text: str) -> float:
    """Type over the first weight, sign by sign as any keyboard sends them; what it is then."""
    view = person.kernel(0)
    person.click(view, 0, 0)
    QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text[0]))
    field = view.findChild(QLineEdit, "cell_field")
    assert field is not None
    field.insert(text[1:])
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.settle()
    layer = person.window.session.state.experiment.layers[0]
    assert isinstance(layer, KernelLayer)
    return float(layer.kernel[0, 0, 0, 0])


def test_a_cell_takes_each_form(locale: QLocale, open_window: OpenWindow) -> None:
    person = open_window(gallery.example("edge-detection"))
    for value in VALUES:
        for text in typed(value, locale):
            assert type_over(person, "7") == 7
            assert type_over(person, text) == value, text
    assert type_over(person, "1/3") == 1 / 3
