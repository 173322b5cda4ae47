"""The list of all steps of the history, to jump to any of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from convstudio.experiment.history import History
from convstudio.studio.document.session import Session
from convstudio.words import tr


class HistoryList(QListWidget):
    """Lists every step by its label; the present one is selected, undone ones are pale."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_list")
        self.setAccessibleName(tr("Steps"))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self._shown: History | None = None
        self._history: History | None = None
        self.itemClicked.connect(self._jump)
        self.itemActivated.connect(self._jump)

    def show_history(self, history: History) -> None:
        """Show a history. A hidden list is filled when it is shown."""
        self._history = history
        if self.isVisible():
            self._fill(history)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._history:
            self._fill(self._history)

    def _fill(self, history: History) -> None:
        if self._shown is None or self._shown.steps is not history.steps:
            self.clear()
            self.addItems([step.label or tr("Opened") for step in history.steps])
        self._shown = history
        self.setCurrentRow(history.position)
        undone = self.font()
        undone.setItalic(True)
        for row in range(self.count()):
            self.item(row).setFont(undone if row > history.position else self.font())

    def _jump(self, item: QListWidgetItem) -> None:
        self._session.jump(self.row(item))
