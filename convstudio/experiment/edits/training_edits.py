"""Edits of the training: of the task, its pictures and its target, and of the runs and their length.

An edit that would change a run with epochs forks it at the epoch on the screen: the old run is kept, and can be returned to.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from msgspec.structs import replace

from convstudio.experiment.edits import Edit, check_input_shape, set_kernel, setting_text, within_limits
from convstudio.experiment.edits.grouping import check_kernel_shape
from convstudio.experiment.learning.training_setup import (
    Obstacle,
    Task,
    bias_of,
    kernel_of,
    make_task,
    prediction_shapes,
    trained_layer,
)
from convstudio.experiment.limits import MOST_INPUT_CELLS
from convstudio.experiment.model import Experiment, frozen, owned
from convstudio.experiment.training import (
    MOST_PICTURES,
    MOST_RUNS,
    NO_PARENT,
    RUN,
    TASK,
    Run,
    Training,
    most_epochs,
    owner,
    room_left,
    with_run,
)
from convstudio.layers import Array, KernelLayer
from convstudio.layers.parameters import Choice, Parameter
from convstudio.words import count, tr, translated


def set_task(experiment: Experiment, name: str, value: Any, known: Task | None = None) -> Edit:
    """Change a setting of the task. Raises ValueError if it is out of bounds.

    When the target is painted for the first time it begins as the target until now, which `known` may have already.
    """
    training = replace(experiment.training, **{name: value})
    label = _checked(TASK, name, value)
    if name == "target":
        training = _with_something_to_learn(experiment, training, known)
    return _edit(experiment, training, label)


def set_run(experiment: Experiment, epoch: int, name: str, value: Any) -> Edit:
    """Change a setting of the chosen run from `epoch` on: a fork, if the run has epochs. Raises ValueError if out of bounds.

    With another start or seed a new run begins.
    """
    label = _checked(RUN, name, value)
    if name in ("start", "seed"):
        return _edit(experiment, _started_anew(experiment.training, **{name: value}), label)
    return _edit(experiment, _changed(experiment.training, epoch, **{name: value}), label)


def take_rate(experiment: Experiment, rate: float) -> Edit:
    """Give the chosen run another learning rate from its start on, with as many epochs; a fork, if it has any.

    Raises ValueError if the rate is out of bounds.
    """
    label, training = _checked(RUN, "learning_rate", rate), experiment.training
    run = training.run
    changed = _changed(training, run.epoch, learning_rate=rate)
    return _edit(experiment, with_run(changed, changed.chosen, replace(changed.run, length=run.length)), label)


def set_run_weights(experiment: Experiment, epoch: int, weights: Array) -> Edit:
    """Set the weights (P,) at an epoch of the chosen run, which goes on from there."""
    return _edit(experiment, _changed(experiment.training, epoch, weights=frozen(within_limits(weights))), tr("Change weights"))


def train_to(experiment: Experiment, epoch: int) -> Edit:
    """Train the chosen run up to an epoch. Raises ValueError if that would be too many epochs."""
    training = experiment.training
    run = training.run
    length = epoch - run.epoch
    layer = _layer(experiment)
    most = most_epochs(run, layer.kernel.size + layer.bias.size)
    if length > most:
        raise ValueError(tr("A run of this kernel has at most {n} epochs.", n=most))
    if length > run.length and length > (left := room_left(training, layer.kernel.size + layer.bias.size)):
        raise ValueError(
            count(
                left,
                "Beside the other runs there is room for {n} epoch of this kernel; remove a run first.",
                "Beside the other runs there is room for {n} epochs of this kernel; remove a run first.",
            )
        )
    if length <= run.length:
        return Edit(experiment, "")
    longer = with_run(training, training.chosen, replace(run, length=length))
    return _edit(experiment, longer, tr("Train to epoch {n}", n=epoch))


def stop_at(experiment: Experiment, epoch: int) -> Edit:
    """End the chosen run at one of its epochs, but not before one at which another run has left it."""
    training = experiment.training
    end = max([epoch, *(training.runs[child].epoch for child in _children(training.runs, training.chosen))])
    shorter = with_run(training, training.chosen, replace(training.run, length=end - training.run.epoch))
    return _edit(experiment, shorter, tr("Stop at epoch {n}", n=epoch))


def reset(experiment: Experiment) -> Edit:
    """Go back to the same start, with the present settings; a run from which others forked is kept."""
    training = experiment.training
    return _edit(experiment, _started_anew(training, again=True), tr("Reset training"))


def new_seed(experiment: Experiment, seed: int) -> Edit:
    """Begin a run with another random start."""
    return _edit(experiment, _started_anew(experiment.training, start="random", seed=seed), tr("Start from seed {n}", n=seed))


def choose_run(experiment: Experiment, index: int) -> Edit:
    """Choose another run."""
    return _edit(experiment, replace(experiment.training, chosen=index), tr("Show run {n}", n=index + 1))


def remove_run(experiment: Experiment, index: int) -> Edit:
    """Remove a run, and with it all runs forked from it. The only run is begun anew instead."""
    training = experiment.training
    gone = _with_descendants(training.runs, index)
    kept = [i for i in range(len(training.runs)) if i not in gone]
    if not kept:
        return reset(experiment)
    place = {old: new for new, old in enumerate(kept)}
    runs = tuple(replace(training.runs[i], parent=place.get(training.runs[i].parent, NO_PARENT)) for i in kept)
    chosen = place.get(training.chosen, len(runs) - 1)
    return _edit(experiment, replace(training, runs=runs, chosen=chosen), tr("Remove run {n}", n=index + 1))


# Pictures and targets


def add_picture(experiment: Experiment, picture: Array) -> Edit:
    """Add a training picture (C, H, W). If its number of channels differs from the input's, its first one is used for all.

    Raises ValueError if there are too many pictures, or if it is too large.
    """
    training = experiment.training
    if len(training.pictures) + 1 >= MOST_PICTURES:
        raise ValueError(tr("At most {n} pictures can be learned from.", n=MOST_PICTURES))
    channels = len(experiment.input)
    check_input_shape((channels, *picture.shape[1:]))
    fitting = picture if len(picture) == channels else np.broadcast_to(picture[:1], (channels, *picture.shape[1:]))
    more = replace(training, pictures=(*training.pictures, frozen(within_limits(fitting))))
    return _edit(experiment, _fitting(experiment, more), tr("Add picture"))


def remove_picture(experiment: Experiment, number: int) -> Edit:
    """Remove a training picture; number 1 is the first one after the experiment's input."""
    training = experiment.training
    fewer = replace(
        training,
        pictures=training.pictures[: number - 1] + training.pictures[number:],
        targets=training.targets[:number] + training.targets[number + 1 :],
    )
    return _edit(experiment, fewer, tr("Remove picture {n}", n=number + 1))


