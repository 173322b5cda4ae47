"""Short words of the field that stand alone say what they mean where the pointer rests on them (≈0: test_hints)."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from convstudio.experiment import Experiment, frozen
from convstudio.layers import Conv2d
from convstudio.studio.editing.layer_table import LayerTableView
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("this layer", "the same weights"),
        ("local, unshared", "weights of its own: nothing is shared"),
        ("fully connected", "every cell"),
    ],
)
def test_what_a_layer_would_cost_otherwise_is_explained(person: Person, name: str, meaning: str) -> None:
    person.select(0)
    label = next(label for label in person.window.inspector.findChildren(QLabel) if label.text() == name)
    assert meaning in label.toolTip()


@pytest.mark.parametrize(("heading", "meaning"), [("Receptive field", "one cell depends on"), ("Jump", "all strides so far")])
def test_the_headings_of_the_table_are_explained_and_the_numbers_below_them(person: Person, heading: str, meaning: str) -> None:
    person.window.actions_by_name["layer_table"].trigger()
    person.settle()
    table = person.window.page.table
    assert isinstance(table, LayerTableView)
    column = next(c for c in range(table.columnCount()) if table.horizontalHeaderItem(c).text() == heading)
    head, number = table.horizontalHeaderItem(column), table.item(0, column)
    for item in (head, number):
        assert meaning in item.toolTip()
    assert meaning in head.whatsThis()


def test_one_of_a_kind_is_said_as_one(open_window: OpenWindow) -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen(np.zeros(1)), groups=2)
    person = open_window(Experiment(input=frozen(np.ones((1, 4, 4))), layers=(layer,)))
    assert "1 output channel in 2 groups" in person.problem(0)
    person.view().setFocus()
    person.key(person.view(), Qt.Key.Key_V)
    person.click(person.view(), 1, 1)
    person.shortcut(Qt.Key.Key_X)
    assert person.window.session.state.history.undo_label == "Clear 1 × 1 cell"
