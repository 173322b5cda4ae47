"""Links, by hovering real cells: what lights up is what the engine says, found by changing cells and looking who follows.

The oracle knows no geometry: it adds 1 to a cell and evaluates again. Weights are positive, so everything that reads a cell
moves.
"""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import Array, AvgPool2d, Conv2d, Layer
from convstudio.scene import MatrixScene, PanelId
from convstudio.scene.cards.compare import COMPARE, DIFFERENCE
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

SEEDS = range(14)
MODES = ("zeros", "reflect", "replicate", "circular")


def some_experiment(seed: int) -> Experiment:
    """A picture and a convolution, sometimes with a second layer, of random geometry that has an output."""
    random = np.random.default_rng(seed)
    mode = MODES[seed % 4]
    most = 0 if mode == "zeros" and seed % 3 == 0 else 2
    first = Conv2d(
        kernel=frozen(random.integers(1, 5, (1, 1, *random.integers(1, 4, 2)))),
        bias=frozen([1]),
        stride=tuple(map(int, random.integers(1, 4, 2))),  # type: ignore[arg-type]
        padding=tuple(tuple(map(int, random.integers(0, most + 1, 2))) for _ in range(2)),  # type: ignore[arg-type]
        padding_mode=mode,  # type: ignore[arg-type]
        dilation=tuple(map(int, random.integers(1, 3, 2))),  # type: ignore[arg-type]
        flip=bool(random.integers(2)),
    )
    second: list[Layer] = [AvgPool2d(kernel_size=(2, 2), stride=(1, 2), ceil_mode=bool(random.integers(2)))] if seed % 2 else []
    picture = frozen(random.integers(0, 5, (1, int(random.integers(7, 10)), int(random.integers(7, 10)))))
    experiment = Experiment(input=picture, layers=(first, *second), high=5.0)
    return experiment if evaluate(experiment).problem is None else replace(experiment, layers=(first,))


def moved(experiment: Experiment, row: int, column: int) -> list[Array]:
    """How much each layer's output moves when an input cell grows by 1."""
    picture = experiment.input.copy()
    picture[0, row, column] += 1
    before, after = evaluate(experiment), evaluate(replace(experiment, input=frozen(picture)))
    return [_output(after, i) - _output(before, i) for i in range(len(experiment.layers))]


def lit(scene: MatrixScene, *roles: str) -> set[tuple[int, int]]:
    """The cells that are marked in some role."""
    return {(r, c) for mark in scene.marks if mark.role in roles for r in mark.rows for c in mark.columns}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pixel_lights_every_output_that_follows_it_with_its_weight(open_window: OpenWindow, seed: int) -> None:
    person = open_window(some_experiment(seed))
    experiment = person.window.session.state.experiment
    for row, column in _some_cells(experiment.input[0], seed):
        person.hover(person.view(), row, column)
        differences = moved(experiment, row, column)
        assert lit(person.view(0).scene, "reader") == _cells(differences[0][0])
        for mark in person.view(0).scene.marks:
            if mark.role == "reader" and mark.weights is not None:
                assert np.array_equal(mark.weights, differences[0][0][np.ix_(mark.rows, mark.columns)])
        number = len(_cells(differences[0][0]))
        assert (f"feeds {number} output" if number else "no window of Convolution reads this") in person.status()
        if len(experiment.layers) > 1:
            assert lit(person.view(1).scene, "fed", "reader") == _cells(differences[1][0])


