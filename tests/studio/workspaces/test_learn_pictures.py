"""The plots of Learn: what diverges is said and mended there, runs are told apart, colours last a run, the wheel zooms."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QWidget

from convstudio.experiment import Experiment, Run, Training, frozen, gallery
from convstudio.experiment.edits import picture_edits, training_edits
from convstudio.experiment.learning import Backpropagation
from convstudio.layers import Conv2d
from convstudio.painting.palette import LIGHT, table
from convstudio.scene.words.numbers import of_text, short
from convstudio.studio.learn.curves.plots import STYLES, Axis, run_pen
from convstudio.studio.matrix_view import MatrixView
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person
from tests.studio.workspaces.test_learn import arithmetic, losses, place, scene, start_at, view, wait_for_training


def sentence(person: Person) -> str:
    """What is said at the curve; "" if nothing is."""
    found = person.window.learn_page.pictures.diverges
    return found.text() if found.isVisible() else ""


# Divergence


def test_too_large_a_rate_is_said_at_the_curve_and_mended_there(learner: Person, qtbot: object) -> None:
    start_at(learner, "0.4", "0.3")
    assert sentence(learner) == ""
    learner.number("training_learning_rate", "0.05")
    assert sentence(learner) == (
        "η = 0.05 is too large here: in one direction every step overshoots by more than the one before, and in the end "
        "the loss grows. Stable is below 1/30."
    )
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    grown = losses(learner)
    assert grown[-1] > 1000
    assert sentence(learner) == (
        f"The loss grows, from {short(grown[0])} to {short(grown[-1])}: at η = 0.05 every step overshoots by more than the "
        "one before. Stable is below 1/30."
    )
    label = learner.window.learn_page.pictures.diverges
    warning = QColor(learner.window.look.warning)
    assert label.palette().windowText().color() == warning or label.property("look") == "warning"
    button = learner.window.learn_page.pictures.take_rate
    assert button.text() == "Take η = 0.016"
    learner.press("take_stable_rate")
    wait_for_training(learner, qtbot)
    assert sentence(learner) == ""
    mended = losses(learner)
    assert len(mended) == len(grown)
    assert mended[0] == grown[0]
    assert all(after < before for before, after in pairwise(mended))
    assert learner.window.session.state.experiment.training.run.learning_rate == 0.016
    assert len(scene(learner).learnt.lines) == 2
    learner.shortcut(Qt.Key.Key_Z)
    assert losses(learner) == grown


def test_painting_may_make_a_rate_too_large(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert sentence(learner) == ""
    learner.drag(view(learner, "map"), *((row, column) for row in range(6) for column in (2, 3, 4, 5)))
    learner.window.session.edit(picture_edits.white)
    wait_for_training(learner, qtbot)
    assert "η = 0.03" in sentence(learner)
    assert sentence(learner).endswith("Stable is below 1/84.")
    learner.press("take_stable_rate")
    wait_for_training(learner, qtbot)
    assert sentence(learner) == ""
    assert losses(learner)[-1] < losses(learner)[0]


def test_where_no_rate_is_known_a_loss_that_grows_is_said(open_window: OpenWindow, qtbot: object) -> None:
    random = np.random.default_rng(2)
    layer = Conv2d(kernel=frozen(random.normal(size=(1, 1, 2, 2))), bias=frozen([0.0]), activation="leaky_relu")
    training = Training(epochs=12, runs=(Run(learning_rate=0.03),))
    person = open_window(Experiment(input=frozen(random.normal(size=(1, 9, 9))), layers=(layer,), training=training))
    person.press("workspace_learn")
    person.number("training_learning_rate", "0.4")
    person.press("timeline_last")
    wait_for_training(person, qtbot)
    assert sentence(person).startswith("The loss grows, from ")
    assert sentence(person).endswith("η = 0.4 is too large here.")
    assert person.window.learn_page.pictures.take_rate.text() == "Take η = 0.04"
    person.press("take_stable_rate")
    wait_for_training(person, qtbot)
    assert sentence(person) == ""


def test_from_the_right_kernel_no_rate_is_too_large(learner: Person, qtbot: object) -> None:
    learner.choose("training_start", "current")
    learner.number("training_learning_rate", "5")
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert losses(learner) == [0.0] * 11
    assert sentence(learner) == ""
    learner.click(view(learner, "gradient"), 0, 0)
    assert arithmetic(learner) == "∂L/∂K[0, 0]  = 0 = 0"


# Colours


def strength(shown: MatrixView) -> float:
    """How far the painted cells are from the colour of zero, on average, in steps of the map: read from the pixels."""
    picture, map_ = shown.grab().toImage(), np.array(table(LIGHT, "red_blue")[1:])
    colours = np.stack([map_ >> shift & 255 for shift in (16, 8, 0)], axis=1)
    away = []
    for cell in np.ndindex(shown.scene.shape):
        corner = shown.grid().rect(*cell).topLeft() + QPointF(3, 3)  # beside the number
        pixel = np.array(picture.pixelColor(corner.toPoint()).getRgb()[:3])
        away.append(abs(int(np.abs(colours - pixel).sum(axis=1).argmin()) - 127))
    return float(np.mean(away))


def test_the_error_fades_as_it_is_learned(open_window: OpenWindow, qtbot: object) -> None:
    """The textbook's example, epoch by epoch, as it is painted."""
    person = open_window(size=(1920, 1080))
    person.window.choose_theme("light", remember=False)
    person.press("workspace_learn")
    start_at(person, "0.4", "0.3")
    person.press("timeline_last")
    wait_for_training(person, qtbot)
    painted, scales = [], set()
    for epoch in range(11):
        person.window.learner.scrub(epoch)
        person.settle()
        painted.append(strength(view(person, "error")))
        scales.add(tuple(view(person, kind, layer=0 if kind == "target" else None).scene.scale.high
                         for kind in ("prediction", "target", "error")))  # fmt: skip
    assert len(scales) == 1
    assert len(set(scales.pop())) == 1
    assert all(after < before for before, after in pairwise(painted)), painted
    assert painted[10] < painted[0] / 5


