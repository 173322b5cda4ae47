"""The table of all layers: read it, click a row to choose the layer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QToolButton, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.painting.typeface import stressed
from convstudio.scene.cards.layer_table import HEADINGS, LayerTable, cells, layer_table, total_cells
from convstudio.studio.commands.keyed import say_with_keys
from convstudio.studio.document.session import Session, State
from convstudio.studio.widgets.literal import set_tooltip, set_whats_this
from convstudio.words import Text, tr, translated

HELP: tuple[Text, ...] = (
    "",
    "Click a row to choose the layer",
    "Channels × rows × columns that come out",
    "Numbers in the kernels",
    "One for each output channel",
    "Products to form for one input",
    "Rows × columns of the input that one cell depends on, far from the edges",
    "How many cells further in the input the next cell looks: all strides so far, multiplied",
)
AROUND = 8  # pixels of the frame, and some to spare
LEAST_ROWS = 2
NUMBERS_FROM = 3  # this column and those behind it are right-aligned


class LayerTableView(QTableWidget):
    """Has a row for each layer, and a last one with the totals. A hidden table is filled when it is shown."""

    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADINGS), parent)
        self.setObjectName("layer_table")
        self.setAccessibleName(tr("All layers"))
        self._session, self._look = session, LIGHT
        self._state: State | None = None
        self._shown: tuple[object, ...] = ()
        for column, (heading, words) in enumerate(zip(HEADINGS, HELP, strict=True)):
            item = QTableWidgetItem(translated(heading))
            set_tooltip(item, translated(words))
            set_whats_this(item, translated(words))
            self.setHorizontalHeaderItem(column, item)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.currentCellChanged.connect(self._choose)
        self._close = QToolButton(self)
        self._close.setObjectName("layer_table_close")
        self._close.setProperty("look", "fold")
        self._close.setText("×")
        self._close.setAccessibleName(tr("Close the table"))
        say_with_keys(self._close, tr("Close the table"), "layer_table")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the key that opened the table closes it
        self._close.clicked.connect(self.left)

    def sizeHint(self) -> QSize:
        return QSize(640, 190)

    def height_within(self, most: int) -> int:
        """Pixels of its height: with all its rows, or, in `most` pixels, with as many whole ones as there is room for."""
        row, around = self.verticalHeader().defaultSectionSize(), self.horizontalHeader().sizeHint().height() + AROUND
        rows = len(self._session.state.experiment.layers) + 1
        return around + row * max(min(rows, (most - around) // row), LEAST_ROWS)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look, self._shown = look, ()
        if self._state:
            self.show_state(self._state)

    def show_state(self, state: State) -> None:
        """Show a state's layers."""
        self._state = state
        if not self.isVisible():
            return
        shown = (
            state.evaluation.experiment.layers,
            *(state.evaluation.shape(i) for i in range(-1, len(state.evaluation.results))),
        )
        if shown != self._shown:
            self._shown = shown
            self._fill(layer_table(state.evaluation))
        if self.currentRow() != state.selected:
            self.blockSignals(True)
            self.setCurrentCell(state.selected, 1)
            self.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self.horizontalHeader().height()
        bar = self.verticalScrollBar()
        right = self.width() - (bar.width() if bar.isVisible() else 0)
        self._close.setGeometry(right - side - 4, 1, side, side)
        self._close.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._state:
            self.show_state(self._state)

    def _fill(self, table: LayerTable) -> None:
        self.blockSignals(True)
        self.setRowCount(len(table.rows) + 1)
        for row in table.rows:
            self._write(row.index, cells(row), wrong=bool(row.problem))
        self._write(len(table.rows), total_cells(table), total=True)
        self.blockSignals(False)

    def _write(self, row: int, texts: tuple[str, ...], *, wrong: bool = False, total: bool = False) -> None:
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            side = Qt.AlignmentFlag.AlignRight if column >= NUMBERS_FROM or column == 0 else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            set_tooltip(item, translated(HELP[column]))
            if wrong and column == 2:
                item.setForeground(QColor(self._look.warning))
                set_tooltip(item, text)
            if total:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                item.setFont(stressed(item.font()))
            self.setItem(row, column, item)

    def _choose(self, row: int, _column: int, _row_before: int, _column_before: int) -> None:
        if 0 <= row < len(self._session.state.experiment.layers):
            self._session.select(row)
