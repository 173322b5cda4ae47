"""The panel of the palette, at the top of the window: a field, and below it what its words find."""

from __future__ import annotations

from collections.abc import Mapping

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget

from convstudio.studio.commands import COMMANDS, Command, Studio
from convstudio.studio.commands.keys import keys_of
from convstudio.studio.palette.entries import ITSELF, all_commands, entry_of, typed
from convstudio.studio.palette.matching import Entry, ranked
from convstudio.studio.palette.rows import EDGE, Rows, spoken
from convstudio.studio.shell.status import announce
from convstudio.studio.widgets.literal import Label
from convstudio.words import tr

AROUND = 26  # pixels around the words of the field
WIDTH, BESIDE = 74, 24  # letters of a usual line; pixels that the window keeps at each side
FROM_TOP = 44  # pixels
INSIDE, SPACING = 10, 6
VEIL = 36  # of 255: how much darker what lies behind is
Keys = Qt.Key


class Field(QLineEdit):
    """The field for words. While it is open no shortcut of the window is heard: what is typed is meant for it."""

    def __init__(self, rows: Rows, palette: Palette) -> None:
        super().__init__()
        self._rows, self._palette = rows, palette
        self.setObjectName("palette_field")
        self.setAccessibleName(tr("Find a command"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what can be found, in as many words as there is room for."""
        super().resizeEvent(event)
        choices = tr("Find a command, an example, a kernel or a setting: “stride 2”"), tr("Find anything: “stride 2”")
        room = self.width() - AROUND
        fits = (words for words in choices if self.fontMetrics().horizontalAdvance(words) <= room)
        self.setPlaceholderText(next(fits, choices[-1]))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._moved(event):
            event.accept()
            return True
        return super().event(event)

    def _moved(self, event: QKeyEvent) -> bool:
        """Whether a key is one of the list's, or closes the palette."""
        opening = [QKeySequence(keys) for keys in keys_of(COMMANDS[ITSELF])]
        if event.key() == Keys.Key_Escape or QKeySequence(event.keyCombination()) in opening:
            self._palette.close_again()
            return True
        if event.key() in (Keys.Key_Return, Keys.Key_Enter):
            self._palette.run()
            return True
        steps = {Keys.Key_Down: 1, Keys.Key_Tab: 1, Keys.Key_Up: -1, Keys.Key_Backtab: -1}
        pages = {Keys.Key_PageDown: 1, Keys.Key_PageUp: -1}
        if event.key() in steps:
            self._rows.step(steps[Keys(event.key())])
        elif event.key() in pages:
            self._rows.turn(pages[Keys(event.key())])
        return event.key() in steps or event.key() in pages


class Palette(QWidget):
    """Covers the window while it is open, so that a click beside the panel closes it."""

    def __init__(self, studio: Studio, actions: Mapping[str, QAction], window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.hide()
        self._studio, self._actions, self._window = studio, actions, window
        self._commands: dict[str, tuple[str, Command]] = {}
        self._entries: list[Entry] = []
        self._before: list[QWidget] = []  # what had the keyboard, and what is around it
        self._panel = QFrame(self)
        self._panel.setObjectName("palette_panel")
        self.rows = Rows(self._panel)
        self.field = Field(self.rows, self)
        self._none = Label(tr("Nothing is called so. Try fewer letters."))
        self._none.setObjectName("palette_none")
        self._none.setProperty("look", "muted")
        self._none.setContentsMargins(EDGE, 4, EDGE, 6)
        box = QVBoxLayout(self._panel)
        box.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        box.setSpacing(SPACING)
        for widget in (self.field, self.rows, self._none):
            box.addWidget(widget)
        self.field.textEdited.connect(self._find)
        self.rows.itemClicked.connect(self._run_item)
        self.rows.itemEntered.connect(self.rows.setCurrentItem)
        self.rows.currentItemChanged.connect(self._say)

    def open(self) -> None:
        """Show all commands, those used last on top, and take the keyboard; close if it is open."""
        if self.isVisible():
            self.close_again()
            return
        self._before = _around(self._window.focusWidget())
        self._commands = all_commands(self._studio)
        state = self._studio.session.state
        self._entries = [entry_of(place, command, state) for place, command in self._commands.values()]
        self.field.clear()
        self._find("")
        self._window.installEventFilter(self)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._lay_out()
        self.field.setFocus()

    def close_again(self) -> None:
        """Close, and give the keyboard back."""
        self._window.removeEventFilter(self)
        self.hide()
        alive = [widget for widget in self._before if shiboken6.isValid(widget) and widget.isVisible() and widget.isEnabled()]
        taking = (widget for widget in alive if widget.focusPolicy() != Qt.FocusPolicy.NoFocus)
        next(taking, self._window).setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = []

    def run(self) -> None:
        """Do what is chosen, if it is possible; what is not says why."""
        entry = self.rows.chosen()
        known = self._commands | typed(self._studio, self.field.text())
        if entry is None or entry.name not in known:  # nothing is found, or another document was dropped meanwhile
            return
        _place, command = known[entry.name]
        refusal = command.refusal_seen(self._studio.session.state)
        if refusal:
            announce(self.field, refusal)
            return
        self.close_again()
        self._studio.settings.used(entry.name)
        if command.name in self._actions:
            self._actions[command.name].trigger()
        else:
            command.do(self._studio)

    def _find(self, query: str) -> None:
        state = self._studio.session.state
        set_now = [entry_of(place, command, state) for place, command in typed(self._studio, query).values()]
        names = {entry.name for entry in set_now}
        found = [entry for entry in ranked(query, self._entries, self._studio.settings.used_last) if entry.name not in names]
        self.rows.show_entries(set_now + found)
        self._lay_out()

    def _lay_out(self) -> None:
        """Place the panel at the top of the window, centred, as wide as a line and as high as the entries found."""
        found = self.rows.count() > 0
        self.rows.setVisible(found)
        self._none.setVisible(not found)
        width = min(WIDTH * self.field.fontMetrics().averageCharWidth(), self.width() - 2 * BESIDE)
        around = 2 * INSIDE + SPACING + self.field.sizeHint().height()
        room = max(self.height() - FROM_TOP - around - BESIDE, self.rows.sizeHintForRow(0))
        self.rows.setFixedHeight(min(self.rows.height_wanted(), room))
        height = around + (self.rows.height() if found else self._none.sizeHint().height())
        self._panel.setGeometry((self.width() - width) // 2, FROM_TOP, width, height)

    def _say(self, item: QListWidgetItem | None) -> None:
        entry = self.rows.chosen()
        if item and entry and self.isVisible():
            announce(self.field, spoken(entry))

    def _run_item(self, _item: QListWidgetItem) -> None:
        self.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window in its new size."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self._lay_out()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.close_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # nothing that is typed here reaches the window

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(0, 0, 0, VEIL))


def _around(widget: QWidget | None) -> list[QWidget]:
    """A widget and all that it lies in: a field on a matrix is gone when the palette closes, the matrix is not."""
    found = []
    while widget:
        found.append(widget)
        widget = widget.parentWidget()
    return found
