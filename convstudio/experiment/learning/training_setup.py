"""The task of learning, prepared from an experiment: what the convolution reads, and what should come out.

Weights are one flat vector, as `engine.training` takes them: first the kernel in C order, as it lies on the input (flipped if
the layer flips it), then the biases if they are learned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment.budget import too_much_to_learn
from convstudio.experiment.evaluate import shape_of
from convstudio.experiment.model import Experiment, frozen, owned
from convstudio.experiment.training import Run
from convstudio.layers import Array, KernelLayer, Layer, Shape
from convstudio.words import tr


class Obstacle(Struct, frozen=True, eq=False):
    """Why nothing can be learned: the setting, its value, and what would help."""

    setting: str
    was: str
    remedy: str


class Task(Struct, frozen=True, eq=False):
    """Layer `index` is learned, and the output of layer `until` is compared with the targets.

    `seen` are the inputs of the layer, `behind` are the layers that its output passes through, `targets` the wanted outputs:
    one (C, H, W) for each picture, that of the experiment's input first.
    """

    experiment: Experiment
    index: int
    until: int
    layer: KernelLayer
    behind: tuple[Layer, ...]
    seen: tuple[Array, ...]
    targets: tuple[Array, ...]
    learn_bias: bool

    @property
    def size(self) -> int:
        """How many weights are learned."""
        return self.layer.kernel.size + (self.layer.bias.size if self.learn_bias else 0)

    @property
    def cells(self) -> int:
        """How many output cells are compared."""
        return sum(target.size for target in self.targets)

    @property
    def is_linear(self) -> bool:
        """Whether the output is linear in the weights, so that the squared error is a quadratic."""
        return not self.behind and self.layer.activation == "none"


class Backward(Struct, frozen=True, eq=False):
    """The gradients of a loss with respect to the weights and, for each picture, to the sums of the convolution."""

    weights: Array
    sums: tuple[Array, ...]


def pictures(experiment: Experiment) -> tuple[Array, ...]:
    """All training pictures, the experiment's input first."""
    return (experiment.input, *experiment.training.pictures)


def trained_layer(experiment: Experiment) -> int | None:
    """The convolution that is learned: the chosen one, else the first; None if none is switched on."""
    found = [i for i, layer in enumerate(experiment.layers) if isinstance(layer, KernelLayer) and layer.enabled]
    chosen = experiment.training.layer
    return chosen if chosen in found else found[0] if found else None


def until_layer(experiment: Experiment, index: int) -> int:
    """The layer whose output is compared with the target when layer `index` is learned."""
    return min(max(experiment.training.until, index), len(experiment.layers) - 1)


def make_task(experiment: Experiment, before: Task | None = None) -> Task | Obstacle:
    """The task of an experiment. What is still valid is taken from `before`; if all is, `before` itself is returned."""
    if before and is_same_task(before.experiment, experiment):
        return before
    index = trained_layer(experiment)
    if index is None:
        return _no_convolution()
    seen = before.seen if before and reads_the_same(before.experiment, experiment) else None
    with np.errstate(over="ignore", invalid="ignore"):
        return _task(experiment, index, seen)


def _no_convolution() -> Obstacle:
    return Obstacle("layer", tr("no convolution is switched on"), tr("Add a convolution in Explore."))


def is_same_task(one: Experiment, other: Experiment) -> bool:
    """Whether all that a task depends on is the same; arrays and layers are compared by identity."""
    return _given(one) == _given(other)


def reads_the_same(one: Experiment, other: Experiment) -> bool:
    """Whether the same layer is learned, and reads the same inputs."""
    return _read(one) == _read(other)


def _given(experiment: Experiment) -> tuple[object, ...]:
    training = experiment.training
    until = max(training.until, trained_layer(experiment) or 0)
    arrays = (training.target_kernel, *training.targets)
    return (
        _read(experiment),
        tuple(map(id, experiment.layers[: until + 1])),
        tuple(map(id, arrays)),
        *(training.until, training.target, training.noise, training.noise_seed, training.learn_bias),
    )


