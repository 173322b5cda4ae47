"""On the stage, too, nothing typed or pasted goes wrong: it has matrices and fields that the flow has elsewhere, or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from convstudio.experiment import Experiment, edits, files, frozen, gallery
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import Focus, Spot
from convstudio.scene.cards.products import product_id
from convstudio.scene.layout import Hit
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.widgets.controls import NumberField
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def strip() -> Experiment:
    """One channel in, two out, pooled, and a second convolution."""
    rng = np.random.default_rng(3)
    first = Conv2d(kernel=frozen(rng.normal(size=(2, 1, 3, 3))), bias=frozen(np.zeros(2)))
    last = Conv2d(kernel=frozen(rng.normal(size=(1, 2, 2, 2))), bias=frozen(np.zeros(1)))
    return Experiment(input=frozen(rng.normal(size=(1, 8, 8))), layers=(first, MaxPool2d(), last))


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    """A person before the first convolution."""
    return open_window(strip(), view="stage")


def biases(person: Person, layer: int = 0) -> list[float]:
    found = person.window.session.state.history.present.layers[layer]
    assert isinstance(found, Conv2d)
    return found.bias.tolist()


def products(person: Person) -> list[MatrixView]:
    views = person.window.page.views
    return [view for view in views if view.panel.matrix == product_id(0)]


def half_type_bias(person: Person, text: str, out: int = 0) -> NumberField:
    """Type into the field of a bias, and leave it at that."""
    found = person.window.page.stage.findChildren(NumberField)
    field = next(field for field in found if field.objectName() == f"bias_0_{out}" and field.isVisible())
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    return field


def on_rail(person: Person, layer: int) -> None:
    """Click a layer of the rail."""
    rail = person.window.page.rail
    hit = next(item for item in rail.drawing.items if isinstance(item, Hit) and item.layer == layer)
    QTest.mouseClick(rail, LEFT, pos=QPoint(round(hit.rect.centre.x - rail._offset), round(hit.rect.centre.y)))
    person.settle()


def test_a_product_with_the_keyboard_is_no_way_into_the_input(open_window: OpenWindow) -> None:
    """Products of a single channel stand on the stage, and on no card."""
    person = open_window(gallery.example("edge-detection"), view="stage")
    before = person.window.session.state.experiment
    assert products(person)
    QGuiApplication.clipboard().setText("7 8\n9 9")
    for view in products(person):
        for chosen in (Focus(), Focus(pin=Spot(view.panel, 1, 1))):
            view.setFocus()
            person.window.session.look(chosen)
            person.shortcut(Qt.Key.Key_V)
            assert person.window.session.state.experiment is before
            assert "is computed" in person.window.statusBar().currentMessage()


def test_a_product_is_copied_as_it_stands(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("edge-detection"), view="stage")
    [view] = products(person)
    view.setFocus()
    person.shortcut(Qt.Key.Key_C)
    rows, columns = view.scene.shape
    assert person.window.statusBar().currentMessage().startswith(f"Copied {rows} × {columns} of")
    assert QGuiApplication.clipboard().text().count("\n") == rows - 1


def test_a_bias_that_is_half_typed_is_committed_before_another_layer_comes_onto_the_stage(person: Person) -> None:
    half_type_bias(person, "5")
    on_rail(person, 2)
    assert person.window.session.state.selected == 2
    assert (biases(person, 0), biases(person, 2)) == ([5.0, 0.0], [0.0])
    assert person.window.session.state.history.position == 1


@pytest.mark.parametrize("name", ["flow", "learn", "play", "fold_others", "compare"])
def test_it_is_committed_before_anything_else_is_shown(person: Person, name: str) -> None:
    half_type_bias(person, "5")
    person.window.actions_by_name[name].trigger()
    person.settle()
    assert biases(person) == [5.0, 0.0]
    assert person.window.session.state.history.position == 1


def test_another_channel_made_large_leaves_it_where_it_was_typed(person: Person) -> None:
    half_type_bias(person, "5")
    person.window.session.enlarge(0, 1)
    person.settle()
    assert biases(person) == [5.0, 0.0]
    half_type_bias(person, "6", out=1)
    person.window.session.enlarge(0, 0)
    person.settle()
    assert biases(person) == [5.0, 6.0]
    assert person.window.session.state.history.position == 2


@pytest.mark.parametrize("name", ["remove_layer", "undo", "layer_later"])
def test_steps_come_after_it(person: Person, name: str) -> None:
    person.window.session.select(0)
    half_type_bias(person, "5")
    person.window.actions_by_name[name].trigger()
    person.settle()
    session = person.window.session
    session.jump(1)
    assert biases(person) == [5.0, 0.0]
    assert [step.label for step in session.state.history.steps][1:2] == ["Change bias"]


def test_it_is_saved_and_asked_for(person: Person, tmp_path: Path) -> None:
    assert not person.window.session.state.history.modified
    half_type_bias(person, "5")
    assert not person.window.close()
    assert person.answers.asked_about
    path = person.answers.save_path = tmp_path / "typed.convstudio"
    half_type_bias(person, "7")
    person.shortcut(Qt.Key.Key_S)
    saved = files.read(path).layers[0]
    assert isinstance(saved, Conv2d)
    assert saved.bias.tolist() == [7.0, 0.0]


@pytest.mark.parametrize("then", ["undo", "save", "rail", "remove_layer", "example"])
def test_the_name_of_a_layer_that_is_half_typed_is_that_layers(person: Person, tmp_path: Path, then: str) -> None:
    person.window.actions_by_name["rename_layer"].trigger()
    field = person.window.page.rail.findChild(QLineEdit, "layer_name")
    assert field is not None
    assert field.isVisible()
    QTest.keyClicks(field, "Edges")
    person.answers.save_path = tmp_path / "named.convstudio"
    person.answers.on_changes = "cancel"
    if then == "rail":
        on_rail(person, 1)
    elif then == "example":
        person.open_example("stride")
    else:
        person.window.actions_by_name[then].trigger()
        person.settle()
    state = person.window.session.state
    person.window.session.jump(1)
    assert [layer.name for layer in person.window.session.state.experiment.layers] == ["Edges", "", ""]
    if then == "save":
        assert files.read(tmp_path / "named.convstudio").layers[0].name == "Edges"
        assert not state.history.modified


def test_fields_come_again_with_their_layer(person: Person) -> None:
    """Made anew they would fill the memory: Qt frees not all of a field with a style sheet."""

    def fields() -> set[int]:
        return {id(field) for field in person.window.page.stage.findChildren(NumberField)}

    session = person.window.session
    for layer in (0, 1, 2, 0):
        session.select(layer)
        person.settle()
    once = fields()
    session.edit(edits.set_bias, 2, 0, 8.0)
    for layer in (0, 1, 2, 0, 2):
        session.select(layer)
        person.settle()
    assert fields() == once
    [shown] = [field for field in person.window.page.stage.findChildren(NumberField) if field.isVisible()]
    assert (shown.objectName(), shown.text()) == ("bias_2_0", "8")


def test_without_layers_a_button_brings_the_first_one(open_window: OpenWindow) -> None:
    person = open_window(replace(gallery.opening_example(), layers=()), view="stage")
    assert "Add a layer" in person.arithmetic()
    person.press("mend_0")
    assert [layer.kind for layer in person.window.session.state.experiment.layers] == ["conv2d"]
    assert person.window.session.state.selected == 0
    assert "Point at a cell" in person.arithmetic() or "→ Y[0, 0]" in person.arithmetic()
