"""The table of a class: a row for each learner's file, a column for each question, and a summary of each column."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.lessons.classroom.table import Cell, ClassTable, described
from convstudio.painting.typeface import stressed
from convstudio.studio.widgets.literal import Label, set_title, set_tooltip
from convstudio.studio.widgets.look import theme
from convstudio.words import tr

SIZE = QSize(960, 540)
WIDEST_COLUMN = 260  # largest initial width in pixels; the tooltip has longer texts in full


class ClassSheet(QDialog):
    """A sheet with a table, to be read and copied."""

    def __init__(self, table: ClassTable, folder: str, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("class_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Class table: {folder}", folder=folder))
        self._table = table
        words = Label(described(table), self)
        words.setProperty("look", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 14)
        box.addWidget(words)
        box.addWidget(self._grid(), 1)
        if table.problems:
            box.addWidget(self._problems())
        box.addLayout(self._foot())
        self.resize(SIZE.boundedTo(window.screen().availableSize()))

    def _grid(self) -> QTableWidget:
        table = self._table
        grid = QTableWidget(len(table.learners) + 1, len(table.columns), self)
        grid.setObjectName("class_table")
        grid.setAccessibleName(tr("Answers of the class"))
        grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        grid.setWordWrap(False)
        grid.horizontalHeader().setHighlightSections(False)
        grid.verticalHeader().setHighlightSections(False)
        grid.setVerticalHeaderLabels([*table.learners, tr("Class")])
        for place, column in enumerate(table.columns):
            head = QTableWidgetItem(column.title)
            set_tooltip(head, column.question)
            grid.setHorizontalHeaderItem(place, head)
            for row, cells in enumerate(table.rows):
                grid.setItem(row, place, _item(cells[place]))
            grid.setItem(len(table.learners), place, _total(table.totals[place]))
        grid.resizeColumnsToContents()
        for place in range(len(table.columns)):
            grid.setColumnWidth(place, min(grid.columnWidth(place), WIDEST_COLUMN))
        return grid

    def _problems(self) -> Label:
        label = Label("\n".join(self._table.problems), self)
        label.setObjectName("class_problems")
        label.setProperty("look", "warning")
        label.setWordWrap(True)
        return label

    def _foot(self) -> QHBoxLayout:
        copy, close = QToolButton(self), QToolButton(self)
        copy.setObjectName("class_copy")
        copy.setText(tr("Copy the table"))
        set_tooltip(copy, tr("With tabs between its cells, for a spreadsheet"))
        copy.clicked.connect(self.copy)
        close.setObjectName("class_close")
        close.setText(tr("Close"))
        set_tooltip(close, tr("Close the table; the files stay as they are"))
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(copy)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def copy(self) -> None:
        """Copy the table to the clipboard."""
        QGuiApplication.clipboard().setText(self._table.tsv())


def _item(cell: Cell) -> QTableWidgetItem:
    item = QTableWidgetItem(cell.words)
    set_tooltip(item, cell.told)
    if cell.words and not cell.right:
        item.setForeground(QColor(theme.applied().warning))
    return item


def _total(words: str) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    set_tooltip(item, words)
    item.setFont(stressed(item.font()))
    return item
