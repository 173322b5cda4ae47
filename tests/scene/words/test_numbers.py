"""The one formatter and the one parser: nothing untrue is written, and nothing is read that was not meant."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convstudio.scene.words.numbers import MINUS, about, exact, fitted, of_text, parse, rounded, short, snapped, told
from tests.scene.numbers import last_place

ANY = st.floats(width=64)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
TYPED = st.floats(-1e12, 1e12)  # what may be typed
WIDTHS = st.integers(1, 24)
SUBNORMAL = 5e-324


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.5, "−1.5"), (0.1, "0.1"), (-0.25, "−0.25"), (1e-7, "1e−7"),
        (123456789.0, "123456789"), (1e12, "1000000000000"), (2e15, "2000000000000000"), (1e22, "1e22"), (-1e300, "−1e300"),
        (SUBNORMAL, "5e−324"), (0.1 + 0.2, "0.30000000000000004"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN"),
    ],
)  # fmt: skip
def test_a_number_is_written_exactly(value: float, text: str) -> None:
    assert exact(value) == text


@settings(max_examples=500)
@given(FINITE)
@example(SUBNORMAL)
@example(-1.7976931348623157e308)
@example(1e15)
@example(9007199254740993.0)
def test_what_is_written_exactly_reads_back_as_the_same_number(value: float) -> None:
    text = exact(value)
    assert float(of_text(text)) == value
    assert "-" not in text
    assert not text.endswith(".0")


@settings(max_examples=500)
@given(TYPED)
@example(SUBNORMAL)
@example(-0.0)
@example(1e-5)
@example(0.1)
def test_what_is_written_exactly_can_be_typed(value: float) -> None:
    found = parse(exact(value))
    assert found == value
    assert math.copysign(1, found) == 1 or found < 0  # minus zero is zero


def all_patterns(seed: int, count: int) -> list[float]:
    """Numbers of every size, as likely as their bit patterns."""
    bits = np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64)
    return bits.view(np.float64).tolist()  # type: ignore[no-any-return]


def test_numbers_of_every_bit_pattern_are_written_truthfully() -> None:
    for value in all_patterns(1, 3000):
        for width in (1, 3, 6, 10, 13):
            assert_true_text(value, fitted(value, width, 4), width)


@settings(max_examples=400)
@given(st.one_of(ANY, st.floats(-2000, 2000), st.integers(-(10**6), 10**6).map(lambda n: n / 1000)), WIDTHS, st.integers(0, 17))
@example(0.95, 3, 4)
@example(0.999999, 4, 4)
@example(-0.04, 3, 1)
@example(99.96, 4, 4)
def test_a_fitted_number_fits_and_is_true(value: float, width: int, decimals: int) -> None:
    assert_true_text(value, fitted(value, width, decimals), width)


def assert_true_text(value: float, text: str, width: int) -> None:
    assert len(text) <= width
    assert "-" not in text
    if not text:
        return
    if not math.isfinite(value):
        assert text == exact(value)
        return
    written = of_text(text)
    assert (written == 0) == (value == 0), (value, text)
    assert written * Fraction(value) >= 0, (value, text)
    assert abs(written - Fraction(value)) <= last_place(text) * Fraction(501, 1000), (value, text)


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (1.0, 1, "1"), (-1.0, 1, ""), (-1.0, 2, "−1"), (1 / 3, 5, "0.333"), (1 / 3, 3, "0.3"), (-1 / 3, 3, ""),
        (123.4, 4, "1e2"), (12345678.0, 6, "1.23e7"), (1e-9, 4, "1e−9"), (0.5, 3, "0.5"), (math.nan, 2, ""),
        (0.04, 2, ""), (0.06, 3, "0.1"), (1e-7, 4, "1e−7"), (-0.25, 5, "−0.25"), (math.inf, 1, "∞"),
        (0.6000000000000001, 8, "0.6"), (1.7499999999999998, 8, "1.75"), (15.3, 4, "15.3"), (15.3, 3, "2e1"),
        (123456789012345.0, 15, "123456789012345"), (-3.9999999999999996, 8, "−4"),
    ],
)  # fmt: skip
def test_little_room_gives_short_forms(value: float, width: int, text: str) -> None:
    assert fitted(value, width) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.25, 1, "0.3"), (-0.25, 1, "−0.3"), (0.35, 1, "0.4"), (1.005, 2, "1.01"), (2.5, 0, "3"), (0.04, 1, "0.0"),
     (-0.04, 1, "0.0"), (9.95, 1, "10.0"), (1e300, 0, "1" + f"{1e300:.0f}"[1:])],
)  # fmt: skip
def test_half_a_digit_is_rounded_up(value: float, decimals: int, text: str) -> None:
    assert rounded(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "clean"),
    [(1.7499999999999998, 1.75), (0.1 + 0.2, 0.3), (-3.3e-17, -3.3e-17), (1 / 3, 1 / 3), (4.000000000000001, 4.0),
     (123456789012345.0, 123456789012345.0), (0.12345678901, 0.12345678901), (5e-324, 5e-324), (0.0, 0.0)],
)  # fmt: skip
def test_the_dust_of_floating_point_is_wiped_off(value: float, clean: float) -> None:
    assert snapped(value) == clean


@given(st.integers(-(10**9), 10**9), st.integers(0, 8), st.lists(st.sampled_from([-1, 1]), max_size=40))
def test_however_dusty_a_short_decimal_is_it_is_written_the_same(digits: int, decimals: int, steps: list[int]) -> None:
    value = dusty = digits / 10**decimals
    for step in steps:
        dusty = math.nextafter(dusty, math.inf * step)
    if value:
        assert snapped(dusty) == value
        assert short(dusty) == short(value)


@given(FINITE)
def test_what_is_rounded_in_a_sentence_says_so(value: float) -> None:
    text = about(value)
    assert text.startswith("≈ ") == (float(text.removeprefix("≈ ").replace(MINUS, "-")) != snapped(value))


def test_rounded_numbers_of_a_sentence() -> None:
    assert [about(value) for value in (0.01, 1 / 3, 0.1 + 0.2, 1e-9, 12345.6789)] == [
        "0.01",
        "≈ 0.3333",
        "0.3",
        "1e−9",
        "≈ 12345.68",
    ]


@given(FINITE)
def test_there_is_always_a_text_of_ten_characters(value: float) -> None:
    assert 1 <= len(fitted(value, 10)) <= 10
    assert len(short(value)) <= 8


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_a_rounded_number_has_its_decimals_and_no_minus_zero(value: float, decimals: int) -> None:
    text = rounded(value, decimals)
    assert len(text.partition(".")[2]) == decimals
    assert text.startswith(MINUS) == (of_text(text) < 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5), ("1,5", 1.5), ("−2", -2), ("-2", -2), ("–2", -2), ("+3", 3), ("1/9", 1 / 9), ("-1/2", -0.5), (".5", 0.5),
        ("5.", 5), ("2e-3", 0.002), ("2e−3", 0.002), ("1E3", 1000), ("  7 ", 7), ("1,5/3", 0.5), ("0", 0), ("-0", 0),
        ("0/5", 0), ("0/-5", 0), ("1 / 9", 1 / 9), ("1e12", 1e12), ("007", 7),
        ("１．５", 1.5), ("−１，５", -1.5), ("－２", -2), ("＋３", 3), ("１／９", 1 / 9), ("２ｅ－３", 0.002), ("1⁄2", 0.5),
        ("﹣１", -1), ("　７　", 7), ("١٫٥", 1.5), ("۱۲", 12), ("-१.५", -1.5), (" " * 9000 + "7", 7),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    found = parse(text)
    assert found == value
    assert math.copysign(1, found) == math.copysign(1, value)


@pytest.mark.parametrize(
    "text",
    [
        "1.234,5", "1,234.5", "1,234,567", "nan", "NaN", "inf", "-inf", "∞", "1_000", "1/0", "1/0.0", "", " ", "/", "1/", "/2",
        "1/2/3", "1e", "e5", "--1", "+-1", "1.2.3", ".", ",", "-", "0x10", "1e9999", "1e13", "-1e13", "1e300/1e-300", "abc",
        "1+1", "1e999/1e999", "{}", "{text}", "1\n2", "x" * 500, "9" * 400, "1e3.5", "2²", "½", "2½", "1" * 100_000,
        "-" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]{10,200}$") as refusal:
        parse(text)
    assert str(refusal.value).endswith(".")
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("text", ["1e-400", "-1e-400", "1/1e400", "1e-300/1e300", "0,5e-999"])
def test_what_would_become_zero_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too small to be told from 0"):
        parse(text)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-1.5, "−1.5"), (0.1, "0.1"), (-1.2999999999999998, "≈ −1.3 (exactly −1.2999999999999998)"),
        (1 / 9, "≈ 0.1111 (exactly 0.1111111111111111)"), (4.000000000000001, "≈ 4 (exactly 4.000000000000001)"),
        (2e-9 / 3, "≈ 6.67e−10 (exactly 6.666666666666667e−10)"), (math.nan, "NaN"), (-0.0, "0"), (1e300, "1e300"),
    ],
)  # fmt: skip
def test_a_number_is_told_so_that_it_is_known_again_in_its_cell(value: float, words: str) -> None:
    assert told(value) == words


def test_dust_of_a_sum_is_told_as_what_it_is() -> None:
    assert told(3.3e-17, dust=1e-15) == "≈ 0 (exactly 3.3e−17)"
    assert told(0.0, dust=1e-15) == "0"
    assert told(2e-15, dust=1e-15) == "2e−15"


@given(FINITE)
def test_what_is_told_holds_the_exact_number(value: float) -> None:
    words = told(value)
    assert words == exact(value) or words.endswith(f"(exactly {exact(value)})")


@pytest.mark.parametrize("text", ["1 5", "1 000", "1\u00a0000", "1\u202f000", "- 5 0"])
def test_spaces_never_join_two_numbers(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse(text)


@settings(max_examples=300)
@given(st.text(st.sampled_from("0123456789.,-+−eE/ _xn"), max_size=12))
def test_any_text_is_a_number_or_refused_with_a_sentence(text: str) -> None:
    found = parsed(text)
    if isinstance(found, str):
        assert re.fullmatch(r"[^\n]{10,200}\.", found)
    else:
        assert abs(found) <= 1e12


def parsed(text: str) -> float | str:
    """The number, or the sentence that refuses it."""
    try:
        return parse(text)
    except ValueError as refusal:
        return str(refusal)
