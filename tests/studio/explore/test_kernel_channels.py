"""A kernel with channels by mouse and keys: outputs, biases, presets for a part of it, groups, and the sum below it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QSpinBox, QToolButton

from convstudio.experiment import evaluate, gallery
from convstudio.layers import Conv2d
from convstudio.painting.wires import COLOURS
from convstudio.scene import MatrixId, PanelId
from convstudio.studio.explore.cards.kernel_card import KernelCard
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person, numbers


def card(person: Person, layer: int = 0) -> KernelCard:
    found = person.window.board.card(MatrixId("kernel", layer))
    assert isinstance(found, KernelCard)
    return found


def convolution(person: Person) -> Conv2d:
    layer = person.window.session.state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    return layer


def menu(person: Person, name: str) -> QMenu:
    return person._one(QToolButton, name).menu()


def shows_the_engines(person: Person) -> None:
    output = evaluate(person.window.session.state.experiment).results[0].output
    assert output is not None
    for channel in range(len(output)):
        assert np.array_equal(person.view(0, channel).scene.values, output[channel])


def test_three_channels_make_four_outputs_and_the_shape_can_be_read(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"), size=(1280, 720))
    assert card(person).subtitle.text() == "(4, 3, 2, 2) outputs, channels, rows, columns"
    tops = [[person.kernel(0, o, s).y() for s in range(3)] for o in range(4)]
    lefts = [[person.kernel(0, o, s).x() for s in range(3)] for o in range(4)]
    assert all(len(set(row)) == 1 for row in tops), "an output is a row"
    assert all(len(set(column)) == 1 for column in zip(*lefts, strict=True)), "a channel is a column"
    assert sorted(tops) == tops
    board = person.window.area.viewport()
    for layer in (-1, 0):
        shown = person.window.board.card(MatrixId("map", layer))
        assert shown.mapTo(person.window.board, shown.rect().bottomRight()).y() <= board.height()
        assert shown.geometry().right() <= board.width()


def test_outputs_are_added_copied_moved_and_removed(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"))
    first = person.read(person.view(0, 0))
    person.pick(menu(person, "kernel_outputs_0"), "kernel_add_output")
    assert person.window.session.state.history.undo_label == "Add output channel"
    new = convolution(person).kernel[4]
    assert new.any(), "a new output shows something"
    shows_the_engines(person)
    person.number("bias_0_4", "0.5")
    assert np.array_equal(convolution(person).kernel[4], new)
    shows_the_engines(person)
    person.pick(menu(person, "output_0_0"), "output_duplicate")
    assert person.read(person.view(0, 1)) == first
    person.pick(menu(person, "output_0_1"), "output_later")
    assert person.read(person.view(0, 2)) == first
    shows_the_engines(person)
    person.pick(menu(person, "output_0_0"), "output_remove")
    assert person.read(person.view(0, 1)) == first
    assert convolution(person).kernel.shape == (5, 3, 2, 2)
    shows_the_engines(person)
    for _ in range(5):
        person.shortcut(Qt.Key.Key_Z)
    assert convolution(person).kernel.shape == (4, 3, 2, 2)


def choose_part(person: Person, words: str) -> None:
    box = person._one(QComboBox, "kernel_part_0")
    assert box.findText(words) >= 0
    box.setCurrentText(words)
    person.settle()


def test_presets_and_edits_apply_to_a_slice_a_stack_or_all(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"))
    before = convolution(person).kernel
    sobel = next(preset.values for preset in gallery.kernels() if preset.name == "sobel-x")
    choose_part(person, "out 1 · green")
    person.pick(menu(person, "kernel_preset_0"), "preset_sobel-x")
    after = convolution(person).kernel
    assert after.shape == (4, 3, 3, 3)
    assert np.array_equal(after[1, 1], sobel)
    assert np.array_equal(after[0, 0], np.pad(before[0, 0], ((0, 1), (0, 1))))
    choose_part(person, "out 2")
    person.pick(menu(person, "kernel_preset_0"), "preset_sobel-x")
    assert all(np.array_equal(s, sobel) for s in convolution(person).kernel[2])
    person.pick(menu(person, "kernel_edit_0"), "kernel_negate")
    assert all(np.array_equal(s, -sobel) for s in convolution(person).kernel[2])
    assert np.array_equal(convolution(person).kernel[1, 1], sobel)
    choose_part(person, "All slices")
    person.pick(menu(person, "kernel_preset_0"), "preset_sobel-x")
    assert all(np.array_equal(s, sobel) for stack in convolution(person).kernel for s in stack)
    shows_the_engines(person)


def test_the_number_of_outputs_is_typed(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"))
    before = person.read(person.view(0, 1))
    person.spin("outputs", 6, person.window.inspector)
    assert convolution(person).kernel.shape == (6, 3, 2, 2)
    assert person.read(person.view(0, 1)) == before
    assert all(convolution(person).kernel[out].any() for out in (4, 5)), "new outputs show something"
    shows_the_engines(person)
    shows_the_engines(person)
    person.spin("outputs", 2, person.window.inspector)
    assert convolution(person).kernel.shape == (2, 3, 2, 2)
    shows_the_engines(person)
    for _ in range(2):
        person.shortcut(Qt.Key.Key_Z)
    assert convolution(person).kernel.shape == (4, 3, 2, 2)
    assert person._one(QSpinBox, "outputs").value() == 4


def test_depthwise_in_one_click_leaves_empty_places_where_channels_are_not_read(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"))
    person.pick(menu(person, "kernel_outputs_0"), "kernel_depthwise")
    assert convolution(person).groups == 3
    assert card(person).subtitle.text() == "(3, 1, 2, 2) outputs, channels, rows, columns · 3 groups"
    places = [(person.kernel(0, o).x(), person.kernel(0, o).y()) for o in range(3)]
    assert places == sorted(places), "a diagonal: each channel feeds one output"
    assert len({x for x, _ in places}) == len({y for _, y in places}) == 3
    person.hover(person.view(0, 1), 0, 0)
    assert [bool(person.view(-1, c).scene.marks) for c in range(3)] == [False, True, False]
    person.hover(person.view(-1, 2), 1, 1)
    assert [any(m.role == "reader" for m in person.view(0, o).scene.marks) for o in range(3)] == [False, False, True]
    shows_the_engines(person)
    person.pick(menu(person, "kernel_outputs_0"), "kernel_together")
    assert convolution(person).kernel.shape == (3, 3, 2, 2)
    shows_the_engines(person)


def test_groups_in_the_inspector_and_what_does_not_divide(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"))
    person.spin("groups", 3, person.window.inspector)
    assert "4 output channels in 3 groups" in person.problem(0)
    person.press("mend_0")
    assert convolution(person).groups == 1
    assert person.problem(0) == ""


def sums(person: Person) -> list[str]:
    return card(person).sums


def test_the_sum_over_the_channels_stands_below_the_kernel(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("channels-in"))
    assert sums(person) == ["Y[0, 0, 0] =", "19", "+ 37", "+ 0", "= 56"]
    person.hover(person.view(0), 1, 1)
    assert sums(person) == ["Y[0, 1, 1] =", "43", "+ 77", "+ 0", "= 120"]
    products = [person.window.board.view(PanelId(MatrixId("product", 0), c)) for c in range(2)]
    assert person.read(products[0]) == [[0, 5], [14, 24]]
    assert person.read(products[1]) == [[5, 12], [24, 36]]
    person.click(person.view(0), 0, 1)
    person.hover(products[1], 0, 0)
    assert sums(person) == ["Y[0, 0, 1] =", "25", "+ 47", "+ 0", "= 72"]


def test_the_transport_walks_channel_after_channel(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("channels-in"))
    seen = []
    person.window.transport.set_steps(True)
    for _ in range(9):
        person.shortcut(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        seen.append(sums(person)[1:])
    assert seen[3] == ["19", "", "", ""]
    assert seen[4] == ["19", "+ 1", "", ""]
    assert seen[7] == ["19", "+ 37", "", ""]
    assert seen[8] == ["19", "+ 37", "+ 0", "= 56"]


def test_painting_makes_no_widget_anew(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"))
    before = [id(w) for c in person.window.board.cards for w in c.findChildren(QToolButton)]
    views = [view for c in person.window.board.cards for view in c.views]
    person.drag(person.view(-1, 1), (0, 0), (1, 1), (2, 2))
    person.type_cell(person.kernel(0, 0, 0), 0, 0, "1/2")
    assert [id(w) for c in person.window.board.cards for w in c.findChildren(QToolButton)] == before
    assert [view for c in person.window.board.cards for view in c.views] == views
    shows_the_engines(person)
    assert numbers(evaluate(person.window.session.state.experiment).results[0].output[0]) is not None  # type: ignore[index]


def test_the_scrubber_has_a_tick_for_every_product_and_goes_there(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("channels-in"))
    scrubber = person.window.transport_bar.scrubber
    assert scrubber.phase_ticks() == []
    person.press("transport_steps")
    ticks = scrubber.phase_ticks()
    assert len(ticks) == 10, "placed, eight products, the bias"
    QTest.mouseClick(scrubber, LEFT, pos=QPoint(round(ticks[5]), 2))
    person.settle()
    assert sums(person)[1:] == ["19", "+ 1", "", ""]
    assert "input channel 1, product 1 of 4" in person.window.transport_bar.place.text()
    QTest.mousePress(scrubber, LEFT, pos=QPoint(round(ticks[1]), 2))
    QTest.mouseMove(scrubber, QPoint(round(ticks[9]), 2))
    QTest.mouseRelease(scrubber, LEFT, pos=QPoint(round(ticks[9]), 2))
    person.settle()
    assert sums(person)[1:] == ["19", "+ 37", "+ 0", "= 56"]
    assert person.arithmetic().startswith("(0·0 + 1·1 + 3·2 + 4·3) + (1·1 + 2·2 + 4·3 + 5·4) + bias 0 = 19 + 37 + 0 = 56")


def test_a_one_by_one_convolution_stands_beside_its_matrix_product(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("one-by-one"))
    factor = MatrixId("factor", 0)
    weights, pixels, result = (person.window.board.view(PanelId(factor, which)) for which in range(3))
    assert weights.y() == result.y()
    assert pixels.x() == result.x()
    person.hover(result, 1, 5)
    assert [m.role for m in person.view(0, 1).scene.marks] == ["reader"]
    assert person.arithmetic().endswith("→ Y[1, 1, 2]")
    person.hover(person.view(0, 0), 2, 0)
    assert any((m.role, m.columns) == ("window", (6,)) for m in pixels.scene.marks)
    for row, column in np.ndindex(2, 9):
        product = sum(weights.scene.values[row, i] * pixels.scene.values[i, column] for i in range(3))
        assert abs(product - person.view(0, row).scene.values.flat[column]) < 1e-12
    note = person._one(QLabel, "difference_0")
    before = note.text()
    assert before.startswith("largest difference from the convolution: ")
    person.type_cell(person.kernel(0, 0, 0), 0, 0, "1/7")
    assert result.scene.values[0, 1] == person.view(0, 0).scene.values[0, 1]
    person.spin("kernel_size_h", 2, person.window.inspector)
    assert all(card.matrix.kind != "factor" for card in person.window.board.cards)


def test_the_wires_of_the_groups_are_drawn_and_those_at_work_stand_out(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("depthwise"), size=(1920, 1080))
    runs = {run.wire.row: run for run in card(person).wire_runs()}
    assert {(row, run.wire.column) for row, run in runs.items()} == {(0, 0), (1, 1), (2, 2)}
    for row, run in runs.items():
        assert run.slice.center() == person.kernel(0, row, 0).geometry().toRectF().center()

    def below_the_name(row: int) -> QColor:
        """The colour half-way between the name and the slice: for the second and third row, beside other slices."""
        x, y = runs[row].name.x(), (runs[row].name.y() + runs[row].slice.top()) / 2
        return card(person).grab().toImage().pixelColor(round(x), round(y))

    assert [below_the_name(row).name() for row in (1, 2)] == [COLOURS[1], COLOURS[2]]
    person.hover(person.view(0, 1), 3, 3)
    runs = {run.wire.row: run for run in card(person).wire_runs()}
    assert [runs[row].wire.lit for row in range(3)] == [False, True, False]
    assert below_the_name(1).name() == COLOURS[1]
    assert below_the_name(2).lightness() > QColor(COLOURS[2]).lightness() + 40, "the others grow pale"
