"""The beam glides to the cell that is played next, where motion is allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QVariantAnimation
from PySide6.QtGui import QColor

from convstudio.experiment import edits, gallery
from convstudio.scene import INPUT, MatrixId, PanelId
from convstudio.scene.layout import Beam
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.stage.beams import GLIDE
from convstudio.studio.stage.drawn import paint_card
from convstudio.studio.stage.moving import FLOWN, LAID_OUT
from convstudio.studio.widgets.look import motion
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
    return [start.x for beam in person.window.page.stage.beams.shown if isinstance(beam, Beam) for start, _ in beam.edges]


def test_the_beam_is_on_its_way_and_then_there(walker: Person) -> None:
    glide, before = walker.window.page.stage.beams.glide, starts(walker)
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
    beams, first = walker.window.page.stage.beams, walker.window.page.stage.drawing
    walker.press("transport_forward")
    second = walker.window.page.stage.drawing
    beams.glide.setCurrentTime(GLIDE)
    for drawing, state in ((first, RUNNING), (second, STOPPED), (first, RUNNING)):  # none waits for the one before
        beams.show_drawing(drawing, walker.window.look, 1.0, glides=True)
        assert beams.glide.state() == state
    walker.hover(walker.view(0), 3, 4)
    assert beams.glide.state() == STOPPED


def test_motion_is_switched_off_in_the_menu(walker: Person) -> None:
    walker.window.actions_by_name["motion"].trigger()
    assert not walker.window.settings.motion
    walker.press("transport_forward")
    assert walker.window.page.stage.beams.glide.state() == STOPPED
    walker.window.actions_by_name["motion"].trigger()
    assert walker.window.settings.motion


# Matrices, padding, chips


def test_matrices_move_to_where_a_setting_lays_them_out_and_padding_comes_from_outside(walker: Person) -> None:
    stage = walker.window.page.stage
    before = {item.panel: item for item in stage.drawing.matrices}
    walker.window.session.edit(edits.set_parameter, 0, "padding", ((1, 1), (1, 1)))
    after = {item.panel: item for item in stage.drawing.matrices}
    picture = after[PanelId(INPUT, 0)]
    assert picture.cell < before[PanelId(INPUT, 0)].cell, "with padding there is less room"
    assert stage.moving.running
    assert stage.moving.isVisible()
    moves = {move.end: move for move in stage.moving.moves}
    assert moves[picture.inner].start == before[PanelId(INPUT, 0)].inner
    assert len([move for move in stage.moving.moves if move.appears and move.start != move.end]) >= 4, "a strip at each side"
    for move, place in zip(stage.moving.moves, stage.moving.places(), strict=True):
        assert place == move.start
    stage.moving.clock.setCurrentTime(LAID_OUT)
    assert not stage.moving.running
    assert not stage.moving.isVisible()


def test_what_moves_is_seen_once_and_then_all_is_as_without_motion(walker: Person) -> None:
    stage = walker.window.page.stage
    walker.window.session.edit(edits.set_parameter, 0, "padding", ((1, 1), (1, 1)))
    view = walker.view(0)
    stage.moving.clock.pause()
    stage.moving.clock.setCurrentTime(1)
    stage.moving.hide()
    card = QColor(walker.window.look.card)
    picture, place = stage.grab().toImage(), view.geometry()
    assert {picture.pixelColor(place.center() + QPoint(x, 0)).name() for x in range(40)} == {card.name()}, "its place is empty"
    assert not stage.beams.isVisible()
    stage.moving.stop()
    after = stage.grab().toImage()
    motion.allow(False)
    walker.window.session.undo()
    walker.window.session.redo()
    assert after == stage.grab().toImage()


def test_the_work_of_a_new_layout_is_spread_over_the_frames(walker: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, drawn, painted = walker.window.page.stage, Counter[str](), Counter[str]()
    draw, paint = MatrixView._draw, paint_card
    monkeypatch.setattr(MatrixView, "_draw", lambda view, *a: (drawn.update([view.objectName()]), draw(view, *a))[1])
    for module in ("drawn", "rail_view"):
        monkeypatch.setattr(
            f"convstudio.studio.stage.{module}.paint_card",
            lambda painter, view, *a: (painted.update([view.objectName()]), paint(painter, view, *a))[1],
        )

    def frame(time: int) -> tuple[int, int]:
        drawn.clear()
        painted.clear()
        stage.moving.clock.setCurrentTime(time)
        walker.settle()
        return painted["stage"], drawn.total()

    walker.settle()
    painted.clear()
    walker.window.session.edit(edits.set_parameter, 0, "padding", ((1, 1), (1, 1)))
    stage.moving.clock.pause()
    walker.settle()
    assert not painted, "in the frame of the edit the drawing and the rail stand still"
    assert not drawn
    assert frame(10) == (1, 0), "then it is painted once, and its matrices move as they looked"
    assert painted["rail"]
    assert frame(20) == (1, 1), "and are drawn anew,"
    assert set(drawn) == {"input_0"}, "first the one that padding comes to"
    later = [frame(time)[1] for time in range(30, 150, 10)]
    assert max(later) == 1, "one in a frame"
    stage.moving.stop()
    assert frame(LAID_OUT)[1] == 0, "until all are"
    assert stage.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent), "nothing below it has to be painted"


def test_what_was_the_output_goes_to_the_place_of_the_input_when_the_next_layer_comes(walker: Person) -> None:
    stage, panel = walker.window.page.stage, PanelId(MatrixId("map", 0), 0)
    before = next(item for item in stage.drawing.matrices if item.panel == panel)
    walker.window.session.select(1)
    move = next(move for move in stage.moving.moves if move.start == before.whole)
    assert move.end.left < move.start.left


def test_another_document_and_another_size_of_the_window_move_nothing(walker: Person) -> None:
    stage = walker.window.page.stage
    walker.window.resize(1400, 800)
    walker.settle()
    assert not stage.moving.running
    walker.window.session.open(gallery.example("padding"), None, example=True)
    assert not stage.moving.running


def test_what_comes_while_it_moves_is_there_at_once(walker: Person) -> None:
    stage, session = walker.window.page.stage, walker.window.session
    session.edit(edits.set_parameter, 0, "padding", ((1, 1), (1, 1)))
    assert stage.moving.running
    session.edit(edits.set_parameter, 0, "padding", ((2, 2), (2, 2)))
    assert not stage.moving.running
    assert not stage.moving.isVisible()


def test_the_chips_of_a_product_fly_from_pixel_and_weight_into_it(walker: Person) -> None:
    walker.press("transport_steps")
    walker.press("transport_forward")
    stage = walker.window.page.stage
    stage.moving.stop()
    walker.press("transport_forward")
    cells = {
        item.panel.matrix: item.block((mark.rows[0],) * 2, (mark.columns[0],) * 2)
        for item in stage.drawing.matrices
        for mark in item.scene.marks
        if mark.role == "product"
    }
    pixel, weight, product = (cells[matrix] for matrix in (INPUT, MatrixId("kernel", 0), MatrixId("product", 0)))
    assert {move.start for move in stage.moving.moves} == {pixel, weight}
    assert {move.end for move in stage.moving.moves} == {product}
    stage.moving.clock.setCurrentTime(FLOWN)
    assert not stage.moving.isVisible()


def test_nothing_moves_where_motion_is_off(walker: Person) -> None:
    motion.allow(False)
    walker.window.session.edit(edits.set_parameter, 0, "padding", ((1, 1), (1, 1)))
    assert not walker.window.page.stage.moving.isVisible()
