"""What is half typed, without Enter, belongs to the layer and the document where it was typed, and is committed before
anything else happens.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from convstudio.experiment import Experiment, files, gallery, same_content
from convstudio.layers import Conv2d, Layer, MaxPool2d
from convstudio.scene.workspaces import explore
from convstudio.studio.document.session import State
from convstudio.studio.widgets.controls import NumberField
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    """A person before a single convolution."""
    return open_window(gallery.example("padding"))


@pytest.fixture
def pooled(person: Person) -> Person:
    """A convolution with a max pooling behind, the convolution chosen."""
    person.add("max_pool2d")
    person.select(0)
    return person


def half_type(person: Person, name: str, text: str, kind: type[QWidget] = QSpinBox) -> QWidget:
    """Type into a field, and leave it at that."""
    field = person._one(kind, name)
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(field, text)
    return field


def layers(person: Person) -> tuple[Layer, ...]:
    return person.window.session.state.history.present.layers


def stride(person: Person, index: int = 0) -> tuple[int, int]:
    layer = layers(person)[index]
    assert isinstance(layer, Conv2d | MaxPool2d)
    return layer.stride


def act(person: Person, name: str) -> None:
    person.window.actions_by_name[name].trigger()
    person.settle()


def test_it_belongs_to_the_layer_where_it_was_typed(pooled: Person) -> None:
    half_type(pooled, "stride_w", "3")
    pooled.select(1)
    assert stride(pooled, 0) == (1, 3)
    assert stride(pooled, 1) == (2, 2)
    assert pooled._one(QSpinBox, "stride_w").value() == 2


def test_another_layer_is_removed_although_something_was_half_typed(pooled: Person) -> None:
    half_type(pooled, "stride_w", "3")
    act(pooled, "remove_layer")
    assert [type(layer) for layer in layers(pooled)] == [MaxPool2d]
    pooled.shortcut(Qt.Key.Key_Z)
    assert stride(pooled) == (1, 3)


def test_the_only_layer_is_removed(person: Person) -> None:
    half_type(person, "stride_w", "3")
    act(person, "remove_layer")
    assert layers(person) == ()


def test_undo_takes_back_what_was_half_typed_and_redo_brings_it(pooled: Person) -> None:
    half_type(pooled, "stride_w", "3")
    act(pooled, "undo")
    assert stride(pooled) == (1, 1)
    assert len(layers(pooled)) == 2
    act(pooled, "redo")
    assert stride(pooled) == (1, 3)


def test_an_example_opens_as_it_is(person: Person) -> None:
    person.answers.on_changes = "discard"
    half_type(person, "stride_w", "3")
    person.open_example("stride")
    assert not person.window.session.state.history.modified
    assert same_content(person.window.session.state.history.present, gallery.example("stride"))


@pytest.mark.parametrize("name", ["save", "save_as"])
def test_it_is_saved(person: Person, tmp_path: Path, name: str) -> None:
    path = person.answers.save_path = tmp_path / "typed.convstudio"
    field = half_type(person, "stride_w", "3")
    act(person, name)
    saved = files.read(path).layers[0]
    assert isinstance(saved, Conv2d)
    assert saved.stride == stride(person) == (1, 3)
    assert not person.window.session.state.history.modified
    assert field.hasFocus()


def test_closing_asks_for_it(person: Person) -> None:
    half_type(person, "stride_w", "3")
    assert not person.window.close()
    assert person.answers.asked_about
    assert stride(person) == (1, 3)


def test_playing_and_another_workspace_come_after_it(person: Person) -> None:
    half_type(person, "stride_w", "3")
    act(person, "play")
    assert stride(person) == (1, 3)
    half_type(person, "stride_w", "2")
    act(person, "learn")
    assert stride(person) == (1, 2)


def test_a_painted_cell_comes_after_it(person: Person) -> None:
    half_type(person, "stride_w", "3")
    person.click(person.view(), 0, 3)
    labels = [step.label for step in person.window.session.state.history.steps[1:]]
    assert len(labels) == 2
    assert stride(person) == (1, 3)


def test_a_field_of_learning_too(person: Person) -> None:
    act(person, "learn")
    half_type(person, "training_learning_rate", "0.01", NumberField)
    act(person, "explore")
    assert person.window.session.state.experiment.training.run.learning_rate == 0.01
    assert person.window.session.state.workspace == "explore"


def test_words_are_saved_too(person: Person, tmp_path: Path) -> None:
    act(person, "notes")
    path = person.answers.save_path = tmp_path / "words.convstudio"
    half_type(person, "title", "A new title", QLineEdit)
    act(person, "save")
    assert files.read(path).title == "A new title"
    half_type(person, "notes", "What it is about", QPlainTextEdit)
    act(person, "save")
    assert files.read(path).notes == "What it is about"


def test_a_cell_that_is_being_typed_is_saved_where_it_was_typed(person: Person, tmp_path: Path) -> None:
    path = person.answers.save_path = tmp_path / "cell.convstudio"
    view = person.kernel()
    person.click(view, 0, 1)
    QTest.keyClicks(view, "7")
    person.shortcut(Qt.Key.Key_S)
    saved = files.read(path).layers[0]
    assert isinstance(saved, Conv2d)
    assert saved.kernel[0, 0, 0, 1] == 7


def test_what_is_no_number_is_dropped_and_everything_goes_on(pooled: Person) -> None:
    half_type(pooled, "bias_0_0", "abc", NumberField)
    act(pooled, "remove_layer")
    assert [type(layer) for layer in layers(pooled)] == [MaxPool2d]


def test_pointing_and_results_leave_what_is_half_typed(person: Person) -> None:
    field = half_type(person, "stride_w", "3")
    assert isinstance(field, QSpinBox)
    person.hover(person.view(), 1, 1)
    person.window.session.next_seed(5)  # shows all settings anew
    person.settle()
    assert field.cleanText() == "3"
    assert stride(person) == (1, 1)


def test_a_refused_number_does_not_stay_in_its_field(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise ValueError("Not today.")

    monkeypatch.setattr("convstudio.experiment.edits.set_parameter", refuse)
    person.spin("stride_w", 3)
    assert person._one(QSpinBox, "stride_w").value() == 1


def test_no_edit_runs_while_a_state_is_shown(person: Person) -> None:
    """An edit that is asked for meanwhile waits, and every state is told of once, in order."""
    session, told = person.window.session, []

    def meddle(before: State, after: State) -> None:
        told.append((before.history.position, after.history.position))
        if after.seed == 1:
            session.next_seed(2)
            session.edit(_titled, "meanwhile")
            assert session.state is after

    session.changed.connect(meddle)
    session.next_seed(1)
    assert session.state.experiment.title == "meanwhile"
    assert told == [(0, 0), (0, 0), (0, 1)]


def test_an_error_on_the_way_leaves_the_state_as_it_was(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    session = person.window.session
    person.spin("stride_w", 2)
    before = session.state

    def fail(*_args: object) -> None:
        raise ZeroDivisionError("by accident")

    with monkeypatch.context() as patch:
        patch.setattr(explore, "build", fail)
        with pytest.raises(ZeroDivisionError):
            session.edit(_titled, "lost")
    assert session.state is before
    session.undo()
    assert stride(person) == (1, 1)
    session.redo()
    assert stride(person) == (1, 2)


def _titled(experiment: Experiment, title: str) -> object:
    from convstudio.experiment import edits

    return edits.set_words(experiment, title=title)
