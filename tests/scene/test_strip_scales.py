"""Which outputs of a strip share a range of colours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, frozen
from convstudio.experiment.evaluate import evaluate
from convstudio.layers import Conv2d
from convstudio.scene.build import build
from convstudio.scene.cards.display import Display
from convstudio.scene.matrix.strip_scales import ALIKE, strip_scales

Factors = st.lists(st.sampled_from([0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 40.0, 0.0]), min_size=1, max_size=6)


def strip(factors: list[float]) -> Experiment:
    """Layers that multiply the picture, whose largest value is 1, by some factors one after the other."""
    layers = tuple(Conv2d(kernel=frozen([[[[factor]]]]), bias=frozen([0.0])) for factor in factors)
    return Experiment(input=frozen([[[0.0, 1.0], [0.5, 0.0]]]), layers=layers)


def ends(factors: list[float], share: str) -> list[float]:
    return [scale.high for scale in strip_scales(evaluate(strip(factors)), Display(share=share))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("factors", "alike", "each", "strip_"),
    [
        ([1.0, 2.0, 1.0], [2, 2, 2], [1, 2, 2], [2, 2, 2]),
        ([1.0, 4.0, 1.0], [1, 4, 4], [1, 4, 4], [4, 4, 4]),
        ([1.0, 2.0, 2.0], [2, 2, 4], [1, 2, 4], [4, 4, 4]),  # 4 is four times 1, so a new group begins with it
        ([5.0, 0.0, 1.0], [5, 5, 5], [5, 1, 1], [5, 5, 5]),  # nothing but zeros has the colour of 0 on every scale
    ],
)
def test_neighbours_share_a_range_as_long_as_it_differs_by_less_than_four(
    factors: list[float], alike: list[float], each: list[float], strip_: list[float]
) -> None:
    assert ends(factors, "alike") == alike
    assert ends(factors, "each") == each
    assert ends(factors, "strip") == strip_


@given(Factors)
def test_each_scale_holds_its_output_and_none_is_wider_than_four_times_the_narrowest_beside_it(factors: list[float]) -> None:
    outputs = [np.abs(result.shown).max() for result in evaluate(strip(factors)).results if result.shown is not None]
    own, shared = ends(factors, "each"), ends(factors, "alike")
    for output, narrow, wide in zip(outputs, own, shared, strict=True):
        assert output <= wide + 1e-12
        assert not output or narrow <= wide < ALIKE * narrow or wide == narrow
    assert set(ends(factors, "strip")) == {max((e for e, o in zip(own, outputs, strict=True) if o), default=1.0)}


@given(Factors, st.sampled_from(["alike", "each", "strip"]))
def test_a_fixed_range_is_that_of_all(factors: list[float], share: str) -> None:
    display = Display(limit=3.0, share=share)  # type: ignore[arg-type]
    assert {scale.high for scale in strip_scales(evaluate(strip(factors)), display)} == {3.0}


def test_the_cards_have_these_scales() -> None:
    evaluation = evaluate(strip([1.0, 2.0, 40.0]))
    cards = [card for card in build(evaluation).cards if card.matrix.kind == "map" and card.matrix.layer >= 0]
    assert [card.scale for card in cards] == list(strip_scales(evaluation))
    assert [card.scale.high for card in cards] == [2.0, 2.0, 80.0]
