"""The button beside a problem: what it does is possible, and helps; where nothing of that kind does, there is no button."""

import numpy as np
import pytest

from convstudio.experiment import Experiment, edits, evaluate, frozen
from convstudio.layers import Conv2d, Layer, MaxPool2d
from convstudio.scene.cards.remedies import mending

PICTURE = frozen(np.ones((1, 4, 4)))


def convolution(size: int, **settings: object) -> Conv2d:
    return Conv2d(kernel=frozen(np.ones((1, 1, size, size))), bias=frozen([0.0]), **settings)  # type: ignore[arg-type]


def evaluated(layer: Layer):  # type: ignore[no-untyped-def]
    return evaluate(Experiment(input=PICTURE, layers=(layer,)))


@pytest.mark.parametrize("layer", [convolution(7), convolution(3, dilation=(8, 1)), MaxPool2d(kernel_size=(5, 6))])
def test_a_window_that_is_too_large_gets_the_padding_that_it_lacks(layer: Layer) -> None:
    evaluation = evaluated(layer)
    assert evaluation.results[0].problem is not None
    mend = mending(evaluation, 0)
    assert mend is not None
    assert evaluate(mend.edit(evaluation.experiment).after).results[0].problem is None


@pytest.mark.parametrize(
    "layer",
    [
        convolution(31, dilation=(32, 32)),  # more padding than a layer may have
        convolution(19, padding_mode="reflect"),  # more than there are cells to reflect
        MaxPool2d(kernel_size=(2, 2), dilation=(12, 12)),  # windows that would lie wholly in the padding
    ],
)
def test_where_padding_does_not_help_none_is_offered(layer: Layer) -> None:
    evaluation = evaluated(layer)
    assert evaluation.results[0].problem is not None
    assert mending(evaluation, 0) is None


def test_a_kernel_for_other_channels_is_fitted() -> None:
    evaluation = evaluate(Experiment(input=frozen(np.ones((3, 4, 4))), layers=(convolution(2),)))
    mend = mending(evaluation, 0)
    assert mend is not None
    after = mend.edit(evaluation.experiment).after
    assert edits.convolution(after, 0).kernel.shape == (1, 3, 2, 2)
    assert evaluate(after).results[0].problem is None
