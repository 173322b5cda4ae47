"""On a very wide screen the next layer's stage stands beside that of the selected one."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from convstudio.experiment import gallery
from convstudio.scene import MatrixId, PanelId
from convstudio.scene.layout.stage.pair import LEAST_PART
from tests.studio.conftest import OpenWindow


def test_three_thousand_pixels_show_the_next_layer_too(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("edge-detection"), size=(3000, 1600), view="stage")
    pair = person.window.page._staged
    assert pair.shows_next
    assert pair.next
    pooled = PanelId(MatrixId("map", 1), 0)
    assert [view.panel for view in pair.next.views] == [PanelId(MatrixId("map", 0), 0), pooled]
    for view in (*pair.stage.views, *pair.next.views):
        place = view.mapTo(person.window, QPoint())
        assert person.window.rect().contains(view.rect().translated(place)), view.objectName()
    assert pair.view(pooled).grid().cell >= LEAST_PART * person.view(0).grid().cell
    assert person.read(person.view(1)) == [[1, 0, 0]] * 3


def test_what_one_points_at_there_is_lit_on_both(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("edge-detection"), size=(3000, 1600), view="stage")
    person.hover(person.view(1), 1, 0)
    read = [(mark.role, mark.rows, mark.columns) for mark in person.view(0).scene.marks if mark.role != "focus"]
    assert ("window", (2, 3), (0, 1)) in read
    assert person.view(-1).scene.marks, "and what those read, in the first layer's input"


def test_a_smaller_window_and_the_last_layer_have_the_stage_for_themselves(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("edge-detection"), size=(3000, 1600), view="stage")
    pair = person.window.page._staged
    person.window.session.select(1)
    person.settle()
    assert not pair.shows_next, "there is no next layer"
    person.window.session.select(0)
    person.settle()
    assert pair.shows_next
    wide = pair.stage.width()
    person.window.resize(1920, 1080)
    person.settle()
    assert not pair.shows_next
    assert pair.stage.width() < wide
    assert [view.panel for view in person.window.page.views] == [view.panel for view in pair.stage.views]
