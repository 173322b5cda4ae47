"""The arithmetic of Learn: of the cell in focus, or else of the timeline's phase.

As everywhere, the numbers shown add up as written, or the line says "rounded".
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite

import numpy as np

from convstudio.engine.descent.losses import named
from convstudio.engine.descent.optimisers import rule
from convstudio.engine.descent.training import nudge
from convstudio.experiment.learning import Backpropagation
from convstudio.experiment.learning.snapshot import Snapshot
from convstudio.experiment.learning.training_setup import Task, bias_of, kernel_of
from convstudio.layers import Array
from convstudio.scene.learn.cards import is_plain
from convstudio.scene.learn.links import OUTPUTS, WEIGHTS, Pull, is_there, pull, seen_panel, strip_panel
from convstudio.scene.learn.moment import ERROR, FORWARD, GRADIENT, NEW, STEP, Moment
from convstudio.scene.matrix.focus import BIAS, Focus, Kind, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import links
from convstudio.scene.matrix.readers import met, unread
from convstudio.scene.matrix.rounding import settled_sum
from convstudio.scene.words.arithmetic import EQUAL, ROUGHLY, arithmetic, bracketed, joined, same, shown_value, written
from convstudio.scene.words.numbers import exact, told
from convstudio.scene.words.text_runs import Line, Run, plain_text
from convstudio.words import count, tr, translated

EPSILON = 1e-4  # by which a weight is nudged: small compared with weights, large compared with rounding errors
PICTURES: tuple[Kind, ...] = ("map", "picture", "seen")
MOST_PAIRS = 4  # products that are written out: the largest ones


def line(shown: Snapshot, step: Array, moment: Moment, spot: Spot | None) -> Line:
    """The line of arithmetic below the cards, for the cell at `spot`, or for the phase's example if it is None."""
    if spot is None:
        spot = example(shown, moment)
    if spot is None:
        return ()
    kind = spot.matrix.kind
    if kind in WEIGHTS:
        return _of_weight(shown, step, moment, spot)
    if kind == "error" or (moment.phase == ERROR and kind in OUTPUTS):
        return _error(shown, spot)
    return _of_cell(shown, spot)


def example(shown: Snapshot, moment: Moment) -> Spot | None:
    """The cell that illustrates a phase while none is in focus: the largest error, or the weight with the steepest slope.

    None for a moment in no phase.
    """
    if moment.phase in (FORWARD, ERROR):
        channel, row, column = shown.worst
        kind: Kind = "prediction" if moment.phase == FORWARD else "error"
        return Spot(PanelId(MatrixId(kind, shown.task.index), channel), row, column)
    if moment.phase in (GRADIENT, STEP, NEW):
        slopes = kernel_of(shown.task, shown.gradient)
        o, s, i, j = (int(n) for n in np.unravel_index(int(np.argmax(np.abs(slopes))), slopes.shape))
        part: Kind = "gradient" if moment.phase == GRADIENT else "step" if moment.phase == STEP else "learned"
        return Spot(PanelId(MatrixId(part, shown.task.index), o, s), i, j)
    return None


def value_at(shown: Snapshot, step: Array, spot: Spot, moment: Moment) -> float | None:
    """The value of a cell; None if it lies outside its matrix, as padding does."""
    values = _values(shown, step, spot, moment)
    inside = values is not None and 0 <= spot.row < values.shape[0] and 0 <= spot.column < values.shape[1]
    return float(values[spot.row, spot.column]) if values is not None and inside else None


def spoken(shown: Snapshot, step: Array, spot: Spot | None, moment: Moment) -> str:
    """What the status bar and a screen reader say about the cell in focus; "" if there is none."""
    if spot is None:
        return ""
    value = value_at(shown, step, spot, moment)
    where = tr("row {r}, column {c}", r=exact(spot.row), c=exact(spot.column))
    what = tr("padding") if value is None else tr("value {v}", v=told(value))
    parts = [where, what, *_read(shown, spot)]
    found = pull(shown, spot) if spot.matrix.kind in WEIGHTS else None
    if found:
        gradient = told(weight_of(shown, spot, shown.gradient))
        parts.append(
            count(found.values.size, "pulled by {n} pair, gradient {g}", "pulled by {n} pairs, gradient {g}", g=gradient)
        )
    return ", ".join(parts)


def _read(shown: Snapshot, spot: Spot) -> Iterator[str]:
    """Which weights meet a cell of a picture, or that no output reads it."""
    place = strip_panel(shown, spot.panel) if spot.matrix.kind in PICTURES else None
    if place:
        cell = Spot(place, spot.row, spot.column)
        weights = met(shown.evaluation, cell, links(shown.evaluation, Focus(cell)))
        yield from filter(None, (unread(shown.evaluation, cell), plain_text(weights)))


def weight_of(shown: Snapshot, spot: Spot, weights: Array) -> float:
    """The entry of a vector (P,) that a spot in a matrix of weights shows."""
    task, panel = shown.task, spot.panel
    if panel.slice == BIAS:
        return float(bias_of(task, weights)[spot.column])
    return float(kernel_of(task, weights)[panel.channel, panel.slice, spot.row, spot.column])


