"""The button beside a problem that mends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from convstudio.scene.cards.remedies import Mend
from convstudio.studio.widgets.literal import on_button, set_tooltip


class MendButton(QToolButton):
    """Hidden where nothing helps. What it asks for is done by the session."""

    asked = Signal(object)  # the edit

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._mend: Mend | None = None
        self.clicked.connect(self._ask)
        self.hide()

    def offer(self, mend: Mend | None) -> bool:
        """Offer to mend something. Whether the button looks different now."""
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
