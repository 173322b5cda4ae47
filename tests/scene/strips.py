"""Random strips of layers with results: the geometries that playing, hiding and linking must hold for."""

import numpy as np
from hypothesis import strategies as st

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import Activation, AvgPool2d, Conv2d, MaxPool2d

QUARTERS = st.integers(-12, 12).map(lambda n: n / 4)  # sums of a few products of these are exact, and end in 4 decimals
TENTHS = st.integers(-30, 30).map(lambda n: n / 10)
THIRDS = st.integers(-9, 9).map(lambda n: n / 3)
FUNCTIONS = ("relu", "leaky_relu", "sigmoid", "tanh")


def arrays(draw, shape, numbers):
    size = int(np.prod(shape))
    return frozen(np.array(draw(st.lists(numbers, min_size=size, max_size=size))).reshape(shape))


def pairs(most):
    return st.tuples(st.integers(1, most), st.integers(1, most))


def paddings(most):
    sides = st.tuples(st.integers(0, most), st.integers(0, most))
    return st.one_of(st.sampled_from(["valid", "same"]), st.tuples(sides, sides))


@st.composite
def convolutions(draw, channels, numbers):
    groups = draw(st.sampled_from([g for g in (1, 2) if channels % g == 0]))
    outs = groups * draw(st.integers(1, 2))
    kernel = arrays(draw, (outs, channels // groups, *draw(pairs(3))), numbers)
    return Conv2d(
        kernel=kernel, bias=arrays(draw, (outs,), numbers), groups=groups, stride=draw(pairs(2)), padding=draw(paddings(2)),
        dilation=draw(pairs(2)), padding_mode=draw(st.sampled_from(["zeros", "reflect", "replicate", "circular"])),
        flip=draw(st.booleans()), activation=draw(st.sampled_from(["none", *FUNCTIONS])),
    )  # fmt: skip


KINDS = ("conv", "conv", "max", "avg", "activation", "off")


@st.composite
def layers(draw, channels, numbers, kinds=KINDS):
    kind = draw(st.sampled_from(kinds))
    if kind == "conv":
        return draw(convolutions(channels, numbers))
    if kind == "activation":
        return Activation(activation=draw(st.sampled_from(FUNCTIONS)))
    if kind == "off":
        return MaxPool2d(enabled=False)
    settings = {"kernel_size": draw(pairs(3)), "stride": draw(pairs(3)), "padding": draw(paddings(1)),
                "ceil_mode": draw(st.booleans())}  # fmt: skip
    if kind == "max":
        return MaxPool2d(dilation=draw(pairs(2)), **settings)
    return AvgPool2d(count_include_pad=draw(st.booleans()), **settings)


@st.composite
def evaluations(draw, most_layers=3, numbers=QUARTERS, kinds=KINDS) -> Evaluation:
    """Up to three layers, each on what the one before gives; some of them may be impossible."""
    shape = draw(st.integers(1, 2)), draw(st.integers(1, 5)), draw(st.integers(1, 6))
    experiment = Experiment(input=arrays(draw, shape, numbers), layers=())
    for _ in range(draw(st.integers(1, most_layers))):
        known = evaluate(experiment)
        last = known.shape(len(experiment.layers) - 1)
        layer = draw(layers(last[0] if last else 1, numbers, kinds))
        experiment = Experiment(input=experiment.input, layers=(*experiment.layers, layer))
    return evaluate(experiment)
