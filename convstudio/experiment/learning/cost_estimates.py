"""How much work a training takes, estimated beforehand, because whatever takes long is computed on another thread.

Work is counted in products, as in `Layer.effort`: a million take about a third of a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable

from convstudio.experiment.evaluate import shape_of
from convstudio.experiment.learning.training_setup import Task, pictures, until_layer
from convstudio.experiment.model import Experiment
from convstudio.layers import Layer, Shape

QUICK = 8_000_000  # products that may be computed while the window waits
BACK = 2  # times as many products as the forward pass
A_NUMBER = 8  # products that take as long as drawing a random number
AN_EIGENVALUE = 10  # one of D eigenvalues, with its eigenvector, takes so many times D² products


def of_task(experiment: Experiment, index: int, *, seen: bool) -> float:
    """Products that making a task takes; `seen` says whether the input of the layer is known already."""
    layers, training = experiment.layers, experiment.training
    until = until_layer(experiment, index)
    found = 0.0
    for picture in pictures(experiment):
        before, shape = _forward(layers[:index], shape_of(picture))
        behind, shape = _forward(layers[index : until + 1], shape) if shape else (0.0, None)
        found += (0.0 if seen else before) + (0.0 if training.target == "painted" else behind)
        found += A_NUMBER * shape[0] * shape[1] * shape[2] if shape and training.noise else 0.0
    return found


def of_prediction(task: Task) -> float:
    """Products that computing the outputs of all pictures takes."""
    return sum(_forward((task.layer, *task.behind), shape_of(x))[0] for x in task.seen)


def of_backpropagation(task: Task) -> float:
    """Products that a loss and its gradient take by backpropagation."""
    return (1 + BACK) * of_prediction(task)


def of_quadratic(task: Task) -> float:
    """Products that the quadratic of a linear task takes, including its eigenvalues."""
    kernel, groups = task.layer.kernel, task.layer.groups
    depth = kernel[0].size + task.learn_bias
    cells = task.cells // len(kernel)
    return float(cells * depth * (depth * groups + len(kernel)) + groups * AN_EIGENVALUE * depth**3) + 2 * of_prediction(task)


def of_gradient(task: Task) -> float:
    """Products that a gradient takes once the quadratic is known."""
    kernel = task.layer.kernel
    return float(kernel.size * (kernel[0].size + task.learn_bias))


def of_snapshot(task: Task, *, gradient: bool, reach: bool) -> float:
    """Products that a snapshot of an epoch takes; `gradient` and `reach` say whether they are known already."""
    own = _forward(task.experiment.layers[: task.until + 1], shape_of(task.experiment.input))[0]
    each = of_prediction(task) + of_gradient(task) if gradient else of_backpropagation(task)
    return own + (1 if reach else 2) * each


def _forward(layers: Iterable[Layer], shape: Shape) -> tuple[float, Shape | None]:
    """Products that the forward pass through some layers takes, and the output shape; None if a layer cannot work."""
    found = 0.0
    for layer in layers:
        if layer.enabled:
            if layer.problem(shape):
                return found, None
            found += layer.effort(shape)
            shape = layer.output_shape(shape)
    return found, shape
