"""Evaluations that take long: the window stays usable, shows the last results dimmed, and then the new ones."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, get_ident

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.experiment import edits, evaluate
from convstudio.layers import Array, Conv2d
from convstudio.studio.document import session as sessions
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person
from tests.studio.strips import deep_strip


class Gate:
    """Holds every convolution of other threads back until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.event, self.passed = Event(), 0
        forward, gui = Conv2d.forward, get_ident()

        def held(layer: Conv2d, x: Array) -> Array:
            if get_ident() != gui:
                assert self.event.wait(60)
                self.passed += 1
            return forward(layer, x)

        monkeypatch.setattr(Conv2d, "forward", held)

    def open(self) -> None:
        self.event.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(monkeypatch)
    yield made
    made.open()


@pytest.fixture
def slow(open_window: OpenWindow, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Six layers, of which every one that is computed as a whole is computed elsewhere."""
    person = open_window(deep_strip(6, side=8, channels=2))
    monkeypatch.setattr(sessions, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(sessions, "PATIENCE", 0)
    return person


def finish(person: Person, gate: Gate) -> None:
    gate.open()
    person.window.session.settle()
    person.settle()


def outputs(person: Person) -> list[Array | None]:
    return [result.output for result in person.window.session.state.evaluation.results]


def is_right(person: Person) -> bool:
    wanted = [result.output for result in evaluate(person.window.session.state.experiment).results]
    return all(a is not None and b is not None and np.array_equal(a, b) for a, b in zip(outputs(person), wanted, strict=True))


def test_a_setting_shows_the_last_results_dimmed_until_the_new_ones_are_there(slow: Person, gate: Gate) -> None:
    before = slow.view(3).scene.values.copy()
    slow.select(3)
    slow.spin("dilation_h", 2)
    assert slow.window.session.background.busy
    assert [slow.view(layer).scene.dimmed for layer in range(6)] == [False] * 3 + [True] * 3
    assert np.array_equal(slow.view(3).scene.values, before)
    assert slow.card_subtitle(3).endswith("computing …")
    assert slow.problem(4) == ""
    slow.hover(slow.view(2), 2, 2)  # what is there answers
    assert slow.status().startswith("row 2, column 2")
    finish(slow, gate)
    assert not slow.window.session.background.busy
    assert not any(slow.view(layer).scene.dimmed for layer in range(6))
    assert is_right(slow)
    assert not slow.card_subtitle(3).endswith("computing …")


def test_later_edits_take_the_place_of_earlier_ones(slow: Person, gate: Gate) -> None:
    slow.select(0)
    slow.spin("dilation_h", 2)
    slow.spin("stride_h", 2)
    slow.click(slow.view(), 1, 1)
    finish(slow, gate)
    assert is_right(slow)
    assert gate.passed <= 1 + 2  # the first order ended after the layer that it was at
    for _ in range(3):
        slow.shortcut(Qt.Key.Key_Z)
    finish(slow, gate)
    assert is_right(slow)
    assert slow.window.session.state.history.position == 0


def test_undo_while_computing_goes_back_at_once(slow: Person, gate: Gate) -> None:
    slow.select(0)
    slow.spin("dilation_h", 2)
    slow.shortcut(Qt.Key.Key_Z)
    assert not slow.window.session.background.busy
    assert is_right(slow)
    finish(slow, gate)
    assert is_right(slow)


def test_the_playhead_waits_at_its_cell(slow: Person, gate: Gate) -> None:
    slow.select(3)
    slow.window.transport.scrub(5)
    slow.settle()
    was = slow.window.session.state.playhead
    slow.spin("dilation_h", 2)
    assert slow.window.session.state.playhead is None
    slow.shortcut(Qt.Key.Key_P)  # nothing to play now: nothing happens
    finish(slow, gate)
    assert slow.window.session.state.playhead == was
    focus = slow.window.session.state.focus
    assert focus.pinned
    assert focus.spot is not None
    assert focus.spot.matrix.layer == 3


def test_a_layer_added_meanwhile_fits_the_channels(slow: Person, gate: Gate) -> None:
    slow.select(0)
    slow.spin("dilation_h", 2)
    gate.open()
    slow.add("conv2d")
    finish(slow, gate)
    layer = slow.window.session.state.experiment.layers[6]
    assert isinstance(layer, Conv2d)
    assert layer.kernel.shape[1] == 2
    assert is_right(slow)


def test_a_painted_cell_never_waits(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    person = open_window(deep_strip(6, side=64, channels=2))
    monkeypatch.setattr(sessions, "MOST_AT_ONCE", 0)
    person.drag(person.view(), (1, 1), (2, 2), (3, 3))
    assert not person.window.session.background.busy
    assert is_right(person)


def test_a_window_that_closes_ends_the_thread(slow: Person, gate: Gate) -> None:
    slow.window.session.edit(edits.set_parameter, 0, "dilation", (2, 1))
    slow.answers.on_changes = "discard"
    gate.open()
    slow.window.close()
    assert not slow.window.session.background.busy


def test_it_can_be_played_again_once_the_results_are_there(slow: Person, gate: Gate) -> None:
    play = slow.window.actions_by_name["play"]
    slow.select(3)
    slow.spin("dilation_h", 2)
    assert not play.isEnabled()
    finish(slow, gate)
    assert play.isEnabled()
