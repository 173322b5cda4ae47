"""The numbers of a logarithmic axis."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.scene.learn.log_ticks import APART, FEWEST, log_ticks


def numbers(low: float, high: float, pixels: float) -> list[float]:
    return [float(f"{10.0**tick:.6g}") for tick in log_ticks(low, high, pixels)]


@pytest.mark.parametrize(
    ("low", "high", "pixels", "expected"),
    [
        (0, 2, 200, [1, 2, 5, 10, 20, 50, 100]),
        (-2, 1, 200, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]),  # 2 to 5 is 0.4 of a power: 26 pixels; 1 to 2 is 20
        (-2, 1, 160, [0.01, 0.1, 1, 10]),  # 1 to 2 would be 16
        (-12, 0, 100, [1e-12, 1e-9, 1e-6, 1e-3, 1]),  # every third
    ],
)
def test_one_two_and_five_or_the_powers_or_what_lies_between(
    low: float, high: float, pixels: float, expected: list[float]
) -> None:
    assert numbers(low, high, pixels) == expected


def test_an_axis_between_two_of_them_has_round_numbers_at_equal_distances() -> None:
    found = numbers(-0.52, -0.35, 100)  # from 0.302 to 0.447
    assert len(found) >= FEWEST
    assert len({round(b - a, 9) for a, b in pairwise(found)}) == 1
    assert all(number == round(number, 2) for number in found)


@given(st.floats(-15, 8), st.floats(0.01, 20), st.floats(20, 2000))
def test_numbers_stand_apart_on_the_axis(low: float, wide: float, pixels: float) -> None:
    ticks = log_ticks(low, low + wide, pixels)
    assert all(low - 1e-9 <= tick <= low + wide + 1e-9 for tick in ticks)
    assert all((b - a) * pixels / wide >= APART - 1e-6 for a, b in pairwise(ticks))
    assert ticks or pixels < 4 * APART


def test_no_axis_no_numbers() -> None:
    assert log_ticks(1.0, 1.0, 100) == log_ticks(0.0, 1.0, 0) == log_ticks(float("-inf"), 1.0, 100) == []
