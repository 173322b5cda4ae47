"""Buttons with words: plain ones, those that open a menu, and the one beside a problem that mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from convstudio.scene.cards.remedies import Mend
from convstudio.studio.widgets.literal import on_button, set_tooltip


def text_button(name: str, text: str, help_text: str, parent: QWidget, look: str = "") -> QToolButton:
    """A button with a word on it and a tooltip; `look` is a name of the style sheet."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setText(text)
    if look:
        button.setProperty("look", look)
    set_tooltip(button, help_text)
    return button


def menu_button(name: str, text: str, help_text: str, parent: QWidget, menu: QMenu | None = None) -> QToolButton:
    """A button with a word and room for an icon, which opens a menu as soon as it is pressed: `menu`, or one of its own."""
    button = text_button(name, text, help_text, parent)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(QMenu(button) if menu is None else menu)
    return button


class MendButton(QToolButton):
    """The button that solves a problem, hidden where no edit does. It emits the edit for the session."""

    asked = Signal(object)  # the edit

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._mend: Mend | None = None
        self.clicked.connect(self._ask)
        self.hide()

    def offer(self, mend: Mend | None) -> bool:
        """Offer an edit, or none. Returns whether the button looks different now."""
        words, shown = mend.words if mend else "", not self.isHidden()
        changed = on_button(words) != self.text() or bool(mend) != shown
        self._mend = mend
        if changed:
            self.setText(on_button(words))
            set_tooltip(self, mend.help if mend else "")
            self.setVisible(mend is not None)
        return changed

    def _ask(self) -> None:
        if self._mend:
            self.asked.emit(self._mend.edit)
