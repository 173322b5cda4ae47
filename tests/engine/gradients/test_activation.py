from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import norm

from convstudio.engine import (
    ACTIVATIONS,
    Activation,
    activate,
    activate_backward,
    activation,
    gelu,
    identity,
    leaky_relu,
    relu,
    sigmoid,
    softplus,
    tanh,
)

NAMES = [known.name for known in ACTIVATIONS]
X = np.array([-1000.0, -2.0, -0.5, -0.0, 0.0, 0.5, 2.0, 1000.0])


def test_values():
    assert relu(X).tolist() == [0, 0, 0, 0, 0, 0.5, 2, 1000]
    assert not np.signbit(relu(X)).any()
    assert leaky_relu(X, 0.5).tolist() == [-500, -1, -0.25, 0, 0, 0.5, 2, 1000]
    assert identity(X).tolist() == X.tolist()
    np.testing.assert_allclose(sigmoid(X[1:-1]), 1 / (1 + np.exp(-X[1:-1])), rtol=1e-15)
    assert sigmoid(X)[[0, -1]].tolist() == [0, 1]
    np.testing.assert_allclose(sigmoid(X) + sigmoid(-X), 1, rtol=1e-15)
    assert tanh(X).tolist() == np.tanh(X).tolist()
    np.testing.assert_allclose(gelu(X), X * norm.cdf(X), rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(softplus(X), np.logaddexp(X, 0), rtol=1e-14)


def test_torch_agrees():
    """Values of torch 2.13: gelu and softplus of −2, −0.5, 0, 0.5, 2 in float64."""
    torch_gelu = [-0.04550026389635842, -0.15426876936299344, 0.0, 0.34573123063700656, 1.9544997361036416]
    torch_softplus = [0.1269280110429726, 0.4740769841801067, 0.6931471805599453, 0.9740769841801067, 2.1269280110429727]
    x = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    np.testing.assert_allclose(gelu(x), torch_gelu, rtol=1e-14, atol=1e-17)
    np.testing.assert_allclose(softplus(x), torch_softplus, rtol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_to_be_exact_is(name):
    known = activation(name)
    for x in (Fraction(-3, 4), Fraction(0), Fraction(5, 2)):
        exact = known.exactly(x, Fraction(1, 4))
        assert exact is None or float(exact) == activate(name, float(x), 0.25)


def test_an_unknown_name_is_told_the_known_ones():
    with pytest.raises(ValueError, match="activation is 'swish'; it must be one of 'none', 'relu'"):
        activate("swish", X)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_types_extremes_and_nan(name, kind):
    x = np.array([np.nan, -np.inf, np.inf, 3.4e38, -3.4e38], kind)
    found, slope = activate(name, x), activate_backward(name, x, np.ones_like(x))
    assert found.dtype == slope.dtype == kind
    assert np.isnan(found[0])
    assert np.isfinite(slope[1:]).all()
    assert not np.shares_memory(found, x)
    assert activate(name, [1, 2]).dtype == np.float64


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_value_does_not_depend_on_its_neighbours(name, kind):
    x = (np.random.default_rng(0).normal(size=(1, 40, 53)) * 5).astype(kind)
    whole = activate(name, x)
    for r, c, h, w in np.random.default_rng(1).integers(1, 20, (200, 4)):
        assert activate(name, x[:, r : r + h, c : c + w]).tobytes() == whole[:, r : r + h, c : c + w].tobytes()


def test_the_left_slope_counts_at_the_kink():
    zero, one = np.zeros(2), np.ones(2)
    assert activate_backward("relu", zero, one).tolist() == [0, 0]
    assert activate_backward("leaky_relu", zero, one, 0.25).tolist() == [0.25, 0.25]


@pytest.mark.parametrize("known", [known for known in ACTIVATIONS if known.keeps_order], ids=lambda known: known.name)
@given(st.lists(st.floats(), min_size=2, max_size=9), st.floats(0, 1))
@example([0.0, -np.inf], 0.0)
def test_what_keeps_the_order_makes_the_largest_of_the_largest(known: Activation, numbers: list[float], slope: float) -> None:
    x = np.sort([number for number in numbers if not np.isnan(number)])
    if known.has_slope and not slope:
        x = x[x > -np.inf]  # as 0 · −∞ is no number, in PyTorch too; where there is none, the program looks at all of them
    found = activate(known.name, x, slope)
    assert (np.diff(found[np.isfinite(x)]) >= 0).all()
    assert not x.size or (found.min(), found.max()) == (found[0], found[-1])
