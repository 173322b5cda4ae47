"""The tab order: the picture first, then drawings piece by piece in reading order, and boards card by card.

The rail follows the stage, then everything else in reading order, the toolbar last. Qt itself goes by the order in which
widgets were made, which for cards changes when a layer comes or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QToolBar, QWidget

from convstudio.studio.explore.cards.cards import CardView
from convstudio.studio.stage.drawn import DrawnView

EDGE = 12  # pixels kept in sight around what is scrolled to


def stops(window: QMainWindow, also: QWidget | None = None) -> list[QWidget]:
    """All widgets that Tab reaches, and the present one, in order; within a card, the matrices first."""
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
        found += _inside(board, window, also)  # before the widgets that do not scroll with it
    for area in (middle, *docks, *window.findChildren(QToolBar)):
        found += _inside(area, window, also)
    return list(dict.fromkeys(found))


def go(window: QMainWindow, *, forward: bool) -> bool:
    """Give the focus to the next stop, or to the one before, and scroll to it. False if there is none.

    Qt also asks for this when nobody pressed Tab: the window itself takes the focus from a widget that is being hidden, and
    the next stop takes it from one that is being disabled.
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
    """Give the focus to a field, or to the first one in it, as Tab would: in sight, with its text selected."""
    window = field.window()
    target = next((stop for stop in (field, *field.findChildren(QWidget)) if _is_stop(stop, window)), None)
    if target:
        target.setFocus(Qt.FocusReason.TabFocusReason)
        _scroll_to(target)


def in_reading_order(widgets: Iterable[QWidget], window: QWidget) -> list[QWidget]:
    """Widgets by rows, from left to right in each. A widget beside the middle of the first one of a row belongs to that row."""
    places = {widget: QRect(widget.mapTo(window, QPoint()), widget.size()) for widget in widgets}
    rows: list[list[QWidget]] = []
    for widget in sorted(places, key=lambda widget: places[widget].center().y()):
        if rows and places[widget].center().y() <= places[rows[-1][0]].bottom():
            rows[-1].append(widget)
        else:
            rows.append([widget])
    return [widget for row in rows for widget in sorted(row, key=lambda widget: places[widget].left())]


def _cards(board: QWidget) -> list[CardView]:
    """The cards of a board in reading order; those of a row have the same top."""
    shown = [card for card in board.findChildren(CardView) if card.isVisible()]
    return sorted(shown, key=lambda card: (card.y(), card.x()))


def _inside(area: QWidget, window: QWidget, also: QWidget | None) -> Sequence[QWidget]:
    found = [widget for widget in area.findChildren(QWidget) if widget is also or _is_stop(widget, window)]
    return in_reading_order(found, window)


def _is_stop(widget: QWidget, window: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return takes and widget.isVisible() and widget.isEnabled() and widget.window() is window


def _scroll_to(widget: QWidget) -> None:
    """Bring a widget into sight in all areas that scroll it; if it is too large, at least its top left corner."""
    parent = widget.parentWidget()
    while parent:
        inner = parent.widget() if isinstance(parent, QScrollArea) else None
        if isinstance(parent, QScrollArea) and inner:
            place = QRect(widget.mapTo(inner, QPoint()), widget.size())
            for corner in (place.bottomRight(), place.topLeft()):
                parent.ensureVisible(corner.x(), corner.y(), EDGE, EDGE)
        parent = parent.parentWidget()
