"""Computing the epochs of all runs of an experiment, reusing those that did not change.

A run says where it starts and how far it goes; its epochs are computed here. `learn` prepares the task and takes over the
epochs that are known already. `advance` computes for a limited time and is called until all is done; the epochs are bit-equal
whether they are computed in chunks or at once.
"""

from __future__ import annotations

from math import inf
from time import perf_counter

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from convstudio.engine.descent.losses import loss, loss_gradient, named
from convstudio.engine.descent.optimisers import Optimiser, OptimiserState, begin, update
from convstudio.engine.descent.quadratic import Quadratic, quadratic
from convstudio.engine.descent.training import Divergence, Objective, Trajectory, start, train
from convstudio.experiment.learning import cost_estimates
from convstudio.experiment.learning.training_setup import (
    Obstacle,
    Task,
    backward,
    errors,
    flat,
    is_same_task,
    make_task,
    passed,
    reads_the_same,
    start_weights,
    trained_layer,
)
from convstudio.experiment.model import Experiment
from convstudio.experiment.training import NO_PARENT, Run, epochs_kept, line_of, owner
from convstudio.layers import Array

MOST_DEPTH = 768  # weights of one output up to which AᵀA is formed: its eigenvalues take a third of a second
MOST_GRAM = 16 * 1024 * 1024  # numbers of AᵀA, a block for each group: 128 MiB


class Backpropagation(Struct, frozen=True, eq=False):
    """The objective of any task, computed by a pass forward through all layers and a pass back."""

    task: Task
    loss_name: str

    def loss(self, weights: Array) -> float:
        """The loss at some weights (P,)."""
        return loss(self.loss_name, errors(self.task, passed(self.task, weights)))

    def loss_and_gradient(self, weights: Array) -> tuple[float, Array]:
        """The loss at some weights (P,), and its gradient (P,)."""
        outputs = passed(self.task, weights)
        error = errors(self.task, outputs)
        slope = loss_gradient(self.loss_name, error)
        return loss(self.loss_name, error), backward(self.task, weights, outputs, slope).weights


class Line(Struct, frozen=True, eq=False):
    """The epochs of a run computed so far, which follow those of its parent; `trajectory` is None if there are none yet.

    `start` (P,) are the weights that it begins with if it has no parent, or has weights of its own. `wanted` is the number of
    its own epochs: as many as the run asks for, but no more than can be kept. `key` holds all that the epochs depend on: runs
    with equal keys have the same epochs.
    """

    run: Run
    key: tuple[object, ...]
    start: Array
    wanted: int
    parent: Line | None = None
    trajectory: Trajectory | None = None

    @property
    def last(self) -> int:
        """The last wanted epoch whose weights are known. Those of the start are known before anything is computed."""
        if self.trajectory is None:
            return min(self.run.epoch, self.parent.last) if self.parent else self.run.epoch
        return self.run.epoch + min(self._computed, self.wanted)

    @property
    def stop(self) -> Divergence | None:
        """Why the run ended early, if it did."""
        known = self.trajectory.stop if self.trajectory else None
        return known if known and self._computed <= self.wanted else None

    @property
    def done(self) -> bool:
        """Whether all wanted epochs are computed, or the run ended early."""
        return self.trajectory is not None and (self._computed >= self.wanted or self.trajectory.stop is not None)

    @property
    def losses(self) -> Array:
        """The loss at every epoch, from the first of the run to its last."""
        return np.empty(0) if self.trajectory is None else self.trajectory.losses[: self.last - self.run.epoch + 1]

    @property
    def _computed(self) -> int:
        return -1 if self.trajectory is None else len(self.trajectory.losses) - 1

    def weights(self, epoch: int) -> Array:
        """The weights (P,) at an epoch of the line, the parent's epochs included."""
        if self.parent and (epoch < self.run.epoch or (self.trajectory is None and not self.is_typed)):
            return self.parent.weights(min(epoch, self.run.epoch))
        if self.trajectory is None:
            return self.start
        found: Array = self.trajectory.weights[min(epoch, self.last) - self.run.epoch]
        return found

    def some_weights(self, epochs: NDArray[np.intp], places: tuple[int, ...]) -> Array:
        """The weights at some indices of (P,), one row for each of `epochs`, which must ascend; as `weights` gives them."""
        first = self.run.epoch + (self.trajectory is None and not self.is_typed)
        if self.parent and len(epochs) and epochs[0] < first:
            before = self.parent.some_weights(np.minimum(epochs[epochs < first], self.run.epoch), places)
            return np.concatenate([before, self.some_weights(epochs[epochs >= first], places)])
        if self.trajectory is None:
            return np.broadcast_to(self.start[list(places)], (len(epochs), len(places)))
        own = np.minimum(epochs, self.last) - self.run.epoch  # a diverged run may end before the epoch where another left it
        found: Array = self.trajectory.weights[np.ix_(own, np.array(places, dtype=np.intp))]
        return found

    def state(self, epoch: int) -> OptimiserState:
        """The optimiser's state from which training continues at an epoch of the line whose weights are known."""
        if self.parent and epoch < self.run.epoch:
            return self.parent.state(epoch)
        if self.trajectory is not None:
            return self.trajectory.state(epoch - self.run.epoch)
        if self.parent and self.parent.run.optimiser == self.run.optimiser:
            return self.parent.state(min(epoch, self.parent.last))
        return begin(self.start.size)

    @property
    def is_typed(self) -> bool:
        """Whether the run begins with weights of its own."""
        return self.run.weights is not None and self.run.weights.size == self.start.size


