"""Every optimiser and loss agrees with PyTorch's over 50 epochs, whose answers make_golden_training.py has written down."""

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.engine.descent.quadratic import Quadratic
from convstudio.experiment import Experiment, Run, Training, frozen
from convstudio.experiment.learning import advance, learn, quadratic_of
from convstudio.experiment.learning.training_setup import bias_of, flat, kernel_of
from convstudio.layers import Activation, Conv2d, MaxPool2d

GOLDEN = json.loads(Path(__file__).with_name("golden_training.json").read_text(encoding="utf-8"))
FOREVER = 60.0
BEHIND = {"relu": Activation(), "max_pool2d": MaxPool2d()}


def experiment_of(case, run):
    options = dict(case["options"])
    if "padding" in options:
        side = options["padding"]
        options["padding"] = ((side, side), (side, side))
    if "stride" in options or "dilation" in options:
        options = {name: tuple(v) if isinstance(v, list) else v for name, v in options.items()}
    layer = Conv2d(kernel=frozen(case["kernel"]), bias=frozen(case["bias"]), **options)
    pictures = [frozen(x) for x in case["pictures"]]
    settings = Run(
        start="current", optimiser=run["optimiser"], loss=run["loss"], learning_rate=GOLDEN["rate"],
        momentum=GOLDEN["momentum"], decay=GOLDEN["decay"], length=GOLDEN["epochs"][-1],
    )  # fmt: skip
    training = Training(
        until=len(case["behind"]), target="painted", targets=tuple(frozen(y) for y in case["targets"]),
        learn_bias=case["learn_bias"], pictures=tuple(pictures[1:]), runs=(settings,),
    )  # fmt: skip
    return Experiment(input=pictures[0], layers=(layer, *(BEHIND[name] for name in case["behind"])), training=training)


CASES = [(case, run) for case in GOLDEN["cases"] for run in case["runs"]]


@pytest.mark.parametrize(("case", "run"), CASES, ids=lambda v: v.get("name") or f"{v['optimiser']} {v['loss']}")
def test_torch_agrees(case, run):
    learnt = learn(experiment_of(case, run))
    while not learnt.done:
        learnt = advance(learnt, FOREVER)
    line, task = learnt.line, learnt.task
    np.testing.assert_allclose(line.losses[GOLDEN["epochs"]], run["losses"], rtol=1e-9, atol=1e-9)
    last = line.weights(line.last)
    np.testing.assert_allclose(kernel_of(task, last), run["kernel"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(bias_of(task, last), run["bias"], rtol=1e-9, atol=1e-9)
    linear = not case["behind"] and run["loss"].endswith("squares")
    assert isinstance(quadratic_of(learnt), Quadratic) == linear


def test_a_flipped_layer_learns_the_flipped_kernel():
    case, run = CASES[0]
    plain = experiment_of(case, run)
    layer = plain.layers[0]
    turned = replace(layer, kernel=frozen(layer.kernel[:, :, ::-1, ::-1]), flip=True)
    found = []
    for one in (plain, replace(plain, layers=(turned,))):
        learnt = learn(one)
        while not learnt.done:
            learnt = advance(learnt, FOREVER)
        found.append((learnt.line.losses, kernel_of(learnt.task, learnt.line.weights(50))))
        assert np.array_equal(flat(learnt.task, found[-1][1], one.layers[0].bias), learnt.line.weights(50))
    assert np.array_equal(found[0][0], found[1][0])
    assert np.array_equal(found[0][1], found[1][1][:, :, ::-1, ::-1])
