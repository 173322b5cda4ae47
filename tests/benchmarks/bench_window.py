"""Times what a person waits for at the window: painting, pointing, dragging; and a bare pyqtgraph repaint beside it.

Real events go to the real views of a window of 2560 × 1440; the clock stops when nothing is left to be repainted. What is
compared takes turns, so that whatever else the machine does hits all alike. Medians, and the fastest tenth in brackets.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QSettings, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QStaticText
from PySide6.QtWidgets import QApplication

from convstudio.experiment import Experiment, edits, evaluate, frozen
from convstudio.experiment import history as histories
from convstudio.experiment.edits import picture_edits
from convstudio.layers import Activation, Array, Conv2d, MaxPool2d
from convstudio.scene import INPUT, Focus, MatrixId, PanelId, Spot, build
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.program import application, collect_again
from convstudio.studio.shell.window import Window
from convstudio.studio.stage.beams import GLIDE
from convstudio.studio.stage.moving import LAID_OUT
from convstudio.studio.widgets.look import motion

SIZE = QSize(2560, 1440)
SMALL, LARGE = 28, 1024
EDITS, STROKE = 300, 50
PAINT_MS, HOVER_MS, FRAME_MS = 5.0, 8.0, 1000 / 60
DRAWN_MS, YARDSTICK = 2.2, "784 texts"  # what the yardstick takes on a machine at rest
FRAMES = 9  # of what moves: it takes about so many
MOST_TIMES_BARE, MOST_TIMES_SMALL = 2.0, 3.0

Cell = tuple[int, int]
Call = Callable[[], object]
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


def strip(side: int) -> Experiment:
    """A picture of zeros and ones, a convolution, ReLU and a max pool: three layers, four maps, a number in every cell."""
    values = np.random.default_rng(0).integers(0, 2, (1, side, side)).astype(float)
    sobel = frozen([[[[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]]])
    layers = Conv2d(kernel=sobel, bias=frozen([0.0])), Activation(), MaxPool2d()
    return Experiment(input=frozen(values), layers=layers)


class Stage:
    """A window that is shown, and the mouse over it."""

    def __init__(
        self, side: int = SMALL, size: QSize = SIZE, experiment: Experiment | None = None, *, flow: bool = False
    ) -> None:
        self.app = application()
        self.window = Window(experiment or strip(side))
        self.window.session.show_in("flow" if flow else "stage")
        self.window.resize(size)
        self.window.show()
        for _ in range(4):  # the panels beside the board come after the first picture
            self.settle()
        collect_again()  # as the program does after its start

    def settle(self) -> None:
        """Until everything is repainted."""
        self.app.processEvents()

    def wait(self, seconds: float) -> None:
        """Do what there is to do for a while; threads beside the window run too."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.001)

    def view(self, layer: int = -1) -> MatrixView:
        """The view of the input (−1), or of a layer's output; on the stage it is brought there first."""
        if self.window.session.state.view == "stage" and max(layer, 0) != max(self.window.session.state.selected, 0):
            self.window.session.select(max(layer, 0))
            for _ in range(4):  # other settings come up beside it
                self.settle()
        return self.window.page.view(PanelId(MatrixId("map", layer) if layer >= 0 else INPUT))

    def point(self, view: MatrixView, cell: Cell, held: Qt.MouseButton = NONE) -> None:
        """Move the mouse to the middle of a cell."""
        _mouse(QEvent.Type.MouseMove, view, cell, NONE, held)

    def press(self, view: MatrixView, cell: Cell) -> None:
        """Press the left button on a cell."""
        _mouse(QEvent.Type.MouseButtonPress, view, cell, LEFT, LEFT)

    def release(self, view: MatrixView, cell: Cell) -> None:
        """Release the left button."""
        _mouse(QEvent.Type.MouseButtonRelease, view, cell, LEFT, NONE)

    def matrices(self) -> list[Array]:
        """All matrices on the screen."""
        return [panel.values for card in self.window.session.state.scene.cards for row in card.panels for panel in row]

    def close(self) -> None:
        """Take the window down."""
        self.window.session.changed.disconnect()
        self.window.hide()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.unfreeze()


