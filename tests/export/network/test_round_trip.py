"""Programs that the studio writes are read back as the same layers: with weights and input, so that every number agrees."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.export.code import code_in
from convstudio.export.network.offer import offered, paste
from convstudio.export.network.source import LONGEST
from convstudio.layers import KINDS
from tests.export.programs import is_cut
from tests.layers.settings import cases

EMPTY = Experiment(input=frozen(np.zeros((1, 1, 1))))
FEWEST = {"torch": 4, "keras": 1}  # of 25 settings; what Keras has no layers for is written as classes
NAMES = [example.name for example in gallery.examples()]
OWN_CLASSES = (
    "class MeanPool",
    "class Border",
    "class Every",
    "class Pool(",
)  # what the dialect has no words for is code there


def read_back(language: str, experiment: Experiment) -> tuple[Experiment, str] | None:
    """What a program is read as, with why its input was chosen; None for one that is no list of the dialect's own layers."""
    program = code_in(language, evaluate(experiment))
    if is_cut(program) or any(own in program for own in OWN_CLASSES) or len(program) > LONGEST:
        return None
    offer = offered(program, EMPTY)
    assert not offer.problem
    assert offer.strip is not None
    assert offer.strip.end is None
    assert offer.strip.drawn == frozenset()
    return paste(EMPTY, offer).after, offer.input.why


def agree(language: str, experiment: Experiment) -> bool:
    """Whether a program was read, in which case every number of its last map agrees."""
    back = read_back(language, experiment)
    if back is None:
        return False
    again, why = back
    assert why == "The input is the one in the code."
    np.testing.assert_array_equal(again.input, experiment.input)
    here, there = evaluate(experiment), evaluate(again)
    np.testing.assert_allclose(there.results[-1].output, here.results[-1].output, rtol=1e-12, atol=1e-12)
    kinds = [layer.kind for layer in again.layers]
    assert [layer.kind for layer in experiment.layers if layer.enabled and layer.kind in kinds] == kinds
    return True


@pytest.mark.parametrize("language", ["torch", "keras"])
def test_every_example_comes_back(language):
    read = [name for name in NAMES if gallery.example(name).layers and agree(language, gallery.example(name))]
    assert len(read) >= 0.85 * len(NAMES), set(NAMES) - set(read)


@pytest.mark.parametrize("language", ["torch", "keras"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_comes_back_whatever_its_settings(language, kind):
    read = 0
    for layer, x in cases(kind, 4, 25, whole=False):
        read += agree(language, Experiment(input=x, layers=(layer,)))
    assert read >= FEWEST[language]
