"""The document is a value: its arrays cannot be written to, and two that say the same are the same."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import Experiment, Training, frozen, same_content
from convstudio.experiment.model import TOGETHER
from convstudio.layers import Conv2d, MaxPool2d


def convolution(weight: float = 1.0, **settings: object) -> Conv2d:
    return Conv2d(kernel=frozen([[[[weight]]]]), bias=frozen([0.0]), **settings)  # type: ignore[arg-type]


def experiment(**parts: object) -> Experiment:
    return replace(Experiment(input=frozen([[[1.0, 2.0]]]), layers=(convolution(),)), **parts)  # type: ignore[arg-type]


def test_a_frozen_array_is_a_read_only_copy() -> None:
    values = np.ones((1, 2, 2))
    kept = frozen(values)
    values[:] = 5
    assert (kept == 1).all()
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0, 0] = 2


def test_what_is_frozen_already_is_not_copied() -> None:
    kept = frozen([[1.0]])
    assert frozen(kept) is kept


@pytest.mark.parametrize("view", [np.ones((2, 3))[:, ::2], np.asfortranarray(np.ones((2, 3))), np.ones((2, 3), np.float32)])
def test_anything_else_becomes_contiguous_float64(view: np.ndarray) -> None:
    kept = frozen(view)
    assert kept.flags.c_contiguous
    assert kept.dtype == np.float64
    assert kept.base is None
    assert np.array_equal(kept, view)


def test_a_view_of_a_writeable_array_is_copied_even_if_it_is_read_only() -> None:
    values = np.ones((1, 2, 2))
    view = values[:]
    view.setflags(write=False)
    kept = frozen(view)
    values[:] = 5
    assert (kept == 1).all()


@pytest.mark.parametrize("bad", [np.ones((1, 1, 1)), frozen(np.ones((2, 2)))])
def test_an_experiment_takes_read_only_channels_rows_columns_only(bad: np.ndarray) -> None:
    with pytest.raises(AssertionError):
        Experiment(input=bad)


def test_nothing_of_an_experiment_can_be_assigned() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        experiment().title = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"input": frozen([[[1.0, 2.0]]])}, True),
        ({"input": frozen([[[1.0, 2.5]]])}, False),
        ({"input": frozen([[[1.0], [2.0]]])}, False),
        ({"layers": (convolution(),)}, True),
        ({"layers": (convolution(2.0),)}, False),
        ({"layers": (convolution(stride=(2, 1)),)}, False),
        ({"layers": (convolution(enabled=False),)}, False),
        ({"layers": (convolution(name="Edges"),)}, False),
        ({"layers": (MaxPool2d(),)}, False),
        ({"layers": ()}, False),
        ({"low": 0}, True),
        ({"low": -1.0}, False),
        ({"title": "Edges"}, False),
        ({"notes": "…"}, False),
        ({"training": Training()}, True),
        ({"training": Training(epochs=11)}, False),
        ({"extra": {"newer": 1}}, False),
    ],
)
def test_two_experiments_are_the_same_if_everything_in_them_is(change: dict[str, object], same: bool) -> None:
    first, second = experiment(), experiment(**change)
    assert same_content(first, second) is same
    assert same_content(second, first) is same


@pytest.mark.parametrize("shape", [(1, 300, 301), (3, 128, 128), (1, 1, TOGETHER), (1, 2, TOGETHER)])
def test_a_large_picture_is_the_same_only_if_every_number_is(shape: tuple[int, int, int]) -> None:
    values = np.random.default_rng(0).random(shape)
    first, size = frozen(values), values.size
    for place in (size - 1, 0, size // 2, size - 1, 1, TOGETHER - 1, min(TOGETHER, size - 1)):
        assert same_content(first, frozen(values))
        other = values.copy()
        other.reshape(-1)[place] += 1
        assert not same_content(first, frozen(other)), place
    assert not same_content(first, frozen(values.reshape(shape[0], shape[2], shape[1]))) or shape[1] == shape[2]
    assert not same_content(first, frozen(values[:, :-1])) or shape[1] == 1


def test_zero_and_minus_zero_are_the_same_content() -> None:
    assert same_content(frozen([0.0]), frozen([-0.0]))
