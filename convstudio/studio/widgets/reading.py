"""Plain words in several styles, such as those of a lesson. What is filled in is never read as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QTextDocument, QTextFormat, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

DRAWN = "\ufffc"  # stands in a text where a picture is


class Reading(QTextEdit):
    """Words in several styles, to be read and copied; as high as they are. Whoever fills it inserts plain words."""

    _dress: Callable[[], None] | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for bars in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.textChanged.connect(self.updateGeometry)

    def when_dressed(self, fill: Callable[[], None] | None) -> None:
        """Have it filled anew whenever its colours or its type are others: it holds what was drawn in them."""
        self._dress = fill

    def toPlainText(self) -> str:
        """Its words; for a picture those that stand for it."""
        text = super().toPlainText()
        return "\n".join(_words_of(self.document())) if DRAWN in text else text

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._dress:
            QTimer.singleShot(0, self, self._dress_now)

    def _dress_now(self) -> None:
        if self._dress:
            self._dress()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        around = 2 * self.frameWidth()  # not what the viewport leaves now: before it is laid out, that is anything
        document = self.document().clone()
        document.setTextWidth(width - around)
        high = ceil(document.size().height())
        document.deleteLater()
        return high + around

    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the surroundings."""
        event.ignore()


def _words_of(document: QTextDocument) -> Iterator[str]:
    """The words of each block, with those that stand for pictures."""
    block = document.begin()
    while block.isValid():
        words, at = "", block.begin()
        while not at.atEnd():
            fragment = at.fragment()
            spoken = str(fragment.charFormat().property(QTextFormat.Property.ImageAltText.value) or DRAWN)
            words += fragment.text().replace(DRAWN, spoken)
            at += 1
        yield words
        block = block.next()
