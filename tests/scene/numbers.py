"""What tests of written numbers share."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.scene.words.numbers import MINUS

_SHAPES = arrays.array_shapes(min_dims=2, max_dims=2, max_side=6)
_PARTS = (
    st.sampled_from([0.0, 1.0, -1.0, 0.5, 0.25, -0.125, 1.75, 1.7499999999999998, 0.1 + 0.2, 1 / 3, 12.34, 15.3, -2.5, 36.0]),
    st.floats(-1, 1),
    st.integers(-999, 999).map(lambda n: n / 10),
    st.floats(0.0108, 0.0356),
    st.floats(-1e-6, 1e-6),
    st.floats(-1e7, 1e7),
    st.sampled_from([np.nan, np.inf, -np.inf, 1e300, -1e12, 5e-324, 123456.0, 99999.96, 9.96, 0.96, 0.9999999]),
)
MATRICES = st.sampled_from([_PARTS[:1], _PARTS[1:2], _PARTS[2:3], _PARTS[3:4], _PARTS[4:5], _PARTS[:3], _PARTS]).flatmap(
    lambda parts: arrays.arrays(np.float64, _SHAPES, elements=st.one_of(*parts))
)


def last_place(text: str) -> Fraction:
    """What one more in the last digit of a text is worth."""
    mantissa, _, exponent = text.replace(MINUS, "-").partition("e")
    return Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def is_small_beside(value: float, values: np.ndarray) -> bool:
    """Whether a number is at most a tenth of the largest of its matrix."""
    return abs(value) <= 0.1 * float(np.abs(values[np.isfinite(values)]).max())
