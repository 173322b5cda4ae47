"""The window as a whole: themes, names, impossible settings, history."""

from __future__ import annotations

from functools import reduce

import pytest
from PySide6.QtCore import QEvent, QLocale, QObject, QSettings, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QToolButton, QWidget

from convstudio.experiment import evaluate
from convstudio.experiment.edits import kernel_edits
from convstudio.scene.matrix.focus import NOWHERE
from convstudio.studio.document.history_list import HistoryList
from convstudio.studio.document.settings import Settings
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.shell.status import EDGE, StatusText
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person, numbers


def test_an_impossible_setting_is_explained_and_undo_repairs_it(person: Person) -> None:
    before = person.read(person.view(0))
    person.select(0)
    person.spin("kernel_size_h", 9)
    assert person.problem(0).startswith("Not possible: window 9 high, padded input 6 high.")
    assert person.view(0).scene.dimmed
    assert person.read(person.view(0)) == before
    assert "the window does not fit" in person.formula()
    person.shortcut(Qt.Key.Key_Z)
    assert person.problem(0) == ""
    assert not person.view(0).scene.dimmed


def test_the_history_list_jumps(person: Person) -> None:
    person.click(person.view(), 0, 2)
    person.click(person.view(), 0, 3)
    person.shortcut(Qt.Key.Key_H)
    steps = person.window.findChild(HistoryList)
    assert steps is not None
    assert [steps.item(i).text() for i in range(steps.count())] == ["Opened", "Paint 1 cell", "Paint 1 cell"]
    steps.itemClicked.emit(steps.item(0))
    assert person.read(person.view())[0][2:4] == [0, 0]
    steps.itemClicked.emit(steps.item(2))
    assert person.read(person.view())[0][2:4] == [1, 1]


@pytest.mark.parametrize("locale", ["C", "de_DE", "fr_FR", "ar_EG"])
@pytest.mark.parametrize(("typed", "value"), [("1.5", 1.5), ("1,5", 1.5), ("-0.25", -0.25), ("1/4", 0.25)])
def test_numbers_mean_the_same_in_every_locale(open_window: OpenWindow, locale: str, typed: str, value: float) -> None:
    QLocale.setDefault(QLocale(locale))
    person = open_window()
    person.number("bias_0_0", typed)
    layer = person.window.session.state.experiment.layers[0]
    assert layer.bias.tolist() == [value]  # type: ignore[attr-defined]
    person.type_cell(person.kernel(), 0, 0, typed)
    assert person.read(person.kernel())[0][0] == value


def test_what_is_no_number_changes_nothing(person: Person) -> None:
    before = person.window.session.state.experiment
    person.number("bias_0_0", "abc")
    assert person.window.session.state.experiment is before


def test_typing_walks_through_the_kernel_like_a_spreadsheet(person: Person) -> None:
    kernel = person.kernel()
    person.type_cell(kernel, 0, 0, "1/9", Qt.Key.Key_Tab)
    person.type_here(kernel, "3")
    weights = person.window.session.state.experiment.layers[0].kernel  # type: ignore[attr-defined]
    assert weights[0, 0].tolist() == [[1 / 9, 3]]


def test_a_preset_replaces_the_kernel(person: Person) -> None:
    button = person.window.board.cards[1].findChild(QAbstractButton, "kernel_preset_0")
    person.pick(button.menu(), "preset_sobel-x")  # type: ignore[attr-defined]
    output = evaluate(person.window.session.state.experiment).results[0].output
    assert output is not None
    assert person.read(person.view(0)) == numbers(output[0])


def test_both_themes_show_the_same_numbers(person: Person) -> None:
    seen = person.read(person.view(0))
    person.press("toggle_theme")
    assert person.read(person.view(0)) == seen
    person.press("toggle_theme")


def test_every_control_has_a_name_and_says_what_it_is(person: Person) -> None:
    person.add("avg_pool2d")
    for selected in (-1, 0, 1, 2):
        person.window.session.select(selected)
        person.settle()
        for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, MatrixView):
            for widget in person.window.findChildren(kind):
                if widget.isVisible() and not _inner(widget):
                    assert widget.objectName(), f"{widget} has no object name"
                    named = widget.accessibleName() or widget.toolTip() or getattr(widget, "text", str)()
                    assert named, f"{widget.objectName()} says nothing"


class Heard(QObject):
    """The events of a kind that a widget gets."""

    def __init__(self, widget: QWidget, kind: QEvent.Type) -> None:
        super().__init__(widget)
        self.events: list[QPaintEvent] = []
        self._kind = kind
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == self._kind:
            self.events.append(event.clone())
        return False


def _inner(widget: QWidget) -> bool:
    """Part of another control: the line of a spin box, the arrows of a scroll bar."""
    return isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox) or widget.objectName().startswith("qt_")


