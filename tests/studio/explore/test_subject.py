"""The results of the subject matter, as a person reads them off the screen: open the example, read the cells."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.experiment import evaluate, gallery
from convstudio.scene.words.numbers import of_text
from tests.studio.conftest import OpenWindow

EDGES = [[0, 1, 0, 0, 0, -1, 0]] * 6
SHOWN: dict[str, list[tuple[int, int, list[list[float]]]]] = {
    # example: (layer, channel, what its cells show)
    "cross-correlation": [(0, 0, [[19, 25], [37, 43]])],
    "edge-detection": [(0, 0, EDGES)],
    "edges-turned-away": [(0, 0, [[0] * 5] * 8)],
    "horizontal-edges": [(0, 0, [[0] * 6, [1] * 6, [0] * 6, [0] * 6, [0] * 6, [-1] * 6, [0] * 6])],
    "channels-in": [(0, 0, [[56, 72], [104, 120]])],
    "channels-out": [
        (0, 0, [[56, 72], [104, 120]]),
        (0, 1, [[76, 100], [148, 172]]),
        (0, 2, [[96, 128], [192, 224]]),
    ],
    "max-pooling": [(0, 0, [[4, 5], [7, 8]])],
    "average-pooling": [(0, 0, [[2, 3], [5, 6]])],
    "pooling-stride": [(0, 0, [[4]])],
    "pooling-same": [(0, 0, [[4, 5], [7, 8]])],
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_cells_show_the_results_of_the_subject(open_window: OpenWindow, name: str) -> None:
    person = open_window()
    person.open_example(name)
    for layer, channel, expected in SHOWN[name]:
        assert person.read(person.view(layer, channel)) == expected


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_every_number_of_every_example_is_the_engines(open_window: OpenWindow, name: str) -> None:
    person = open_window(size=(1920, 1080))
    person.open_example(name)
    person.press("workspace_explore")  # those of learning open in Learn
    evaluation = evaluate(gallery.example(name))
    for layer, result in enumerate(evaluation.results):
        assert result.output is not None
        for channel in range(min(len(result.output), 8)):
            view = person.view(layer, channel)
            person.hover(view, 0, 0)
            assert np.array_equal(view.scene.values, result.output[channel])
            for row, column in np.ndindex(*view.scene.shape):
                text = view.text_at(row, column)
                assert not text or abs(float(of_text(text)) - result.output[channel, row, column]) <= _half_a_unit(text)


def _half_a_unit(text: str) -> float:
    """Half of what the last digit of a written number stands for, and a little for the comparison itself.

    What is written as a whole number is that number, but for what floating point leaves of sums.
    """
    if text == "≈0":
        return 0.05
    mantissa, _, exponent = text.replace("−", "-").partition("e")
    places = len(mantissa.partition(".")[2])
    return 0.5000001 * 10.0 ** (int(exponent or 0) - places) if "." in mantissa or exponent else 1e-12


def test_the_convolutional_layer_makes_6_by_7_of_6_by_8(open_window: OpenWindow) -> None:
    person = open_window()
    person.open_example("convolutional-layer")
    assert person.card_subtitle(-1).startswith("1 × 6 × 8")
    assert person.card_subtitle(0).startswith("1 × 6 × 7")
    assert "⌊(8 − 2 + 0) / 1⌋ + 1 = 7" in person.formula()


def test_padding_keeps_the_size(open_window: OpenWindow) -> None:
    person = open_window()
    person.open_example("padding")
    assert person.view(0).scene.shape == person.view().scene.shape


def test_one_by_one_is_a_matrix_product_at_every_pixel(open_window: OpenWindow) -> None:
    person = open_window()
    person.open_example("one-by-one")
    x = np.array([person.view(-1, c).scene.values for c in range(3)]).reshape(3, -1)
    shown = [person.view(0, o).scene.values for o in range(2)]
    kernel = np.array([[person.kernel(0, o, s).scene.values[0, 0] for s in range(3)] for o in range(2)])
    assert np.abs(kernel @ x - np.array(shown).reshape(2, -1)).max() < 1e-12