def set_target_kernel(experiment: Experiment, kernel: Array, title: str) -> Edit:
    """Put a matrix (k_h, k_w) into every slice of the target kernel."""
    layer = _layer(experiment)
    check_kernel_shape(*layer.kernel.shape[:2], *kernel.shape)
    values = np.broadcast_to(kernel, (*layer.kernel.shape[:2], *kernel.shape))
    training = replace(experiment.training, target="drawn", target_kernel=frozen(values))
    return _edit(experiment, training, tr("Target kernel: {title}", title=title))


def fit_target(experiment: Experiment) -> Edit:
    """Bring painted targets, or the target kernel, to the size that fits; values are kept as far as they still have a place."""
    return _edit(experiment, _fitting(experiment, experiment.training), tr("Fit the target"))


def use_kernel(experiment: Experiment, task: Task, weights: Array) -> Edit:
    """Make the learned weights those of the layer."""
    kernel, bias = kernel_of(task, weights), bias_of(task, weights)
    return set_kernel(experiment, task.index, within_limits(kernel), tr("Use the learned kernel"), bias)


# Pieces


def _edit(experiment: Experiment, training: Training, label: str) -> Edit:
    return Edit(replace(experiment, training=training), label)


def _checked(parameters: tuple[Parameter, ...], name: str, value: Any) -> str:
    """The name of the step that gives a setting a value. Raises ValueError if the value is out of bounds."""
    parameter = next(p for p in parameters if p.name == name)
    wanted = parameter.check(value)
    if wanted:
        title, was = translated(parameter.title), setting_text(value)
        raise ValueError(tr("{title}: {value} is not possible; {wanted}.", title=title, value=was, wanted=wanted))
    word = translated(dict(parameter.options)[value]) if isinstance(parameter, Choice) else setting_text(value)
    return tr("{title}: {value}", title=translated(parameter.title), value=word)


