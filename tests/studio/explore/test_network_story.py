"""A network is built, explored, saved, reopened and undone by mouse and keys: six layers on a picture of three channels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from convstudio.experiment import Experiment, evaluate, frozen
from convstudio.layers import Conv2d
from convstudio.scene.cards.layer_table import cells, layer_table
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person, numbers

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
)  # fmt: skip


def three_channels() -> Experiment:
    """A picture of 8 × 8 in three channels: bars across, bars down, and a ramp."""
    rows, columns = np.indices((8, 8))
    return Experiment(input=frozen([rows // 2 % 2, columns // 2 % 2, (rows + columns) / 14 // 0.25 / 4]), title="Bars")


def paste(person: Person, line: str) -> None:
    """Paste a line of code into the selected layer's field."""
    QGuiApplication.clipboard().setText(line)
    field = person.window.findChild(QPlainTextEdit, "paste_line")
    assert field is not None
    field.setFocus()
    person.key(field, Qt.Key.Key_V, CONTROL)
    assert field.toPlainText() == ""


def build_network(person: Person) -> None:
    """Two convolutions with an activation each, a max pool and an average pool."""
    person.add("conv2d")
    paste(person, "nn.Conv2d(3, 2, kernel_size=3, padding=1)")
    person.add("activation")
    person.add("max_pool2d")
    person.add("conv2d")
    paste(person, 'layers.Conv2D(3, 2, padding="same")')
    person.add("activation")
    person.choose("activation", "leaky_relu")
    person.add("avg_pool2d")
    person.spin("stride_h", 1)  # the width keeps 2


def shown(person: Person) -> list[list[list[list[float]]]]:
    """The numbers of every channel of every map, as the views show them."""
    scene = person.window.session.state.scene
    return [
        [numbers(panel.values) for row in card.panels for panel in row] for card in scene.cards if card.matrix.kind == "map"
    ]


def assert_as_computed(person: Person) -> None:
    experiment = person.window.session.state.experiment
    outputs = [result.output for result in evaluate(experiment).results]
    wanted = [[numbers(channel) for channel in output] for output in (experiment.input, *outputs) if output is not None]
    assert shown(person) == wanted
    assert len(wanted) == 1 + len(experiment.layers)


def test_a_network_from_building_to_undoing(open_window: OpenWindow, tmp_path: Path) -> None:
    person = open_window(three_channels(), size=(1920, 1080))
    session = person.window.session
    build_network(person)
    kinds = ["conv2d", "activation", "max_pool2d", "conv2d", "activation", "avg_pool2d"]
    assert [layer.kind for layer in session.state.experiment.layers] == kinds
    assert [person.card_subtitle(i).split(" · ")[0] for i in range(6)] == [
        "2 × 8 × 8", "2 × 8 × 8", "2 × 4 × 4", "3 × 4 × 4", "3 × 4 × 4", "3 × 3 × 2"
    ]  # fmt: skip
    assert_as_computed(person)

    # explored: painted, a weight typed, a cell walked to, the table read, layers collapsed
    person.click(person.view(-1, 1), 3, 3)
    person.type_cell(person.kernel(0, 1, 2), 1, 1, "-0.5")
    layer = session.state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    assert layer.kernel[1, 2, 1, 1] == -0.5
    assert_as_computed(person)
    person.select(5)
    person.shortcut(Qt.Key.Key_O, CONTROL | SHIFT)
    person.click(person.view(5, 2), 0, 0)
    person.key(person.view(5, 2), Qt.Key.Key_Right)
    assert "sees 7 × 5 of the input" in person.status()  # rows 0…6, columns 3…7: 2 3 → 2 3 (4) → 4…7 → 3…7 (8)
    assert person.arithmetic().endswith("Y₆[2, 0, 1]")
    person.shortcut(Qt.Key.Key_T, CONTROL | SHIFT)
    rows = layer_table(session.state.evaluation).rows
    table = person.window.page.table
    texts = [[item.text() for c in range(8) if (item := table.item(r, c))] for r in range(6)]
    assert texts == [list(cells(row)) for row in rows]
    person.shortcut(Qt.Key.Key_X, CONTROL | SHIFT)

    # saved and opened again
    person.answers.save_path = person.answers.open_path = tmp_path / "network.convstudio"
    person.shortcut(Qt.Key.Key_S)
    before, steps = shown(person), session.state.history.position
    assert not session.state.history.modified
    again = open_window(three_channels(), size=(1920, 1080))
    again.answers.open_path = person.answers.save_path
    again.shortcut(Qt.Key.Key_O)
    assert shown(again) == before
    assert_as_computed(again)

    # undone to the bare picture, and done again
    again.window.hide()
    person.window.activateWindow()
    person.settle()
    for _ in range(steps):
        person.shortcut(Qt.Key.Key_Z)
    assert session.state.experiment.layers == ()
    assert np.array_equal(session.state.experiment.input, three_channels().input)
    for _ in range(steps):
        person.shortcut(Qt.Key.Key_Y)
    assert shown(person) == before
