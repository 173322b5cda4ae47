"""The main job, driven without a display: paint, change kernel and stride, pool, save, open again.

For a machine without a screen: it goes through the real window, offscreen, and leaves screenshots and the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convstudio.experiment import files, gallery, same_content
from convstudio.scene import INPUT, MatrixId, PanelId
from convstudio.studio.controls import WholeField
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.program import application
from convstudio.studio.window import Window
from convstudio.words import tr


def demonstrate(folder: Path) -> Iterator[str]:
    """Do the main job and say each step. Raises OSError if the folder cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    app = application()
    window = Window(gallery.opening_example())
    window.resize(1280, 720)
    window.show()
    drive = Drive(app, window, folder)
    yield drive.picture("1-opened", tr("Opened the example “{title}”.", title=window.session.state.experiment.title))
    drive.click(drive.view(PanelId(INPUT)), 2, 3)
    yield drive.picture("2-painted", tr("Painted the cell in row 2, column 3; the output follows."))
    drive.type_into(drive.view(PanelId(MatrixId("kernel", 0))), 0, 1, "-2")
    yield drive.picture("3-kernel", tr("Typed −2 into the kernel."))
    drive.set_stride(1, 2)
    yield drive.picture("4-stride", tr("Set the stride to 1 × 2."))
    window.add_layer("max_pool2d")
    yield drive.picture("5-pooled", tr("Added a max pool."))
    path = folder / "demo.convstudio"
    files.write(window.session.state.experiment, path)
    again = files.read(path)
    same = tr("the same") if same_content(again, window.session.state.experiment) else tr("DIFFERENT")
    window.session.open(again, path)
    yield drive.picture("6-reopened", tr("Saved {path} and opened it again: {same}.", path=path, same=same))
    output = window.session.state.evaluation.results[-1].output
    yield tr("The last output:") + "\n" + (np.array2string(output[0]) if output is not None else "")
    window.deleteLater()


@dataclass(frozen=True, slots=True)
class Drive:
    """Mouse and keys on a window, and its pictures."""

    app: QApplication
    window: Window
    folder: Path

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel."""
        return self.window.board.view(panel)

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

    def set_stride(self, height: int, width: int) -> None:
        """Turn the stride's two fields."""
        for name, value in (("stride_h", height), ("stride_w", width)):
            self.window.inspector.findChildren(WholeField, name)[0].setValue(value)

    def picture(self, name: str, words: str) -> str:
        """Grab the window, and say what was done and where the picture is."""
        self.app.processEvents()
        self.app.processEvents()
        path = self.folder / f"{name}.png"
        self.window.grab().save(str(path))
        return f"{words}  [{path}]"
