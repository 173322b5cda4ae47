"""Learn with what takes long: it is computed beside the window, which stays usable, says how far it is, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, get_ident

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from convstudio.engine.interrupt import checkpoint
from convstudio.experiment import Experiment, Run, Training, frozen
from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning import Backpropagation, cost_estimates
from convstudio.experiment.learning.training_setup import Task, errors, make_task, passed
from convstudio.layers import Activation, Array, Conv2d, MaxPool2d
from convstudio.scene.learn.build import LearnScene
from convstudio.studio.document import session as sessions
from convstudio.studio.matrix_view import MatrixView
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person
from tests.studio.workspaces.test_learn import losses, place, scene, view


class Elsewhere:
    """Lets convolutions be computed only on other threads, once it is `open`; ends where nobody wants them any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open, self.here, self.raises = Event(), 0, None
        forward, backward, window = Conv2d.forward, Conv2d.backward, get_ident()

        def held(method: Callable[..., object]) -> Callable[..., object]:
            def computed(*args: object) -> object:
                if get_ident() == window:
                    self.here += 1
                    return method(*args)
                while not self.open.wait(0.002):
                    checkpoint()
                if self.raises:
                    raise self.raises
                return method(*args)

            return computed

        monkeypatch.setattr(Conv2d, "forward", held(forward))
        monkeypatch.setattr(Conv2d, "backward", held(backward))
        monkeypatch.setattr(cost_estimates, "QUICK", 0.0)
        monkeypatch.setattr(sessions, "MOST_AT_ONCE", 0)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    made = Elsewhere(monkeypatch)
    yield made
    made.open.set()


def strip(epochs: int = 0) -> Experiment:
    random = np.random.default_rng(1)
    x, other = (frozen(random.integers(0, 5, (2, 9, 8)) / 4) for _ in range(2))
    layer = Conv2d(kernel=frozen(random.normal(size=(2, 2, 2, 3))), bias=frozen([0.5, -0.25]), activation="tanh")
    training = Training(until=1, pictures=(other,), runs=(Run(seed=3, length=epochs, learning_rate=0.01),))
    return Experiment(input=x, layers=(layer, MaxPool2d(), Activation()), training=training)


@pytest.fixture
def slow(open_window: OpenWindow, elsewhere: Elsewhere) -> Person:
    """A person who has just gone to Learn, where nothing is computed yet."""
    person = open_window(strip())
    person.window.session.settle()
    elsewhere.here = 0
    person.press("workspace_learn")
    return person


def ready(person: Person, qtbot: object) -> LearnScene:
    def is_ready() -> bool:
        return scene(person).learnt.done and not scene(person).waits

    qtbot.waitUntil(is_ready, timeout=20_000)  # type: ignore[attr-defined]
    person.settle()
    return scene(person)


def stop_button(person: Person) -> QToolButton:
    found = person.window.findChild(QToolButton, "training_stop")
    assert found is not None
    return found


def is_right(person: Person, weights: Array | None = None) -> bool:
    """Whether the screen shows what the engine computes, of what is in the document now."""
    shown, task = scene(person).shown, make_task(person.window.session.state.experiment)
    assert shown
    assert isinstance(task, Task)
    found = Backpropagation(task, "sum_squares").loss_and_gradient(shown.weights)
    same = np.array_equal(errors(task, passed(task, shown.weights))[: shown.error.size], shown.error.ravel())
    return same and shown.loss == found[0] and np.array_equal(shown.gradient, found[1])


def all_views(person: Person) -> list[MatrixView]:
    return person.window.learn_page.views


