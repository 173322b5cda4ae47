"""Whatever file is accepted, the window shows: every panel, both workspaces, and it is edited, undone and saved again."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from convstudio.experiment import Experiment, budget, files, frozen, same_content
from convstudio.layers import Conv2d
from convstudio.scene import MatrixId
from convstudio.scene.workspaces import WORKSPACES
from tests.soak.damage import odd
from tests.soak.mutants import seeds
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

FILES = 16
SENTENCE = "Not possible: 2 output channels in 3 groups. Choose a number of groups that divides 2."


def accepted(count: int) -> list[Experiment]:
    """Odd files of all examples that are accepted."""
    rng, found = random.Random(3), []
    while len(found) < count:
        try:
            found.append(files.loads(odd(json.loads(rng.choice(seeds())), rng)))
        except files.FileProblem:
            continue
    return found


def test_every_panel_shows_odd_files(person: Person, tmp_path: Path) -> None:
    for name in ("layer_table", "history", "notes"):
        person.window.actions_by_name[name].trigger()
    session = person.window.session
    for number, experiment in enumerate(accepted(FILES)):
        session.open(experiment, None)
        session.show_in(("flow", "stage")[number % 2])  # type: ignore[arg-type]
        for workspace in (*WORKSPACES, WORKSPACES[0]):
            session.work_in(workspace.name)
            person.settle()
        for layer in range(-1, len(experiment.layers)):
            session.select(layer)
            person.settle()
        person.answers.save_path = path = tmp_path / f"{number}.convstudio"
        assert person.window.documents.save_as()
        assert same_content(files.read(path), experiment)


# More groups than outputs


@pytest.fixture
def grouped(open_window: OpenWindow) -> Person:
    """A person before a convolution of two outputs on three channels, who types 3 into Groups."""
    kernel = frozen(np.arange(6.0).reshape(2, 3, 1, 1))
    layer = Conv2d(kernel=kernel, bias=frozen(np.zeros(2)))
    person = open_window(Experiment(input=frozen(np.ones((3, 4, 4))), layers=(layer,)))
    person.select(0)
    person.spin("groups", 3, person.window.inspector)
    return person


def groups(person: Person) -> int:
    layer = person.window.session.state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    return layer.groups


def test_more_groups_than_outputs_are_an_impossible_setting_with_its_sentence(grouped: Person) -> None:
    assert groups(grouped) == 3
    assert grouped.problem(0) == SENTENCE
    assert "Choose a number of groups that divides 2." in grouped.arithmetic()
    assert grouped.view(0).scene.dimmed, "the last good output stays"
    assert grouped.kernel(0, 1, 2).scene.values.tolist() == [[5.0]]


def test_it_is_edited_and_undone(grouped: Person) -> None:
    grouped.type_cell(grouped.kernel(0, 0, 1), 0, 0, "7")
    assert grouped.kernel(0, 0, 1).scene.values.tolist() == [[7.0]]
    grouped.shortcut(Qt.Key.Key_Z)
    grouped.shortcut(Qt.Key.Key_Z)
    assert groups(grouped) == 1
    assert grouped.problem(0) == ""
    grouped.window.session.redo()
    assert grouped.problem(0) == SENTENCE
    grouped.spin("outputs", 3, grouped.window.inspector)
    assert len(grouped.window.session.state.experiment.layers[0].kernel) == 3  # type: ignore[attr-defined]


def test_its_button_makes_it_fit(grouped: Person) -> None:
    grouped.window.board.card(MatrixId("map", 0)).mend.click()
    grouped.settle()
    assert grouped.problem(0) == ""


def test_learning_says_what_is_wrong_and_learns_again(grouped: Person) -> None:
    grouped.press("workspace_learn")
    scene = grouped.window.session.state.learning
    assert scene is not None
    assert scene.obstacle is not None
    assert "2 output channels in 3 groups" in scene.obstacle.was
    grouped.shortcut(Qt.Key.Key_Z)
    scene = grouped.window.session.state.learning
    assert scene is not None
    assert scene.obstacle is None


def test_a_file_with_it_opens(grouped: Person, tmp_path: Path) -> None:
    path = grouped.answers.save_path = tmp_path / "grouped.convstudio"
    grouped.shortcut(Qt.Key.Key_S)
    grouped.window.session.undo()
    grouped.answers.on_changes = "discard"
    grouped.window.documents.open(path)
    grouped.settle()
    assert grouped.problem(0) == SENTENCE


# More than there is memory or time for


def test_a_setting_that_would_need_too_much_says_how_much(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_BYTES", 8 * (6 * 8 + 3 * 6 * 7))
    person.select(0)
    person.spin("outputs", 2, person.window.inspector)
    assert person.problem(0) == ""
    person.spin("outputs", 4, person.window.inspector)
    assert person.problem(0).startswith("Not possible: the maps up to here would need 0.1 GB; the limit is 0.1 GB.")
    assert "Use a larger stride, fewer channels or a smaller input." in person.problem(0)
    assert person.problem(1) == "Waits for the layer before."
    assert person.view(0, 1).scene.dimmed, "the last good output stays"
    person.shortcut(Qt.Key.Key_Z)
    assert person.problem(0) == ""


def test_a_training_that_would_take_too_long_says_so_in_place_of_the_board(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_PRODUCTS", 100)
    person.press("workspace_learn")
    scene = person.window.session.state.learning
    assert scene is not None
    assert scene.obstacle is not None
    assert scene.obstacle.was == "one step would take as long as 1 billion products; the limit is 1 billion"
    shown = [label.text() for label in person.window.learn_page.findChildren(QLabel) if label.isVisible()]
    assert any("one step would take as long as" in text for text in shown)
