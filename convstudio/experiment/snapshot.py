"""Everything about one epoch that the screen shows, computed from its weights when it is looked at."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.losses import loss, loss_gradient
from convstudio.experiment.evaluate import Evaluation, evaluate
from convstudio.experiment.model import Experiment, owned
from convstudio.experiment.task import Backward, Task, backward, bias_of, errors, kernel_of, layer_with, pictures, shaped
from convstudio.experiment.training import Run
from convstudio.layers import Array


class Snapshot(Struct, frozen=True, eq=False):
    """The state at an epoch with the picture `number`.

    `evaluation` is the strip as far as it is compared, with the learned weights; `error` is prediction minus target
    (C, H, W); `slope` is ∂L/∂Ŷ and `pull` is ∂L/∂(sum of the convolution), both of this picture. `loss` and `gradient` (P,)
    are those of all pictures. `run` says how the step behind this epoch is made.
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

    @property
    def loss_name(self) -> str:
        """Which loss the slopes are those of."""
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
        """What should come out (C, H, W)."""
        return self.task.targets[self.number]


def snapshot(
    task: Task, run: Run, weights: Array, epoch: int, number: int, before: Snapshot | None = None, gradient: Array | None = None
) -> Snapshot:
    """What the screen shows of some weights (P,) at an epoch.

    `before` spares what it has already; a `gradient` (P,) of a linear task that is known spares finding it anew.
    """
    number = min(number, len(task.seen) - 1)
    shown = _strip(task, weights, number)
    evaluation = evaluate(shown, before.evaluation if before and before.task is task else None)
    error = errors(task, weights)
    slope = loss_gradient(run.loss, error)
    if gradient is not None and task.is_linear:
        back = Backward(gradient, shaped(task, slope))
    else:
        back = backward(task, weights, slope)
    return Snapshot(
        task, run, epoch, number, weights, evaluation, owned(shaped(task, error)[number].copy()),
        owned(shaped(task, slope)[number].copy()), owned(back.sums[number].copy()), loss(run.loss, error), back.weights,
    )  # fmt: skip


def _strip(task: Task, weights: Array, number: int) -> Experiment:
    experiment = task.experiment
    layers = (*experiment.layers[: task.index], layer_with(task, weights), *experiment.layers[task.index + 1 : task.until + 1])
    return replace(experiment, input=pictures(experiment)[number], layers=layers)
