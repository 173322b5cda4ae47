"""Run by test_docs.py in a copy with the kinds of docs/add-a-kind.md: everything that a person can do with them works.

Nothing here or in the program knows the kinds but by their names.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from convstudio.experiment import Experiment, edits, evaluate, files, frozen, learning
from convstudio.experiment.edits import training_edits
from convstudio.export.keras import keras
from convstudio.export.pytorch import pytorch
from convstudio.layers import KINDS, Layer
from tests.studio.conftest import open_window
from tests.studio.person import Person, numbers

__all__ = ["open_window"]
KIND = "min_pool2d"
PICTURE = frozen(np.random.default_rng(7).permutation(36).reshape(1, 6, 6).astype(float))


def smallest(x):
    return np.array([[x[0, i : i + 2, j : j + 2].min() for j in range(0, 5, 2)] for i in range(0, 5, 2)])


def the_kind() -> type[Layer]:
    return next(kind for kind in KINDS if kind.kind == KIND)


def opened(open_window) -> Person:
    person = open_window(Experiment(input=PICTURE), view="flow")
    person.add(KIND)
    return person


def test_it_is_added_by_the_menu_shown_and_explained(open_window):
    person = opened(open_window)
    assert person.read(person.view(0)) == numbers(smallest(PICTURE))
    assert person.card_title(0).startswith("Min pool")
    person.hover(person.view(0), 1, 2)
    values = [int(v) for v in PICTURE[0, 2:4, 4:6].ravel()]
    assert person.arithmetic() == f"min({', '.join(map(str, values))}) = {min(values)}  → Y[1, 2]"
    (window,) = [mark for mark in person.view().scene.marks if mark.role == "window"]
    assert (window.rows, window.columns) == ((2, 3), (4, 5))
    (winner,) = [mark for mark in person.view().scene.marks if mark.role == "winner"]
    assert PICTURE[0, winner.rows[0], winner.columns[0]] == min(values)
    row, column = winner.rows[0], winner.columns[0]
    person.hover(person.view(), row, column)
    assert any(mark.role == "reader" for mark in person.view(0).scene.marks)
    assert person.formula()


def test_painting_gives_what_computing_all_of_it_gives_and_undo_takes_it_back(open_window):
    person = opened(open_window)
    before = person.read(person.view(0))
    person.window.session.edit(edits.paint, {(0, 3, 3): -5.0})
    state = person.window.session.state
    assert np.array_equal(state.evaluation.results[0].output, evaluate(state.experiment).results[0].output)
    assert person.read(person.view(0))[1][1] == -5
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.view(0)) == before
    person.shortcut(Qt.Key.Key_Z)
    assert not person.window.session.state.experiment.layers


def test_its_settings_are_controls_and_a_bad_one_is_a_problem_in_words(open_window):
    person = opened(open_window)
    person.select(0)
    person.spin("kernel_size_h", 3)
    person.spin("stride_h", 1)
    assert person.window.session.state.experiment.layers[0].kernel_size == (3, 2)
    person.spin("kernel_size_h", 9)
    assert "Make the window at most 6 high" in person.problem(0)


def test_it_plays_value_by_value(open_window):
    person = opened(open_window)
    person.select(0)
    person.press("transport_steps")
    person.press("transport_first")
    assert person.arithmetic() == "The window is placed: 4 values to compare."
    person.press("transport_forward")
    person.press("transport_forward")
    first, second = (int(v) for v in PICTURE[0, 0, :2])
    assert person.arithmetic() == f"min({first}, {second}, …)   smallest so far {min(first, second)}"


def test_it_stands_on_the_stage_and_in_a_picture_of_it(open_window):
    person = open_window(Experiment(input=PICTURE, layers=(edits.new_layer(KIND, 1),)), view="stage")
    assert person.window.session.state.view == "stage"
    assert not person.window.grab().isNull()


def test_it_comes_back_from_its_file_and_is_code_or_an_honest_refusal():
    experiment = Experiment(input=PICTURE, layers=(edits.new_layer(KIND, 1),))
    back = files.loads(files.dumps(experiment))
    assert type(back.layers[0]) is the_kind()
    for line in (pytorch(back.layers[0], (1, 6, 6)), keras(back.layers[0], (1, 6, 6))):
        assert "has no line for this layer" in line.text
        assert not line.equal


def test_a_kernel_learns_through_it():
    layers = (edits.new_layer("conv2d", 1), edits.new_layer(KIND, 1))
    experiment = Experiment(input=frozen(PICTURE / 36), layers=layers)
    experiment = training_edits.set_run(experiment, 0, "learning_rate", 0.003).after
    learnt = learning.advance(learning.learn(training_edits.train_to(experiment, 20).after), seconds=60)
    assert learnt.line.losses[-1] < learnt.line.losses[0]


def test_terms_that_combine_in_another_way_are_explained_played_and_learned_through(open_window):
    """L2 pooling: what is written is what is computed, in the middle of a cell, too."""
    person = open_window(Experiment(input=frozen([[[3.0, 0, 1, 2], [4, 0, 2, 4]]])), view="flow")
    person.add("l2_pool2d")
    person.hover(person.view(0), 0, 1)
    assert person.arithmetic() == "√(1² + 2² + 2² + 4²) = 5  → Y[0, 1]"
    person.window.session.edit(edits.paint, {(0, 0, 2): -5.0})
    state = person.window.session.state
    assert np.array_equal(state.evaluation.results[0].output, evaluate(state.experiment).results[0].output)
    person.hover(person.view(0), 0, 1)
    assert person.arithmetic() == "√((−5)² + 2² + 2² + 4²) = 7  → Y[0, 1]"
    person.select(0)
    person.press("transport_steps")
    person.press("transport_first")
    assert person.arithmetic() == "The window is placed: 4 squares to add up."
    for _ in range(3):
        person.press("transport_forward")
    assert person.arithmetic() == "3² + 0² + 4² + …   running sum 25"
    layers = (edits.new_layer("conv2d", 1), edits.new_layer("l2_pool2d", 1))
    experiment = Experiment(input=frozen(PICTURE / 36), layers=layers)
    experiment = training_edits.set_run(experiment, 0, "learning_rate", 0.003).after
    learnt = learning.advance(learning.learn(training_edits.train_to(experiment, 20).after), seconds=60)
    assert learnt.line.losses[-1] < learnt.line.losses[0]