def _values(shown: Snapshot, step: Array, spot: Spot, moment: Moment) -> Array | None:
    task, panel, kind = shown.task, spot.panel, spot.matrix.kind
    weights = {"gradient": shown.gradient, "step": step, "learned": shown.weights}.get(kind)
    if kind == "learned" and moment.phase == NEW:
        weights = shown.weights + step
    if weights is not None:
        return _slice(bias_of(task, weights), kernel_of(task, weights), panel)
    if kind in ("kernel", "target_kernel"):
        drawn = task.experiment.training.target_kernel
        kernel = drawn if kind == "target_kernel" and drawn is not None else task.layer.kernel
        return _slice(task.layer.bias, kernel, panel)
    maps = {
        "prediction": shown.prediction, "target": shown.target, "error": shown.error, "pull": shown.pull,
        "seen": task.seen[shown.number],
    }  # fmt: skip
    values: Array = maps.get(kind, shown.evaluation.experiment.input)[panel.channel]
    return values


def _slice(bias: Array, kernel: Array, panel: PanelId) -> Array:
    values: Array = bias[None] if panel.slice == BIAS else kernel[panel.channel, panel.slice]
    return values


def _of_cell(shown: Snapshot, spot: Spot) -> Line:
    """The terms of a cell that a layer computes, as Explore writes them; empty for targets, slopes and the input."""
    place = strip_panel(shown, spot.panel)
    if spot.matrix.kind == "target" or place is None or place.matrix.layer < 0:
        return ()
    if spot.matrix.kind == "pull":
        return ()
    return (Run("Ŷ" + _index(spot) + "  = ", "muted"), *arithmetic(shown.evaluation, Spot(place, spot.row, spot.column))[:-1])


def _error(shown: Snapshot, spot: Spot) -> Line:
    cell = spot.panel.channel, spot.row, spot.column
    predicted, wanted, error = (float(values[cell]) for values in (shown.prediction, shown.target, shown.error))
    a, b = shown_value(predicted), shown_value(wanted)
    fits = a is not None and b is not None and same(a - b, error)
    return (
        Run(tr("Ŷ − Y  = "), "muted"),
        Run(written(predicted), "value", predicted, MatrixId("prediction", shown.task.index)),
        Run(" − "),
        Run(bracketed(written(wanted)), "value", wanted, MatrixId("prediction", shown.task.index)),
        Run(EQUAL if fits else ROUGHLY),
        Run(written(error), "strong"),
        *_note(fits),
        Run("     " + _loss_words(shown), "muted"),
    )


def _loss_words(shown: Snapshot) -> str:
    cells = count(shown.task.cells, "{n} cell", "{n} cells")
    sentence = translated(named(shown.loss_name).sentence, cells=cells)
    return tr("{sentence}: L = {loss}", sentence=sentence, loss=written(shown.loss))


def _of_weight(shown: Snapshot, step: Array, moment: Moment, spot: Spot) -> Line:
    kind = spot.matrix.kind
    if kind == "step" or moment.phase == STEP:
        return _step(shown, step, spot)
    if moment.phase == NEW:
        return _new(shown, step, spot)
    return _gradient(shown, spot)


def _gradient(shown: Snapshot, spot: Spot) -> Line:
    """∂L/∂K as the sum over its pairs: the largest products written out, the rest as one number."""
    total = weight_of(shown, spot, shown.gradient)
    found = pull(shown, spot)
    name = Run(f"∂L/∂{_name(shown, spot)}  = ", "muted")
    if found is None:
        cells = sum(seen[0].size for seen in shown.task.targets)
        words = count(cells, "sum of the slopes of {n} cell", "sum of the slopes of {n} cells")
        return (name, Run(words + EQUAL), Run(written(total), "strong"))
    written_out, used, reckoned = _pairs(shown, found)
    rest = settled_sum((total, -used))
    others = len(shown.task.seen) > 1
    quiet = int(np.count_nonzero(found.values * found.slopes)) <= MOST_PAIRS and not others
    parts = list(written_out)
    if not quiet:
        text = tr("(the other pairs: {n})", n=written(rest))
        parts.append((Run(text, "muted"),))
        reckoned = None if reckoned is None else reckoned + (shown_value(rest) or 0)
    fits = reckoned is not None and isfinite(total) and same(reckoned, total)
    sums = joined(parts, " + ") if parts else (Run("0"),)
    return (name, *sums, Run(EQUAL if fits else ROUGHLY), Run(written(total), "strong"), *_note(fits))


def _pairs(shown: Snapshot, found: Pull) -> tuple[list[Line], float, Fraction | None]:
    """The largest products as runs, their sum, and the sum that a reader gets from the digits shown."""
    products = found.values * found.slopes
    chosen = _largest(np.abs(products).ravel(), MOST_PAIRS)
    x, plain = seen_panel(shown, found.pairs.in_channel).matrix, is_plain(shown)
    lines: list[Line] = []
    total, reckoned = 0.0, Fraction(0)
    for i in chosen:
        value, slope = float(found.values.flat[i]), float(found.slopes.flat[i])
        factor = slope / 2 if plain else slope
        matrix = MatrixId("error" if plain else "pull", shown.task.index)
        chip = Run(bracketed(written(factor)), "weight", factor, matrix)
        twice: Line = (Run("·2·"), chip) if plain else (Run("·"), chip)
        lines.append((Run(bracketed(written(value)), "value", value, x), *twice))
        total += value * slope
        a, b = shown_value(value), shown_value(factor)
        reckoned += (a or 0) * (b or 0) * (2 if plain else 1)
    return lines, total, reckoned


