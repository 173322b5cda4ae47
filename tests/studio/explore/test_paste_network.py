"""A network pasted whole: opened by menu and key, looked at, mended by a click, shown as one step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton

from convstudio.experiment import Experiment, edits, frozen, gallery
from convstudio.layers import KernelLayer
from convstudio.painting.palette import LIGHT
from convstudio.scene.guide import Guide
from convstudio.studio.editing.network.code_field import CodeField
from convstudio.studio.editing.network.sheet import NetworkSheet, first_size
from tests.export.network import codes
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person
from tests.studio.shell.test_accessible import nameless
from tests.studio.walk.needs import cut

WRONG = "net = nn.Sequential(\n    nn.Conv2d(1, 6, 3),\n    nn.ReLU(),\n    nn.Conv2d(8, 4, 3),\n)"


def sheet(person: Person) -> NetworkSheet:
    found = person.window.findChild(NetworkSheet)
    assert found is not None
    return found


def paste(person: Person, text: str) -> NetworkSheet:
    QGuiApplication.clipboard().setText(text)
    person.shortcut(Qt.Key.Key_V)
    return sheet(person)


def label(shown: NetworkSheet, name: str) -> str:
    found = shown.findChild(QLabel, name)
    assert found is not None
    return found.text() if found.isVisible() else ""


def rows(shown: NetworkSheet) -> list[list[str]]:
    table = shown.rows
    return [[table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())]


def repairs(shown: NetworkSheet) -> list[str]:
    buttons = shown.findChildren(QToolButton)
    return [button.text() for button in buttons if button.objectName().startswith("network_repair") and button.isVisible()]


def press(person: Person, shown: NetworkSheet, text: str) -> None:
    button = next(b for b in shown.findChildren(QToolButton) if b.text() == text and b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    person.settle()


def show(person: Person, shown: NetworkSheet) -> None:
    button = shown.findChild(QPushButton, "network_show")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    person.settle()
    person.window.activateWindow()
    person.settle()


def layers(person: Person) -> list[str]:
    return [layer.kind for layer in person.window.session.state.experiment.layers]


def test_code_on_the_clipboard_becomes_the_layers_in_one_step_that_undo_takes_back(open_window: OpenWindow) -> None:
    person = open_window(view="stage")
    before = person.window.session.state.experiment
    shown = paste(person, codes.LENET)
    assert rows(shown)[0] == ["8", "nn.Conv2d(1, 6, 5)", "1 · Convolution", "1 × 28 × 28", "6 × 24 × 24", ""]
    assert label(shown, "network_problem") == ""
    assert "kernels begin at random" in label(shown, "network_summary")
    assert list(nameless(shown)) == []
    show(person, shown)
    state = person.window.session.state
    assert layers(person) == ["conv2d", "max_pool2d", "conv2d", "max_pool2d"]
    assert state.experiment.input.shape == (1, 28, 28)
    assert (state.selected, state.workspace, state.experiment.title) == (0, "explore", "Pasted network")
    assert state.history.undo_label == "Paste a network of 4 layers"
    assert state.evaluation.shape(3) == (16, 4, 4)
    person.shortcut(Qt.Key.Key_Z)
    assert person.window.session.state.experiment is before


def test_a_shape_error_is_answered_by_a_click(open_window: OpenWindow) -> None:
    own = Experiment(input=frozen([[[0.0] * 9] * 9]), layers=(edits.new_layer("conv2d", 1),), notes="Mine.")
    person = open_window(own, view="stage")
    person.window.session.open(own, None)  # not an example: its words are somebody's own
    shown = paste(person, WRONG)
    said = "Layer 2, line 4: its kernel reads 8 channels, but layer 1 makes 6."
    assert label(shown, "network_problem") == said
    assert rows(shown)[2] == ["4", "nn.Conv2d(8, 4, 3)", "2 · Convolution", "6 × 7 × 7", "", "Its kernel reads 8 channels, but "
                              "layer 1 makes 6."]  # fmt: skip
    assert repairs(shown) == ["Take 6 input channels, as layer 1 makes 6", "Let layer 1 make 8 channels"]
    press(person, shown, "Take 6 input channels, as layer 1 makes 6")
    assert shown.code.toPlainText() == WRONG.replace("(8, 4", "(6, 4")
    assert label(shown, "network_problem") == ""
    assert repairs(shown) == []
    person.key(shown.code, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown.code.toPlainText() == WRONG
    shown.refresh()
    press(person, shown, "Let layer 1 make 8 channels")
    show(person, shown)
    kernels = [layer.kernel for layer in person.window.session.state.experiment.layers if isinstance(layer, KernelLayer)]
    assert [kernel.shape for kernel in kernels] == [(8, 1, 3, 3), (4, 8, 3, 3)]
    assert all(kernel.any() for kernel in kernels)
    assert person.window.session.state.experiment.input is own.input
    assert person.window.session.state.experiment.notes == "Mine."


def test_a_network_that_does_not_fit_can_be_shown_all_the_same(open_window: OpenWindow) -> None:
    person = open_window(view="stage")
    show(person, paste(person, WRONG))
    evaluation = person.window.session.state.evaluation
    assert evaluation.problem is not None
    assert evaluation.problem[0] == 1


def test_typing_changes_the_table(person: Person, qtbot: object) -> None:
    QGuiApplication.clipboard().clear()
    person.window.actions_by_name["paste_network"].trigger()
    shown = sheet(person)
    assert shown.code.toPlainText() == ""
    QTest.keyClicks(shown.code, "nn.Conv2d(1, 2, 3, stride=2)")
    qtbot.waitUntil(lambda: not shown.waiting)  # type: ignore[attr-defined]
    assert [row[2] for row in rows(shown)] == ["1 · Convolution"]
    QTest.keyClicks(shown.code, ", nn.Dropout(), nn.Flatten(")
    qtbot.waitUntil(lambda: not shown.waiting)  # type: ignore[attr-defined]
    assert label(shown, "network_problem").startswith("Line 1 is not Python")
    QTest.keyClicks(shown.code, ")")
    qtbot.waitUntil(lambda: not shown.waiting)  # type: ignore[attr-defined]
    assert [row[2] for row in rows(shown)] == ["1 · Convolution", "left out", "end"]


def test_the_input_is_chosen_in_the_window(person: Person) -> None:
    shown = paste(person, codes.KERAS_ADD)
    assert label(shown, "network_why").startswith("The code says 32 × 32. Keras has channels last: 32 × 32 × 3 is 3 × 32 × 32")
    person.choose("network_input", "rainbow")
    assert rows(shown)[0][3] == "3 × 32 × 32"
    person.spin("network_height", 20)
    assert rows(shown)[0][3] == "3 × 20 × 32"
    show(person, shown)
    experiment = person.window.session.state.experiment
    rainbow = next(picture for picture in gallery.pictures() if picture.name == "rainbow")
    assert experiment.input.shape == (3, 20, 32)
    assert experiment.channel_names == rainbow.channel_names


@pytest.mark.parametrize("size", [(560, 700), (784, 744), (1049, 640), (1060, 640), (1264, 640)])
def test_the_table_has_room_for_its_notes_and_shows_the_code(person: Person, size: tuple[int, int]) -> None:
    QGuiApplication.clipboard().clear()
    person.window.actions_by_name["paste_network"].trigger()
    shown = sheet(person)
    shown.resize(*size)
    shown.code.setPlainText(WRONG.replace("nn.ReLU()", "nn.BatchNorm2d(6), nn.ReLU()"))
    shown.refresh()
    person.settle()
    table = shown.rows
    widths = [table.columnWidth(column) for column in range(table.columnCount())]
    assert sum(widths) == table.viewport().width()
    assert not table.horizontalScrollBar().isVisible()
    assert not table.isColumnHidden(1)
    for row, column in ((1, 5), (3, 1), (3, 5)):
        item = table.item(row, column)
        assert item is not None
        wide = QRect(0, 0, widths[column] - 24, 9999)
        needed = table.fontMetrics().boundingRect(wide, Qt.TextFlag.TextWordWrap, item.text())
        assert needed.width() <= wide.width()
        assert needed.height() <= table.rowHeight(row)


@pytest.mark.parametrize("size", [(784, 600), (1180, 640)])
@pytest.mark.parametrize("code", [WRONG, codes.KERAS_ADD, "nn.Sequential(", ""])
def test_nothing_is_cut(person: Person, size: tuple[int, int], code: str) -> None:
    QGuiApplication.clipboard().clear()
    person.window.actions_by_name["paste_network"].trigger()
    shown = sheet(person)
    shown.resize(*size)
    shown.code.setPlainText(code)
    shown.refresh()
    person.settle()
    assert cut(shown) == []


def test_pointing_at_a_row_leads_to_its_line(person: Person) -> None:
    shown = paste(person, codes.LENET)
    shown.rows.setCurrentCell(3, 1)
    assert shown.code.textCursor().blockNumber() + 1 == 10


@pytest.mark.parametrize("text", ["", "1\t2\n3\t4"])
def test_numbers_are_pasted_as_before(person: Person, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    person.click(person.view(), 0, 0)
    person.shortcut(Qt.Key.Key_V)
    assert person.window.findChild(NetworkSheet) is None


def test_code_is_taken_where_numbers_cannot_be_pasted(person: Person) -> None:
    person.click(person.view(0), 0, 0)  # an output, which is computed
    assert rows(paste(person, "nn.Conv2d(1, 2, 3)"))


def test_several_layers_in_the_field_for_a_line_open_the_window(person: Person) -> None:
    person.select(0)
    before = person.window.session.state.experiment
    field = person.window.findChild(QPlainTextEdit, "paste_line")
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, "nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2)")
    person.key(field, Qt.Key.Key_Return)
    assert [row[2] for row in rows(sheet(person))] == ["1 · Convolution", "with layer 1", "2 · Max pool"]
    assert person.window.session.state.experiment is before


@pytest.mark.parametrize(
    ("screen", "code", "size", "parts"),
    [
        ((1904, 1024), 800, (1600, 640), (800, 750)),
        ((1264, 664), 800, (1264, 640), (464, 750)),
        ((784, 744), 800, (784, 744), (2, 3)),
        ((1904, 500), 200, (1190, 500), (390, 750)),
    ],
)
def test_it_opens_as_wide_as_its_code_where_the_screen_is(screen, code, size, parts) -> None:
    width, height, *split = first_size(code, *screen)
    assert ((width, height), tuple(split)) == (size, parts)


def test_lines_of_a_hundred_signs_have_room(person: Person) -> None:
    field = CodeField(LIGHT, person.window)
    field.resize(field.width_of(100), 300)
    field.show()
    for columns, hidden in ((100, False), (110, True)):
        field.setPlainText("x" * columns)
        person.settle()
        assert (field.horizontalScrollBar().maximum() > 0) is hidden


def test_where_a_lesson_locks_the_layers_it_says_so(person: Person) -> None:
    person.window.session.look_at(gallery.opening_example(), "A step", lesson=True)
    person.window.session.follow(Guide(controls=frozenset({"kernel"})))
    person.settle()
    QGuiApplication.clipboard().setText(codes.LENET)
    person.shortcut(Qt.Key.Key_V)
    assert person.window.findChild(NetworkSheet) is None
    assert person.window.statusBar().currentMessage() == "This step of the lesson keeps it locked."
    assert not person.window.actions_by_name["paste_network"].isEnabled()


def test_a_text_that_is_too_long_is_not_laid_out(person: Person) -> None:
    QGuiApplication.clipboard().clear()
    person.window.actions_by_name["paste_network"].trigger()
    shown = sheet(person)
    assert shown.code.toPlainText() == ""
    QGuiApplication.clipboard().setText("nn.MaxPool2d(2)," * 100_000)
    person.key(shown.code, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert shown.code.toPlainText() == ""
    assert "at most 60000 characters" in label(shown, "network_problem")
