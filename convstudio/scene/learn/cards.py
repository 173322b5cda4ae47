"""The cards of the Learn workspace: input, kernel, prediction, target, error, gradient, step."""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.engine.descent.losses import named
from convstudio.engine.descent.optimisers import rule
from convstudio.experiment.learning.snapshot import Snapshot
from convstudio.experiment.learning.training_setup import Task, bias_of, kernel_of
from convstudio.layers import Array
from convstudio.scene.cards.card import Card, shape_text
from convstudio.scene.cards.display import Display
from convstudio.scene.learn.moment import NEW, Moment
from convstudio.scene.matrix import MatrixScene, Scale, Surround, scale_to, signed_scale
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import BIAS, INPUT, Kind, MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, marks_of
from convstudio.scene.matrix.rounding import UNIT, dust
from convstudio.scene.matrix.surround import surround_of, with_padding
from convstudio.scene.words.numbers import short
from convstudio.words import tr

MOST_CHANNELS = 4  # shown side by side
MOST_KERNELS = 16


def picture_id(number: int) -> MatrixId:
    """The identity of a picture's matrix; number 0 is the experiment's input."""
    return MatrixId("picture", number) if number else INPUT


def cards(shown: Snapshot, step: Array, moment: Moment, marks: tuple[Mark, ...], display: Display) -> tuple[Card, ...]:
    """All cards of a snapshot, in their order; `step` (P,) is what the next update adds to the weights."""
    task, training = shown.task, shown.task.experiment.training
    made = [_input(shown, marks)]
    if task.index:
        seen = shown.task.seen[shown.number]
        made.append(_map(shown, "seen", tr("Into the convolution"), "", seen, marks, signed_scale(seen, display)))
    made.append(_learned(shown, step, moment, marks, display))
    if training.target != "painted":
        made.append(_wanted(shown, marks, display))
    loss = tr("{name} L = {n}", name=f"{named(shown.run.loss).symbol},", n=short(shown.loss))
    painted = training.target == "painted"
    wanted = tr("paint what should come out") if painted else ""
    scale = scale_to(shown.reach.outputs, display)
    made += [
        _map(shown, "prediction", tr("Prediction Ŷ"), "", shown.prediction, marks, scale),
        _map(shown, "target", tr("Target Y"), wanted, shown.target, marks, scale, editable=painted),
        _map(shown, "error", tr("Error Ŷ − Y"), loss, shown.error, marks, scale),
    ]
    if not is_plain(shown):
        slopes, words = scale_to(shown.reach.slopes, display), tr("Z: sums of the layer")
        made.append(_map(shown, "pull", tr("Slope ∂L/∂Z"), words, shown.pull, marks, slopes))
    slopes, steps = scale_to(shown.reach.gradient, display), scale_to(_first_step(shown, step), display)
    made += [
        _weights(shown, "gradient", tr("Gradient ∂L/∂K"), gradient_formula(shown), shown.gradient, marks, slopes),
        _weights(shown, "step", tr("Step"), step_formula(shown), step, marks, steps),
    ]
    return tuple(made)


def _first_step(shown: Snapshot, step: Array) -> float:
    """The largest magnitude in the first step under plain gradient descent; in `step` itself under any other rule."""
    if rule(shown.run.optimiser).is_plain:
        return shown.run.learning_rate * shown.reach.gradient
    return largest_magnitude(step)


def matrices(shown: Snapshot) -> frozenset[MatrixId]:
    """The matrices that have a card."""
    task = shown.task
    kinds: list[Kind] = ["learned", "prediction", "error", "gradient", "step"]
    kinds += ["seen"] if task.index else []
    kinds += [] if is_plain(shown) else ["pull"]
    kinds += [] if task.experiment.training.target == "painted" else [_wanted_kind(task)]
    own = {MatrixId(kind, task.index) for kind in kinds}
    return frozenset(own | {picture_id(shown.number), MatrixId("target", shown.number)})


