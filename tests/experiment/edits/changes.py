"""Random edits of an experiment, as a person makes them one after the other; some lead to impossible settings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Experiment, edits, frozen
from convstudio.experiment.edits import channel_edits, kernel_edits, picture_edits, strip_edits
from convstudio.layers import KINDS, Conv2d
from convstudio.layers.parameters import Weights
from convstudio.layers.pooling import Pooling
from tests.layers.settings import setting

Rng = np.random.Generator
Step = Callable[[Experiment, Rng], edits.Edit | None]


def some(rng: Rng, most: int) -> int:
    return int(rng.integers(0, most))


def pair(rng: Rng, most: int) -> tuple[int, int]:
    return some(rng, most) + 1, some(rng, most) + 1


def paint(experiment: Experiment, rng: Rng) -> edits.Edit:
    size = some(rng, 4) + 1
    cells = {tuple(some(rng, n) for n in experiment.input.shape): round(float(rng.normal()), 2) for _ in range(size)}
    return edits.paint(experiment, cells)  # type: ignore[arg-type]


def resize(experiment: Experiment, rng: Rng) -> edits.Edit:
    return edits.resize_input(experiment, some(rng, 9) + 1, some(rng, 9) + 1, (some(rng, 3), some(rng, 3)))


def another_picture(experiment: Experiment, rng: Rng) -> edits.Edit:
    return edits.set_input(experiment, rng.normal(size=(some(rng, 2) + 1, *pair(rng, 8))), "Picture")


def turn(experiment: Experiment, rng: Rng) -> edits.Edit:
    return picture_edits.rotate(experiment, 1 + some(rng, 3))


def shift(experiment: Experiment, rng: Rng) -> edits.Edit:
    return picture_edits.shift(experiment, some(rng, 3) - 1, some(rng, 3) - 1)


def a_convolution(experiment: Experiment, rng: Rng) -> int | None:
    places = [i for i, layer in enumerate(experiment.layers) if isinstance(layer, Conv2d)]
    return places[some(rng, len(places))] if places else None


def weights(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    index = a_convolution(experiment, rng)
    if index is None:
        return None
    kernel = edits.convolution(experiment, index).kernel
    return edits.set_weights(experiment, index, {tuple(some(rng, n) for n in kernel.shape): 0.5})  # type: ignore[dict-item]


def another_kernel(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    index = a_convolution(experiment, rng)
    if index is None:
        return None
    channels = edits.convolution(experiment, index).kernel.shape[1]
    return edits.set_kernel(experiment, index, rng.normal(size=(some(rng, 3) + 1, channels, *pair(rng, 4))), "Kernel")


def transpose_kernel(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    index = a_convolution(experiment, rng)
    return None if index is None else kernel_edits.transpose(experiment, index)


def bias(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    index = a_convolution(experiment, rng)
    return None if index is None else edits.set_bias(experiment, index, 0, float(rng.normal()))


def a_setting(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    if not experiment.layers:
        return None
    index = some(rng, len(experiment.layers))
    declared = [p for p in experiment.layers[index].parameters if not isinstance(p, Weights)]
    if not declared:
        return None
    parameter = declared[some(rng, len(declared))]
    return edits.set_parameter(experiment, index, parameter.name, setting(parameter, rng)[parameter.name])


def add(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    if len(experiment.layers) >= 5:
        return None
    channels = len(experiment.input)
    layer = edits.new_layer(KINDS[some(rng, len(KINDS))].kind, channels)
    if isinstance(layer, Pooling):
        layer = replace(layer, stride=pair(rng, 2))
    return edits.add_layer(experiment, layer, some(rng, len(experiment.layers) + 1))


def remove(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    return edits.remove_layer(experiment, some(rng, len(experiment.layers))) if experiment.layers else None


def duplicate(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    return strip_edits.duplicate_layer(experiment, some(rng, len(experiment.layers))) if experiment.layers else None


def move(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    count = len(experiment.layers)
    return strip_edits.move_layer(experiment, some(rng, count), some(rng, count)) if count else None


def switch(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    if not experiment.layers:
        return None
    index = some(rng, len(experiment.layers))
    return strip_edits.switch_layer(experiment, index, not experiment.layers[index].enabled)


def an_input_channel(experiment: Experiment, rng: Rng) -> edits.Edit:
    channels = len(experiment.input)
    channel, what = some(rng, channels), some(rng, 4)
    if what == 0 and channels < 5:
        return channel_edits.add_channel(experiment)
    if what == 1 and channels < 5:
        return channel_edits.duplicate_channel(experiment, channel)
    return (
        channel_edits.remove_channel(experiment, channel)
        if what == 2
        else channel_edits.move_channel(experiment, channel, some(rng, channels))
    )


def an_output_channel(experiment: Experiment, rng: Rng) -> edits.Edit | None:
    index = a_convolution(experiment, rng)
    if index is None:
        return None
    layer = edits.convolution(experiment, index)
    outs = len(layer.kernel)
    channel, what = some(rng, outs), some(rng, 6)
    if what == 0 and outs < 6:
        return channel_edits.add_output(experiment, index)
    if what == 1 and outs < 6:
        return channel_edits.duplicate_output(experiment, index, channel)
    if what == 2:
        return channel_edits.remove_output(experiment, index, channel)
    if what == 3:
        return channel_edits.depthwise(experiment, index)
    if what == 4:
        return channel_edits.fit_kernel(experiment, index)
    return edits.set_parameter(experiment, index, "groups", some(rng, 3) + 1)


STEPS: tuple[Step, ...] = (
    paint, paint, paint, resize, another_picture, turn, shift, weights, another_kernel, transpose_kernel, bias,
    a_setting, a_setting, add, add, remove, duplicate, move, switch, an_input_channel, an_output_channel,
)  # fmt: skip


def start() -> Experiment:
    """A picture through a convolution, a maximum and another convolution."""
    rng = np.random.default_rng(1)
    first = Conv2d(kernel=frozen(rng.normal(size=(2, 1, 3, 3))), bias=frozen([0.1, -0.1]), padding="same", activation="relu")
    second = Conv2d(kernel=frozen(rng.normal(size=(1, 2, 2, 2))), bias=frozen([0.0]))
    return Experiment(input=frozen(rng.normal(size=(1, 7, 8))), layers=(first, edits.new_layer("max_pool2d", 2), second))


def applied(experiment: Experiment, step: Step, seed: int) -> edits.Edit | None:
    """What a step makes of an experiment; None where it does not apply or is refused."""
    try:
        return step(experiment, np.random.default_rng(seed))
    except ValueError:
        return None


steps = st.tuples(st.sampled_from(STEPS), st.integers(0, 10**6))
step_lists = st.lists(steps, min_size=1, max_size=12)