def _read(experiment: Experiment) -> tuple[object, ...]:
    index = trained_layer(experiment)
    return index, tuple(map(id, experiment.layers[:index])), tuple(map(id, pictures(experiment)))


def _task(experiment: Experiment, index: int, seen: tuple[Array, ...] | None) -> Task | Obstacle:
    layers, until = experiment.layers, until_layer(experiment, index)
    layer, behind = layers[index], tuple(layer for layer in layers[index + 1 : until + 1] if layer.enabled)
    assert isinstance(layer, KernelLayer)
    over = too_much_to_learn(map(shape_of, pictures(experiment)), layers[:index], (layer, *behind))
    if over:
        return Obstacle(over.parameter, over.was, over.remedy)
    if seen is None:
        found = _all_through([layer for layer in layers[:index] if layer.enabled], pictures(experiment))
        if isinstance(found, Obstacle):
            return found
        seen = found
    task = Task(experiment, index, until, layer, behind, seen, (), experiment.training.learn_bias)
    targets = _targets(task)
    return targets if isinstance(targets, Obstacle) else replace(task, targets=targets)


def _all_through(layers: Sequence[Layer], arrays: tuple[Array, ...]) -> tuple[Array, ...] | Obstacle:
    """The output for each picture."""
    shapes = _shapes_through(layers, arrays)
    if isinstance(shapes, Obstacle):
        return shapes
    found = []
    for x in arrays:
        for layer in layers:
            x = layer.forward(x)
        found.append(x)
    return tuple(found)


def _shapes_through(layers: Sequence[Layer], arrays: tuple[Array, ...]) -> tuple[Shape, ...] | Obstacle:
    """The shape of the output for each picture, without computing it."""
    found = []
    for number, array in enumerate(arrays):
        shape = shape_of(array)
        for layer in layers:
            problem = layer.problem(shape)
            if problem:
                was = tr("picture {n}, {layer}: {was}", n=number + 1, layer=layer.label, was=problem.was)
                return Obstacle(problem.parameter, was, problem.remedy)
            shape = layer.output_shape(shape)
        found.append(shape)
    return tuple(found)


def prediction_shapes(experiment: Experiment) -> tuple[Shape, ...] | Obstacle:
    """The shapes that painted targets must have, one for each picture."""
    index = trained_layer(experiment)
    if index is None:
        return _no_convolution()
    last = until_layer(experiment, index)
    return _shapes_through([layer for layer in experiment.layers[: last + 1] if layer.enabled], pictures(experiment))


def _targets(task: Task) -> tuple[Array, ...] | Obstacle:
    """The wanted outputs, noise included."""
    training = task.experiment.training
    shapes = _shapes_through([task.layer, *task.behind], task.seen)
    if isinstance(shapes, Obstacle):
        return shapes
    layer = task.layer
    if training.target == "drawn" and training.target_kernel is not None:
        layer = _with_kernel(layer, training.target_kernel)
    through = [layer, *task.behind]
    painted = training.targets[: len(task.seen)]
    made = tuple(map(shape_of, painted)) if training.target == "painted" else _shapes_through(through, task.seen)
    if isinstance(made, Obstacle):
        return made
    wanted = _misfit(made, shapes) or (painted if training.target == "painted" else _all_through(through, task.seen))
    if isinstance(wanted, Obstacle):
        return wanted
    random = np.random.default_rng(training.noise_seed)
    noisy = [y + random.normal(0.0, training.noise, y.shape) if training.noise else y for y in wanted]
    if not all(np.isfinite(y).all() for y in noisy):
        return Obstacle("target", tr("the target has values that are no numbers"), tr("Use smaller weights or pixels."))
    return tuple(map(frozen, noisy))


def _with_kernel(layer: KernelLayer, kernel: Array) -> KernelLayer:
    """The layer with another kernel. If its number of outputs differs, so does the target's, and `_misfit` says so."""
    bias = layer.bias if len(layer.bias) == len(kernel) else frozen(np.resize(layer.bias, len(kernel)))
    return replace(layer, kernel=kernel, bias=bias)


