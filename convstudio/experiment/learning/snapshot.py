"""Everything that the screen shows about one epoch, computed from its weights when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.descent.losses import loss, loss_gradient
from convstudio.experiment.evaluate import Evaluation, evaluate
from convstudio.experiment.learning.training_setup import (
    Backward,
    Task,
    backward,
    bias_of,
    errors,
    kernel_of,
    layer_with,
    passed,
    pictures,
    shaped,
)
from convstudio.experiment.model import Experiment, owned
from convstudio.experiment.training import Run
from convstudio.layers import Array


class Reach(Struct, frozen=True, eq=False):
    """How large the numbers of a run are at its start, the `weights` (P,): they give one scale for all its epochs.

    The largest magnitudes, over all pictures, of predictions, targets and errors, of the slopes at the sums, and of the
    gradient.
    """

    weights: Array
    outputs: float
    slopes: float
    gradient: float


class Snapshot(Struct, frozen=True, eq=False):
    """An epoch, looked at with picture `number`.

    `evaluation` has the layers up to the one whose output is compared, with the learned weights. `error` is prediction minus
    target (C, H, W); `slope` is ∂L/∂Ŷ and `pull` is ∂L/∂(sum of the convolution), all for this picture. `loss` and `gradient`
    (P,) are taken over all pictures. `run` says how the step following this epoch is made, `reach` how large the numbers were
    at the start.
    """

    task: Task
    run: Run
    epoch: int
    number: int
    weights: Array
    evaluation: Evaluation
    error: Array
    slope: Array
    pull: Array
    loss: float
    gradient: Array
    reach: Reach
    worst: tuple[int, int, int]

    @property
    def loss_name(self) -> str:
        """The loss that the slopes belong to."""
        return self.run.loss

    @property
    def kernel(self) -> Array:
        """The kernel (C_out, C_in/groups, k_h, k_w)."""
        return kernel_of(self.task, self.weights)

    @property
    def bias(self) -> Array:
        """The biases (C_out,)."""
        return bias_of(self.task, self.weights)

    @property
    def prediction(self) -> Array:
        """The output (C, H, W)."""
        output = self.evaluation.results[-1].output
        assert output is not None  # a task that can be learned has outputs
        return output

    @property
    def target(self) -> Array:
        """The wanted output (C, H, W)."""
        return self.task.targets[self.number]


Slope = Callable[[Array], Array]  # the gradient (P,) at some weights (P,)


def snapshot(
    task: Task,
    run: Run,
    weights: Array,
    epoch: int,
    number: int,
    start: Array,
    before: Snapshot | None = None,
    gradient: Slope | None = None,
) -> Snapshot:
    """What the screen shows of the weights (P,) at an epoch of a run, which starts at `start` (P,).

    What `before` has already is not computed again. For a linear task a known `gradient` spares the backpropagation.
    """
    number = min(number, len(task.seen) - 1)
    evaluation = evaluate(_strip(task, weights, number), before.evaluation if before and before.task is task else None)
    error, slope, back = _passes(task, run, weights, gradient)
    if before and has_reach(before, task, run.loss, start):
        reach = before.reach
    else:
        first = (error, slope, back) if np.array_equal(start, weights) else _passes(task, run, start, gradient)
        reach = _reach(task, start, first[0], first[2])
    own = owned(shaped(task, error)[number].copy())
    channel, row, column = (int(n) for n in np.unravel_index(int(np.argmax(np.abs(own))), own.shape))
    return Snapshot(
        task, run, epoch, number, weights, evaluation, own, owned(shaped(task, slope)[number].copy()),
        owned(back.sums[number].copy()), loss(run.loss, error), back.weights, reach, (channel, row, column),
    )  # fmt: skip


def has_reach(before: Snapshot | None, task: Task, loss_name: str, start: Array) -> bool:
    """Whether a snapshot already has the reach of a run that starts at some weights (P,)."""
    same = before is not None and before.task is task and before.loss_name == loss_name
    return same and np.array_equal(before.reach.weights, start) if before else False


def _passes(task: Task, run: Run, weights: Array, gradient: Slope | None) -> tuple[Array, Array, Backward]:
    """A pass forward and back: the errors and the slopes of all cells, flat, and the gradients."""
    outputs = passed(task, weights)
    error = errors(task, outputs)
    slope = loss_gradient(run.loss, error)
    if gradient is not None and task.is_linear:
        return error, slope, Backward(gradient(weights), shaped(task, slope))
    return error, slope, backward(task, weights, outputs, slope)


def _reach(task: Task, start: Array, error: Array, back: Backward) -> Reach:
    target = np.concatenate([y.ravel() for y in task.targets])
    outputs = max(_largest(error), _largest(target), _largest(error + target))
    return Reach(start, outputs, max(map(_largest, back.sums)), _largest(back.weights))


def _largest(values: Array) -> float:
    found = float(np.abs(values).max(initial=0.0))
    return found if isfinite(found) else 0.0


def _strip(task: Task, weights: Array, number: int) -> Experiment:
    experiment = task.experiment
    layers = (*experiment.layers[: task.index], layer_with(task, weights), *experiment.layers[task.index + 1 : task.until + 1])
    return replace(experiment, input=pictures(experiment)[number], layers=layers)
