"""Random strips of layers with results: the geometries that playing, hiding and linking must hold for."""

import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import KINDS, KernelLayer
from convstudio.layers.parameters import Choice, Decimal, PaddingSides, Pair, Switch, Weights, Whole

QUARTERS = st.integers(-12, 12).map(lambda n: n / 4)  # sums of a few products of these are exact, and end in 4 decimals
TENTHS = st.integers(-30, 30).map(lambda n: n / 10)
THIRDS = st.integers(-9, 9).map(lambda n: n / 3)
MORE = {"stride": 1, "dilation": 1, "output_padding": 1}  # than the least; else by 2


def arrays(draw, shape, numbers):
    size = int(np.prod(shape))
    return frozen(np.array(draw(st.lists(numbers, min_size=size, max_size=size))).reshape(shape))


def small(parameter):
    """Values of a parameter, within its bounds and small, so that a strip can be looked at cell by cell."""
    match parameter:
        case Pair(low=low, high=high):
            side = st.integers(low, min(high, low + MORE.get(parameter.name, 2)))
            return st.tuples(side, side)
        case PaddingSides(names=names):
            sides = st.tuples(st.integers(0, 1), st.integers(0, 1))
            return st.sampled_from([name for name in names if name != "full"]) | st.tuples(sides, sides)
        case Choice(options=options):
            return st.sampled_from([word for word, _title in options])
        case Switch():
            return st.booleans()
        case Decimal(low=low, high=high):
            return st.sampled_from([low, (low + high) / 4, high])
        case Whole(low=low, high=high):
            return st.integers(low, min(high, low + 2))


@st.composite
def layers(draw, channels, numbers, kinds):
    """A layer of one of some kinds, built from what its kind declares; now and then it is switched off."""
    layer = draw(st.sampled_from(kinds)).fresh(channels)
    if isinstance(layer, KernelLayer):
        groups = draw(st.sampled_from([g for g in (1, 2) if channels % g == 0]))
        outs = groups * draw(st.integers(1, 2))
        sides = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
        kernel = arrays(draw, (outs, channels // groups, *sides), numbers)
        layer = replace(layer, kernel=kernel, bias=arrays(draw, (outs,), numbers), groups=groups)
    declared = [p for p in layer.parameters if p.stored and not isinstance(p, Weights) and p.name != "groups"]
    settings = {parameter.name: draw(small(parameter)) for parameter in declared}
    return replace(layer, **settings, enabled=draw(st.integers(0, 9)) > 0)


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