def test_each_kind_of_number_keeps_its_scale_through_a_run(learner: Person, qtbot: object) -> None:
    learner.choose("training_optimiser", "adam")
    learner.press("reveal_target")
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    found = {kind: set() for kind in ("learned", "gradient", "error")}
    for epoch in (0, 3, 10):
        learner.window.learner.scrub(epoch)
        learner.settle()
        for kind, scales in found.items():
            scales.add(view(learner, kind).scene.scale.high)
        film = learner.window.learn_page.kernels.picture
        assert film.scale == view(learner, "learned").scene.scale == view(learner, "kernel").scene.scale
    assert {len(scales) for scales in found.values()} == {1}
    first = scene(learner).learnt.line.weights(0)
    largest = np.abs(Backpropagation(scene(learner).learnt.task, "sum_squares").loss_and_gradient(first)[1]).max()
    assert largest <= found["gradient"].pop() < 2 * largest


# Runs


def test_every_run_has_its_line_everywhere(learner: Person, qtbot: object) -> None:
    start_at(learner, "0.4", "0.3")
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    for rate in ("0.01", "0.02"):
        learner.press("timeline_first")
        learner.number("training_learning_rate", rate)
        learner.press("timeline_last")
        wait_for_training(learner, qtbot)
    page, look = learner.window.learn_page, learner.window.look
    pens = [run_pen(look, index, index == 2) for index in range(3)]
    assert len({pen.color().name() for pen in pens}) == 3
    drawn = [curve.opts["pen"] for curve in page.loss._curves if hasattr(curve, "opts") and "pen" in curve.opts]
    assert {pen.color().name() for pen in drawn} == {pen.color().name() for pen in pens}
    assert [pen.widthF() for pen in drawn].count(pens[2].widthF()) == 1  # the chosen one
    for plot in (page.loss._numbers, page.landscape._paths):
        numbers = [item.toPlainText() for item in plot if hasattr(item, "toPlainText")]
        assert sorted(numbers) == ["1", "2", "3"]
    icons = [learner._one(QToolButton, f"run_{index}").icon().pixmap(30, 14).toImage() for index in range(3)]
    for icon, pen in zip(icons, pens, strict=True):
        assert icon.pixelColor(8, 7).name() == pen.color().name()


