"""The operator between two cards of the board, and the shape of the map below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convstudio.layers import Shape
from convstudio.scene.cards.card import shape_text
from convstudio.scene.words.hints import SIGNS
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.words import tr, translated

HIGH = 118  # pixels of height from which there is room for the shape


class Sign(QWidget):
    """⋆, = or →, and channels, rows and columns below one another."""

    def __init__(self, sign: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.sign = sign
        self._needed: int | None = None
        self._sign, self._shape = Label(sign, self), Label(parent=self)
        self._sign.setProperty("look", "sign")
        self._shape.setProperty("look", "flow")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for label in (self._sign, self._shape):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(label)
        box.insertStretch(0, 1)
        box.addStretch(1)
        self._shape.hide()
        self._meaning = translated(SIGNS.get(sign, ""))
        set_tooltip(self, self._meaning)
        self.setAccessibleName(self._meaning)

    @property
    def needed(self) -> int:
        """The pixels of width that the sign alone takes."""
        if self._needed is None:
            self._needed = self._sign.sizeHint().width()
        return self._needed

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._needed = None

    @property
    def shape(self) -> str:
        """The shape as text; "" if none is shown."""
        return self._shape.text().replace("\n", " ") if self._shape.isVisibleTo(self) else ""

    def show_shape(self, shape: Shape | None) -> None:
        """Show another shape (C, H, W), or none."""
        words = " ×\n".join(map(str, shape)) if shape and self.sign in ("⋆", "→") else ""
        if words != self._shape.text():
            self._shape.setText(words)
            flows = tr("{shape} flows on from here", shape=shape_text(shape)) if shape and words else ""
            set_tooltip(self, "\n".join(filter(None, (self._meaning, flows))))
            self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._shape.setVisible(bool(self._shape.text()) and self.height() >= HIGH)
