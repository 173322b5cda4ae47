"""The words on the stage: which cell the products are of, and that what is said of the weights is said of them."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.experiment import Experiment, edits, evaluate, gallery
from convstudio.scene import build
from convstudio.scene.layout.plan import Room
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.values import Slot, Words
from convstudio.scene.playhead import Playhead
from convstudio.scene.runs import plain_text
from tests.scene.test_stage_room import Type


def texts(experiment: Experiment, selected: int = 0) -> list[str]:
    """All that is written, in a large room, with the second cell at work."""
    scene = build(evaluate(experiment), selected=selected, playhead=Playhead(0, 1), staged=True)
    drawing = stage(scene, max(selected, 0), {}, Room(1600, 800, Type()))
    return [plain_text(item.line) for item in drawing.items if isinstance(item, Words | Slot)]


@pytest.mark.parametrize("selected", [0, -1])  # the input selected: the layer that reads it stands there as before
def test_the_products_are_those_of_a_cell_that_is_named_as_in_its_arithmetic(selected: int) -> None:
    found = texts(gallery.opening_example(), selected)
    assert "products for Y[0, 1]" in found
    assert "Σ 1" in found
    assert "weights: sum 0 · antisymmetric" in found


def test_a_sum_below_nothing_has_no_brackets() -> None:
    found = texts(edits.set_kernel(gallery.opening_example(), 0, np.array([[[[-2.0, 0.0]]]]), "").after)
    assert "Σ −2" in found
