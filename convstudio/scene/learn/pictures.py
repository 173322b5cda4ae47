"""The pictures of a training as values: the loss of every run, the landscape with the path over it, the kernel over time."""

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

MOST_DOTS = 400  # epochs of a path that have a dot
MOST_POINTS = 2000  # of a curve: more than a screen has columns
RESOLUTION, COARSE = 121, 21  # of a landscape: cells a side; of one where every cell is a run through all layers
POINTS = 240  # of a contour, which is as wide as a screen
LEVELS, SMALLEST_RISE = 8, 1e-12  # contours, up to the loss at the farthest corner, which is so much higher at least
AROUND = 0.25  # of the path's extent is shown around it
SMALLEST_EXTENT = 0.5
FARTHEST = 6.0  # times the distance between start and optimum: a diverging path leaves the picture there
MOST_PRODUCTS = 20_000  # of a forward pass, up to which a landscape of a loss that is no quadratic is worked out


class Curve(Struct, frozen=True, eq=False):
    """The loss at some epochs of run `index`: all of them, or as many as a screen can show. `stopped`: it diverged then."""

    index: int
    name: str
    epochs: Array
    losses: Array
    chosen: bool
    stopped: bool


class LossPicture(Struct, frozen=True, eq=False):
    """All runs, the epoch that is shown and its loss, and the least loss that can be reached, if it is known."""

    curves: tuple[Curve, ...]
    epoch: int
    loss: float
    epochs: int
    least: float | None


class View(NamedTuple):
    """What part of a landscape is shown: from and to across, and upwards."""

    x: tuple[float, float]
    y: tuple[float, float]


class Path(Struct, frozen=True, eq=False):
    """Run `index` over two weights: `points` (n, 2) with their epochs (n,); its own ones begin with epoch `first`."""

    index: int
    points: Array
    epochs: NDArray[np.intp]
    chosen: bool
    first: int


class LandscapePicture(Struct, frozen=True, eq=False):
    """The loss over two weights, the others as they are at the epoch that is shown.

    `values` (rows upwards, columns) are losses over `ground`, mostly the `x_range` × `y_range` that are shown; empty where that
    would take too long. `contours` are exact closed lines (n, 2) each, where the loss is a quadratic. `here` is the point that
    is shown, `optimum` the lowest one, if it is known, with its name. `descent` is where −η∇L leads from here.
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
    key: tuple[object, ...]  # what values and contours follow from


class KernelsPicture(Struct, frozen=True, eq=False):
    """The first slice of the kernel at some epochs, (n, k_h, k_w)."""

    epochs: tuple[int, ...]
    kernels: Array
    scale: Scale
    epoch: int


def loss_picture(scene: LearnScene) -> LossPicture:
    """The loss of every run."""
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
    """The loss over two of the weights; None where there is nothing to learn, or a single weight.

    What `before` has and still holds is taken from there; with `hold` also what no longer does, while it has to be quick; with
    `bare` all but the paths is left out. `view` says what part is shown; else it is where all runs go, or with `alone` the
    chosen one. `aspect` is how many times wider than high it is shown: both axes get one scale, so that −∇L meets the contours
    at right angles.
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
    """The kernel over time, so many epochs apart at least; the one that is shown is among them."""
    line, shown = scene.learnt.line, scene.shown
    if line is None or shown is None:
        return None
    last = max(line.last, 0)  # the start is known before anything is computed
    epochs = film_epochs(last, min(scene.moment.epoch, last), apart)
    kernels = np.stack([kernel_of(shown.task, line.weights(epoch))[0, 0] for epoch in epochs])
    return KernelsPicture(epochs, kernels, scene.card("learned").scale, scene.moment.epoch)


def film_epochs(last: int, shown: int, apart: float) -> tuple[int, ...]:
    """Epochs from 0 to the last one at even steps of 1, 2 or 5 times a power of ten, none nearer to another than `apart`.

    The last one, and before all the one that is shown, stand in the place of those that are too near.
    """
    step = _round_step(apart)
    found = list(range(0, last + 1, step))
    for kept in (last, shown):
        found = [epoch for epoch in found if abs(epoch - kept) >= apart] + [kept]
    return tuple(sorted(set(found)))


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, … that is not less."""
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
    """Up to `most` of the first `length` places, the last one among them."""
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
    """What is shown: all paths with some room around them, as far as they stay near."""
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
    """As much of a landscape, or more, that is so many times wider than high."""
    (left, right), (low, high) = view
    wide, tall = right - left, high - low
    more_wide, more_tall = max(tall * aspect - wide, 0.0) / 2, max(wide / aspect - tall, 0.0) / 2
    return View((left - more_wide, right + more_wide), (low - more_tall, high + more_tall))


def _optimum_name(optimum: tuple[float, float], *, alone: bool) -> str:
    """What the lowest point is; with other weights beside the two it is the lowest along these."""
    x, y = (short(round(value, 3) + 0.0) for value in optimum)
    return tr("least squares [{x}, {y}]", x=x, y=y) if alone else tr("lowest here [{x}, {y}]", x=x, y=y)


def _contours(over: Section, x_range: tuple[float, float], y_range: tuple[float, float]) -> tuple[Array, ...]:
    """Lines at losses that lie evenly in distance from the lowest point."""
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
