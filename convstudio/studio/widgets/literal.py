"""Words on widgets, letter by letter. No text, wherever it comes from, is markup.

Qt reads more into a text than it says: "<b>" in a tooltip or a label is bold, "<img>" even opens a file; "&" underlines a
letter of a button; "[*]" in a window's title is the star of unsaved work. So every tooltip, label, message and title is made
here, and a rule in the tests lets nobody else make one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QTextDocument, QTextFormat, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QTextEdit, QToolTip, QWidget

from convstudio.words import tr

DRAWN = "\ufffc"  # stands in a text where a picture is
BEFORE, BEHIND = '<qt style="white-space: pre-wrap">', "</qt>"
if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox


class Explained(Protocol):
    """A widget, an action, an item of a table or of a plot."""

    def setToolTip(self, text: str, /) -> None:
        """What Qt shows beside the pointer."""

    def setWhatsThis(self, text: str, /) -> None:
        """What Qt shows to who asks what it is."""


class Label(QLabel):
    """A label that shows its text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


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


def set_look(widget: QWidget, look: str) -> None:
    """Let a widget look otherwise, as the style sheet has it for that name."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def on_button(text: str) -> str:
    """A text as a button or a menu shows it letter by letter; behind a tab would stand its keys."""
    return text.replace("&", "&&").replace("\t", " ")


def in_tooltip(text: str) -> str:
    """A text as a tooltip, or What's this, shows it letter by letter."""
    if "<" not in text and "&" not in text:  # Qt takes only these for markup
        return text
    return BEFORE + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + BEHIND


def out_of_tooltip(shown: str) -> str:
    """The text that a tooltip shows."""
    if not shown.startswith(BEFORE):
        return shown
    text = shown.removeprefix(BEFORE).removesuffix(BEHIND)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def set_tooltip(thing: Explained, text: str) -> None:
    """Set the tooltip of a widget, an action or an item."""
    thing.setToolTip(in_tooltip(text))


def set_whats_this(thing: Explained, text: str) -> None:
    """Set the What's This text of a widget, an action or an item."""
    thing.setWhatsThis(in_tooltip(text))


def show_tooltip(below: QWidget, text: str) -> None:
    """Show a text below a field at once."""
    QToolTip.showText(below.mapToGlobal(QPoint(0, below.height())), in_tooltip(text), below)


def show_tooltip_at(place: QPoint, text: str, view: QWidget, holds: QRect) -> None:
    """Show a text at a point of the screen while the pointer stays in a rectangle of a view."""
    QToolTip.showText(place, in_tooltip(text), view, holds)


def set_title(window: QWidget, title: str, *, marks_changes: bool = False) -> None:
    """The title of a window; one that marks changes has a place for the star behind the document's name."""
    name = title.replace("[*]", "[*][*]")
    window.setWindowTitle(tr("{name}[*] — ConvStudio", name=name) if marks_changes else name)


def message_box(parent: QWidget, title: str, text: str, more: str = "") -> QMessageBox:
    """A question or a warning without buttons yet; `more` stands below its text."""
    from PySide6.QtWidgets import QMessageBox  # only now: nobody waits for it at the start

    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    set_title(box, title)
    box.setText(text)
    box.setInformativeText(more)
    return box
