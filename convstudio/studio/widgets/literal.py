"""Words on widgets, letter by letter. No text, wherever it comes from, is markup.

Qt reads more into a text than it says: "<b>" in a tooltip or a label is bold, "<img>" even opens a file; "&" underlines a
letter of a button; "[*]" in a window's title is the star of unsaved work. So every tooltip, label, message and title is made
here, or in reading.py, and a rule in the tests lets nobody else make one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from convstudio.words import tr

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


def set_look(widget: QWidget, look: str) -> None:
    """Let a widget look otherwise, as the style sheet has it for that name."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            return  # it will be; and to hand out a style, PySide6 loads all that styles know: 7 ms of the start
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
