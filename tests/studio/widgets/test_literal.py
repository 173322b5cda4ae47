"""No text from outside is markup: markup in every field of a file, and in its name, is seen everywhere letter by letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QHelpEvent, QTextDocument
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QListWidget,
    QMenu,
    QMessageBox,
    QTableWidget,
    QTextBrowser,
    QToolTip,
    QWhatsThis,
    QWidget,
)  # fmt: skip

from convstudio.experiment import Experiment, files, frozen
from convstudio.layers import Activation, AvgPool2d, Conv2d, MaxPool2d
from convstudio.scene import Focus, PanelId, Spot
from convstudio.scene.matrix.focus import INPUT
from convstudio.scene.state import View
from convstudio.studio.document.asking import Asking
from convstudio.studio.shell.help import whats_this
from convstudio.studio.widgets.literal import BEFORE, Label, in_tooltip, on_button, out_of_tooltip, set_title
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

MARKUP = [
    "<img src=x>", "<b>bold", "a & b", "&Save", "[*]", "<a href=x>x</a>", "<fake>", "&lt;b&gt;", "{n} {name} %1", "</qt><b>",
]  # fmt: skip


@pytest.mark.parametrize(
    "text", [*MARKUP, "<b>\n  two   lines</b>", "plain", "", "x < y & y > z", "<qt>" * 3, in_tooltip("<b>")]
)
def test_a_tooltip_shows_every_letter(text: str) -> None:
    shown = in_tooltip(text)
    document = QTextDocument()
    document.setHtml(shown)
    assert (document.toPlainText() if is_markup(shown) else shown) == text
    assert out_of_tooltip(shown) == text


@pytest.mark.parametrize("text", MARKUP)
def test_a_title_shows_every_letter(qapp: QApplication, text: str) -> None:
    window = QWidget()
    set_title(window, text, marks_changes=True)
    window.show()
    assert window.windowHandle().title() == f"{text} — ConvStudio"
    window.setWindowModified(True)
    assert window.windowHandle().title() == f"{text}* — ConvStudio"


def is_markup(text: str) -> bool:
    return QtText.mightBeRichText(text)


def texts_of(thing: QWidget | QAction) -> Iterator[tuple[str, str]]:
    """Every text of a widget or an action that Qt may take for markup."""
    yield "tooltip", thing.toolTip()
    yield "what's this", thing.whatsThis()
    yield "status tip", thing.statusTip()
    if isinstance(thing, QLabel) and thing.textFormat() != Qt.TextFormat.PlainText:
        yield "label", thing.text()
    role = Qt.ItemDataRole.ToolTipRole
    if isinstance(thing, QComboBox):
        yield from (("item", str(thing.itemData(row, role) or "")) for row in range(thing.count()))
    if isinstance(thing, QListWidget):
        yield from (("item", thing.item(row).toolTip()) for row in range(thing.count()))
    if isinstance(thing, QTableWidget):
        cells = [(row, column) for row in range(thing.rowCount()) for column in range(thing.columnCount())]
        items = [*(thing.item(*cell) for cell in cells), *(thing.horizontalHeaderItem(c) for c in range(thing.columnCount()))]
        yield from (("item", item.toolTip()) for item in items if item)


def rich(things: list[QWidget | QAction]) -> list[str]:
    """All texts that Qt would take for markup, but for those that spell a text out."""
    found = []
    for thing in things:
        for kind, text in texts_of(thing):
            spelt = text.startswith(BEFORE) and "<" not in text.removeprefix(BEFORE).removesuffix("</qt>")
            if is_markup(text) and not spelt:
                found.append(f"{kind} of {thing.objectName() or type(thing).__name__}: {text}")
    return found


def underlined(things: list[QWidget | QAction], names: list[str]) -> list[str]:
    """Buttons and actions that take a name's "&" for the mark of a key."""
    buttons = [thing for thing in things if isinstance(thing, QAbstractButton | QAction)]
    names = [name for name in names if "&" in name]
    return [b.text() for b in buttons for name in names if name in b.text() and on_button(name) not in b.text()]


def spelt_out(things: list[QWidget | QAction]) -> list[str]:
    """What a screen reader says that was made for tooltips."""
    widgets = [thing for thing in things if isinstance(thing, QWidget)]
    words = [text for widget in widgets for text in (widget.accessibleName(), widget.accessibleDescription())]
    return [text for text in words if text.startswith(BEFORE) or "&lt;" in text.replace("&lt;b&gt;", "")]


