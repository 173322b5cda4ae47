"""While something takes long: how far it has come, and a way to end it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from convstudio.engine.interrupt import NotWantedError
from convstudio.studio.widgets.literal import Label, set_title

WIDE = 300  # pixels of the bar


class Waiting(QDialog):
    """A bar that fills, and a button that cancels."""

    def __init__(self, title: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("waiting")
        set_title(self, title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._bar = QProgressBar()
        self._bar.setMinimumWidth(WIDE)
        self._bar.setAccessibleName(words)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        for widget in (Label(words), self._bar, buttons):
            column.addWidget(widget)

    def tell(self, done: int, of: int) -> None:
        """Show how many of how many are done. Raises NotWantedError once it was cancelled."""
        self._bar.setMaximum(of)
        self._bar.setValue(done)
        QCoreApplication.processEvents()
        if not self.isVisible():
            raise NotWantedError


@contextmanager
def waiting(title: str, words: str, parent: QWidget) -> Iterator[Callable[[int, int], None]]:
    """What is to be told how many of how many are done. Once the person cancels, that ends the `with` block."""
    shown = Waiting(title, words, parent)
    shown.show()
    try:
        yield shown.tell
    except NotWantedError:
        pass
    finally:
        shown.close()
        shown.deleteLater()
