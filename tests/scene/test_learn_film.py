"""The film of the kernel, and the landscape with one scale for both axes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import gallery
from convstudio.experiment.learning import advance, learn
from convstudio.scene.learn.build import LearnScene, build
from convstudio.scene.learn.moment import Moment
from convstudio.scene.learn.pictures import film_epochs, kernels_picture, landscape
from convstudio.scene.matrix.focus import NOWHERE


def trained(epoch: int) -> LearnScene:
    example = gallery.example("learning-a-kernel")
    run = replace(example.training.run, length=10)
    learnt = learn(replace(example, training=replace(example.training, runs=(run,))))
    while not learnt.done:
        learnt = advance(learnt, 1.0)
    return build(learnt, NOWHERE, Moment(epoch))


@pytest.mark.parametrize("last", [0, 1, 10, 37, 300, 10_000])
@pytest.mark.parametrize("apart", [0.3, 1.0, 2.5, 17.0, 640.0])
def test_kernels_of_the_film_stand_evenly_and_never_too_near(last: int, apart: float) -> None:
    for shown in {0, last // 3, last}:
        found = film_epochs(last, shown, apart)
        assert shown in found
        assert set(found) <= set(range(last + 1))
        assert all(b - a >= min(apart, last) or b - a >= apart for a, b in pairwise(found))
        if apart <= 1:
            assert found == tuple(range(last + 1))


def test_the_film_shows_the_weights_of_its_epochs() -> None:
    scene = trained(3)
    picture = kernels_picture(scene, 2.0)
    assert picture is not None
    assert picture.epochs == (0, 3, 6, 8, 10)
    for epoch, kernel in zip(picture.epochs, picture.kernels, strict=True):
        assert np.array_equal(kernel.ravel(), scene.learnt.line.weights(epoch))


@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.75])
def test_descent_meets_the_contour_at_right_angles(aspect: float) -> None:
    """As it is seen: both axes have one scale."""
    scene = trained(2)
    picture = landscape(scene, (0, 1), aspect=aspect)
    assert picture is not None
    (left, right), (low, high) = picture.x_range, picture.y_range
    assert (right - left) / (high - low) == pytest.approx(aspect)
    for point in (*picture.paths[0].points, picture.optimum):
        assert left < point[0] < right
        assert low < point[1] < high
    here, step = np.array(picture.here), np.array(picture.descent) - picture.here
    assert np.array(picture.descent) == pytest.approx(scene.learnt.line.weights(3))  # plain descent goes just there
    hessian = np.array([[36.0, 24.0], [24.0, 36.0]])  # of the textbook's example: curvature 60 along [1, 1], 12 across
    slope = hessian @ (here - np.array([1.0, -1.0]))
    along = np.array([-slope[1], slope[0]])
    assert abs(along @ step) < 1e-9 * np.linalg.norm(along) * np.linalg.norm(step)


def test_the_optimum_is_named() -> None:
    picture = landscape(trained(0), (0, 1))
    assert picture is not None
    assert picture.optimum_name == "least squares [1, −1]"
