"""Small windows with words: the shortcuts, and about the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QLayout, QMenu, QVBoxLayout

from convstudio import __version__
from convstudio.studio.actions import ACTIONS
from convstudio.studio.input_actions import PICTURE_ACTIONS
from convstudio.studio.literal import Label, set_title
from convstudio.studio.matrix_view.tools import TOOLS
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.window import Window

GRID_KEYS = (
    ("← ↑ → ↓", "Walk from cell to cell"),
    ("Shift+arrows", "Select, from the pinned cell on"),
    ("Shift+click", "Select as far as here"),
    ("0–9, 1/9", "Type a value"),
    ("Enter, F2", "Edit the value of a cell"),
    ("Tab", "In the field: on to the next cell"),
    ("Del", "Set the chosen cells to 0"),
    ("Esc", "Drop a stroke; release the selection, the cell"),
    ("Ctrl+wheel", "Zoom the matrix"),
    ("Space", "Play or pause"),
    ("Space+drag", "Move a zoomed matrix (also middle button)"),
)
BRUSH_KEYS = (
    ("X", "Swap the two values"),
    ("D", "Back to white and black"),
    ("[  ]", "Narrower, wider brush"),
    ("Right button", "Paint the second value"),
    ("Alt+click", "Pick the value of a cell"),
    ("Shift", "Straight from the last point; square, circle"),
)
COLUMNS = (("&File", "&Edit", "&View", "&Help"), ("&Input", "&Layer", "&Play", "Lear&n"))  # menus, as they share a column
Rows = list[tuple[str, str]]
Menus = Mapping[QAction, QMenu]


class ShortcutSheet(QDialog):
    """All keys on one sheet: those of each menu, then those on a matrix."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("shortcut_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Keyboard shortcuts"))
        columns = QHBoxLayout()
        columns.setSpacing(34)
        menus, names = _menus(window), _names()
        found = {entry.text(): _menu_rows(menus[entry], menus, names) for entry in window.menuBar().actions()}
        for titles in COLUMNS:
            columns.addLayout(_column([(title.replace("&", ""), rows) for title in titles if (rows := found.get(tr(title)))]))
        tools = [(tool.key, tr(tool.title)) for tool in TOOLS] + [(keys, tr(words)) for keys, words in BRUSH_KEYS]
        on_grid = [(keys, tr(words)) for keys, words in GRID_KEYS]
        columns.addLayout(_column([(tr("On a matrix"), on_grid), (tr("On the input"), tools)]))
        _close_below(self, columns)


def _names() -> dict[str, str]:
    """The words of each action as they are declared: undo, for one, says more in its menu."""
    return {spec.name: spec.text for spec in ACTIONS} | {entry.name: entry.text for entry in PICTURE_ACTIONS}


def _menus(window: Window) -> Menus:
    """The menu behind each entry.

    Asked for its menu, an entry takes it along when Python lets go of the entry: PySide6 before 6.11.2 counts it as owned.
    """
    return {menu.menuAction(): menu for menu in window.findChildren(QMenu)}


def _menu_rows(menu: QMenu, menus: Menus, names: dict[str, str]) -> Rows:
    """The entries of a menu, and of its menus, that have keys."""
    rows: Rows = []
    for action in menu.actions():
        inner = menus.get(action)
        if inner:
            of = inner.title().replace("&", "")
            rows += [(keys, f"{of}: {words.lower()}") for keys, words in _menu_rows(inner, menus, names)]
        elif action.shortcuts():
            keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
            words = tr(names.get(action.objectName(), action.text()))
            rows.append((keys, words.replace("&", "").removesuffix("…").partition("\t")[0]))
    return rows


class AboutSheet(QDialog):
    """Version and licence."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("about_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("About ConvStudio"))
        grid = QGridLayout()
        title = Label(tr("ConvStudio {version}", version=__version__))
        title.setProperty("look", "title")
        grid.addWidget(title, 0, 0)
        grid.addWidget(Label(tr("Understand convolutional networks by doing.\nMIT licence.")), 1, 0)
        _close_below(self, grid)


def _column(sections: list[tuple[str, Rows]]) -> QGridLayout:
    """Sections below each other: keys at the left, words at the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
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
    return grid


def _close_below(dialog: QDialog, layout: QLayout) -> None:
    box = QVBoxLayout(dialog)
    box.setContentsMargins(20, 18, 20, 14)
    box.addLayout(layout)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    box.addWidget(buttons)
