"""The walk sees what is cut: a test of the test."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QTableWidget, QTableWidgetItem, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from convstudio.studio.widgets.elided import Elided, ElidedBox
from tests.studio.walk.longer import longer
from tests.studio.walk.needs import cut

WORDS = "Words that need some room"


def label(parent: QWidget) -> QWidget:
    return QLabel(WORDS, parent)


def wrapped(parent: QWidget) -> QWidget:
    made = QLabel(WORDS, parent)
    made.setWordWrap(True)
    return made


def button(parent: QWidget) -> QWidget:
    return QPushButton(WORDS, parent)


def tool(parent: QWidget) -> QWidget:
    made = QToolButton(parent)
    made.setText(WORDS)
    return made


def box(parent: QWidget) -> QWidget:
    return QCheckBox(WORDS, parent)


def choice(parent: QWidget) -> QWidget:
    made = QComboBox(parent)
    made.addItem(WORDS)
    return made


def table(parent: QWidget) -> QWidget:
    made = QTableWidget(1, 1, parent)
    made.setWordWrap(False)
    made.setItem(0, 0, QTableWidgetItem(WORDS))
    made.setColumnWidth(0, 60)
    return made


@pytest.mark.parametrize("make", [label, wrapped, button, tool, box, choice, table])
def test_what_has_too_little_room_is_seen(qtbot: QtBot, make: object) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert callable(make)
    widget = make(window)
    widget.setGeometry(0, 0, 60, 20)
    window.resize(400, 200)
    window.show()
    assert cut(window)
    widget.resize(380, 150)
    if isinstance(widget, QTableWidget):
        widget.setColumnWidth(0, 300)
    assert cut(window) == []


def test_what_stands_partly_outside_is_seen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    shown = QLabel("X", window)
    shown.setGeometry(190, 0, 40, 20)
    window.resize(200, 100)
    window.show()
    assert cut(window)


def test_what_is_shortened_has_all_of_it_in_its_tooltip(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    line, chosen = Elided(0, window), ElidedBox(window)
    line.say(WORDS)
    chosen.addItems([WORDS, "short"])
    line.setGeometry(0, 0, 60, 20)
    chosen.setGeometry(0, 40, 80, 30)
    window.resize(200, 100)
    window.show()
    assert cut(window) == []
    assert chosen.toolTip() == WORDS
    chosen.setCurrentIndex(1)
    assert chosen.toolTip() == ""
    line.setToolTip("something else")
    assert cut(window)


def test_longer_words_are_longer_and_keep_their_places() -> None:
    text = "Every loss of {loss:g} in {n} &layers and channels"
    said = longer(text)
    before, after = (sum(map(str.isalpha, words.replace("{loss:g}", "").replace("{n}", ""))) for words in (text, said))
    assert after >= 1.4 * before
    assert all(part in said for part in ("{loss:g}", "{n}", "&l"))
    assert said.format(loss=1.0, n=2).count("{") == 0