@pytest.mark.parametrize("seed", SEEDS)
def test_an_output_lights_every_pixel_that_moves_it(open_window: OpenWindow, seed: int) -> None:
    person = open_window(some_experiment(seed))
    experiment = person.window.session.state.experiment
    last = len(experiment.layers) - 1
    followers = {
        (r, c): moved(experiment, r, c) for r in range(experiment.input.shape[1]) for c in range(experiment.input.shape[2])
    }
    output = _output(evaluate(experiment), 0)[0]
    for row, column in _some_cells(output, seed):
        person.hover(person.view(0), row, column)
        size = person.view().scene.shape
        window = {cell for cell in lit(person.view().scene, "window", "source") if _inside(cell, size)}
        assert window == {cell for cell, moves in followers.items() if moves[0][0, row, column]}
    if last and experiment.layers[0].padding_mode == "zeros":
        final = _output(evaluate(experiment), last)[0]
        for row, column in _some_cells(final, seed):
            person.hover(person.view(last), row, column)
            assert lit(person.view().scene, "field") == {c for c, moves in followers.items() if moves[last][0, row, column]}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_weight_lights_the_pixels_that_it_multiplies(open_window: OpenWindow, seed: int) -> None:
    person = open_window(some_experiment(seed))
    experiment = person.window.session.state.experiment
    layer = experiment.layers[0]
    assert isinstance(layer, Conv2d)
    for row, column in _some_cells(layer.kernel[0, 0], seed):
        person.hover(person.kernel(), row, column)
        alone = np.zeros(layer.kernel.shape)
        alone[0, 0, row, column] = 1
        only = replace(experiment, layers=(replace(layer, kernel=frozen(alone)),))
        size = person.view().scene.shape
        pixels = [(r, c) for r in range(size[0]) for c in range(size[1])]
        if layer.padding_mode == "zeros":
            multiplied = {cell for cell in pixels if moved(only, *cell)[0].any()}
            assert {cell for cell in lit(person.view().scene, "pair") if _inside(cell, size)} == multiplied
        assert lit(person.view(0).scene, "reader") == _cells(np.ones(_output(evaluate(only), 0)[0].shape))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_padding_cell_lights_where_it_leaks_in(open_window: OpenWindow, seed: int) -> None:
    experiment = some_experiment(seed)
    layer = experiment.layers[0]
    assert isinstance(layer, Conv2d)
    assert not isinstance(layer.padding, str)
    (top, bottom), (left, right) = layer.padding
    person = open_window(experiment)
    wide = np.pad(experiment.input[0], ((top, bottom), (left, right)))
    unpadded = replace(experiment, input=frozen(wide[None]), layers=(replace(layer, padding="valid"),))
    height, width = experiment.input.shape[1:]
    ring = [(r, c) for r, c in np.ndindex(*wide.shape) if not (top <= r < top + height and left <= c < left + width)]
    for row, column in ring[:: max(len(ring) // 6, 1)]:
        person.hover(person.view(), row - top, column - left)
        assert lit(person.view(0).scene, "reader") == _cells(moved(unpadded, row, column)[0][0])
        assert "padding" in person.status()


def test_a_click_pins_arrows_walk_and_escape_releases(person: Person) -> None:
    person.click(person.view(0), 2, 1)
    person.hover(person.view(0), 5, 5)
    assert person.status().startswith("row 5, column 5")
    person.key(person.view(0), Qt.Key.Key_Down)
    person.key(person.view(0), Qt.Key.Key_Right)
    assert person.status().startswith("row 3, column 2")
    assert person.arithmetic().endswith("Y[3, 2]")
    person.key(person.view(0), Qt.Key.Key_Escape)
    assert person.status() == ""


def test_a_pinned_cell_says_how_to_be_released_and_is_from_anywhere(person: Person) -> None:
    person.click(person.view(0), 2, 1)
    assert person.status().endswith("Esc releases it")
    person.spin("stride_w", 2)  # the keyboard is in the settings now
    field = person.window.focusWidget()
    assert field is not None
    person.key(field, Qt.Key.Key_Escape)
    assert person.status() == ""
    person.hover(person.view(0), 1, 1)
    assert person.status().startswith("row 1, column 1")
    assert "Esc" not in person.status()
    person.click(person.kernel(), 0, 0)
    board = person.window.board
    QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=board.rect().bottomRight() - QPoint(4, 4))
    assert person.status() == ""


def test_where_nothing_is_pointed_at_the_line_says_what_to_do(person: Person) -> None:
    hint = person.arithmetic()
    assert hint.startswith("Point at a cell")
    person.shortcut(Qt.Key.Key_K)
    person.hover(person.window.board.view(PanelId(COMPARE, 0, DIFFERENCE)), 1, 1)
    person.shortcut(Qt.Key.Key_K)  # and the card that was pointed at is gone
    assert person.arithmetic() == hint


def _output(evaluation: Evaluation, index: int) -> Array:
    output = evaluation.results[index].output
    assert output is not None
    return output


def _cells(differences: Array) -> set[tuple[int, int]]:
    return {(int(r), int(c)) for r, c in np.argwhere(differences != 0)}


def _inside(cell: tuple[int, int], size: tuple[int, int]) -> bool:
    return 0 <= cell[0] < size[0] and 0 <= cell[1] < size[1]


def _some_cells(values: Array, seed: int) -> list[tuple[int, int]]:
    """The corners, and a few cells between."""
    rows, columns = values.shape
    random = np.random.default_rng(seed)
    corners = {(0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1)}
    return sorted(corners | {(int(random.integers(rows)), int(random.integers(columns))) for _ in range(4)})
