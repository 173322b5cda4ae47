"""How the numbers of one matrix stand in its cells: one format for all, and nothing untrue in any."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convstudio.scene.words.formats import DECIMALS, Format, Widths, candidates, is_power, kinds, texts, width
from convstudio.scene.words.numbers import of_text, snapped
from tests.scene.numbers import MATRICES, is_small_beside, last_place

NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True), st.floats(-100, 100), st.integers(-3000, 3000).map(lambda n: n / 1000)
)
FORMATS = st.builds(Format, st.integers(1, DECIMALS), st.booleans(), st.integers(0, 2), st.just(False), st.just(0.0))
WIDTHS = Widths(digit=1.0, point=0.5, minus=1.3, e=0.96, about=1.31)


def codes_of(values: np.ndarray) -> tuple[int, ...]:
    return tuple(np.unique(kinds(values)).tolist())


def width_of(text: str) -> float:
    sizes = {".": WIDTHS.point, "−": WIDTHS.minus, "e": WIDTHS.e, "≈": WIDTHS.about}
    return sum(sizes.get(character, WIDTHS.digit) for character in text)


@settings(max_examples=500)
@given(NUMBERS, FORMATS)
@example(0.95, Format(1))
@example(9.95, Format(1))
@example(0.999999, Format(4))
@example(99999.95, Format(1))
@example(-0.05, Format(1))
@example(1e22, Format(1))
def test_whatever_stands_in_a_cell_is_true(value: float, form: Format) -> None:
    for text in texts(value, form):
        if not math.isfinite(value):
            assert text in ("∞", "−∞", "NaN")
        elif text == "≈0":
            assert 0 < abs(value) < 0.5001 * 10.0**-form.decimals
        else:
            written = of_text(text)
            assert (written == 0) == (value == 0)
            assert written * Fraction(value) >= 0
            assert abs(written - Fraction(value)) <= last_place(text) * Fraction(501, 1000)
            is_whole = "." not in text and "e" not in text
            assert not is_whole or written == Fraction(snapped(value))


@settings(max_examples=300)
@given(MATRICES)
def test_the_best_formats_write_all_numbers_alike_and_lose_none_that_counts(values: np.ndarray) -> None:
    for form, is_exact in candidates(codes_of(values)):
        written = {value: next(texts(value, form)) for value in values.ravel().tolist()}
        for value, text in written.items():
            if text == "≈0":
                assert is_small_beside(value, values)
            elif not form.small and "e" not in text and "." in text:
                assert len(text.partition(".")[2]) == form.decimals
            if is_exact and abs(value) < 1e5:
                assert math.isclose(float(of_text(text)), value, rel_tol=5e-13)


@settings(max_examples=300)
@given(MATRICES)
def test_no_number_is_wider_than_its_kind_is_said_to_be(values: np.ndarray) -> None:
    """But for what is an ulp away from its clean form; that is fitted on its own."""
    for form, _is_exact in candidates(codes_of(values)):
        for value in values.ravel().tolist():
            (code,) = codes_of(np.array([value]))
            if math.isfinite(value) and snapped(value) == value:
                fitting = [text for text in texts(value, form) if width_of(text) <= width(code, form, WIDTHS) + 1e-9]
                assert fitting
                assert is_power(code) or fitting[0] == next(texts(value, form)) or len(next(texts(value, form))) <= 5


@settings(max_examples=300)
@given(st.floats(-1e6, 1e6), st.lists(st.sampled_from([-1, 1]), max_size=20), FORMATS)
def test_equal_numbers_are_written_equally(value: float, steps: list[int], form: Format) -> None:
    clean = dusty = round(value, 3)
    for step in steps:
        dusty = math.nextafter(dusty, math.inf * step)
    if clean:
        assert next(texts(dusty, form)) == next(texts(clean, form))


@pytest.mark.parametrize(
    ("values", "form", "written"),
    [
        ([1.75, 1.7499999999999998, 1, 0], Format(2), ["1.75", "1.75", "1", "0"]),
        ([0.5, 0.25, -0.125], Format(3, zero=False), [".500", ".250", "−.125"]),
        ([0.0108, 0.0356], Format(2, zero=False), [".01", ".04"]),
        ([15.3, 0.02], Format(1), ["15.3", "≈0"]),
        ([1e-7, 3], Format(1), ["1e−7", "3"]),
        ([1e12, 0.5], Format(1), ["1000000000000", "0.5"]),
        ([2.5e-8, -1e-9, 0], Format(4, power=1, small=True), ["2.5e−8", "−1.0e−9", "0"]),
        ([3.3e-17, 0.25], Format(2, dust=1e-15), ["0", "0.25"]),
        ([math.nan, -math.inf], Format(0), ["NaN", "−∞"]),
    ],
)  # fmt: skip
def test_numbers_as_they_stand_in_their_matrix(values: list[float], form: Format, written: list[str]) -> None:
    assert [next(texts(value, form)) for value in values] == written


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([0.0108, 0.0356], {4, 3, 2}),
        ([0.0108, 0.0356, 0.0041], {4, 3}),  # with two, the last would be lost
        ([0.2, 0.6], {1}),
        ([1, 2, 300], {0}),
        ([2 / 9, 5 / 9], {4, 3, 2, 1}),
        ([1.5, 0.03], {2, 1}),
        ([0.5, 0.03], {2}),  # 0.03 is more than a twentieth of the largest
    ],
)
def test_so_many_decimals_that_no_number_is_lost_that_counts(values: list[float], decimals: set[int]) -> None:
    assert {form.decimals for form, _is_exact in candidates(codes_of(np.array(values)))} == decimals


def test_a_matrix_of_small_numbers_alone_is_written_in_powers_of_ten() -> None:
    forms = [form for form, _is_exact in candidates(codes_of(np.array([3e-7, -2e-5, 0.0])))]
    assert all(form.small for form in forms)
    assert [form.power for form in forms] == [2, 1, 0]


def test_what_is_dust_counts_as_zero() -> None:
    values = np.array([1.0, 3.3e-17, -2e-16])
    assert kinds(values, dust=1e-15).tolist() == kinds(np.array([1.0, 0.0, 0.0])).tolist()
