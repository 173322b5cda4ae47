import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import frozen, gallery
from convstudio.layers import Conv2d
from convstudio.scene.words.kernel_facts import factors, facts_help, facts_line, kernel_facts, symmetry

WHOLE = st.integers(-9, 9)
REAL = st.floats(0.01, 10).flatmap(lambda size: st.sampled_from([size, -size]))


def layer(kernel, **settings):
    values = np.asarray(kernel, dtype=float)
    values = values if values.ndim == 4 else values[None, None]
    return Conv2d(kernel=frozen(values), bias=frozen(np.zeros(len(values))), **settings)


@given(st.lists(WHOLE, min_size=2, max_size=6), st.lists(WHOLE, min_size=2, max_size=6), st.integers(1, 12))
def test_a_product_of_whole_numbers_is_found_and_multiplies_back(column, row, divisor):
    kernel = np.outer(column, row) / divisor
    found = factors(kernel)
    if not kernel.any():
        assert found is None
        return
    assert found is not None
    assert np.allclose(found.product, kernel, rtol=1e-14, atol=0)
    assert all(value == int(value) for value in (*found.column, *found.row))
    assert np.gcd.reduce(np.array(found.column, int)) == np.gcd.reduce(np.array(found.row, int)) == 1


@given(st.lists(REAL, min_size=2, max_size=6), st.lists(REAL, min_size=2, max_size=6))
def test_any_product_multiplies_back(column, row):
    kernel = np.outer(column, row)
    found = factors(kernel)
    assert found is not None
    assert np.abs(found.product - kernel).max() <= 1e-14 * np.abs(kernel).max()


@given(st.lists(st.lists(WHOLE, min_size=3, max_size=3), min_size=3, max_size=3))
def test_separable_means_rank_one(rows):
    kernel = np.array(rows, dtype=float)
    assert (factors(kernel) is not None) == (np.linalg.matrix_rank(kernel) == 1)


def test_one_changed_weight_is_no_product_any_more():
    kernel = np.outer([1.0, 2, 1], [1, 0, -1])
    kernel[1, 1] = 1e-9
    assert factors(kernel) is None


@pytest.mark.parametrize(
    ("kernel", "text"),
    [
        ([[1, 0, -1], [2, 0, -2], [1, 0, -1]], "[1 2 1]ᵀ · [1 0 −1]"),
        ([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "[−1 0 1]ᵀ · [1 2 1]"),
        (np.full((3, 3), 1 / 9), "1/9 · [1 1 1]ᵀ · [1 1 1]"),
        (np.outer([1, 2, 1], [1, 2, 1]) / 16, "1/16 · [1 2 1]ᵀ · [1 2 1]"),
        ([[-2, -4], [-2, -4]], "2 · [−1 −1]ᵀ · [1 2]"),
    ],
)
def test_factors_are_written_with_small_numbers(kernel, text):
    found = factors(np.array(kernel, dtype=float))
    assert found is not None
    assert found.text == text or np.array_equal(found.product, kernel)
    if text[0] != "2":
        assert found.text == text


@pytest.mark.parametrize(
    ("kernel", "text"),
    [
        (np.outer([1, 2 / 3], [1, np.pi]), "≈ 1.0472 · [3 2]ᵀ · [0.3183 1]"),
        (np.outer([1, 0.01], [1, 0.3]), "1/10 · [1 0.01]ᵀ · [10 3]"),
        (np.outer([1, 0.123456], [1, 0.03]), "≈ [1 0.1235]ᵀ · [1 0.03]"),
    ],
)  # fmt: skip
def test_factors_that_are_rounded_say_so(kernel, text):
    found = factors(kernel)
    assert found is not None
    assert found.text == text


def test_sums_are_rounded_in_sight_and_leave_no_dust():
    assert facts_line(layer([[2 / 3, 1 / 7]])).startswith("sum ≈ 0.8095")
    assert facts_line(layer([[0.1, 0.2, -0.3]])).startswith("sum 0")
    assert facts_line(layer([[1e-9, 0.0]])).startswith("sum 1e−9")


def test_symmetry_is_that_under_half_a_turn():
    assert symmetry(np.ones((2, 3))) == "symmetric"
    assert symmetry(np.array([[1.0, -1.0]])) == "antisymmetric"
    assert symmetry(np.array([[1.0, 2.0]])) == "none"
    assert symmetry(np.zeros((3, 3))) == "none"


@given(st.lists(st.lists(WHOLE, min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_symmetric_kernel_gives_the_same_flipped_and_not(rows):
    x = np.random.default_rng(0).integers(-5, 6, (1, 6, 6)).astype(float)
    straight, flipped = (layer(rows, flip=flip).forward(x) for flip in (False, True))
    found = kernel_facts(np.array(rows, dtype=float)).symmetry
    if found == "symmetric":
        assert np.array_equal(straight, flipped)
    if found == "antisymmetric":
        assert np.array_equal(straight, -flipped)


def test_the_sum_is_what_a_picture_of_ones_gives():
    kernel = np.array([[0.1] * 10])
    assert kernel_facts(kernel).total == 1


@pytest.mark.parametrize(
    ("kernel", "line"),
    [
        ([[1, -1]], "sum 0 · antisymmetric"),
        ([[0, 1], [2, 3]], "sum 6\nnot separable"),
        ([[1, 0, -1], [2, 0, -2], [1, 0, -1]], "sum 0 · antisymmetric\n[1 2 1]ᵀ · [1 0 −1]"),
        ([[0, 0], [0, 0]], "sum 0"),
        ([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]], "sum 16"),
        (np.ones((6, 1, 1, 1)), "sums 1 · 1 · 1 · 1, and 2 more"),
    ],
)
def test_the_line_on_the_card(kernel, line):
    assert facts_line(layer(kernel)) == line


def test_the_help_explains_each_word_of_the_line():
    help_text = facts_help(layer(np.full((3, 3), 1 / 9), flip=True))
    assert [line.partition(":")[0] for line in help_text.splitlines()] == [
        "Sum", "Symmetric", "Separable", "1/9 · [1 1 1]ᵀ · [1 1 1]", "“Flip kernel” is on",
    ]  # fmt: skip


def test_every_ready_made_kernel_has_its_line():
    for preset in gallery.kernels():
        line = facts_line(layer(preset.values))
        assert line.startswith("sum ")
        assert line.count("\n") <= 1
