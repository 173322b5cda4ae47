"""The chip beside the arithmetic that says which cell is pinned, and releases it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from convstudio.painting.palette import Look
from convstudio.scene import Spot
from convstudio.scene.pinned import pin_words
from convstudio.scene.selection import Screen
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.studio.widgets.look.type_size import fitted
from convstudio.words import tr

USUAL = "Y[00, 00]"  # room for so much is kept, so that the arithmetic stays where it is when a cell is pinned
PADDING = 40  # pixels beside the words: the icon and its distances


class PinChip(QToolButton):
    """ "Y[2, 1] ×", nothing while no cell is pinned. A click is for whoever releases the cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pin")
        self.setProperty("look", "pin")
        self.setIconSize(QSize(14, 14))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.keep_room(True)
        fitted(self, PinChip._fit)
        self.hide()

    def keep_room(self, keep: bool) -> None:
        """Whether its place stays free while no cell is pinned."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keep)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        usual = self.fontMetrics().horizontalAdvance(f"{USUAL}  ×") + PADDING
        return super().sizeHint().expandedTo(QSize(usual, 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_pin(self, screen: Screen, pin: Spot | None, look: Look) -> None:
        """Show the pinned cell of a screen."""
        words = pin_words(screen, pin)
        if words:
            self.setIcon(icon("pin", look))
            self._say(words)
        self.setVisible(bool(words))

    def _fit(self) -> None:
        """Take a fixed size: else Qt would lay the whole window out for each text, thirty times a second while one plays."""
        self.setFixedSize(self.sizeHint())

    def _say(self, words: str) -> None:
        if self.text() == f"{words}  ×":
            return
        self.setText(f"{words}  ×")
        self._fit()
        self.setAccessibleName(tr("{cell} is pinned: release it", cell=words))
        help_text = tr("{cell} is pinned: it is shown while you point at no other cell. Click to release it (Esc)", cell=words)
        set_tooltip(self, help_text)