def is_plain(shown: Snapshot) -> bool:
    """Whether the slope at the layer's sums is twice the error: the task is linear, and its loss the sum of squares."""
    return shown.task.is_linear and shown.loss_name == "sum_squares"


def gradient_formula(shown: Snapshot) -> str:
    """The formula of the gradient as a correlation: "= X ⋆ 2(Ŷ − Y)"."""
    source = "X" if shown.task.index == 0 else tr("input")
    return f"= {source} ⋆ 2(Ŷ − Y)" if is_plain(shown) else f"= {source} ⋆ ∂L/∂Z"


def step_formula(shown: Snapshot) -> str:
    """How the optimiser makes a step of the gradient: a formula, or the optimiser's name."""
    known = rule(shown.run.optimiser)
    return "= −η · ∂L/∂K" if known.is_plain else tr("by {name}", name=known.word)


def _input(shown: Snapshot, marks: tuple[Mark, ...]) -> Card:
    experiment, matrix = shown.task.experiment, picture_id(shown.number)
    values = shown.evaluation.experiment.input
    scale = Scale("grey", experiment.low, experiment.high)
    around = None if shown.task.index else _surround(shown, values, can_pad=not shown.number)
    panels = _channels(matrix, values, scale, marks, tr("Input X"), around, editable=True)
    number = len(shown.task.seen)
    of = tr(" · picture {i} of {n}", i=shown.number + 1, n=number) if number > 1 else ""
    return Card(matrix, tr("Input X"), shape_text(values.shape) + of, panels, scale, hidden_channels=_hidden(values, panels))


def _map(
    shown: Snapshot,
    kind: Kind,
    title: str,
    subtitle: str,
    values: Array,
    marks: tuple[Mark, ...],
    scale: Scale,
    *,
    editable: bool = False,
) -> Card:
    matrix = MatrixId(kind, shown.number if kind == "target" else shown.task.index)
    around = _surround(shown, values, can_pad=False) if kind == "seen" else None
    panels = _channels(matrix, values, scale, marks, title, around, editable=editable, below=_dust(shown, kind))
    words = subtitle or shape_text(values.shape)
    return Card(matrix, title, words, panels, scale, hidden_channels=_hidden(values, panels))


def _learned(shown: Snapshot, step: Array, moment: Moment, marks: tuple[Mark, ...], display: Display) -> Card:
    new = moment.phase == NEW
    weights = shown.weights + step if new else shown.weights
    title, words = tr("New kernel") if new else tr("Kernel now"), tr("epoch {n}", n=shown.epoch + new)
    return _weights(shown, "learned", title, words, weights, marks, _kernel_scale(shown, display), editable=not new)


def _kernel_scale(shown: Snapshot, display: Display) -> Scale:
    """The common scale of the learned kernel and the target kernel; it covers the target and the start of the run."""
    start = shown.reach.weights
    wanted = largest_magnitude(wanted_kernel(shown.task)) if shown.task.experiment.training.target != "painted" else 0.0
    return scale_to(max(wanted, largest_magnitude(start)), display)


def wanted_kernel(task: Task) -> Array:
    """The kernel (C_out, C_in/groups, k_h, k_w) that makes the target, unless the target is painted."""
    drawn = task.experiment.training.target_kernel
    return task.layer.kernel if drawn is None or _wanted_kind(task) == "kernel" else drawn


def _wanted(shown: Snapshot, marks: tuple[Mark, ...], display: Display) -> Card:
    """The card of the kernel that makes the target."""
    matrix, kernel = MatrixId(_wanted_kind(shown.task), shown.task.index), wanted_kernel(shown.task)
    scale = _kernel_scale(shown, display)
    panels = _slices(matrix, kernel, scale, marks, tr("Target kernel"), editable=True)
    hidden = kernel.shape[0] * kernel.shape[1] - sum(map(len, panels))
    return Card(matrix, tr("Target kernel"), tr("hidden from training"), panels, scale, hidden_channels=hidden)


