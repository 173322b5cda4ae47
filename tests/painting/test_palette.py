"""Colours say what they mean: zero in the middle, more is never less, and what is no number has none."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.painting.palette import DARK, DARK_INK, LIGHT, LIGHT_INK, Look, dark_text, indices, luminance, table
from convstudio.scene.cards.display import SIGNED_MAPS

MAPS = ("grey", *(name for name, _title in SIGNED_MAPS))
NEUTRAL = 128
HIGHS = st.one_of(st.floats(5e-324, 1.7e308), st.floats(1e-3, 1e3))
every_map = pytest.mark.parametrize(
    ("look", "name"), [(look, name) for look in (LIGHT, DARK) for name in MAPS], ids=lambda part: getattr(part, "name", part)
)


def index(value: float, low: float, high: float) -> int:
    return int(indices(np.array([[value]]), low, high)[0, 0])


def row(*values: float) -> np.ndarray:
    return np.array([values])


@given(HIGHS)
def test_zero_of_a_signed_scale_is_exactly_the_middle(high: float) -> None:
    assert index(0.0, -high, high) == index(-0.0, -high, high) == NEUTRAL
    assert (index(-high, -high, high), index(high, -high, high)) == (1, 255)


@given(HIGHS, st.floats(-2, 2))
def test_a_signed_scale_is_symmetric(high: float, part: float) -> None:
    value = part * high
    if not math.isfinite(value):
        return
    above, below = index(value, -high, high) - NEUTRAL, NEUTRAL - index(-value, -high, high)
    assert abs(above - below) <= 1  # halves go up
    assert above * part >= 0


@given(HIGHS, st.lists(st.floats(-1.5, 1.5), min_size=2, max_size=12))
def test_more_is_never_a_lower_colour(high: float, parts: list[float]) -> None:
    values = sorted(part * high for part in parts if math.isfinite(part * high))
    if values:
        found = indices(row(*values), -high, high)[0].astype(int)
        assert (np.diff(found) >= 0).all()
        assert ((found >= 1) & (found <= 255)).all()


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12))
def test_grey_runs_from_black_to_white_and_stops_there(low: float, span: float) -> None:
    high = low + span
    if high > low:
        assert (index(low, low, high), index(high, low, high)) == (1, 255)
        assert (index(low - 2 * span, low, high), index(high + 2 * span, low, high)) == (1, 255)


@pytest.mark.parametrize("high", [5e-324, 1e-300, 1.0, 1e12, 1e300, 1.7e308])
def test_what_is_not_finite_has_no_colour_and_stretches_nothing(high: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = indices(row(math.nan, math.inf, -math.inf, high, 0.0, -high), -high, high)
    assert found.tolist() == [[0, 0, 0, 255, 128, 1]]


@pytest.mark.parametrize("value", [1.7e308, -1.7e308, 1e12])
def test_a_value_far_beyond_a_small_fixed_range_has_the_colour_of_its_end(value: float) -> None:
    for high in (5e-324, 1e-300, 1e-3, 1.0):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert index(value, -high, high) == (255 if value > 0 else 1)


@every_map
def test_a_table_has_256_colours_and_only_the_first_is_transparent(look: Look, name: str) -> None:
    colours = table(look, name)
    assert len(colours) == 256
    assert colours[0] == 0
    assert all(colour >> 24 == 255 for colour in colours[1:])


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_grey_is_black_to_white(look: Look) -> None:
    colours = table(look, "grey")
    assert (colours[1], colours[255]) == (0xFF000000, 0xFFFFFFFF)
    assert all(colour & 255 == colour >> 8 & 255 == colour >> 16 & 255 for colour in colours)


@every_map
def test_the_middle_of_a_signed_map_is_neutral_and_its_ends_stand_out(look: Look, name: str) -> None:
    if name == "grey":
        return
    colours = table(look, name)
    assert chroma(colours[NEUTRAL]) <= 20
    assert min(chroma(colours[1]), chroma(colours[255])) >= 60
    assert colours[1] != colours[255]


def chroma(colour: int) -> int:
    parts = [colour >> shift & 255 for shift in (16, 8, 0)]
    return max(parts) - min(parts)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_signed_maps_go_steadily_from_the_middle_to_both_ends(look: Look) -> None:
    away = -1 if look is LIGHT else 1
    for name in MAPS[1:]:
        brightness = luminance(table(look, name))[1:]
        assert (np.diff(brightness[127:]) * away >= -0.01).all()
        assert (np.diff(brightness[127::-1]) * away >= -0.01).all()


@every_map
def test_every_number_is_readable_on_its_colour(look: Look, name: str) -> None:
    inks = [np.where(dark_text(look, name), *(luminance(int(ink[1:], 16)) for ink in (DARK_INK, LIGHT_INK)))]
    ground = luminance(table(look, name))
    contrast = (np.maximum(ground, inks[0]) + 0.05) / (np.minimum(ground, inks[0]) + 0.05)
    assert contrast[1:].min() >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_text_on_what_is_no_number_is_readable_on_the_card(look: Look) -> None:
    assert bool(dark_text(look, "grey")[0]) == (look is LIGHT)


@pytest.mark.parametrize(("colour", "expected"), [(0xFFFFFF, 1.0), (0x000000, 0.0), (0xFF0000, 0.2126), (0x808080, 0.21586)])
def test_luminance_is_that_of_wcag(colour: int, expected: float) -> None:
    assert float(luminance(colour)) == pytest.approx(expected, abs=1e-4)


# Machado, Oliveira and Fernandes 2009: what is seen without the long, the middle, or the short waves, in linear RGB
SIGHTS = {
    "all": np.eye(3),
    "no long waves": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no middle ones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "no short ones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a colour as it is seen."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    x, y, z = TO_XYZ @ np.clip(sight @ linear, 0, 1) / [0.9505, 1.0, 1.089]
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("sight", SIGHTS)
def test_runs_are_told_apart_by_everyone(look: Look, sight: str) -> None:
    seen = [lab(colour, SIGHTS[sight]) for colour in look.runs]
    assert min(float(np.linalg.norm(a - b)) for i, a in enumerate(seen) for b in seen[:i]) >= 20
    ground = float(luminance(int(look.card[1:], 16))) + 0.05
    for colour in look.runs:
        own = float(luminance(int(colour[1:], 16))) + 0.05
        assert max(own, ground) / min(own, ground) >= 3
