"""The table of a pasted network: what each line of the code is here, with its shapes."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from convstudio.export.network.table import HEADINGS, TableRow
from convstudio.painting.palette import Look
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr, translated

NOTE = len(HEADINGS) - 1
CODE, IN = 1, 3
ABOVE, BESIDE = 4, 24  # pixels above and below a text, and on both sides together
WIDEST_CODE, LEAST_CODE, LEAST_NOTE = 190, 100, 130  # pixels of these columns
LEAST = 420  # pixels of the table


class NetworkRows(QTableWidget):
    """Emits the line of a row that is chosen."""

    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(0, len(HEADINGS), parent)
        self.setObjectName("network_rows")
        self.setAccessibleName(tr("Layers of the network"))
        self.setHorizontalHeaderLabels([translated(heading) for heading in HEADINGS])
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(LEAST)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._look = look
        self._shown: tuple[TableRow, ...] = ()
        self.currentCellChanged.connect(self._choose)

    def show_rows(self, rows: tuple[TableRow, ...]) -> None:
        """Show other rows."""
        if rows == self._shown:
            return
        self._shown = rows
        self.blockSignals(True)
        self.clearSelection()
        self.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, text in enumerate(row.cells):
                self.setItem(place, column, self._item(row, column, text))
        self.setCurrentCell(-1, -1)
        self.blockSignals(False)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give code and notes what the other columns leave; where that is little, do without inputs: outputs say them, too."""
        room = self.viewport().width()
        self.setColumnHidden(IN, False)
        for column in range(NOTE):
            self.resizeColumnToContents(column)
        code = min(self.columnWidth(CODE), WIDEST_CODE)
        self.setColumnHidden(IN, room < self._others() + min(code, LEAST_CODE) + LEAST_NOTE)
        left = room - self._others()  # for code and notes
        self.setColumnWidth(CODE, min(code, max(left - LEAST_NOTE, left // 3)))
        self.setColumnWidth(NOTE, left - self.columnWidth(CODE))
        self._fit_rows()

    def _others(self) -> int:
        """The width of the columns without code and notes; that of a hidden one is 0."""
        return sum(self.columnWidth(column) for column in range(NOTE) if column != CODE)

    def _fit_rows(self) -> None:
        """Give each row the height that its longest text needs; Qt forgets what the style puts around it."""
        for place, row in enumerate(self._shown):
            heights = [self._high(row.cells[column], self.columnWidth(column)) for column in (CODE, NOTE)]
            self.setRowHeight(place, max(heights) + 2 * ABOVE)

    def _high(self, text: str, width: int) -> int:
        room = QRect(0, 0, width - BESIDE, 10_000)
        return self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text or "0").height()

    def _item(self, row: TableRow, column: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        side = Qt.AlignmentFlag.AlignRight if column == 0 else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignTop)
        if row.tone == "muted":
            item.setForeground(QColor(self._look.muted))
        elif row.tone == "warning" and column >= 2:
            item.setForeground(QColor(self._look.warning))
        if text:
            set_tooltip(item, text)
        return item

    def _choose(self, row: int, _column: int, _row_before: int, _column_before: int) -> None:
        if 0 <= row < len(self._shown):
            self.chosen.emit(self._shown[row].line)