def test_a_run_that_is_alone_needs_no_number(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    page = learner.window.learn_page
    assert not [item for item in (*page.loss.item.items, *page.landscape._paths) if hasattr(item, "toPlainText")]


def test_patterns_follow_where_colours_come_again(learner: Person) -> None:
    look = learner.window.look
    lines = {(run_pen(look, i, False).color().name(), run_pen(look, i, False).style()) for i in range(20)}
    assert len(lines) == len(look.runs) * len(STYLES) == 20


# The landscape


def shown_range(person: Person) -> tuple[tuple[float, float], tuple[float, float]]:
    for _ in range(3):  # as long as it becomes narrower, step by step, since the settings beside it have become wider
        person.settle()
    x, y = person.window.learn_page.landscape.item.vb.viewRange()
    return tuple(x), tuple(y)


def width(span: tuple[float, float]) -> float:
    return span[1] - span[0]


def wheel(person: Person, widget: QWidget, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    person.settle()


def test_the_wheel_zooms_the_landscape_where_it_points(learner: Person, qtbot: object) -> None:
    start_at(learner, "0.4", "0.3")
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    ground = learner.window.learn_page.landscape
    before = shown_range(learner)
    point = ground.item.vb.mapFromScene(ground.mapToScene(QPoint(150, 60)))
    at = ground.item.vb.mapSceneToView(ground.mapToScene(QPoint(150, 60)))
    wheel(learner, ground.viewport(), QPoint(150, 60), 3)
    after = shown_range(learner)
    assert width(after[0]) == pytest.approx(width(before[0]) / 1.25**3, rel=1e-6)
    again = ground.item.vb.mapSceneToView(ground.mapToScene(QPoint(150, 60)))
    assert (again.x(), again.y()) == pytest.approx((at.x(), at.y()), abs=1e-6)
    assert point is not None
    picture, objective = ground.picture, Backpropagation(scene(learner).learnt.task, "sum_squares")
    assert picture.ground == (after[0], after[1]) or picture.ground.x == pytest.approx(after[0])
    rows, columns = picture.values.shape
    for i, j in ((0, 0), (rows - 1, columns - 1), (rows // 2, 3)):
        x, y = np.linspace(*picture.x_range, columns)[j], np.linspace(*picture.y_range, rows)[i]
        assert picture.values[i, j] == pytest.approx(objective.loss(np.array([x, y])), rel=1e-9)
    learner.press("timeline_back")
    assert shown_range(learner) == after  # it stays where it was put
    learner.key(ground, Qt.Key.Key_0)
    assert shown_range(learner)[0] == pytest.approx(before[0])
    learner.key(ground, Qt.Key.Key_Plus)
    assert width(shown_range(learner)[0]) == pytest.approx(width(before[0]) / 1.25, rel=1e-6)
    learner.window.session.open(gallery.opening_example(), None)
    learner.settle()
    assert learner.window.learn_page.pictures._view is None


def test_zoom_to_this_run_leaves_a_diverged_one_out(learner: Person, qtbot: object) -> None:
    start_at(learner, "0.4", "0.3")
    learner.number("training_learning_rate", "0.05")
    learner.spin("training_epochs", 60)
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    learner.press("take_stable_rate")
    wait_for_training(learner, qtbot)
    wide = shown_range(learner)
    learner.press("zoom_to_run")
    near = shown_range(learner)
    assert width(near[0]) < width(wide[0]) / 3
    points = next(path.points for path in learner.window.learn_page.landscape.picture.paths if path.chosen)
    for axis, span in enumerate(near):
        assert span[0] <= points[:, axis].min()
        assert points[:, axis].max() <= span[1]
    learner.press("zoom_to_run")
    assert shown_range(learner)[0] == pytest.approx(wide[0])


def test_a_landscape_that_takes_long_is_worked_out_beside_the_window(open_window: OpenWindow, qtbot: object) -> None:
    person = open_window(gallery.example("learning-through-layers"))
    person.press("workspace_learn")
    wait_for_training(person, qtbot)
    ground = person.window.learn_page.landscape
    qtbot.waitUntil(lambda: ground.picture.values.size > 0, timeout=20_000)  # type: ignore[attr-defined]
    picture, shown = ground.picture, scene(person).shown
    objective = Backpropagation(shown.task, shown.run.loss)
    rows, columns = picture.values.shape
    for i, j in ((0, 0), (5, 9), (rows - 1, columns - 1)):
        at = shown.weights.copy()
        at[0], at[1] = np.linspace(*picture.ground.x, columns)[j], np.linspace(*picture.ground.y, rows)[i]
        assert picture.values[i, j] == pytest.approx(objective.loss(at), rel=1e-9)


# Room


def places(person: Person) -> list[object]:
    """Where everything stands in Learn."""
    page = person.window.learn_page
    matrices = [shown.geometry() for shown in page.views]
    return [*matrices, *(part.geometry() for part in (page.loop, page.timeline, page.loss, page.landscape))]


@pytest.mark.parametrize("pinned", [False, True])
def test_a_nudge_moves_nothing_now_or_later(open_window: OpenWindow, pinned: bool) -> None:
    person = open_window(size=(1280, 720))
    person.press("workspace_learn")
    if pinned:
        person.click(view(person, "gradient"), 0, 1)
    before = places(person)
    person.press("nudge")
    assert arithmetic(person).startswith("K[0, ")
    assert "L changes by" in arithmetic(person)
    assert places(person) == before
    person.hover(view(person, "prediction"), 0, 0)
    assert "L changes by" not in arithmetic(person)
    person.open_example("learning-through-layers")
    assert "L changes by" not in arithmetic(person)
    fresh = open_window(gallery.example("learning-through-layers"), size=(1280, 720))
    fresh.press("workspace_learn")
    assert places(person) == places(fresh)


SIZES = [((1024, 600), 0), ((1280, 720), 0), ((1280, 720), 16), ((1920, 1080), 16)]


@pytest.mark.parametrize(("size", "points"), SIZES)
@pytest.mark.parametrize("name", ["learning-a-kernel", "learning-too-fast", "learning-through-layers"])
def test_nothing_of_learn_is_cut_off(
    open_window: OpenWindow, type_size: Callable[[int], None], qtbot: object, size: tuple[int, int], points: int, name: str
) -> None:
    """What has no room is scrolled to; no text and no button is narrower than its words."""
    type_size(points)
    person = open_window(gallery.example(name), size=size)
    person.press("workspace_learn")
    person.window.learner.last()
    wait_for_training(person, qtbot)
    person.window.resize(*size)
    for _ in range(4):
        person.settle()
    assert person.window.size().toTuple() == size
    page = person.window.learn_page
    content, view_port = page._content, page._scroll.viewport()
    assert content.width() >= content.minimumSizeHint().width()
    assert content.width() <= view_port.width() or page._scroll.horizontalScrollBar().maximum() > 0
    assert content.height() <= view_port.height() or page._scroll.verticalScrollBar().maximum() > 0
    for part in content.findChildren(QWidget):
        if isinstance(part, QLabel | QToolButton) and part.isVisible() and not isinstance(part.parent(), MatrixView):
            needed = part.heightForWidth(part.width()) if part.hasHeightForWidth() else part.sizeHint().height()
            assert part.width() >= min(part.sizeHint().width(), part.minimumSizeHint().width()), part.objectName()
            assert part.height() >= needed - 4, (part.objectName(), part.height(), needed)
            inside = part.parentWidget().rect()
            assert inside.contains(part.geometry()), (part.objectName(), part.geometry(), inside)
    slots = page.kernels.rects()
    widest = page.kernels.fontMetrics().horizontalAdvance(str(page.kernels.picture.epochs[-1]))
    assert all(b.center().x() - a.center().x() >= widest for a, b in pairwise(slots))


# The menu


@pytest.mark.parametrize("name", ["slow", "new_seed", "reset_training"])
def test_a_command_of_the_menu_learn_leads_into_learn(person: Person, name: str) -> None:
    action = person.window.actions_by_name[name]
    assert person.window.session.state.workspace == "explore"
    assert action.isEnabled()
    seed = person.window.session.state.experiment.training.run.seed
    action.trigger()
    person.settle()
    assert person.window.session.state.workspace == "learn"
    assert person.window.learn_page.isVisible()
    assert person.window.learner.slow == (name == "slow")
    assert action.isChecked() == (name == "slow")
    assert person.window.session.state.experiment.training.run.seed == seed + (name == "new_seed")
    person.press("workspace_explore")
    person.window.session.edit(training_edits.set_task, "noise", 0.0)
    while person.window.session.state.experiment.layers:
        person.window.layers.remove()
    person.settle()
    assert not action.isEnabled()


def test_the_menu_learn_has_the_way_there(person: Person) -> None:
    menus = person.window.menuBar().findChildren(QMenu)  # PySide6 6.10.0 deletes what QAction.menu gives
    learn = next(menu for menu in menus if menu.title().replace("&", "") == "Learn")
    first = learn.actions()[0]
    assert first is person.window.actions_by_name["learn"]
    first.trigger()
    person.settle()
    assert person.window.session.state.workspace == "learn"
    assert float(of_text(place(person).split("loss ")[1])) > 0


def test_a_logarithmic_axis_writes_each_number_as_short_as_it_can(qapp: QApplication) -> None:
    texts = Axis("left").logTickStrings([1.0, 0.0, -1.0, -3.0, -5.0, -7.0, 6.0], 1.0, 1.0)
    assert texts == ["10", "1", "0.1", "0.001", "10⁻⁵", "10⁻⁷", "10⁶"]
