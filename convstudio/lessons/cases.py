"""How an answer is computed: correctly, or as a learner with a misconception would.

A case is a layer and its input, with the ways in which its output may be misread. A misconception turns one case into another,
so two of them can be combined.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate
from convstudio.experiment.learning import learn
from convstudio.experiment.learning.training_setup import Task
from convstudio.layers import Array, KernelLayer, Layer, Shape
from convstudio.scene.words.arithmetic import bracketed, written
from convstudio.words import tr

MOST_PRODUCTS = 16  # that the words about an answer write out


class Case(Struct, frozen=True, eq=False):
    """A layer on an input (C, H, W), and how its output is read.

    `swapped`: rows and columns are exchanged. `late`: cells are counted from 1, so that the cell before is read instead.
    `rounds_up`: the size formula is rounded up; `without_one`: its + 1 is left out. `times_in`: there is one output for each
    pair of input channel and kernel. `unshared`: each output cell has its own kernel. `no_bias`: biases are not counted.
    """

    layer: Layer
    x: Array
    swapped: bool = False
    late: bool = False
    rounds_up: bool = False
    without_one: bool = False
    times_in: bool = False
    unshared: bool = False
    no_bias: bool = False

    @property
    def shape_in(self) -> Shape:
        """The shape (C, H, W) of the input."""
        return self.x.shape[0], self.x.shape[1], self.x.shape[2]

    def output(self) -> Array | None:
        """The output (C, H, W) as it is read, (C, W, H) if `swapped`; None if the layer cannot work."""
        if self.layer.problem(self.shape_in):
            return None
        found = self.layer.forward(self.x)
        return found.swapaxes(1, 2) if self.swapped else found

    def cell(self, channel: int, row: int, column: int) -> float | None:
        """The value that is read for an output cell; None if there is no such cell."""
        found = self.output()
        row, column = row - self.late, column - self.late
        if found is None or channel >= len(found) or not (0 <= row < found.shape[1] and 0 <= column < found.shape[2]):
            return None
        return float(found[channel, row, column])

    def sum_of(self, channel: int, row: int, column: int) -> str:
        """The products of an output cell as it is read, "0·1 + 2·(−1)"; "" if it is not a sum of a few products."""
        if self.cell(channel, row, column) is None:
            return ""
        row, column = row - self.late, column - self.late
        terms = self.layer.terms(self.x, (channel, column, row) if self.swapped else (channel, row, column))
        if self.layer.combination.kind != "sum" or not 1 < len(terms.terms) <= MOST_PRODUCTS:
            return ""
        products = [f"{bracketed(written(term.value))}·{bracketed(written(term.weight or 0.0))}" for term in terms.terms]
        return " + ".join([*products, *([bracketed(written(terms.bias))] if terms.bias else [])])

    def shape(self) -> Shape | None:
        """The output's shape as it is computed here, (C, H, W), or (C, W, H) if `swapped`; None if a side is below 1."""
        axes = self.layer.axes(self.shape_in)
        sides = [axis.count for axis in axes]
        if self.rounds_up:
            sides = [ceil(axis.slack / axis.stride) + 1 for axis in self.layer.sliding_axes(self.shape_in)]
        sides = [side - self.without_one for side in sides]
        channels = self.layer.out_channels(self.shape_in[0]) * (self.shape_in[0] if self.times_in else 1)
        if min(sides) < 1:
            return None
        return (channels, sides[1], sides[0]) if self.swapped else (channels, sides[0], sides[1])

    def weights(self) -> int | None:
        """How many numbers the layer learns, as they are counted here; None if it has no kernel or no output."""
        if not isinstance(self.layer, KernelLayer):
            return None
        shape = self.shape()
        each = self.layer.kernel.size * (self.shape_in[0] if self.times_in else 1)
        if shape is None:
            return None
        return int(each) * (shape[1] * shape[2] if self.unshared else 1) + (0 if self.no_bias else len(self.layer.bias))

    def products(self) -> int | None:
        """How many multiplications one input takes, as they are counted here; None if it has no kernel or no output."""
        shape = self.shape()
        if not isinstance(self.layer, KernelLayer) or shape is None:
            return None
        return int(self.layer.kernel.size) * (self.shape_in[0] if self.times_in else 1) * shape[1] * shape[2]


class Fit(Struct, frozen=True, eq=False):
    """A step of gradient descent on the sum of squares, and how it is computed.

    `scale` multiplies the loss, `factor` is the 2 in the gradient, `sign` the sign of a step, `error_sign` that of the error in
    the gradient.
    """

    layer: KernelLayer
    x: Array
    target: Array
    rate: float
    scale: float = 1.0
    factor: float = 2.0
    sign: float = -1.0
    error_sign: float = 1.0

    @property
    def error(self) -> Array:
        """Output minus target (C_out, H', W')."""
        return self.layer.forward(self.x) - self.target

    def loss(self) -> float:
        """The sum of the squared errors, times `scale`."""
        return float((self.error**2).sum()) * self.scale

    def gradient(self) -> Array:
        """The gradient of the loss with respect to the kernel, in the kernel's shape."""
        each = self.layer.backward(self.x, self.error)[1]["kernel"]
        return np.asarray(each) * (self.factor * self.scale * self.error_sign)

    def next_kernel(self) -> Array:
        """The kernel after one step."""
        return self.layer.kernel + self.sign * self.rate * self.gradient()


def case_of(experiment: Experiment, index: int = -1) -> Case:
    """The case of a layer of an experiment, by default the last. Raises ValueError if it has no input."""
    found = evaluate(experiment)
    index = len(found.results) + index if index < 0 else index
    x = found.input_of(index) if 0 <= index < len(found.results) else None
    if x is None:
        raise ValueError(tr("layer {n} has no input", n=index + 1))
    return Case(experiment.layers[index], x)


def fit_of(experiment: Experiment) -> Fit:
    """The first step of the training of an experiment, on its first picture. Raises ValueError if nothing can be learned."""
    found = learn(experiment)
    if not isinstance(found.task, Task) or found.line is None:
        raise ValueError(tr("nothing can be learned in this experiment"))
    task = found.task
    kernel = found.line.weights(0)[: task.layer.kernel.size].reshape(task.layer.kernel.shape)
    layer = replace(task.layer, kernel=task.layer.laid(kernel))
    return Fit(layer, task.seen[0], task.targets[0], experiment.training.run.learning_rate)