def test_a_sentence_too_long_for_the_status_bar_ends_in_dots(qtbot: object) -> None:
    text = StatusText()
    text.resize(300, 24)
    text.setText("row 2, column 3, value −1.5, feeds 9 outputs, reaches 12 × 12 of Max pool 2 — pinned; Esc releases it")
    seen = text.grab().toImage()
    blank = StatusText()
    blank.resize(text.size())
    white = blank.grab().toImage()
    right = range(text.width() - EDGE, text.width())
    assert all(seen.pixel(x, y) == white.pixel(x, y) for x in right for y in range(24))
    assert seen != white
    text.setText(text.text() + " and more")  # which is beyond the dots
    assert text.grab().toImage() == seen


def test_a_message_is_seen_in_the_status_bar_beside_the_words_about_a_cell(person: Person) -> None:
    bar = person.window.statusBar()
    empty = bar.grab().toImage()
    person.window.session.complained.emit("That is not possible.")
    person.settle()
    message = bar.grab().toImage()
    assert message != empty
    person.hover(person.view(0), 1, 1)
    assert bar.grab().toImage() not in (message, empty)
    bar.clearMessage()
    person.window.session.look(NOWHERE)
    person.settle()
    assert bar.grab().toImage() == empty


def test_a_shorter_text_in_the_status_bar_leaves_nothing_of_the_longer_one(qapp: object) -> None:
    text = StatusText()
    text.resize(900, 24)
    text.show()
    text.setText("row 2, column 3, value −1.5, feeds 9 outputs")
    QApplication.processEvents()
    wide = text.fontMetrics().horizontalAdvance(text.text())
    painted = Heard(text, QEvent.Type.Paint)
    text.setText("row 2")
    QApplication.processEvents()
    assert max(event.region().boundingRect().right() for event in painted.events) >= EDGE + wide
    text.setText("row 2, column 3, " * 20)  # which ends in dots
    QApplication.processEvents()
    text.setText("row 2")
    QApplication.processEvents()
    left, whole = text.screen().grabWindow(text.winId()).toImage(), text.grab().toImage()
    assert left == whole


def test_of_the_text_in_the_status_bar_only_the_numbers_that_are_others_are_painted_again(qapp: object) -> None:
    text, fresh = StatusText(), StatusText()
    for bar in (text, fresh):
        bar.resize(900, 24)
        bar.show()
    text.setText("row 12, column 13, value 0.5, feeds 9 outputs")
    QApplication.processEvents()
    painted = Heard(text, QEvent.Type.Paint)
    for words in ("row 12, column 14, value 0.5, feeds 9 outputs", "row 17, column 14, value 0.5, feeds 9 outputs"):
        painted.events.clear()
        text.setText(words)
        fresh.setText(words)
        fresh.update()
        QApplication.processEvents()
        region = reduce(QRegion.united, (event.region() for event in painted.events), QRegion())
        assert 0 < region.boundingRect().width() < text.fontMetrics().horizontalAdvance("column 14")
        seen, whole = (bar.screen().grabWindow(bar.winId()).toImage() for bar in (text, fresh))
        assert seen == whole


def test_other_words_for_undo_lay_out_nothing_anew(person: Person) -> None:
    view = person.view()
    person.click(view, 0, 2)
    for _ in range(12):  # a request goes from each widget to its parent, in turn
        person.settle()
    session, asked = person.window.session, Heard(person.window, QEvent.Type.LayoutRequest)
    for change in (lambda: session.edit(kernel_edits.negate, 0), session.undo, session.redo, session.undo):
        change()
        for _ in range(12):
            person.settle()
    assert person.window.actions_by_name["redo"].isEnabled()
    assert asked.events == []


def test_what_may_be_done_follows_what_is_folded_away(person: Person) -> None:
    actions = person.window.actions_by_name
    person.click(person.view(0), 0, 0)
    assert not actions["paste"].isEnabled()  # an output is chosen
    actions["fold"].trigger()  # whose matrix is a badge now
    person.settle()
    assert actions["paste"].isEnabled()
    actions["fold"].trigger()
    person.settle()
    assert not actions["paste"].isEnabled()


def test_what_is_grey_says_why_in_its_menu_and_at_its_button(person: Person) -> None:
    earlier, button = person.window.actions_by_name["layer_earlier"], person._one(QToolButton, "inspector_layer_earlier")
    assert not earlier.isEnabled()
    assert earlier.toolTip() == button.toolTip() == "It is the first layer."
    assert person.window.layer_menu.toolTipsVisible()
    person.select(1)
    assert earlier.toolTip() == button.toolTip() == "Move the selected layer one place to the front (Ctrl+PgUp)"
    assert button.accessibleName() == earlier.toolTip()
    person.select(0)
    assert button.accessibleName().startswith("Move the selected layer")  # a screen reader is told that it is off anyway


def test_a_start_writes_no_settings(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "view", property(lambda _self: "stage", lambda _self, _view: None))  # the fixture chooses it
    written: list[str] = []
    monkeypatch.setattr(QSettings, "setValue", lambda _store, name, _value: written.append(name))
    open_window()
    assert written == [], "the first picture would wait for the disk"
