"""Misconceptions of learners, each a function with a sentence.

A function turns the right case into the one that a learner with the misconception has in mind, or returns None if it does not
apply. A wrong answer is recomputed under each of them: the sentence of the one that gives this answer says what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.layers import Array, AvgPool2d, Conv2d, KernelLayer, MaxPool2d
from convstudio.layers.pooling import Pooling
from convstudio.lessons.cases import Case, Fit
from convstudio.words import Text, tr


class Misconception(Struct, frozen=True, eq=False):
    """A misconception: its name, the sentence that corrects it, and the function that makes its case of the right one."""

    name: str
    sentence: Text
    believed: Callable[[Any], Any]


MAPS: list[Misconception] = []
SHAPES: list[Misconception] = []
OUTPUTS: list[Misconception] = []
WEIGHTS: list[Misconception] = []
STEPS: list[Misconception] = []


def _misconception(sentence: Text, *groups: list[Misconception]) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Decorate a function to register it as a misconception in some groups."""

    def keep(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        for group in groups:
            group.append(Misconception(function.__name__, sentence, function))
        return function

    return keep


def named(name: str) -> Misconception:
    """The misconception of a name. Raises KeyError if there is none."""
    return {each.name: each for each in (*MAPS, *SHAPES, *OUTPUTS, *WEIGHTS, *STEPS)}[name]


def belief_of(sentence: str) -> Misconception | None:
    """The misconception that a sentence corrects; None if there is none."""
    found = (each for each in (*MAPS, *SHAPES, *OUTPUTS, *WEIGHTS, *STEPS) if sentence in (each.sentence, of_kernel(each.name)))
    return next(found, None)


def of_kernel(name: str) -> str:
    """The sentence of a misconception for a learner who built a kernel instead of giving a value; "" if it has none."""
    match name:
        case "kernel_flipped":
            return tr("Turned by a half circle (flipped), your kernel would be right.")
        case "kernel_transposed":
            return tr("With its rows and columns swapped (transposed), your kernel would be right.")
        case "signs_swapped":
            return tr("With plus and minus swapped, your kernel would be right.")
    return ""


def giving(beliefs: list[Misconception], case: Any, matches: Callable[[Any], bool]) -> tuple[tuple[Misconception, ...], ...]:
    """The misconceptions under which a case gives an answer: single ones or, only if there are none, pairs."""
    alone = [(each,) for each in beliefs if _gives(case, (each,), matches)]
    if alone:
        return tuple(alone)
    pairs = {frozenset((a.name, b.name)): (a, b) for a, b in permutations(beliefs, 2) if _gives(case, (a, b), matches)}
    return tuple(pairs.values())


def under(case: Any, beliefs: tuple[Misconception, ...]) -> Any:
    """The case under some misconceptions, applied in order; None if one does not apply."""
    for belief in beliefs:
        case = belief.believed(case) if case is not None else None
    return case


def _gives(case: Any, beliefs: tuple[Misconception, ...], matches: Callable[[Any], bool]) -> bool:
    believed = under(case, beliefs)
    return believed is not None and matches(believed)


def _kernel(case: Case, change: Callable[[Array], Array]) -> Case | None:
    layer = case.layer
    if not isinstance(layer, KernelLayer):
        return None
    return replace(case, layer=replace(layer, kernel=change(layer.kernel)))


def _sides(case: Case) -> tuple[tuple[int, int], tuple[int, int]]:
    rows, columns = case.layer.sliding_axes(case.shape_in)
    return (rows.before, rows.after), (columns.before, columns.after)


def _padded(case: Case, sides: tuple[tuple[int, int], tuple[int, int]]) -> Case | None:
    layer = case.layer
    return replace(case, layer=replace(layer, padding=sides)) if isinstance(layer, Conv2d | Pooling) else None


@_misconception("That is the value with the kernel flipped: here it is laid on the input as it stands.", MAPS)
def kernel_flipped(case: Case) -> Case | None:
    """The kernel turned by 180°."""
    return _kernel(case, lambda kernel: kernel[:, :, ::-1, ::-1])


@_misconception("That is the value with the kernel transposed, its rows and columns swapped: here its rows stay rows.", MAPS)
def kernel_transposed(case: Case) -> Case | None:
    """The kernel with rows and columns swapped."""
    return _kernel(case, lambda kernel: kernel.swapaxes(2, 3))


@_misconception("That has the signs the other way round.", MAPS)
def signs_swapped(case: Case) -> Case | None:
    """The kernel with its signs reversed."""
    return _kernel(case, lambda kernel: 0.0 - kernel)


@_misconception("That leaves out the padding: its rows and columns count as input.", MAPS, SHAPES)
def padding_forgotten(case: Case) -> Case | None:
    """No padding at all."""
    return _padded(case, ((0, 0), (0, 0))) if any(map(any, _sides(case))) else None


@_misconception("That counts the padding once: it stands on both sides, so it counts twice.", MAPS, SHAPES)
def padding_once(case: Case) -> Case | None:
    """Padding only at the top and at the left."""
    (top, bottom), (left, right) = _sides(case)
    return _padded(case, ((top, 0), (left, 0))) if bottom or right else None


@_misconception("That moves the window by one cell; the stride is larger.", MAPS, SHAPES)
def stride_ignored(case: Case) -> Case | None:
    """Stride 1."""
    return replace(case, layer=replace(case.layer, stride=(1, 1))) if case.layer.stride != (1, 1) else None


@_misconception("That leaves out the bias: it is added once to every output.", MAPS)
def bias_forgotten(case: Case) -> Case | None:
    """A bias of 0."""
    layer = case.layer
    if not isinstance(layer, KernelLayer) or not layer.bias.any():
        return None
    return replace(case, layer=replace(layer, bias=np.zeros_like(layer.bias)))


@_misconception("That averages over the channels: their sums are added up, not divided.", MAPS)
def channels_averaged(case: Case) -> Case | None:
    """The mean over the channels."""
    return _kernel(case, lambda kernel: kernel / kernel.shape[1]) if case.shape_in[0] > 1 else None


@_misconception("That reads one channel only, the first: every channel adds its part.", MAPS)
def first_channel_only(case: Case) -> Case | None:
    """Only the first input channel."""
    return _one_channel(case, 0)


@_misconception("That reads one channel only, the last: every channel adds its part.", MAPS)
def last_channel_only(case: Case) -> Case | None:
    """Only the last input channel."""
    return _one_channel(case, case.shape_in[0] - 1)


@_misconception("That uses the first slice of the kernel for every channel: each channel has a slice of its own.", MAPS)
def first_slice_for_all(case: Case) -> Case | None:
    """The first slice of the kernel for every input channel."""
    return _kernel(case, lambda kernel: np.repeat(kernel[:, :1], kernel.shape[1], 1)) if case.shape_in[0] > 1 else None


@_misconception("That makes an output of each channel and kernel: one stack of kernels gives one output.", OUTPUTS, WEIGHTS)
def outputs_times_inputs(case: Case) -> Case | None:
    """C_in × C_out outputs."""
    return replace(case, times_in=True) if isinstance(case.layer, KernelLayer) and case.shape_in[0] > 1 else None


@_misconception("That rounds up: a window that does not fit whole is not used, so the division rounds down.", SHAPES)
def ceil_for_floor(case: Case) -> Case | None:
    """⌈ ⌉ instead of ⌊ ⌋."""
    return None if case.layer.ceil_mode else replace(case, rounds_up=True)


@_misconception("That rounds down: here “round up” is on, so the last window may hang over the edge.", MAPS, SHAPES)
def pooling_floor_for_ceil(case: Case) -> Case | None:
    """⌊ ⌋ for a pooling that has ⌈ ⌉."""
    layer = case.layer
    rounds_up = isinstance(layer, Pooling) and layer.ceil_mode
    return replace(case, layer=replace(layer, ceil_mode=False)) if rounds_up else None


@_misconception("That swaps rows and columns: the row comes first.", MAPS, SHAPES)
def rows_columns_swapped(case: Case) -> Case | None:
    """The output with rows and columns swapped."""
    return replace(case, swapped=not case.swapped)


@_misconception("That is the cell before: rows and columns are counted from 0.", MAPS)
def counted_from_one(case: Case) -> Case | None:
    """Cells counted from 1."""
    return replace(case, late=True)


@_misconception("That is one too few: the first place of the window counts as well, so there is a + 1.", SHAPES)
def one_forgotten(case: Case) -> Case | None:
    """(n − k + p) / s without the + 1."""
    return replace(case, without_one=True)


@_misconception("That puts the window’s centre on the cell: its top left corner stands there.", MAPS)
def window_centred(case: Case) -> Case | None:
    """Windows centred on their cell."""
    high, wide = case.layer.window
    if max(high, wide) < 3 or not isinstance(case.layer, Conv2d):
        return None
    (top, bottom), (left, right) = _sides(case)
    return _padded(case, ((top + high // 2, bottom + high // 2), (left + wide // 2, right + wide // 2)))


@_misconception("That leaves out the activation behind the sum.", MAPS)
def activation_forgotten(case: Case) -> Case | None:
    """The sum without its activation."""
    layer = case.layer
    if not isinstance(layer, KernelLayer) or layer.activation == "none":
        return None
    return replace(case, layer=replace(layer, activation="none"))


@_misconception("That takes the mean of the window: max pooling keeps its largest value.", MAPS)
def mean_for_maximum(case: Case) -> Case | None:
    """Average pooling instead of max pooling."""
    return _pooled_by(case, AvgPool2d) if isinstance(case.layer, MaxPool2d) else None


@_misconception("That keeps the largest value: average pooling takes the mean of the window.", MAPS)
def maximum_for_mean(case: Case) -> Case | None:
    """Max pooling instead of average pooling."""
    return _pooled_by(case, MaxPool2d) if isinstance(case.layer, AvgPool2d) else None


@_misconception("That gives every output a kernel of its own: all outputs share one.", WEIGHTS)
def weights_unshared(case: Case) -> Case | None:
    """A kernel for each output cell."""
    return replace(case, unshared=True) if isinstance(case.layer, KernelLayer) else None


@_misconception("That leaves out the biases: they are learned, too.", WEIGHTS)
def biases_not_counted(case: Case) -> Case | None:
    """Only the weights of the kernel."""
    return replace(case, no_bias=True) if isinstance(case.layer, KernelLayer) else None


@_misconception("That counts one slice of the kernel: there is one for each input channel.", WEIGHTS)
def one_slice_counted(case: Case) -> Case | None:
    """A kernel with only its first slice."""
    return _kernel(case, lambda kernel: kernel[:, :1]) if case.shape_in[0] > 1 else None


@_misconception("That is the mean of the squared errors: this loss adds them all up.", STEPS)
def loss_not_summed(fit: Fit) -> Fit | None:
    """The loss divided by the number of cells."""
    return replace(fit, scale=1.0 / fit.target.size)


@_misconception("The factor 2 is missing: the slope of e² is 2e.", STEPS)
def factor_two_forgotten(fit: Fit) -> Fit | None:
    """The gradient without its factor 2."""
    return replace(fit, factor=1.0)


@_misconception("The sign is the other way round: the error is output minus target.", STEPS)
def gradient_sign(fit: Fit) -> Fit | None:
    """Target minus output as the error."""
    return replace(fit, error_sign=-1.0)


@_misconception("That goes up the gradient: a step goes against it.", STEPS)
def step_upwards(fit: Fit) -> Fit | None:
    """Gradient ascent."""
    return replace(fit, sign=1.0)


def _one_channel(case: Case, kept: int) -> Case | None:
    if case.shape_in[0] == 1 or not isinstance(case.layer, KernelLayer):
        return None
    x = np.zeros_like(case.x)
    x[kept] = case.x[kept]
    return replace(case, x=x)


def _pooled_by(case: Case, kind: type[AvgPool2d] | type[MaxPool2d]) -> Case:
    """The same windows, combined in another way."""
    layer = case.layer
    assert isinstance(layer, Pooling)
    size, stride, padding, ceil = layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode
    return replace(case, layer=kind(kernel_size=size, stride=stride, padding=padding, ceil_mode=ceil))
