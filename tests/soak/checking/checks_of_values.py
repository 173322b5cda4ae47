"""Whether what is shown is what the engine computes: of the experiment, of each epoch, and in the cells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from convstudio.engine import is_in_order
from convstudio.experiment import Experiment, evaluate, learning
from convstudio.experiment.evaluate import SMALL
from convstudio.layers import Array, Conv2d, KernelLayer, Layer
from convstudio.scene.state import State
from convstudio.scene.words.numbers import of_text
from convstudio.studio.matrix_view import MatrixView
from tests.soak.doing.hand import Hand

MOST_PRODUCTS = 3e6  # that a fresh evaluation may cost,
MOST_TO_TRAIN = 1e9  # and a fresh training
ROUNDING = 1e-12  # of the largest value, where the order of sums is that of BLAS
CELLS = 25  # of a matrix whose numbers are read
Complaints = Iterator[str]


def evaluated(hand: Hand) -> Complaints:
    """The evaluation is that of the experiment computed anew, nothing taken over from another one.

    Bit for bit; up to rounding from the first large layer on that forms its sums by matrix products.
    """
    state = hand.window.session.state
    if state.evaluation.experiment is not state.experiment:
        yield "the evaluation is of another experiment"
    if state.evaluation.pending is not None:
        yield "the evaluation is pending after all work was done"
    elif _products(state.experiment) <= MOST_PRODUCTS:
        exact = True
        for shown, wanted in zip(state.evaluation.results, evaluate(state.experiment).results, strict=True):
            exact = exact and (wanted.cost.products <= SMALL or _adds_in_order(wanted.layer))
            if shown.layer is not wanted.layer:
                yield "a result is of another layer"
            elif not _equal(shown.output, wanted.output, exact):
                yield f"the output of a {shown.layer.kind} is not what a fresh evaluation gives"
            elif (shown.problem and shown.problem.was) != (wanted.problem and wanted.problem.was):
                yield f"the problem of a {shown.layer.kind} is not what a fresh evaluation gives"


def _products(experiment: Experiment) -> float:
    """At most so many products an evaluation forms, about."""
    size, found = float(experiment.input.size), 0.0
    for layer in experiment.layers:
        weights = layer.kernel.size if isinstance(layer, Conv2d) else layer.window[0] * layer.window[1]
        found += size * weights
        size *= len(layer.kernel) if isinstance(layer, Conv2d) else 1
    return found


def _adds_in_order(layer: Layer) -> bool:
    return not (layer.enabled and isinstance(layer, KernelLayer)) or is_in_order(layer.kernel.shape, layer.groups)


def _equal(a: Array | None, b: Array | None, exact: bool) -> bool:
    if a is None or b is None:
        return a is b
    if a.shape != b.shape or exact:
        return a.shape == b.shape and (a + 0.0).tobytes() == (b + 0.0).tobytes()
    largest = np.abs(b[np.isfinite(b)]).max(initial=0.0)
    return np.allclose(a, b, rtol=ROUNDING, atol=ROUNDING * float(largest), equal_nan=True)


def learnt(hand: Hand) -> Complaints:
    """The epochs of Learn are bit for bit those of a training from the beginning."""
    scene = hand.window.session.state.learning
    if scene is None or not scene.learnt.done or not scene.learnt.lines:
        return
    experiment, lines = scene.learnt.experiment, scene.learnt.lines
    if scene.learnt.line and scene.moment.epoch > scene.learnt.line.last:
        yield "Learn stands behind the last epoch"
    if _products(experiment) * sum(line.last + 1 for line in lines) > MOST_TO_TRAIN:
        return
    fresh = learning.learn(experiment)
    while not fresh.done:
        fresh = learning.advance(fresh, 1.0)
    for shown, wanted in zip(lines, fresh.lines, strict=True):
        if shown.losses.tobytes() != wanted.losses.tobytes():
            yield "a run has other losses than a fresh training"


def displayed(hand: Hand) -> Complaints:
    """Every matrix that is seen is the screen's, and a map the layer's; the numbers in the cells are the values."""
    state = hand.window.session.state
    panels = {matrix.panel: matrix for matrix in state.screen.panels}
    for view in (found for found in hand.window.findChildren(MatrixView) if found.isVisible()):
        kind = view.panel.matrix.kind
        if view.panel not in panels:
            yield f"a {kind} is shown that is not on the screen"
        elif not _shows(view.scene.values, panels[view.panel].values):
            yield f"a {kind} shows other values than the screen"
        elif state.workspace == "explore" and kind == "map" and not _is_the_layers(state, view):
            yield "a map is shown that is not the layer's"
        yield from _legible(view)


def _shows(seen: Array, values: Array) -> bool:
    """Whether a matrix is what is seen; a vector may be seen as thick as some of its cells are wide."""
    fits = all(cells in (wide, 1) for wide, cells in zip(seen.shape, values.shape, strict=True))
    return fits and np.array_equal(seen, np.broadcast_to(values, seen.shape), equal_nan=True)


def _is_the_layers(state: State, view: MatrixView) -> bool:
    layer = view.panel.matrix.layer
    values = state.experiment.input if layer < 0 else state.evaluation.results[layer].shown
    return values is not None and np.array_equal(values[view.panel.channel], view.scene.values, equal_nan=True)


def _legible(view: MatrixView) -> Complaints:
    """Of some cells, whether the text is the value, as near as its digits allow."""
    rows, columns = view.scene.shape
    for place in range(0, rows * columns, max(rows * columns // CELLS, 1)):
        row, column = divmod(place, columns)
        text, value = view.text_at(row, column), float(view.scene.values[row, column])
        if text and math.isfinite(value) and abs(of_text(text.rstrip(".")) - Fraction(value)) > _last_digit(text):
            yield f"a cell says {text} and is {value!r}"
            return


def _last_digit(text: str) -> Fraction:
    """What one more of the last digit of a number would add."""
    digits, _e, exponent = text.replace("−", "-").partition("e")
    decimals = len(digits.partition(".")[2])
    return Fraction(10) ** (int(exponent or 0) - decimals)
