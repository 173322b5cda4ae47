"""A demonstration without a display: paint, change kernel and stride, pool, save, open again.

For a machine without a screen: it goes through the real window, offscreen, and leaves screenshots and the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convstudio.experiment import Experiment, files, gallery, same_content
from convstudio.experiment.limits import USUAL_FILE
from convstudio.scene import INPUT, MatrixId, PanelId
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.program import application
from convstudio.studio.shell.window import Window
from convstudio.studio.widgets.controls import WholeField
from convstudio.words import tr

NOISE = "This plugin does not support"  # without a display Qt says so at every window that asks for a size


def demonstrate(folder: Path) -> Iterator[str]:
    """Run the demonstration and print each step. Raises OSError if the folder cannot be made."""
    drive = _drive(gallery.opening_example(), folder)
    window = drive.window
    yield drive.picture("1-opened", tr("Opened the example “{title}”.", title=window.session.state.experiment.title))
    drive.click(drive.view(PanelId(INPUT)), 2, 3)
    yield drive.picture("2-painted", tr("Painted the cell in row 2, column 3; the output follows."))
    drive.type_into(drive.view(PanelId(MatrixId("kernel", 0))), 0, 1, "-2")
    yield drive.picture("3-kernel", tr("Typed −2 into the kernel."))
    drive.set_whole("stride_h", 2)
    yield drive.picture("4-stride", tr("Set the stride to 2 × 1."))
    window.session.select(1)
    drive.set_whole("stride_h", 1)
    drive.set_whole("stride_w", 1)
    yield drive.picture("5-pooled", tr("Let the windows of the max pool overlap: its stride is 1 × 1 now."))
    path = folder / "demo.convstudio"
    files.write(window.session.state.experiment, path)
    again = files.read(path)
    same = tr("the same") if same_content(again, window.session.state.experiment) else tr("DIFFERENT")
    window.session.open(again, path)
    yield drive.picture("6-reopened", tr("Saved {path} and opened it again: {same}.", path=path, same=same))
    yield drive.last_output()
    window.deleteLater()


def draw(path: Path, folder: Path, most: int | None = None) -> Iterator[str]:
    """Draw the window with an experiment file of at most so many bytes (None: as many as usual), and say its last output.

    Raises FileProblem, or OSError as `demonstrate`.
    """
    drive = _drive(files.read(path, most or USUAL_FILE), folder, path)
    yield drive.picture(path.stem, tr("Opened {path}.", path=path))
    yield drive.last_output()
    drive.window.deleteLater()


def _drive(experiment: Experiment, folder: Path, path: Path | None = None) -> Drive:
    folder.mkdir(parents=True, exist_ok=True)
    app = application()
    qInstallMessageHandler(_say_what_matters)
    window = Window(experiment, path)
    window.resize(1280, 720)
    window.show()
    return Drive(app, window, folder)


def _say_what_matters(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    if not text.startswith(NOISE):
        sys.stderr.write(f"{text}\n")


@dataclass(frozen=True, slots=True)
class Drive:
    """Mouse and keys on a window, and its pictures."""

    app: QApplication
    window: Window
    folder: Path

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel."""
        return self.window.page.view(panel)

    def click(self, view: MatrixView, row: int, column: int) -> None:
        """Click a cell."""
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=cell_centre(view, row, column))

    def type_into(self, view: MatrixView, row: int, column: int, text: str) -> None:
        """Click a cell and type a number."""
        self.click(view, row, column)
        QTest.keyClicks(view, text[0])
        field = self.app.focusWidget()
        QTest.keyClicks(field or view, text[1:])
        QTest.keyClick(field or view, Qt.Key.Key_Return)

    def set_whole(self, name: str, value: int) -> None:
        """Set a whole number among the selected layer's settings."""
        self.app.processEvents()  # another layer's fields may still have to come up
        fields = self.window.inspector.findChildren(WholeField, name)
        next(field for field in fields if field.isVisible()).setValue(value)

    def picture(self, name: str, words: str) -> str:
        """Grab the window, and say what was done and where the picture is."""
        self.app.processEvents()
        self.app.processEvents()
        path = self.folder / f"{name}.png"
        self.window.grab().save(str(path))
        return f"{words}  [{path}]"

    def last_output(self) -> str:
        """The last layer's first channel, in numbers; or why there is none."""
        evaluation = self.window.session.state.evaluation
        if evaluation.problem:
            return tr("There is no last output: {was}.", was=evaluation.problem[1].was)
        output = evaluation.results[-1].output if evaluation.results else evaluation.experiment.input
        return tr("The last output:") + "\n" + np.array2string(output[0]) if output is not None else ""
