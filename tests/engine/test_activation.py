import numpy as np
import pytest

from convstudio.engine import ACTIVATIONS, activate, activate_backward, identity, leaky_relu, relu, sigmoid, tanh

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


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_types_extremes_and_nan(name, kind):
    x = np.array([np.nan, -np.inf, np.inf, 3.4e38, -3.4e38], kind)
    found, slope = activate(name, x), activate_backward(name, x, np.ones_like(x))
    assert found.dtype == slope.dtype == kind
    assert np.isnan(found[0])
    assert np.isfinite(slope[1:]).all()
    assert not np.shares_memory(found, x)
    assert activate(name, [1, 2]).dtype == np.float64


@pytest.mark.parametrize("name", ACTIVATIONS)
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
