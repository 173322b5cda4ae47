"""Learn fits: nothing of it is scrolled, in the least window and with the largest type, whatever is learned."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QToolButton

from convstudio.experiment import gallery
from convstudio.scene import Focus, MatrixId, PanelId, Spot
from convstudio.scene.workspaces.learn import revealing
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


def scrolled(person: Person) -> tuple[int, int]:
    """How far the page can be scrolled, across and down."""
    area = person.window.learn_page._scroll
    return area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum()


@pytest.mark.parametrize(("size", "points"), [((1024, 600), 0), ((1280, 720), 16)])
def test_learn_fits_whatever_is_learned(
    open_window: OpenWindow, type_size: Callable[[int], None], size: tuple[int, int], points: int
) -> None:
    """Every example, before it is trained and after two epochs, and with the wanted kernel revealed."""
    type_size(points)
    person = open_window(size=size, view="stage")
    person.press("workspace_learn")
    session, learner = person.window.session, person.window.learner
    for example in gallery.examples():
        session.open(gallery.example(example.name), None, example=True)
        session.work_in("learn")
        for _ in range(3):
            person.settle()
        assert person.window.size().toTuple() == size
        assert scrolled(person) == (0, 0), example.name
        scene = session.state.learning
        if scene is None or scene.obstacle or not scene.shown:
            continue
        learner.scrub(2)
        session.become(revealing(True))
        for _ in range(2):
            person.settle()
        assert scrolled(person) == (0, 0), (example.name, "revealed")


def test_where_one_slice_stands_it_is_that_of_a_pinned_weight(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"), size=(1024, 600), view="stage")
    person.press("workspace_learn")
    page = person.window.learn_page

    def slices() -> list[tuple[int, int]]:
        return [(v.panel.channel, v.panel.slice) for v in page.views if v.panel.matrix.kind in ("learned", "gradient", "step")]

    assert slices() == [(0, 0)] * 3
    weight = PanelId(MatrixId("learned", 0), 3, 2)
    person.window.session.look(Focus(pin=Spot(weight, 0, 1)))
    person.settle()
    assert slices() == [(3, 2)] * 3
    assert page.view(PanelId(MatrixId("error", 0), 3)).isVisible()


def test_a_command_without_room_beside_the_timeline_is_in_a_menu(
    open_window: OpenWindow, type_size: Callable[[int], None]
) -> None:
    type_size(16)
    person = open_window(size=(1280, 720), view="stage")
    person.press("workspace_learn")
    timeline = person.window.learn_page.timeline
    assert not timeline.findChild(QToolButton, "timeline_new_seed").isVisible()
    more = timeline.findChild(QToolButton, "timeline_more")
    assert more.isVisible()
    seed = person.window.session.state.experiment.training.run.seed
    command = person.window.actions_by_name["new_seed"]
    assert command in more.menu().actions()
    command.trigger()
    assert person.window.session.state.experiment.training.run.seed != seed
    person.window.resize(1920, 720)
    person.settle()
    assert timeline.findChild(QToolButton, "timeline_new_seed").isVisible()
    assert not more.isVisible()


def test_the_timeline_is_arranged_for_the_width_that_the_page_says_and_not_again_for_its_own(
    open_window: OpenWindow, type_size: Callable[[int], None]
) -> None:
    """Two widths, with a scroll bar and without, called for each other for ever: the window hung."""
    type_size(16)
    person = open_window(size=(1280, 720), view="stage")
    person.press("workspace_learn")
    timeline = person.window.learn_page.timeline
    new_seed = timeline.findChild(QToolButton, "timeline_new_seed")
    assert new_seed.isHidden()
    timeline.arrange(3000)
    QApplication.sendEvent(timeline, QResizeEvent(timeline.size(), QSize(10, 10)))
    assert not new_seed.isHidden()
