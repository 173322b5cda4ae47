"""What stays in memory: edits, documents, trainings and windows by the thousand, in the real window.

    python -m tests.soak.memory [edits] [documents] [trainings] [layers] [windows] [--rounds 10] [--each 100] [--view flow]

prints the memory after each round, and how much a thousand took once the caches were full (after the first rounds). It ends
with 1 where that was more than it may be.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from convstudio.experiment import edits, files, gallery
from convstudio.layers import Conv2d
from convstudio.scene.learn.moment import Moment
from convstudio.scene.workspaces.learn import standing
from convstudio.studio.shell.window import Window
from convstudio.studio.shell.windows import Windows

MEGABYTE = 1024 * 1024
WARM = 0.4  # of the rounds, in which caches fill
MOST = {"edits": 0.5, "documents": 2.0, "trainings": 2.0, "layers": 2.0, "windows": 25.0}  # megabytes that a thousand may take
RUNS = 20  # trainings of one document
OF_A_WINDOW = 10  # actions that one window counts for, which takes as long: 0.25 MB of each may stay

Actions = Iterator[None]  # one action at each step, with a turn of the event loop behind it


def edit(window: Window, times: int, seed: int) -> Actions:
    """Paint, type weights, turn strides, undo and redo."""
    chance = random.Random(seed)
    session = window.session
    for _ in range(times):
        present = session.state.experiment
        rows, columns = present.input.shape[-2:]
        convolution = next((place for place, layer in enumerate(present.layers) if isinstance(layer, Conv2d)), -1)
        match chance.randrange(8):
            case 0 if convolution >= 0:
                session.edit(edits.set_weights, convolution, {(0, 0, 0, 0): chance.uniform(-9, 9)})
            case 1 if convolution >= 0:
                session.edit(edits.set_parameter, convolution, "stride", (chance.randint(1, 3), 1))
            case 2:
                session.undo()
            case 3:
                session.redo()
            case _:
                session.edit(edits.paint, {(0, chance.randrange(rows), chance.randrange(columns)): chance.random()})
        yield


def documents(window: Window, times: int, folder: Path, names: tuple[str, ...] = ()) -> Actions:
    """Open examples of these names, or all, one after the other, from files."""
    names = names or tuple(example.name for example in gallery.examples())
    for name in names:
        files.write(gallery.example(name), folder / f"{name}.convstudio")
    for number in range(times):
        name = names[number % len(names)]
        window.session.work_in("learn" if name.startswith("learning") else "explore")
        window.documents.open(folder / f"{name}.convstudio")
        yield
        yield


def trainings(window: Window, times: int) -> Actions:
    """Train from one random start after the other, and look at some of the epochs."""
    for number in range(times):
        if number % RUNS == 0:
            window.session.open(gallery.example("learning-a-kernel"), None)
            window.session.work_in("learn")
        window.learner.new_seed()
        window.learner.last()
        yield
        while window.learner.line is None or not window.learner.line.done:
            yield
        for epoch in range(0, window.learner.line.last, 3):
            window.session.become(standing(Moment(epoch)))
            yield


def layers(window: Window, times: int) -> Actions:
    """Go from layer to layer, and back: on the stage others come and go with each."""
    session = window.session
    if session.state.experiment.title != gallery.example("small-network").title:
        session.open(gallery.example("small-network"), None)
    number = len(session.state.experiment.layers)
    for step in range(times):
        session.select(step % (number + 1) - 1)
        yield


def windows(window: Window, times: int) -> Actions:
    """Open windows beside this one, work a little in every workspace of each, and close them."""
    others = Windows(window.settings)
    for _ in range(times // OF_A_WINDOW):
        other = others.open(gallery.opening_example())
        yield
        for workspace in ("learn", "shift", "explore"):
            other.work_in(workspace)
            yield
        other.session.edit(edits.set_parameter, 0, "stride", (2, 1))
        other.documents.left = True
        other.close()
        for _ in range(3):
            yield


@dataclass(frozen=True)
class Held:
    """What the process holds: megabytes; those of the undo history; Python's objects; widgets; what Qt has below the window."""

    resident: float
    history: float
    objects: int
    widgets: int
    below: int

    def __str__(self) -> str:
        return (
            f"{self.resident:8.2f} MB, history {self.history:6.2f} MB, {self.objects:7} objects, "
            f"{self.widgets:5} widgets, {self.below:5} below the window"
        )


def held(window: Window) -> Held:
    """What is held now, after looking for garbage."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Held(
        pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE, window.session.state.history.held / MEGABYTE, len(gc.get_objects()),
        len(QApplication.allWidgets()), len(window.findChildren(QObject)),
    )  # fmt: skip


def kinds() -> Counter[str]:
    """How many objects of each type there are."""
    gc.collect()
    return Counter(f"{kind.__module__}.{kind.__qualname__}" for kind in map(type, gc.get_objects()))


def act(actions: Actions) -> None:
    """Do all actions in an event loop, as it turns for a person."""
    app = QApplication.instance()
    assert app is not None
    failed: list[BaseException] = []

    def step() -> None:
        try:
            next(actions)
        except StopIteration:
            app.exit()
        except BaseException as error:
            failed.append(error)
            app.exit()

    timer = QTimer()
    timer.timeout.connect(step)
    timer.start(0)
    app.exec()
    if failed:
        raise failed[0]


def growth(rounds: list[Held], each: int) -> float:
    """Megabytes beyond the history that a thousand actions took, by least squares over the rounds after the warm ones."""
    after = rounds[round(len(rounds) * WARM) :]
    beyond = [one.resident - one.history for one in after]
    return float(np.polyfit(np.arange(len(after)) * each / 1000, beyond, 1)[0])


def main() -> int:
    """Measure and print; 1 if something took more than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[*MOST, []], default=[])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--each", type=int, default=100, help="actions of a round")
    parser.add_argument("--view", choices=["stage", "flow"], default="stage", help="of Explore")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        from convstudio.studio.program import application

        app = application()
        app.setQuitOnLastWindowClosed(False)
        doing: dict[str, Callable[[Window, int], Actions]] = {
            "edits": partial(edit, seed=1), "documents": partial(documents, folder=Path(folder)), "trainings": trainings,
            "layers": layers, "windows": windows,
        }  # fmt: skip
        grown = {what: _measure(what, doing[what], options) for what in options.what or doing}
    too_much = [what for what, megabytes in grown.items() if megabytes > MOST[what]]
    print(f"more than it may be: {', '.join(too_much) or 'nothing'}")
    return int(bool(too_much))


def _measure(what: str, do: Callable[[Window, int], Actions], options: argparse.Namespace) -> float:
    window, each = Window(gallery.opening_example()), options.each
    window.session.show_in(options.view)
    window.resize(1280, 720)
    window.show()
    found = []
    for number in range(options.rounds):
        act(do(window, each))
        found.append(held(window))
        print(f"{(number + 1) * each:7} {what:9} {found[-1]}", flush=True)
    megabytes = growth(found, each)
    print(f"{megabytes:+.2f} MB in 1,000 {what}, beyond the history; at most {MOST[what]}\n", flush=True)
    window.session.close()
    window.deleteLater()
    return megabytes


if __name__ == "__main__":
    sys.exit(main())
