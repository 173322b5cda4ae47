"""The list of all steps, to jump in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from convstudio.experiment.history import History
from convstudio.studio.session import Session
from convstudio.words import tr


class HistoryList(QListWidget):
    """Every step with its name; the present one is selected, the undone ones are pale."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_list")
        self.setAccessibleName(tr("Steps"))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self._shown: History | None = None
        self.itemClicked.connect(self._jump)
        self.itemActivated.connect(self._jump)

    def show_history(self, history: History) -> None:
        """Show a history."""
        if self._shown is None or self._shown.steps is not history.steps:
            self.clear()
            for step in history.steps:
                self.addItem(QListWidgetItem(step.label or tr("Opened")))
        self._shown = history
        self.setCurrentRow(history.position)
        for row in range(self.count()):
            font = self.item(row).font()
            font.setItalic(row > history.position)
            self.item(row).setFont(font)

    def _jump(self, item: QListWidgetItem) -> None:
        self._session.jump(self.row(item))