def test_nothing_is_computed_while_the_window_waits(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    assert scene(slow).learnt.task is None
    assert scene(slow).cards == ()
    assert place(slow).startswith("computing …")
    assert stop_button(slow).isVisible()
    assert stop_button(slow).text() == "Stop"
    elsewhere.open.set()
    ready(slow, qtbot)
    assert elsewhere.here == 0
    assert is_right(slow)
    assert place(slow).startswith("epoch 0 of 10 · loss ")
    assert not stop_button(slow).isVisible()
    assert not any(v.scene.dimmed for v in all_views(slow))


def test_how_far_it_is_stands_beside_what_stops_it(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    qtbot.waitUntil(lambda: place(slow) == "computing … 0 %", timeout=5000)  # type: ignore[attr-defined]
    learner = slow.window.learner
    assert learner._effort == cost_estimates.of_task(strip(), 0, seen=False) > 0
    assert learner._beside._watch is not None
    learner._beside._watch.done = learner._effort / 2
    qtbot.waitUntil(lambda: place(slow) == "computing … 50 %", timeout=5000)  # type: ignore[attr-defined]


def test_it_can_be_stopped_and_gone_on_with(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    slow.press("training_stop")
    assert not slow.window.learner.computing
    assert place(slow) == "stopped before it was computed"
    slow.shortcut(Qt.Key.Key_Right)
    assert not slow.window.learner.computing
    assert stop_button(slow).text() == "Go on"
    elsewhere.open.set()
    slow.press("training_stop")
    ready(slow, qtbot)
    assert is_right(slow)


def test_what_is_painted_is_seen_at_once_and_all_else_dimmed(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    elsewhere.open.set()
    ready(slow, qtbot)
    elsewhere.open.clear()
    slow.click(view(slow, "map"), 0, 0)
    picture = view(slow, "map")
    assert picture.scene.values[0, 0] == slow.window.session.state.experiment.input[0, 0, 0] == 1
    assert not picture.scene.dimmed
    assert {v.scene.dimmed for v in all_views(slow) if v.panel.matrix != picture.panel.matrix} == {True}
    assert {v.scene.editable for v in all_views(slow) if v.scene.dimmed} == {False}
    assert slow.window.learn_page.arithmetic.text == "Computing …"
    slow.drag(view(slow, "map"), (1, 1), (1, 2), (1, 3))
    assert picture is view(slow, "map")
    assert picture.scene.values[1, 1:4].tolist() == [1, 1, 1]
    elsewhere.open.set()
    ready(slow, qtbot)
    assert elsewhere.here == 0
    assert is_right(slow)
    slow.shortcut(Qt.Key.Key_Z)
    ready(slow, qtbot)
    assert is_right(slow)


def test_a_target_is_painted_while_the_rest_is_computed(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    slow.choose("training_target", "painted")
    assert "target" in slow.window.statusBar().currentMessage()
    assert slow.window.session.state.experiment.training.target == "drawn"  # the list's word before it
    assert slow.window.training_panel._editors["target"].currentData() == "drawn"
    elsewhere.open.set()
    own = ready(slow, qtbot).learnt.task.targets
    slow.choose("training_target", "painted")
    ready(slow, qtbot)
    assert all(map(np.array_equal, scene(slow).learnt.task.targets, own))
    elsewhere.open.clear()
    target = view(slow, "target", layer=0)
    slow.click(target, 2, 1)
    assert target.scene.values[2, 1] == 1
    assert not target.scene.dimmed
    elsewhere.open.set()
    ready(slow, qtbot)
    assert elsewhere.here == 0
    assert is_right(slow)


def test_epochs_are_shown_as_they_come_each_true(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    slow.spin("training_epochs", 6)
    slow.press("timeline_last")
    elsewhere.open.set()
    seen = set()

    def at_the_end() -> bool:
        if scene(slow).shown:
            shown, line = scene(slow).shown, scene(slow).learnt.line
            assert np.array_equal(shown.weights, line.weights(shown.epoch))
            assert scene(slow).moment.epoch == shown.epoch
            seen.add(shown.epoch)
        return scene(slow).learnt.done and not scene(slow).waits

    qtbot.waitUntil(at_the_end, timeout=20_000)  # type: ignore[attr-defined]
    assert max(seen) == 6
    assert elsewhere.here == 0
    assert is_right(slow)
    elsewhere.here = 0
    assert len(losses(slow)) == 7
    elsewhere.open.clear()
    before = scene(slow).shown
    slow.press("timeline_back")
    assert scene(slow).shown is before  # until epoch 5 is there
    assert scene(slow).wants == (5, 0)
    slow.press("picture_next")
    assert scene(slow).shown is None
    elsewhere.open.set()
    ready(slow, qtbot)
    assert (scene(slow).shown.epoch, scene(slow).shown.number) == (5, 1)
    assert elsewhere.here == 0


def test_a_setting_of_a_run_waits_for_nothing(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    elsewhere.open.set()
    ready(slow, qtbot)
    elsewhere.open.clear()
    slow.number("training_learning_rate", "0.5")
    assert not scene(slow).waits
    shown = scene(slow).shown
    assert np.array_equal(scene(slow).step, -0.5 * shown.gradient)


def test_quitting_ends_what_is_computed(slow: Person, elsewhere: Elsewhere) -> None:
    assert slow.window.learner.computing
    slow.answers.on_changes = "discard"
    assert slow.window.close()
    assert not elsewhere.open.is_set()
    assert slow.window.learner._beside._pool is None


@pytest.mark.parametrize("leave", ["workspace", "document"])
def test_leaving_ends_what_is_computed(slow: Person, elsewhere: Elsewhere, qtbot: object, leave: str) -> None:
    if leave == "workspace":
        slow.press("workspace_explore")
        assert not slow.window.learner.computing
        slow.press("workspace_learn")
    else:
        first = slow.window.learner._beside._watch
        slow.window.session.open(strip(epochs=2), None)
        slow.settle()
        assert first is not None
        assert not first.wanted
        assert scene(slow).cards == ()
    elsewhere.open.set()
    ready(slow, qtbot)
    assert is_right(slow)


def test_coming_back_shows_at_once_what_was_there(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    elsewhere.open.set()
    shown = ready(slow, qtbot).shown
    elsewhere.open.clear()
    slow.press("workspace_explore")
    slow.press("workspace_learn")
    assert not scene(slow).waits
    assert np.array_equal(scene(slow).shown.error, shown.error)


def test_too_little_memory_is_said_and_not_tried_again(slow: Person, elsewhere: Elsewhere, qtbot: object) -> None:
    elsewhere.raises = MemoryError()
    elsewhere.open.set()
    qtbot.waitUntil(lambda: slow.window.learner.held, timeout=5000)  # type: ignore[attr-defined]
    assert slow.window.statusBar().currentMessage().startswith("There is not enough memory to learn this.")
    slow.settle()
    assert not slow.window.learner.computing
    assert stop_button(slow).text() == "Go on"
    elsewhere.raises = None
    slow.press("training_stop")
    ready(slow, qtbot)
    assert is_right(slow)


def test_what_can_not_be_learned_is_said_without_computing(open_window: OpenWindow, elsewhere: Elsewhere) -> None:
    random = np.random.default_rng(0)
    layer = Conv2d(kernel=frozen(random.normal(size=(1, 1, 9, 9))), bias=frozen([0.0]))
    person = open_window(Experiment(input=frozen(np.ones((1, 4, 4))), layers=(layer,)))
    person.press("workspace_learn")
    warning = person.window.findChild(QLabel, "obstacle")
    assert warning is not None
    assert "window 9 × 9, padded input 4 × 4" in warning.text()
    person.window.session.edit(training_edits.set_task, "target", "painted")
    assert scene(person).obstacle