def everything() -> list[QWidget | QAction]:
    """All widgets and actions that there are; the menus are filled first. Help alone is meant as markup."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QMenu):
            widget.aboutToShow.emit()
    widgets = [widget for widget in QApplication.allWidgets() if not isinstance(widget, QTextBrowser)]
    actions = [action for widget in widgets for action in (*widget.actions(), *widget.findChildren(QAction))]
    return [*widgets, *dict.fromkeys(actions)]


def assert_literal(names: list[str]) -> None:
    things = everything()
    assert len(things) > 100
    assert rich(things) == []
    assert underlined(things, names) == []
    assert spelt_out(things) == []


def document(text: str) -> Experiment:
    """As many texts as a document can have, all of them the same one with a number."""
    kernel = frozen(np.arange(16.0).reshape(2, 2, 2, 2))
    layers = (
        Conv2d(kernel=kernel, bias=frozen(np.zeros(2)), name=f"{text}1"),
        Activation(name=f"{text}2"),
        MaxPool2d(name=f"{text}3"),
        AvgPool2d(name=f"{text}4"),
        Conv2d(kernel=frozen(np.ones((1, 5, 1, 1))), bias=frozen(np.zeros(1)), name=f"{text}5"),  # does not fit: it says so
    )
    names = (f"{text}6", f"{text}7")
    return Experiment(
        input=frozen(np.ones((2, 12, 12))), layers=layers, title=f"{text}8", notes=f"{text}9\n{text}", channel_names=names
    )


def write(folder: Path, text: str) -> Path:
    """The document as a file of a newer program, whose own fields and name are markup, too."""
    path = folder / f"{text.replace('/', '_')}.convstudio"
    files.write(document(text), path)
    fields = json.loads(path.read_text())
    fields |= {"version": 99, text: {text: [text]}, "tags": [text]}
    path.write_text(json.dumps(fields))
    return path


@pytest.mark.parametrize(("text", "view"), [*((text, "flow") for text in MARKUP), (MARKUP[0], "stage")])
def test_markup_in_a_file_is_seen_letter_by_letter_wherever_it_stands(
    open_window: OpenWindow, tmp_path: Path, text: str, view: View
) -> None:
    person = open_window(size=(1300, 800), view=view)
    window = person.window
    path = write(tmp_path, text)
    assert window.documents.open(path)
    assert person.answers.told  # that a newer program made it
    names = [f"{text}{number}" for number in range(1, 10)] + [path.name]
    for name in ("history", "notes", "layer_table", "help"):
        window.actions_by_name[name].trigger()
    for layer in range(-1, 5):
        person.select(layer)
        window.actions_by_name["fold"].trigger()
        assert_literal(names)
        window.actions_by_name["fold"].trigger()
    window.session.look(Focus(pin=Spot(PanelId(INPUT, 1), 2, 2)))
    window.layers.switch()
    window.channels.duplicate()
    person.settle()
    assert_literal(names)
    assert person.card_title(0) == f"{text}1"
    assert f"{text}5" in person.status()
    headline = window.findChild(QLabel, "headline_first")
    assert headline is not None
    assert headline.text() == out_of_tooltip(headline.toolTip()) == f"{text}9"
    assert window.windowHandle().title().startswith(path.name)
    person.press("workspace_learn")
    assert_literal(names)
    whats_this.ask(window)
    QWhatsThis.leaveWhatsThisMode()
    assert_literal(names)


def test_the_tip_itself_shows_the_letters(person: Person) -> None:
    person.window.session.open(document("<img src=x>"), None)
    headline = person.window.findChild(QLabel, "headline_first")
    assert headline is not None
    QApplication.sendEvent(headline, QHelpEvent(QEvent.Type.ToolTip, QPoint(3, 3), headline.mapToGlobal(QPoint(3, 3))))
    shown = QTextDocument()
    shown.setHtml(QToolTip.text())
    assert shown.toPlainText() == "<img src=x>9"


def test_what_is_typed_wrong_is_told_letter_by_letter(person: Person) -> None:
    view = person.view()
    person.click(view, 0, 0)
    person.type_here(view, "1<b>x</b>")
    assert out_of_tooltip(QToolTip.text()).startswith("“1<b>x</b>” is not a number")


@pytest.mark.parametrize("text", MARKUP)
def test_questions_and_warnings_are_letters(qapp: QApplication, text: str) -> None:
    window = QWidget()
    asking = Asking(window)
    seen: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.text().count(text) == 1
        seen.extend(rich(list(QApplication.allWidgets())))
        labels = [label for label in box.findChildren(QLabel) if label.text()]
        seen.extend(label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText)
        box.reject()

    for ask in (
        lambda: asking.save_changes(text), lambda: asking.file_changed(text), lambda: asking.tell(text, text),
        lambda: asking.save_a_copy(text, text),
    ):  # fmt: skip
        QTimer.singleShot(0, look)
        ask()
    assert seen == []


def test_a_label_is_letters(qapp: QApplication) -> None:
    assert Label("<b>x</b>").textFormat() == Qt.TextFormat.PlainText
    assert Label().sizeHint().width() < Label("<b>x</b>").sizeHint().width()
