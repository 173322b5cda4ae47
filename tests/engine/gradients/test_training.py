"""Gradient descent: the textbook, quadratics against residuals, rates by simulation, what pictures cannot tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine import conv2d
from convstudio.engine.descent.identifiability import (
    contour,
    curvatures,
    largest_curvature,
    largest_stable_rate,
    nearest_optimum,
    null_directions,
    section,
)
from convstudio.engine.descent.losses import LOSSES, loss, loss_gradient
from convstudio.engine.descent.optimisers import RULES, Optimiser, begin, update
from convstudio.engine.descent.quadratic import quadratic
from convstudio.engine.descent.training import LARGEST, nudge, start, train

X = np.ones((1, 6, 8))
X[:, :, 2:6] = 0
EDGES = conv2d(X, [[[[1, -1]]]])
START = np.array([0.4, 0.3])


def textbook():
    return quadratic([X], [EDGES], (1, 1, 1, 2))


def trained(rate, epochs, kind="sgd", weights=START, objective=None):
    objective = objective or textbook()
    return train(objective, Optimiser(kind, rate), start(objective, weights), epochs)


# The textbook's example (product.md)


def test_losses_and_kernel_of_the_textbook():
    found = trained(0.03, 10)
    np.testing.assert_allclose(found.losses[2::2], [4.828, 1.538, 0.556, 0.215, 0.086], atol=5e-4)
    np.testing.assert_allclose(found.weights[10], [1.0266, -0.9515], atol=5e-5)


def test_curvatures_of_the_textbook():
    values, vectors = curvatures(textbook())
    np.testing.assert_allclose(values, [12, 60], rtol=1e-12)
    np.testing.assert_allclose(np.abs(vectors.T), np.full((2, 2), np.sqrt(0.5)), rtol=1e-12)
    assert vectors[0, 0] * vectors[1, 0] < 0 < vectors[0, 1] * vectors[1, 1]
    assert largest_stable_rate(Optimiser(), largest_curvature(textbook())) == pytest.approx(1 / 30, rel=1e-12)


def test_a_step_multiplies_the_error_along_the_curvatures():
    away = trained(0.03, 6).weights - [1, -1]
    np.testing.assert_allclose(away[1:].sum(axis=1) / away[:-1].sum(axis=1), -0.8, rtol=1e-9)
    np.testing.assert_allclose((away[1:] @ [1, -1]) / (away[:-1] @ [1, -1]), 0.64, rtol=1e-9)


def test_above_the_stable_rate_it_diverges_and_stops_before_it_overflows():
    found = trained(0.034, 10_000)
    sums = found.weights.sum(axis=1)
    np.testing.assert_allclose(sums[1:50] / sums[:49], -1.04, rtol=1e-9)
    assert found.stop is not None
    assert found.stop.epoch == len(found.losses)
    assert found.stop.loss > LARGEST >= found.losses.max()
    assert np.isfinite(found.weights).all()
    assert train(textbook(), Optimiser("sgd", 0.034), found, 5) is found


@pytest.mark.parametrize(
    ("weights", "sound"),
    [([LARGEST] * 9, True), ([-LARGEST, 1.0], True), ([1.01 * LARGEST], False), ([0.0, -1e200], False), ([np.nan], False)],
)
def test_each_weight_may_be_as_large_as_the_largest(weights, sound):
    class Flat:
        def loss_and_gradient(self, weights):
            return 1.0, np.zeros_like(weights)

    found = start(Flat(), np.array(weights))
    assert (found.stop is None) == sound
    assert len(train(Flat(), Optimiser("sgd", 0.1), found, 3).losses) == (4 if sound else 1)


@pytest.mark.parametrize("rate", [1e300, float(LARGEST), 1e200])
def test_the_wildest_rate_leaves_only_finite_numbers(rate):
    for kind in [known.name for known in RULES]:
        found = trained(rate, 50, kind)
        assert np.isfinite(found.weights).all()
        assert np.isfinite(found.losses).all()


# Losses


@pytest.mark.parametrize("name", [known.name for known in LOSSES])
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=20))
def test_the_gradient_of_a_loss_is_its_slope(name, values):
    error = np.array(values)
    error[np.abs(error) < 0.01] = 0.3
    error[np.abs(np.abs(error) - 1) < 0.01] = 1.2
    slopes, h = loss_gradient(name, error), 1e-6
    for i in range(len(error)):
        up, down = error.copy(), error.copy()
        up[i] += h
        down[i] -= h
        assert slopes[i] == pytest.approx((loss(name, up) - loss(name, down)) / (2 * h), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("name", [known.name for known in LOSSES])
@pytest.mark.parametrize("end", [-3.0, -0.4, 0.7, 5.0])
def test_a_loss_is_what_its_slope_adds_up_to(name, end):
    """From no error on: so it has no jump, as Huber's would have if its two parts did not meet."""
    way = np.linspace(0.0, end, 4001)
    slopes = np.array([loss_gradient(name, np.array([error]))[0] for error in way])
    slopes[0] = slopes[1] if name.endswith("absolute") else slopes[0]  # the corner itself
    total = ((slopes[1:] + slopes[:-1]) / 2 * np.diff(way)).sum()
    assert loss(name, np.array([end])) == pytest.approx(total, rel=1e-4)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_the_first_step_of_adam_is_as_large_as_the_rate_whatever_the_gradient(size):
    step, _ = update(Optimiser("adam", 0.25), begin(2), np.array([size, -size]))
    np.testing.assert_allclose(step, [-0.25, 0.25], rtol=1e-4)


