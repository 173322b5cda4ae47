"""A field for code: with the numbers of its lines, and the lines marked that something is said of."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from convstudio.export.network.source import LONGEST
from convstudio.painting.palette import Look
from convstudio.words import tr

BESIDE = 8  # pixels on either side of a number
FEWEST_DIGITS = 2
SPARE = 3  # columns that the frame and the edges of the text take


class CodeField(QPlainTextEdit):
    """Code is typed and pasted here. `too_long` is emitted for a text that is not even laid out."""

    too_long = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("network_code")
        self.setAccessibleName(tr("Code of the network"))
        self.setPlaceholderText(tr("Paste PyTorch or Keras code here: a Sequential, a class with forward, single layers."))
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self._look = look
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self._make_room()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if len(source.text()) > LONGEST:
            self.too_long.emit()
        else:
            super().insertFromMimeData(source)

    def put(self, text: str) -> None:
        """Replace the whole text, as a step that the field can undo."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def mark(self, lines: Mapping[int, str]) -> None:
        """Give lines, counted from 1, a background of a colour."""
        marks = []
        for line, colour in lines.items():
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(block)
                mark.format.setBackground(QColor(colour))
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                marks.append(mark)
        self.setExtraSelections(marks)

    def go_to(self, line: int) -> None:
        """Bring a line into sight, and the cursor to it."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            self.setTextCursor(QTextCursor(block))
            self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.numbers_width, inside.height()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_numbers"):
            self._make_room()

    def width_of(self, columns: int) -> int:
        """Pixels in which lines of so many signs have room."""
        beside = self.numbers_width + self.verticalScrollBar().sizeHint().width()
        return beside + (columns + SPARE) * self.fontMetrics().horizontalAdvance("9")

    @property
    def numbers_width(self) -> int:
        """Pixels that the numbers of the lines take."""
        digits = max(len(str(self.blockCount())), FEWEST_DIGITS)
        return digits * self.fontMetrics().horizontalAdvance("9") + 2 * BESIDE

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Write the numbers of the lines that are seen."""
        painter = QPainter(self._numbers)
        painter.fillRect(event.rect(), QColor(self._look.sunken))
        painter.setPen(QColor(self._look.muted))
        painter.setFont(self.font())
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(offset)
            if place.top() > event.rect().bottom():
                break
            room = QRect(0, round(place.top()), self.numbers_width - BESIDE, self.fontMetrics().height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()
        painter.end()

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width, 0, 0, 0)

    def _follow(self, rect: QRect, scrolled: int) -> None:
        if scrolled:
            self._numbers.scroll(0, scrolled)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())


class _Numbers(QWidget):
    """The numbers beside the lines."""

    def __init__(self, field: CodeField) -> None:
        super().__init__(field)
        self._field = field

    def sizeHint(self) -> QSize:
        return QSize(self._field.numbers_width, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._field.paint_numbers(event)
