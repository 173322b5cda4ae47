"""The plots of a training as values: the loss of every run, the loss landscape with their paths, the kernel over time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from convstudio.engine.descent.identifiability import Section, contour, nearest_optimum, section
from convstudio.engine.descent.quadratic import Quadratic
from convstudio.engine.interrupt import checkpoint
from convstudio.experiment.learning import Backpropagation, Learnt, Line, quadratic_of
from convstudio.experiment.learning.training_setup import Task, kernel_of
from convstudio.layers import Array
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.words import weight_name
from convstudio.scene.matrix import Scale
from convstudio.scene.words.numbers import short
from convstudio.words import tr

MOST_DOTS = 400  # of a path, each an epoch
MOST_POINTS = 2000  # of a curve: more than a screen has columns
RESOLUTION, COARSE = 121, 21  # cells along each side of a landscape; where each cell takes a pass through all layers
POINTS = 240  # of a contour, which may be as wide as a screen
LEVELS, SMALLEST_RISE = 8, 1e-12  # contours, from the optimum up to the highest corner, which rises by this at least
AROUND = 0.25  # of the extent of the paths, shown on each side of them
SMALLEST_EXTENT = 0.5
FARTHEST = 6.0  # times the distance from start to optimum: points of a diverging path farther out do not widen the view
MOST_PRODUCTS = 20_000  # of a forward pass: beyond it, the landscape of a loss that is not quadratic is not computed


class Curve(Struct, frozen=True, eq=False):
    """The losses (n,) of run `index` at some `epochs` (n,): all of them, or as many as a screen can show.

    `stopped`: the run diverged after the last one.
    """

    index: int
    name: str
    epochs: Array
    losses: Array
    chosen: bool
    stopped: bool


class LossPicture(Struct, frozen=True, eq=False):
    """The curves of all runs, the epoch that is shown and its loss, and how many epochs the axis spans at least.

    `least` is the least loss that any weights reach, None if it is not known.
    """

    curves: tuple[Curve, ...]
    epoch: int
    loss: float
    epochs: int
    least: float | None


class View(NamedTuple):
    """The part of a landscape that is shown: the bounds of each axis."""

    x: tuple[float, float]
    y: tuple[float, float]


class Path(Struct, frozen=True, eq=False):
    """The path of run `index` over two weights: `points` (n, 2) at `epochs` (n,).

    Those before epoch `first` belong to the runs that it was forked from.
    """

    index: int
    points: Array
    epochs: NDArray[np.intp]
    chosen: bool
    first: int


class LandscapePicture(Struct, frozen=True, eq=False):
    """The loss over two weights, with the others as they are at the epoch that is shown.

    `values` (rows from bottom to top, columns) are the losses over `ground`, which is `x_range` × `y_range` unless the view has
    moved since; they are empty where computing them would take too long. `contours` (n, 2) are exact, and exist only where the
    loss is quadratic. `here` are the two weights now, `optimum` those with the least loss, if known, with its name. `descent`
    is the point to which −η∇L leads from `here`.
    """

    names: tuple[str, str]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    values: Array
    ground: View
    contours: tuple[Array, ...]
    paths: tuple[Path, ...]
    here: tuple[float, float]
    optimum: tuple[float, float] | None
    optimum_name: str
    descent: tuple[float, float]
    key: tuple[object, ...]  # what values and contours depend on


class KernelsPicture(Struct, frozen=True, eq=False):
    """The first slice of the kernel, (n, k_h, k_w), at n epochs; `epoch` is the one that is shown."""

    epochs: tuple[int, ...]
    kernels: Array
    scale: Scale
    epoch: int


def loss_picture(scene: LearnScene) -> LossPicture:
    """The loss curves of all runs."""
    learnt = scene.learnt
    training = learnt.experiment.training
    curves = tuple(_curve(learnt, index, line) for index, line in enumerate(learnt.lines))
    loss, line = quadratic_of(learnt), learnt.line
    end = max(training.epochs, line.run.end if line else 0)
    return LossPicture(curves, scene.moment.epoch, scene.shown.loss if scene.shown else 0.0, end, loss.least if loss else None)


def landscape(
    scene: LearnScene,
    places: tuple[int, int],
    before: LandscapePicture | None = None,
    *,
    hold: bool = False,
    bare: bool = False,
    view: View | None = None,
    alone: bool = False,
    aspect: float = 1.0,
) -> LandscapePicture | None:
    """The loss over the two weights at `places` of (P,); None if nothing is shown or there is only one weight.

    What is still valid in `before` is reused; with `hold` also what is outdated, for speed. With `bare`, values, contours and
    optimum are left out. `view` is the part to show; by default it covers the paths of all runs, or with `alone` that of the
    chosen run. `aspect` is width / height of the plot: both axes get the same scale, so that −∇L meets the contours at right
    angles.
    """
    learnt, shown, line = scene.learnt, scene.shown, scene.learnt.line
    if shown is None or line is None or shown.task.size < 2:
        return None
    loss, here, (x, y) = quadratic_of(learnt), shown.weights, places
    paths = tuple(_path(learnt, index, places) for index in range(len(learnt.lines)) if len(learnt.lines[index].losses))
    at, optimum = (float(here[x]), float(here[y])), None
    rate, slope = shown.run.learning_rate, shown.gradient
    descent = at[0] - rate * float(slope[x]), at[1] - rate * float(slope[y])
    if before and hold:
        view = _with_aspect(view or View(before.x_range, before.y_range), aspect)
        return replace(before, paths=paths, here=at, x_range=view.x, y_range=view.y, descent=descent)
    if loss and not bare:
        lowest = nearest_optimum(loss, here) if shown.task.size == 2 else _lowest(loss, here, places)
        optimum = float(lowest[x]), float(lowest[y])
    shown_paths = tuple(path for path in paths if path.chosen or not alone)
    x_range, y_range = _with_aspect(view or View(*_ranges(shown_paths, at, optimum)), aspect)
    others = here.copy()
    others[list(places)] = 0.0
    key = (id(loss or shown.task), shown.run.loss, places, x_range, y_range, others.tobytes(), bare)
    if before and before.key == key:
        return replace(before, paths=paths, here=at, descent=descent)
    over = section(loss, here, places) if loss and not bare else None
    contours = _contours(over, x_range, y_range) if over else ()
    values = np.empty((0, 0)) if bare else _values(shown.task, shown.run.loss, over, here, places, x_range, y_range)
    names = weight_name(shown.task, x), weight_name(shown.task, y)
    ground = View(x_range, y_range)
    name = _optimum_name(optimum, alone=shown.task.size == 2) if optimum else ""
    return LandscapePicture(names, x_range, y_range, values, ground, contours, paths, at, optimum, name, descent, key)


def kernels_picture(scene: LearnScene, apart: float) -> KernelsPicture | None:
    """The kernel over time, at epochs at least `apart` from one another, the shown one among them; None if nothing is shown."""
    line, shown = scene.learnt.line, scene.shown
    if line is None or shown is None:
        return None
    last = max(line.last, 0)  # the start is known before any epoch is computed
    epochs = film_epochs(last, min(scene.moment.epoch, last), apart)
    kernels = np.stack([kernel_of(shown.task, line.weights(epoch))[0, 0] for epoch in epochs])
    return KernelsPicture(epochs, kernels, scene.card("learned").scale, scene.moment.epoch)


def film_epochs(last: int, shown: int, apart: float) -> tuple[int, ...]:
    """Epochs from 0 to `last` in even steps of 1, 2 or 5 times a power of ten, no two of them closer than `apart`.

    `last` and `shown` replace those that are too close to them; where these two are too close to each other, `shown` stays.
    """
    step = _round_step(apart)
    found = list(range(0, last + 1, step))
    for kept in (last, shown):
        found = [epoch for epoch in found if abs(epoch - kept) >= apart] + [kept]
    return tuple(sorted(set(found)))


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, … that is at least `least`."""
    unit = 1
    while True:
        for digit in (1, 2, 5):
            if digit * unit >= least:
                return digit * unit
        unit *= 10


