"""Lines of text that are shortened to the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from convstudio.studio.widgets.literal import Label, out_of_tooltip, set_tooltip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionComboBox


class Elided(Label):
    """Ends with "…" where it is cut; its tooltip has the whole text. In less than `least` pixels it is whole, or not shown."""

    def __init__(self, least: int = 0, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._least = least
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show another line."""
        self.setText(text)
        set_tooltip(self, text)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._least, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() < self.minimumSizeHint().width():
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


class ElidedBox(QComboBox):
    """A list. Where what is chosen has no room it ends with "…", and the tooltip begins with all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""  # what its tooltip begins with
        self.currentTextChanged.connect(self._tell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._whole:
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import QStyle, QStylePainter  # only now: its enumerations take 7 ms of the start

        option = self._option()
        option.currentText = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self._room(option))
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _tell(self) -> None:
        option, text = self._option(), self.currentText()
        helps = out_of_tooltip(self.toolTip()).removeprefix(self._whole).removeprefix("\n")
        self._whole = text if self.fontMetrics().horizontalAdvance(text) > self._room(option) else ""
        set_tooltip(self, "\n".join(filter(None, (self._whole, helps))))

    def _option(self) -> QStyleOptionComboBox:
        from PySide6.QtWidgets import QStyleOptionComboBox

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    def _room(self, option: QStyleOptionComboBox) -> int:
        from PySide6.QtWidgets import QStyle

        field = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width() - 2
