"""The sentence in the status bar about the cell in focus."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convstudio.painting.fill import fill
from convstudio.painting.runs import differing, draw_text, sides, text_width
from convstudio.scene.state import State
from convstudio.studio.matrix_view import MatrixView
from convstudio.words import tr

EDGE = 14


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say something about a widget, interrupting what it is saying."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # imported late: 2 ms

    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def announce_step(view: QWidget | None, before: State | None, state: State, *, playing: bool) -> None:
    """Have a screen reader say the cell that the keyboard moves to, but not those passed while playing."""
    walked = before is not None and before.focus != state.focus and state.focus.pinned
    if walked and isinstance(view, MatrixView) and not playing:
        announce(view, state.screen.spoken)


class StatusText(QWidget):
    """One line of text. A label would cause a new layout of the bar at every cell that the mouse passes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_cell")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # otherwise the bar and the window are painted below it
        self._text = self._message = self._said = ""
        self._width = 0.0
        self._font = self.font().key()
        self.setAccessibleName(tr("The cell in focus"))

    def text(self) -> str:
        """The text that is shown."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleDescription(text)
            self._lay_out()

    def say(self, message: str) -> None:
        """Show a message instead of the text; "" ends it. The status bar itself would write it behind this text."""
        self._message = " ".join(message.splitlines())
        self._lay_out()

    @property
    def _all(self) -> str:
        return "   ·   ".join(filter(None, (self._message, self._text)))

    def _lay_out(self) -> None:
        """Measure the text, and paint what of it is another."""
        before, wide, self._said = self._said, self._width, self._all
        self._width = text_width(self._said, self._font)
        if max(wide, self._width) > self._room:
            self.update()
            return
        for start, end in differing(before, self._said, self._font):
            left = floor(EDGE + start)
            self.update(QRect(left, 0, ceil(EDGE + end) - left, self.height()))

    @property
    def _room(self) -> int:
        """The pixels that a text has; a longer one ends in dots."""
        return self.width() - 2 * EDGE

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._font = self.font().key()
            self._lay_out()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            fill(painter, event.rect(), self.palette().base().color())
            painter.setPen(self.palette().windowText().color())
            box, metrics = self.rect().adjusted(EDGE, 0, -EDGE, 0), self.fontMetrics()
            if self._width <= self._room:
                top = box.top() + (box.height() - metrics.height()) // 2
                seen = sides(event.region())  # type: ignore[arg-type]  # says nothing of iterating
                draw_text(painter, self._said, self._font, box.left(), top + metrics.ascent(), seen=seen)
            else:
                text = metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, box.width())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
