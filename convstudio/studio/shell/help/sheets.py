"""Small windows of text: the shortcuts, and "About"."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from convstudio import __version__
from convstudio.painting.typeface import stressed
from convstudio.studio.commands import MENUS, Command, Menu, plain
from convstudio.studio.commands.keys import keys_text
from convstudio.studio.matrix_view.tools import TOOLS
from convstudio.studio.palette.matching import Entry, ranked
from convstudio.studio.widgets.literal import Label, set_title
from convstudio.words import Text, in_sentence, tr, translated

GRID_KEYS: tuple[tuple[Text, Text], ...] = (
    ("← ↑ → ↓", "Walk from cell to cell"),
    ("Shift+arrows", "Select, from the pinned cell on"),
    ("Shift+click", "Select as far as here"),
    ("0–9, 1/9", "Type a value"),
    ("Enter, F2", "Edit the value of a cell"),
    ("Tab", "In the field: on to the next cell"),
    ("Del", "Set the chosen cells to 0"),
    ("Esc", "Drop a stroke; release cells; end presenting"),
    ("Ctrl+wheel", "Zoom the matrix"),
    ("Space", "Play or pause"),
    ("Space+drag", "Move a zoomed matrix; middle button"),
)
BRUSH_KEYS: tuple[tuple[Text, Text], ...] = (
    ("X", "Swap the two values"),
    ("D", "Back to white and black"),
    ("[  ]", "Narrower, wider brush"),
    ("Right button", "Paint the second value"),
    ("Alt+click", "Pick the value of a cell"),
    ("Shift", "Straight from the last point; square, circle"),
)
EDGE, BETWEEN_COLUMNS, BESIDE_KEYS = 20, 24, 12  # pixels
HEADING_ROWS = 2
FRAME = QSize(16, 56)  # pixels of the screen taken by the frame and the title of a window
MOST_COLUMNS = 4
SEARCH_WIDTH, SEARCH_AROUND = 360, 40  # pixels of the field, and those around its words
SCROLLING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
Rows = list[tuple[str, str]]
Section = tuple[str, Rows]


class ShortcutSheet(QDialog):
    """All shortcuts on one sheet: those of each menu, then those on a matrix. It scrolls if the screen is too small."""

    def __init__(self, window: QWidget, screen: QSize | None = None) -> None:
        super().__init__(window)
        self.setObjectName("shortcut_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Keyboard shortcuts"))
        room = (screen or window.screen().availableSize()) - FRAME
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self._search = QLineEdit()
        self._search.setObjectName("shortcut_search")
        self._search.setAccessibleName(tr("Find keys"))
        self._search.setPlaceholderText(tr("Find keys by words of what they do"))
        words = self._search.fontMetrics().horizontalAdvance(self._search.placeholderText())
        self._search.setMaximumWidth(max(SEARCH_WIDTH, words + SEARCH_AROUND))
        self._search.textEdited.connect(self._find)
        self.area = QScrollArea()
        self.area.setObjectName("shortcut_scroll")
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys scroll it from the field
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._columns = room.width() - 2 * EDGE - bar - 2 * self.area.frameWidth()
        sheet = self._sheet("")
        self.area.setWidget(sheet)
        self.area.setMinimumWidth(sheet.sizeHint().width() + bar)
        box = _close_below(self, self._search, self.area)
        self._search.setFocus()
        whole = sheet.sizeHint().height() + box.sizeHint().height() - self.area.sizeHint().height()
        self.resize(box.minimumSize().width(), min(whole, room.height()))

    def _find(self, query: str) -> None:
        self.area.setWidget(self._sheet(query))

    def _sheet(self, query: str) -> QWidget:
        """The sheet of the shortcuts that match a query; of all if it is empty."""
        sheet = QWidget()
        sheet.setObjectName("shortcuts")
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(BETWEEN_COLUMNS)
        for sections in _arranged(found(_sections(), query), self._columns):
            columns.addLayout(_column(sections))
        columns.addStretch(1)
        return sheet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let keys that the field does not take scroll. Enter searches, and does not close the sheet."""
        if event.key() in SCROLLING:
            QApplication.sendEvent(self.area.verticalScrollBar(), event)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or self.focusWidget() is not self._search:
            super().keyPressEvent(event)


