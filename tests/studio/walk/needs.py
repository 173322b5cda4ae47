"""What texts need, compared with what they have: every visible widget below a window, and everything that is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenuBar,
    QRadioButton,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableWidget,
    QToolButton,
    QWidget,
)

from convstudio.painting.typeface import font_of
from convstudio.scene.layout import Words
from convstudio.scene.words.breaks import pieces
from convstudio.scene.words.text_runs import plain_text
from convstudio.studio.explore.explanation import LinesView
from convstudio.studio.stage.drawn import DrawnView, type_scale
from convstudio.studio.stage.rail_view import RailView
from convstudio.studio.widgets.elided import Elided, ElidedBox
from convstudio.studio.widgets.literal import out_of_tooltip

ARROW, GAP = 10, 4  # pixels of a menu's arrow, and between an icon and words
DOCK_BUTTONS = 50
SIGNS = "sign", "star"
SLACK = 1  # pixels that rounding may take


def cut(window: QWidget) -> list[str]:
    """What is cut, one line each: the widget, its words, what they need and what they have."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible() and widget.width() > 0:
            found += [f"{_name(widget)}: {said}" for said in (*_too_small(widget), *_outside(widget, window))]
    return found


def _name(widget: QWidget) -> str:
    own = widget.objectName() or type(widget).__name__
    parent = widget.parentWidget()
    return f"{parent.objectName() or type(parent).__name__}/{own}" if parent else own


def _too_small(widget: QWidget) -> Iterator[str]:
    for kind, needs in NEEDS:
        if isinstance(widget, kind):
            yield from needs(widget)
            return


def _elided(label: Elided) -> Iterator[str]:
    if _advance(label, label.text()) > label.width() + SLACK and out_of_tooltip(label.toolTip()) != label.text():
        yield f"“{label.text()}” is shortened, and its tooltip does not have it"


def _button(button: QAbstractButton) -> Iterator[str]:
    words = button.text().removesuffix("…")
    whole = out_of_tooltip(button.toolTip()).startswith(words) if words != button.text() else False
    if not whole:
        yield from _wider(button, _of_button(button), button.text())


def _spin_box(box: QSpinBox) -> Iterator[str]:
    yield from _wider(box.lineEdit(), _advance(box, box.text()) + 2, box.text())


def _field(field: QLineEdit) -> Iterator[str]:
    """What is typed scrolls; what is said where nothing is typed does not."""
    if not field.text():
        yield from _wider(field, _advance(field, field.placeholderText()) + 4, field.placeholderText())


def _tabs(bar: QTabBar) -> Iterator[str]:
    for tab in range(bar.count()):
        if bar.tabRect(tab).width() < bar.tabSizeHint(tab).width():
            yield f"tab “{bar.tabText(tab)}”"


def _menus(bar: QMenuBar) -> Iterator[str]:
    for action in bar.actions():
        if action.isVisible() and not bar.rect().contains(bar.actionGeometry(action)):
            yield f"menu “{action.text()}”"


def _dock(dock: QDockWidget) -> Iterator[str]:
    yield from _wider(dock, _advance(dock, dock.windowTitle()) + DOCK_BUTTONS, dock.windowTitle())


def _lines(view: LinesView) -> Iterator[str]:
    for placed in view._placed:
        if placed.rect.right > view.width() + SLACK:
            yield f"“{placed.run.text}” ends at {placed.rect.right:.0f} of {view.width()}"


def _advance(widget: QWidget, text: str) -> int:
    return max((widget.fontMetrics().horizontalAdvance(line) for line in text.split("\n")), default=0)


def _wider(widget: QWidget, needed: int, text: str) -> Iterator[str]:
    if text and needed > widget.width() + SLACK and out_of_tooltip(widget.toolTip()) != text:
        yield f"“{text}” needs {needed} of {widget.width()} pixels"


def _label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text or not label.pixmap().isNull():
        return
    if not label.wordWrap():
        yield from _wider(label, label.sizeHint().width(), text)
        if label.height() + SLACK < label.fontMetrics().height() * (text.count("\n") + 1):
            yield f"“{text}” is {label.height()} pixels high"
        return
    needed, longest = label.heightForWidth(label.width()), max(_advance(label, word.strip()) for word in pieces(text))
    if label.height() + SLACK < needed:
        yield f"“{text}” needs {needed} of {label.height()} pixels of height"
    if longest > label.contentsRect().width() + SLACK:
        yield f"a word of “{text}” needs {longest} of {label.contentsRect().width()} pixels"


