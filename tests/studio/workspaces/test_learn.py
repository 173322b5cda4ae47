"""The Learn workspace, driven by mouse and keys; every number that it shows compared with the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from convstudio.engine import conv2d, conv2d_backward
from convstudio.experiment import Experiment, Run, Training, edits, files, frozen, gallery
from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning import Backpropagation
from convstudio.layers import Activation, Array, Conv2d, MaxPool2d
from convstudio.scene import INPUT, MatrixId, PanelId
from convstudio.scene.layout import Box, Words
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.moment import ERROR, FORWARD, GRADIENT, NEW, STEP, Moment
from convstudio.scene.matrix.focus import BIAS, Kind
from convstudio.scene.words.numbers import of_text, short
from convstudio.scene.words.text_runs import plain_text
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.view import cell_centre
from tests.studio.person import LEFT, Person, numbers

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
OpenWindow = Callable[..., Person]
LOSSES = {2: 4.828, 4: 1.538, 6: 0.556, 8: 0.215, 10: 0.086}


def scene(person: Person) -> LearnScene:
    found = person.window.session.state.learning
    assert found is not None
    return found


def view(person: Person, kind: Kind, channel: int = 0, slice_: int = 0, layer: int | None = None) -> MatrixView:
    """The view of one of the matrices of Learn."""
    shown = scene(person).shown
    index = layer if layer is not None else shown.task.index if shown else 0
    matrix = INPUT if kind == "map" else MatrixId(kind, index)
    return person.window.learn_page.view(PanelId(matrix, channel, slice_))


def lit(person: Person) -> set[str]:
    """The kinds of matrices that are framed as being at work."""
    drawing = person.window.learn_page.loop.drawing
    frames = [item.rect for item in drawing.items if isinstance(item, Box) and item.style == "lit"]
    return {item.panel.matrix.kind for item in drawing.matrices if any(frame.contains(item.inner) for frame in frames)}


def titles(person: Person) -> list[str]:
    """The words above the matrices."""
    drawing = person.window.learn_page.loop.drawing
    return [plain_text(item.line) for item in drawing.items if isinstance(item, Words) and item.style == "title"]


def losses(person: Person) -> list[float]:
    """The losses of the chosen curve, as it is plotted."""
    picture = person.window.learn_page.loss.picture
    assert picture is not None
    return next(curve.losses.tolist() for curve in picture.curves if curve.chosen)


def place(person: Person) -> str:
    label = person.window.findChild(QLabel, "epoch_place")
    assert label is not None
    return label.text()


def fact(person: Person, name: str) -> str:
    label = person.window.findChild(QLabel, f"fact_{name}")
    assert label is not None
    return label.text() if label.isVisible() else ""


def arithmetic(person: Person) -> str:
    return person.window.learn_page.arithmetic.text


def wait_for_training(person: Person, qtbot: object) -> None:
    qtbot.waitUntil(lambda: scene(person).learnt.done and not person.window.learner.playing, timeout=20_000)  # type: ignore[attr-defined]
    person.settle()


def start_at(person: Person, *weights: str) -> None:
    for column, text in enumerate(weights):
        person.type_cell(view(person, "learned"), 0, column, text)
    person.key(view(person, "learned"), Qt.Key.Key_Escape)


# The textbook's example


def test_the_textbook_through_the_window(learner: Person, qtbot: object) -> None:
    start_at(learner, "0.4", "0.3")
    learner.press("train")
    wait_for_training(learner, qtbot)
    found = losses(learner)
    assert len(found) == 11
    for epoch, loss in LOSSES.items():
        assert found[epoch] == pytest.approx(loss, abs=5e-4)
        learner.window.learn_page.loss.pick_at(QPointF(epoch, 0))
        learner.settle()
        assert place(learner) == f"epoch {epoch} of 10 · loss {short(found[epoch])}"
    kernel = learner.read(view(learner, "learned"))
    assert kernel[0] == pytest.approx([1.0266, -0.9515], abs=5e-3)  # as the cells round it
    assert scene(learner).shown.kernel.ravel() == pytest.approx([1.0266, -0.9515], abs=5e-5)
    assert fact(learner, "rate").startswith("Stable below η = 1/30 ≈ 0.0333")
    assert fact(learner, "rate").endswith("curvature 60)")
    assert fact(learner, "determined") == "These pictures determine every weight."
    assert fact(learner, "optimum").endswith(": 0")


def test_above_the_stable_rate_it_says_why_it_stopped_and_can_be_rewound(learner: Person, qtbot: object) -> None:
    start_at(learner, "0.4", "0.3")
    learner.number("training_learning_rate", "0.034")
    learner.spin("training_epochs", 1000)
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert (
        fact(learner, "stopped") == "Stopped before epoch 327: the loss grew beyond 10¹². 0.034 is above the stable rate 1/30."
    )
    kernel = scene(learner).shown.kernel
    assert np.isfinite(kernel).all()
    assert np.abs(kernel).max() > 1000
    learner.press("timeline_first")
    assert learner.read(view(learner, "learned")) == [[0.4, 0.3]]
    learner.number("training_learning_rate", "0.03")
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert fact(learner, "stopped") == ""
    assert losses(learner)[-1] < 1e-20
    assert len(scene(learner).learnt.lines) == 2


# Every number on the screen


def strip(random: np.random.Generator) -> Experiment:
    """A convolution with two channels in and out, a stride and padding, ReLU and a max pool behind it; two pictures."""
    x, other = (frozen(random.integers(-4, 5, (2, 7, 6)) / 4) for _ in range(2))
    kernel = frozen(random.integers(-4, 5, (2, 2, 2, 3)) / 4)
    layer = Conv2d(kernel=kernel, bias=frozen([0.5, -0.25]), stride=(1, 2), padding=((1, 0), (1, 1)))
    run = Run(seed=3, length=4, learning_rate=0.01)
    training = Training(until=2, noise=0.5, learn_bias=True, pictures=(other,), runs=(run,))
    return Experiment(input=x, layers=(layer, Activation(), MaxPool2d(stride=(1, 1))), training=training)


@pytest.mark.parametrize("number", [0, 1])
def test_every_matrix_shows_what_the_engine_computes(open_window: OpenWindow, qtbot: object, number: int) -> None:
    person = open_window(strip(np.random.default_rng(number)))
    person.press("workspace_learn")
    wait_for_training(person, qtbot)
    if number:
        person.press("picture_next")
    experiment, layer = person.window.session.state.experiment, person.window.session.state.experiment.layers[0]
    task = scene(person).learnt.task
    for epoch in (0, 2, 4):
        person.window.learner.scrub(epoch)
        person.settle()
        shown = scene(person).shown
        weights = scene(person).learnt.line.weights(epoch)
        kernel, bias = weights[:24].reshape(2, 2, 2, 3), weights[24:]
        x = (experiment.input, *experiment.training.pictures)[number]
        sums = conv2d(x, kernel, bias, stride=(1, 2), padding=((1, 0), (1, 1)))
        relu, pool = experiment.layers[1], experiment.layers[2]
        predicted = pool.forward(relu.forward(sums))
        error = predicted - task.targets[number]
        slope, _ = pool.backward(relu.forward(sums), 2 * error)
        slope, _ = relu.backward(sums, slope)
        gradient = Backpropagation(task, "sum_squares").loss_and_gradient(weights)[1]
        expected: dict[Kind, Array] = {
            "learned": kernel, "prediction": predicted, "target": task.targets[number], "error": error, "pull": slope,
            "gradient": gradient[:24].reshape(kernel.shape), "step": -0.01 * gradient[:24].reshape(kernel.shape),
        }  # fmt: skip
        for kind, values in expected.items():
            slices = [(o, s) for o in range(2) for s in range(2)] if values.ndim == 4 else [(c, 0) for c in range(2)]
            for channel, slice_ in slices:
                shown_at = view(person, kind, channel, slice_, number if kind == "target" else None)
                wanted = values[channel, slice_] if values.ndim == 4 else values[channel]
                np.testing.assert_allclose(shown_at.scene.values, wanted, rtol=1e-9, atol=1e-12, err_msg=kind)
                assert_cells_show(shown_at, wanted)
        for kind, part in (("learned", bias), ("gradient", gradient[24:]), ("step", -0.01 * gradient[24:])):
            np.testing.assert_allclose(view(person, kind, 0, BIAS).scene.values, part[None], rtol=1e-9, atol=1e-12)
        assert place(person) == f"epoch {epoch} of 10 · loss {short(shown.loss)}"
        total = sum(float((y - t) @ (y - t)) for y, t in [(errors_of(task, weights), 0.0)])
        assert shown.loss == pytest.approx(total, rel=1e-12)
    assert layer.kernel is person.window.session.state.experiment.layers[0].kernel


def test_the_button_that_goes_to_the_end_says_when_it_trains_on(learner: Person, qtbot: object) -> None:
    last = learner._one(QToolButton, "timeline_last")
    learner.spin("training_epochs", 10)
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert last.toolTip() == "Train 10 more epochs, and go to the last (Ctrl+End)"
    learner.press("timeline_first")
    assert last.toolTip() == "To the last epoch of the run (Ctrl+End)"
    learner.press("timeline_last")
    learner.spin("training_epochs", 11)
    assert last.toolTip() == "Train 1 more epoch, and go to it (Ctrl+End)"
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert scene(learner).moment.epoch == 11
    assert last.toolTip().startswith("Train 11 more epochs")


def errors_of(task: object, weights: Array) -> Array:
    from convstudio.experiment.learning.training_setup import errors, passed

    return errors(task, passed(task, weights))  # type: ignore[arg-type]


def assert_cells_show(shown: MatrixView, values: Array) -> None:
    """The numbers in the cells are those of the engine, as far as they have digits."""
    for cell in np.ndindex(values.shape):
        text = shown.text_at(*cell)
        if text:
            digits = 1 if text == "≈0" else len(text.partition(".")[2]) if "e" not in text else 0
            assert float(of_text(text)) == pytest.approx(float(values[cell]), abs=0.51 * 10.0**-digits)


def test_matrices_do_not_overlap_when_channels_or_biases_come(open_window: OpenWindow, qtbot: object) -> None:
    person = open_window(gallery.example("three-to-four"), size=(1280, 720))
    person.press("workspace_learn")
    person.window.session.edit(training_edits.set_task, "learn_bias", True)
    person.settle()
    loop = person.window.learn_page.loop
    matrices = list(loop.drawing.matrices)
    assert {BIAS} <= {item.panel.slice for item in matrices}
    for i, item in enumerate(matrices):
        assert loop.rect().contains(loop.view(item.panel).geometry()), item.panel
        for other in matrices[i + 1 :]:
            assert not item.outer.touches(other.outer), (item.panel, other.panel)


def test_every_action_that_can_be_clicked_does_something_here(learner: Person) -> None:
    actions = learner.window.actions_by_name
    assert actions["slow"].isEnabled()
    assert actions["new_seed"].isEnabled()
    for name in ("compare", "steps", "loop", "hide_unreached", "fold", "remove_layer", "board_larger"):
        assert not actions[name].isEnabled(), name
    cell = view(learner, "map").grid().cell
    view(learner, "map").setFocus()
    actions["zoom_in"].trigger()
    learner.settle()
    assert view(learner, "map").grid().cell > cell
    actions["fit"].trigger()
    learner.settle()
    assert view(learner, "map").grid().cell == cell
    learner.press("workspace_explore")
    assert actions["compare"].isEnabled()
    assert actions["slow"].isEnabled()  # it leads back


# What pulls on a weight


@pytest.mark.parametrize("seed", range(4))
def test_hovering_a_weight_lights_its_pairs_and_adds_them_up(open_window: OpenWindow, qtbot: object, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = frozen(random.integers(-3, 4, (1, 6, 7)))
    options = {"stride": (1 + seed % 2, 1), "padding": ((seed % 3, 1), (0, seed % 2)), "dilation": (1, 1 + seed // 2)}
    layer = Conv2d(kernel=frozen(random.integers(-2, 3, (1, 1, 2, 2))), bias=frozen([0.0]), **options)
    person = open_window(Experiment(input=x, layers=(layer,), training=Training(runs=(Run(seed=seed),))))
    person.press("workspace_learn")
    wait_for_training(person, qtbot)
    shown = scene(person).shown
    gradient = conv2d_backward(x, shown.kernel, 2 * shown.error, **options)[1][0, 0]
    for cell in np.ndindex(2, 2):
        person.hover(view(person, "gradient"), *cell)
        pairs = [mark for mark in view(person, "map").scene.marks if mark.role == "pair"]
        slopes = [mark for mark in view(person, "error").scene.marks if mark.role == "pair"]
        assert len(pairs) == len(slopes) == 1
        reads = {(r, c) for r in pairs[0].rows for c in pairs[0].columns}
        wanted = set()
        for out in np.ndindex(shown.error.shape[1:]):
            row = out[0] * options["stride"][0] + cell[0] - options["padding"][0][0]
            column = out[1] + cell[1] * options["dilation"][1] - options["padding"][1][0]
            wanted.add((row, column))
        assert reads == wanted
        assert float((pairs[0].weights * slopes[0].weights).sum()) == pytest.approx(gradient[cell], rel=1e-9, abs=1e-9)
        assert view(person, "gradient").scene.values[cell] == pytest.approx(gradient[cell], rel=1e-9, abs=1e-9)
        text = arithmetic(person)
        assert text.startswith(f"∂L/∂K[{cell[0]}, {cell[1]}]  =")
        shown_total = text.split("= ")[-1].split("≈ ")[-1].split()[0]
        assert float(of_text(shown_total)) == pytest.approx(gradient[cell], abs=1e-3)
        assert "pulled by" in person.status()


def test_a_nudge_measures_the_slope(learner: Person) -> None:
    start_at(learner, "0.4", "0.3")
    learner.click(view(learner, "gradient"), 0, 1)
    learner.press("nudge")
    found = arithmetic(learner)
    task, weights = scene(learner).learnt.task, np.array([0.4, 0.3])
    slope = Backpropagation(task, "sum_squares").loss_and_gradient(weights)[1][1]
    assert found.startswith("K[0, 1] ± 0.0001: L changes by ")
    measured, told = found.split("changes by ")[1].split(" a unit; gradient ")
    assert float(of_text(measured)) == pytest.approx(slope, rel=1e-4)
    assert float(of_text(told)) == pytest.approx(slope, rel=1e-4)
    learner.window.learner.forward()
    learner.settle()
    assert "changes by" not in arithmetic(learner)


def test_where_a_smaller_kernel_has_no_such_weight_the_steepest_is_nudged(learner: Person) -> None:
    start_at(learner, "0.4", "0.3")
    learner.click(view(learner, "gradient"), 0, 1)
    learner.window.session.edit(edits.set_parameter, 0, "kernel_size", (1, 1))
    learner.settle()
    learner.press("nudge")
    assert arithmetic(learner).startswith("K[0, 0] ± 0.0001: L changes by ")


def test_a_cell_of_the_prediction_shows_its_window_and_its_sum(learner: Person) -> None:
    start_at(learner, "0.5", "0.25")
    learner.hover(view(learner, "prediction"), 2, 1)
    marks = [mark for mark in view(learner, "map").scene.marks if mark.role == "window"]
    assert [(mark.rows, mark.columns) for mark in marks] == [((2,), (1, 2))]
    assert arithmetic(learner) == "Ŷ[2, 1]  = 1·0.5 + 0·0.25 + bias 0 = 0.5"
    assert any(mark.role == "weight" for mark in view(learner, "learned").scene.marks)
    assert any(mark.rows == (2,) and mark.columns == (1,) for mark in view(learner, "error").scene.marks)
    learner.hover(view(learner, "error"), 2, 1)
    assert arithmetic(learner).startswith("Ŷ − Y  = 0.5 − 1 = −0.5     squared and added up over 42 cells: L = ")


def test_a_pinned_cell_may_lie_outside_of_a_new_size(learner: Person) -> None:
    learner.click(view(learner, "error"), 5, 6)
    assert learner.status().startswith("row 5, column 6")
    assert learner.window.session.edit(edits.set_parameter, 0, "stride", (2, 2))
    learner.settle()
    assert view(learner, "error").scene.shape == (3, 4)
    assert learner.status() == ""
    learner.shortcut(Qt.Key.Key_Z)
    assert learner.status().startswith("row 5, column 6")


def test_a_pinned_cell_of_a_picture_that_undo_takes_away(learner: Person) -> None:
    learner.pick(learner.window.findChild(QWidget, "picture_add").menu(), "add_copy")
    learner.click(learner.window.learn_page.view(PanelId(MatrixId("picture", 1))), 5, 7)
    learner.shortcut(Qt.Key.Key_Z)
    learner.shortcut(Qt.Key.Key_Z)
    assert scene(learner).shown.number == 0
    assert learner.status() == ""


def add_picture(person: Person) -> MatrixView:
    person.pick(person.window.findChild(QWidget, "picture_add").menu(), "add_copy")
    return person.window.learn_page.view(PanelId(MatrixId("picture", 1)))


def draw_target(person: Person) -> MatrixView:
    person.choose("training_target", "drawn")
    return view(person, "target_kernel")


def paint_target(person: Person) -> MatrixView:
    person.choose("training_target", "painted")
    return view(person, "target", layer=0)


@pytest.mark.parametrize("made", [add_picture, draw_target, paint_target])
@pytest.mark.parametrize("typing", [False, True])
def test_undo_takes_a_card_away_in_which_a_cell_has_the_keyboard(
    learner: Person, made: Callable[[Person], MatrixView], typing: bool
) -> None:
    """Hiding what has the keyboard gives it to another matrix, in the middle of showing a state."""
    learner.window.activateWindow()
    before = [shown.panel for shown in learner.window.learn_page.views]
    cell = made(learner)
    learner.click(cell, 0, 1)
    cell.setFocus()
    assert cell.hasFocus()
    if typing:
        QTest.keyClicks(cell, "7")  # half a number, in the field over the cell
    session = learner.window.session
    learner.window.actions_by_name["undo"].trigger()
    learner.settle()
    while session.state.history.position:
        learner.window.actions_by_name["undo"].trigger()
        learner.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    page = learner.window.learn_page
    assert [shown.panel for shown in page.views] == before
    assert not session.state.history.modified
    for matrix_view in page.views:
        assert matrix_view.scene is scene(learner).panel(matrix_view.panel)
        learner.hover(matrix_view, 0, 0)
    while session.state.history.redo_label:
        learner.window.actions_by_name["redo"].trigger()
        learner.settle()


# One step, slowly


def test_the_five_phases_light_their_cards_and_reckon(learner: Person) -> None:
    start_at(learner, "0.4", "0.3")
    learner.press("timeline_slow")
    lines = {}
    for phase in (FORWARD, ERROR, GRADIENT, STEP, NEW):
        if phase > FORWARD:
            learner.press("timeline_forward")
        assert scene(learner).moment == Moment(0, phase)
        lines[phase] = arithmetic(learner)
        assert lit(learner) == {
            FORWARD: {"map", "learned", "prediction"}, ERROR: {"prediction", "target", "error"},
            GRADIENT: {"map", "error", "gradient"}, STEP: {"gradient", "step"}, NEW: {"step", "learned"},
        }[phase]  # fmt: skip
    gradient = Backpropagation(scene(learner).learnt.task, "sum_squares").loss_and_gradient(np.array([0.4, 0.3]))[1]
    steep = int(np.argmax(np.abs(gradient)))
    assert lines[FORWARD].startswith("Ŷ[")
    assert lines[STEP].startswith(f"step  = −η · ∂L/∂K[0, {steep}]  = −0.03 · ")
    assert float(of_text(lines[STEP].split("= ")[-1].split()[0])) == pytest.approx(-0.03 * gradient[steep])
    new = np.array([0.4, 0.3]) - 0.03 * gradient
    assert learner.read(view(learner, "learned"))[0] == pytest.approx(new, abs=5e-3)
    learner.press("timeline_forward")
    assert scene(learner).moment == Moment(1, 0)
    assert scene(learner).shown.weights == pytest.approx(new, rel=1e-12)
    learner.press("timeline_back")
    assert scene(learner).moment == Moment(0, NEW)
    learner.press("phase_3")
    assert scene(learner).moment == Moment(0, GRADIENT)
    learner.press("phase_3")
    assert scene(learner).moment == Moment(0, 0)


def test_one_step_slowly_plays_one_step_and_ends(learner: Person) -> None:
    player, action = learner.window.learner, learner.window.actions_by_name["slow"]
    learner.press("timeline_slow")
    assert player.playing
    seen = [scene(learner).moment]
    for _ in range(5):
        player.advance(1.25)
        seen.append(scene(learner).moment)
    assert seen == [Moment(0, phase) for phase in (FORWARD, ERROR, GRADIENT, STEP, NEW)] + [Moment(1, 0)]
    assert not player.playing
    assert not player.slow
    assert not action.isChecked()
    learner.press("timeline_slow")  # and once more, from there
    assert scene(learner).moment == Moment(1, FORWARD)


def test_a_slow_step_that_is_touched_goes_on_by_hand(learner: Person) -> None:
    learner.press("timeline_slow")
    learner.press("timeline_forward")
    assert not learner.window.learner.playing
    assert learner.window.learner.slow
    learner.press("timeline_forward")
    assert scene(learner).moment == Moment(0, GRADIENT)


def test_behind_the_last_epoch_a_slow_step_trains_one_more(learner: Person, qtbot: object) -> None:
    learner.shortcut(Qt.Key.Key_End)
    wait_for_training(learner, qtbot)
    learner.press("timeline_slow")
    qtbot.waitUntil(lambda: scene(learner).learnt.line.last == 11, timeout=20_000)  # type: ignore[attr-defined]
    for _ in range(5):
        learner.window.learner.advance(1.25)
    assert scene(learner).moment == Moment(11, 0)


def test_each_phase_says_in_plain_words_what_happens(learner: Person) -> None:
    learner.press("timeline_slow")
    said = []
    for phase in (FORWARD, ERROR, GRADIENT, STEP, NEW):
        if phase > FORWARD:
            learner.press("timeline_forward")
        said.append(arithmetic(learner).splitlines()[-1])
        assert learner._one(QWidget, f"phase_{phase}").toolTip() == said[-1]
    assert [line[:2] for line in said] == ["1 ", "2 ", "3 ", "4 ", "5 "]
    assert "Compare: prediction minus target" in said[1]
    learner.press("phase_5")
    assert "new kernel" not in arithmetic(learner)


# Scrub, fork, compare, undo, save, reopen


def test_a_person_trains_forks_compares_undoes_saves_and_reopens(learner: Person, qtbot: object, tmp_path: Path) -> None:
    start_at(learner, "0.4", "0.3")
    learner.shortcut(Qt.Key.Key_End)
    wait_for_training(learner, qtbot)
    first = losses(learner)
    assert len(first) == 11
    learner.shortcut(Qt.Key.Key_Home)
    scrubber = learner.window.learn_page.timeline.scrubber
    for _ in range(4):
        learner.key(scrubber, Qt.Key.Key_Right)
    assert place(learner) == f"epoch 4 of 10 · loss {short(first[4])}"
    learner.number("training_learning_rate", "0.01")
    assert learner._one(QLineEdit, "training_learning_rate").text() == "0.01"
    assert len(scene(learner).learnt.lines) == 2
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    picture = learner.window.learn_page.loss.picture
    assert [(curve.name, curve.chosen) for curve in picture.curves] == [("Run 1", False), ("Run 2", True)]
    assert picture.curves[0].losses.tolist() == first
    assert picture.curves[1].epochs[0] == 4
    assert picture.curves[1].losses[0] == first[4]
    assert picture.curves[1].losses[1] != first[5]
    learner.press("run_0")
    assert losses(learner) == first
    assert learner.window.training_panel._editors["learning_rate"].text() == "0.03"
    learner.press("run_1")

    learner.window.learner.scrub(6)
    learner.settle()
    learner.type_cell(view(learner, "learned"), 0, 0, "2")
    assert scene(learner).learnt.line.run.parent == 1
    assert scene(learner).learnt.line.weights(6)[0] == 2
    assert len(scene(learner).learnt.lines) == 3

    steps = learner.window.session.state.history.position
    for _ in range(steps):
        learner.shortcut(Qt.Key.Key_Z)
    assert len(scene(learner).learnt.lines) == 1
    assert scene(learner).learnt.line.last == 0
    for _ in range(steps):
        learner.shortcut(Qt.Key.Key_Y)
    assert [len(line.losses) for line in scene(learner).learnt.lines] == [11, 7, 1]

    learner.answers.save_path = tmp_path / "learned.convstudio"
    learner.shortcut(Qt.Key.Key_S)
    kept = [line.losses.tolist() for line in scene(learner).learnt.lines]
    again = files.read(tmp_path / "learned.convstudio")
    assert again.training.runs[2].weights is not None
    learner.answers.open_path = tmp_path / "learned.convstudio"
    learner.shortcut(Qt.Key.Key_O)
    wait_for_training(learner, qtbot)
    assert [line.losses.tolist() for line in scene(learner).learnt.lines] == kept


def test_a_typed_weight_at_the_end_goes_on_from_there(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    learner.type_cell(view(learner, "learned"), 0, 1, "5")
    assert scene(learner).shown.weights[1] == 5
    learner.press("timeline_forward")
    wait_for_training(learner, qtbot)
    assert scene(learner).moment.epoch == 11


def test_reset_goes_back_and_a_new_seed_elsewhere(learner: Person, qtbot: object) -> None:
    before = scene(learner).shown.weights.copy()
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    trained = losses(learner)
    learner.press("timeline_reset_training")
    assert np.array_equal(scene(learner).shown.weights, before)
    assert len(scene(learner).learnt.lines) == 1
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert losses(learner) == trained
    learner.press("timeline_new_seed")
    assert not np.array_equal(scene(learner).shown.weights, before)
    assert len(scene(learner).learnt.lines) == 2


def test_painting_with_several_runs_shows_the_chosen_one_from_its_start(open_window: OpenWindow, qtbot: object) -> None:
    person = open_window(gallery.example("learning-a-kernel"))
    person.press("workspace_learn")
    person.spin("training_epochs", 3000)
    person.press("timeline_last")
    wait_for_training(person, qtbot)
    person.press("timeline_new_seed")
    person.spin("training_epochs", 10)
    person.press("timeline_last")
    wait_for_training(person, qtbot)
    person.press("timeline_first")
    person.click(view(person, "map"), 0, 3)
    for _ in range(3):
        assert "K  epoch 0" in titles(person)
        assert place(person).startswith("epoch 0 of 10 · loss ")
        assert person.window.learn_page.kernels.picture.epochs[0] == 0
        person.settle()
    wait_for_training(person, qtbot)
    person.press("timeline_last")
    assert place(person).startswith("epoch 10 of 10")
    assert [len(line.losses) for line in scene(person).learnt.lines] == [3001, 11]


def test_playing_moves_through_the_epochs_and_pauses(learner: Person, qtbot: object) -> None:
    learner.press("train")
    assert learner.window.learner.playing
    qtbot.waitUntil(lambda: scene(learner).moment.epoch >= 2, timeout=10_000)  # type: ignore[attr-defined]
    learner.press("train")
    assert not learner.window.learner.playing
    at = scene(learner).moment.epoch
    assert 2 <= at <= 10
    learner.shortcut(Qt.Key.Key_Left)
    assert scene(learner).moment.epoch == at - 1


def test_ten_thousand_epochs_leave_the_window_alive_and_can_be_stopped(learner: Person, qtbot: object) -> None:
    learner.spin("training_epochs", 10_000)
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    assert len(scene(learner).learnt.line.losses) == 10_001
    assert place(learner).startswith("epoch 10000 of 10000")


def test_a_long_training_can_be_stopped_and_keeps_what_it_has(open_window: OpenWindow, qtbot: object) -> None:
    random = np.random.default_rng(0)
    layer = Conv2d(kernel=frozen(random.normal(size=(1, 1, 5, 5))), bias=frozen([0.0]), activation="tanh")
    experiment = Experiment(input=frozen(random.normal(size=(1, 160, 160))), layers=(layer,), training=Training(epochs=50_000))
    person = open_window(experiment)
    person.press("workspace_learn")
    person.press("timeline_last")
    qtbot.waitUntil(lambda: scene(person).learnt.line.last > 2, timeout=20_000)  # type: ignore[attr-defined]
    person.press("training_stop")
    line = scene(person).learnt.line
    assert line.done
    assert 2 < line.last < 50_000
    assert line.run.length == line.last
    person.shortcut(Qt.Key.Key_1)
    person.window.learner.close()


# The task


def test_a_painted_target_is_painted_as_the_input_is(learner: Person) -> None:
    learner.choose("training_target", "painted")
    target = view(learner, "target", layer=0)
    assert learner.read(target) == numbers(scene(learner).shown.target[0])
    learner.click(target, 0, 0)
    assert learner.read(target)[0][0] == 1
    learner.drag(target, (1, 0), (1, 2))
    assert learner.read(target)[1][:3] == [1, 1, 1]
    learner.shortcut(Qt.Key.Key_Z)
    assert learner.read(target)[1][:3] == [0, 1, 0]
    assert scene(learner).shown.error[0, 0, 0] == scene(learner).shown.prediction[0, 0, 0] - 1


def test_the_plots_follow_a_stroke_and_are_true_when_it_ends(learner: Person, qtbot: QtBot) -> None:
    learner.choose("training_target", "painted")
    target = view(learner, "target", layer=0)
    before = losses(learner)[0]
    QTest.mousePress(target, LEFT, pos=cell_centre(target, 0, 0))
    learner.settle()
    under_way = scene(learner).shown.loss
    assert under_way != before
    qtbot.waitUntil(lambda: losses(learner)[0] == pytest.approx(under_way, rel=1e-12))
    QTest.mouseMove(target, cell_centre(target, 1, 0))
    QTest.mouseRelease(target, LEFT, pos=cell_centre(target, 1, 0))
    assert losses(learner)[0] == pytest.approx(scene(learner).shown.loss, rel=1e-12) != under_way


def test_painting_the_input_changes_prediction_and_target_at_once(learner: Person) -> None:
    learner.click(view(learner, "map"), 0, 3)
    experiment = learner.window.session.state.experiment
    assert experiment.input[0, 0, 3] == 1
    shown = scene(learner).shown
    assert np.array_equal(shown.target, experiment.layers[0].forward(experiment.input))
    assert learner.read(view(learner, "target", layer=0)) == numbers(shown.target[0])


def test_a_target_of_another_size_is_explained_and_fitted(learner: Person) -> None:
    learner.choose("training_target", "painted")
    learner.shortcut(Qt.Key.Key_1)
    learner.spin("padding_left", 1)
    learner.shortcut(Qt.Key.Key_2)
    warning = learner.window.findChild(QLabel, "obstacle")
    assert warning is not None
    assert warning.isVisible()
    assert "target Y of picture 1 is 1 × 6 × 7, the prediction Ŷ is 1 × 6 × 8" in warning.text()
    learner.press("fit_target")
    assert not warning.isVisible()
    assert scene(learner).shown.target.shape == (1, 6, 8)


def test_other_pictures_are_added_shown_painted_and_removed(learner: Person) -> None:
    menu = learner.window.findChild(QWidget, "picture_add").menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.objectName() == "add_copy").trigger()
    learner.settle()
    assert scene(learner).shown.number == 1
    second = learner.window.learn_page.view(PanelId(MatrixId("picture", 1)))
    learner.click(second, 2, 2)
    assert learner.window.session.state.experiment.training.pictures[0][0, 2, 2] == 1
    assert learner.window.session.state.experiment.input[0, 2, 2] == 0
    assert scene(learner).learnt.task.cells == 84
    learner.press("picture_remove")
    assert scene(learner).learnt.task.cells == 42
    assert scene(learner).shown.number == 0


def test_the_learned_kernel_can_be_used(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    kernel = scene(learner).shown.kernel
    learner.press("use_kernel")
    assert np.array_equal(learner.window.session.state.experiment.layers[0].kernel, kernel)


def test_a_preset_can_be_the_target(learner: Person) -> None:
    menu = learner.window.findChild(QWidget, "target_preset").menu()
    menu.aboutToShow.emit()
    action = menu.actions()[-1]
    action.trigger()
    learner.settle()
    assert learner.window.session.state.experiment.training.target == "drawn"
    drawn = view(learner, "target_kernel")
    learner.type_cell(drawn, 0, 0, "3")
    assert learner.window.session.state.experiment.training.target_kernel[0, 0, 0, 0] == 3
    assert scene(learner).shown.target[0, 0, 0] == 3 + scene(learner).learnt.experiment.training.target_kernel[0, 0, 0, 1]


def test_without_a_convolution_every_action_of_the_menus_does_no_harm(open_window: OpenWindow, qtbot: object) -> None:
    person = open_window(Experiment(input=frozen(np.ones((1, 4, 4))), layers=(MaxPool2d(),)))
    person.press("workspace_learn")
    assert person.window.findChild(QLabel, "obstacle").isVisible()
    person.window.editing.copy()
    assert "Nothing is shown" in person.window.statusBar().currentMessage()
    leaving = {"new", "open", "save", "save_as", "close", "quit", "present", "full_screen", "what", "about", "shortcuts"}
    for name, action in person.window.actions_by_name.items():
        if name not in leaving and action.isEnabled():
            action.trigger()
            person.settle()


def test_what_the_picture_cannot_determine_is_said(learner: Person) -> None:
    learner.window.editing.select_all()
    flat = replace(learner.window.session.state.experiment, input=frozen(np.ones((1, 6, 8))))
    learner.window.session.open(flat, None)
    learner.settle()
    text = fact(learner, "determined")
    assert text.startswith("These pictures cannot tell 1 direction of the weights: [")
    assert "1, −1]" in text or "−1, 1]" in text
    assert text.endswith("Several kernels fit equally well.")


def test_the_rate_scale_is_dragged(learner: Person) -> None:
    scale = learner.window.training_panel._rate
    where = QPoint(round(scale.x_of(1 / 30)), 9)
    QTest.mousePress(scale, LEFT, pos=where)
    QTest.mouseMove(scale, where - QPoint(20, 0))
    QTest.mouseRelease(scale, LEFT, pos=where - QPoint(20, 0))
    learner.settle()
    rate = learner.window.session.state.experiment.training.run.learning_rate
    assert rate == scale.rate_at(where.x() - 20)
    assert rate < 1 / 30
    learner.key(scale, Qt.Key.Key_Right)
    assert learner.window.session.state.experiment.training.run.learning_rate == pytest.approx(rate * 1.1, rel=0.05)


# Pictures


def test_the_landscape_has_the_exact_losses_and_the_path(learner: Person, qtbot: object) -> None:
    start_at(learner, "0.4", "0.3")
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    picture = learner.window.learn_page.landscape.picture
    objective = Backpropagation(scene(learner).learnt.task, "sum_squares")
    assert picture.names == ("K[0, 0]", "K[0, 1]")
    assert picture.optimum == pytest.approx((1, -1))
    line = scene(learner).learnt.line
    assert np.array_equal(picture.paths[0].points, [line.weights(epoch) for epoch in range(11)])
    rows, columns = picture.values.shape
    for i, j in ((0, 0), (20, 7), (rows - 1, columns - 1)):
        x, y = np.linspace(*picture.x_range, columns)[j], np.linspace(*picture.y_range, rows)[i]
        assert picture.values[i, j] == pytest.approx(objective.loss(np.array([x, y])), rel=1e-9)
    for contour in picture.contours:
        found = [objective.loss(point) for point in contour[::20]]
        assert found == pytest.approx([found[0]] * len(found), rel=1e-9)
    learner.window.learn_page.landscape.pick_at(QPointF(*line.weights(3)))
    learner.settle()
    assert scene(learner).moment.epoch == 3


def test_a_valley_shows_its_lines_and_the_path_ends_at_its_bottom(open_window: OpenWindow, qtbot: object) -> None:
    person = open_window(gallery.example("learning-from-a-flat-picture"))
    person.press("workspace_learn")
    wait_for_training(person, qtbot)
    person.press("timeline_last")
    picture = person.window.learn_page.landscape.picture
    objective = Backpropagation(scene(person).learnt.task, "sum_squares")
    levels = [[objective.loss(point) for point in line[::20]] for line in picture.contours]
    assert len(levels) > 2
    for found in levels:
        assert found == pytest.approx([found[0]] * len(found), rel=1e-9)
    assert objective.loss(np.array(picture.here)) == pytest.approx(0.0, abs=1e-12)
    assert picture.optimum == pytest.approx(picture.here)
    drawn = person.window.learn_page.landscape._lines
    assert len(drawn.xData) == sum(len(line) for line in picture.contours)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_matrices_have_the_height_that_they_need_and_the_pictures_the_rest(
    open_window: OpenWindow, size: tuple[int, int]
) -> None:
    person = open_window(gallery.example("learning-a-kernel"), size=size)
    person.press("workspace_learn")
    page = person.window.learn_page
    assert page._scroll.verticalScrollBar().maximum() == page._scroll.horizontalScrollBar().maximum() == 0
    lowest = max(widget.geometry().bottom() for widget in page.loop.stops() if widget.parent() is page.loop)
    assert 0 < page.loop.height() - lowest < 30
    assert page.kernels.mapTo(page, page.kernels.rect().bottomLeft()).y() > page.height() - 20
    between = page.kernels.mapTo(page, QPoint()).y() - page.loss.mapTo(page, page.loss.rect().bottomLeft()).y()
    assert 0 <= between < 6


def test_nothing_that_is_not_finite_reaches_a_plot(learner: Person, qtbot: object) -> None:
    learner.number("training_learning_rate", "1000")
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    page = learner.window.learn_page
    for plot in (page.loss, page.landscape):
        for item in plot.item.items:
            for name in ("xData", "yData"):
                data = getattr(item, name, None)
                assert data is None or np.isfinite(np.asarray(data, dtype=float)).all()
    assert np.isfinite(scene(learner).shown.weights).all()


def test_small_kernels_stand_for_epochs_and_lead_there(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    strip_of_kernels = learner.window.learn_page.kernels
    assert strip_of_kernels.picture.epochs == tuple(range(11))
    line = scene(learner).learnt.line
    assert np.array_equal(strip_of_kernels.picture.kernels[:, 0], [line.weights(epoch) for epoch in range(11)])
    middle = strip_of_kernels.rects()[4].center().toPoint()
    QTest.mouseClick(strip_of_kernels, LEFT, pos=middle)
    learner.settle()
    assert scene(learner).moment.epoch == 4


def test_the_loss_is_shown_linear_or_logarithmic(learner: Person, qtbot: object) -> None:
    learner.press("timeline_last")
    wait_for_training(learner, qtbot)
    curve = learner.window.learn_page.loss
    assert np.array_equal(curve._curves[-1].yData, np.log10(losses(learner)))
    learner.press("logarithmic")
    assert np.array_equal(curve._curves[-1].yData, losses(learner))


def test_the_keyboard_goes_through_the_workspace(learner: Person) -> None:
    learner.shortcut(Qt.Key.Key_1)
    assert learner.window.session.state.workspace == "explore"
    learner.shortcut(Qt.Key.Key_2)
    learner.shortcut(Qt.Key.Key_Right)
    assert scene(learner).moment.epoch == 1
    learner.shortcut(Qt.Key.Key_Left)
    assert scene(learner).moment.epoch == 0
    learner.key(learner.window.learn_page.loss, Qt.Key.Key_Right)
    assert scene(learner).moment.epoch == 1
    learner.shortcut(Qt.Key.Key_Home, CTRL | SHIFT)
    assert scene(learner).learnt.line.last == 0


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_every_example_can_be_learned_or_says_why_not(open_window: OpenWindow, name: str, qtbot: object) -> None:
    person = open_window(gallery.example(name))
    person.press("workspace_learn")
    wait_for_training(person, qtbot)
    found = scene(person)
    if found.obstacle:
        assert person.window.findChild(QLabel, "obstacle").text()
    else:
        assert found.shown.loss == pytest.approx(float(found.learnt.line.losses[0]), rel=1e-9, abs=1e-12)
        assert plain_text(found.arithmetic) == ""
