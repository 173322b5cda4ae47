"""The main job, by mouse and keys alone."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from convstudio.experiment import evaluate, files, same_content
from convstudio.layers import Activation, Conv2d, MaxPool2d
from tests.studio.person import Person, numbers


def test_paint_kernel_stride_padding_relu_pool_undo_redo_save_reopen(person: Person, tmp_path: Path) -> None:
    start = person.window.session.state.experiment
    person.drag(person.view(), (1, 2), (1, 5), (4, 5))
    assert [row[2:6] for row in person.read(person.view())[1:3]] == [[1, 1, 1, 1], [0, 0, 0, 1]]
    person.type_cell(person.kernel(), 0, 0, "2")
    person.type_cell(person.kernel(), 0, 1, "-1/2")
    assert person.read(person.kernel()) == [[2, -0.5]]
    person.select(0)
    person.spin("stride_h", 2)
    person.spin("stride_w", 2)
    for side in ("top", "bottom", "left", "right"):
        person.spin(f"padding_{side}", 1)
    person.add("activation")
    person.add("max_pool2d")

    experiment = person.window.session.state.experiment
    conv, _, relu, pool = experiment.layers
    assert isinstance(conv, Conv2d)
    assert (conv.stride, conv.padding) == ((2, 2), ((1, 1), (1, 1)))
    assert isinstance(relu, Activation)
    assert isinstance(pool, MaxPool2d)
    fresh = evaluate(experiment)
    for index in range(4):
        output = fresh.results[index].output
        assert output is not None
        assert person.read(person.view(index)) == numbers(output[0])
    seen = [person.read(person.view(layer)) for layer in (-1, 0, 1, 2, 3)]

    steps = 0
    while person.window.actions_by_name["undo"].isEnabled():
        person.shortcut(Qt.Key.Key_Z)
        steps += 1
    assert steps == 11  # one stroke, two weights, six fields, two layers
    assert same_content(person.window.session.state.experiment, start)
    assert not person.window.isWindowModified()
    for _ in range(steps):
        person.shortcut(Qt.Key.Key_Y)
    assert [person.read(person.view(layer)) for layer in (-1, 0, 1, 2, 3)] == seen

    path = tmp_path / "mine.convstudio"
    person.answers.save_path = path
    assert person.window.isWindowModified()
    person.shortcut(Qt.Key.Key_S)
    assert not person.window.isWindowModified()
    assert "mine.convstudio" in person.window.windowTitle()
    person.shortcut(Qt.Key.Key_N)
    assert person.window.session.state.path is None
    person.answers.open_path = path
    person.shortcut(Qt.Key.Key_O)
    assert [person.read(person.view(layer)) for layer in (-1, 0, 1, 2, 3)] == seen
    assert same_content(person.window.session.state.experiment, files.read(path))


def test_hovering_an_output_lights_its_window_and_writes_its_arithmetic(person: Person) -> None:
    person.hover(person.view(0), 2, 1)
    assert person.arithmetic() == "1·1 + 0·(−1) + bias 0 = 1  → Y[2, 1]"
    (mark,) = [mark for mark in person.view().scene.marks if mark.role == "window"]
    assert (mark.rows, mark.columns) == ((2,), (1, 2))
    assert person.status().startswith("row 2, column 1, value 1")


def test_one_stroke_is_one_step_with_its_cells_counted(person: Person) -> None:
    person.drag(person.view(), (0, 2), (0, 5))
    assert person.window.session.state.history.undo_label == "Paint 4 cells"
    person.shortcut(Qt.Key.Key_Z)
    assert np.array_equal(person.window.session.state.experiment.input[0, 0], [1, 1, 0, 0, 0, 0, 1, 1])


def test_escape_drops_a_stroke_that_runs(person: Person) -> None:
    from PySide6.QtTest import QTest

    from convstudio.studio.matrix_view.view import cell_centre

    view = person.view()
    before = person.read(view)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=cell_centre(view, 3, 3))
    assert person.read(view)[3][3] == 1
    person.key(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=cell_centre(view, 3, 3))
    assert person.read(view) == before
    assert not person.window.isWindowModified()