def _changed(training: Training, epoch: int, **changes: Any) -> Training:
    """The training with other settings or weights of the chosen run from an epoch on: a fork, unless the run has no epochs yet.

    If the epoch lies behind the last one of the run, the timeline shows another run, and that last epoch is meant.
    """
    run = training.run
    epoch = min(epoch, run.end)
    if run.length == 0 and epoch == run.epoch and not _children(training.runs, training.chosen):
        return with_run(training, training.chosen, replace(run, **changes))
    weights = run.weights if epoch == run.epoch else None
    fork = replace(run, **{"weights": weights, **changes}, parent=owner(training, epoch), epoch=epoch, length=0)
    return _appended(training, fork)


def _started_anew(training: Training, *, again: bool = False, **changes: Any) -> Training:
    """The training with a run from the start, which replaces the chosen one if that is not needed any more."""
    root = training.runs[training.chosen]
    while root.parent != NO_PARENT:
        root = training.runs[root.parent]
    weights = root.weights if again else None
    begun = {"start": root.start, "seed": root.seed, **changes}
    fresh = replace(training.run, **begun, weights=weights, parent=NO_PARENT, epoch=0, length=0)
    alone = training.run.parent == NO_PARENT and not _children(training.runs, training.chosen)
    if alone and (again or not training.run.length):
        return with_run(training, training.chosen, fresh)
    return _appended(training, fresh)


def _appended(training: Training, run: Run) -> Training:
    if len(training.runs) >= MOST_RUNS:
        raise ValueError(tr("At most {n} runs are kept; remove one first.", n=MOST_RUNS))
    return replace(training, runs=(*training.runs, run), chosen=len(training.runs))


def _children(runs: tuple[Run, ...], index: int) -> list[int]:
    return [i for i, run in enumerate(runs) if run.parent == index]


def _with_descendants(runs: tuple[Run, ...], index: int) -> set[int]:
    found = {index}
    for i, run in enumerate(runs):
        if run.parent in found:
            found.add(i)
    return found


def _layer(experiment: Experiment) -> KernelLayer:
    index = trained_layer(experiment)
    if index is None:
        raise ValueError(tr("No convolution is switched on."))
    layer = experiment.layers[index]
    assert isinstance(layer, KernelLayer)
    return layer


def _with_something_to_learn(experiment: Experiment, training: Training, known: Task | None) -> Training:
    """The training with an initial target that can be changed by hand: the target until now."""
    if training.target == "drawn" and training.target_kernel is None:
        return replace(training, target_kernel=_layer(experiment).kernel)
    if training.target == "painted" and not training.targets:
        before = make_task(experiment, known)
        for target in before.targets if isinstance(before, Task) else ():
            _check_target_shape(target.shape)
        targets = tuple(map(frozen, before.targets)) if isinstance(before, Task) else ()
        return _fitting(experiment, replace(training, targets=targets))
    return training


def _fitting(experiment: Experiment, training: Training) -> Training:
    if training.target == "drawn" and training.target_kernel is not None:
        shape = _layer(experiment).kernel.shape
        return replace(training, target_kernel=_fitted(training.target_kernel, shape))
    if training.target != "painted":
        return training
    shapes = prediction_shapes(replace(experiment, training=training))
    if isinstance(shapes, Obstacle):
        return training
    for shape in shapes:
        _check_target_shape(shape)
    known = (*training.targets, *(owned(np.zeros(shape)) for shape in shapes[len(training.targets) :]))
    return replace(training, targets=tuple(_fitted(y, shape) for y, shape in zip(known, shapes, strict=False)))


def _check_target_shape(shape: tuple[int, ...]) -> None:
    if prod(shape) > MOST_INPUT_CELLS:
        size = " × ".join(map(str, shape))
        raise ValueError(tr("A target of {size} cannot be painted: at most {most} cells.", size=size, most=MOST_INPUT_CELLS))


def _fitted(values: Array, shape: tuple[int, ...]) -> Array:
    """`values` in another shape: cropped, or with zeros at the ends."""
    if values.shape == shape:
        return values
    fitted = np.zeros(shape)
    kept = tuple(slice(min(a, b)) for a, b in zip(values.shape, shape, strict=True))
    fitted[kept] = values[kept]
    return owned(fitted)