class BarePlot:
    """The same matrices as images of pyqtgraph in a bare window: set and repainted, without numbers."""

    def __init__(self, matrices: list[Array], size: QSize = SIZE) -> None:
        import pyqtgraph

        self._app = application()
        self._widget = pyqtgraph.GraphicsLayoutWidget()
        self._widget.resize(size)
        self._images: list[Any] = []
        for place, matrix in enumerate(matrices):
            box = self._widget.addViewBox(*divmod(place, 3), lockAspect=True, enableMenu=False)
            self._images.append(pyqtgraph.ImageItem(matrix.copy(), axisOrder="row-major"))
            box.addItem(self._images[-1])
        self._widget.show()
        self._app.processEvents()
        self._app.processEvents()

    def repaint(self, matrices: list[Array]) -> None:
        """Show all matrices again."""
        for image, matrix in zip(self._images, matrices, strict=True):
            low, high = float(matrix.min()), float(matrix.max())
            image.setImage(matrix, levels=(low, high if high > low else low + 1))
        self._app.processEvents()

    def close(self) -> None:
        """Take the window down."""
        self._widget.hide()
        self._widget.close()


class Yardstick:
    """A fixed piece of drawing: 784 prepared texts into a picture. It tells how fast the machine is at this moment."""

    def __init__(self) -> None:
        self._image = QImage(900, 900, QImage.Format.Format_RGB32)
        numbers = np.random.default_rng(0).random(SMALL * SMALL)
        self._texts = [QStaticText(f"{number:.1f}") for number in numbers]

    def draw(self) -> None:
        """Draw it once."""
        with QPainter(self._image) as painter:
            for place, text in enumerate(self._texts):
                painter.drawStaticText(QPointF(place % SMALL * 32, place // SMALL * 32), text)


@dataclass(slots=True)
class Runs:
    """Milliseconds of each run of each of the things that are compared."""

    times: dict[str, list[float]] = field(default_factory=dict)
    beside: dict[str, list[float]] = field(default_factory=dict)  # of the yardstick right after each run of a thing

    def time(self, name: str, call: Call) -> None:
        """Run once, against the clock."""
        start = time.perf_counter()
        call()
        self.times.setdefault(name, []).append(1000 * (time.perf_counter() - start))

    def time_beside(self, name: str, call: Call, yardstick: Yardstick) -> None:
        """Run once, against the clock, and the yardstick right after it: a machine changes its pace from second to second."""
        self.time(name, call)
        start = time.perf_counter()
        yardstick.draw()
        self.beside.setdefault(name, []).append(1000 * (time.perf_counter() - start))

    def median(self, name: str) -> float:
        """The median of one thing's runs."""
        return median(self.times[name])

    def at_rest(self, name: str) -> float:
        """The median on a machine on which the yardstick always takes `DRAWN_MS`."""
        return DRAWN_MS * median(ms / drawn for ms, drawn in zip(self.times[name], self.beside[name], strict=True))

    def text(self, name: str) -> str:
        """Median, fastest tenth and slowest twentieth."""
        times = self.times[name]
        cut = quantiles(times, n=20) if len(times) > 1 else times * 19
        return f"{self.median(name):8.2f} ms  [{cut[1]:7.2f} … {cut[-1]:7.2f}]  n = {len(times)}"


def paint_runs(side: int, edits_number: int, *, flow: bool = False) -> Runs:
    """A painted cell, press and release, and a bare repaint of the same matrices, in turns. Each edit changes its cell."""
    stage, runs = Stage(side, flow=flow), Runs()
    plot, yardstick = BarePlot(stage.matrices()), Yardstick()
    view, ink = stage.view(), stage.window.session.state.brush.primary
    others = (cell for cell in _cells(side, side * side) if view.scene.values[cell] != ink)
    for cell in islice(others, edits_number + 3):
        stage.point(view, cell)
        stage.settle()
        runs.time("press", lambda: (stage.press(view, cell), stage.settle()))
        runs.time("release", lambda: (stage.release(view, cell), stage.settle()))
        runs.time("bare", lambda: plot.repaint(stage.matrices()))
        runs.time(YARDSTICK, yardstick.draw)
    plot.close()
    stage.close()
    runs.times = {name: times[3:] for name, times in runs.times.items()}
    runs.times["edit"] = [press + release for press, release in zip(runs.times["press"], runs.times["release"], strict=True)]
    runs.beside["edit"] = runs.times[YARDSTICK]
    return runs


def hover_runs(side: int, moves: int, *, flow: bool = False) -> Runs:
    """Pointing at cells of the input and of all outputs, to everything that lights up being painted.

    The mouse goes from a cell to its neighbour, map after map, as it does in a hand; then in the flow it leaps from map to
    map, the hardest case, since all that was lit and all that will be lie far apart.
    """
    stage, runs, yardstick = Stage(side, flow=flow), Runs(), Yardstick()
    names, last = {-1: "input", 0: "convolution", 1: "ReLU", 2: "max pool"}, side // 2 - 2
    for layer, name in names.items():
        view = stage.view(layer)
        for step in range(max(moves // len(names), 1) + 1):
            cell = 1 + step // (last - 1) % (last - 1), 1 + step % (last - 1)
            runs.time_beside(name, lambda: (stage.point(view, cell), stage.settle()), yardstick)
    for layer, cell in zip(cycle(names), _cells(last, moves + 1) if flow else (), strict=False):
        view = stage.view(layer)
        runs.time_beside("leaping between maps", lambda: (stage.point(view, cell), stage.settle()), yardstick)
    stage.close()
    runs.times = {name: times[1:] for name, times in runs.times.items()}
    runs.beside = {name: times[1:] for name, times in runs.beside.items()}
    return runs


def stroke_runs(side: int, moves: int) -> Runs:
    """One drag of many moves over the picture, each painted before the next."""
    stage, runs, yardstick = Stage(side), Runs(), Yardstick()
    view = stage.view()
    path = [(side // 4 + step * side // (2 * moves), side // 4 + step * side // (2 * moves)) for step in range(moves + 1)]
    stage.press(view, path[0])
    stage.settle()
    for cell in path[1:]:
        runs.time_beside("move", lambda: (stage.point(view, cell, LEFT), stage.settle()), yardstick)
    runs.time_beside("release", lambda: (stage.release(view, path[-1]), stage.settle()), yardstick)
    stage.close()
    return runs


def play_runs(side: int, frames: int) -> Runs:
    """Frames of the transport: one window on, to everything repainted."""
    stage, runs, yardstick = Stage(side), Runs(), Yardstick()
    stage.window.transport.first()
    stage.settle()
    for _ in range(frames):
        runs.time_beside("window", lambda: (stage.window.transport.forward(), stage.settle()), yardstick)
    stage.window.session.hide_unreached(True)
    stage.settle()
    for _ in range(frames):
        runs.time_beside("window, the rest hidden", lambda: (stage.window.transport.forward(), stage.settle()), yardstick)
    stage.close()
    return runs


def _lay_out(stage: Stage, sides: object) -> None:
    """Begin another layout, and stop the clock: each of its frames is asked for, and measured, on its own."""
    stage.window.session.edit(edits.set_parameter, 0, "padding", sides)
    stage.window.page.stage.moving.clock.pause()


def motion_runs(side: int, steps: int) -> Runs:
    """Frames of what moves: of the beam on its way from cell to cell, and of matrices on their way to another layout."""
    stage, runs = Stage(side), Runs()
    stage.window.transport.first()
    stage.settle()
    motion.allow(True)
    drawn, yardstick = stage.window.page.stage, Yardstick()
    for _ in range(steps):
        stage.window.transport.forward()
        stage.settle()
        for part in range(1, FRAMES + 1):
            frame = partial(drawn.beams.glide.setCurrentTime, GLIDE * part // FRAMES)
            runs.time_beside("the beam glides", lambda: (frame(), stage.settle()), yardstick)
    for step in range(max(steps // 2, 2)):
        sides = ((step % 2, step % 2), (0, 0))
        runs.time_beside("another layout, its first frame", lambda: (_lay_out(stage, sides), stage.settle()), yardstick)
        for part in range(1, FRAMES):
            frame = partial(drawn.moving.clock.setCurrentTime, LAID_OUT * part // FRAMES)
            runs.time_beside("matrices move", lambda: (frame(), stage.settle()), yardstick)
        runs.times.setdefault("matrices move, the longest frame", []).append(max(runs.times["matrices move"][1 - FRAMES :]))
        drawn.moving.stop()
        stage.settle()
    motion.allow(False)
    stage.close()
    return runs


def part_runs(side: int, repeats: int) -> Runs:
    """What an edit is made of, without the window: the edit, evaluating anew and from before, the scene, the history."""
    runs, experiment = Runs(), strip(side)
    before = evaluate(experiment)
    history = histories.begin(experiment, saved=True)
    focus = Focus(Spot(PanelId(MatrixId("map", 0)), 3, 3))
    mask = np.zeros((side, side), dtype=bool)
    mask[side // 2, side // 2] = True
    for step in range(repeats):
        made: list[edits.Edit] = []
        value = step % 9 + 0.5
        runs.time("edit: draw a mask", lambda: made.append(picture_edits.draw(experiment, 0, mask, value)))
        after = made[0].after
        runs.time("evaluate, in full", lambda: evaluate(after))
        runs.time("evaluate, what changed", lambda: evaluate(after, before))
        evaluation = evaluate(after, before)
        runs.time("scene", lambda: build(evaluation))
        runs.time("scene, pointing at an output", lambda: build(evaluation, focus))
        runs.time("history", lambda: histories.commit(history, after, "Paint 1 cell"))
    return runs


def _mouse(kind: QEvent.Type, view: MatrixView, cell: Cell, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    at = view.grid().rect(*cell).center()
    event = QMouseEvent(kind, at, QPointF(view.mapToGlobal(at)), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def _cells(side: int, number: int) -> Iterator[Cell]:
    """Random cells, none twice before all have come."""
    order = np.random.default_rng(1).permutation(side * side)
    for place in range(number):
        row, column = divmod(int(order[place % len(order)]), side)
        yield row, column


def judged(value: float, bound: float, unit: str) -> str:
    """A figure with the bound that it is to keep: "3.10 ms, within 5 ms"."""
    return f"{value:.2f}{unit}, {'within' if value <= bound else 'OVER'} {bound:.3g}{unit}"


def print_paint(number: int) -> None:
    """The tables of painting, with the bounds of issue 2."""
    small, large = paint_runs(SMALL, number), paint_runs(LARGE, number)
    for side, runs in ((SMALL, small), (LARGE, large)):
        print(f"\nPainted cell on {side} × {side}, conv 3×3 + ReLU + max pool, to everything repainted")
        _print_runs(runs, {"edit": "press and release", "bare": "pyqtgraph, the same matrices"})
        print(f"  ratio to pyqtgraph: {judged(runs.median('edit') / runs.median('bare'), MOST_TIMES_BARE, '×')}")
    print(f"\nmedian on {SMALL}²: {judged(small.median('edit'), PAINT_MS, ' ms')}")
    print(
        f"median on {SMALL}² at rest, where {YARDSTICK} take {DRAWN_MS:g} ms: {judged(small.at_rest('edit'), PAINT_MS, ' ms')}"
    )
    print(f"{LARGE}² to {SMALL}²: {judged(large.median('edit') / small.median('edit'), MOST_TIMES_SMALL, '×')}")
    print(f"{LARGE}² to {PAINT_MS:g} ms: {judged(large.median('edit') / PAINT_MS, MOST_TIMES_SMALL, '×')}")


def print_others(number: int) -> None:
    """The tables of pointing, dragging and playing, and of the parts of an edit."""
    for side, flow in ((SMALL, False), (LARGE, False), (SMALL, True)):
        where = "in the flow" if flow else "on the stage"
        print(f"\nHover to repaint on {side} × {side}, three layers, {where} (bound {HOVER_MS:g} ms)")
        _print_runs(hover_runs(side, number, flow=flow), {}, HOVER_MS)
    for side in (SMALL, LARGE):
        print(f"\nA drag stroke over {side} × {side}, {STROKE} moves (bound {FRAME_MS:.3g} ms: a frame)")
        _print_runs(stroke_runs(side, min(STROKE, side // 2)), {}, FRAME_MS)
    print(f"\nPlaying {SMALL} × {SMALL}, three layers (bound {FRAME_MS:.3g} ms: a frame)")
    playing = play_runs(SMALL, number // 2)
    _print_runs(playing, {}, FRAME_MS)
    frames = _frames(playing)
    print(f"  missed: {sum(ms > FRAME_MS for ms in frames)} of {len(frames)}; the slowest took {max(frames):.1f} ms")
    again = [min(times) for times in zip(frames, *(_frames(play_runs(SMALL, number // 2)) for _ in range(2)), strict=True)]
    missed = sum(ms > FRAME_MS for ms in again)
    print(f"  missed each time of three: {missed} (others wait for the machine); the slowest of these took {max(again):.1f} ms")
    print(f"\nMotion on {SMALL} × {SMALL}, three layers (bound {FRAME_MS:.3g} ms: a frame)")
    _print_runs(motion_runs(SMALL, max(number // 10, 2)), {}, FRAME_MS)
    for side in (SMALL, LARGE):
        print(f"\nThe parts of an edit on {side} × {side}")
        _print_runs(part_runs(side, max(number // 10, 1)), {})


def _frames(runs: Runs) -> list[float]:
    return [ms for times in runs.times.values() for ms in times]


def _print_runs(runs: Runs, names: dict[str, str], bound: float | None = None) -> None:
    """Each thing's times, and how long it would take on a machine at rest where the yardstick was drawn beside it."""
    for name in runs.times:
        verdict = "" if bound is None else "  within" if runs.median(name) <= bound else "  OVER"
        if name in runs.beside:
            rest = runs.at_rest(name)
            verdict += f"  at rest {rest:.2f}" if bound is None else f"  at rest {judged(rest, bound, '')}"
        print(f"  {names.get(name, name):32}{runs.text(name)}{verdict}")


def main(number: int = EDITS) -> None:
    """Measure and print everything."""
    with TemporaryDirectory() as home:  # the person's own settings stay out of it
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, home)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, home)
        print_paint(number)
        print_others(number)


if __name__ == "__main__":
    main()