def _largest(sizes: Array, most: int) -> list[int]:
    """The ascending indices of the at most `most` largest numbers above 0; of equal ones, the first. Avoids a full sort."""
    most = min(most, int(np.count_nonzero(sizes)))
    if not most:
        return []
    least = np.partition(sizes, -most)[-most]
    larger = np.flatnonzero(sizes > least)
    equal = np.flatnonzero(sizes == least)[: most - len(larger)]
    return sorted(int(i) for i in (*larger, *equal))


def _step(shown: Snapshot, step: Array, spot: Spot) -> Line:
    gradient, value = weight_of(shown, spot, shown.gradient), weight_of(shown, spot, step)
    known = rule(shown.run.optimiser)
    if not known.is_plain:
        words = tr("{name} makes of the gradient {g}, and of the steps before, the step ", name=known.word, g=written(gradient))
        return (Run(words, "muted"), Run(written(value), "strong"))
    rate, slope = shown_value(shown.run.learning_rate), shown_value(gradient)
    fits = rate is not None and slope is not None and same(-rate * slope, value)
    chip = Run(bracketed(written(gradient)), "value", gradient, MatrixId("gradient", shown.task.index))
    return (
        Run(tr("step  = −η · ∂L/∂{w}  = ", w=_name(shown, spot)), "muted"),
        Run(f"−{written(shown.run.learning_rate)} · "), chip,
        Run(EQUAL if fits else ROUGHLY), Run(written(value), "strong"), *_note(fits),
    )  # fmt: skip


def _new(shown: Snapshot, step: Array, spot: Spot) -> Line:
    old, by = weight_of(shown, spot, shown.weights), weight_of(shown, spot, step)
    new = weight_of(shown, spot, shown.weights + step)
    a, b = shown_value(old), shown_value(by)
    fits = a is not None and b is not None and same(a + b, new)
    index = shown.task.index
    return (
        Run(tr("{w} of epoch {n}  = ", w=_name(shown, spot), n=shown.epoch + 1), "muted"),
        Run(written(old), "value", old, MatrixId("learned", index)),
        Run(" + "),
        Run(bracketed(written(by)), "value", by, MatrixId("step", index)),
        Run(EQUAL if fits else ROUGHLY),
        Run(written(new), "strong"),
        *_note(fits),
    )


def nudged(shown: Snapshot, spot: Spot | None) -> str:
    """The result of nudging a weight, in words: the measured change of the loss for each unit, and the gradient beside it.

    The weight is the one at `spot`, or the one with the steepest slope if that is not a weight, or none that is learned.
    """
    if spot is None or spot.matrix.kind not in WEIGHTS or not is_there(shown, spot):
        spot = example(shown, Moment(shown.epoch, GRADIENT))
    assert spot
    measured = nudge(Backpropagation(shown.task, shown.run.loss), shown.weights, place(shown, spot), EPSILON)
    return tr(
        "{w} ± {e}: L changes by {m} a unit; gradient {g}",
        w=_name(shown, spot), e=exact(EPSILON), m=written(measured), g=written(weight_of(shown, spot, shown.gradient)),
    )  # fmt: skip


def place(shown: Snapshot, spot: Spot) -> int:
    """The index in (P,) of the weight at a spot."""
    panel, kernel = spot.panel, shown.task.layer.kernel
    if panel.slice == BIAS:
        return kernel.size + spot.column
    numbers = np.arange(kernel.size, dtype=np.float64)
    padded = np.concatenate([numbers, np.zeros(shown.task.size - kernel.size)])
    return int(kernel_of(shown.task, padded)[panel.channel, panel.slice, spot.row, spot.column])


def weight_name(task: Task, place: int) -> str:
    """The name of the weight at an index of (P,): "K[0, 1]", "K[2, 0, 0, 1]" if there are channels, or "b[1]"."""
    kernel = task.layer.kernel
    if place >= kernel.size:
        return f"b[{place - kernel.size}]"
    marked = np.zeros(task.size)
    marked[place] = 1.0
    o, s, i, j = (int(n[0]) for n in np.nonzero(kernel_of(task, marked)))
    return f"K[{i}, {j}]" if kernel.shape[:2] == (1, 1) else f"K[{o}, {s}, {i}, {j}]"


def _name(shown: Snapshot, spot: Spot) -> str:
    return weight_name(shown.task, place(shown, spot))


def _index(spot: Spot) -> str:
    channel = f"{spot.panel.channel}, " if spot.panel.channel else ""
    return f"[{channel}{spot.row}, {spot.column}]"


def _note(fits: bool) -> Line:
    return () if fits else (Run(tr("  rounded"), "muted"),)
