"""The table of all commands with their keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from convstudio.painting.typeface import stressed
from convstudio.studio.commands import COMMANDS, MENUS, keys, placed, plain
from convstudio.studio.commands.keys import Changes, Keys
from convstudio.studio.palette.matching import Entry, ranked
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import Text, tr, translated

INTO = " ▸ "  # between a menu and one in it
HEADS: tuple[Text, ...] = ("Command", "Menu", "Keys")
NAME = Qt.ItemDataRole.UserRole
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class KeysTable(QTableWidget):
    """A row for each command, in the order of the menus. Enter asks for other keys for the chosen one."""

    asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, len(HEADS), parent)
        self.setObjectName("keys_table")
        self.setAccessibleName(tr("Commands and their keys"))
        self.setHorizontalHeaderLabels([translated(head) for head in HEADS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.cellDoubleClicked.connect(lambda _row, _column: self.asked.emit())
        self._changes: Changes = {}
        self._held: dict[str, Keys] = {}
        self._query = ""

    @property
    def chosen(self) -> str:
        """The name of the chosen command; "" if none is."""
        item = self.item(self.currentRow(), 0)
        return str(item.data(NAME)) if item else ""

    def show_changes(self, changes: Changes) -> None:
        """Show the keys that commands have under some changes."""
        before = self.chosen
        self._changes, self._held = changes, keys.held(changes)
        self._fill()
        self.choose(before)

    def look_for(self, query: str) -> None:
        """Show the commands that have all words of a query in their names, their menus or their keys, the best first."""
        self._query = query
        self._fill()

    def choose(self, name: str) -> None:
        """Choose a command, if it is shown."""
        for row in range(self.rowCount()):
            item = self.item(row, 0)
            if item and item.data(NAME) == name:
                self.setCurrentCell(row, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers():
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        rows = ranked(self._query, [self._entry(name, menu) for name, menu in _placed().items()])
        self.setRowCount(len(rows))
        for row, entry in enumerate(rows):
            self._show(row, entry)
        self.setCurrentCell(0, 0)
        self.scrollToTop()

    def _entry(self, name: str, menu: str) -> Entry:
        return Entry(name, title_of(name), menu, translated(COMMANDS[name].help), keys.native(self._held.get(name, ())))

    def _show(self, row: int, entry: Entry) -> None:
        is_changed = self._held.get(entry.name, ()) != keys.initial(entry.name)
        usual = keys.native(keys.initial(entry.name)) or tr("none")
        for column, text in enumerate((entry.title, entry.place, entry.keys)):
            item = QTableWidgetItem(text)
            item.setData(NAME, entry.name)
            set_tooltip(item, tr("From the start: {keys}", keys=usual) if column == 2 and is_changed else entry.beside)
            if column == 2 and is_changed:
                item.setFont(stressed(self.font()))
            self.setItem(row, column, item)


def title_of(name: str) -> str:
    """What a command is called."""
    return plain(translated(COMMANDS[name].text))


def _placed() -> dict[str, str]:
    """The names of all commands, each with the menu that it stands in first."""
    found: dict[str, str] = {}
    for path, entry in placed(MENUS):
        if entry.name in COMMANDS:
            found.setdefault(entry.name, INTO.join(plain(translated(title)) for title in path))
    return found