def _misfit(wanted: tuple[Shape, ...], predicted: tuple[Shape, ...]) -> Obstacle | None:
    """Why errors cannot be computed; None if they can."""
    for number, y in enumerate(predicted):
        if number >= len(wanted):
            return Obstacle("targets", tr("picture {n} has no target", n=number + 1), tr("Press “Fit the target”."))
        if wanted[number] != y:
            return Obstacle(
                "targets",
                tr("target Y of picture {n} is {y}, the prediction Ŷ is {p}",
                   n=number + 1, y=_size(wanted[number]), p=_size(y)),
                tr("Press “Fit the target”, or change kernel, stride or padding until both are {y}.", y=_size(wanted[number])),
            )  # fmt: skip
    return None


def _size(shape: Shape) -> str:
    return " × ".join(map(str, shape))


# Weights


def flat(task: Task, kernel: Array, bias: Array) -> Array:
    """A kernel and a bias as one weight vector of the task."""
    laid = task.layer.laid(kernel).ravel()
    parts = (laid, bias) if task.learn_bias else (laid,)
    return owned(np.concatenate(parts))


def kernel_of(task: Task, weights: Array) -> Array:
    """The kernel (C_out, C_in/groups, k_h, k_w) in a weight vector of the task, as the layer has it (not flipped)."""
    laid = weights[: task.layer.kernel.size].reshape(task.layer.kernel.shape)
    return frozen(task.layer.laid(laid))


def bias_of(task: Task, weights: Array) -> Array:
    """The biases in a weight vector of the task; those of the layer if none are learned."""
    return frozen(weights[task.layer.kernel.size :]) if task.learn_bias else task.layer.bias


def layer_with(task: Task, weights: Array) -> KernelLayer:
    """The layer that is learned, with the given weights."""
    return replace(task.layer, kernel=kernel_of(task, weights), bias=bias_of(task, weights))


def start_weights(task: Task, run: Run) -> Array:
    """The weights that a run without a parent begins with: its own if they fit, else what its `start` says."""
    if run.weights is not None and run.weights.size == task.size:
        return run.weights
    if run.start == "current":
        return flat(task, task.layer.kernel, task.layer.bias)
    if run.start == "zeros":
        return frozen(np.zeros(task.size))
    return frozen(np.random.default_rng(run.seed).standard_normal(task.size))


# Forward and backward


Passed = list[list[Array]]  # for each picture, the outputs of the learned layer and of all layers behind it


def passed(task: Task, weights: Array) -> Passed:
    """Pass all pictures through the layers."""
    layer, found = layer_with(task, weights), []
    with np.errstate(over="ignore", invalid="ignore"):
        for x in task.seen:
            outputs = [layer.forward(x)]
            for after in task.behind:
                outputs.append(after.forward(outputs[-1]))
            found.append(outputs)
    return found


def predict(task: Task, weights: Array) -> tuple[Array, ...]:
    """The outputs, one for each picture."""
    return tuple(outputs[-1] for outputs in passed(task, weights))


def errors(task: Task, outputs: Passed) -> Array:
    """Prediction minus target over all cells of all pictures, flat."""
    return np.concatenate([(each[-1] - y).ravel() for each, y in zip(outputs, task.targets, strict=True)])


def shaped(task: Task, values: Array) -> tuple[Array, ...]:
    """Values laid out flat as in `errors`, split into one (C, H, W) for each picture."""
    ends = np.cumsum([target.size for target in task.targets])[:-1]
    return tuple(part.reshape(target.shape) for part, target in zip(np.split(values, ends), task.targets, strict=True))


def backward(task: Task, weights: Array, outputs: Passed, slope: Array) -> Backward:
    """Propagate `slope` = ∂L/∂Ŷ, flat as in `errors`, back through all layers, whose `outputs` come from these weights."""
    layer, gradient, sums = layer_with(task, weights), np.zeros(task.size), []
    for x, each, grad in zip(task.seen, outputs, shaped(task, slope), strict=True):
        for after, values in zip(reversed(task.behind), reversed(each[:-1]), strict=True):
            grad, _ = after.backward(values, grad)
        sums.append(layer.backward_activation(x, grad))
        _, of = layer.backward(x, grad)
        gradient += flat(task, of["kernel"], of["bias"])
    return Backward(gradient, tuple(sums))
