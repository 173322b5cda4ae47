"""The beam glides to the cell that is played next, where motion is allowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QVariantAnimation

from convstudio.scene.layout import Beam
from convstudio.studio.stage.beams import GLIDE
from convstudio.studio.widgets import motion
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

RUNNING, STOPPED = QVariantAnimation.State.Running, QVariantAnimation.State.Stopped


@pytest.fixture
def walker(open_window: OpenWindow) -> Iterator[Person]:
    """A person before the stage, where motion is allowed."""
    person = open_window(size=(1280, 720), view="stage")
    person.press("transport_forward")
    motion.allow(True)
    yield person
    motion.allow(False)


def starts(person: Person) -> list[float]:
    """Where the lines of the beam begin, from the left."""
    return [start.x for beam in person.window.page.stage._beams.shown if isinstance(beam, Beam) for start, _ in beam.edges]


def test_the_beam_is_on_its_way_and_then_there(walker: Person) -> None:
    glide, before = walker.window.page.stage._beams.glide, starts(walker)
    walker.press("transport_forward")
    assert glide.state() == RUNNING
    glide.setCurrentTime(GLIDE // 2)
    between = starts(walker)
    glide.setCurrentTime(GLIDE)
    assert glide.state() == STOPPED
    after = starts(walker)
    assert all(a <= b <= c for a, b, c in zip(before, between, after, strict=True))
    assert before < between < after, "the window moves to the right, and its cell too"


def test_what_comes_too_fast_and_what_is_pointed_at_is_there_at_once(walker: Person) -> None:
    beams, first = walker.window.page.stage._beams, walker.window.page.stage.drawing
    walker.press("transport_forward")
    second = walker.window.page.stage.drawing
    beams.glide.setCurrentTime(GLIDE)
    for drawing, state in ((first, RUNNING), (second, STOPPED), (first, RUNNING)):  # none waits for the one before
        beams.show_drawing(drawing, walker.window.look, glides=True)
        assert beams.glide.state() == state
    walker.hover(walker.view(0), 3, 4)
    assert beams.glide.state() == STOPPED


def test_motion_is_switched_off_in_the_menu(walker: Person) -> None:
    walker.window.actions_by_name["motion"].trigger()
    assert not walker.window.settings.motion
    walker.press("transport_forward")
    assert walker.window.page.stage._beams.glide.state() == STOPPED
    walker.window.actions_by_name["motion"].trigger()
    assert walker.window.settings.motion
