"""Pictures of the real windows, for looking at: `python -m tests.shots [FOLDER]`, and the one in the README.

Each scene is taken at 1280×720 and 1920×1080, light and dark.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from convstudio.experiment import gallery
from convstudio.scene import INPUT, Focus, MatrixId, PanelId, Spot
from convstudio.scene.workspaces.shift.links import DIFFERENCE
from convstudio.scene.workspaces.shift.part import with_settings
from convstudio.studio.program import application
from convstudio.studio.shell.window import Window

SIZES = ((1280, 720), (1920, 1080))
Prepare = Callable[[Window], None]


def opening(window: Window) -> None:
    """As it opens."""


def hovering(window: Window) -> None:
    """An output's window and arithmetic, with layers behind it."""
    window.layers.add("max_pool2d")
    window.session.select(0)
    _look(window, 0, 2, 1)


def flow(window: Window) -> None:
    """The same with all layers as cards."""
    hovering(window)
    window.session.show_in("flow")


def padding(window: Window) -> None:
    """Padding and stride, with columns that nobody reads."""
    session = window.session
    from convstudio.experiment import edits

    session.edit(edits.set_parameter, 0, "padding", ((1, 1), (0, 1)))
    session.edit(edits.set_parameter, 0, "stride", (2, 3))
    _look(window, 0, 0, 1)


def impossible(window: Window) -> None:
    """A window that does not fit."""
    from convstudio.experiment import edits

    window.session.edit(edits.set_parameter, 0, "kernel_size", (9, 9))


def history(window: Window) -> None:
    """The list of steps."""
    padding(window)
    window.sides.history_dock.show()


def example(name: str) -> Prepare:
    """One of the examples."""

    def prepare(window: Window) -> None:
        window.documents.open_example(name)

    return prepare


def input_selected(window: Window) -> None:
    """The input's settings."""
    window.session.select(-1)
    _look(window, -1, 2, 2)


def substep(window: Window) -> None:
    """Inside a cell: one product at work, the running sum below, padding in the window."""
    from convstudio.experiment import edits

    session = window.session
    session.edit(edits.set_parameter, 0, "kernel_size", (3, 3))
    session.edit(edits.set_parameter, 0, "padding", ((1, 1), (1, 1)))
    window.transport.scrub(17)
    window.transport.set_steps(True)
    for _ in range(6):
        window.transport.forward()


def playing_hidden(window: Window) -> None:
    """In the middle of playing, what is not reached yet hidden, also in the layers behind."""
    window.layers.add("activation")
    window.layers.add("max_pool2d")
    window.session.select(0)
    window.transport.set_hiding(True)
    window.transport.scrub(22)
    window.transport.play()


def formula_term(window: Window) -> None:
    """A letter of the size formula pointed at: the padding."""
    from convstudio.scene.words.text_runs import FormulaTerm

    padding(window)
    window.session.explain(FormulaTerm(0, "p", "h"))


def deep(window: Window) -> None:
    """Six layers on three channels, with the table of all of them."""
    from tests.studio.strips import deep_strip

    window.session.open(deep_strip(6), None)
    window.show_layer_table(True)
    window.session.select(2)


def very_deep(window: Window) -> None:
    """As many layers as there may be."""
    from tests.studio.strips import deep_strip

    window.session.open(deep_strip(32), None)
    window.session.select(3)
    _look(window, 3, 2, 2)


def trained(name: str, epoch: int) -> Prepare:
    """An example of learning, trained to its end, at an epoch."""

    def prepare(window: Window) -> None:
        window.documents.open_example(name)
        window.learner.last()
        while not window.session.state.learning.learnt.done:
            QApplication.processEvents()
        window.learner.scrub(epoch)
        window.learn_page.pictures._work_out()
        while window.learner.drawing.busy:
            QApplication.processEvents()

    return prepare


def pulled(window: Window) -> None:
    """What pulls on a weight."""
    trained("learning-a-kernel", 4)(window)
    window.session.look(Focus(pin=Spot(PanelId(MatrixId("gradient", 0)), 0, 1)))


def forked(window: Window) -> None:
    """Two runs, the second with another rate from epoch 4 on, in the gradient's phase."""
    from convstudio.experiment.edits import training_edits

    trained("learning-a-kernel", 4)(window)
    window.session.edit(training_edits.set_run, 4, "learning_rate", 0.01)
    window.learner.last()
    window.learner.scrub(6)
    window.learner.set_slow(True)
    window.learner.show_phase(3)


def presenting(window: Window) -> None:
    """For a room, with an output pointed at."""
    hovering(window)
    size = window.size()
    window.actions_by_name["present"].trigger()
    window.setWindowState(Qt.WindowState.WindowNoState)  # the screen of the offscreen platform has a size of its own
    window.resize(size)


def helping(window: Window) -> None:
    """The help beside the board."""
    window.actions_by_name["help"].trigger()


def shifted(name: str, matrix: MatrixId, row: int, column: int, **settings: object) -> Prepare:
    """An example in the Shift lab, one cell pointed at."""

    def prepare(window: Window) -> None:
        example(name)(window)
        window.work_in("shift")
        window.session.become(with_settings(**settings))
        window.session.point(Spot(PanelId(matrix), row, column))

    return prepare


SCENES: dict[str, Prepare] = {
    "opening": opening,
    "hovering": hovering,
    "flow": flow,
    "padding": padding,
    "impossible": impossible,
    "history": history,
    "presenting": presenting,
    "helping": helping,
    "input": input_selected,
    "substep": substep,
    "playing-hidden": playing_hidden,
    "formula-term": formula_term,
    "deep": deep,
    "very-deep": very_deep,
    "learn": trained("learning-a-kernel", 4),
    "learn-pulled": pulled,
    "learn-forked": forked,
    "learn-too-fast": trained("learning-too-fast", 12),
    "learn-flat": trained("learning-from-a-flat-picture", 3),
    "learn-layers": trained("learning-through-layers", 120),
    "shift": shifted("translation", DIFFERENCE, 3, 4),
    "shift-borders": shifted("padding", INPUT, -1, -1, rows=1, columns=1),
    "shift-stride": shifted("small-shifts", DIFFERENCE, 1, 1, columns=1),
    **{f"example-{e.name}": example(e.name) for e in gallery.examples()},
}


def main(folder: Path, only: str = "") -> None:
    """Take all pictures, or those whose name begins with `only`."""
    app = application()
    folder.mkdir(parents=True, exist_ok=True)
    for name, prepare in SCENES.items():
        if not name.startswith(only):
            continue
        for width, height in SIZES:
            for theme in ("light", "dark"):
                window = Window(gallery.opening_example())
                window.choose_theme(theme, remember=False)
                window.resize(width, height)
                window.show()
                app.processEvents()
                prepare(window)
                for _ in range(3):
                    app.processEvents()
                window.grab().save(str(folder / f"{name}-{width}-{theme}.png"))
                _close(window)


def _close(window: Window) -> None:
    # A window that is only hidden goes on playing and training, and the next picture waits for it.
    window.transport.pause()
    window.session.changed.disconnect()
    window.session.close()
    window.spaces.close()
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _look(window: Window, layer: int, row: int, column: int) -> None:
    matrix = INPUT if layer < 0 else MatrixId("map", layer)
    window.session.look(Focus(pin=Spot(PanelId(matrix), row, column)))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(Path(arguments[0] if arguments else "shots"), arguments[1] if len(arguments) > 1 else "")
