"""A language in which every translated text stands in brackets: a word outside of them was never given to tr()."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QTabBar,
    QTableWidget,
    QTextEdit,
    QToolButton,
    QWidget,
)

from convstudio.scene.layout import Words
from convstudio.scene.words.text_runs import plain_text
from convstudio.studio.explore.explanation import LinesView
from convstudio.studio.stage.drawn import DrawnView
from convstudio.studio.widgets.literal import out_of_tooltip
from tests.studio.walk.longer import longer

LEFT, RIGHT = "⟦", "⟧"
INNERMOST = re.compile(f"{LEFT}[^{LEFT}{RIGHT}]*{RIGHT}")
WORD = re.compile(r"[^\W\d_]{2,}")
# What is the same in every language: names of things, signs of mathematics, keys, and how files and code are called.
NAMES = {"ConvStudio", "PyTorch", "Keras"}
SIGNS = {f"{letter}{side}" for letter in "nkpsda" for side in "hw"}  # of the size formula: nₕ
KEYS = re.compile(
    r"\b(?:(?:Ctrl|Shift|Alt)\+)+\S+|\b(?:Ctrl|Shift|Alt|Del|Esc|Home|End|PgUp|PgDown|Backspace|Return|Enter|Space|F\d+)\b"
)


def bracketed(text: str) -> str:
    """A text as the language has it: longer, and in brackets. The letter that a menu underlines stays one."""
    return f"{LEFT}{longer(text)}{RIGHT}"


def bare(text: str) -> list[str]:
    """The words of a text that stand in no brackets, and are in no way the same in every language."""
    text += RIGHT * (text.count(LEFT) - text.count(RIGHT))  # where it was shortened for want of room
    while INNERMOST.search(text):
        text = INNERMOST.sub(" ", text)
    return [word for word in WORD.findall(KEYS.sub(" ", text)) if word not in NAMES | SIGNS]


def shown_by(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says: to the eye, to the pointer, and to a screen reader."""
    if widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), QDialogButtonBox):
        return  # Qt has catalogues of its own
    yield from (widget.accessibleName(), out_of_tooltip(widget.toolTip()), widget.whatsThis())
    yield from (said for action in widget.actions() for said in _of_action(action))
    if isinstance(widget, QToolButton) and widget.menu():
        yield from (said for action in widget.menu().actions() for said in _of_action(action))
    for kind, texts in TEXTS:
        if isinstance(widget, kind):
            yield from texts(widget)
    if widget.isWindow():
        yield widget.windowTitle()


def _of_action(action: QAction) -> Iterator[str]:
    yield from (action.text(), out_of_tooltip(action.toolTip()), action.statusTip(), action.whatsThis())


def _of_model(widget: QTableWidget | QListWidget) -> Iterator[str]:
    model, root = widget.model(), QModelIndex()
    roles = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
    for column in range(model.columnCount(root) if isinstance(widget, QTableWidget) else 1):
        if isinstance(widget, QTableWidget):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount(root)):
            yield from (out_of_tooltip(str(model.index(row, column, root).data(role) or "")) for role in roles)


def _of_tabs(bar: QTabBar) -> Iterator[str]:
    yield from (f"{bar.tabText(place)} {out_of_tooltip(bar.tabToolTip(place))}" for place in range(bar.count()))


def _drawn(view: DrawnView) -> Iterator[str]:
    yield from (plain_text(item.line) for item in view.drawing.items if isinstance(item, Words))


TEXTS: tuple[tuple[Any, Callable[[Any], Iterable[str]]], ...] = (
    (QLabel | QAbstractButton, lambda shown: [shown.text()]),
    (QComboBox, lambda box: [box.itemText(place) for place in range(box.count())]),
    (QLineEdit, lambda field: [field.placeholderText()]),
    (QTextEdit, lambda text: [text.toPlainText()] if text.isReadOnly() else [text.placeholderText()]),
    (LinesView, lambda view: ["".join(placed.run.text for placed in view._placed)]),
    (QTableWidget | QListWidget, _of_model), (QTabBar, _of_tabs), (DrawnView, _drawn),
)  # fmt: skip
