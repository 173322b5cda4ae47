"""The table of all layers through the window: opened by key, read, clicked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from convstudio.experiment import evaluate, gallery
from convstudio.layers import Conv2d, ConvTranspose2d, KernelLayer
from convstudio.scene.cards.layer_table import cells, layer_table, thousands, total_cells
from convstudio.scene.state import View
from convstudio.studio.explore.settings.inspector import facts
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person

SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def written(person: Person) -> list[list[str]]:
    table = person.window.page.table
    assert table.isVisible()
    items = [[table.item(r, c) for c in range(table.columnCount())] for r in range(table.rowCount())]
    return [[item.text() if item else "" for item in row] for row in items]


def test_the_table_opens_by_key_and_follows_every_change(person: Person) -> None:
    person.shortcut(Qt.Key.Key_T, SHIFTED)
    assert written(person) == [
        ["1", "Convolution", "1 × 6 × 7", "2", "1", "84", "1 × 2", "1 × 1"],
        ["2", "Max pool", "1 × 3 × 3", "0", "0", "0", "2 × 3", "2 × 2"],
        ["", "Total", "from 1 × 6 × 8", "2", "1", "84", "2 × 3", "2 × 2"],
    ]
    person.select(0)
    person.spin("stride_h", 2)
    person.add("conv2d")
    table = layer_table(person.window.session.state.evaluation)
    assert written(person) == [list(cells(row)) for row in table.rows] + [list(total_cells(table))]
    person.shortcut(Qt.Key.Key_T, SHIFTED)
    assert not person.window.page.table.isVisible()


@pytest.mark.parametrize("view", ["stage", "flow"])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_totals_of_a_small_network_are_in_sight(open_window: OpenWindow, size: tuple[int, int], view: View) -> None:
    person = open_window(gallery.example("small-network"), size=size, view=view)
    person.shortcut(Qt.Key.Key_T, SHIFTED)
    table = person.window.page.table
    total = table.item(table.rowCount() - 1, 1)
    assert total is not None
    assert total.text() == "Total"
    assert table.verticalScrollBar().maximum() == 0
    assert table.viewport().rect().contains(table.visualItemRect(total))
    alone = table.height()
    person.add("max_pool2d")
    assert table.height() > alone
    assert table.height() <= size[1] * 0.3


def test_a_row_chooses_its_layer_by_mouse_and_by_key(person: Person) -> None:
    person.shortcut(Qt.Key.Key_T, SHIFTED)
    table = person.window.page.table
    item = table.item(1, 1)
    assert item is not None
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualItemRect(item).center())
    person.settle()
    assert person.window.session.state.selected == 1
    person.key(table, Qt.Key.Key_Up)
    assert person.window.session.state.selected == 0
    person.select(1)
    assert table.currentRow() == 1


def test_a_problem_stands_in_its_row(person: Person) -> None:
    person.shortcut(Qt.Key.Key_T, SHIFTED)
    person.select(0)
    person.spin("kernel_size_h", 9)
    rows = written(person)
    assert rows[0][2].startswith("Not possible: window 9 high")
    assert rows[1][2] == "waits"
    person.shortcut(Qt.Key.Key_Z)
    assert written(person)[0][2] == "1 × 6 × 7"


@pytest.mark.parametrize("kind", [Conv2d, ConvTranspose2d])
@pytest.mark.parametrize("enabled", [True, False])
def test_the_settings_count_what_the_table_counts(kind: type[KernelLayer], enabled: bool) -> None:
    layer = replace(kind.fresh(1), enabled=enabled)
    evaluation = evaluate(replace(gallery.opening_example(), layers=(layer,)))
    (row,) = layer_table(evaluation).rows
    _head, (_name, *counted), *compared = facts(evaluation, 0)
    assert counted == [thousands(row.weights), thousands(row.multiplications or 0)]
    assert bool(row.weights and row.multiplications) == enabled
    assert len(compared) == (2 if enabled else 0)  # what computes nothing is not compared with other ways to compute it