def _of_button(button: QAbstractButton) -> int:
    if isinstance(button, QCheckBox | QRadioButton):
        return button.sizeHint().width()
    words = button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    needed = _advance(button, words) + 2
    if isinstance(button, QToolButton):
        style = button.toolButtonStyle()
        if style == Qt.ToolButtonStyle.ToolButtonIconOnly and not button.icon().isNull():
            return button.iconSize().width()
        beside = style == Qt.ToolButtonStyle.ToolButtonTextBesideIcon and not button.icon().isNull()
        needed += button.iconSize().width() + GAP if beside else 0
        arrow = button.menu() is not None and button.property("look") not in ("name",)
        needed += ARROW if arrow else 0
    return min(needed, button.sizeHint().width())


def _combo(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box)
    text = box.currentText()
    elided = isinstance(box, ElidedBox) and out_of_tooltip(box.toolTip()).partition("\n")[0] == text
    if _advance(box, text) > field.width() - 2 and not elided:
        yield f"“{text}” needs {_advance(box, text)} of {field.width()} pixels"


def _table(table: QTableWidget) -> Iterator[str]:
    header = table.horizontalHeader()
    for column in range(table.columnCount() if header.isVisible() else 0):
        item = table.horizontalHeaderItem(column)
        hidden = header.isSectionHidden(column)
        if item and not hidden and header.sectionSize(column) < header.sectionSizeFromContents(column).width():
            yield f"heading “{item.text()}” has {header.sectionSize(column)} pixels"
    for row in range(table.rowCount()):
        for column in range(table.columnCount()):
            item = table.item(row, column)
            if item and item.text() and table.columnSpan(row, column) == 1 and not table.wordWrap():
                needed = _advance(table, item.text())
                if needed > table.columnWidth(column) and out_of_tooltip(item.toolTip()) != item.text():
                    yield f"cell “{item.text()}” needs {needed} of {table.columnWidth(column)}"


def _list(shown: QListWidget) -> Iterator[str]:
    scrolls = shown.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    for row in range(shown.count()):
        item = shown.item(row)
        if item.text() and not shown.wordWrap() and not scrolls and not item.isHidden():
            needed = _advance(shown, item.text())
            if needed > shown.viewport().width() and out_of_tooltip(item.toolTip()) != item.text():
                yield f"“{item.text()}” needs {needed} of {shown.viewport().width()}"


def _drawn(view: DrawnView) -> Iterator[str]:
    room = view.room(view.size())
    for item in view.drawing.items:
        if isinstance(item, Words):
            text, needed = plain_text(item.line), room.measure.width(item.line, item.style)
            if item.style in SIGNS:  # of which only the ink needs room
                font = font_of(item.style, type_scale(view))
                needed = QFontMetricsF(font).tightBoundingRect(text).width() / room.unit
            if needed > item.rect.width + SLACK:
                yield f"“{text}” needs {needed:.0f} of {item.rect.width:.0f}"
            right, bottom = item.rect.right, item.rect.bottom
            if item.rect.left < -SLACK or right > view.drawing.width + SLACK or bottom > view.drawing.height + SLACK:
                yield f"“{text}” stands partly outside"


def _outside(widget: QWidget, window: QWidget) -> Iterator[str]:
    """Whether something with words stands partly outside of what it stands in."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or not isinstance(widget, QLabel | QAbstractButton | QComboBox | QLineEdit):
        return
    if isinstance(parent, RailView) or isinstance(parent.parentWidget(), QAbstractScrollArea):  # it is scrolled
        return
    if not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(widget.geometry()):
        yield f"{widget.geometry().getRect()} is not inside {parent.rect().getRect()}"


NEEDS: tuple[tuple[type[QWidget], Callable[[Any], Iterator[str]]], ...] = (
    (Elided, _elided), (QLabel, _label), (QAbstractButton, _button), (QComboBox, _combo), (QSpinBox, _spin_box),
    (QLineEdit, _field), (QTabBar, _tabs), (QTableWidget, _table), (QListWidget, _list), (QMenuBar, _menus),
    (QDockWidget, _dock), (LinesView, _lines), (DrawnView, _drawn),
)  # fmt: skip
