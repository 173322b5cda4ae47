"""The buttons of the bars that play: those of actions, and the large one that plays and pauses."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from convstudio.studio.widgets.literal import out_of_tooltip, set_tooltip
from convstudio.studio.widgets.look.type_size import fitted

ICON = QSize(18, 18)
PADDING = 56  # pixels beside the word: the icon and its distances


def action_button(action: QAction, name: str, parent: QWidget, *, text: bool = False) -> QToolButton:
    """A button for an action: its icon, or its text."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setObjectName(name)
    button.setAccessibleName(action.text().replace("&", ""))
    button.setProperty("look", "compact" if text else "quiet")
    button.setIconSize(ICON)
    style = Qt.ToolButtonStyle.ToolButtonTextOnly if text else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def play_button(action: QAction, name: str, words: tuple[str, str], parent: QWidget) -> QToolButton:
    """The button that plays and pauses, wide enough for both words, so that nothing moves when it changes."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setProperty("look", "primary")
    set_tooltip(button, out_of_tooltip(action.whatsThis()))
    button.setIconSize(ICON)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)
    fitted(button, lambda it: it.setFixedWidth(max(map(it.fontMetrics().horizontalAdvance, words)) + PADDING))
    return button