def _curve(learnt: Learnt, index: int, line: Line) -> Curve:
    first, losses = line.run.epoch, line.losses
    chosen = _thinned(len(losses), MOST_POINTS)
    name, is_chosen = tr("Run {n}", n=index + 1), index == learnt.experiment.training.chosen
    return Curve(index, name, (chosen + first).astype(float), losses[chosen], is_chosen, bool(line.stop))


def _path(learnt: Learnt, index: int, places: tuple[int, int]) -> Path:
    line = learnt.lines[index]
    chosen = index == learnt.experiment.training.chosen
    first = 0 if chosen else line.run.epoch
    epochs = first + _thinned(line.last - first + 1, MOST_DOTS)
    return Path(index, line.some_weights(epochs, places), epochs, chosen, line.run.epoch)


def _thinned(length: int, most: int) -> NDArray[np.intp]:
    """At most `most` of the indices below `length`, evenly spread, the last one included."""
    if length <= most:
        return np.arange(length, dtype=np.intp)
    return np.unique(np.linspace(0, length - 1, most).round().astype(np.intp))


def _lowest(loss: Quadratic, here: Array, places: tuple[int, int]) -> Array:
    lowest = here.copy()
    lowest[list(places)] = section(loss, here, places)[0]
    return lowest


def _ranges(
    paths: tuple[Path, ...], here: tuple[float, float], optimum: tuple[float, float] | None
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The square to show: all paths, with a margin, except points farther from the optimum than `FARTHEST` allows."""
    points = np.concatenate([np.array([here, optimum or here]), *(path.points for path in paths)])
    middle = np.array(optimum or here)
    starts = np.concatenate([path.points[:1] for path in paths]) if paths else middle[None]
    reach = FARTHEST * max(float(np.abs(starts - middle).max()), SMALLEST_EXTENT)
    near = points[(np.abs(points - middle) <= reach).all(axis=1)]
    low, high = near.min(axis=0), near.max(axis=0)
    side = max(float((high - low).max()), SMALLEST_EXTENT) * (0.5 + AROUND)
    centre = (low + high) / 2
    return (float(centre[0] - side), float(centre[0] + side)), (float(centre[1] - side), float(centre[1] + side))


def _with_aspect(view: View, aspect: float) -> View:
    """The smallest view around a given one, with the same centre, that is `aspect` times as wide as it is high."""
    (left, right), (low, high) = view
    wide, tall = right - left, high - low
    more_wide, more_tall = max(tall * aspect - wide, 0.0) / 2, max(wide / aspect - tall, 0.0) / 2
    return View((left - more_wide, right + more_wide), (low - more_tall, high + more_tall))


def _optimum_name(optimum: tuple[float, float], *, alone: bool) -> str:
    """The label of the lowest point: the optimum if there are no other weights (`alone`), else the lowest along these two."""
    x, y = (short(round(value, 3) + 0.0) for value in optimum)
    return tr("least squares [{x}, {y}]", x=x, y=y) if alone else tr("lowest here [{x}, {y}]", x=x, y=y)


def _contours(over: Section, x_range: tuple[float, float], y_range: tuple[float, float]) -> tuple[Array, ...]:
    """Contours (n, 2) at losses whose distances from the lowest point are evenly spaced."""
    corners = np.array([(x, y) for x in x_range for y in y_range]) - over.centre
    top = max(float((corners @ over.hessian * corners).sum(axis=1).max()) / 2, SMALLEST_RISE)
    reach = float(np.hypot(*corners.T).max())
    levels = (over.least + top * ((n + 1) / LEVELS) ** 2 for n in range(LEVELS))
    return tuple(line for level in levels for line in contour(over, level, reach, POINTS))


def _values(
    task: Task,
    loss_name: str,
    over: Section | None,
    here: Array,
    places: tuple[int, int],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
) -> Array:
    side = RESOLUTION if over else COARSE
    xs, ys = np.linspace(*x_range, side), np.linspace(*y_range, side)
    if over:
        hessian = over.hessian
        dx, dy = np.meshgrid(xs - over.centre[0], ys - over.centre[1])
        return np.asarray(over.least + (hessian[0, 0] * dx**2 + 2 * hessian[0, 1] * dx * dy + hessian[1, 1] * dy**2) / 2)
    if task.cells * task.layer.kernel[0].size > MOST_PRODUCTS:
        return np.empty((0, 0))
    objective, at = Backpropagation(task, loss_name), here.copy()
    values = np.empty((COARSE, COARSE))
    for i, j in np.ndindex(values.shape):
        checkpoint()
        at[list(places)] = xs[j], ys[i]
        values[i, j] = objective.loss(at)
    return values
