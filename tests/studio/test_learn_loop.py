"""Learn as a loop, driven by a person: badges light what is at work, the target is revealed, the film follows its axis."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from convstudio.experiment import edits, gallery
from convstudio.scene.layout import Arrow, Hit
from convstudio.scene.learn.moment import GRADIENT, WHOLE, Moment
from convstudio.studio.editing.colour_bar import ColourBar
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person, numbers
from tests.studio.workspaces.test_learn import lit, scene, view, wait_for_training


@pytest.fixture
def learner(open_window: OpenWindow) -> Person:
    person = open_window(gallery.example("learning-a-kernel"), size=(1280, 720))
    person.press("workspace_learn")
    return person


def in_sight(person: Person) -> None:
    """Every matrix lies wholly on the screen, and nothing is scrolled."""
    page = person.window.learn_page
    assert page._scroll.verticalScrollBar().maximum() == page._scroll.horizontalScrollBar().maximum() == 0
    for shown in page.views:
        place = QRect(shown.mapTo(person.window, QPoint()), shown.size())
        assert person.window.rect().contains(place), shown.panel
        assert page.loop.rect().contains(shown.geometry()), shown.panel


def test_a_click_on_a_badge_lights_its_operands_and_another_one_ends_that(learner: Person) -> None:
    assert lit(learner) == set()
    learner.press("phase_3")
    assert scene(learner).moment == Moment(0, GRADIENT)
    assert lit(learner) == {"map", "error", "gradient"}
    arrows = [item for item in learner.window.learn_page.loop.drawing.items if isinstance(item, Arrow) and item.lit]
    assert {arrow.dashed for arrow in arrows} == {False, True}  # from E, and from X, which has its part in it
    badge = learner._one(QToolButton, "phase_3")
    assert badge.isChecked()
    assert "gradient" in badge.accessibleName()
    learner.press("phase_1")
    assert lit(learner) == {"map", "learned", "prediction"}
    learner.press("phase_1")
    assert scene(learner).moment == Moment(0, WHOLE)
    assert lit(learner) == set()


def test_a_badge_is_reached_and_pressed_by_the_keyboard(learner: Person) -> None:
    badge = learner._one(QToolButton, "phase_2")
    badge.setFocus(Qt.FocusReason.TabFocusReason)
    learner.key(badge, Qt.Key.Key_Space)
    assert lit(learner) == {"prediction", "target", "error"}


def test_the_target_kernel_is_revealed_and_hidden_again(learner: Person) -> None:
    before = {shown.panel: shown.geometry() for shown in learner.window.learn_page.views}
    assert not [panel for panel in before if panel.matrix.kind == "kernel"]
    learner.press("reveal_target")
    target = view(learner, "kernel")
    assert target.isVisible()
    assert learner.read(target) == numbers(edits.convolution(learner.window.session.state.experiment, 0).kernel[0, 0])
    learner.type_cell(target, 0, 0, "2")
    assert edits.convolution(learner.window.session.state.experiment, 0).kernel[0, 0, 0, 0] == 2
    learner.shortcut(Qt.Key.Key_Z)
    learner.press("reveal_target")
    assert {shown.panel: shown.geometry() for shown in learner.window.learn_page.views} == before
    learner.press("reveal_target")
    learner.open_example("learning-too-fast")
    assert not [shown for shown in learner.window.learn_page.views if shown.panel.matrix.kind == "kernel"]


def test_colours_at_the_end_of_the_scale_say_that_there_is_more_behind_it(open_window: OpenWindow, qtbot: object) -> None:
    person = open_window(gallery.example("learning-too-fast"), size=(1280, 720))
    person.press("workspace_learn")
    legend = person.window.learn_page.loop.findChild(ColourBar)
    assert legend.labels() == ("−1.5", "0", "1.5")
    person.window.learner.scrub(60)
    wait_for_training(person, qtbot)
    assert [label.replace("\N{THIN SPACE}", " ") for label in legend.labels()] == ["−1.5", "0", "≥ 1.5"]
    assert "beyond the scale" in legend.toolTip()


def test_a_target_that_is_drawn_is_always_seen(learner: Person) -> None:
    learner.choose("training_target", "drawn")
    assert view(learner, "target_kernel").isVisible()
    assert not learner._one(QToolButton, "reveal_target").isEnabled()
    learner.choose("training_target", "painted")
    assert not [w for w in learner.window.findChildren(QToolButton, "reveal_target") if w.isVisible()]


@pytest.mark.parametrize("size", [(1280, 720), (1024, 600)])
@pytest.mark.parametrize("name", ["learning-a-kernel", "learning-through-layers"])
def test_nothing_of_the_loop_is_cut_or_scrolled(open_window: OpenWindow, name: str, size: tuple[int, int]) -> None:
    """Not even the slope at the sums, on the way back through layers."""
    person = open_window(gallery.example(name), size=size)
    person.press("workspace_learn")
    person.window.resize(*size)
    for _ in range(3):
        person.settle()
    in_sight(person)
    kinds = {shown.panel.matrix.kind for shown in person.window.learn_page.views}
    assert ("pull" in kinds) == (name == "learning-through-layers")


def test_the_kernels_of_the_film_stand_below_their_epochs(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    page = learner.window.learn_page
    for size in ((1280, 720), (1600, 900)):
        learner.window.resize(*size)
        for _ in range(3):
            learner.settle()
        rects, epochs = page.kernels.rects(), page.kernels.picture.epochs
        assert len(epochs) == 11
        for rect, epoch in zip(rects, epochs, strict=True):
            below = page.kernels.mapTo(learner.window, rect.center().toPoint()).x()
            box = page.loss.item.vb
            point = page.loss.viewport().mapTo(
                learner.window, page.loss.mapFromScene(box.mapViewToScene(box.viewRect().center()))
            )
            assert point.y() < page.kernels.mapTo(learner.window, QPoint()).y()
            across = page.loss.mapTo(learner.window, QPoint(round(page.loss.place_of(epoch)), 0)).x()
            assert abs(below - across) <= 1, (size, epoch)


def test_both_axes_of_the_landscape_have_one_scale_and_its_optimum_a_name(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    ground = learner.window.learn_page.landscape
    for size in ((1280, 720), (1500, 760)):
        learner.window.resize(*size)
        for _ in range(3):
            learner.settle()
        wide, high = ground.item.vb.viewPixelSize()
        assert wide == pytest.approx(high, rel=0.02), size
    assert ground._name.toPlainText() == "least squares [1, −1]"
    learner.window.learner.scrub(4)
    learner.settle()
    assert np.array([ground._arrow.xData[1], ground._arrow.yData[1]]) == pytest.approx(scene(learner).learnt.line.weights(5))


def test_a_channel_that_stands_small_comes_to_stand_large(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("small-network"), size=(1280, 720))
    person.press("workspace_learn")
    loop = person.window.learn_page.loop
    assert view(person, "prediction", 0).isVisible()
    hit = next(item for item in loop.drawing.items if isinstance(item, Hit) and item.channel == 1)
    QTest.mouseClick(loop, LEFT, pos=QPoint(round(hit.rect.centre.x), round(hit.rect.centre.y)))
    person.settle()
    shown = view(person, "error", 1)
    assert shown.isVisible()
    person.hover(shown, 4, 4)
    assert "row 4, column 4" in person.status()