def found(sections: list[Section], query: str) -> list[Section]:
    """The sections with those rows, in order, that have every word of a query; sections without any are left out."""
    kept = []
    for title, rows in sections:
        entries = [Entry(str(place), words, title, keys=keys) for place, (keys, words) in enumerate(rows)]
        places = sorted(int(entry.name) for entry in ranked(query, entries))
        kept.append((title, [rows[place] for place in places]))
    return [section for section in kept if section[1]] or [(tr("Nothing is called so."), [])]


def _sections() -> list[Section]:
    """The keys of each menu, then those on a matrix and on the input."""
    menus = [(plain(translated(menu.title)), rows) for menu in MENUS if (rows := _rows(menu))]
    tools = [(tool.key, translated(tool.title)) for tool in TOOLS] + [
        (translated(keys), translated(words)) for keys, words in BRUSH_KEYS
    ]
    return [
        *menus,
        (tr("On a matrix"), [(translated(keys), translated(words)) for keys, words in GRID_KEYS]),
        (tr("On the input"), tools),
    ]


def _arranged(sections: list[Section], room: int) -> list[list[Section]]:
    """The sections in columns of about equal height, as many as there is room for."""
    for number in range(MOST_COLUMNS, 1, -1):
        places_of = split([len(rows) + HEADING_ROWS for _title, rows in sections], number)
        columns = [[sections[place] for place in places] for places in places_of if places]
        if sum(map(_width, columns)) + BETWEEN_COLUMNS * (len(columns) - 1) <= room:
            return columns
    return [sections]


def split(heights: list[int], number: int) -> list[list[int]]:
    """The indices of parts with some heights, distributed over columns of about equal height, ascending in each."""
    columns: list[list[int]] = [[] for _ in range(number)]
    for place in sorted(range(len(heights)), key=lambda place: -heights[place]):
        min(columns, key=lambda column: sum(heights[p] for p in column)).append(place)
    return sorted(sorted(column) for column in columns)


def _width(sections: list[Section]) -> int:
    """The width of a column in pixels."""
    plain, bold = Label().fontMetrics(), QFontMetrics(stressed(Label().font()))
    rows = [row for _title, rows in sections for row in rows]
    keys = max((bold.horizontalAdvance(keys) for keys, _words in rows), default=0)
    return keys + BESIDE_KEYS + max((plain.horizontalAdvance(words) for _keys, words in rows), default=0)


def _rows(menu: Menu) -> Rows:
    """The commands of a menu and its submenus that have keys."""
    rows: Rows = []
    for entry in menu.entries:
        if isinstance(entry, Menu):
            rows += [(keys, f"{plain(translated(entry.title))}: {in_sentence(words)}") for keys, words in _rows(entry)]
        elif isinstance(entry, Command) and (keys := keys_text(entry)):
            rows.append((keys, plain(translated(entry.text))))
    return rows


class AboutSheet(QDialog):
    """The version and the licence."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("about_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("About ConvStudio"))
        grid = QGridLayout()
        title = Label(tr("ConvStudio {version}", version=__version__))
        title.setProperty("look", "title")
        grid.addWidget(title, 0, 0)
        grid.addWidget(Label(tr("Understand convolutional networks by doing.\nMIT licence.")), 1, 0)
        words = QWidget()
        words.setLayout(grid)
        _close_below(self, words)


def _column(sections: list[Section]) -> QGridLayout:
    """Sections one below the other: keys at the left, words at the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(BESIDE_KEYS)
    grid.setVerticalSpacing(2)
    line = 0
    for heading, rows in sections:
        label = Label(heading)
        label.setProperty("look", "title")
        grid.addWidget(label, line, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)
        grid.setRowMinimumHeight(line, 28 if line else 0)
        for place, (keys, words) in enumerate(rows, start=line + 1):
            key = Label(keys)
            key.setProperty("look", "heading")
            grid.addWidget(key, place, 0)
            grid.addWidget(Label(words), place, 1)
        line += len(rows) + 1
    grid.setRowStretch(line, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _close_below(dialog: QDialog, *widgets: QWidget) -> QVBoxLayout:
    box = QVBoxLayout(dialog)
    box.setContentsMargins(EDGE, 18, EDGE, 14)
    for widget in widgets:
        box.addWidget(widget)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    box.addWidget(buttons)
    return box