def _wanted_kind(task: Task) -> Kind:
    training = task.experiment.training
    return "target_kernel" if training.target == "drawn" and training.target_kernel is not None else "kernel"


def _weights(
    shown: Snapshot,
    kind: Kind,
    title: str,
    subtitle: str,
    weights: Array,
    marks: tuple[Mark, ...],
    scale: Scale,
    *,
    editable: bool = False,
) -> Card:
    """The card of a vector (P,) as a kernel and, if the bias is learned, a row of biases."""
    task, matrix = shown.task, MatrixId(kind, shown.task.index)
    kernel = kernel_of(task, weights)
    panels = _slices(matrix, kernel, scale, marks, title, editable=editable)
    hidden = kernel.shape[0] * kernel.shape[1] - sum(map(len, panels))
    if task.learn_bias:
        bias = bias_of(task, weights)[None]
        panel = PanelId(matrix, 0, BIAS)
        name = tr("{title}, bias", title=title)
        row = MatrixScene(panel, name, bias, bias, scale, None, marks_of(marks, panel), editable=editable, caption=tr("bias"))
        panels = (*panels, (row,))
    return Card(matrix, title, subtitle, panels, scale, hidden_channels=hidden)


def _slices(
    matrix: MatrixId, kernel: Array, scale: Scale, marks: tuple[Mark, ...], title: str, *, editable: bool
) -> tuple[tuple[MatrixScene, ...], ...]:
    """The slices of a kernel, one row for each output channel; at most `MOST_KERNELS`, of `MOST_CHANNELS` input channels."""
    outs, depth = kernel.shape[:2]
    shown_depth = min(depth, MOST_CHANNELS)
    shown_outs = max(1, min(outs, MOST_KERNELS // shown_depth))
    alone = outs * depth == 1

    def panel(o: int, s: int) -> MatrixScene:
        place = PanelId(matrix, o, s)
        name = title if alone else tr("{title}, output {o}, channel {s}", title=title, o=o, s=s)
        caption = "" if alone else tr("out {o} · in {s}", o=o, s=s)
        return MatrixScene(
            place, name, kernel[o, s], kernel, scale, None, marks_of(marks, place), editable=editable, caption=caption
        )

    return tuple(tuple(panel(o, s) for s in range(shown_depth)) for o in range(shown_outs))


def _channels(
    matrix: MatrixId,
    values: Array,
    scale: Scale,
    marks: tuple[Mark, ...],
    title: str,
    around: Surround | None,
    *,
    editable: bool,
    below: float = 0.0,
) -> tuple[tuple[MatrixScene, ...], ...]:
    alone = len(values) == 1

    def panel(channel: int) -> MatrixScene:
        place = PanelId(matrix, channel)
        name = title if alone else tr("{title}, channel {c}", title=title, c=channel)
        caption = "" if alone else tr("channel {c}", c=channel)
        surround = with_padding(around, values[channel])
        return MatrixScene(
            place, name, values[channel], values, scale, None, marks_of(marks, place), surround, False, editable, caption,
            dust=below,
        )  # fmt: skip

    return (tuple(panel(channel) for channel in range(min(len(values), MOST_CHANNELS))),)


def _dust(shown: Snapshot, kind: Kind) -> float:
    """The magnitude up to which a value counts as 0, in a map of the strip or in the error computed from one."""
    if kind == "seen":
        return dust(shown.evaluation, shown.task.index - 1)
    predicted = dust(shown.evaluation, shown.task.until) if kind in ("prediction", "error") else 0.0
    return predicted + (UNIT * largest_magnitude(shown.target) if kind == "error" else 0.0)


def _surround(shown: Snapshot, values: Array, *, can_pad: bool) -> Surround | None:
    around = surround_of(shown.task.layer, values)
    return replace(around, can_pad=can_pad and around.can_pad) if around else None


def _hidden(values: Array, panels: tuple[tuple[MatrixScene, ...], ...]) -> int:
    return len(values) - sum(map(len, panels))
