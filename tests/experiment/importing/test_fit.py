"""Pixels as an input: each cell is the mean of what it covers, compared with plain loops and with Pillow's box filter."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from convstudio.experiment.importing.fit import Taking, first_size, has_fit, is_grey, other_side, taken


def opaque(colours):
    """Pixels (H, W, 4) from colours (H, W, 3) or greys (H, W)."""
    colours = np.asarray(colours, dtype=np.uint8)
    if colours.ndim == 2:
        colours = np.repeat(colours[..., None], 3, axis=2)
    return np.concatenate([colours, np.full((*colours.shape[:2], 1), 255, np.uint8)], axis=2)


def covered(edge, next_edge, pixel):
    return max(min(next_edge, pixel + 1) - max(edge, pixel), Fraction(0))


def by_hand(grey, height, width):
    """The mean under each cell, in exact fractions."""
    rows, columns = grey.shape
    result = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            total = area = Fraction(0)
            for r in range(rows):
                for c in range(columns):
                    down = covered(Fraction(i * rows, height), Fraction((i + 1) * rows, height), r)
                    across = covered(Fraction(j * columns, width), Fraction((j + 1) * columns, width), c)
                    total += down * across * int(grey[r, c])
                    area += down * across
            result[i, j] = float(total / area / 255)
    return result


GREYS = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda size: st.lists(st.integers(0, 255), min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda levels: np.array(levels).reshape(size)
    )
)


@settings(max_examples=40, deadline=None)
@given(GREYS, st.integers(1, 6), st.integers(1, 6))
def test_a_cell_is_the_mean_of_the_pixels_that_it_covers(grey, height, width):
    values = taken(opaque(grey), Taking(height=height, width=width, fit="stretch"))
    assert values.shape == (1, height, width)
    assert np.abs(values[0] - by_hand(grey, height, width)).max() <= 0.0005 + 1e-12


def test_pixels_by_eights_are_reduced_as_pillow_does_it():
    colours = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    wanted = np.asarray(Image.fromarray(colours).resize((16, 12), Image.Resampling.BOX)) / 255
    values = taken(opaque(colours), Taking(height=12, width=16, colour=True))
    assert np.abs(np.moveaxis(values, 0, 2) - wanted).max() <= 1 / 255


def test_all_256_levels_stay_apart_and_come_back():
    levels = np.arange(256).reshape(16, 16)
    values = taken(opaque(levels), Taking(height=16, width=16))[0]
    assert np.array_equal(np.round(values * 255), levels)
    assert values[0, 0] == 0
    assert values[-1, -1] == 1


def test_grey_is_luma_and_colour_is_three_channels():
    colours = [[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]]
    assert taken(opaque(colours), Taking(height=1, width=4)).tolist() == [[[0.299, 0.587, 0.114, 1]]]
    channels = taken(opaque(colours), Taking(height=1, width=4, colour=True))
    assert channels.tolist() == [[[1, 0, 0, 1]], [[0, 1, 0, 1]], [[0, 0, 1, 1]]]
    assert not is_grey(opaque(colours))
    assert is_grey(opaque([[3, 200]]))


def test_what_lets_light_through_lies_on_white_paper():
    pixels = np.array([[[0, 0, 0, 0], [0, 0, 0, 255], [0, 0, 0, 51]]], np.uint8)
    assert taken(pixels, Taking(height=1, width=3)).tolist() == [[[1, 0, 0.8]]]


WIDE = opaque([[10, 10, 10, 10], [10, 255, 0, 10]])  # its edge is 10 for the most part


@pytest.mark.parametrize(
    ("fit", "wanted"),
    [
        ("whole", [[0.039] * 4, [0.039] * 4, [0.039, 1, 0, 0.039], [0.039] * 4]),
        ("stretch", [[0.039] * 4, [0.039] * 4, [0.039, 1, 0, 0.039], [0.039, 1, 0, 0.039]]),
        ("fill", [[0.039] * 4, [0.039] * 4, [1, 1, 0, 0], [1, 1, 0, 0]]),
    ],
)
def test_where_the_ratio_is_another_the_fit_says_what_happens(fit, wanted):
    assert taken(WIDE, Taking(height=4, width=4, fit=fit))[0].tolist() == wanted


def test_in_proportion_the_fit_does_not_matter():
    assert not has_fit(WIDE, 2, 4)
    assert not has_fit(WIDE, 3, 6)
    assert has_fit(WIDE, 4, 4)
    assert len({taken(WIDE, Taking(height=3, width=6, fit=fit)).tobytes() for fit in ("whole", "fill", "stretch")}) == 1


def test_the_threshold_includes_its_level_and_inverting_comes_last():
    pixels = opaque([[0, 127, 128, 255]])
    values = taken(pixels, Taking(height=1, width=4))[0, 0]
    assert taken(pixels, Taking(height=1, width=4, threshold=values[2]))[0].tolist() == [[0, 0, 1, 1]]
    assert taken(pixels, Taking(height=1, width=4, threshold=0.5, invert=True))[0].tolist() == [[1, 1, 0, 0]]
    assert taken(pixels, Taking(height=1, width=4, invert=True))[0].tolist() == [[1, 0.502, 0.498, 0]]


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1)),
    st.builds(
        Taking, height=st.integers(1, 50), width=st.integers(1, 50), colour=st.booleans(),
        fit=st.sampled_from(["whole", "fill", "stretch"]), threshold=st.none() | st.floats(0, 1), invert=st.booleans(),
    ),
)  # fmt: skip
def test_any_picture_gives_values_between_black_and_white(size, how):
    pixels = np.random.default_rng(size[2]).integers(0, 256, (size[0], size[1], 4), dtype=np.uint8)
    values = taken(pixels, how)
    assert values.shape == (3 if how.colour else 1, how.height, how.width)
    assert values.min() >= 0
    assert values.max() <= 1
    assert np.array_equal(values, np.round(values, 3))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 255), st.integers(1, 9), st.integers(1, 9), st.sampled_from(["whole", "fill", "stretch"]))
def test_an_even_picture_stays_even(level, height, width, fit):
    values = taken(opaque(np.full((3, 5), level)), Taking(height=height, width=width, fit=fit))
    assert np.abs(values - level / 255).max() <= 0.0005 + 1e-12


def test_small_pictures_keep_their_size_and_large_ones_get_32():
    assert first_size(28, 28) == (28, 28)
    assert first_size(3000, 4000) == (24, 32)
    assert first_size(1, 4000) == (1, 32)
    assert first_size(33, 2) == (32, 2)
    assert other_side(12, 3000, 4000) == 16
    assert other_side(1, 3000, 10) == 1
    assert other_side(1000, 1, 900) == 1024
