"""Where Tab goes: the picture first, then drawings piece by piece as they are read, and boards card by card.

The rail follows below the stage, then all else in reading order, the toolbar last. Qt goes by the order in which widgets were
made, and that of a card changes when a layer comes or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QToolBar, QWidget

from convstudio.studio.explore.cards.cards import CardView
from convstudio.studio.stage.drawn import DrawnView

EDGE = 12  # pixels around what is scrolled to


def stops(window: QMainWindow, also: QWidget | None = None) -> list[QWidget]:
    """All that Tab reaches, and where it stands now, in order: of a card the matrices first."""
    middle = window.centralWidget() or window
    docks = sorted(window.findChildren(QDockWidget), key=lambda dock: -dock.x())
    found: list[QWidget] = []
    for drawn in middle.findChildren(DrawnView):
        for part in drawn.stops():
            found += [part] if part is also or _is_stop(part, window) else []
            found += _inside(part, window, also)
    for staged in middle.findChildren(QWidget, "staged"):
        found += _inside(staged, window, also)  # the rail
    for board in in_reading_order(middle.findChildren(QScrollArea, "board_scroll"), window):
        for card in _cards(board):
            found += [view for view in card.views if _is_stop(view, window)]
            found += _inside(card, window, also)
        found += _inside(board, window, also)  # before what is not scrolled with it
    for area in (middle, *docks, *window.findChildren(QToolBar)):
        found += _inside(area, window, also)
    return list(dict.fromkeys(found))


def go(window: QMainWindow, *, forward: bool) -> bool:
    """Give the keyboard to the next stop, or to the one before, and scroll to it. False if there is none.

    Qt asks for this also where nobody pressed Tab: the window itself takes the keyboard of what is being hidden, and the next
    stop that of what is being disabled.
    """
    focused = window.focusWidget()
    if focused and not focused.isVisible():
        window.setFocus()
        return True
    found = stops(window, focused)
    at = found.index(focused) if focused in found else -1 if forward else 0
    target = found[(at + (1 if forward else -1)) % len(found)] if found else None
    if target is None or target is focused:
        return False
    by_tab = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(by_tab if focused is None or focused.isEnabled() else Qt.FocusReason.OtherFocusReason)
    _scroll_to(target)
    return True


def give_keyboard(field: QWidget) -> None:
    """Give the keyboard to a field, or to the first of those in it, as Tab would: in sight, its text selected."""
    window = field.window()
    target = next((stop for stop in (field, *field.findChildren(QWidget)) if _is_stop(stop, window)), None)
    if target:
        target.setFocus(Qt.FocusReason.TabFocusReason)
        _scroll_to(target)


def in_reading_order(widgets: Iterable[QWidget], window: QWidget) -> list[QWidget]:
    """Widgets by rows, and from left to right in each: what lies beside the middle of a row's first is in its row."""
    places = {widget: QRect(widget.mapTo(window, QPoint()), widget.size()) for widget in widgets}
    rows: list[list[QWidget]] = []
    for widget in sorted(places, key=lambda widget: places[widget].center().y()):
        if rows and places[widget].center().y() <= places[rows[-1][0]].bottom():
            rows[-1].append(widget)
        else:
            rows.append([widget])
    return [widget for row in rows for widget in sorted(row, key=lambda widget: places[widget].left())]


def _cards(board: QWidget) -> list[CardView]:
    """The cards of a board: those of a row have one top."""
    shown = [card for card in board.findChildren(CardView) if card.isVisible()]
    return sorted(shown, key=lambda card: (card.y(), card.x()))


def _inside(area: QWidget, window: QWidget, also: QWidget | None) -> Sequence[QWidget]:
    found = [widget for widget in area.findChildren(QWidget) if widget is also or _is_stop(widget, window)]
    return in_reading_order(found, window)


def _is_stop(widget: QWidget, window: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return takes and widget.isVisible() and widget.isEnabled() and widget.window() is window


def _scroll_to(widget: QWidget) -> None:
    """Bring all of it into sight, whatever it is scrolled away by; at least its top left corner."""
    parent = widget.parentWidget()
    while parent:
        inner = parent.widget() if isinstance(parent, QScrollArea) else None
        if isinstance(parent, QScrollArea) and inner:
            place = QRect(widget.mapTo(inner, QPoint()), widget.size())
            for corner in (place.bottomRight(), place.topLeft()):
                parent.ensureVisible(corner.x(), corner.y(), EDGE, EDGE)
        parent = parent.parentWidget()
