"""The page of keys: every command with its own, which can be changed, given more, taken away and had back."""

from __future__ import annotations

import re

from msgspec import Struct
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMainWindow, QToolButton, QVBoxLayout, QWidget

from convstudio.studio.commands import MENUS, Studio, keys
from convstudio.studio.commands.keys import Changes, Keys
from convstudio.studio.preferences.catcher import KeyCatcher
from convstudio.studio.preferences.keys_table import KeysTable, title_of
from convstudio.studio.shell.actions import refresh_keys
from convstudio.studio.widgets.buttons import text_button
from convstudio.studio.widgets.literal import Label, on_button, set_tooltip
from convstudio.words import tr, translated

EDGE = 12  # pixels
MNEMONIC = re.compile("&([^&])")


class Clash(Struct, frozen=True):
    """Keys that are wanted for a command, and the other commands that have some of them."""

    name: str
    wanted: Keys
    others: tuple[str, ...]


class KeysPage(QWidget):
    """What is changed takes effect at once; what was before can be had back."""

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_page")
        self._studio = studio
        self._changes = self._before = studio.settings.shortcuts
        self._adds = False  # whether the keys that are pressed next come to those that are there
        self._clash: Clash | None = None
        self._find = QLineEdit(self)
        self._find.setObjectName("keys_filter")
        self._find.setAccessibleName(tr("Find a command"))
        self._find.setPlaceholderText(tr("Find a command by words, or by its keys: ctrl+z"))
        self._find.setClearButtonEnabled(True)
        self._table = KeysTable(self)
        self._title = Label("", self)
        self._title.setProperty("look", "heading")
        self._catcher = KeyCatcher("".join(MNEMONIC.findall(" ".join(translated(menu.title) for menu in MENUS))).lower(), self)
        self._words, self._warning = self._label("keys_words", "muted"), self._label("keys_warning", "warning")
        self._lay_out()
        self._find.textEdited.connect(self._table.look_for)
        self._table.currentCellChanged.connect(self._show_chosen)
        self._table.asked.connect(self._change)
        self._catcher.caught.connect(self._catch)
        self._catcher.refused.connect(lambda why: self._say(why, warns=True))
        self._catcher.ended.connect(self._show_chosen)
        self._table.show_changes(self._changes)

    def restore_defaults(self) -> None:
        """All keys as they are from the start."""
        self._apply({})

    def put_back(self) -> None:
        """All keys as they were when the sheet was opened."""
        if self._changes != self._before:
            self._apply(self._before)

    def _lay_out(self) -> None:
        button = self._button
        self._alter = button("keys_change", tr("Change…"), tr("Press other keys for it (Enter)"), self._change)
        self._more = button("keys_add", tr("Add…"), tr("Press further keys for it"), self._add)
        self._less = button("keys_none", tr("None"), tr("It can still be found in its menu"), self._remove)
        self._reset = button("keys_reset", tr("Reset"), tr("The keys that it has from the start"), self._put_initial)
        self._take = button("keys_take", "", "", self._settle)
        self._leave = button("keys_leave", tr("Leave them there"), tr("Nothing changes"), self._show_chosen)
        below, said = QHBoxLayout(), QHBoxLayout()
        below.addWidget(self._title, 1)
        for part in (self._catcher, self._alter, self._more, self._less, self._reset):
            below.addWidget(part)
        said.addWidget(self._words, 1)
        said.addWidget(self._warning, 1)
        said.addStrut(self._leave.sizeHint().height())  # nothing moves when something is said
        for part in (self._take, self._leave):
            said.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(2, EDGE, 2, 4)
        box.addWidget(self._find)
        box.addWidget(self._table, 1)
        box.addLayout(below)
        box.addLayout(said)
        self._catcher.setFixedWidth(self.fontMetrics().horizontalAdvance(tr("Press the keys… (Esc: leave it)")) + 24)

    def _label(self, name: str, look: str) -> Label:
        label = Label("", self)
        label.setObjectName(name)
        label.setProperty("look", look)
        label.setWordWrap(True)
        return label

    def _button(self, name: str, words: str, helps: str, does: object) -> QToolButton:
        made = text_button(name, words, helps, self)
        made.clicked.connect(does)
        return made

    # What is shown

    def _show_chosen(self, *_places: int) -> None:
        """The chosen command, and nothing said about it."""
        name, self._clash = self._table.chosen, None
        has = keys.held(self._changes).get(name, ())
        self._title.setText(title_of(name) if name else tr("Nothing is called so."))
        self._catcher.setText(keys.native(has))
        for part in (self._catcher, self._alter, self._more):
            part.setEnabled(bool(name))
        self._less.setEnabled(bool(has))
        self._reset.setEnabled(bool(name) and has != keys.initial(name))
        self._say("")

    def _say(self, words: str, *, warns: bool = False) -> None:
        for label, speaks in ((self._words, not warns), (self._warning, warns)):
            label.setText(words if speaks else "")
            label.setVisible(speaks)
        for part in (self._take, self._leave):
            part.setVisible(self._clash is not None)

    # What is done

    def _change(self) -> None:
        self._listen(adds=False)

    def _add(self) -> None:
        self._listen(adds=True)

    def _listen(self, *, adds: bool) -> None:
        if self._table.chosen:
            self._show_chosen()
            self._adds = adds
            self._catcher.listen()

    def _catch(self, key: str) -> None:
        name = self._table.chosen
        has = keys.held(self._changes)[name]
        self._table.setFocus()
        self._want(name, tuple(dict.fromkeys((*has, key))) if self._adds else (key,))

    def _remove(self) -> None:
        self._give(self._table.chosen, ())

    def _put_initial(self) -> None:
        name = self._table.chosen
        self._want(name, keys.initial(name))

    def _want(self, name: str, wanted: Keys) -> None:
        """Give a command keys, after a question if another one has them."""
        others = keys.owners(self._changes, wanted, name)
        if not others:
            self._give(name, wanted)
            return
        self._show_chosen()
        self._clash = Clash(name, wanted, others)
        theirs = keys.native(key for key in wanted if keys.owners(self._changes, (key,), name))
        owners = ", ".join(tr("“{name}”", name=title_of(other)) for other in others)
        self._take.setText(on_button(tr("Use for “{name}”", name=title_of(name))))
        set_tooltip(self._take, tr("{others} loses these keys", others=owners))
        self._say(tr("{keys} belongs to {others}.", keys=theirs, others=owners), warns=True)
        self._take.setFocus()

    def leave(self) -> bool:
        """Leave keys where they are, if that was asked; False if nothing was."""
        if self._clash is None:
            return False
        self._show_chosen()
        self._table.setFocus()
        return True

    def _settle(self) -> None:
        if self._clash:
            self._give(self._clash.name, self._clash.wanted)
            self._table.setFocus()

    def _give(self, name: str, wanted: Keys) -> None:
        self._apply(keys.given(self._changes, name, wanted))
        has = keys.native(wanted) or tr("no keys")
        self._say(tr("“{name}” has {keys} now.", name=title_of(name), keys=has))

    def _apply(self, changes: Changes) -> None:
        """Let keys be so from now on: here, in every window, and at the next start."""
        self._changes = dict(changes)
        self._studio.settings.shortcuts = self._changes
        keys.take(self._changes)
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QMainWindow):
                refresh_keys(window)
        self._table.show_changes(self._changes)
        self._show_chosen()