def test_log_cosh_is_the_logarithm_of_cosh_and_never_overflows():
    error = np.array([-3.0, -0.5, 0.0, 2.0])
    assert loss("sum_log_cosh", error) == pytest.approx(np.log(np.cosh(error)).sum(), rel=1e-14)
    assert loss("mean_log_cosh", error) == pytest.approx(np.log(np.cosh(error)).mean(), rel=1e-14)
    assert loss("sum_log_cosh", np.array([1e6])) == pytest.approx(1e6 - np.log(2))


def test_every_loss_and_rule_says_all_that_is_asked_of_it():
    for known in LOSSES:
        assert known.title[0].isupper()
        assert known.symbol
        assert "{cells}" in known.sentence
        assert loss(known.name, np.zeros(3)) == 0
    for known in RULES:
        assert known.title
        assert known.word
        assert (known.stability is None) == (known.stability_words == "")
        assert set(known.settings) <= {"momentum", "decay"}


def test_unknown_names_are_refused_with_those_that_would_do():
    with pytest.raises(ValueError, match="sum_squares"):
        loss("squares", np.ones(1))
    with pytest.raises(ValueError, match="momentum"):
        Optimiser("fast")


# Quadratics


@st.composite
def layers(draw):
    groups = draw(st.integers(1, 2))
    inputs, outputs = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    size = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    options = {
        "stride": draw(st.integers(1, 2)),
        "padding": draw(st.sampled_from([0, ((1, 0), (0, 2)), "same"])),
        "dilation": draw(st.integers(1, 2)),
        "groups": groups,
        "padding_mode": draw(st.sampled_from(["zeros", "replicate"])),
    }
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    pictures = [random.normal(size=(inputs, h, 7)) for h in draw(st.lists(st.integers(6, 8), min_size=1, max_size=3))]
    kernel = (outputs, inputs // groups, *size)
    targets = [random.normal(size=conv2d(x, np.zeros(kernel), **options).shape) for x in pictures]
    return pictures, targets, kernel, options, draw(st.booleans()), draw(st.booleans()), random


@given(layers())
def test_a_quadratic_is_the_loss_of_the_residuals(drawn):
    pictures, targets, kernel, options, bias, mean, random = drawn
    found = quadratic(pictures, targets, kernel, bias=bias, mean=mean, **options)
    weights = random.normal(size=found.size)
    size = int(np.prod(kernel))

    def direct(at):
        added = at[size:] if bias else None
        squares = [
            (conv2d(x, at[:size].reshape(kernel), added, **options) - y) ** 2 for x, y in zip(pictures, targets, strict=True)
        ]
        total = sum(float(s.sum()) for s in squares)
        return total / sum(s.size for s in squares) if mean else total

    value, gradient = found.loss_and_gradient(weights)
    assert value == pytest.approx(direct(weights), rel=1e-9, abs=1e-12)
    for place in range(found.size):
        step = np.zeros(found.size)
        step[place] = 1e-3  # of a quadratic a central difference is exact at any step
        slope = (direct(weights + step) - direct(weights - step)) / 2e-3
        assert gradient[place] == pytest.approx(slope, rel=1e-6, abs=1e-7)
        assert nudge(found, weights, place, 1e-3) == pytest.approx(slope, rel=1e-6, abs=1e-7)
    lowest = nearest_optimum(found, weights)
    assert direct(lowest) == pytest.approx(found.least, rel=1e-8, abs=1e-10)
    assert found.least <= value + 1e-12


@given(st.integers(0, 10_000), st.booleans(), st.booleans(), st.sampled_from([1.0, 0.5, 1 / 256]))
def test_whole_numbers_have_whole_losses_and_gradients(seed, bias, mean, unit):
    """As PyTorch's are, which forms them from the errors; so have numbers with few binary places."""
    random = np.random.default_rng(seed)
    whole = random.integers(-9, 10, (1, 7, 6)), random.integers(-9, 10, (2, 6, 5)), random.integers(-9, 10, 8 + 2 * bias)
    x, y, weights = (unit * values for values in whole)
    found = quadratic([x], [y], (2, 1, 2, 2), bias=bias, mean=mean)
    columns = [whole[0][0, i : i + 6, j : j + 5].ravel() for i in (0, 1) for j in (0, 1)]
    matrix = np.stack(columns + [np.full(30, round(1 / unit))] * bias, axis=1)
    rows = np.concatenate([whole[2][:8].reshape(2, 4), whole[2][8:, None]], axis=1) if bias else whole[2].reshape(2, 4)
    errors = matrix @ rows.T - round(1 / unit) * whole[1].reshape(2, -1).T  # in whole numbers, of unit²
    slopes = 2 * matrix.T @ errors
    wanted = np.concatenate([slopes[:4].T.ravel(), slopes[4]]) if bias else slopes.T.ravel()
    cells = 60 if mean else 1
    loss, gradient = found.loss_and_gradient(weights)
    assert loss == float((errors**2).sum()) * unit**4 / cells
    assert np.array_equal(gradient, wanted * unit**3 / cells)


@given(layers())
def test_at_weights_that_leave_no_error_loss_and_gradient_are_nothing(drawn):
    pictures, _targets, kernel, options, bias, mean, random = drawn
    size = int(np.prod(kernel))
    solution = random.normal(size=size + bias * kernel[0])
    offset = None if bias else random.normal(size=kernel[0])
    added = solution[size:] if bias else offset
    targets = [conv2d(x, solution[:size].reshape(kernel), added, **options) for x in pictures]
    found = quadratic(pictures, targets, kernel, bias=bias, offset=offset, mean=mean, solution=solution, **options)
    loss, gradient = found.loss_and_gradient(solution)
    assert loss == 0
    assert not gradient.any()
    for step in (1e-8, 1.0):
        weights = solution + step * random.normal(size=solution.size)
        loss, gradient = found.loss_and_gradient(weights)
        away, extra = weights - solution, None
        if bias:
            away, extra = away[:size], away[size:]
        squares = [conv2d(x, away.reshape(kernel), extra, **options) ** 2 for x in pictures]
        assert loss == pytest.approx(sum(s.sum() for s in squares) / (sum(s.size for s in squares) if mean else 1), rel=1e-9)
        without = quadratic(pictures, targets, kernel, bias=bias, offset=offset, mean=mean, **options)
        np.testing.assert_allclose(gradient, without.loss_and_gradient(weights)[1], rtol=1e-6, atol=1e-9)


@given(st.integers(0, 10_000), st.floats(-3, 3))
def test_a_loss_is_never_negative(seed, along):
    """Also in a valley, and where the loss is rounding."""
    flat, random = np.full((1, 5, 6), 0.3), np.random.default_rng(seed)
    kernel = random.normal(size=(1, 1, 2, 2))
    target = conv2d(flat, kernel)
    for solution in (None, kernel.ravel()):
        found = quadratic([flat], [target], kernel.shape, solution=solution)
        weights = kernel.ravel() + along * np.array([1, -1, 0.5, -0.5])
        assert found.loss_and_gradient(weights)[0] >= 0


def test_a_large_picture_is_taken_in_parts():
    x = np.random.default_rng(0).normal(size=(1, 200, 200))
    kernel = np.random.default_rng(1).normal(size=(1, 1, 5, 5))
    found = quadratic([x], [conv2d(x, kernel)], kernel.shape)
    np.testing.assert_allclose(found.optimum.ravel(), kernel.ravel(), rtol=1e-9, atol=1e-12)
    assert found.least == 0


def test_a_target_of_another_size_is_refused():
    with pytest.raises(ValueError, match="target"):
        quadratic([X], [EDGES[:, 1:]], (1, 1, 1, 2))


# Chunks


@pytest.mark.parametrize("kind", [known.name for known in RULES])
def test_chunks_and_forks_are_bit_equal_to_one_long_run(kind):
    objective, how = textbook(), Optimiser(kind, 0.02)
    whole = train(objective, how, start(objective, START), 40)
    parts = start(objective, START)
    for chunk in (1, 0, 7, 30, 2):
        parts = train(objective, how, parts, chunk)
    assert np.array_equal(whole.weights, parts.weights)
    assert np.array_equal(whole.losses, parts.losses)
    fork = train(objective, how, start(objective, whole.weights[13], whole.state(13)), 27)
    assert np.array_equal(whole.weights[13:], fork.weights)


# Stable rates


@pytest.mark.parametrize("kind", [known.name for known in RULES if known.stability])
@pytest.mark.parametrize("curvature", [12.0, 0.5])
def test_rates_are_stable_below_the_bound_and_not_above(kind, curvature):
    bound = largest_stable_rate(Optimiser(kind), curvature)
    for factor, shrinks in ((0.999, True), (1.001, False)):
        how, state, error = Optimiser(kind, bound * factor), begin(1), np.array([1.0])
        for _ in range(40_000):
            step, state = update(how, state, curvature * error)
            error = error + step
            if abs(error[0]) > 1e6:
                break
        assert (abs(error[0]) < 1e-3) == shrinks


@pytest.mark.parametrize("kind", [known.name for known in RULES if known.stability is None])
def test_no_rate_is_known_where_steps_are_scaled(kind):
    assert largest_stable_rate(Optimiser(kind), 60.0) is None


# What pictures cannot tell


def test_a_flat_picture_determines_only_the_sum_of_the_weights():
    flat = np.ones((1, 4, 5))
    found = quadratic([flat], [conv2d(flat, [[[[1, -1]]]])], (1, 1, 1, 2))
    basis = null_directions(found)
    assert len(basis) == 1
    np.testing.assert_allclose(basis[0, 0], -basis[0, 1], rtol=1e-12)
    for weights in ([0.4, 0.3], [5.0, 1.0]):
        end = trained(0.01, 4000, weights=np.array(weights), objective=found).weights[-1]
        np.testing.assert_allclose(end, nearest_optimum(found, np.array(weights)), atol=1e-8)
        assert end[0] - end[1] == pytest.approx(weights[0] - weights[1])


def test_one_edge_leaves_a_row_of_weights_open():
    edge = np.zeros((1, 6, 6))
    edge[:, :, 3:] = 1
    found = quadratic([edge], [conv2d(edge, np.ones((1, 1, 2, 2)))], (1, 1, 2, 2))
    basis = null_directions(found)
    assert len(basis) == 2
    for direction in basis:
        assert np.abs(conv2d(edge, direction.reshape(1, 1, 2, 2))).max() < 1e-12
    wanted = np.concatenate([conv2d(edge, np.eye(4)[i].reshape(1, 1, 2, 2)).ravel()[None] for i in range(4)])
    assert np.linalg.matrix_rank(wanted) == 4 - len(basis)


def test_pictures_that_differ_determine_more():
    flat, other = np.ones((1, 4, 5)), np.zeros((1, 4, 5))
    other[0, 1, 2] = 1
    kernel = (1, 1, 1, 2)
    targets = [conv2d(x, [[[[1, -1]]]]) for x in (flat, other)]
    assert len(null_directions(quadratic([flat], targets[:1], kernel))) == 1
    assert len(null_directions(quadratic([flat, other], targets, kernel))) == 0


@given(layers())
def test_curvatures_at_places_are_those_of_the_gradient(drawn):
    pictures, targets, kernel, options, bias, mean, random = drawn
    found = quadratic(pictures, targets, kernel, bias=bias, mean=mean, **options)
    weights = random.normal(size=found.size)
    at = found.loss_and_gradient(weights)[1]
    for place in range(found.size):
        moved = weights + np.eye(found.size)[place]
        slopes = found.loss_and_gradient(moved)[1] - at
        np.testing.assert_allclose([found.curvature(place, p) for p in range(found.size)], slopes, rtol=1e-9, atol=1e-9)


# Contours


@given(st.floats(0.1, 50), st.integers(0, 3), st.integers(0, 3))
def test_every_point_of_a_contour_has_its_loss(above, i, j):
    random = np.random.default_rng(3)
    x = random.normal(size=(1, 6, 7))
    found = quadratic([x], [random.normal(size=(1, 5, 6))], (1, 1, 2, 2))
    weights = random.normal(size=4)
    if i == j:
        return
    over = centre, _hessian, least = section(found, weights, (i, j))
    (line,) = contour(over, least + above, 1.0)
    for point in line[::16]:
        at = weights.copy()
        at[[i, j]] = point
        assert found.loss_and_gradient(at)[0] == pytest.approx(least + above, rel=1e-9)
    at = weights.copy()
    at[[i, j]] = centre
    assert found.loss_and_gradient(at)[0] == pytest.approx(least, rel=1e-9)


@given(st.floats(0.1, 50), st.floats(0.5, 5))
def test_a_valley_has_two_lines_a_level_as_long_as_asked_for(above, reach):
    flat = np.ones((1, 4, 5))
    found = quadratic([flat], [conv2d(flat, [[[[1, -1]]]])], (1, 1, 1, 2))
    lines = contour(section(found, START, (0, 1)), above, reach)
    assert len(lines) == 2
    for line in lines:
        assert [found.loss_and_gradient(point)[0] for point in line[::19]] == pytest.approx([above] * 6, rel=1e-9)
        assert np.linalg.norm(line[-1] - line[0]) == pytest.approx(2 * reach)
    assert np.allclose((lines[0] + lines[1]).mean(axis=0) / 2, section(found, START, (0, 1))[0])


def test_a_level_that_is_nowhere_has_no_contour():
    flat = np.ones((1, 4, 5))
    found = quadratic([flat], [conv2d(flat, [[[[1, -1]]]])], (1, 1, 1, 2))
    assert contour(section(found, START, (0, 1)), 0.0, 1.0) == ()
