"""The stage, driven as a person does: one layer as a sentence, the network on the rail below it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QToolButton, QToolTip, QWidget

from convstudio.experiment import Experiment, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.scene import MatrixId
from convstudio.scene.layout import Box, Hit, Words
from convstudio.scene.state import View
from convstudio.scene.words.text_runs import plain_text
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.shell.help.whats_this import explanation
from convstudio.studio.stage.slots import StagePager
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    """A person before the opening example, on the stage, at a laptop."""
    return open_window(size=(1366, 768), view="stage")


def leave(person: Person, view: QWidget) -> None:
    """Take the mouse away."""
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    person.settle()


def chips(person: Person) -> list[str]:
    """What is pinned, as the chip beside the arithmetic says it."""
    return [chip.text() for chip in person.window.findChildren(QToolButton, "pin") if chip.isVisible()]


def rest(widget: QWidget, at: QPoint) -> str:
    """What the tooltip says when the pointer rests at a place."""
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def written(person: Person) -> dict[str, QPoint]:
    """The words that are painted on the stage, and where."""
    words = (item for item in person.window.page.stage.drawing.items if isinstance(item, Words))
    return {plain_text(item.line): QPoint(round(item.rect.centre.x), round(item.rect.centre.y)) for item in words}


def on_rail(person: Person, layer: int) -> QPoint:
    """Where a layer stands on the rail."""
    rail = person.window.page.rail
    hit = next(item.rect for item in rail.drawing.items if isinstance(item, Hit) and item.layer == layer)
    return QPoint(round(hit.centre.x - rail.offset), round(hit.centre.y))


def rail_words(person: Person) -> str:
    return " ".join(plain_text(item.line) for item in person.window.page.rail.drawing.items if isinstance(item, Words))


# Its place beside the flow


@pytest.mark.parametrize("view", ["stage", "flow"])
def test_one_key_leads_to_the_other_view_also_from_the_one_that_was_remembered(open_window: OpenWindow, view: View) -> None:
    person = open_window(view=view)
    seen = [person.window.session.state.view]
    for _ in range(2):
        person.shortcut(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        seen.append(person.window.session.state.view)
    assert seen == [view, "flow" if view == "stage" else "stage", view]


# A pinned cell


def test_the_first_cell_is_lit_until_one_points_elsewhere_and_comes_back(person: Person) -> None:
    assert person.arithmetic() == "1·1 + 1·(−1) + bias 0 = 0  → Y[0, 0]"
    assert chips(person) == []
    person.hover(person.view(0), 2, 1)
    assert person.arithmetic() == "1·1 + 0·(−1) + bias 0 = 1  → Y[2, 1]"
    leave(person, person.view(0))
    assert person.arithmetic().endswith("Y[0, 0]")


def test_pointing_previews_over_a_pinned_cell_and_the_chip_releases_it(person: Person) -> None:
    output = person.view(0)
    person.click(output, 2, 1)
    pinned = person.arithmetic(), person.status()
    assert chips(person) == ["Y[2, 1]  ×"]
    person.hover(output, 4, 4)
    assert person.arithmetic().endswith("Y[4, 4]")
    person.hover(person.view(), 1, 1)
    assert person.status().startswith("row 1, column 1")
    assert chips(person) == ["Y[2, 1]  ×"]
    leave(person, person.view())
    assert (person.arithmetic(), person.status()) == pinned
    person.press("pin")
    assert chips(person) == []
    person.click(output, 3, 3)
    person.key(person.window.page.rail, Qt.Key.Key_Escape)
    assert chips(person) == []


def test_typing_pins_nothing_and_takes_the_cell_that_is_pointed_at(person: Person) -> None:
    kernel = person.kernel()
    kernel.setFocus()
    person.hover(kernel, 0, 0)
    person.type_here(kernel, "0.5")
    assert person.read(kernel) == [[0.5, -1]]
    assert chips(person) == []
    person.hover(person.view(0), 2, 1)
    assert person.arithmetic().startswith("1·0.5")
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(kernel) == [[1, -1]]


def test_after_a_number_the_keyboard_goes_straight_back_to_the_matrix(person: Person) -> None:
    kernel = person.kernel()
    person.click(kernel, 0, 0)
    QTest.keyClicks(kernel, "2")
    field = kernel.findChild(QLineEdit, "cell_field")
    assert field is not None
    passed: list[QWidget | None] = []
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    link = application.focusChanged.connect(lambda _old, new: passed.append(new))
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.settle()
    application.focusChanged.disconnect(link)
    assert passed == [kernel]
    assert person.read(kernel) == [[2, -1]]


# Painting


def test_painting_is_one_step_and_every_number_follows(person: Person) -> None:
    before = person.read(person.view(0))
    person.drag(person.view(), (1, 2), (1, 3), (2, 3))
    assert person.read(person.view(0))[1][:4] == [0, 0, 0, 1]
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.view(0)) == before


# Everything explains itself


def test_signs_explain_themselves(open_window: OpenWindow) -> None:
    person = open_window(size=(1366, 768), view="stage")
    stage, signs = person.window.page.stage, written(person)
    assert "slides over" in rest(stage, signs["⋆"])
    assert "what comes out" in rest(stage, signs["="])
    assert "the bias" in rest(stage, signs["+"])
    person.select(1)
    assert rest(stage, written(person)["→"]).startswith("Keeps the largest value of each window.")
    for part in (stage, person.window.page.rail):
        assert explanation(part)


def test_unread_cells_and_the_ruler_explain_themselves(person: Person) -> None:
    person.spin("stride_h", 2)
    person.spin("stride_w", 3)
    view = person.view()
    assert "slanting lines: no window of Convolution reads this column" in rest(view, cell_centre(view, 0, 2))
    person.hover(view, 1, 2)
    assert "no window of Convolution reads this" in person.status()
    outer, cell = view.grid().outer, view.grid().cell
    ruler = QPoint(round(outer.left() + 3.5 * cell), round(outer.top() - 4))
    assert rest(view, ruler) == "Ticks: where a window of Convolution begins, every 3 columns: 3 places."


def test_the_rail_says_what_each_layer_is_and_which_one_cannot_work(person: Person) -> None:
    rail = person.window.page.rail
    assert rest(rail, on_rail(person, 0)).startswith("Convolution 1 × 6 × 7\nClick to have it on the stage")
    assert rest(rail, on_rail(person, -1)).startswith("Input X 1 × 6 × 8")
    assert "not possible" not in rail_words(person)
    person.spin("kernel_size_h", 6)  # one row is left for the pooling behind it
    assert "not possible" in rail_words(person)
    words = rest(rail, on_rail(person, 1))
    assert "Not possible: window 2 high, padded input 1 high." in words
    button = person._one(QToolButton, "mend")
    assert button.text() == "Max pool: Pad 1 more row"
    person.select(1)
    assert button.text() == "Pad 1 more row"
    person.press("mend")
    assert "not possible" not in rail_words(person)


def test_an_impossible_window_says_so_and_its_button_mends_it(person: Person) -> None:
    before = person.read(person.view(0))
    person.spin("kernel_size_h", 9)
    assert person.read(person.view(0)) == before
    person.press("mend_0")
    assert person.window.session.state.evaluation.results[0].problem is None
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.view(0)) == before


def test_a_click_on_a_title_chooses_what_it_names(person: Person) -> None:
    stage = person.window.page.stage
    person.spin("stride_h", 2)
    title = next(at for words, at in written(person).items() if words.startswith("Input X"))
    assert rest(stage, title) == "Click to see the settings of the input"
    QTest.mouseClick(stage, LEFT, pos=title)
    person.settle()
    person.spin("input_size_h", 4)
    assert person.view(0).scene.shape == (2, 7)
    QTest.mouseClick(stage, LEFT, pos=next(at for words, at in written(person).items() if words.startswith("Output Y")))
    person.settle()
    assert person.window.session.state.selected == 0
    person.select(1)
    assert {words.split("  ")[0] for words in written(person)} >= {"Y · Convolution", "Y₂ · Max pool"}
    QTest.mouseClick(stage, LEFT, pos=next(at for words, at in written(person).items() if words.startswith("Y · ")))
    person.settle()
    assert person.window.session.state.selected == 0


def test_in_a_low_window_the_stage_is_scrolled_and_can_be_read(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("channels-out"), size=(902, 472), view="stage")  # 1366 × 768 at 150 %
    assert min(view.grid().cell for view in person.window.page.views) >= 14
    person.hover(person.view(0), 0, 1)
    assert person.arithmetic().endswith("Y[0, 0, 1]")
    area = person.window.findChild(QScrollArea, "stage_scroll")
    tool = person._one(QToolButton, "tool_pencil")
    assert area is not None
    assert not area.viewport().rect().contains(tool.mapTo(area.viewport(), tool.rect().center()))
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is tool:
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        person.settle()
    assert area.viewport().rect().contains(tool.mapTo(area.viewport(), tool.rect().center()))


# Many channels


def many(channels: int, outputs: int) -> Experiment:
    weights = np.arange(outputs * channels * 4.0).reshape(outputs, channels, 2, 2) % 7 - 3
    kernel = Conv2d(kernel=frozen(weights), bias=frozen(np.zeros(outputs)))
    return Experiment(input=frozen(np.arange(channels * 16.0).reshape(channels, 4, 4) % 10), layers=(kernel,))


def test_the_kernel_that_is_framed_made_the_output_that_stands_large(open_window: OpenWindow) -> None:
    person = open_window(many(8, 6), size=(1366, 768), view="stage")
    stage = person.window.page.stage
    for out in (4, 1, 5, 0):
        hits = (item.rect for item in stage.drawing.items if isinstance(item, Hit) and item.layer == 0 and item.channel == out)
        small = max(hits, key=lambda rect: rect.left)  # below the large output, or the name of its kernel
        QTest.mouseClick(stage, LEFT, pos=QPoint(round(small.centre.x), round(small.centre.y)))
        person.settle()
        frame = next(item.rect for item in stage.drawing.items if isinstance(item, Box) and item.style == "chosen")
        framed = [
            m.panel.channel for m in stage.drawing.matrices if m.panel.matrix.kind == "kernel" and frame.contains(m.inner)
        ]
        shown = [m.panel.channel for m in stage.drawing.matrices if m.panel.matrix == MatrixId("map", 0)]
        assert set(framed) == set(shown) == {out}


def test_pages_of_channels_are_turned_and_say_which_are_shown(open_window: OpenWindow) -> None:
    person = open_window(many(20, 24), size=(1366, 768), view="stage")
    pagers = [p for p in person.window.findChildren(StagePager) if p.isVisible()]
    assert [pager.words for pager in pagers] == [["0–7 of 20"], ["0–7 of 24"]]
    for pager in pagers:
        for label in pager.findChildren(QLabel):
            assert label.width() >= label.sizeHint().width()
    person.press("pages_out_on_0")
    assert pagers[1].words == ["8–15 of 24"]
    shown = [m.panel.channel for m in person.window.page.stage.drawing.matrices if m.panel.matrix == MatrixId("map", 0)]
    assert shown == [8]


# The rail, and what is dragged


def test_a_layer_is_dragged_along_the_rail_and_renamed_by_a_double_click(person: Person) -> None:
    rail = person.window.page.rail
    start, end = on_rail(person, 1), on_rail(person, 0)
    QTest.mousePress(rail, LEFT, pos=start)
    for at in (start - QPoint(30, 0), end - QPoint(30, 0)):
        QTest.mouseMove(rail, at)
    QTest.mouseRelease(rail, LEFT, pos=end - QPoint(30, 0))
    person.settle()
    kinds = [layer.kind for layer in person.window.session.state.experiment.layers]
    assert kinds == ["max_pool2d", "conv2d"]
    QTest.mouseDClick(rail, LEFT, pos=on_rail(person, 0))
    field = person._one(QLineEdit, "layer_name")
    field.selectAll()
    QTest.keyClicks(field, "Shrink")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.settle()
    assert "Shrink" in rail_words(person)
    assert person.window.focusWidget() is rail


def test_an_edge_of_the_input_is_dragged_to_pad_it(person: Person) -> None:
    view = person.view()
    grid = view.grid()
    edge = QPoint(round(grid.outer.left()) - 2, round(grid.outer.center().y() + grid.cell / 4))
    QTest.mousePress(view, LEFT, pos=edge)
    for step in (0.5, 1.0, 1.2):
        QTest.mouseMove(view, edge - QPoint(round(step * grid.cell), 0))
    QTest.mouseRelease(view, LEFT, pos=edge - QPoint(round(1.2 * grid.cell), 0))
    person.settle()
    assert person.window.session.state.experiment.layers[0].padding == ((0, 0), (1, 0))  # type: ignore[attr-defined]


# A large map


def large() -> Experiment:
    kernel = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]))
    return Experiment(input=frozen(np.eye(40)[None]), layers=(kernel,))


def test_a_matrix_is_zoomed_where_it_stands_and_fit_shows_all_of_it(open_window: OpenWindow) -> None:
    person = open_window(large(), size=(1366, 768), view="stage")
    view = person.view()
    place, cell = view.geometry(), view.grid().cell
    at = cell_centre(view, 20, 20)
    turn = QWheelEvent(
        at.toPointF(), view.mapToGlobal(at).toPointF(), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    for _ in range(6):
        QApplication.sendEvent(view, turn)
    assert view.grid().cell > 2 * cell
    assert view.geometry() == place
    assert view.grid().cell_at(at.toPointF()) == (20, 20)
    person.shortcut(Qt.Key.Key_0)
    assert view.grid().cell == cell
    assert all(v.grid().cell == cell for v in person.window.page.views)


# For a room


def title_height(person: Person) -> float:
    """How high the letters of the titles are."""
    items = person.window.page.stage.drawing.items
    return next(item.rect.height for item in items if isinstance(item, Words) and item.style == "title")


def test_presenting_enlarges_the_stage_and_esc_brings_all_back(person: Person) -> None:
    places = {part: part.geometry() for part in (person.window.page.stage, person.window.page.rail)}
    cell, letters = person.view(0).grid().cell, title_height(person)
    size = person.window.size()
    person.shortcut(Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    person.window.setWindowState(Qt.WindowState.WindowNoState)  # the screen of the offscreen platform is a small one
    person.window.resize(size)
    for _ in range(6):
        person.settle()
    assert person.view(0).grid().cell > cell
    assert title_height(person) > 1.25 * letters
    person.key(person.window, Qt.Key.Key_Escape)
    person.window.resize(size)
    for _ in range(6):
        person.settle()
    assert {part: part.geometry() for part in places} == places
    assert title_height(person) == letters


def test_a_padding_that_is_cut_off_is_named_in_its_heading(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("transposed-convolution"), view="stage")
    labels = [w.text() for w in person.window.inspector.findChildren(QWidget) if hasattr(w, "text") and w.isVisible()]
    assert "PADDING · Cut off" in labels


def test_a_click_on_the_output_shows_its_layers_settings_in_place_of_the_inputs(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("edge-detection"), size=(1280, 720), view="stage")
    person.window.session.select(-1)
    person.settle()
    person.click(person.view(-1), 0, 0)
    assert person.window.session.state.selected == -1, "the input's own cells leave its settings where they are"
    person.click(person.view(0), 0, 0)
    assert person.window.session.state.selected == 0
    person.window.session.select(1)
    person.click(person.view(0), 0, 0)
    assert person.window.session.state.selected == 1, "a cell that a later layer reads leaves that one on the stage"
