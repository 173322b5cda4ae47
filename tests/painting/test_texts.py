"""The numbers in the cells as they are painted: none is cut, none touches the edge of its cell, and equal ones look equal."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtGui import QFont

from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.texts import SMALL_BESIDE, SMALLEST_CELL, CellTexts, advance, free
from convstudio.painting.palette import DARK, LIGHT, Look
from convstudio.scene.matrix import Scale
from convstudio.scene.words.numbers import of_text, snapped
from tests.painting.canvas import NoTexts, painted, signed
from tests.scene.numbers import MATRICES, is_small_beside, last_place

pytestmark = pytest.mark.usefixtures("qapp")
CELLS = st.integers(14, 96)
many = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
few = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def shown(values: object, cell: float, dust: float = 0.0) -> list[str]:
    """What stands in the cells, row by row; all "" where no number has room."""
    scene, texts = signed(values, dust=dust), CellTexts()
    fits = texts.fit(scene, cell, QFont())
    return [texts.text(value) if fits else "" for value in scene.values.ravel().tolist()]


@many
@given(MATRICES, CELLS)
def test_no_number_comes_nearer_to_the_edge_of_its_cell_than_may_be(values: np.ndarray, cell: int) -> None:
    scene, texts = signed(values), CellTexts()
    if not texts.fit(scene, cell, QFont()):
        return
    for value in values.ravel().tolist():
        prepared = texts.prepared(value)
        if prepared:
            text, right, below = prepared
            assert right >= max(2.0, 0.06 * cell) - 0.01
            assert right + text.size().width() <= cell - max(2.0, 0.06 * cell) + 0.01
            assert below >= 0
            assert below + text.size().height() <= cell


@few
@given(MATRICES, CELLS, st.sampled_from([LIGHT, DARK]))
def test_the_pixels_of_a_number_stay_clear_of_the_edge_of_its_cell(values: np.ndarray, cell: int, look: Look) -> None:
    scene, grid = signed(values), Grid(*values.shape, float(cell), 20.0, 20.0)
    with_numbers, without = (painted(scene, grid, look, texts) for texts in (CellTexts(), NoTexts()))
    inked = with_numbers != without
    margin = math.floor(free(cell)) - 1
    for row, column in np.ndindex(values.shape):
        if np.isfinite(values[row, column]):
            left, top = 20 + column * cell, 20 + row * cell
            part = inked[top : top + cell, left : left + cell]
            assert not part[:, :margin].any()
            assert not part[:, cell - margin :].any()
            assert not part[0].any()
            assert not part[cell - 1].any()


@many
@given(MATRICES, CELLS)
def test_what_stands_in_the_cells_is_true_and_in_one_format(values: np.ndarray, cell: int) -> None:
    texts = dict(zip(values.ravel().tolist(), shown(values, cell), strict=True))
    decimals = set()
    for value, text in texts.items():
        if not text or not math.isfinite(value):
            continue
        assert "-" not in text
        assert "–" not in text
        if text == "≈0":
            assert is_small_beside(value, values) or abs(value) * SMALL_BESIDE <= signed(values).scale.high
            continue
        assert abs(of_text(text) - Fraction(value)) <= last_place(text) * Fraction(501, 1000)
        assert (of_text(text) == 0) == (value == 0)
        if "e" not in text and "." in text and abs(value) < 10:
            decimals.add(len(text.partition(".")[2]))
        elif "e" not in text:
            assert "." in text or of_text(text) == Fraction(snapped(value))  # no number that is not whole looks whole
    assert len(decimals) <= 1


@many
@given(MATRICES, CELLS)
def test_nearly_all_numbers_stand_there_or_none(values: np.ndarray, cell: int) -> None:
    finite = values[np.isfinite(values)].size
    missing = [text for value, text in zip(values.ravel(), shown(values, cell), strict=True) if np.isfinite(value) and not text]
    assert len(missing) <= max(1, values.size // 100) or len(missing) == finite


@many
@given(MATRICES, CELLS, st.integers(0, 5))
def test_a_larger_cell_loses_no_numbers(values: np.ndarray, cell: int, more: int) -> None:
    if all(shown(values, cell)):
        assert all(shown(values, cell + more))


@pytest.mark.parametrize(
    ("values", "cell", "texts"),
    [
        ([1.75, 1.7499999999999998], 22, ["1.75", "1.75"]),
        ([15.3, 1], 22, ["15.3", "1"]),
        ([15.3, 1], 16, ["", "1"]),
        ([0.25, -0.25, 0.5], 22, [".25", "−.25", ".50"]),
        ([0.25, -0.25, 0.5], 40, ["0.25", "−0.25", "0.50"]),
        ([1 / 9, 2 / 9], 40, ["0.111", "0.222"]),
        ([1 / 9, 2 / 9], 30, ["0.11", "0.22"]),
        ([1 / 9, 2 / 9], 22, [".11", ".22"]),
        ([1 / 9, 2 / 9], 64, ["0.1111", "0.2222"]),
        ([0.0108, 0.0356], 13, ["", ""]),
        ([0.0108, 0.0356], 14, ["", ""]),
        ([0.0108, 0.0356], 18, [".01", ".04"]),
        ([1, -1], 16, ["1", "−1"]),
        ([1234567.8, 3e8], 40, ["1.23e6", "3e8"]),
        ([3.1e-7, -2e-5], 60, ["3.10e−7", "−2.00e−5"]),
        ([3.1e-7, -2e-5], 38, ["3.1e−7", "−2.0e−5"]),
    ],
)  # fmt: skip
def test_numbers_as_they_stand_in_cells_of_a_size(values: list[float], cell: int, texts: list[str]) -> None:
    assert shown([values], cell) == texts


def test_an_output_of_small_numbers_is_never_written_as_nothing() -> None:
    values = np.linspace(0.0108, 0.0356, 784).reshape(28, 28)
    for cell in (9, 13, 14, 18, 24, 40):
        texts = shown(values, cell)
        assert "≈0" not in texts
        assert set(texts) == {""} or all(texts)


def test_a_number_far_larger_than_the_others_does_not_cost_them_theirs() -> None:
    values = np.full((8, 8), 0.5)
    values[3, 3] = -1234.5
    texts = shown(values, 27)
    assert texts.count("0.5") == 63
    assert texts[27] == "−1e3"


@pytest.mark.parametrize("cell", [14, 20, 24, 40, 64, 96])
def test_all_digits_are_equally_wide(cell: int) -> None:
    texts = CellTexts()
    texts.fit(signed([[1.0]]), cell, QFont())
    assert texts._laid
    assert len({advance(digit, texts._laid[1]) for digit in "0123456789"}) == 1


def test_the_dust_of_sums_is_written_as_zero() -> None:
    assert shown([[3.3e-17, -0.5, 0.25]], 40, dust=1e-15) == ["0", "−0.50", "0.25"]


def test_below_a_size_no_number_is_written() -> None:
    assert shown([[1.0]], SMALLEST_CELL) == ["1"]
    assert shown([[1.0]], SMALLEST_CELL - 1) == [""]


def test_an_error_that_has_faded_says_so_where_its_numbers_have_no_room() -> None:
    faded = [[-0.000712, 0.000698, 0.0, 0.000123]]
    scene, texts = replace(signed(faded), scale=Scale("signed", -0.001, 0.001)), CellTexts()
    assert not texts.fit(scene, 16, QFont()), "beside nothing larger they are not small"
    scene, texts = replace(signed(faded), scale=Scale("signed", -1.5, 1.5)), CellTexts()
    assert texts.fit(scene, 16, QFont())
    assert [texts.text(value) for value in faded[0]] == ["≈0", "≈0", "0", "≈0"]
    scene = replace(signed([[0.0085, -0.004, 0.0, 0.0003]]), scale=Scale("signed", -1.5, 1.5))
    assert texts.fit(scene, 20, QFont())
    assert [texts.text(value) for value in (0.0085, -0.004, 0.0, 0.0003)] == [".01", "≈0", "0", "≈0"], "as far as there is room"
    scene = replace(signed(faded), scale=Scale("signed", -1.5, 1.5))
    assert texts.fit(scene, 60, QFont())
    assert texts.text(-0.000712) == "−0.0007", "where they have room they stand there"
