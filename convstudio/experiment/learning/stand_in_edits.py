"""Edits of an input or a kernel, applied to other arrays: further pictures, targets, target kernels and learned kernels.

The edit is applied to an experiment in which the other array stands in for the input or the kernel, and the result is put
back. So every tool for the input also works on a target, and every edit of a kernel on a learned one.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from convstudio.experiment.edits import Edit
from convstudio.experiment.edits.training_edits import set_run_weights
from convstudio.experiment.learning.training_setup import Task, flat, layer_with, trained_layer
from convstudio.experiment.model import Experiment
from convstudio.layers import Array, KernelLayer, Layer
from convstudio.words import tr

EditOfExperiment = Callable[[Experiment], Edit]


def on_picture(experiment: Experiment, edit: EditOfExperiment, number: int) -> Edit:
    """Apply an edit of the input to one of the further training pictures; the first of them has the number 1."""
    training = experiment.training
    done = edit(replace(experiment, input=training.pictures[number - 1]))
    pictures = (*training.pictures[: number - 1], done.after.input, *training.pictures[number:])
    return Edit(replace(experiment, training=replace(training, pictures=pictures)), done.label)


def on_target(experiment: Experiment, edit: EditOfExperiment, number: int) -> Edit:
    """Apply an edit of the input to a painted target."""
    training = experiment.training
    done = edit(replace(experiment, input=training.targets[number]))
    targets = (*training.targets[:number], done.after.input, *training.targets[number + 1 :])
    return Edit(replace(experiment, training=replace(training, targets=targets)), _of_target(done.label))


def on_target_kernel(experiment: Experiment, edit: EditOfExperiment) -> Edit:
    """Apply an edit of the kernel to the target kernel."""
    index, training = trained_layer(experiment), experiment.training
    assert index is not None
    assert training.target_kernel is not None
    layer = _convolution(experiment, index)
    done = edit(_with(experiment, index, replace(layer, kernel=training.target_kernel)))
    kernel = _convolution(done.after, index).kernel
    return Edit(replace(experiment, training=replace(training, target_kernel=kernel)), _of_target(done.label))


def on_learned(experiment: Experiment, edit: EditOfExperiment, task: Task, weights: Array, epoch: int) -> Edit:
    """Apply an edit of the kernel or the bias to the learned `weights` (P,) at an epoch; the run goes on from there.

    Raises ValueError if the edit changes the size of the kernel.
    """
    done = edit(_with(experiment, task.index, layer_with(task, weights)))
    layer = _convolution(done.after, task.index)
    if layer.kernel.shape != task.layer.kernel.shape:
        raise ValueError(tr("The learned kernel keeps its size; change it in Explore."))
    return Edit(set_run_weights(experiment, epoch, flat(task, layer.kernel, layer.bias)).after, done.label)


def _with(experiment: Experiment, index: int, layer: Layer) -> Experiment:
    return replace(experiment, layers=(*experiment.layers[:index], layer, *experiment.layers[index + 1 :]))


def _convolution(experiment: Experiment, index: int) -> KernelLayer:
    layer = experiment.layers[index]
    assert isinstance(layer, KernelLayer)
    return layer


def _of_target(label: str) -> str:
    return tr("{what}: target", what=label)
