"""Many channels by mouse and keys: pages are turned, what is on them is edited, and playing turns them by itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QToolButton

from convstudio.experiment import Experiment, evaluate, frozen
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import INPUT, MatrixId, PanelId
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


def network() -> Experiment:
    rng = np.random.default_rng(0)

    def conv(outs: int, slices: int) -> Conv2d:
        kernel = frozen(rng.integers(-4, 5, (outs, slices, 2, 2)) / 4)
        return Conv2d(kernel=kernel, bias=frozen(np.arange(outs) / 10))

    picture = frozen(rng.integers(0, 10, (3, 6, 6)) / 10)
    return Experiment(input=picture, layers=(conv(20, 3), MaxPool2d(stride=(1, 1)), conv(12, 20)))


def channels(person: Person, layer: int) -> list[int]:
    """The channels of a map that stand on its card."""
    matrix = MatrixId("map", layer) if layer >= 0 else INPUT
    return [view.panel.channel for view in person.window.board.card(matrix).views]


def slices(person: Person, layer: int) -> set[tuple[int, int]]:
    """The slices (output, input) that stand on a kernel's card."""
    views = person.window.board.card(MatrixId("kernel", layer)).views
    return {(view.panel.channel, view.panel.slice) for view in views if view.panel.matrix.kind == "kernel"}


def words(person: Person, matrix: MatrixId) -> list[str]:
    pager = person.window.board.card(matrix).pager
    return pager.words if pager else []


def engine(person: Person, layer: int) -> np.ndarray:
    output = evaluate(person.window.session.state.experiment).results[layer].output
    assert output is not None
    return output


def test_every_channel_is_a_page_away_and_can_be_edited_there(open_window: OpenWindow) -> None:
    person = open_window(network(), size=(1920, 1080))
    assert words(person, MatrixId("map", 0)) == ["channels 0–7 of 20"]
    assert words(person, INPUT) == []
    person.press("pages_card_map_0_on_0")
    person.press("pages_card_map_0_on_0")
    assert channels(person, 0) == [16, 17, 18, 19]
    assert words(person, MatrixId("map", 0)) == ["channels 16–19 of 20"]
    assert not person._one(QToolButton, "pages_card_map_0_on_0").isEnabled()
    shown = sorted({out for out, _ in slices(person, 0)})
    assert set(shown) <= {16, 17, 18, 19}, "the kernel's rows go along"
    parts = person._one(QComboBox, "kernel_part_0")
    offered = [parts.itemText(place) for place in range(parts.count())]
    assert [name for name in offered if "·" not in name] == ["All slices", *(f"out {out}" for out in shown)]
    for channel in channels(person, 0):
        assert np.array_equal(person.view(0, channel).scene.values, engine(person, 0)[channel])

    before = engine(person, 0)
    person.number("bias_0_17", "5")
    person.type_cell(person.kernel(0, 17, 2), 0, 1, "3")
    layer = person.window.session.state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    assert (layer.bias[17], layer.kernel[17, 2, 0, 1]) == (5, 3)
    assert np.array_equal(engine(person, 0)[:17], before[:17])
    assert channels(person, 0) == [16, 17, 18, 19], "an edit keeps the page"
    assert np.array_equal(person.view(0, 17).scene.values, engine(person, 0)[17])
    person.press("pages_card_map_0_back_0")
    assert channels(person, 0) == list(range(8, 16))
    assert not person.window.session.state.history.redo_label
    assert person.window.session.state.history.undo_label != "", "turning a page is no step"


def test_a_kernel_leafs_through_its_outputs_and_its_inputs(open_window: OpenWindow) -> None:
    person = open_window(network(), size=(1920, 1080))
    kernel = MatrixId("kernel", 2)
    assert words(person, kernel) == ["outputs 0–1 of 12", "inputs 0–7 of 20"]
    person.press("pages_card_kernel_2_on_1")
    assert slices(person, 2) == {(out, channel) for out in (0, 1) for channel in range(8, 16)}
    assert channels(person, 1) == list(range(8, 16)), "the inputs are the channels of the map before"
    for _ in range(4):
        person.press("pages_card_kernel_2_on_0")
    assert {out for out, _ in slices(person, 2)} == {8, 9}
    assert channels(person, 2) == [8, 9, 10, 11], "the map goes along with the rows"


def test_the_keyboard_turns_pages(open_window: OpenWindow) -> None:
    person = open_window(network(), size=(1920, 1080))
    button = person._one(QToolButton, "pages_card_map_0_on_0")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert channels(person, 0) == list(range(8, 16))
    assert button.accessibleName() == "On: channels 8–15 of 20"


def test_playing_turns_to_what_it_shows(open_window: OpenWindow) -> None:
    person = open_window(network(), size=(1920, 1080))
    person.select(2)
    cells = engine(person, 2)[0].size
    person.window.transport.scrub(9 * cells + 3)
    person.settle()
    assert 9 in channels(person, 2)
    assert 9 in {out for out, _ in slices(person, 2)}
    person.press("transport_steps")
    for _ in range(4 * 10 + 2):  # into the eleventh input channel
        person.press("transport_forward")
    assert 10 in channels(person, 1)
    assert (9, 10) in slices(person, 2)
    shown = [view.panel for view in person.window.board.card(MatrixId("kernel", 2)).views]
    assert PanelId(MatrixId("product", 2), 10) in shown


def test_pointing_and_folding_turn_none(open_window: OpenWindow) -> None:
    person = open_window(network(), size=(1920, 1080))
    person.press("pages_card_map_0_on_0")
    person.hover(person.view(1, 0), 1, 1)
    assert channels(person, 0) == list(range(8, 16))
    assert channels(person, 1) == list(range(8))