class Learnt(Struct, frozen=True, eq=False):
    """The task of an experiment, or the reason why there is none, and the line of every run.

    `task` is None if making it takes long and is still to be done; `known` is then what was learnt last.
    """

    experiment: Experiment
    task: Task | Obstacle | None
    lines: tuple[Line, ...] = ()
    objectives: tuple[tuple[str, Objective], ...] = ()  # by the name of the loss
    known: Learnt | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to compute."""
        return self.task is not None and all(line.done for line in self.lines)

    @property
    def line(self) -> Line | None:
        """The chosen line; None without a task."""
        return self.lines[self.experiment.training.chosen] if self.lines else None

    def objective(self, loss_name: str) -> Objective | None:
        """The objective for a loss, if it was made already."""
        return dict(self.objectives).get(loss_name)


def learn(experiment: Experiment, before: Learnt | None = None, most: float = inf) -> Learnt:
    """The task and the lines of an experiment, with the epochs known from `before`; no further ones are computed.

    Making the task is left for later if it takes more than `most` products.
    """
    if before and before.task is None:
        before = before.known
    if before and before.experiment is experiment:
        return before
    known = before.task if before and isinstance(before.task, Task) else None
    if most < inf and _task_effort(experiment, known) > most:
        return Learnt(experiment, None, known=before)
    task = make_task(experiment, known)
    if isinstance(task, Obstacle):
        return Learnt(experiment, task)
    same = before is not None and task is known
    lines: list[Line] = []
    runs = experiment.training.runs
    for run, wanted in zip(runs, epochs_kept(runs, task.size), strict=True):
        lines.append(_line(task, run, wanted, lines, before.lines if before and same else ()))
    return Learnt(experiment, task, tuple(lines), before.objectives if before and same else ())


def serves(one: Learnt, other: Learnt) -> bool:
    """Whether results computed for one can be used for the other: they have the same task, made or still to be made."""
    if one.task is None and other.task is None:
        return is_same_task(one.experiment, other.experiment)
    return one.task is other.task


def task_effort(learnt: Learnt) -> float:
    """How many products it takes to make the task; 0 if it is made already."""
    known = learnt.known.task if learnt.known else None
    return _task_effort(learnt.experiment, known if isinstance(known, Task) else None)


def _task_effort(experiment: Experiment, known: Task | None) -> float:
    index = trained_layer(experiment)
    if index is None or (known and is_same_task(known.experiment, experiment)):
        return 0.0
    return cost_estimates.of_task(experiment, index, seen=known is not None and reads_the_same(known.experiment, experiment))


def advance(learnt: Learnt, seconds: float) -> Learnt:
    """Compute for about `seconds`, but at least one more epoch if any is left.

    The chosen run comes first, since it is the one that is shown.
    """
    until, task = perf_counter() + seconds, learnt.task
    if not isinstance(task, Task):
        return learnt
    objectives, lines = dict(learnt.objectives), list(learnt.lines)
    training = learnt.experiment.training
    for index in dict.fromkeys((*line_of(training, training.chosen), *range(len(lines)))):
        old = lines[index]
        line = replace(old, parent=lines[old.run.parent]) if old.parent else old
        lines[index] = line
        if line.done:
            continue
        if line.run.loss not in objectives:
            objectives[line.run.loss] = _objective(task, line.run.loss)
        lines[index] = _longer(line, objectives[line.run.loss], until)
        if perf_counter() >= until:
            break
    return replace(learnt, lines=tuple(lines), objectives=tuple(objectives.items()))


def step_effort(learnt: Learnt) -> float:
    """How many products the next step of the chosen run takes, including all that must be prepared for it."""
    task, line = learnt.task, learnt.line
    if not isinstance(task, Task) or line is None:
        return 0.0
    if isinstance(learnt.objective(line.run.loss), Quadratic):
        return cost_estimates.of_gradient(task)
    wanted = cost_estimates.of_quadratic if has_quadratic(task, line.run.loss) else cost_estimates.of_backpropagation
    return wanted(task)


def optimiser(run: Run) -> Optimiser:
    """The optimiser with the settings of a run."""
    rates = {"momentum": run.momentum, "decay": run.decay}
    return Optimiser(run.optimiser, run.learning_rate, **rates)


def quadratic_of(learnt: Learnt) -> Quadratic | None:
    """The loss of the chosen run as a quadratic; None if it is none, or has not been made yet."""
    line = learnt.line
    found = learnt.objective(line.run.loss) if line else None
    return found if isinstance(found, Quadratic) else None


def _line(task: Task, run: Run, wanted: int, before: list[Line], known: tuple[Line, ...]) -> Line:
    parent = None if run.parent == NO_PARENT else before[run.parent]
    settings = run.start, run.seed, run.optimiser, run.learning_rate, run.momentum, run.decay, run.loss, run.epoch
    key = (*settings, id(run.weights), parent.key if parent else None)
    same = [line for line in known if line.key == key]
    if same:
        longest = max(same, key=lambda line: len(line.losses))
        return replace(longest, run=run, wanted=wanted, parent=parent)
    return Line(run, key, start_weights(task, run), wanted, parent)


def _longer(line: Line, objective: Objective, until: float) -> Line:
    """The line with further epochs, computed until the given time; unchanged while its parent has not come far enough."""
    if line.trajectory is None:
        begun = _begun(line, objective)
        if begun is None:
            return line
        line = begun
    how, chunk = optimiser(line.run), 1
    while not line.done:
        trajectory = line.trajectory
        assert trajectory is not None
        left = line.wanted - (len(trajectory.losses) - 1)
        line = replace(line, trajectory=train(objective, how, trajectory, min(chunk, left)))
        if perf_counter() >= until:
            break
        chunk *= 2
    return line


def _begun(line: Line, objective: Objective) -> Line | None:
    """The line with its first epoch; None while its parent has not come far enough."""
    parent, epoch = line.parent, line.run.epoch
    if parent is None:
        return replace(line, trajectory=start(objective, line.start))
    if parent.trajectory is None or not (parent.done or parent.last >= epoch):
        return None
    first = line.weights(min(epoch, parent.last) if not line.is_typed else epoch)  # the parent may have diverged before
    return replace(line, trajectory=start(objective, first, line.state(epoch)))


def is_quadratic(task: Task, loss_name: str) -> bool:
    """Whether a loss is a quadratic function of the weights of a task."""
    return task.is_linear and named(loss_name).quadratic


def has_quadratic(task: Task, loss_name: str) -> bool:
    """Whether a loss is computed as a quadratic: it must be one, and not too large."""
    depth = task.layer.kernel[0].size
    return is_quadratic(task, loss_name) and depth <= MOST_DEPTH and task.layer.groups * depth**2 <= MOST_GRAM


def _objective(task: Task, loss_name: str) -> Objective:
    if not has_quadratic(task, loss_name):
        return Backpropagation(task, loss_name)
    o, c, h, w = task.layer.kernel.shape
    return quadratic(
        tuple(map(task.layer.laid_out, task.seen)),
        task.targets,
        (o, c, h, w),
        bias=task.learn_bias,
        offset=None if task.learn_bias else task.layer.bias,
        mean=named(loss_name).is_mean,
        solution=_solution(task),
        **task.layer.slide,
    )


def _solution(task: Task) -> Array | None:
    """The weights (P,) that made the targets, if they reproduce them to the last bit; else None, as where noise was added."""
    drawn = task.experiment.training.target_kernel
    kernels = (task.layer.kernel, *(() if drawn is None or drawn.shape != task.layer.kernel.shape else (drawn,)))
    candidates = (flat(task, kernel, task.layer.bias) for kernel in kernels)
    return next((weights for weights in candidates if not errors(task, passed(task, weights)).any()), None)


def stepping(learnt: Learnt, epoch: int) -> Run:
    """The run of the chosen line that makes the step following an epoch."""
    training = learnt.experiment.training
    return training.runs[owner(training, epoch + 1)]


def step_behind(learnt: Learnt, epoch: int, gradient: Array) -> Array:
    """The step that leads from an epoch of the chosen line to the next: what a gradient (P,) adds to the weights (P,)."""
    line = learnt.line
    assert line is not None
    return update(optimiser(stepping(learnt, epoch)), line.state(epoch), gradient)[0]
