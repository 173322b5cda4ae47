"""The stage of a layer whose output is not there: it is computed for the first time, or a layer before it cannot work."""

import pytest

from convstudio.experiment import Evaluation, Experiment, edits, evaluate, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.scene import NOWHERE, build
from convstudio.scene.layout import Drawing, Slot, Words
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from tests.scene.stage.test_small_stage import Typewriter


def texts(drawing: Drawing) -> list[str]:
    """What stands on it, word by word, and what it leaves to a field."""
    said = [item.line for item in drawing.items if isinstance(item, Words | Slot)]
    return ["".join(run.text for run in line) for line in said if line]


def staged(evaluation: Evaluation, index: int) -> list[str]:
    scene = build(evaluation, NOWHERE, index, staged=True)
    return texts(stage(scene, index, {}, Room(1240.0, 560.0, Typewriter())))


def opened_before_it_is_computed() -> Evaluation:
    """What is known at first of a document with a heavy beginning."""
    evaluation = evaluate(gallery.example("small-network"), evaluate(Experiment(input=frozen([[[1.0]]]))), 0.0)
    assert evaluation.pending == 0
    return evaluation


@pytest.mark.parametrize("index", range(4))
def test_of_what_is_computed_for_the_first_time_it_says_so(index: int) -> None:
    assert "computing …" in staged(opened_before_it_is_computed(), index)


@pytest.mark.parametrize("kind", ["conv2d", "max_pool2d", "global_avg_pool2d", "activation"])
def test_behind_a_layer_that_cannot_work_it_says_what_it_waits_for(kind: str) -> None:
    misfit = Conv2d(kernel=frozen([[[[1.0]], [[1.0]]]]), bias=frozen([0.0]))
    evaluation = evaluate(Experiment(input=frozen([[[1.0, 2.0]]]), layers=(misfit, edits.new_layer(kind, 1))))
    assert evaluation.results[0].problem is not None
    card = build(evaluation, NOWHERE, 1, staged=True).cards[-1]
    assert card.problem or card.subtitle
    said = staged(evaluation, 1)
    assert any((card.problem or card.subtitle) in text for text in said), said
